// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/reachability.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace fabric::planning {

/// What one entry reaches in one graph, as positions in its list of nodes.
struct EntryReach
{
    std::size_t start = 0;
    std::vector<std::size_t> authorities; ///< over agents of their own
    std::vector<std::pair<std::size_t, std::size_t>> granted; ///< agent on the way, edge of the gateway
    std::vector<std::size_t> agents;
};

/// Walks from entries to authorities over one graph, which must outlive this object.
///
/// Thread-safety: none. A path can be asked for until the next walk.
class ReachWalk
{
public:
    explicit ReachWalk(const topology::Graph& graph);

    /// Nothing for an entry that the graph lacks.
    [[nodiscard]] EntryReach from(const topology::NodeId& entry);
    [[nodiscard]] std::vector<topology::EdgeId> pathTo(const EntryReach& reach, std::size_t authority) const;
    /// For each node of the graph whether one of @p starts reaches it or is it; those that the graph lacks reach nothing.
    [[nodiscard]] std::vector<bool> fromAny(const std::vector<topology::NodeId>& starts);
    [[nodiscard]] const topology::Node& node(std::size_t position) const { return m_graph.nodes()[position]; }
    [[nodiscard]] const topology::Graph& graph() const { return m_graph; }

private:
    void noteGrants();
    [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>>
    grantedTo(const std::vector<std::size_t>& agents) const;

    const topology::Graph& m_graph;
    topology::ReachabilityIndex m_index;
    std::vector<std::size_t> m_gatewayGrants; ///< edges, but those to what the gateway denies itself
};

/// The entries of a graph as positions in its list of nodes, in the order of ids.
[[nodiscard]] std::vector<std::size_t> entriesOf(const topology::Graph& graph);

/// Positions in the graph's list of nodes of those of @p ids that it has.
[[nodiscard]] std::vector<std::size_t> positionsOf(const std::vector<topology::NodeId>& ids,
                                                   const topology::Graph& graph);

/// The edges that lead from entries to authorities.
[[nodiscard]] topology::ReachabilityQuery reachQuery(topology::ReachabilityQuery::Direction direction);

} // namespace fabric::planning
