// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/layout.h"
#include "tests/app/view/random_graph.h"

#include <QTest>

#include <cmath>

using namespace fabric;
using namespace fabric::view;
using fabric::tests::GraphMaker;
using fabric::tests::GraphShape;

namespace {

bool isOnBorder(const Rect& rect, Point p)
{
    const bool isOnSide = std::abs(p.x - rect.x) < 0.5F || std::abs(p.x - rect.right()) < 0.5F;
    return isOnSide && p.y >= rect.y - 0.5F && p.y <= rect.bottom() + 0.5F;
}

bool isSame(const Layout& a, const Layout& b)
{
    return a.nodeRects == b.nodeRects && a.rows == b.rows && a.bounds == b.bounds
        && std::equal(a.edges.begin(), a.edges.end(), b.edges.begin(), b.edges.end(),
                      [](const EdgeLine& x, const EdgeLine& y) { return x.curve == y.curve && x.form == y.form; });
}

Rect rectOf(const Layout& layout, const std::string& id)
{
    const topology::Node* node = layout.graph.find(topology::NodeId(id));
    return node ? layout.nodeRects[static_cast<std::size_t>(node - layout.graph.nodes().data())] : Rect{};
}

/// @p graph with @p change applied to a builder that already has everything of it.
template <class Change>
topology::Graph changed(const topology::Graph& graph, Change&& change, std::size_t skippedEdge = SIZE_MAX)
{
    topology::GraphBuilder builder;
    for (const topology::Node& node : graph.nodes())
        builder.add(node);
    for (std::size_t i = 0; i < graph.edges().size(); ++i) {
        if (i != skippedEdge)
            builder.add(graph.edges()[i]);
    }
    change(builder);
    return builder.build().value();
}

} // namespace

class TestLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesEveryNodeAPlace_data() { seeds(); }
    void givesEveryNodeAPlace();
    void overlapsNothing_data() { seeds(); }
    void overlapsNothing();
    void attachesEdges_data() { seeds(); }
    void attachesEdges();
    void repeatsItself_data() { seeds(); }
    void repeatsItself();
    void movesNothing_whenAnEdgeChanges_data() { seeds(); }
    void movesNothing_whenAnEdgeChanges();
    void movesNothingElse_whenAnAgentIsAdded_data() { seeds(); }
    void movesNothingElse_whenAnAgentIsAdded();
    void standsStill_whenNothingChanges_data() { seeds(); }
    void standsStill_whenNothingChanges();
    void ordersByRoutes_whenFresh();
    void nestsArcsByDistance();
    void keepsArcsInTheGutter_data() { seeds(); }
    void keepsArcsInTheGutter();
    void hidesSets_atRest();
    void keepsTheRuntimesOwnJobs_apartAndQuiet();
    void placesTheSevenAgents_asRecorded();
    void enclosesChildrenOfUnknownParents();
    void wrapsTallBoxesIntoGrids();
    void isShapedLikeAWindow_whenLarge_data();
    void isShapedLikeAWindow_whenLarge();
    void keepsItsGrids_whenALargeGraphGrowsByOne();
    void placesNothing_whenTheGraphIsEmpty();
    void placesOneAgent_withoutColumnsAround();

private:
    static void seeds()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %llu", seed) << seed;
    }

    /// Shapes grow with the seed, so that grids and wrapped columns are met too.
    static topology::Graph graphOf(quint64 seed)
    {
        GraphMaker maker(seed);
        GraphShape shape;
        const int size = static_cast<int>(seed);
        shape.channels = 1 + size;
        shape.accountsPerChannel = 1 + size * 4;
        shape.agents = 1 + size * 7;
        shape.tools = size * 9;
        shape.edges = size * 40;
        return maker.make(shape);
    }
};

void TestLayout::givesEveryNodeAPlace()
{
    QFETCH(quint64, seed);
    const Layout layout = layOut(graphOf(seed));
    QCOMPARE(layout.nodeRects.size(), layout.graph.nodes().size());
    for (const Rect& rect : layout.nodeRects) {
        QVERIFY(!rect.isEmpty());
        QVERIFY(layout.bounds.grownBy(0.5F).contains(rect));
    }
}

