// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string_view>

// Named places where a test makes the agent die: FABRIC_FAILPOINT=<name>:kill is kill -9 at that place. Compiled in by the
// CMake option FABRIC_FAILPOINTS only, which release builds do not have.

namespace fabric::rollouts {

/// Every name there is. Before and after: the call of an effect; `answered`: its answer is there, not durable yet.
inline constexpr auto kFailpoints = std::to_array<std::string_view>({
    "commit.before",           "commit.after",          "decide-gate.before",
    "decide-gate.after",       "read.before",           "read.after",
    "read.answered",           "back-up.before",        "back-up.after",
    "back-up.answered",        "write.before",          "write.after",
    "write.answered",          "restore.before",        "restore.after",
    "restore.answered",        "check-restored.before", "check-restored.after",
    "check-restored.answered", "start-runtime.before",  "start-runtime.after",
    "start-runtime.answered",  "run-probes.before",     "run-probes.after",
    "run-probes.answered",     "drop-backup.before",    "drop-backup.after",
    "report.before",           "report.after",
});

#ifdef FABRIC_FAILPOINTS
/// Dies if the environment names this place.
void failpoint(std::string_view effect, std::string_view moment);
#define FABRIC_FAILPOINT(effect, moment) ::fabric::rollouts::failpoint(effect, moment)
#else
#define FABRIC_FAILPOINT(effect, moment) static_cast<void>(0)
#endif

} // namespace fabric::rollouts
