// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fabric::rollout {

/// Where a rollout is. Names (toText) are API; docs/rollout.md shows the table below, and a test holds both to each other.
enum class State {
    Requested,
    WaitingGates,
    Preflight,
    BackingUp,
    Writing,
    Reloading,
    Verifying,
    Soaking,
    Held,
    AwaitingConfirmation,
    RollingBack,
    Cancelled,
    Succeeded,
    RolledBack,
    FailedOperatorNeeded,
};
inline constexpr std::size_t kStateCount = 15;

/// A set of states, one bit each.
using States = std::uint32_t;
[[nodiscard]] constexpr States bit(State state)
{
    return States{1} << static_cast<unsigned>(state);
}
[[nodiscard]] constexpr States operator|(State a, State b)
{
    return bit(a) | bit(b);
}
[[nodiscard]] constexpr States operator|(States a, State b)
{
    return a | bit(b);
}

/// What counts as the end of a state's time.
enum class DeadlineKind {
    None, ///< terminal
    Elapsed, ///< so long after entering, and anew after a restart of the agent; no clock that is set matters
    Wall, ///< a durable moment in wall time: plan expiry, the group's deadline, the confirm deadline
};

struct StateInfo
{
    State state;
    std::string_view name;
    std::chrono::milliseconds deadline; ///< default; of Wall: from the beginning of what it limits
    DeadlineKind kind;
    States leavesTo;
    State atDeadline; ///< one of leavesTo
    bool isBeforeWrite; ///< a cancel ends the rollout here; later it is a rollback
};

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;

/// A plan is run no later than so long after it was made.
inline constexpr std::chrono::milliseconds kPlanExpiry = 24h;

/// One row per state, in the order of the enum.
inline constexpr std::array<StateInfo, kStateCount> kStates{{
    {State::Requested, "requested", 10s, DeadlineKind::Elapsed, bit(State::WaitingGates), State::WaitingGates, true},
    {State::WaitingGates, "waiting_gates", kPlanExpiry, DeadlineKind::Wall, State::Preflight | State::Cancelled,
     State::Cancelled, true},
    {State::Preflight, "preflight", 60s, DeadlineKind::Elapsed, State::BackingUp | State::Cancelled, State::Cancelled,
     true},
    {State::BackingUp, "backing_up", 60s, DeadlineKind::Elapsed, State::Writing | State::Cancelled, State::Cancelled,
     true},
    {State::Writing, "writing", 180s, DeadlineKind::Elapsed, State::Reloading | State::RollingBack, State::RollingBack,
     false},
    {State::Reloading, "reloading", 120s, DeadlineKind::Elapsed, State::Verifying | State::RollingBack,
     State::RollingBack, false},
    {State::Verifying, "verifying", 120s, DeadlineKind::Elapsed, State::Soaking | State::RollingBack,
     State::RollingBack, false},
    {State::Soaking, "soaking", 90s, DeadlineKind::Elapsed,
     State::Held | State::AwaitingConfirmation | State::Succeeded | State::RollingBack, State::RollingBack, false},
    {State::Held, "held", 1h, DeadlineKind::Wall, State::AwaitingConfirmation | State::Succeeded | State::RollingBack,
     State::RollingBack, false},
    {State::AwaitingConfirmation, "awaiting_confirmation", 600s, DeadlineKind::Wall,
     State::Succeeded | State::RollingBack, State::RollingBack, false},
    {State::RollingBack, "rolling_back", 600s, DeadlineKind::Elapsed, State::RolledBack | State::FailedOperatorNeeded,
     State::FailedOperatorNeeded, false},
    {State::Cancelled, "cancelled", 0s, DeadlineKind::None, 0, State::Cancelled, false},
    {State::Succeeded, "succeeded", 0s, DeadlineKind::None, 0, State::Succeeded, false},
    {State::RolledBack, "rolled_back", 0s, DeadlineKind::None, 0, State::RolledBack, false},
    {State::FailedOperatorNeeded, "failed_operator_needed", 0s, DeadlineKind::None, 0, State::FailedOperatorNeeded,
     false},
}};

[[nodiscard]] constexpr const StateInfo& info(State state)
{
    return kStates[static_cast<std::size_t>(state)];
}
[[nodiscard]] constexpr bool isTerminal(State state)
{
    return info(state).kind == DeadlineKind::None;
}
[[nodiscard]] constexpr bool mayLeaveTo(State from, State to)
{
    return (info(from).leavesTo & bit(to)) != 0;
}
[[nodiscard]] constexpr std::string_view toText(State state)
{
    return info(state).name;
}
[[nodiscard]] std::optional<State> stateFrom(std::string_view text);

/// How long things may take. All but the first group are of no meaning to an operator; tests shorten them.
struct Limits
{
    std::chrono::milliseconds reloadWithRestart = 300s; ///< instead of the 120 s of the table
    std::chrono::milliseconds afterSoak = 30s; ///< for the last reading of a soak

    std::chrono::milliseconds firstPoll = std::chrono::milliseconds(500); ///< doubled with every poll, up to lastPoll
    std::chrono::milliseconds lastPoll = 8s;
    std::chrono::milliseconds watchPoll = 15s; ///< while soaking, held and awaiting confirmation, at most
    std::chrono::milliseconds gatePoll = 60s;
    /// So long a runtime may be silent before it counts as down: one with a slow plug-in does not answer for 50 s.
    std::chrono::milliseconds silence = 90s;
    /// So long an old state must hold after a write whose fate is unknown: it may still have been on its way.
    std::chrono::milliseconds settle = 10s;
    int writeAttempts = 3; ///< of one operation, when it is certain that it was not done
    int startAttempts = 2;
};

} // namespace fabric::rollout