void TestLayout::overlapsNothing()
{
    QFETCH(quint64, seed);
    const Layout layout = layOut(graphOf(seed));
    for (std::size_t i = 0; i < layout.boxes.size(); ++i) {
        for (std::size_t j = i + 1; j < layout.boxes.size(); ++j)
            QVERIFY2(!layout.boxes[i].rect.intersects(layout.boxes[j].rect), layout.boxes[i].key.c_str());
    }
    for (std::size_t i = 0; i < layout.nodeRects.size(); ++i) {
        QVERIFY(layout.boxes[layout.nodeBox[i]].rect.grownBy(0.5F).contains(layout.nodeRects[i]));
        for (std::size_t j = i + 1; j < layout.nodeRects.size(); ++j)
            QVERIFY(!layout.nodeRects[i].intersects(layout.nodeRects[j]));
    }
}

void TestLayout::attachesEdges()
{
    QFETCH(quint64, seed);
    const Layout layout = layOut(graphOf(seed));
    std::size_t drawn = 0;
    for (const EdgeLine& line : layout.edges) {
        if (line.form == EdgeForm::Enclosed)
            continue;
        ++drawn;
        QVERIFY(isOnBorder(layout.nodeRects[line.from], line.curve[0]));
        QVERIFY(isOnBorder(layout.nodeRects[line.to], line.curve[3]));
    }
    QVERIFY(drawn > 0);
}

void TestLayout::repeatsItself()
{
    QFETCH(quint64, seed);
    QVERIFY(isSame(layOut(graphOf(seed)), layOut(graphOf(seed))));
}

void TestLayout::movesNothing_whenAnEdgeChanges()
{
    QFETCH(quint64, seed);
    GraphMaker maker(seed * 977);
    const topology::Graph before = graphOf(seed);
    const Layout first = layOut(before);
    for (int round = 0; round < 4; ++round) {
        const std::size_t removed = maker.choose(before.edges().size());
        const topology::Graph after = changed(
            before,
            [&](topology::GraphBuilder& builder) {
                const auto nodes = before.nodes();
                GraphMaker::connect(builder, topology::EdgeKind::UsesModel,
                                    nodes[maker.choose(nodes.size())].id.value(),
                                    nodes[maker.choose(nodes.size())].id.value(), "changed");
            },
            removed);
        const Layout second = layOut(after, &first);
        QCOMPARE(second.graph.nodes().size(), first.graph.nodes().size());
        QVERIFY(second.nodeRects == first.nodeRects);
    }
}

void TestLayout::movesNothingElse_whenAnAgentIsAdded()
{
    QFETCH(quint64, seed);
    const topology::Graph before = graphOf(seed);
    const Layout first = layOut(before);
    const topology::Graph after = changed(before, [](topology::GraphBuilder& builder) {
        GraphMaker::add(builder, topology::NodeKind::Agent, "0a-first-by-id", "New");
    });
    const Layout second = layOut(after, &first);
    const auto columnsOfAgents = [](const Layout& layout) {
        for (const Box& box : layout.boxes) {
            if (box.kind == BoxKind::Agents)
                return box.gridColumns;
        }
        return 0U;
    };
    if (columnsOfAgents(first) != columnsOfAgents(second))
        return; // the one node too many for its columns: a new sub-column, checked by overlapsNothing
    for (const topology::Node& node : before.nodes())
        QCOMPARE(rectOf(second, node.id.value()), rectOf(first, node.id.value()));
}

void TestLayout::standsStill_whenNothingChanges()
{
    QFETCH(quint64, seed);
    const Layout first = layOut(graphOf(seed));
    QVERIFY(isSame(layOut(graphOf(seed), &first), first));
}

void TestLayout::ordersByRoutes_whenFresh()
{
    // Two accounts whose ids stand against the agents' ids: without crossing, the agents turn round.
    topology::GraphBuilder builder;
    const std::string channel = GraphMaker::add(builder, topology::NodeKind::Channel, "c", "c");
    const std::string a = GraphMaker::add(builder, topology::NodeKind::Account, "c/a", "a", channel);
    const std::string b = GraphMaker::add(builder, topology::NodeKind::Account, "c/b", "b", channel);
    const std::string x = GraphMaker::add(builder, topology::NodeKind::Agent, "x", "x");
    const std::string y = GraphMaker::add(builder, topology::NodeKind::Agent, "y", "y");
    GraphMaker::connect(builder, topology::EdgeKind::RoutesTo, a, y, "");
    GraphMaker::connect(builder, topology::EdgeKind::RoutesTo, b, x, "");
    const Layout layout = layOut(builder.build().value());
    const bool isAFirst = rectOf(layout, a).y < rectOf(layout, b).y;
    const bool isYFirst = rectOf(layout, y).y < rectOf(layout, x).y;
    QCOMPARE(isAFirst, isYFirst);
}

