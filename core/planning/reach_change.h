// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"

#include <vector>

namespace fabric::planning {

/// What a change does to who reaches what.
struct ReachAnalysis
{
    std::vector<Reach> gained; ///< sorted by entry, authority
    std::vector<Reach> lost;
    std::vector<Widening> shells; ///< entries that newly reach an agent that may run commands, and reached none before
    std::vector<topology::NodeId> cutOff; ///< entries that reached an agent and reach none any more; sorted
    std::vector<topology::NodeId> unreached; ///< agents that an entry reached and none reaches any more; sorted
};

/// The most pairs that one plan may gain and lose.
inline constexpr std::size_t kMaxReaches = 100'000;

/// Entries are accounts, channels that have none or that routes leave, hooks, broadcast groups and cron jobs; authorities are
/// tools, MCP servers and machines that run tools. What the gateway grants is reached by everybody who reaches an agent that
/// is not denied it. Only entries that can reach a changed edge are walked from, so that what did not change costs nothing.
/// @param diff of the two graphs.
/// @return TooLarge beyond kMaxReaches.
[[nodiscard]] Result<ReachAnalysis> analyseReach(const topology::Graph& before, const topology::Graph& after,
                                                 const topology::Diff& diff);

} // namespace fabric::planning
