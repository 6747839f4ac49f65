// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/draw_list.h"
#include "app/view/scene.h"
#include "app/view/tessellate.h"
#include "app/view/text_width.h"
#include "tests/app/view/random_graph.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <map>

using namespace fabric;
using namespace fabric::view;
using fabric::tests::GraphMaker;

namespace {

const Scene& seven()
{
    static const Scene scene(layOut(tests::sevenAgents()));
    return scene;
}

const Scene& large()
{
    static const Scene scene(layOut(GraphMaker(7).make(tests::largeShape(10'000))));
    return scene;
}

const InkColours kWhite = [] {
    InkColours colours{};
    colours.fill(0xffffffffU);
    return colours;
}();

std::uint32_t node(const Scene& scene, const char* id)
{
    return scene.indexOf(topology::NodeId(id));
}

ViewState wholeView(const Scene& scene, float scale)
{
    return {scene.layout().bounds, scale, 0};
}

} // namespace

class TestScene : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cullsLikeAFullScan();
    void levelsFollowTheScale();
    void hits_data();
    void hits();
    void hitsAnEdge_withinItsTolerance();
    void hitsTheBox_whenFolded();
    void hitsNothing_ofHiddenKinds();
    void labelsKeepTheBudget();
    void labelsOfOneSizeKeepTheirWidth_whileZooming();
    void linesThatOnlyPassBy_areLeftOut_whereThereAreMany();
    void labelsSayNamesAndStates();
    void labelsOfFoldedBoxesAreNumbers();
    void cardsAndRowsSayMore_whenNear();
    void textsOfCardsStayApart_data();
    void textsOfCardsStayApart();
    void widthsOfTextsAreThoseOfTheFont();
    void badgesStandForSets();
    void quietBadgesLeaveTheirPlaceToTheName();
    void drawsAtMostTheLinesAllowed_data();
    void drawsAtMostTheLinesAllowed();
    void losesNoNode_whenZoomedOut();
    void numbersFoldedBoxes_ofALargeGraph();
    void endsBundlesApart();
    void bundlesLines_whereBoxesAreFolded();
    void showsSetsOfTheSelectedNode();
    void hidesLinesOfHiddenKinds();
    void neighboursFollowEdges();
    void marksDanglingNodes();
    void givesEveryEdgeStyleItsOwnLook();
    void trianglesStayInBounds();
    void fewTrianglesSayMuch();
    void lineCornersKnowWhereTheyAre();
    void linesAreShortenedFromTheirEnd();
    void linesOutOfSightAreLeftOut();
};

void TestScene::cullsLikeAFullScan()
{
    GraphMaker maker(3);
    const Scene& scene = large();
    const Rect& b = scene.layout().bounds;
    for (int i = 0; i < 40; ++i) {
        const auto part = [&maker] { return static_cast<float>(maker.choose(1000)) / 1000; };
        const Rect rect{b.x + b.w * part(), b.y + b.h * part(), b.w * part() / 4, b.h * part() / 4};
        std::vector<std::uint32_t> expected;
        for (std::uint32_t n = 0; n < scene.layout().nodeRects.size(); ++n) {
            if (scene.layout().nodeRects[n].intersects(rect))
                expected.push_back(n);
        }
        QCOMPARE(scene.cull(rect), expected);
    }
}

void TestScene::levelsFollowTheScale()
{
    Detail last = Detail::Boxes;
    for (int percent = 5; percent < 300; ++percent) {
        const float scale = static_cast<float>(percent) / 100;
        const Detail detail = seven().levelOfDetail(scale);
        QVERIFY(detail >= last);
        last = detail;
    }
    QCOMPARE(last, Detail::Full);
    QCOMPARE(seven().levelOfDetail(0.05F), Detail::Boxes);
    QCOMPARE(seven().levelOfDetail(1), Detail::Labels);
    QCOMPARE(seven().levelOfDetail(1.5F), Detail::Full);
}

void TestScene::hits_data()
{
    QTest::addColumn<QString>("id");
    for (const char* id :
         {"agent:main", "account:telegram/opsbot", "tool:exec", "channel:discord", "hook:ci", "gateway"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestScene::hits()
{
    QFETCH(QString, id);
    const std::uint32_t index = node(seven(), id.toUtf8().constData());
    QVERIFY(index != kNone);
    const Hit hit = seven().hitTest(seven().layout().nodeRects[index].centre(), 4);
    QCOMPARE(hit, (Hit{Hit::Kind::Node, index}));
}

void TestScene::hitsAnEdge_withinItsTolerance()
{
    std::size_t tried = 0;
    for (std::uint32_t i = 0; i < seven().layout().edges.size(); ++i) {
        const EdgeLine& line = seven().layout().edges[i];
        if (line.form != EdgeForm::Across || line.isSet)
            continue;
        const Point middle = pointAt(line.curve, 0.5F);
        QCOMPARE(seven().hitTest(middle, 3).kind, Hit::Kind::Edge);
        ++tried;
    }
    QVERIFY(tried > 10);
    const Rect& bounds = seven().layout().bounds;
    QCOMPARE(seven().hitTest({bounds.right() - 2, bounds.bottom() - 2}, 3).kind, Hit::Kind::Nothing);
}

void TestScene::hitsTheBox_whenFolded()
{
    const std::uint32_t tool = node(seven(), "tool:exec");
    const Point middle = seven().layout().nodeRects[tool].centre();
    QCOMPARE(seven().hitTest(middle, 4, 0.28F).kind, Hit::Kind::Box);
}

void TestScene::hitsNothing_ofHiddenKinds()
{
    const std::uint32_t main = node(seven(), "agent:main");
    const Hit hit = seven().hitTest(seven().layout().nodeRects[main].centre(), 4, 1, maskOf(topology::NodeKind::Agent));
    QVERIFY(hit.kind != Hit::Kind::Node);
}

void TestScene::labelsKeepTheBudget()
{
    const Rect& bounds = large().layout().bounds;
    for (const std::size_t budget : {0U, 10U, 200U})
        QVERIFY(large().labelsFor(bounds, 1, budget).size() <= budget);
    const auto labels = large().labelsFor({0, 0, 1200, 800}, 1, 100);
    QCOMPARE(labels.size(), 100U); // more would be seen
    QCOMPARE(labels, large().labelsFor({0, 0, 1200, 800}, 1, 100));
}

void TestScene::labelsOfOneSizeKeepTheirWidth_whileZooming()
{
    const float scale = 0.48F;
    QCOMPARE(large().levelOfDetail(scale), Detail::Nodes);
    const Point middle = large().layout().bounds.centre();
    const auto pixelWidths = [&](float zoom) {
        std::map<std::uint64_t, float> result;
        for (const Label& label : large().labelsFor({middle.x - 1'200, middle.y - 800, 2'400, 1'600}, zoom, 200)) {
            if (label.isFixedSize)
                result.emplace(label.id, std::round(label.rect.w * zoom));
        }
        return result;
    };
    const auto before = pixelWidths(scale);
    const auto after = pixelWidths(scale * 1.03F);
    QVERIFY(before.size() > 50);
    int changed = 0;
    for (const auto& [id, width] : after)
        changed += before.contains(id) && before.at(id) != width ? 1 : 0;
    QVERIFY2(changed * 3 < static_cast<int>(before.size()), qPrintable(QString::number(changed)));
}

void TestScene::linesThatOnlyPassBy_areLeftOut_whereThereAreMany()
{
    const Scene scene(layOut(GraphMaker(1).make(tests::largeShape(1'000))));
    const float scale = 0.7F;
    const Point middle = scene.layout().bounds.centre();
    const Rect seen{middle.x - 900, middle.y - 550, 1'800, 1'100};
    QVERIFY(scene.cullEdges(seen).size() > Scene::kManyLines);
    const DrawList list = drawBase(scene, {seen, scale, 0});
    QVERIFY(!list.lines.empty());
    const Rect near = seen.grownBy(metrics::kColumnWidth); // an end is at the border of its node
    for (const DrawLine& line : list.lines)
        QVERIFY(near.contains(line.curve[0]) || near.contains(line.curve[3]));
    const DrawList all = drawBase(seven(), wholeView(seven(), 1)); // with few lines, all are there
    QCOMPARE(all.lines.size(), static_cast<std::size_t>(seven().restEdgeCount()));
}

void TestScene::labelsSayNamesAndStates()
{
    QStringList texts;
    for (const Label& label : seven().labelsFor(seven().layout().bounds, 1, 500))
        texts << label.text;
    for (const char* text : {"Entry points", "Agents", "Telegram", "opsbot", "off", "Ops", "minimal", "no sandbox",
                             "sandboxed", "spawns any", "default model", "qwen3-32b", "any account", "memory slot"})
        QVERIFY2(texts.contains(QString::fromLatin1(text)), text);
}

void TestScene::labelsOfFoldedBoxesAreNumbers()
{
    bool hasNumber = false;
    for (const Label& label : seven().labelsFor(seven().layout().bounds, 0.3F, 500)) {
        QVERIFY(label.isFixedSize);
        hasNumber |= label.text == QLatin1String("7");
        QVERIFY(label.text != QLatin1String("exec"));
    }
    QVERIFY(hasNumber);
}

void TestScene::cardsAndRowsSayMore_whenNear()
{
    const auto textsAt = [](float scale) {
        QStringList texts;
        for (const Label& label : seven().labelsFor(seven().layout().bounds, scale, 1'000))
            texts << label.text;
        return texts;
    };
    // Main is the default agent and takes the default model, which is its second badge; its tools are those of `full`.
    for (const char* text : {"gpt-5.4 +1", "tools: full", "tools: custom", "default model"}) {
        const QString word = QString::fromLatin1(text);
        QVERIFY2(textsAt(1.5F).count(word) > textsAt(1).count(word), text);
    }
    QVERIFY(textsAt(1).contains(QLatin1String("custom")));
    QCOMPARE(textsAt(1.5F).count(QLatin1String("spawns any")), 1);

    topology::GraphBuilder builder;
    for (const auto& [kind, name, value] : {std::tuple(topology::NodeKind::Tool, "family", Json("runtime")),
                                            std::tuple(topology::NodeKind::McpServer, "command", Json("npx")),
                                            std::tuple(topology::NodeKind::Account, "dmPolicy", Json("pairing")),
                                            std::tuple(topology::NodeKind::Gateway, "port", Json(18789))}) {
        topology::Node thing;
        thing.id = topology::nodeId(kind, "x");
        thing.kind = kind;
        thing.name = "x";
        thing.attributes[name] = value;
        builder.add(std::move(thing));
    }
    const Scene scene(layOut(builder.build().value()));
    std::set<QString> far;
    std::set<QString> near;
    for (const Label& label : scene.labelsFor(scene.layout().bounds, 1, 100))
        far.insert(label.text);
    for (const Label& label : scene.labelsFor(scene.layout().bounds, 1.5F, 100))
        near.insert(label.text);
    for (const char* text : {"runtime tools", "npx", "direct messages: pairing", "port 18789"}) {
        QVERIFY2(near.contains(QString::fromLatin1(text)), text);
        QVERIFY2(!far.contains(QString::fromLatin1(text)), text);
    }
}

void TestScene::textsOfCardsStayApart_data()
{
    QTest::addColumn<float>("scale");
    QTest::newRow("labels") << 1.0F;
    QTest::newRow("details") << 2.0F;
}

void TestScene::textsOfCardsStayApart()
{
    QFETCH(float, scale);
    topology::GraphBuilder builder;
    const std::string longName(80, 'W');
    for (const char* kind : {"off", "non-main"}) {
        topology::Node agent;
        agent.id = topology::nodeId(topology::NodeKind::Agent, kind);
        agent.kind = topology::NodeKind::Agent;
        agent.name = longName;
        agent.attributes
            = {{"sandboxMode", kind}, {"spawnsAny", true}, {"isDefault", true}, {"toolsProfile", longName}};
        builder.add(std::move(agent));
    }
    const std::string tool = GraphMaker::add(builder, topology::NodeKind::Tool, longName, longName);
    const std::string provider = GraphMaker::add(builder, topology::NodeKind::ModelProvider, "p", longName);
    const std::string model = GraphMaker::add(builder, topology::NodeKind::Model, "p/m", longName, provider);
    topology::Edge use;
    use.kind = topology::EdgeKind::UsesModel;
    use.from = topology::NodeId("agent:off");
    use.to = topology::NodeId(model);
    use.key = "primary";
    use.attributes[topology::attribute::kInherited] = true;
    builder.add(std::move(use));
    const Scene scene(layOut(builder.build().value()));
    const std::vector<Label> labels = scene.labelsFor(scene.layout().bounds, scale, 1'000);
    std::size_t compared = 0;
    for (const Label& label : labels) {
        if (label.node == kNone || scene.layout().boxes[scene.layout().nodeBox[label.node]].owner == label.node)
            continue;
        QVERIFY2(scene.layout().nodeRects[label.node].contains(label.rect), qPrintable(label.text));
        QVERIFY2(label.rect.w > 0 && label.rect.h > 0, qPrintable(label.text));
        for (const Label& other : labels) {
            if (other.node != label.node || other.id == label.id)
                continue;
            QVERIFY2(!other.rect.intersects(label.rect), qPrintable(label.text + other.text));
            ++compared;
        }
    }
    QVERIFY(compared > 20);
}

void TestScene::widthsOfTextsAreThoseOfTheFont()
{
    // QFontMetricsF, Inter at 11 px.
    for (const auto& [text, width] : std::map<QString, float>{
             {QStringLiteral("default model"), 71.3F}, {QStringLiteral("no sandbox"), 60.4F}, {QString(), 0.0F}})
        QVERIFY2(std::abs(textWidth(text, 11) - width) <= width * 0.02F, qPrintable(text));
    QVERIFY(textWidth(QStringLiteral("工具"), 10) >= 20);
}

void TestScene::badgesStandForSets()
{
    const NodeFace& ops = seven().faces()[node(seven(), "agent:ops")];
    QCOMPARE(ops.badges.front().text, QStringLiteral("spawns any"));
    const NodeFace& coder = seven().faces()[node(seven(), "agent:coder")];
    QVERIFY(coder.badges.empty());
}

void TestScene::quietBadgesLeaveTheirPlaceToTheName()
{
    topology::GraphBuilder builder;
    for (const char* name : {"Ops", "Concierge at the front desk"}) {
        topology::Node agent;
        agent.id = topology::nodeId(topology::NodeKind::Agent, name);
        agent.kind = topology::NodeKind::Agent;
        agent.name = name;
        agent.attributes = {{"isDefault", true}};
        builder.add(std::move(agent));
    }
    const Scene scene(layOut(builder.build().value()));
    std::map<QString, float> widths; // of titles
    int badges = 0;
    for (const Label& label : scene.labelsFor(scene.layout().bounds, 1, 100)) {
        if (label.style == Label::Style::CardTitle)
            widths[label.text] = label.rect.w;
        badges += label.style == Label::Style::Badge ? 1 : 0;
    }
    QCOMPARE(badges, 1);
    QVERIFY(widths.at(QStringLiteral("Concierge at the front desk")) > widths.at(QStringLiteral("Ops")));
}

void TestScene::drawsAtMostTheLinesAllowed_data()
{
    QTest::addColumn<float>("scale");
    for (const float scale : {0.02F, 0.05F, 0.1F, 0.2F, 0.4F, 0.6F, 1.0F})
        QTest::addRow("scale %.2f", static_cast<double>(scale)) << scale;
}

void TestScene::drawsAtMostTheLinesAllowed()
{
    QFETCH(float, scale);
    const Rect& b = large().layout().bounds;
    const Point c = b.centre();
    const Rect seen{c.x - 640 / scale, c.y - 400 / scale, 1280 / scale, 800 / scale};
    QVERIFY(drawBase(large(), {seen, scale, 0}).lines.size() <= Scene::kMaxLines);
}

void TestScene::losesNoNode_whenZoomedOut()
{
    // Folded boxes stand for all their nodes: what is drawn accounts for each of them.
    const float scale = 0.1F;
    const DrawList list = drawBase(large(), wholeView(large(), scale));
    std::size_t accounted = list.shapes.size();
    for (const Box& box : large().layout().boxes) {
        const bool isDrawn = std::any_of(list.boxes.begin(), list.boxes.end(),
                                         [&box](const DrawRect& rect) { return rect.rect == box.rect; });
        QVERIFY(isDrawn || box.kind == BoxKind::Agents);
        accounted += large().isFolded(box, scale) || box.kind == BoxKind::Agents ? box.rowCount : 0;
        accounted += box.owner != kNone ? 1 : 0;
    }
    QCOMPARE(accounted, large().graph().nodes().size());
}

void TestScene::numbersFoldedBoxes_ofALargeGraph()
{
    const Rect& b = large().layout().bounds;
    const float scale = std::min(1'192 / b.w, 718 / b.h); // what the canvas of a window of 1440 x 900 fits it to
    std::map<std::uint32_t, QString> shown; // by the box under the text
    for (const Label& label : large().labelsFor(b, scale, 500)) {
        for (std::uint32_t i = 0; i < large().layout().boxes.size(); ++i) {
            if (large().layout().boxes[i].rect.contains(label.rect.centre()))
                shown[i] += label.text;
        }
    }
    std::size_t numbered = 0;
    for (std::uint32_t i = 0; i < large().layout().boxes.size(); ++i) {
        const Box& box = large().layout().boxes[i];
        QVERIFY(large().isFolded(box, scale));
        if (shown[i].contains(QLocale().toString(box.rowCount)))
            numbered += box.rowCount;
    }
    QVERIFY(numbered + 3 >= large().layout().rows.size()); // all but the gateway and its two servers
}

void TestScene::endsBundlesApart()
{
    std::set<std::tuple<std::uint32_t, bool, float>> ends;
    for (const Bundle& bundle : large().bundles()) {
        for (const auto& [box, point] : {std::pair(bundle.fromBox, bundle.curve[0]), {bundle.toBox, bundle.curve[3]}}) {
            const Rect& r = large().layout().boxes[box].rect;
            QVERIFY(point.x == r.x || point.x == r.right());
            QVERIFY(point.y > r.y && point.y < r.bottom());
            QVERIFY(ends.emplace(box, point.x == r.x, point.y).second);
        }
    }
    QVERIFY(ends.size() > 100);
}

void TestScene::bundlesLines_whereBoxesAreFolded()
{
    const Scene scene(layOut(GraphMaker(7).make(tests::largeShape(1'000))));
    QVERIFY(scene.restEdgeCount() < Scene::kMaxLines);
    QCOMPARE(drawBase(scene, wholeView(scene, 0.2F)).lines.size(), scene.bundles().size());
    QVERIFY(drawBase(scene, wholeView(scene, 1)).lines.size() > scene.bundles().size());
    QVERIFY(drawBase(seven(), wholeView(seven(), 0.3F)).lines.size()
            > seven().bundles().size()); // few enough to be told
}

void TestScene::showsSetsOfTheSelectedNode()
{
    Emphasis emphasis;
    emphasis.selected = node(seven(), "agent:ops");
    const DrawList base = drawBase(seven(), wholeView(seven(), 1));
    const DrawList shown = drawHighlight(seven(), wholeView(seven(), 1), emphasis);
    const auto isSpawn = [](const DrawLine& line) { return line.dash == Dash::Dashed; };
    QCOMPARE(std::count_if(shown.lines.begin(), shown.lines.end(), isSpawn), 7); // all seven, itself too
    QCOMPARE(std::count_if(base.lines.begin(), base.lines.end(), isSpawn), 4); // only what is written for one agent
    QVERIFY(relatedNodes(seven(), emphasis).contains(node(seven(), "agent:reviewer")));
}

void TestScene::hidesLinesOfHiddenKinds()
{
    ViewState view = wholeView(seven(), 1);
    const std::size_t all = drawBase(seven(), view).lines.size();
    view.hidden = maskOf(topology::NodeKind::Tool);
    const DrawList list = drawBase(seven(), view);
    QVERIFY(list.lines.size() < all);
    for (const DrawLine& line : list.lines)
        QVERIFY(line.ink != Ink::KindTool && line.dash != Dash::Short);
}

void TestScene::neighboursFollowEdges()
{
    using Direction = Scene::Direction;
    const Scene& scene = seven();
    const std::uint32_t ops = scene.neighbour(node(scene, "account:telegram/opsbot"), Direction::Right);
    QCOMPARE(ops, node(scene, "agent:ops"));
    QCOMPARE(columnOf(scene.layout().boxes[scene.layout().nodeBox[scene.neighbour(ops, Direction::Left)]].kind),
             Column::Entry);
    const std::uint32_t below = scene.neighbour(ops, Direction::Down);
    QVERIFY(scene.layout().nodeRects[below].y > scene.layout().nodeRects[ops].y);
    QCOMPARE(scene.neighbour(below, Direction::Up), ops);
    QCOMPARE(scene.neighbour(node(scene, "mcp:files"), Direction::Right), kNone);
}

void TestScene::marksDanglingNodes()
{
    topology::GraphBuilder builder;
    const std::string channel = GraphMaker::add(builder, topology::NodeKind::Channel, "c", "c");
    const std::string account = GraphMaker::add(builder, topology::NodeKind::Account, "c/a", "a", channel);
    GraphMaker::connect(builder, topology::EdgeKind::RoutesTo, account, "agent:ghost", "");
    const Scene scene(layOut(builder.build().value()));
    const std::uint32_t ghost = node(scene, "agent:ghost");
    QCOMPARE(scene.faces()[ghost].state.tone, model::Tone::Bad);
    const DrawList list = drawBase(scene, wholeView(scene, 1));
    QVERIFY(std::any_of(list.nodes.begin(), list.nodes.end(),
                        [](const DrawRect& rect) { return rect.isDashed && rect.stroke == Ink::Bad; }));
    QCOMPARE(list.lines.front().ink, Ink::Bad);
}

void TestScene::givesEveryEdgeStyleItsOwnLook()
{
    std::set<std::pair<Ink, Dash>> looks;
    for (std::size_t i = 0; i < kEdgeStyleCount; ++i) {
        const EdgeLook look = lookOf(static_cast<EdgeStyle>(i));
        looks.emplace(look.ink, look.dash);
    }
    QCOMPARE(looks.size(), kEdgeStyleCount);
}

void TestScene::trianglesStayInBounds()
{
    const Tessellator tessellator(kWhite, 1);
    Layer layer;
    const DrawList list = drawBase(seven(), wholeView(seven(), 1));
    for (const DrawRect& rect : list.nodes)
        tessellator.add(rect, layer);
    for (const DrawLine& line : list.lines)
        tessellator.add(line, layer);
    for (const DrawShape& shape : list.shapes)
        tessellator.add(shape, layer);
    const Rect bounds = seven().layout().bounds.grownBy(metrics::kMaxArc * 1.4F);
    const auto check = [&bounds](const auto& mesh) {
        QVERIFY(!mesh.indices.empty());
        QCOMPARE(mesh.indices.size() % 3, 0U);
        for (const auto& vertex : mesh.vertices)
            QVERIFY(std::isfinite(vertex.x) && std::isfinite(vertex.y) && bounds.contains(Point{vertex.x, vertex.y}));
        for (const std::uint32_t index : mesh.indices)
            QVERIFY(index < mesh.vertices.size());
    };
    check(layer.lines);
    check(layer.panels);
    check(layer.shapes);
}

void TestScene::fewTrianglesSayMuch()
{
    const Tessellator tessellator(kWhite, 1);
    Layer layer;
    tessellator.add(DrawRect{{0, 0, 192, 28}, 6, Ink::Raised, Ink::Line, 1, 1}, layer);
    QCOMPARE(layer.panels.indices.size(), std::size_t{2 * 3}); // fill, frame and round corners
    tessellator.add(DrawRect{{0, 0, 192, 28}, 6, Ink::Raised, Ink::Bad, 1, 1, true}, layer);
    QCOMPARE(layer.panels.indices.size(), std::size_t{4 * 3});
    QVERIFY(!layer.outlines.indices.empty()); // a dashed frame is a line
    DrawLine line{{Point{0, 0}, Point{200, 0}, Point{0, 300}, Point{200, 300}}};
    layer.clear();
    tessellator.add(line, layer);
    const std::size_t solid = layer.lines.indices.size();
    line.dash = Dash::Dotted;
    layer.clear();
    tessellator.add(line, layer);
    QCOMPARE(layer.lines.indices.size(), solid); // dashes cost nothing
    line.hasArrow = true;
    layer.clear();
    tessellator.add(line, layer);
    QCOMPARE(layer.lines.indices.size(), solid + 2 * 3);
}

void TestScene::lineCornersKnowWhereTheyAre()
{
    DrawLine line{{Point{0, 0}, Point{40, 0}, Point{60, 0}, Point{100, 0}}, 4};
    line.dash = Dash::Dashed;
    Layer layer;
    Tessellator(kWhite, 1).add(line, layer);
    for (const LineVertex& corner : layer.lines.vertices) {
        QVERIFY(std::abs(corner.along - corner.x) < 1e-3F);
        QVERIFY(std::abs(corner.across) == std::abs(corner.y) && std::abs(corner.y) > 2);
        QCOMPARE(corner.half, 2.0F);
        QCOMPARE(std::pair(corner.dash, corner.gap), patternOf(Dash::Dashed));
    }
    line.hasArrow = true; // the line stops for its head, and the head ends where the line did
    const float cut = arrowCut(line, 1);
    QVERIFY(cut > 0);
    QCOMPARE(arrowCut(line, 0.2F), 0.0F);
    layer.clear();
    Tessellator(kWhite, 1).add(line, layer);
    float lineEnd = 0;
    float tip = 0;
    for (const LineVertex& corner : layer.lines.vertices) {
        if (corner.dash > 0)
            lineEnd = std::max(lineEnd, corner.x);
        tip = std::max(tip, corner.x);
    }
    QCOMPARE(lineEnd, 100 - cut);
    QCOMPARE(tip, 100.0F);
}

void TestScene::linesAreShortenedFromTheirEnd()
{
    const std::vector<Point> path{{0, 0}, {50, 0}, {100, 0}};
    QCOMPARE(shortened(path, 0), path);
    QCOMPARE(shortened(path, 8), (std::vector<Point>{{0, 0}, {50, 0}, {92, 0}}));
    QCOMPARE(shortened(path, 60), (std::vector<Point>{{0, 0}, {40, 0}}));
    QVERIFY(shortened(path, 100).empty());
    QVERIFY(shortened({}, 1).empty());
}

void TestScene::linesOutOfSightAreLeftOut()
{
    const DrawLine line{{Point{0, 0}, Point{0, 400}, Point{400, 0}, Point{400, 400}}};
    const Rect seen{-10, 300, 500, 200};
    const auto cornersOf = [&line](std::optional<Rect> part) {
        Layer layer;
        Tessellator(kWhite, 1, part).add(line, layer);
        return layer.lines.vertices;
    };
    const std::vector<LineVertex> whole = cornersOf({});
    const std::vector<LineVertex> part = cornersOf(seen);
    QVERIFY(!part.empty() && part.size() < whole.size());
    for (const LineVertex& corner : part) { // what is seen stays where it is, dashes too
        QVERIFY(std::any_of(whole.begin(), whole.end(), [&corner](const LineVertex& other) {
            return other.x == corner.x && other.y == corner.y && other.along == corner.along;
        }));
    }
    for (const LineVertex& corner : whole) {
        if (seen.contains(Point{corner.x, corner.y}))
            QVERIFY(std::any_of(part.begin(), part.end(), [&corner](const LineVertex& other) {
                return other.x == corner.x && other.y == corner.y;
            }));
    }
    QVERIFY(cornersOf(Rect{0, 1'000, 100, 10}).empty());
}

QTEST_GUILESS_MAIN(TestScene)
#include "tst_scene.moc"
