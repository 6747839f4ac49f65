// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <set>
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

/// Breadth first, ties broken by edge id, so the answer is deterministic. Undirected edges go both ways. A tool that an
/// agent is denied is not reached through that agent; one that the gateway denies is reached through nobody. The start
/// itself is not in the answer. Sorted by depth, then id.
/// @return NotFound if the start is not in the graph.
[[nodiscard]] Result<std::vector<ReachedNode>> reachableFrom(const Graph& graph, const ReachabilityQuery& query);

} // namespace fabric::topology
