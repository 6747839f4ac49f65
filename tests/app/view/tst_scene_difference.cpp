// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/plan_graph.h"
#include "app/view/draw_list.h"
#include "tests/app/view/random_graph.h"

#include <QTest>

using namespace fabric;
using namespace fabric::view;

namespace {

/// Seven agents, of which the reviewer goes, an auditor comes and ops is another.
model::UnionGraph changedSeven()
{
    const topology::Graph before = tests::sevenAgents();
    topology::GraphBuilder builder;
    for (topology::Node node : before.nodes()) {
        if (node.id.value() == "agent:reviewer")
            continue;
        if (node.id.value() == "agent:ops")
            node.name = "Operations";
        builder.add(node);
        if (node.id.value() == "agent:ops") {
            node.id = topology::NodeId("agent:auditor");
            builder.add(node);
        }
    }
    for (const topology::Edge& edge : before.edges()) {
        if (edge.from.value() != "agent:reviewer" && edge.to.value() != "agent:reviewer")
            builder.add(edge);
    }
    const topology::Graph after = builder.build().value();
    return model::unionOf(before, topology::diff(before, after)).value();
}

DrawList drawn(const Scene& scene, const Emphasis& emphasis, KindMask hidden = 0)
{
    return drawHighlight(scene, {scene.layout().bounds, 1, hidden}, emphasis);
}

std::size_t strokes(const DrawList& list, Ink ink, bool isDashed)
{
    return static_cast<std::size_t>(std::count_if(list.nodes.begin(), list.nodes.end(), [&](const DrawRect& rect) {
        return rect.stroke == ink && rect.isDashed == isDashed;
    }));
}

} // namespace

class TestSceneDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsRemoved_inPlace()
    {
        const model::UnionGraph both = changedSeven();
        QVERIFY(both.graph.find(topology::NodeId("agent:reviewer")) != nullptr);
        QVERIFY(both.graph.find(topology::NodeId("agent:auditor")) != nullptr);
        QCOMPARE(both.graph.find(topology::NodeId("agent:ops"))->name, std::string("Operations"));
        QCOMPARE(both.marks.removedNodes.size(), std::size_t{1});
        QCOMPARE(both.marks.addedNodes.size(), std::size_t{1});
        QCOMPARE(both.marks.changedNodes.size(), std::size_t{1});
        QVERIFY(!both.marks.removedEdges.empty());
        for (const topology::EdgeId& id : both.marks.removedEdges)
            QVERIFY2(both.graph.find(id) != nullptr, id.value().c_str());
    }

    void refusesADifference_thatDoesNotFit()
    {
        topology::Diff diff;
        topology::Node node;
        node.id = topology::NodeId("agent:nobody");
        node.kind = topology::NodeKind::Agent;
        node.name = "nobody";
        diff.removedNodes.push_back(node);
        QVERIFY(!model::unionOf(tests::sevenAgents(), diff));
    }

    void marksNodes_withColourAndSign()
    {
        const model::UnionGraph both = changedSeven();
        const Scene scene(layOut(both.graph));
        Emphasis emphasis;
        emphasis.addedNodes = {scene.indexOf(topology::NodeId("agent:auditor"))};
        emphasis.removedNodes = {scene.indexOf(topology::NodeId("agent:reviewer"))};
        emphasis.changedNodes = {scene.indexOf(topology::NodeId("agent:ops"))};
        const DrawList list = drawn(scene, emphasis);
        QCOMPARE(strokes(list, Ink::Ok, false), std::size_t{1});
        QCOMPARE(strokes(list, Ink::Bad, true), std::size_t{1}); // dashed: never colour alone
        QCOMPARE(strokes(list, Ink::Warn, false), std::size_t{1});
        // Outline, disc and its rim for each; plus has two bars, minus one, the dot is one.
        QCOMPARE(list.nodes.size(), std::size_t{3 * 3 + 2 + 1 + 1});
        QVERIFY(!emphasis.isDimming());
        QCOMPARE(drawn(scene, emphasis, maskOf(topology::NodeKind::Agent)).nodes.size(), std::size_t{0});
    }

    void fades_whatIsOnlyBeforeOrAfter()
    {
        const model::UnionGraph both = changedSeven();
        const Scene scene(layOut(both.graph));
        const auto index = [&](const char* id) { return scene.indexOf(topology::NodeId(id)); };
        Emphasis emphasis;
        emphasis.addedNodes = {index("agent:auditor")};
        emphasis.removedNodes = {index("agent:reviewer")};
        emphasis.changedNodes = {index("agent:ops")};
        const auto ids = both.graph.edgeIds();
        for (std::uint32_t i = 0; i < ids.size(); ++i) {
            if (both.marks.removedEdges.contains(ids[i]))
                emphasis.removedEdges.insert(i);
        }
        QVERIFY(!emphasis.removedEdges.empty());
        const ViewState view{scene.layout().bounds, 1, 0};
        const auto rectsOf = [&](const DrawList& list, std::uint32_t node) {
            return std::count_if(list.nodes.begin(), list.nodes.end(),
                                 [&](const DrawRect& rect) { return rect.rect == scene.layout().nodeRects[node]; });
        };
        const DrawList whole = drawBase(scene, view, emphasis);
        QCOMPARE(rectsOf(whole, index("agent:auditor")), 1);
        emphasis.addedAlpha = 0; // before
        const DrawList before = drawBase(scene, view, emphasis);
        QCOMPARE(rectsOf(before, index("agent:auditor")), 0);
        QCOMPARE(rectsOf(before, index("agent:reviewer")), 1);
        QCOMPARE(strokes(drawn(scene, emphasis), Ink::Ok, false), std::size_t{0});
        QCOMPARE(strokes(drawn(scene, emphasis), Ink::Bad, true), std::size_t{1});
        emphasis.addedAlpha = 1;
        emphasis.removedAlpha = 0; // after
        const DrawList after = drawBase(scene, view, emphasis);
        QCOMPARE(rectsOf(after, index("agent:auditor")), 1);
        QCOMPARE(rectsOf(after, index("agent:reviewer")), 0);
        QCOMPARE(rectsOf(after, index("agent:ops")), 1);
        QVERIFY(after.lines.size() < whole.lines.size());
        QCOMPARE(drawn(scene, emphasis).lines.size(), std::size_t{0});
        emphasis.removedAlpha = 0.5F; // between
        for (const DrawRect& rect : drawBase(scene, view, emphasis).nodes)
            QCOMPARE(rect.alpha,
                     rect.rect == scene.layout().nodeRects[index("agent:reviewer")]
                             || scene.layout().nodeRects[index("agent:reviewer")].contains(rect.rect.centre())
                         ? 0.5F
                         : 1.0F);
    }

    void marksLines_alsoOfSets()
    {
        const Scene scene(layOut(tests::sevenAgents()));
        Emphasis emphasis;
        for (std::uint32_t i = 0; i < scene.layout().edges.size(); ++i) {
            const EdgeLine& line = scene.layout().edges[i];
            if (line.form == EdgeForm::Enclosed)
                emphasis.addedEdges.insert(i); // ownership is no line
            else if (line.isSet && emphasis.removedEdges.empty())
                emphasis.removedEdges.insert(i);
        }
        QCOMPARE(emphasis.removedEdges.size(), std::size_t{1});
        const DrawList list = drawn(scene, emphasis);
        QCOMPARE(list.lines.size(), std::size_t{1});
        QCOMPARE(list.lines[0].ink, Ink::Bad);
        QCOMPARE(list.lines[0].dash, Dash::Dashed);
    }
};

QTEST_GUILESS_MAIN(TestSceneDifference)
#include "tst_scene_difference.moc"
