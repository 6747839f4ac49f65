// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/driver.h"
#include "tests/agent/rollouts/model_runtime.h"
#include "tests/support/memory_store.h"

#include <memory>
#include <string>

namespace fabric::test {

/// Mistakes that are planted to show that the simulation finds them.
enum class Mistake {
    None,
    ActsBeforeItIsDurable,
    IgnoresAFailingStore,
    SwallowsTimeouts,
    BelievesAnswers, ///< no read-back
    NeverWakes,
    TrustsARestore,
    OwnsEveryState,
    ForgetsTheConfirmDeadline,
    PutsTheConfirmDeadlineOff, ///< after a restart
    CancelsAfterAWrite,
    ForgetsTheWayBack, ///< after a restart
    IgnoresStaleness,
    TakesAMeantRestoreForDone, ///< of a runtime that is down
};
inline constexpr int kMistakes = 13;

struct SimulationOptions
{
    std::uint64_t seed = 1;
    Mistake mistake = Mistake::None;
    Lie lie = Lie::None;
    bool isCalm = false; ///< no faults at all
    int rivalEdits = 0; ///< that certainly come, at random moments
};

struct SimulationResult
{
    std::string failure; ///< empty: every promise was kept
    rollout::Record record; ///< at the end
    bool isNew = false; ///< what is on the disk is as planned
    int overwritten = 0; ///< edits of a rival
    bool hasLied = false; ///< it came to the lie
};

/// One rollout on a model runtime with the real machine and the real driver, under everything that the seed brings.
[[nodiscard]] SimulationResult simulate(const SimulationOptions& options);

} // namespace fabric::test