void TestLayout::nestsArcsByDistance()
{
    topology::GraphBuilder builder;
    std::vector<std::string> agents;
    agents.reserve(5);
    for (int i = 0; i < 5; ++i)
        agents.push_back(GraphMaker::add(builder, topology::NodeKind::Agent, std::to_string(i), "agent"));
    for (std::size_t i = 1; i < agents.size(); ++i)
        GraphMaker::connect(builder, topology::EdgeKind::MaySpawn, agents[0], agents[i], "");
    const Layout layout = layOut(builder.build().value());
    float last = 0;
    for (const EdgeLine& line : layout.edges) {
        QCOMPARE(line.form, EdgeForm::RightArc);
        const float depth = pointAt(line.curve, 0.5F).x - line.curve[0].x;
        QVERIFY(depth > last);
        last = depth;
    }
}

void TestLayout::keepsArcsInTheGutter()
{
    QFETCH(quint64, seed);
    const Layout layout = layOut(graphOf(seed));
    for (const EdgeLine& line : layout.edges) {
        if (line.form != EdgeForm::LeftArc && line.form != EdgeForm::RightArc)
            continue;
        const Rect& a = layout.nodeRects[line.from];
        const Rect& b = layout.nodeRects[line.to];
        if (a.x != b.x)
            continue;
        const Point middle = pointAt(line.curve, 0.5F);
        const float depth = line.form == EdgeForm::RightArc ? middle.x - a.right() : a.x - middle.x;
        QVERIFY(depth > 0);
        QVERIFY(depth <= metrics::kMaxArc);
    }
}

void TestLayout::hidesSets_atRest()
{
    const topology::Graph graph = tests::sevenAgents();
    const Layout layout = layOut(graph);
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        const topology::Edge& edge = graph.edges()[i];
        const bool isWildcard = edge.attributes.value("wildcard", false);
        const bool isInherited = edge.attributes.value("inherited", false);
        if (isWildcard || isInherited)
            QVERIFY(layout.edges[i].isSet);
        if (edge.kind == topology::EdgeKind::RoutesTo || edge.kind == topology::EdgeKind::ToolDeny)
            QVERIFY(!layout.edges[i].isSet);
    }
}

void TestLayout::keepsTheRuntimesOwnJobs_apartAndQuiet()
{
    topology::GraphBuilder builder;
    GraphMaker::add(builder, topology::NodeKind::Agent, "a", "a");
    for (const char* id : {"own", "mine"}) {
        topology::Node job;
        job.id = topology::NodeId(std::string("cron:") + id);
        job.kind = topology::NodeKind::CronJob;
        job.name = id;
        if (job.name == "own")
            job.attributes["declaredBy"] = "review";
        topology::Edge edge;
        edge.kind = topology::EdgeKind::Triggers;
        edge.from = job.id;
        edge.to = topology::NodeId("agent:a");
        builder.add(std::move(job)).add(std::move(edge));
    }
    const Layout layout = layOut(builder.build().value());
    QVERIFY(rectOf(layout, "cron:mine").right() < rectOf(layout, "agent:a").x);
    QVERIFY(rectOf(layout, "cron:own").x > rectOf(layout, "agent:a").right());
    for (std::size_t i = 0; i < layout.edges.size(); ++i)
        QCOMPARE(layout.edges[i].isSet, layout.graph.edges()[i].from == topology::NodeId("cron:own"));
}

/// A golden dump: whoever changes the layout sees what it does to the picture everybody knows.
void TestLayout::placesTheSevenAgents_asRecorded()
{
    const Layout layout = layOut(tests::sevenAgents());
    QStringList lines;
    const auto place = [](const std::string& id, const Rect& r) {
        return QStringLiteral("%1 %2,%3 %4x%5").arg(QString::fromStdString(id)).arg(r.x).arg(r.y).arg(r.w).arg(r.h);
    };
    for (const Box& box : layout.boxes) {
        lines << place(box.key, box.rect);
        for (std::uint32_t row = 0; row < box.rowCount; ++row) {
            const std::uint32_t node = layout.rows[box.firstRow + row];
            lines << QStringLiteral("  ") + place(layout.graph.nodes()[node].id.value(), layout.nodeRects[node]);
        }
    }
    QFile golden(QStringLiteral(FABRIC_SOURCE_DIR "/tests/app/view/fixtures/seven_agents.layout.txt"));
    if (qEnvironmentVariableIsSet("FABRIC_WRITE_GOLDEN")) {
        QVERIFY(golden.open(QIODevice::WriteOnly));
        golden.write(lines.join(QLatin1Char('\n')).toUtf8() + '\n');
        golden.close();
    }
    QVERIFY(golden.open(QIODevice::ReadOnly));
    const QStringList expected = QString::fromUtf8(golden.readAll()).trimmed().split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < std::max(lines.size(), expected.size()); ++i)
        QCOMPARE(lines.value(i), expected.value(i));
}

