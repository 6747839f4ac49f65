// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace fabric::topology {

/// Which way and along which edges a walk may go.
struct ReachabilityQuery
{
    NodeId from;
    enum class Direction { Forward, Backward } direction = Direction::Forward;
    std::set<EdgeKind> kinds{}; ///< empty: every kind but ToolDeny
    std::size_t maxDepth = 64; ///< edges on one path
    bool includeDangling = true;
};

/// One node that is reached, with a shortest path as evidence: path[0] leaves the start, the last one arrives.
struct ReachedNode
{
    NodeId id;
    std::vector<EdgeId> path;
};

/// What tool-deny edges take away: from everybody if the gateway denies it, else from the one who is denied it.
class Denials
{
public:
    explicit Denials(const Graph& graph);

    [[nodiscard]] bool isEmpty() const { return m_toAll.empty() && m_denied.empty(); }
    [[nodiscard]] bool isDeniedToAll(std::size_t node) const { return !m_toAll.empty() && m_toAll[node]; }
    [[nodiscard]] bool isDenied(std::size_t subject, std::size_t node) const;

private:
    std::vector<bool> m_toAll; ///< by position; empty if there is none
    std::vector<std::uint32_t> m_denied; ///< nodes, by who is denied them
    std::vector<std::uint32_t> m_first; ///< of each subject in m_denied, and the end; empty if there is none
};

/// The edges whose ids begin with @p prefix, which are side by side in a graph: positions of the first and past the last one.
/// Binary search.
[[nodiscard]] std::pair<std::size_t, std::size_t> edgeRange(const Graph& graph, std::string_view prefix);

/// Answers for many starts over one graph: the edges are gathered once, and a walk costs what it reaches.
///
/// Thread-safety: none, walks share their notes. Borrows the graph, which must outlive this object.
class ReachabilityIndex
{
public:
    /// Of @p query all but the start counts.
    ReachabilityIndex(const Graph& graph, const ReachabilityQuery& query);

    /// Breadth first, ties broken by edge id, so the answer is deterministic. Undirected edges go both ways. A tool that
    /// an agent is denied is not reached through that agent; one that the gateway denies is reached through nobody. The
    /// start itself is not in the answer. Sorted by depth, then id.
    /// @return NotFound if the start is not in the graph.
    [[nodiscard]] Result<std::vector<ReachedNode>> from(const NodeId& start);
    /// The same nodes without the evidence, as positions in the graph's list. @p start is one as well.
    [[nodiscard]] const std::vector<std::size_t>& from(std::size_t start);
    /// Evidence for a node that the last walk, which began at @p start, reached.
    [[nodiscard]] std::vector<EdgeId> pathTo(std::size_t node, std::size_t start) const;
    /// For each node of the graph whether it is one of @p starts or reached from one of them: one walk for all of them.
    [[nodiscard]] std::vector<bool> fromAny(const std::vector<std::size_t>& starts);

    [[nodiscard]] const Denials& denials() const { return m_denials; }
    /// Edges that were gathered and walked along until now: what all of this cost.
    [[nodiscard]] std::size_t cost() const { return m_cost; }

private:
    struct Step
    {
        std::uint32_t edge;
        std::uint32_t target;
    };
    /// How a node was first reached.
    struct Arrival
    {
        std::uint32_t walk = 0; ///< the number of the walk that reached it last
        std::uint32_t previous = 0;
        std::uint32_t edge = 0;
    };

    /// Calls @p visit(edge, from, to) for every way that the query may go, in the order of edge ids.
    template <class F>
    void forEachStep(F visit) const;
    void connect();
    /// Walks from all @p starts; @p tell(first, last) is handed what is newly reached at every depth, in the order of arrival.
    template <class F>
    void walk(std::vector<std::size_t> starts, F tell);

    const Graph& m_graph;
    ReachabilityQuery m_query;
    Denials m_denials;
    std::vector<std::uint32_t> m_firstStep; ///< of each node in m_steps, and the end
    std::vector<Step> m_steps; ///< that the query may use, by the node that they leave
    std::vector<Arrival> m_arrivals;
    std::uint32_t m_walk = 0;
    std::vector<std::size_t> m_reached; ///< by the walk of now
    std::size_t m_cost = 0;
};

/// One walk; ReachabilityIndex says what it answers.
[[nodiscard]] Result<std::vector<ReachedNode>> reachableFrom(const Graph& graph, const ReachabilityQuery& query);

} // namespace fabric::topology
