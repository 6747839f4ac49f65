// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/reachability.h"

#include <algorithm>

namespace fabric::topology {

using Direction = ReachabilityQuery::Direction;

ReachabilityIndex::ReachabilityIndex(const Graph& graph, const ReachabilityQuery& query)
    : m_graph(graph)
    , m_query(query)
    , m_steps(graph.nodes().size())
    , m_arrivals(graph.nodes().size())
{
    for (std::size_t i = 0; i < graph.nodes().size(); ++i)
        m_position.emplace(graph.nodes()[i].id.value(), i);
    noteDenied();
    // Edges are sorted by id, so every node's steps are too.
    for (std::size_t i = 0; i < graph.edges().size(); ++i)
        addEdge(i);
}

std::optional<std::size_t> ReachabilityIndex::positionOf(const NodeId& id) const
{
    const auto found = m_position.find(id.value());
    return found == m_position.end() ? std::nullopt : std::optional(found->second);
}

void ReachabilityIndex::noteDenied()
{
    for (const Edge& edge : m_graph.edges()) {
        if (edge.kind != EdgeKind::ToolDeny)
            continue;
        if (kindOf(edge.from) == NodeKind::Gateway)
            m_deniedToAll.insert(edge.to);
        else
            m_denied.insert({edge.from, edge.to});
    }
}

bool ReachabilityIndex::isUsable(const Edge& edge) const
{
    if (m_query.kinds.empty() ? edge.kind == EdgeKind::ToolDeny : !m_query.kinds.contains(edge.kind))
        return false;
    return edge.kind == EdgeKind::ToolDeny
        || (!m_deniedToAll.contains(edge.to) && !m_denied.contains({edge.from, edge.to}));
}

void ReachabilityIndex::addEdge(std::size_t index)
{
    ++m_cost;
    const Edge& edge = m_graph.edges()[index];
    if (!isUsable(edge))
        return;
    const auto from = positionOf(edge.from);
    const auto to = positionOf(edge.to);
    if (!from || !to)
        return; // a graph has no such edge
    const auto add = [&](std::size_t source, std::size_t target) {
        if (m_query.includeDangling || !m_graph.nodes()[target].isDangling)
            m_steps[source].push_back({index, target});
    };
    const bool isUndirected = edge.kind == EdgeKind::AgentToAgent;
    if (isUndirected || m_query.direction == Direction::Forward)
        add(*from, *to);
    if (isUndirected || m_query.direction == Direction::Backward)
        add(*to, *from);
}

const std::vector<std::size_t>& ReachabilityIndex::from(std::size_t start)
{
    ++m_walk; // what earlier walks noted does not count any more
    m_reached.clear();
    m_arrivals[start].walk = m_walk;
    std::vector<std::size_t> frontier{start};
    for (std::size_t depth = 0; depth < m_query.maxDepth && !frontier.empty(); ++depth) {
        std::vector<std::size_t> next;
        for (const std::size_t node : frontier) {
            m_cost += m_steps[node].size();
            for (const Step& step : m_steps[node]) {
                if (m_arrivals[step.target].walk == m_walk)
                    continue;
                m_arrivals[step.target] = {m_walk, node, step.edge};
                next.push_back(step.target);
            }
        }
        // The frontier keeps the order of arrival, which keeps the evidence the first path by edge ids; the answer is
        // told in the order of ids.
        const auto told = m_reached.insert(m_reached.end(), next.begin(), next.end());
        std::sort(told, m_reached.end());
        frontier = std::move(next);
    }
    return m_reached;
}

std::vector<EdgeId> ReachabilityIndex::pathTo(std::size_t node, std::size_t start) const
{
    std::vector<EdgeId> path;
    for (; node != start; node = m_arrivals[node].previous)
        path.push_back(m_graph.edgeIds()[m_arrivals[node].edge]);
    std::reverse(path.begin(), path.end());
    return path;
}

Result<std::vector<ReachedNode>> ReachabilityIndex::from(const NodeId& start)
{
    const auto position = positionOf(start);
    if (!position)
        return fail(ErrorCode::NotFound, "the topology has no node '" + start.value() + "'", start.value());
    std::vector<ReachedNode> out;
    for (const std::size_t node : from(*position))
        out.push_back({m_graph.nodes()[node].id, pathTo(node, *position)});
    return out;
}

Result<std::vector<ReachedNode>> reachableFrom(const Graph& graph, const ReachabilityQuery& query)
{
    return ReachabilityIndex(graph, query).from(query.from);
}

} // namespace fabric::topology