void TestLayout::enclosesChildrenOfUnknownParents()
{
    topology::GraphBuilder builder;
    const std::string agent = GraphMaker::add(builder, topology::NodeKind::Agent, "a", "a");
    GraphMaker::connect(builder, topology::EdgeKind::RoutesTo, "account:signal/lost", agent, "");
    const Layout layout = layOut(builder.build().value());
    const Rect lost = rectOf(layout, "account:signal/lost");
    QVERIFY(!lost.isEmpty());
    const auto box = std::find_if(layout.boxes.begin(), layout.boxes.end(),
                                  [](const Box& candidate) { return candidate.key == "channel:signal"; });
    QVERIFY(box != layout.boxes.end());
    QVERIFY(box->rect.contains(lost));
}

void TestLayout::wrapsTallBoxesIntoGrids()
{
    topology::GraphBuilder builder;
    for (int i = 0; i < 500; ++i)
        GraphMaker::add(builder, topology::NodeKind::Tool, std::to_string(i), "tool");
    const Layout layout = layOut(builder.build().value());
    QCOMPARE(layout.boxes.size(), 1U);
    QVERIFY(layout.boxes.front().gridColumns > 1);
    QVERIFY(layout.boxes.front().rect.h <= layout.targetHeight);
}

void TestLayout::isShapedLikeAWindow_whenLarge_data()
{
    QTest::addColumn<int>("nodes");
    for (const int nodes : {2'000, 10'000})
        QTest::addRow("%d nodes", nodes) << nodes;
}

void TestLayout::isShapedLikeAWindow_whenLarge()
{
    QFETCH(int, nodes);
    const Layout layout = layOut(GraphMaker(1).make(tests::largeShape(nodes)));
    const float aspect = layout.bounds.w / layout.bounds.h;
    QVERIFY2(aspect > 1.2F && aspect < 2.1F, qPrintable(QString::number(static_cast<double>(aspect))));
    for (const Box& box : layout.boxes) {
        const float shape = box.rect.w / box.rect.h;
        QVERIFY2(box.rowCount < 10 || (shape > 0.5F && shape < 2), box.key.c_str());
    }
}

void TestLayout::keepsItsGrids_whenALargeGraphGrowsByOne()
{
    GraphShape shape = tests::largeShape(5'000);
    shape.accountsPerChannel = 147; // the last that five columns hold: with one more a new box gets six
    const topology::Graph before = GraphMaker(1).make(shape);
    const Layout first = layOut(before);
    const topology::Graph after = changed(before, [](topology::GraphBuilder& builder) {
        GraphMaker::add(builder, topology::NodeKind::Account, "channel-0/new", "account", "channel:channel-0");
    });
    const Layout second = layOut(after, &first);
    const auto isGrown = [](const Box& box) { return box.key == "channel:channel-0"; };
    const auto gridOf = [&](const Layout& layout) {
        return std::find_if(layout.boxes.begin(), layout.boxes.end(), isGrown)->gridColumns;
    };
    QCOMPARE(gridOf(layOut(after)), gridOf(first) + 1);
    QCOMPARE(gridOf(second), gridOf(first));
    QCOMPARE(second.bounds.w, first.bounds.w);
}

void TestLayout::placesNothing_whenTheGraphIsEmpty()
{
    const Layout layout = layOut(topology::Graph{});
    QVERIFY(layout.boxes.empty());
    QVERIFY(layout.bounds.isEmpty());
}

void TestLayout::placesOneAgent_withoutColumnsAround()
{
    topology::GraphBuilder builder;
    GraphMaker::add(builder, topology::NodeKind::Agent, "a", "a");
    const Layout layout = layOut(builder.build().value());
    QCOMPARE(layout.bounds.w, metrics::kColumnWidth);
}

QTEST_GUILESS_MAIN(TestLayout)
#include "tst_layout.moc"
