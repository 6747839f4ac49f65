// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/rollout_text.h"

#include <functional>
#include <string>
#include <utility>

namespace fabric::composition {

/// What waiting for a rollout, or a group of them, needs from outside.
template <class T>
struct FollowPortsOf
{
    std::function<Result<T>()> look; ///< asks the agent
    std::function<void()> pause; ///< between two looks
    std::function<void(const std::string&)> say; ///< lines of progress
    std::function<void(const std::string&)> warn; ///< one sentence
};
using FollowPorts = FollowPortsOf<wire::Rollout>;

/// May it be different in a second?
[[nodiscard]] bool mayPass(const Error& error);

/// Pauses, then looks. An agent that is not reachable is said once and waited for, without end: its rollouts go on when it is
/// back, and this command changes nothing about them. @return the first error that waiting does not mend.
template <class T>
[[nodiscard]] Result<T> lookAgain(const FollowPortsOf<T>& ports)
{
    for (bool isAway = false;; isAway = true) {
        ports.pause();
        auto next = ports.look();
        if (!next && !mayPass(next.error()))
            return next;
        if (!next && !isAway)
            ports.warn("the agent cannot be reached now, waiting for it: " + next.error().message);
        if (!next)
            continue;
        if (isAway)
            ports.warn("the agent answers again");
        return next;
    }
}

/// Shows each step of @p first and of what it becomes until it is over.
/// @return the rollout as it was left; the first error that waiting does not mend.
[[nodiscard]] Result<wire::Rollout> follow(wire::Rollout first, Wish wish, const FollowPorts& ports);

} // namespace fabric::composition
