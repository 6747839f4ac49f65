// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/rollout_text.h"

#include <functional>
#include <string>

namespace fabric::composition {

/// What waiting for a rollout needs from outside.
struct FollowPorts
{
    std::function<Result<wire::Rollout>()> look; ///< asks the agent
    std::function<void()> pause; ///< between two looks
    std::function<void(const std::string&)> say; ///< lines of progress
    std::function<void(const std::string&)> warn; ///< one sentence
};

/// Shows each step of @p first and of what it becomes until it is over. An agent that is not reachable meanwhile is said
/// once and waited for, without end: its rollouts go on when it is back, and this command changes nothing about them.
/// @return the rollout as it was left; the first error that waiting does not mend.
[[nodiscard]] Result<wire::Rollout> follow(wire::Rollout first, Wish wish, const FollowPorts& ports);

} // namespace fabric::composition
