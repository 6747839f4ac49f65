// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/reachability.h"

#include <algorithm>

namespace fabric::topology {

using Direction = ReachabilityQuery::Direction;

std::pair<std::size_t, std::size_t> edgeRange(const Graph& graph, std::string_view prefix)
{
    const auto ids = graph.edgeIds();
    const auto first = std::lower_bound(ids.begin(), ids.end(), prefix,
                                        [](const EdgeId& id, std::string_view wanted) { return id.value() < wanted; });
    const auto last
        = std::partition_point(first, ids.end(), [&](const EdgeId& id) { return id.value().starts_with(prefix); });
    return {static_cast<std::size_t>(first - ids.begin()), static_cast<std::size_t>(last - ids.begin())};
}

Denials::Denials(const Graph& graph)
{
    const auto [first, last] = edgeRange(graph, std::string(toText(EdgeKind::ToolDeny)) + "|");
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs; // subject and what it is denied
    for (std::size_t i = first; i < last; ++i) {
        const EdgeEnds ends = graph.edgeEnds()[i];
        if (graph.nodes()[ends.from].kind == NodeKind::Gateway) {
            m_toAll.resize(graph.nodes().size());
            m_toAll[ends.to] = true;
        } else {
            pairs.emplace_back(ends.from, ends.to);
        }
    }
    if (pairs.empty())
        return;
    std::sort(pairs.begin(), pairs.end());
    m_first.assign(graph.nodes().size() + 1, 0);
    for (const auto& [subject, node] : pairs) {
        ++m_first[subject + 1];
        m_denied.push_back(node);
    }
    for (std::size_t i = 1; i < m_first.size(); ++i)
        m_first[i] += m_first[i - 1];
}

bool Denials::isDenied(std::size_t subject, std::size_t node) const
{
    if (m_first.empty())
        return false;
    const auto at = [&](std::uint32_t place) { return m_denied.begin() + static_cast<std::ptrdiff_t>(place); };
    return std::find(at(m_first[subject]), at(m_first[subject + 1]), node) != at(m_first[subject + 1]);
}

ReachabilityIndex::ReachabilityIndex(const Graph& graph, const ReachabilityQuery& query)
    : m_graph(graph)
    , m_query(query)
    , m_denials(graph)
    , m_arrivals(graph.nodes().size())
{
    connect();
}

template <class F>
void ReachabilityIndex::forEachStep(F visit) const
{
    const auto ends = m_graph.edgeEnds();
    const auto edges = m_graph.edges();
    const bool hasDenials = !m_denials.isEmpty();
    for (std::size_t first = 0; first < edges.size();) {
        const EdgeKind kind = edges[first].kind;
        const auto last = static_cast<std::size_t>(
            std::partition_point(edges.begin() + static_cast<std::ptrdiff_t>(first), edges.end(),
                                 [kind](const Edge& edge) { return edge.kind == kind; })
            - edges.begin());
        const bool isDenial = kind == EdgeKind::ToolDeny;
        const bool goesForward = m_query.direction == Direction::Forward || kind == EdgeKind::AgentToAgent;
        const bool goesBackward = m_query.direction == Direction::Backward || kind == EdgeKind::AgentToAgent;
        const bool isAsked = m_query.kinds.empty() ? !isDenial : m_query.kinds.contains(kind);
        for (std::size_t i = isAsked ? first : last; i < last; ++i) {
            const auto [from, to] = ends[i];
            if (hasDenials && !isDenial && (m_denials.isDeniedToAll(to) || m_denials.isDenied(from, to)))
                continue;
            const auto edge = static_cast<std::uint32_t>(i);
            if (goesForward)
                visit(edge, from, to);
            if (goesBackward)
                visit(edge, to, from);
        }
        first = last;
    }
}

void ReachabilityIndex::connect()
{
    const auto isOpen = [nodes = m_graph.nodes(), isEverything = m_query.includeDangling](std::uint32_t node) {
        return isEverything || !nodes[node].isDangling;
    };
    m_firstStep.assign(m_graph.nodes().size() + 1, 0);
    forEachStep([&, counts = std::span(m_firstStep)](std::uint32_t, std::uint32_t from, std::uint32_t to) {
        if (isOpen(to))
            ++counts[from + 1];
    });
    for (std::size_t i = 1; i < m_firstStep.size(); ++i)
        m_firstStep[i] += m_firstStep[i - 1];
    m_steps.resize(m_firstStep.back());
    std::vector<std::uint32_t> next(m_firstStep.begin(), m_firstStep.end() - 1);
    // Edges come sorted by id, so every node's steps are too.
    forEachStep([&, steps = std::span(m_steps)](std::uint32_t edge, std::uint32_t from, std::uint32_t to) {
        if (isOpen(to))
            steps[next[from]++] = {edge, to};
    });
    m_cost += m_steps.size();
}

template <class F>
void ReachabilityIndex::walk(std::vector<std::size_t> starts, F tell)
{
    ++m_walk; // what earlier walks noted does not count any more
    for (const std::size_t start : starts)
        m_arrivals[start].walk = m_walk;
    std::vector<std::size_t> frontier = std::move(starts);
    for (std::size_t depth = 0; depth < m_query.maxDepth && !frontier.empty(); ++depth) {
        std::vector<std::size_t> next;
        for (const std::size_t node : frontier) {
            m_cost += m_firstStep[node + 1] - m_firstStep[node];
            for (std::uint32_t i = m_firstStep[node]; i < m_firstStep[node + 1]; ++i) {
                const Step step = m_steps[i];
                if (m_arrivals[step.target].walk == m_walk)
                    continue;
                m_arrivals[step.target] = {m_walk, static_cast<std::uint32_t>(node), step.edge};
                next.push_back(step.target);
            }
        }
        tell(next);
        frontier = std::move(next);
    }
}

const std::vector<std::size_t>& ReachabilityIndex::from(std::size_t start)
{
    m_reached.clear();
    // The frontier keeps the order of arrival, which keeps the evidence the first path by edge ids; the answer is told in
    // the order of ids.
    walk({start}, [&](const std::vector<std::size_t>& next) {
        const auto told = m_reached.insert(m_reached.end(), next.begin(), next.end());
        std::sort(told, m_reached.end());
    });
    return m_reached;
}

std::vector<bool> ReachabilityIndex::fromAny(const std::vector<std::size_t>& starts)
{
    std::vector<bool> out(m_graph.nodes().size());
    for (const std::size_t start : starts)
        out[start] = true;
    walk(starts, [&](const std::vector<std::size_t>& next) {
        for (const std::size_t node : next)
            out[node] = true;
    });
    return out;
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
    const auto position = m_graph.positionOf(start);
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
