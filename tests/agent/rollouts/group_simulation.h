// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/group.h"

#include <cstdint>
#include <string>

namespace fabric::test {

/// Mistakes that are planted in the coordinator of groups to show that the simulation finds them.
enum class GroupMistake {
    None,
    ReleasesWhenOneIsNotHeld,
    BeginsAWaveTooEarly,
    ForgetsThatItHalted, ///< after a restart
    TellsNobody, ///< that the group is halted
    ConfirmsWithoutLooking, ///< what a runtime shows when the group is confirmed
};
inline constexpr int kGroupMistakes = 5;

struct GroupSimulationOptions
{
    std::uint64_t seed = 1;
    GroupMistake mistake = GroupMistake::None;
    bool isCalm = false; ///< no faults at all
};

struct GroupSimulationResult
{
    std::string failure; ///< empty: every promise was kept
    rollout::Group group; ///< at the end
};

/// One change over two to four model runtimes with the real machine, coordinator and drivers, under everything that the seed
/// brings. FABRIC_TRACE in the environment prints what happens.
[[nodiscard]] GroupSimulationResult simulateGroup(const GroupSimulationOptions& options);

} // namespace fabric::test
