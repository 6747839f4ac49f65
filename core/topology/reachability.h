// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
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
    [[nodiscard]] std::optional<std::size_t> positionOf(const NodeId& id) const;

    /// Edges that were looked at until now: what all of this cost.
    [[nodiscard]] std::size_t cost() const { return m_cost; }

private:
    struct Step
    {
        std::size_t edge;
        std::size_t target;
    };
    /// How a node was first reached.
    struct Arrival
    {
        std::size_t walk = 0; ///< the number of the walk that reached it last
        std::size_t previous = 0;
        std::size_t edge = 0;
    };

    void noteDenied();
    [[nodiscard]] bool isUsable(const Edge& edge) const;
    void addEdge(std::size_t index);

    const Graph& m_graph;
    ReachabilityQuery m_query;
    std::unordered_map<std::string_view, std::size_t> m_position;
    std::vector<std::vector<Step>> m_steps; ///< that the query may use, by the node that they leave
    std::set<NodeId> m_deniedToAll;
    std::set<std::pair<NodeId, NodeId>> m_denied;
    std::vector<Arrival> m_arrivals;
    std::size_t m_walk = 0;
    std::vector<std::size_t> m_reached; ///< by the walk of now
    std::size_t m_cost = 0;
};

/// One walk; ReachabilityIndex says what it answers.
[[nodiscard]] Result<std::vector<ReachedNode>> reachableFrom(const Graph& graph, const ReachabilityQuery& query);

} // namespace fabric::topology
