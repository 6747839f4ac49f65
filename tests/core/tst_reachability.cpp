// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/reachability.h"
#include "tests/support/random_graph.h"

#include <QTest>

#include <map>
#include <set>

using namespace fabric;
using namespace fabric::test;
using namespace fabric::topology;

namespace {

using Direction = ReachabilityQuery::Direction;

std::vector<std::string> idsOf(const Result<std::vector<ReachedNode>>& reached)
{
    std::vector<std::string> out;
    for (const ReachedNode& node : reached.value())
        out.push_back(node.id.value());
    return out;
}

using Ids = std::vector<std::string>;

/// hq -> telegram -> ops account -> agents that hand on to each other, with models, tools and a ghost.
Graph company()
{
    return graphOf(
        {node(NodeKind::Gateway, ""), node(NodeKind::Channel, "telegram"), node(NodeKind::Account, "telegram/ops"),
         node(NodeKind::Agent, "ops"), node(NodeKind::Agent, "coder"), node(NodeKind::Agent, "writer"),
         node(NodeKind::Tool, "exec"), node(NodeKind::Tool, "browser"), node(NodeKind::Model, "openai/gpt")},
        {edge(EdgeKind::Owns, "gateway", "channel:telegram"),
         edge(EdgeKind::Owns, "channel:telegram", "account:telegram/ops"),
         edge(EdgeKind::RoutesTo, "account:telegram/ops", "agent:ops"),
         edge(EdgeKind::MaySpawn, "agent:ops", "agent:coder"), edge(EdgeKind::MaySpawn, "agent:ops", "agent:ghost"),
         edge(EdgeKind::AgentToAgent, "agent:coder", "agent:writer"),
         edge(EdgeKind::ToolAllow, "agent:coder", "tool:exec", "allow"),
         edge(EdgeKind::ToolAllow, "agent:coder", "tool:browser", "allow"),
         edge(EdgeKind::ToolDeny, "agent:coder", "tool:browser"),
         edge(EdgeKind::UsesModel, "agent:writer", "model:openai/gpt", "primary")});
}

/// Checks that a path is one: it begins at the start, hangs together and ends at the node.
bool isPath(const Graph& graph, const ReachabilityQuery& query, const ReachedNode& reached)
{
    NodeId at = query.from;
    for (const EdgeId& id : reached.path) {
        const Edge* edge = graph.find(id);
        if (edge == nullptr)
            return false;
        const bool isForward
            = edge->from == at && (query.direction == Direction::Forward || edge->kind == EdgeKind::AgentToAgent);
        const bool isBackward
            = edge->to == at && (query.direction == Direction::Backward || edge->kind == EdgeKind::AgentToAgent);
        if (!isForward && !isBackward)
            return false;
        at = isForward ? edge->to : edge->from;
    }
    return at == reached.id && !reached.path.empty();
}

/// Distances by relaxation over the plain list of edges: slow, obvious, and another algorithm than the one under test.
std::map<std::string, std::size_t> distances(const Graph& graph, const ReachabilityQuery& query)
{
    std::set<std::string> deniedToAll;
    std::set<std::pair<std::string, std::string>> denied;
    for (const Edge& edge : graph.edges()) {
        if (edge.kind != EdgeKind::ToolDeny)
            continue;
        denied.insert({edge.from.value(), edge.to.value()});
        if (edge.from.value().starts_with("gateway"))
            deniedToAll.insert(edge.to.value());
    }
    std::map<std::string, std::size_t> out{{query.from.value(), 0}};
    for (bool isChanged = true; std::exchange(isChanged, false);) {
        for (const Edge& edge : graph.edges()) {
            const std::string from = edge.from.value();
            const std::string to = edge.to.value();
            if (edge.kind == EdgeKind::ToolDeny || denied.contains({from, to}) || deniedToAll.contains(to))
                continue;
            const auto relax = [&](const std::string& a, const std::string& b) {
                const auto known = out.find(a);
                if (known == out.end() || (out.contains(b) && out.at(b) <= known->second + 1))
                    return;
                out[b] = known->second + 1;
                isChanged = true;
            };
            if (query.direction == Direction::Forward || edge.kind == EdgeKind::AgentToAgent)
                relax(from, to);
            if (query.direction == Direction::Backward || edge.kind == EdgeKind::AgentToAgent)
                relax(to, from);
        }
    }
    out.erase(query.from.value());
    return out;
}

} // namespace

