// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/rollout_follow.h"

#include "agent/composition/output.h"

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
    std::string waits;
    for (;;) {
        if (const std::string lines = newStepLines(now, shown); !lines.empty())
            ports.say(lines);
        if (now.waitsFor != waits && !now.waitsFor.empty() && !now.isTerminal)
            ports.say("  waiting: " + printable(now.waitsFor) + "\n");
        waits = now.waitsFor;
        FABRIC_TRY(const rollout::State state, stateOf(now));
        const bool confirmsItself = state == rollout::State::AwaitingConfirmation && !now.probes.empty();
        if (isOver(state, wish) && !confirmsItself)
            return now;
        FABRIC_TRY(now, lookAgain(ports));
    }
}

} // namespace fabric::composition
