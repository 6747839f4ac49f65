// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"

#include <map>
#include <vector>

namespace fabric::planning {

/// The declared renames of resources as renames of nodes: a node that is configured in the old resource and gone, and one of
/// the same kind that is configured in the new resource and was not there.
[[nodiscard]] std::vector<NodeRename> nodeRenames(const std::map<provider::ResourceId, provider::ResourceId>& declared,
                                                  const topology::Graph& before, const topology::Graph& after);

/// @p graph with the nodes called as @p renames say, so that a diff finds them again.
[[nodiscard]] Result<topology::Graph> renamedGraph(const topology::Graph& graph,
                                                   const std::vector<NodeRename>& renames);

} // namespace fabric::planning
