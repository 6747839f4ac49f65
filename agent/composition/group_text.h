// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/rollout_follow.h"
#include "core/wire/group_types.h"

#include <map>
#include <string>
#include <vector>

namespace fabric::composition {

/// Shows each state that a member, or the group, enters until the group is over; one that awaits confirmation is done for whoever
/// began it. @return the group as it was left; the first error that waiting does not mend; Internal for a state that this program
/// does not know.
[[nodiscard]] Result<wire::RolloutGroup> follow(wire::RolloutGroup first, Wish wish,
                                                const FollowPortsOf<wire::RolloutGroup>& ports);

/// Exit status for a group that was left so; 0 as long as it goes on.
[[nodiscard]] int exitStatusOf(const wire::RolloutGroup& group, Wish wish);

/// A line for each member, and for the group, whose state is another one than in @p shown, which is brought up to date.
[[nodiscard]] std::string newStateLines(const wire::RolloutGroup& group, std::map<std::string, std::string>& shown);

/// How it ended, or what has to be done now. Empty while it goes on.
[[nodiscard]] std::string endText(const wire::RolloutGroup& group);

/// All of one group.
[[nodiscard]] std::string groupText(const wire::RolloutGroup& group);

/// One line each, newest first, as they came.
[[nodiscard]] std::string groupTable(const std::vector<wire::RolloutGroup>& groups);

/// Waves as they are typed: `hq lab,edge` is hq first, then lab and edge. Empty text: none. InvalidArgument if a name is missing.
[[nodiscard]] Result<std::vector<std::vector<std::string>>> wavesIn(const std::string& text);

} // namespace fabric::composition
