// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/reach_walk.h"

#include "core/planning/graph_facts.h"

#include <algorithm>
#include <set>

namespace fabric::planning {

using namespace topology;
using Direction = ReachabilityQuery::Direction;

ReachabilityQuery reachQuery(Direction direction)
{
    return {.from = {},
            .direction = direction,
            .kinds = {EdgeKind::RoutesTo, EdgeKind::Triggers, EdgeKind::FansOutTo, EdgeKind::MaySpawn,
                      EdgeKind::AgentToAgent, EdgeKind::ToolAllow, EdgeKind::HasMcp, EdgeKind::RunsOn}};
}

ReachWalk::ReachWalk(const Graph& graph)
    : m_graph(graph)
    , m_index(graph, reachQuery(Direction::Forward))
{
    noteGrants();
}

void ReachWalk::noteGrants()
{
    const auto gateway = m_graph.positionOf(nodeId(NodeKind::Gateway, {}));
    if (!gateway)
        return;
    for (const EdgeKind kind : {EdgeKind::ToolAllow, EdgeKind::HasMcp, EdgeKind::RunsOn}) {
        for (const Edge& edge : edgesOf(m_graph, kind, node(*gateway).id)) {
            const auto position = static_cast<std::size_t>(&edge - m_graph.edges().data());
            if (!m_index.denials().isDeniedToAll(m_graph.edgeEnds()[position].to))
                m_gatewayGrants.push_back(position);
        }
    }
}

std::vector<std::pair<std::size_t, std::size_t>> ReachWalk::grantedTo(const std::vector<std::size_t>& agents) const
{
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (const std::size_t grant : m_gatewayGrants) {
        const auto holder = std::find_if(agents.begin(), agents.end(), [&](std::size_t agent) {
            return !m_index.denials().isDenied(agent, m_graph.edgeEnds()[grant].to);
        });
        if (holder != agents.end())
            out.emplace_back(*holder, grant);
    }
    return out;
}

EntryReach ReachWalk::from(const NodeId& entry)
{
    EntryReach out;
    const auto start = m_graph.positionOf(entry);
    if (!start)
        return out;
    out.start = *start;
    const auto nodes = m_graph.nodes();
    for (const std::size_t position : m_index.from(*start)) {
        const NodeKind kind = nodes[position].kind;
        if (kind == NodeKind::Agent)
            out.agents.push_back(position);
        else if (isAuthority(kind))
            out.authorities.push_back(position);
    }
    out.granted = grantedTo(out.agents);
    return out;
}

std::vector<EdgeId> ReachWalk::pathTo(const EntryReach& reach, std::size_t authority) const
{
    if (std::find(reach.authorities.begin(), reach.authorities.end(), authority) != reach.authorities.end())
        return m_index.pathTo(authority, reach.start);
    for (const auto& [agent, grant] : reach.granted) {
        if (m_graph.edgeEnds()[grant].to == authority) {
            std::vector<EdgeId> path = m_index.pathTo(agent, reach.start);
            path.push_back(m_graph.edgeIds()[grant]);
            return path;
        }
    }
    return {};
}

std::vector<bool> ReachWalk::fromAny(const std::vector<NodeId>& starts)
{
    return m_index.fromAny(positionsOf(starts, m_graph));
}

std::vector<std::size_t> entriesOf(const Graph& graph)
{
    std::set<NodeId> withAccounts;
    for (const Node& account : nodesOf(graph, NodeKind::Account)) {
        if (account.parent)
            withAccounts.insert(*account.parent);
    }
    std::vector<std::size_t> out;
    for (const NodeKind kind :
         {NodeKind::Account, NodeKind::Channel, NodeKind::CronJob, NodeKind::BroadcastGroup, NodeKind::Hook}) {
        for (const Node& item : nodesOf(graph, kind)) {
            const bool isEntry = kind != NodeKind::Channel || !withAccounts.contains(item.id)
                || !edgesOf(graph, EdgeKind::RoutesTo, item.id).empty();
            if (isEntry)
                out.push_back(static_cast<std::size_t>(&item - graph.nodes().data()));
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<std::size_t> positionsOf(const std::vector<NodeId>& ids, const Graph& graph)
{
    std::vector<std::size_t> out;
    out.reserve(ids.size());
    for (const NodeId& id : ids) {
        if (const auto position = graph.positionOf(id))
            out.push_back(*position);
    }
    return out;
}

} // namespace fabric::planning
