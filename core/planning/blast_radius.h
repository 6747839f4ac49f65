// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"

namespace fabric::planning {

/// Whom @p diff affects, one step far: agents that change, at the end of an edge that changes, or that use a node that changes
/// (a model, a tool); routes that change or lead to such an agent; channels that change or such a route leaves; hooks, cron
/// jobs and broadcast groups that change or lead to such an agent.
[[nodiscard]] BlastRadius blastRadius(const topology::Graph& before, const topology::Graph& after,
                                      const topology::Diff& diff);

} // namespace fabric::planning
