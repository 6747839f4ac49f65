// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/blast_radius.h"

#include "core/planning/graph_facts.h"

#include <optional>
#include <set>
#include <unordered_set>

namespace fabric::planning {

using namespace topology;

namespace {

class Affected
{
public:
    Affected(const Graph& before, const Graph& after)
        : m_before(before)
        , m_after(after)
    {
    }

    void addNode(const NodeId& id)
    {
        const auto kind = kindOf(id);
        if (kind == NodeKind::Agent)
            m_agents.insert(id.value());
        else if (kind == NodeKind::Channel || kind == NodeKind::Account)
            addChannel(id);
        else if (isTrigger(kind))
            m_triggers.insert(id.value());
        else if (kind != NodeKind::Gateway) // a part that agents use; the gateway's own edges are all of its agents'
            m_parts.push_back(id);
    }

    void addEdge(const Edge& edge)
    {
        for (const NodeId* end : {&edge.from, &edge.to}) {
            if (kindOf(*end) == NodeKind::Agent)
                m_agents.insert(end->value());
        }
        if (edge.kind == EdgeKind::RoutesTo)
            addRoute(edge);
        m_isEverybody = m_isEverybody || isForAll(edge.kind, kindOf(edge.from));
    }

    /// Agents that use a changed part, then the routes and triggers that lead to everybody who is affected.
    void spread()
    {
        for (const Graph* graph : {&m_before, &m_after})
            addUsers(*graph);
        for (const Graph* graph : {&m_before, &m_after}) {
            for (const Node& agent : m_isEverybody ? nodesOf(*graph, NodeKind::Agent) : std::span<const Node>())
                m_agents.insert(agent.id.value());
        }
        for (const Graph* graph : {&m_before, &m_after}) {
            for (const Edge& edge : edgesOf(*graph, EdgeKind::RoutesTo)) {
                if (m_agents.contains(edge.to.value()))
                    addRoute(edge);
            }
            for (const EdgeKind kind : {EdgeKind::Triggers, EdgeKind::FansOutTo}) {
                for (const Edge& edge : edgesOf(*graph, kind)) {
                    if (m_agents.contains(edge.to.value()))
                        m_triggers.insert(edge.from.value());
                }
            }
        }
    }

    [[nodiscard]] BlastRadius take() const
    {
        BlastRadius out;
        out.agents.assign(m_agents.begin(), m_agents.end());
        std::sort(out.agents.begin(), out.agents.end());
        out.routes.assign(m_routes.begin(), m_routes.end());
        out.channels.assign(m_channels.begin(), m_channels.end());
        out.triggers.assign(m_triggers.begin(), m_triggers.end());
        return out;
    }

private:
    static bool isTrigger(std::optional<NodeKind> kind)
    {
        return kind == NodeKind::Hook || kind == NodeKind::CronJob || kind == NodeKind::BroadcastGroup;
    }

    void addUsers(const Graph& graph)
    {
        if (m_parts.empty())
            return;
        std::vector<bool> isPart(graph.nodes().size());
        for (const NodeId& part : m_parts) {
            if (const auto position = graph.positionOf(part))
                isPart[*position] = true;
        }
        for (const EdgeEnds ends : graph.edgeEnds()) {
            const Node& user = graph.nodes()[ends.from];
            if (isPart[ends.to] && user.kind == NodeKind::Agent)
                m_agents.insert(user.id.value());
        }
        for (const EdgeKind kind : {EdgeKind::HasMcp, EdgeKind::ToolAllow, EdgeKind::ToolDeny, EdgeKind::RunsOn}) {
            for (const Edge& edge : edgesOf(graph, kind, nodeId(NodeKind::Gateway, {}))) {
                const auto position = graph.positionOf(edge.to);
                m_isEverybody = m_isEverybody || (position && isPart[*position]);
            }
        }
    }

    /// What the gateway gives or denies, it gives or denies to all agents.
    static bool isForAll(EdgeKind kind, std::optional<NodeKind> from)
    {
        return from == NodeKind::Gateway && (isGrant(kind) || kind == EdgeKind::ToolDeny);
    }

    void addRoute(const Edge& edge)
    {
        m_routes.insert(edge.id().value());
        addChannel(edge.from);
    }

    /// The channel of an account, or the channel itself.
    void addChannel(const NodeId& id)
    {
        const Node* node = m_after.find(id);
        if (node == nullptr)
            node = m_before.find(id);
        const bool isAccount = node != nullptr && node->kind == NodeKind::Account && node->parent.has_value();
        m_channels.insert(isAccount ? node->parent->value() : id.value());
    }

    const Graph& m_before;
    const Graph& m_after;
    bool m_isEverybody = false;
    std::unordered_set<std::string> m_agents;
    std::vector<NodeId> m_parts;
    std::set<std::string> m_routes;
    std::set<std::string> m_channels;
    std::set<std::string> m_triggers;
};

} // namespace

BlastRadius blastRadius(const Graph& before, const Graph& after, const Diff& diff)
{
    Affected affected(before, after);
    if (diff.isEmpty())
        return {};
    for (const auto* nodes : {&diff.addedNodes, &diff.removedNodes}) {
        for (const Node& node : *nodes)
            affected.addNode(node.id);
    }
    for (const NodeChange& change : diff.changedNodes)
        affected.addNode(change.id);
    for (const auto* edges : {&diff.addedEdges, &diff.removedEdges}) {
        for (const Edge& edge : *edges)
            affected.addEdge(edge);
    }
    for (const EdgeChange& change : diff.changedEdges)
        affected.addEdge(*after.find(change.id));
    for (const EdgeMove& move : diff.movedEdges)
        affected.addEdge(*after.find(move.id));
    affected.spread();
    return affected.take();
}

} // namespace fabric::planning
