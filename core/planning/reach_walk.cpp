// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/reach_walk.h"

#include "core/planning/graph_facts.h"

#include <algorithm>

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
    noteGateway();
}

void ReachWalk::noteGateway()
{
    std::set<NodeId> deniedToAll;
    for (const Edge& edge : edgesOf(m_graph, EdgeKind::ToolDeny)) {
        if (kindOf(edge.from) == NodeKind::Gateway)
            deniedToAll.insert(edge.to);
        else
            m_denied.emplace(edge.from, edge.to);
    }
    for (const EdgeKind kind : {EdgeKind::ToolAllow, EdgeKind::HasMcp, EdgeKind::RunsOn}) {
        for (const Edge& edge : edgesOf(m_graph, kind, nodeId(NodeKind::Gateway, {}))) {
            if (!deniedToAll.contains(edge.to))
                m_gatewayGrants.push_back(&edge);
        }
    }
}

std::vector<std::pair<std::size_t, const Edge*>> ReachWalk::grantedTo(const std::vector<std::size_t>& agents) const
{
    std::vector<std::pair<std::size_t, const Edge*>> out;
    for (const Edge* grant : m_gatewayGrants) {
        const auto holder = std::find_if(agents.begin(), agents.end(), [&](std::size_t agent) {
            return !m_denied.contains({node(agent).id, grant->to});
        });
        if (holder != agents.end())
            out.emplace_back(*holder, grant);
    }
    return out;
}

EntryReach ReachWalk::from(const NodeId& entry)
{
    EntryReach out;
    const auto start = m_index.positionOf(entry);
    if (!start)
        return out;
    out.start = *start;
    for (const std::size_t position : m_index.from(*start)) {
        const NodeKind kind = node(position).kind;
        if (kind == NodeKind::Agent)
            out.agents.push_back(position);
        else if (isAuthority(kind))
            out.authorities.push_back(position);
    }
    out.granted = grantedTo(out.agents);
    return out;
}

std::vector<EdgeId> ReachWalk::pathTo(const EntryReach& reach, std::size_t node) const
{
    return m_index.pathTo(node, reach.start);
}

std::vector<EdgeId> ReachWalk::pathTo(const EntryReach& reach, const NodeId& authority) const
{
    const auto position = m_index.positionOf(authority);
    if (position && std::find(reach.authorities.begin(), reach.authorities.end(), *position) != reach.authorities.end())
        return pathTo(reach, *position);
    for (const auto& [agent, grant] : reach.granted) {
        if (grant->to == authority) {
            std::vector<EdgeId> path = pathTo(reach, agent);
            path.push_back(grant->id());
            return path;
        }
    }
    return {};
}

std::vector<NodeId> ReachWalk::entries() const
{
    std::set<NodeId> withAccounts;
    for (const Node& item : m_graph.nodes()) {
        if (item.kind == NodeKind::Account && item.parent)
            withAccounts.insert(*item.parent);
    }
    std::vector<NodeId> out;
    for (const Node& item : m_graph.nodes()) {
        const bool isEntry = item.kind == NodeKind::Account || item.kind == NodeKind::Hook
            || item.kind == NodeKind::BroadcastGroup || item.kind == NodeKind::CronJob
            || (item.kind == NodeKind::Channel
                && (!withAccounts.contains(item.id) || !edgesOf(m_graph, EdgeKind::RoutesTo, item.id).empty()));
        if (isEntry)
            out.push_back(item.id);
    }
    return out;
}

} // namespace fabric::planning
