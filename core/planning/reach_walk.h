// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/reachability.h"

#include <set>
#include <utility>
#include <vector>

namespace fabric::planning {

/// What one entry reaches in one graph, as positions in its list of nodes.
struct EntryReach
{
    std::size_t start = 0;
    std::vector<std::size_t> authorities; ///< over agents of their own
    std::vector<std::pair<std::size_t, const topology::Edge*>> granted; ///< agent on the way, edge of the gateway
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
    [[nodiscard]] std::vector<topology::EdgeId> pathTo(const EntryReach& reach, std::size_t node) const;
    [[nodiscard]] std::vector<topology::EdgeId> pathTo(const EntryReach& reach,
                                                       const topology::NodeId& authority) const;
    [[nodiscard]] const topology::Node& node(std::size_t position) const { return m_graph.nodes()[position]; }
    [[nodiscard]] const topology::Graph& graph() const { return m_graph; }
    /// The entries of the graph, in the order of ids.
    [[nodiscard]] std::vector<topology::NodeId> entries() const;

private:
    void noteGateway();
    [[nodiscard]] std::vector<std::pair<std::size_t, const topology::Edge*>>
    grantedTo(const std::vector<std::size_t>& agents) const;

    const topology::Graph& m_graph;
    topology::ReachabilityIndex m_index;
    std::vector<const topology::Edge*> m_gatewayGrants; ///< but those that the gateway denies itself
    std::set<std::pair<topology::NodeId, topology::NodeId>> m_denied; ///< filled only if the gateway grants something
};

/// The edges that lead from entries to authorities.
[[nodiscard]] topology::ReachabilityQuery reachQuery(topology::ReachabilityQuery::Direction direction);

} // namespace fabric::planning
