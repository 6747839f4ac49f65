// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"

#include <vector>

namespace fabric::planning {

/// Authorities that got wider in themselves: attributes by a table, allow lists that became empty, tools that are no longer
/// denied, wildcards and defaults in place of what was named one by one. Sorted by subject and reason.
[[nodiscard]] std::vector<Widening> findWidenings(const topology::Graph& before, const topology::Graph& after,
                                                  const topology::Diff& diff);

/// New edges that give an authority directly and that no denial takes back; sorted.
[[nodiscard]] std::vector<topology::EdgeId> findDirectGrants(const topology::Graph& after, const topology::Diff& diff);

/// The sandbox of an agent is off, or nothing says that there is one.
[[nodiscard]] bool isSandboxOff(const Json& sandboxMode);

} // namespace fabric::planning