class TestReachability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTypedEdgesWithThePathAsEvidence()
    {
        const Graph graph = company();
        const ReachabilityQuery query{.from = NodeId("account:telegram/ops")};
        const auto reached = reachableFrom(graph, query).value();
        QVERIFY(idsOf(reached)
                == Ids({"agent:ops", "agent:coder", "agent:ghost", "agent:writer", "tool:exec", "model:openai/gpt"}));
        const std::vector<EdgeId> path{EdgeId("routes-to|account:telegram/ops|agent:ops|"),
                                       EdgeId("may-spawn|agent:ops|agent:coder|"),
                                       EdgeId("tool-allow|agent:coder|tool:exec|allow")};
        QVERIFY(reached[4].path == path);
        for (const ReachedNode& item : reached)
            QVERIFY(isPath(graph, query, item));
    }

    void goesBackwards()
    {
        const auto reached = reachableFrom(company(), {.from = NodeId("tool:exec"), .direction = Direction::Backward});
        QVERIFY(idsOf(reached)
                == Ids({"agent:coder", "agent:ops", "agent:writer", "account:telegram/ops", "channel:telegram",
                        "gateway"}));
    }

    void goesBothWaysAlongUndirectedEdges()
    {
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("agent:writer"), .kinds = {EdgeKind::AgentToAgent}}))
                == Ids({"agent:coder"}));
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("agent:coder"), .kinds = {EdgeKind::AgentToAgent}}))
                == Ids({"agent:writer"}));
    }

    void followsOnlyTheKindsThatAreAskedFor()
    {
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("gateway"), .kinds = {EdgeKind::Owns}}))
                == Ids({"channel:telegram", "account:telegram/ops"}));
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("agent:coder"), .kinds = {EdgeKind::ToolDeny}}))
                == Ids({"tool:browser"}));
    }

    void doesNotReachADeniedTool_throughThatAgent()
    {
        const Graph graph = company();
        Parts parts{{graph.nodes().begin(), graph.nodes().end()}, {graph.edges().begin(), graph.edges().end()}};
        QVERIFY(
            idsOf(reachableFrom(graph, {.from = NodeId("tool:browser"), .direction = Direction::Backward})).empty());
        parts.edges.push_back(edge(EdgeKind::ToolAllow, "agent:writer", "tool:browser", "allow"));
        const auto reached = reachableFrom(graphOf(parts), {.from = NodeId("agent:coder")}).value();
        const auto browser = std::find_if(reached.begin(), reached.end(),
                                          [](const auto& item) { return item.id.value() == "tool:browser"; });
        QVERIFY2(browser != reached.end() && browser->path.size() == 2, "another agent still has it");
        parts.edges.push_back(edge(EdgeKind::ToolDeny, "gateway", "tool:browser"));
        for (const std::string& id : idsOf(reachableFrom(graphOf(parts), {.from = NodeId("agent:coder")})))
            QVERIFY2(id != "tool:browser", "what the gateway denies nobody has");
    }

    void stopsAtTheDepth_andLeavesOutWhatDangles()
    {
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("account:telegram/ops"), .maxDepth = 1}))
                == Ids({"agent:ops"}));
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("agent:ops"), .maxDepth = 0})).empty());
        QVERIFY(idsOf(reachableFrom(company(), {.from = NodeId("agent:ops"), .maxDepth = 1, .includeDangling = false}))
                == Ids({"agent:coder"}));
    }

    void refusesAStartThatIsNotThere()
    {
        QCOMPARE(reachableFrom(company(), {.from = NodeId("agent:nobody")}).error().code, ErrorCode::NotFound);
    }

    void choosesTheFirstOfEqualPaths()
    {
        const Graph graph
            = graphOf({node(NodeKind::Agent, "a"), node(NodeKind::Agent, "b"), node(NodeKind::Agent, "c"),
                       node(NodeKind::Agent, "d")},
                      {edge(EdgeKind::MaySpawn, "agent:a", "agent:c"), edge(EdgeKind::MaySpawn, "agent:a", "agent:b"),
                       edge(EdgeKind::MaySpawn, "agent:c", "agent:d"), edge(EdgeKind::MaySpawn, "agent:b", "agent:d")});
        const auto reached = reachableFrom(graph, {.from = NodeId("agent:a")}).value();
        QCOMPARE(reached.back().id.value(), std::string("agent:d"));
        QCOMPARE(reached.back().path.front().value(), std::string("may-spawn|agent:a|agent:b|"));
    }

    void agreesWithPlainRelaxation_randomGraphs()
    {
        const std::uint64_t first = testSeed(31337);
        for (std::uint64_t seed = first; seed < first + 80; ++seed) {
            FakeRandom random(seed);
            const Graph graph = graphOf(randomParts(random, 2 + random.below(40), random.below(120)));
            const auto nodeCount = static_cast<std::uint32_t>(graph.nodes().size());
            const ReachabilityQuery query{.from = graph.nodes()[random.below(nodeCount)].id,
                                          .direction = random.chance(50) ? Direction::Forward : Direction::Backward};
            const auto reached = reachableFrom(graph, query).value();
            const auto expected = distances(graph, query);
            const QString repeat = QStringLiteral("repeat with FABRIC_SEED=%1").arg(seed);
            QVERIFY2(reached.size() == expected.size(), qPrintable(repeat));
            for (std::size_t i = 0; i < reached.size(); ++i) {
                QVERIFY2(expected.at(reached[i].id.value()) == reached[i].path.size(), qPrintable(repeat));
                QVERIFY2(isPath(graph, query, reached[i]), qPrintable(repeat));
                const auto rank = [&](std::size_t at) { return std::pair(reached[at].path.size(), reached[at].id); };
                QVERIFY2(i == 0 || rank(i - 1) < rank(i), qPrintable(repeat));
            }
        }
    }

    void sharesItsEdges_betweenStarts()
    {
        const Graph graph = company();
        ReachabilityIndex index(graph, {.from = {}, .direction = {}});
        for (int round = 0; round < 2; ++round) { // walks leave nothing behind
            for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
                const NodeId& start = graph.nodes()[i].id;
                const auto alone = reachableFrom(graph, {.from = start, .direction = {}});
                const auto shared = index.from(start);
                QCOMPARE(idsOf(shared), idsOf(alone));
                for (std::size_t k = 0; k < alone->size(); ++k)
                    QVERIFY((*shared)[k].path == (*alone)[k].path);
                const auto& positions = index.from(i);
                QCOMPARE(positions.size(), alone->size());
                for (std::size_t k = 0; k < alone->size(); ++k)
                    QCOMPARE(graph.nodes()[positions[k]].id, (*alone)[k].id);
            }
        }
        QVERIFY(!index.from(NodeId("agent:nobody")));
    }

    void costsWhatItReaches_forManyStarts()
    {
        constexpr std::size_t kPairs = 2'000;
        GraphBuilder builder;
        for (std::size_t i = 0; i < kPairs; ++i) {
            const std::string name = std::to_string(i);
            builder.add(node(NodeKind::Hook, name));
            builder.add(node(NodeKind::Agent, name));
            builder.add(edge(EdgeKind::Triggers, "hook:" + name, "agent:" + name));
        }
        const Graph graph = builder.build().value();
        ReachabilityIndex index(graph, {.from = {}, .direction = {}});
        for (std::size_t i = 0; i < graph.nodes().size(); ++i)
            static_cast<void>(index.from(i));
        QCOMPARE(index.cost(), 2 * kPairs); // every edge once to gather and once to walk, not once per start
    }
};

QTEST_GUILESS_MAIN(TestReachability)
#include "tst_reachability.moc"
