// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/diff.h"
#include "tests/support/random_graph.h"

#include <QTest>

using namespace fabric;
using namespace fabric::test;
using namespace fabric::topology;

namespace {

constexpr int kRounds = 40;

/// Prints the seed of a failing round.
#define VERIFY_SEED(condition, seed) \
    QVERIFY2(condition, qPrintable(QStringLiteral("repeat with FABRIC_SEED=%1").arg(seed)))

Graph roster()
{
    Edge first = edge(EdgeKind::RoutesTo, "account:telegram/ops", "agent:ops", "peer:1");
    first.order = 0;
    Edge second = edge(EdgeKind::RoutesTo, "account:telegram/ops", "agent:main", "all");
    second.order = 1;
    return graphOf({node(NodeKind::Agent, "ops", {{"sandboxMode", "all"}}), node(NodeKind::Agent, "main"),
                    node(NodeKind::Account, "telegram/ops")},
                   {first, second});
}

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void appliesToGiveTheOtherGraph_randomGraphs()
    {
        const std::uint64_t first = testSeed(20261126);
        for (std::uint64_t seed = first; seed < first + kRounds; ++seed) {
            FakeRandom random(seed);
            Parts parts = randomParts(random, 5 + random.below(60), random.below(120));
            const Graph before = graphOf(parts);
            mutate(random, parts);
            shuffle(random, parts.nodes);
            shuffle(random, parts.edges);
            const Graph after = graphOf(parts);
            const Diff there = diff(before, after);
            const auto result = apply(there, before);
            VERIFY_SEED(result.has_value() && *result == after, seed);
            VERIFY_SEED(there.isEmpty() == (before == after), seed);
            VERIFY_SEED(diff(after, after).isEmpty(), seed);
            const auto back = apply(diff(after, before), after);
            VERIFY_SEED(back.has_value() && *back == before, seed);
            const auto sent = parseDiff(parseJson(dumpJson(toJson(there))).value());
            VERIFY_SEED(sent.has_value() && toJson(*sent) == toJson(there), seed);
            VERIFY_SEED(apply(*sent, before).value() == after, seed);
        }
    }

