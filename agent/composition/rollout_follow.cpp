// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/rollout_follow.h"

namespace fabric::composition {

bool mayPass(const Error& error)
{
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded
        || error.code == ErrorCode::ResourceExhausted;
}

Result<wire::Rollout> follow(wire::Rollout first, Wish wish, const FollowPorts& ports)
{
    wire::Rollout now = std::move(first);
    std::size_t shown = 0;
    for (;;) {
        if (const std::string lines = newStepLines(now, shown); !lines.empty())
            ports.say(lines);
        FABRIC_TRY(const rollout::State state, stateOf(now));
        if (isOver(state, wish))
            return now;
        FABRIC_TRY(now, lookAgain(ports));
    }
}

} // namespace fabric::composition
