// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/graph_facts.h"
#include "core/planning/reach_change.h"
#include "core/topology/diff.h"
#include "tests/support/random_graph.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::test;
using namespace fabric::topology;

namespace {

using Ids = std::vector<std::string>;

/// Who reaches what in one graph, said as plainly as possible: every entry is walked from, over ids. What the planner leaves
/// out because nothing changed for it is in here.
class PlainReach
{
public:
    explicit PlainReach(const Graph& graph)
        : m_graph(graph)
    {
        for (const Edge& edge : graph.edges()) {
            if (edge.kind == EdgeKind::ToolDeny)
                m_denied.emplace(edge.from, edge.to);
        }
        const std::set<EdgeKind> kinds{EdgeKind::RoutesTo, EdgeKind::Triggers,     EdgeKind::FansOutTo,
                                       EdgeKind::MaySpawn, EdgeKind::AgentToAgent, EdgeKind::ToolAllow,
                                       EdgeKind::HasMcp,   EdgeKind::RunsOn};
        for (const Edge& edge : graph.edges()) {
            if (!kinds.contains(edge.kind) || isDenied(NodeId("gateway"), edge.to) || isDenied(edge.from, edge.to))
                continue;
            m_steps[edge.from].emplace_back(edge.id(), edge.to);
            if (edge.kind == EdgeKind::AgentToAgent)
                m_steps[edge.to].emplace_back(edge.id(), edge.from);
        }
        for (auto& [from, steps] : m_steps)
            std::stable_sort(steps.begin(), steps.end(),
                             [](const auto& a, const auto& b) { return a.first < b.first; });
    }

    [[nodiscard]] std::set<NodeId> entries() const
    {
        std::set<NodeId> out;
        for (const Node& node : m_graph.nodes()) {
            const bool hasAccount = std::any_of(m_graph.nodes().begin(), m_graph.nodes().end(), [&](const Node& other) {
                return other.kind == NodeKind::Account && other.parent == node.id;
            });
            const bool hasRoute = std::any_of(m_graph.edges().begin(), m_graph.edges().end(), [&](const Edge& edge) {
                return edge.kind == EdgeKind::RoutesTo && edge.from == node.id;
            });
            const bool isEntry = node.kind == NodeKind::Channel
                ? !hasAccount || hasRoute
                : std::set{NodeKind::Account, NodeKind::Hook, NodeKind::BroadcastGroup, NodeKind::CronJob}.contains(
                    node.kind);
            if (isEntry)
                out.insert(node.id);
        }
        return out;
    }

    using Path = std::vector<EdgeId>;
    struct Reached
    {
        std::map<NodeId, Path> authorities;
        Ids agents; ///< in the order of depth, then id
    };

    [[nodiscard]] Reached from(const NodeId& entry) const
    {
        Reached out;
        if (m_graph.find(entry) == nullptr)
            return out;
        std::map<NodeId, Path> paths{{entry, {}}};
        std::vector<NodeId> frontier{entry};
        for (int depth = 0; depth < 64; ++depth) {
            std::vector<NodeId> next;
            for (const NodeId& node : frontier) {
                const auto steps = m_steps.find(node);
                if (steps == m_steps.end())
                    continue;
                for (const auto& [edge, target] : steps->second) {
                    Path path = paths[node];
                    path.push_back(edge);
                    if (paths.emplace(target, std::move(path)).second)
                        next.push_back(target);
                }
            }
            frontier = next;
            std::sort(next.begin(), next.end());
            for (const NodeId& node : next) {
                if (kindOf(node) == NodeKind::Agent)
                    out.agents.push_back(node.value());
                else if (isAuthority(*kindOf(node)))
                    out.authorities.emplace(node, paths[node]);
            }
        }
        for (const EdgeKind kind : {EdgeKind::ToolAllow, EdgeKind::HasMcp, EdgeKind::RunsOn})
            addGranted(kind, paths, out);
        return out;
    }

    [[nodiscard]] bool isShell(const std::string& agent) const
    {
        const Node* node = m_graph.find(NodeId(agent));
        return node != nullptr && node->attributes.value("mayRunCommands", false);
    }

private:
    [[nodiscard]] bool isDenied(const NodeId& subject, const NodeId& node) const
    {
        return m_denied.contains({subject, node});
    }