    void isOneChange_whenOneOfTenThousandNodesGoes()
    {
        FakeRandom random(7);
        std::vector<Node> nodes;
        for (int i = 0; i < 10'000; ++i)
            nodes.push_back(node(NodeKind::Agent, "a" + std::to_string(i), {{"workspace", "/w"}}));
        const Graph before = graphOf(nodes);
        const NodeId gone = nodes[5'000].id;
        nodes.erase(nodes.begin() + 5'000);
        shuffle(random, nodes);
        const Diff difference = diff(before, graphOf(nodes));
        QCOMPARE(difference.size(), 1U);
        QCOMPARE(difference.removedNodes.at(0).id.value(), gone.value());
    }

    void tellsFieldsWithOldAndNewValue()
    {
        const Graph before = graphOf({node(NodeKind::Agent, "ops", {{"sandboxMode", "all"}, {"workspace", "/a"}})});
        Node changed = node(NodeKind::Agent, "ops", {{"sandboxMode", "off"}, {"toolsProfile", "full"}});
        changed.name = "Ops";
        const Diff difference = diff(before, graphOf({changed}));
        QCOMPARE(difference.size(), 1U);
        const std::vector<FieldChange> expected{{"/attributes/sandboxMode", "all", "off"},
                                                {"/attributes/toolsProfile", nullptr, "full"},
                                                {"/attributes/workspace", "/a", nullptr},
                                                {"/name", "ops", "Ops"}};
        QVERIFY(difference.changedNodes.at(0).fields == expected);
    }

    void tellsAMoveApart_whenOnlyTheRankChanges()
    {
        const Graph before = roster();
        Parts parts{{before.nodes().begin(), before.nodes().end()}, {before.edges().begin(), before.edges().end()}};
        std::swap(parts.edges[0].order, parts.edges[1].order);
        const Graph after = graphOf(parts);
        QVERIFY2(before.digest() != after.digest(), "the order of routes means something");
        const Diff difference = diff(before, after);
        QCOMPARE(difference.size(), 2U);
        QCOMPARE(difference.movedEdges.size(), 2U);
        QVERIFY(difference.movedEdges[0].before != difference.movedEdges[0].after);

        parts.edges[0].attributes["enabled"] = false;
        const Diff more = diff(before, graphOf(parts));
        QCOMPARE(more.movedEdges.size(), 1U);
        QCOMPARE(more.changedEdges.size(), 1U);
        QCOMPARE(more.changedEdges[0].fields.size(), 2U);
    }

    void takesARankThatComesOrGoesAsAChange()
    {
        const Graph before = roster();
        Parts parts{{before.nodes().begin(), before.nodes().end()}, {before.edges().begin(), before.edges().end()}};
        parts.edges[0].order.reset();
        const Diff difference = diff(before, graphOf(parts));
        QVERIFY(difference.movedEdges.empty());
        QCOMPARE(difference.changedEdges.size(), 1U);
    }

    void ignoresWhereThingsStand()
    {
        const Graph before = roster();
        Parts parts{{before.nodes().begin(), before.nodes().end()}, {before.edges().begin(), before.edges().end()}};
        for (Node& item : parts.nodes)
            item.path = "elsewhere";
        for (Edge& item : parts.edges)
            item.path = "elsewhere";
        QVERIFY(diff(before, graphOf(parts)).isEmpty());
    }

    void refusesToApply_whenItDoesNotFit_data()
    {
        QTest::addColumn<int>("sort");
        QTest::newRow("the removed node is not there") << 0;
        QTest::newRow("the removed node is another") << 1;
        QTest::newRow("the added node is there") << 2;
        QTest::newRow("the changed field has another value") << 3;
        QTest::newRow("the changed node is not there") << 4;
        QTest::newRow("the moved edge has another rank") << 5;
        QTest::newRow("the removed node is still referred to") << 6;
        QTest::newRow("the field is the identity") << 7;
        QTest::newRow("the attribute is not on the list") << 8;
        QTest::newRow("the added edge is there") << 9;
        QTest::newRow("the added node is there twice") << 10;
        QTest::newRow("the removed edge is not there") << 11;
        QTest::newRow("an added edge is marked wrongly") << 12;
        QTest::newRow("an added edge brings a node along") << 13;
    }

    void refusesToApply_whenItDoesNotFit()
    {
        QFETCH(int, sort);
        const Graph graph = roster();
        const NodeId ops("agent:ops");
        Diff bad;
        switch (sort) {
        case 0: bad.removedNodes = {node(NodeKind::Agent, "ghost")}; break;
        case 1: bad.removedNodes = {node(NodeKind::Agent, "ops")}; break;
        case 2: bad.addedNodes = {*graph.find(ops)}; break;
        case 3: bad.changedNodes = {{ops, {{"/attributes/sandboxMode", "off", "all"}}}}; break;
        case 4: bad.changedNodes = {{NodeId("agent:ghost"), {{"/name", "a", "b"}}}}; break;
        case 5: bad.movedEdges = {{graph.edgeIds()[0], 7, 8}}; break;
        case 6: bad.removedNodes = {*graph.find(NodeId("agent:main"))}; break;
        case 7: bad.changedNodes = {{ops, {{"/id", "agent:ops", "agent:x"}}}}; break;
        case 8: bad.changedNodes = {{ops, {{"/attributes/token", nullptr, "s3cret"}}}}; break;
        case 9: bad.addedEdges = {graph.edges()[0]}; break;
        case 10: bad.addedNodes = {node(NodeKind::Agent, "x"), node(NodeKind::Agent, "x")}; break;
        case 11: bad.removedEdges = {edge(EdgeKind::MaySpawn, "agent:ops", "agent:main")}; break;
        case 12:
            bad.addedEdges = {edge(EdgeKind::MaySpawn, "agent:ops", "agent:main")};
            bad.addedEdges[0].isDangling = true;
            break;
        default: bad.addedEdges = {edge(EdgeKind::MaySpawn, "agent:ops", "agent:ghost")}; break;
        }
        const auto result = apply(bad, graph);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::FailedPrecondition);
        QVERIFY(result.error().message.find("s3cret") == std::string::npos);
    }

    void namesAPointer_forEveryDefectOfADocument_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("items");
        QTest::addColumn<QByteArray>("pointer");
        QTest::newRow("no list") << QByteArray("addedNodes") << QByteArray("{}") << QByteArray("/addedNodes");
        QTest::newRow("no fields") << QByteArray("changedNodes") << QByteArray(R"([{"id":"agent:a","fields":[]}])")
                                   << QByteArray("/changedNodes/0/fields");
        QTest::newRow("identity changes")
            << QByteArray("changedNodes")
            << QByteArray(R"([{"id":"agent:a","fields":[{"field":"/id","before":"a","after":"b"}]}])")
            << QByteArray("/changedNodes/0/fields/0/field");
        QTest::newRow("nothing changes") << QByteArray(
            "changedNodes") << QByteArray(R"([{"id":"agent:a","fields":[{"field":"/name","before":"a","after":"a"}]}])")
                                         << QByteArray("/changedNodes/0/fields/0/after");
        QTest::newRow("twice") << QByteArray("movedEdges")
                               << QByteArray(R"([{"id":"x","before":0,"after":1},{"id":"x","before":0,"after":1}])")
                               << QByteArray("/movedEdges/1");
        QTest::newRow("no id") << QByteArray("movedEdges") << QByteArray(R"([{"id":"","before":0,"after":1}])")
                               << QByteArray("/movedEdges/0/id");
        QTest::newRow("no move") << QByteArray("movedEdges") << QByteArray(R"([{"id":"x","before":1,"after":1}])")
                                 << QByteArray("/movedEdges/0/after");
        QTest::newRow("negative") << QByteArray("movedEdges") << QByteArray(R"([{"id":"x","before":-1,"after":1}])")
                                  << QByteArray("/movedEdges/0/before");
    }

    void namesAPointer_forEveryDefectOfADocument()
    {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, items);
        QFETCH(QByteArray, pointer);
        Json document = toJson(Diff{});
        QVERIFY(parseDiff(document).has_value());
        document[member.toStdString()] = Json::parse(items.toStdString());
        const auto parsed = parseDiff(document, "/diff");
        QVERIFY(!parsed);
        QCOMPARE(QByteArray::fromStdString(parsed.error().where), "/diff" + pointer);
    }
};

QTEST_GUILESS_MAIN(TestDiff)
#include "tst_diff.moc"
