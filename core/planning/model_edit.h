// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/edit.h"
#include "core/topology/graph.h"

namespace fabric::planning {

/// The edit that gives @p subject (an agent; `gateway`: the defaults) another first model. The models that stand in for it
/// stay as @p graph has them, in their order: who names one model does not mean to remove others.
[[nodiscard]] provider::SetModel modelEdit(const topology::NodeId& subject, const topology::NodeId& model,
                                           const topology::Graph& graph);

} // namespace fabric::planning