    void addGranted(EdgeKind kind, std::map<NodeId, Path>& paths, Reached& out) const
    {
        for (const Edge& edge : m_graph.edges()) {
            if (edge.kind != kind || edge.from.value() != "gateway" || isDenied(edge.from, edge.to))
                continue;
            const auto holder = std::find_if(out.agents.begin(), out.agents.end(), [&](const std::string& agent) {
                return !isDenied(NodeId(agent), edge.to);
            });
            if (holder == out.agents.end())
                continue;
            Path path = paths[NodeId(*holder)];
            path.push_back(edge.id());
            out.authorities.emplace(edge.to, std::move(path));
        }
    }

    const Graph& m_graph;
    std::set<std::pair<NodeId, NodeId>> m_denied;
    std::map<NodeId, std::vector<std::pair<EdgeId, NodeId>>> m_steps;
};

std::vector<Reach> missing(const NodeId& entry, const Graph& graph, const PlainReach::Reached& has,
                           const PlainReach::Reached& had)
{
    std::vector<Reach> out;
    for (const auto& [authority, path] : has.authorities) {
        if (!had.authorities.contains(authority))
            out.push_back({entry, authority, graph.find(entry)->attributes.value("enabled", true) == false, path});
    }
    return out;
}

ReachAnalysis plainAnalysis(const Graph& before, const Graph& after)
{
    const PlainReach old(before);
    const PlainReach now(after);
    std::set<NodeId> entries = old.entries();
    entries.merge(now.entries());
    std::set<std::string> wasReached;
    std::set<std::string> isReached;
    ReachAnalysis out;
    const auto append
        = [](std::vector<Reach>& to, std::vector<Reach> more) { to.insert(to.end(), more.begin(), more.end()); };
    for (const NodeId& entry : entries) {
        const auto had = old.from(entry);
        const auto has = now.from(entry);
        append(out.gained, missing(entry, after, has, had));
        append(out.lost, missing(entry, before, had, has));
        if (!had.agents.empty() && has.agents.empty() && after.find(entry) != nullptr)
            out.cutOff.push_back(entry);
        const auto shell = std::find_if(has.agents.begin(), has.agents.end(),
                                        [&](const std::string& agent) { return now.isShell(agent); });
        const bool hadShell = std::any_of(had.agents.begin(), had.agents.end(), [&](const std::string& agent) {
            return old.isShell(agent) || now.isShell(agent);
        });
        if (shell != has.agents.end() && !hadShell)
            out.shells.push_back({entry.value(), "it newly reaches " + *shell + ", which may run commands"});
        wasReached.insert(had.agents.begin(), had.agents.end());
        isReached.insert(has.agents.begin(), has.agents.end());
    }
    for (const std::string& agent : wasReached) {
        const Node* node = after.find(NodeId(agent));
        if (!isReached.contains(agent) && node != nullptr && !node->isDangling)
            out.unreached.push_back(node->id);
    }
    return out;
}

/// Small graphs in which much is reached: few nodes of each kind that matters, many edges among them.
class ReachParts
{
public:
    explicit ReachParts(std::uint64_t seed)
        : m_random(seed)
    {
        if (!m_random.chance(5))
            m_parts.nodes.push_back(node(NodeKind::Gateway, ""));
        for (std::uint32_t i = 3 + m_random.below(20); i > 0; --i)
            addNode();
        for (std::uint32_t i = m_random.below(40); i > 0; --i)
            addEdge();
    }

    [[nodiscard]] Graph graph()
    {
        dropRepeatedEdges(m_parts.edges);
        return graphOf(m_parts);
    }

    void change()
    {
        for (std::uint32_t i = 1 + m_random.below(4); i > 0; --i) {
            switch (m_random.below(6)) {
            case 0: addNode(); break;
            case 1: removeNode(); break;
            case 2: flipAttribute(); break;
            case 3: removeEdge(); break;
            default: addEdge(); break;
            }
        }
    }

private:
    template <class T>
    T& any(std::vector<T>& items)
    {
        return items[m_random.below(static_cast<std::uint32_t>(items.size()))];
    }

