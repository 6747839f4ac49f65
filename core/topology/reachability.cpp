// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/reachability.h"

#include <algorithm>
#include <unordered_map>

namespace fabric::topology {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

using Direction = ReachabilityQuery::Direction;

/// The edges that a query may use, by the node that they leave (positions in the graph's own lists).
class Walkable
{
public:
    struct Step
    {
        std::size_t edge;
        std::size_t target;
    };

    Walkable(const Graph& graph, const ReachabilityQuery& query)
        : m_steps(graph.nodes().size())
    {
        for (std::size_t i = 0; i < graph.nodes().size(); ++i)
            m_position.emplace(graph.nodes()[i].id.value(), i);
        noteDenied(graph);
        // Edges are sorted by id, so every node's steps are too.
        for (std::size_t i = 0; i < graph.edges().size(); ++i)
            addEdge(graph, query, i);
    }

    [[nodiscard]] const std::vector<Step>& from(std::size_t node) const { return m_steps[node]; }
    [[nodiscard]] std::size_t position(const NodeId& id) const
    {
        const auto found = m_position.find(id.value());
        return found == m_position.end() ? kNowhere : found->second;
    }

private:
    void noteDenied(const Graph& graph)
    {
        for (const Edge& edge : graph.edges()) {
            if (edge.kind != EdgeKind::ToolDeny)
                continue;
            if (kindOf(edge.from) == NodeKind::Gateway)
                m_deniedToAll.insert(edge.to);
            else
                m_denied.insert({edge.from, edge.to});
        }
    }

    [[nodiscard]] bool isUsable(const Edge& edge, const ReachabilityQuery& query) const
    {
        if (query.kinds.empty() ? edge.kind == EdgeKind::ToolDeny : !query.kinds.contains(edge.kind))
            return false;
        return edge.kind == EdgeKind::ToolDeny
            || (!m_deniedToAll.contains(edge.to) && !m_denied.contains({edge.from, edge.to}));
    }

    void addEdge(const Graph& graph, const ReachabilityQuery& query, std::size_t index)
    {
        const Edge& edge = graph.edges()[index];
        if (!isUsable(edge, query))
            return;
        const std::size_t from = position(edge.from);
        const std::size_t to = position(edge.to);
        const auto add = [&](std::size_t source, std::size_t target) {
            if (query.includeDangling || !graph.nodes()[target].isDangling)
                m_steps[source].push_back({index, target});
        };
        const bool isUndirected = edge.kind == EdgeKind::AgentToAgent;
        if (isUndirected || query.direction == Direction::Forward)
            add(from, to);
        if (isUndirected || query.direction == Direction::Backward)
            add(to, from);
    }

    std::unordered_map<std::string_view, std::size_t> m_position;
    std::vector<std::vector<Step>> m_steps;
    std::set<NodeId> m_deniedToAll;
    std::set<std::pair<NodeId, NodeId>> m_denied;
};

/// How a node was first reached.
struct Arrival
{
    std::size_t previous = kNowhere;
    std::size_t edge = kNowhere;
    bool isReached = false;
};

std::vector<EdgeId> pathTo(std::size_t node, const std::vector<Arrival>& arrivals, const Graph& graph)
{
    std::vector<EdgeId> path;
    for (; arrivals[node].previous != kNowhere; node = arrivals[node].previous)
        path.push_back(graph.edgeIds()[arrivals[node].edge]);
    std::reverse(path.begin(), path.end());
    return path;
}

} // namespace

Result<std::vector<ReachedNode>> reachableFrom(const Graph& graph, const ReachabilityQuery& query)
{
    const Walkable walkable(graph, query);
    const std::size_t start = walkable.position(query.from);
    if (start == kNowhere)
        return fail(ErrorCode::NotFound, "the topology has no node '" + query.from.value() + "'", query.from.value());

    std::vector<Arrival> arrivals(graph.nodes().size());
    arrivals[start].isReached = true;
    std::vector<std::size_t> frontier{start};
    std::vector<ReachedNode> out;
    for (std::size_t depth = 0; depth < query.maxDepth && !frontier.empty(); ++depth) {
        std::vector<std::size_t> next;
        for (const std::size_t node : frontier) {
            for (const Walkable::Step& step : walkable.from(node)) {
                if (std::exchange(arrivals[step.target].isReached, true))
                    continue;
                arrivals[step.target].previous = node;
                arrivals[step.target].edge = step.edge;
                next.push_back(step.target);
            }
        }
        // The frontier keeps the order of arrival, which keeps the evidence the first path by edge ids; the answer is
        // told in the order of ids.
        std::vector<std::size_t> told = next;
        std::sort(told.begin(), told.end());
        for (const std::size_t node : told)
            out.push_back({graph.nodes()[node].id, pathTo(node, arrivals, graph)});
        frontier = std::move(next);
    }
    return out;
}

} // namespace fabric::topology
