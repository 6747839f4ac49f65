// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/session_machine.h"

// The parts of step() that its two files share: session_machine.cpp keeps the connection, session_reads.cpp the rounds of
// reads.

namespace fabric::openclaw::session {

constexpr std::size_t indexOf(ReadKind kind)
{
    return static_cast<std::size_t>(kind);
}

// --- connection -----------------------------------------------------------------------------------------------------

/// Between -1/10 and +1/10 of @p base (xorshift32; only to keep many agents from asking at once).
[[nodiscard]] Millis jittered(State& state, Millis base);
[[nodiscard]] Millis doubled(Millis first, int times, Millis cap);
/// The session is over, or never began: waits before the next attempt.
void lose(State& state, Millis now, Millis atLeast = Millis(0));
void dropAndLose(State& state, Effects& effects, Millis now);
void refuse(State& state, provider::Problem problem, Millis now, Millis atLeast = Millis(0));

// --- reads ----------------------------------------------------------------------------------------------------------

void scheduleRead(State& state, Millis at);
void beginRound(State& state, Effects& effects, Millis now);
void onReadAnswer(State& state, const ResponseFrame& answer, Effects& effects, Millis now);
/// Requests that were not answered in time while the gateway did talk.
void expireReads(State& state, Effects& effects, Millis now);
void forgetRound(State& state);

} // namespace fabric::openclaw::session