    void addNode()
    {
        static constexpr std::array kKinds{NodeKind::Agent,          NodeKind::Agent,     NodeKind::Agent,
                                           NodeKind::Account,        NodeKind::Channel,   NodeKind::Hook,
                                           NodeKind::BroadcastGroup, NodeKind::CronJob,   NodeKind::Tool,
                                           NodeKind::Tool,           NodeKind::McpServer, NodeKind::Node};
        const NodeKind kind = kKinds[m_random.below(kKinds.size())];
        Node item = node(kind, "n" + std::to_string(m_random.below(8)));
        if (kind == NodeKind::Agent && m_random.chance(20))
            item.attributes["mayRunCommands"] = true;
        if (kind == NodeKind::Account && m_random.chance(70))
            item.parent = nodeId(NodeKind::Channel, "n" + std::to_string(m_random.below(8)));
        const bool isNew = std::none_of(m_parts.nodes.begin(), m_parts.nodes.end(),
                                        [&](const Node& other) { return other.id == item.id; });
        if (isNew)
            m_parts.nodes.push_back(std::move(item));
    }

    void removeNode()
    {
        if (m_parts.nodes.empty())
            return;
        const NodeId id = any(m_parts.nodes).id;
        std::erase_if(m_parts.nodes, [&](const Node& item) { return item.id == id; });
        if (m_random.chance(50)) // else it dangles where somebody refers to it
            std::erase_if(m_parts.edges, [&](const Edge& item) { return item.from == id || item.to == id; });
    }

    void removeEdge()
    {
        if (!m_parts.edges.empty())
            m_parts.edges.erase(m_parts.edges.begin()
                                + m_random.below(static_cast<std::uint32_t>(m_parts.edges.size())));
    }

    void flipAttribute()
    {
        if (m_parts.nodes.empty())
            return;
        Node& item = any(m_parts.nodes);
        if (item.kind == NodeKind::Agent)
            item.attributes["mayRunCommands"] = !item.attributes.value("mayRunCommands", false);
        else if (item.kind == NodeKind::Account || item.kind == NodeKind::Channel)
            item.attributes["enabled"] = !item.attributes.value("enabled", true);
    }

    /// An end of one of these kinds; now and then of any, which a provider would not do.
    NodeId end(const std::vector<NodeKind>& kinds)
    {
        if (m_random.chance(3) && !m_parts.nodes.empty())
            return any(m_parts.nodes).id;
        const NodeKind kind = kinds[m_random.below(static_cast<std::uint32_t>(kinds.size()))];
        return kind == NodeKind::Gateway ? NodeId("gateway") : nodeId(kind, "n" + std::to_string(m_random.below(8)));
    }

    void addEdge()
    {
        using K = NodeKind;
        struct Row
        {
            EdgeKind kind;
            std::vector<K> from;
            std::vector<K> to;
        };
        static const std::vector<Row> kRows{{EdgeKind::RoutesTo, {K::Account, K::Channel}, {K::Agent}},
                                            {EdgeKind::Triggers, {K::Hook, K::CronJob}, {K::Agent}},
                                            {EdgeKind::FansOutTo, {K::BroadcastGroup}, {K::Agent}},
                                            {EdgeKind::MaySpawn, {K::Agent}, {K::Agent}},
                                            {EdgeKind::MaySpawn, {K::Agent}, {K::Agent}},
                                            {EdgeKind::AgentToAgent, {K::Agent}, {K::Agent}},
                                            {EdgeKind::ToolAllow, {K::Agent, K::Agent, K::Gateway}, {K::Tool}},
                                            {EdgeKind::ToolDeny, {K::Agent, K::Agent, K::Gateway}, {K::Tool}},
                                            {EdgeKind::HasMcp, {K::Agent, K::Gateway}, {K::McpServer}},
                                            {EdgeKind::RunsOn, {K::Agent, K::Gateway}, {K::Node}},
                                            {EdgeKind::UsesModel, {K::Agent}, {K::Model}}};
        const Row& row = kRows[m_random.below(static_cast<std::uint32_t>(kRows.size()))];
        m_parts.edges.push_back(
            edge(row.kind, end(row.from).value(), end(row.to).value(), m_random.chance(20) ? "k" : ""));
    }

    FakeRandom m_random;
    Parts m_parts;
};

/// A hook that leads through @p count agents, one after the other, to a tool.
Graph chainOf(int count, const std::string& tool)
{
    GraphBuilder builder;
    builder.add(node(NodeKind::Hook, "h")).add(edge(EdgeKind::Triggers, "hook:h", "agent:a1"));
    for (int i = 1; i <= count; ++i)
        builder.add(node(NodeKind::Agent, "a" + std::to_string(i)));
    for (int i = 1; i < count; ++i)
        builder.add(edge(EdgeKind::MaySpawn, "agent:a" + std::to_string(i), "agent:a" + std::to_string(i + 1)));
    builder.add(node(NodeKind::Tool, tool))
        .add(edge(EdgeKind::ToolAllow, "agent:a" + std::to_string(count), "tool:" + tool));
    return builder.build().value();
}

} // namespace

class TestReachChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWalkingFromEveryEntryFinds_randomChanges()
    {
        constexpr std::uint64_t kSeeds = 2000;
        const std::uint64_t first = testSeed(1);
        std::size_t gained = 0;
        std::size_t lost = 0;
        std::size_t cutOff = 0;
        std::size_t shells = 0;
        std::size_t unreached = 0;
        for (std::uint64_t seed = first; seed < first + kSeeds; ++seed) {
            ReachParts parts(seed);
            const Graph before = parts.graph();
            parts.change();
            const Graph after = parts.graph();
            const auto found = analyseReach(before, after, diff(before, after));
            FABRIC_VERIFY_RESULT(found);
            const ReachAnalysis expected = plainAnalysis(before, after);
            const QByteArray repeat = "repeat with FABRIC_SEED=" + QByteArray::number(qulonglong{seed});
            QVERIFY2(found->gained == expected.gained, repeat.constData());
            QVERIFY2(found->lost == expected.lost, repeat.constData());
            QVERIFY2(found->cutOff == expected.cutOff, repeat.constData());
            QVERIFY2(found->shells == expected.shells, repeat.constData());
            QVERIFY2(found->unreached == expected.unreached, repeat.constData());
            gained += expected.gained.size();
            lost += expected.lost.size();
            cutOff += expected.cutOff.size();
            shells += expected.shells.size();
            unreached += expected.unreached.size();
        }
        // Lists that are always empty would agree as well.
        for (const std::size_t count : {gained, lost, cutOff, shells, unreached})
            QVERIFY2(count >= 20, qPrintable(QString::number(count)));
    }

    void goesAsDeepAsAWalk_andNoDeeper()
    {
        for (const int agents : {63, 64}) { // edges on the way: the trigger, one less than agents, the grant
            const Graph before = chainOf(agents, "old");
            const Graph after = chainOf(agents, "new");
            const auto found = analyseReach(before, after, diff(before, after));
            FABRIC_VERIFY_RESULT(found);
            QCOMPARE(found->gained.size(), std::size_t{agents == 63});
            QVERIFY(found->gained == plainAnalysis(before, after).gained);
        }
    }

    void looksFromEverywhere_whenMuchChanges()
    {
        GraphBuilder one;
        GraphBuilder two;
        for (int i = 0; i < 200; ++i) {
            const std::string name = std::to_string(i);
            for (GraphBuilder* builder : {&one, &two})
                builder->add(node(NodeKind::Hook, name))
                    .add(node(NodeKind::Agent, name))
                    .add(edge(EdgeKind::Triggers, "hook:" + name, "agent:" + name));
            one.add(edge(EdgeKind::ToolAllow, "agent:" + name, "tool:a"));
            two.add(edge(EdgeKind::ToolAllow, "agent:" + name, "tool:b"));
        }
        const Graph before = one.build().value();
        const Graph after = two.build().value();
        const auto found = analyseReach(before, after, diff(before, after));
        FABRIC_VERIFY_RESULT(found);
        QCOMPARE(found->gained.size(), std::size_t{200});
        QVERIFY(found->gained == plainAnalysis(before, after).gained);
        QVERIFY(found->lost == plainAnalysis(before, after).lost);
    }

    /// It widens by itself; that the entry reaches it is not new.
    void doesNotCallAnAgentNewlyReached_becauseItMayRunCommandsNow()
    {
        const auto graph = [](bool mayRun, const char* tool) {
            return graphOf({node(NodeKind::Hook, "h"), node(NodeKind::Agent, "a", {{"mayRunCommands", mayRun}})},
                           {edge(EdgeKind::Triggers, "hook:h", "agent:a"),
                            edge(EdgeKind::ToolAllow, "agent:a", std::string("tool:") + tool)});
        };
        const Graph before = graph(false, "read");
        const Graph after = graph(true, "write");
        const auto found = analyseReach(before, after, diff(before, after));
        FABRIC_VERIFY_RESULT(found);
        QCOMPARE(found->gained.size(), std::size_t{1});
        QVERIFY(found->shells.empty());
    }
};

QTEST_GUILESS_MAIN(TestReachChange)
#include "tst_reach_change.moc"
