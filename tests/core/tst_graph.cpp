// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/graph.h"
#include "tests/support/random_graph.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::test;
using namespace fabric::topology;

namespace {

constexpr int kRounds = 40;

/// Prints the seed of a failing round.
#define VERIFY_SEED(condition, seed) \
    QVERIFY2(condition, qPrintable(QStringLiteral("repeat with FABRIC_SEED=%1").arg(seed)))

Graph small()
{
    Edge route = edge(EdgeKind::RoutesTo, "account:telegram/ops", "agent:ops", "peer:1");
    route.order = 0;
    Node account = node(NodeKind::Account, "telegram/ops", {{"enabled", true}});
    account.parent = NodeId("channel:telegram");
    return graphOf({node(NodeKind::Gateway, "", {{"port", 18789}}), node(NodeKind::Agent, "ops"),
                    node(NodeKind::Channel, "telegram"), account},
                   {route, edge(EdgeKind::MaySpawn, "agent:ops", "agent:ghost")});
}

template <class T>
std::size_t differences(std::span<const T> a, std::span<const T> b)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        count += a[i] == b[i] ? 0U : 1U;
    return count;
}

Error errorOf(const Node& bad)
{
    GraphBuilder builder;
    builder.add(bad);
    return builder.build().error();
}

Error errorOf(const Edge& bad)
{
    GraphBuilder builder;
    builder.add(bad);
    return builder.build().error();
}

/// Every pointer of @p value, to be spoiled one after the other.
void collectPointers(const Json& value, const Json::json_pointer& at, std::vector<Json::json_pointer>& out)
{
    out.push_back(at);
    if (value.is_object()) {
        for (const auto& [key, member] : value.items())
            collectPointers(member, at / key, out);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            collectPointers(value[i], at / i, out);
    }
}

} // namespace

class TestGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAndMarksWhatDangles()
    {
        Node orphan = node(NodeKind::Account, "slack/corp");
        orphan.parent = NodeId("channel:slack");
        const Graph graph = graphOf({node(NodeKind::Agent, "coder"), node(NodeKind::Agent, "main"), orphan},
                                    {edge(EdgeKind::MaySpawn, "agent:coder", "agent:ghost"),
                                     edge(EdgeKind::MaySpawn, "agent:coder", "agent:main")});
        QCOMPARE(graph.nodes().size(), 5U);
        const Node* ghost = graph.find(NodeId("agent:ghost"));
        QVERIFY(ghost != nullptr && ghost->isDangling && ghost->name == "ghost" && ghost->kind == NodeKind::Agent);
        QVERIFY(graph.find(NodeId("channel:slack"))->isDangling);
        QVERIFY(!graph.find(NodeId("agent:main"))->isDangling);
        QVERIFY(graph.find(edgeId(EdgeKind::MaySpawn, NodeId("agent:coder"), NodeId("agent:ghost"), ""))->isDangling);
        QVERIFY(!graph.find(edgeId(EdgeKind::MaySpawn, NodeId("agent:coder"), NodeId("agent:main"), ""))->isDangling);
    }

    void isSortedAndFindsByIdentity()
    {
        FakeRandom random(1);
        const Graph graph = graphOf(randomParts(random, 200, 300));
        for (std::size_t i = 1; i < graph.nodes().size(); ++i)
            QVERIFY(graph.nodes()[i - 1].id < graph.nodes()[i].id);
        for (std::size_t i = 1; i < graph.edges().size(); ++i)
            QVERIFY(graph.edgeIds()[i - 1] < graph.edgeIds()[i]);
        for (const Node& item : graph.nodes())
            QVERIFY(graph.find(item.id) == &item);
        for (const Edge& item : graph.edges())
            QVERIFY(graph.find(item.id()) == &item);
        QVERIFY(graph.find(NodeId("agent:nobody")) == nullptr);
        QVERIFY(graph.find(EdgeId("nothing")) == nullptr);
        QVERIFY(Graph().find(NodeId("gateway")) == nullptr);
    }

    void hasTheSameDigest_inAnyOrderOfAdding()
    {
        const std::uint64_t first = testSeed(1795683480);
        for (std::uint64_t seed = first; seed < first + kRounds; ++seed) {
            FakeRandom random(seed);
            Parts parts = randomParts(random, 1 + random.below(60), random.below(100));
            const Graph graph = graphOf(parts);
            shuffle(random, parts.nodes);
            shuffle(random, parts.edges);
            for (Node& item : parts.nodes)
                item.path = "moved";
            VERIFY_SEED(graphOf(parts).digest() == graph.digest(), seed);
            VERIFY_SEED(graphOf(parts).configuredDigest() == graph.configuredDigest(), seed);
        }
    }

    void hasTheSameDigest_whateverTheOrderOfASet()
    {
        const auto digest = [](const Json& skills) {
            return graphOf({node(NodeKind::Agent, "a", {{"skills", skills}})}).digest();
        };
        QVERIFY(digest({"x", "y"}) == digest({"y", "x", "y"}));
        QVERIFY(digest({"x", "y"}) != digest({"x"}));
        QVERIFY2(digest(Json::array()) != graphOf({node(NodeKind::Agent, "a")}).digest(), "no skill is not all skills");
        QVERIFY2(digest(nullptr) == graphOf({node(NodeKind::Agent, "a")}).digest(), "null means absent");
    }

    void hasAnotherDigest_whenAnyFieldChanges()
    {
        const Graph graph = small();
        std::set<Digest> seen{graph.digest(), Graph().digest()};
        const auto isNew = [&](Parts parts) { return seen.insert(graphOf(parts).digest()).second; };
        const Parts parts{{graph.nodes().begin(), graph.nodes().end()}, {graph.edges().begin(), graph.edges().end()}};
        Parts other = parts;
        other.nodes[1].name = "Other";
        QVERIFY(isNew(other));
        other = parts;
        other.nodes[1].origin = Origin::Implied;
        QVERIFY(isNew(other));
        other = parts;
        other.nodes[0].parent.reset();
        QVERIFY(isNew(other));
        other = parts;
        other.nodes[1].isDangling = !other.nodes[1].isDangling;
        QVERIFY(isNew(other));
        other = parts;
        other.nodes[0].attributes["enabled"] = false;
        QVERIFY(isNew(other));
        other = parts;
        other.edges[1].order = 1;
        QVERIFY2(isNew(other), "the order of routes means something");
        other = parts;
        other.edges[1].order.reset();
        QVERIFY(isNew(other));
        other = parts;
        other.edges[1].key = "peer:2";
        QVERIFY(isNew(other));
        other = parts;
        other.edges[1].origin = Origin::RuntimeOnly;
        QVERIFY(isNew(other));
        other = parts;
        other.edges[1].attributes["tier"] = "peer";
        QVERIFY(isNew(other));
        other = parts;
        other.edges.pop_back();
        QVERIFY(isNew(other));
    }

    void keepsItsDigest_whateverTheVersion()
    {
        // Recomputed from the definition in CONTRACTS, not taken from the code.
        const std::string element = R"({"attributes":{"port":1},"dangling":false,"id":"gateway","kind":"gateway",)"
                                    R"("name":"gateway","origin":"configured"})";
        const auto bucket = std::to_integer<std::size_t>(sha256("gateway").bytes()[0]);
        Sha256 root;
        root.add("fabric-graph-1");
        for (std::size_t i = 0; i < Graph::kBucketCount; ++i)
            root.add(i == bucket ? sha256(sha256(element).bytes()).bytes() : Digest().bytes());
        QCOMPARE(graphOf({node(NodeKind::Gateway, "", {{"port", 1}})}).digest().text(), root.finish().text());
    }

    void costsOneElementAndOneBucket_whenOneNodeChanges()
    {
        FakeRandom random(3);
        Parts parts = randomParts(random, 2'000, 3'000);
        const Graph before = graphOf(parts);
        parts.nodes[700].name += " changed";
        GraphBuilder builder;
        for (const Node& item : parts.nodes)
            builder.add(item);
        for (const Edge& item : parts.edges)
            builder.add(item);
        const Graph after = builder.build(before).value();
        QCOMPARE(builder.computedDigests(), 1U);
        QCOMPARE(differences(before.nodeDigests(), after.nodeDigests()), 1U);
        QCOMPARE(differences(before.edgeDigests(), after.edgeDigests()), 0U);
        QCOMPARE(differences<Digest>(before.bucketDigests(), after.bucketDigests()), 1U);
        QVERIFY(after.digest() == graphOf(parts).digest());
    }

    void isTheSameGraph_withAndWithoutAPreviousOne()
    {
        const std::uint64_t first = testSeed(424242);
        for (std::uint64_t seed = first; seed < first + kRounds; ++seed) {
            FakeRandom random(seed);
            Parts parts = randomParts(random, 1 + random.below(60), random.below(100));
            const Graph before = graphOf(parts);
            mutate(random, parts);
            GraphBuilder builder;
            for (const Node& item : parts.nodes)
                builder.add(item);
            for (const Edge& item : parts.edges)
                builder.add(item);
            const Graph after = builder.build(before).value();
            VERIFY_SEED(after.digest() == graphOf(parts).digest(), seed);
            VERIFY_SEED(after.configuredDigest() == graphOf(parts).configuredDigest(), seed);
        }
    }

    void configuredDigestLeavesOutWhatOnlyTheRuntimeKnows()
    {
        Node machine = node(NodeKind::Node, "mac");
        machine.origin = Origin::RuntimeOnly;
        Edge runs = edge(EdgeKind::RunsOn, "agent:a", "node:mac");
        Node job = node(NodeKind::CronJob, "nightly");
        job.origin = Origin::RuntimeOnly;
        Edge trigger = edge(EdgeKind::Triggers, "cron:nightly", "agent:ghost");
        trigger.origin = Origin::RuntimeOnly;
        const Graph live = graphOf({node(NodeKind::Agent, "a"), machine, job}, {runs, trigger});
        const Graph file = graphOf({node(NodeKind::Agent, "a")}, {runs});
        QVERIFY(live.digest() != file.digest());
        QCOMPARE(live.configuredDigest().text(), file.configuredDigest().text());
        QVERIFY2(live.find(NodeId("agent:ghost"))->origin == Origin::RuntimeOnly, "as who refers to it");
        QVERIFY(file.find(NodeId("node:mac"))->origin == Origin::Configured);

        Node implied = node(NodeKind::Agent, "b");
        implied.origin = Origin::Implied;
        QVERIFY(graphOf({node(NodeKind::Agent, "a"), implied}, {runs}).configuredDigest() != file.configuredDigest());
        QVERIFY(graphOf({node(NodeKind::Agent, "a")}).configuredDigest() != file.configuredDigest());
    }

    void separatesRepeatedEdgesInTheOrderOfAdding()
    {
        Edge repeated = edge(EdgeKind::RoutesTo, "account:x/a", "agent:b", "all");
        Edge taken = edge(EdgeKind::RoutesTo, "account:x/a", "agent:b", "all#2");
        const Graph graph = graphOf({node(NodeKind::Account, "x/a"), node(NodeKind::Agent, "b")},
                                    {repeated, taken, repeated, repeated});
        QCOMPARE(graph.edges().size(), 4U);
        std::set<std::string> keys;
        for (const Edge& item : graph.edges())
            keys.insert(item.key);
        QVERIFY(keys == std::set<std::string>({"all", "all#2", "all#3", "all#4"}));
        QVERIFY(parseGraph(toJson(graph)).value() == graph);
    }

    void putsUndirectedEndsInOrder()
    {
        const std::vector<Node> agents{node(NodeKind::Agent, "a"), node(NodeKind::Agent, "b")};
        QVERIFY(graphOf(agents, {edge(EdgeKind::AgentToAgent, "agent:b", "agent:a")})
                == graphOf(agents, {edge(EdgeKind::AgentToAgent, "agent:a", "agent:b")}));
        QVERIFY(graphOf(agents, {edge(EdgeKind::MaySpawn, "agent:b", "agent:a")})
                != graphOf(agents, {edge(EdgeKind::MaySpawn, "agent:a", "agent:b")}));
    }

    void keepsEdgeIdsApart_whenNamesHoldSeparators()
    {
        QVERIFY(edgeId(EdgeKind::MaySpawn, NodeId("agent:a|b"), NodeId("agent:c"), "")
                != edgeId(EdgeKind::MaySpawn, NodeId("agent:a"), NodeId("b|agent:c"), ""));
        QVERIFY(edgeId(EdgeKind::MaySpawn, NodeId("agent:a%7C"), NodeId("agent:c"), "")
                != edgeId(EdgeKind::MaySpawn, NodeId("agent:a|"), NodeId("agent:c"), ""));
    }

    void refusesWrongNodes()
    {
        Node bad = node(NodeKind::Agent, "a");
        bad.path = "agents.a";
        bad.id = NodeId("robot:a");
        QCOMPARE(errorOf(bad).where, std::string("agents.a"));
        bad.id = NodeId("tool:a");
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
        bad.id = NodeId("agent:");
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
        bad.id = NodeId("agent:" + std::string(5'000, 'x'));
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
        bad = node(NodeKind::Agent, "a");
        bad.name = "\xff";
        QCOMPARE(errorOf(bad).where, std::string("agent:a"));
        bad = node(NodeKind::Agent, "a");
        bad.parent = NodeId("nothing");
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
        GraphBuilder builder;
        builder.add(node(NodeKind::Agent, "a")).add(node(NodeKind::Agent, "a"));
        QCOMPARE(builder.build().error().where, std::string("agent:a"));
    }

    void refusesNodesThatEncloseThemselves()
    {
        std::vector<Node> nodes{node(NodeKind::Agent, "a"), node(NodeKind::Agent, "b"), node(NodeKind::Agent, "c")};
        nodes[0].parent = nodes[1].id;
        nodes[1].parent = nodes[2].id;
        QCOMPARE(graphOf(nodes).nodes().size(), 3U);
        nodes[2].parent = nodes[0].id;
        GraphBuilder builder;
        for (const Node& item : nodes)
            builder.add(item);
        QCOMPARE(builder.build().error().message, std::string("a node encloses itself"));
    }

    void refusesWrongEdges()
    {
        QCOMPARE(errorOf(edge(EdgeKind::MaySpawn, "agent:a", "nothing")).code, ErrorCode::InvalidArgument);
        QCOMPARE(errorOf(edge(EdgeKind::MaySpawn, "", "agent:a")).code, ErrorCode::InvalidArgument);
        Edge bad = edge(EdgeKind::MaySpawn, "agent:a", "agent:b");
        bad.order = -1;
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
        bad = edge(EdgeKind::MaySpawn, "agent:a", "agent:b", "\xff");
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
        bad = edge(EdgeKind::MaySpawn, "agent:a", "agent:b");
        bad.attributes["tier"] = "peer";
        QCOMPARE(errorOf(bad).code, ErrorCode::InvalidArgument);
    }

    void refusesMoreThanItsBounds()
    {
        GraphBuilder builder;
        for (std::size_t i = 0; i <= GraphBuilder::kMaxNodes; ++i)
            builder.add(Node{});
        QCOMPARE(builder.build().error().code, ErrorCode::TooLarge);
        QVERIFY2(builder.build().value().isEmpty(), "the builder is empty again");
    }

    void readsBackWhatItWrote_randomGraphs()
    {
        const std::uint64_t first = testSeed(99);
        for (std::uint64_t seed = first; seed < first + kRounds; ++seed) {
            FakeRandom random(seed);
            const Graph graph = graphOf(randomParts(random, 1 + random.below(40), random.below(60)));
            const auto back = parseGraph(parseJson(dumpJson(toJson(graph))).value());
            VERIFY_SEED(back.has_value() && *back == graph, seed);
            VERIFY_SEED(back->configuredDigest() == graph.configuredDigest(), seed);
            VERIFY_SEED(toJson(*back) == toJson(graph), seed);
        }
        QVERIFY(parseGraph(toJson(Graph())).value() == Graph());
    }

    void namesAPointer_forEveryDefectOfADocument_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("where");
        const auto row = [](const char* name, const char* pointer, const char* value, const char* where = "") {
            QTest::newRow(name) << QByteArray(pointer) << QByteArray(value)
                                << QByteArray(*where == '\0' ? pointer : where);
        };
        row("later format", "/format", "2");
        row("nodes of another type", "/nodes", "{}");
        row("unknown member of a node", "/nodes/0/more", "1");
        row("unknown kind", "/nodes/0/kind", "\"robot\"");
        row("kind that the id does not tell", "/nodes/0/kind", "\"tool\"");
        row("malformed id", "/nodes/0/id", "\"\"");
        row("unknown origin", "/nodes/0/origin", "\"guessed\"");
        row("empty name", "/nodes/0/name", "\"\"");
        row("name of another type", "/nodes/0/name", "5");
        row("parent that is no id", "/nodes/0/parent", "\"?\"");
        row("parent that is not there", "/nodes/0/parent", "\"agent:nobody\"");
        row("attribute that is not on the list", "/nodes/0/attributes/token", "\"x\"");
        row("attribute of another type", "/nodes/0/attributes/enabled", "\"x\"");
        row("attributes of another type", "/nodes/0/attributes", "[]");
        row("repeated node", "/nodes/1/id", "\"account:telegram/ops\"", "/nodes/1/kind");
        row("end that is no node", "/edges/0/to", "\"agent:nobody\"");
        row("edge that claims to dangle", "/edges/1/dangling", "true");
        row("edge that hides that it dangles", "/edges/0/dangling", "false");
        row("negative order", "/edges/1/order", "-1");
        row("broken order", "/edges/1/order", "1.5");
        row("unknown edge kind", "/edges/1/kind", "\"likes\"");
        row("unknown member of an edge", "/edges/1/more", "1");
        row("key of another type", "/edges/1/key", "5");
    }

    void namesAPointer_forEveryDefectOfADocument()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, where);
        Json document = toJson(small());
        document[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        const auto parsed = parseGraph(document, "/graph");
        QVERIFY(!parsed);
        QCOMPARE(QByteArray::fromStdString(parsed.error().where), "/graph" + where);
    }

    void refusesRepeatsInADocument()
    {
        Json document = toJson(small());
        document["nodes"].push_back(document["nodes"][0]);
        QCOMPARE(parseGraph(document).error().where, std::string("/nodes/5/id"));
        document = toJson(small());
        document["edges"].push_back(document["edges"][1]);
        QCOMPARE(parseGraph(document).error().where, std::string("/edges/2/key"));
        document = toJson(small());
        document["later"] = "version";
        QVERIFY2(parseGraph(document).has_value(), "a newer version may add members to the document");
    }

    void readsANewerGraph_withoutWhatItDoesNotKnow()
    {
        Json document = toJson(small());
        document["nodes"][0]["attributes"]["later"] = "version";
        document["nodes"][1]["later"] = 1;
        document["edges"][0]["attributes"]["later"] = Json::array({1});
        QVERIFY(!parseGraph(document));
        QVERIFY(parseNewerGraph(document).value() == small());
        document["nodes"][0]["kind"] = "later";
        QCOMPARE(parseNewerGraph(document, "/graph").error().where, std::string("/graph/nodes/0/kind"));
    }

    void survivesEveryMutation()
    {
        const std::uint64_t seed = testSeed(5);
        FakeRandom random(seed);
        const Json good = toJson(small());
        std::vector<Json::json_pointer> pointers;
        collectPointers(good, Json::json_pointer(), pointers);
        const std::vector<Json> spoilers{nullptr, true, -1, 1.5, "", "\xff", "agent:x", Json::array(), Json::object()};
        int refused = 0;
        for (const Json::json_pointer& pointer : pointers) {
            for (const Json& spoiler : spoilers) {
                Json bad = good;
                bad[pointer] = spoiler;
                const auto parsed = parseGraph(bad, "/g");
                VERIFY_SEED(parsed.has_value() || parsed.error().where.starts_with("/g"), seed);
                refused += parsed ? 0 : 1;
            }
        }
        QVERIFY2(refused > 300, "most of these break a rule");
        const std::string text = dumpJson(good);
        for (int i = 0; i < 2'000; ++i) {
            std::string bad = text;
            for (std::uint32_t n = 1 + random.below(3); n > 0; --n)
                bad[random.below(static_cast<std::uint32_t>(bad.size()))] = static_cast<char>(random.below(256));
            if (const auto json = parseJson(bad); json)
                (void)parseGraph(*json).has_value();
        }
    }
};

QTEST_GUILESS_MAIN(TestGraph)
#include "tst_graph.moc"
