// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/topology_model.h"
#include "core/topology/diff.h"

namespace fabric::model {

/// Both graphs of a difference as one picture: what is removed stays in place.
struct UnionGraph
{
    topology::Graph graph;
    DiffMarks marks;
};

/// @return the error of topology::apply() if @p diff does not fit @p before.
[[nodiscard]] Result<UnionGraph> unionOf(const topology::Graph& before, const topology::Diff& diff);

/// The picture of the plan that is shown: a type of its own, as Topology.
class PlanGraph final : public fabric::model::TopologyModel // qualified for moc, as Topology
{
    Q_OBJECT

public:
    using TopologyModel::TopologyModel;
    /// Made on first use.
    static PlanGraph* instance();
};

} // namespace fabric::model
