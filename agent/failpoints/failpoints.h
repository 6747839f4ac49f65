// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string_view>

// Named places where a test makes something die. The environment's FABRIC_FAILPOINT names a file that may be written at any
// time, with one line: `<place>:kill` is kill -9 of the agent there; `<place>:stop` stops it there (SIGSTOP), so that whoever
// tests kills something else meanwhile and lets it go on (SIGCONT). <place> is a name of the list, or <state>/<name>: only
// while the rollout, or the group, is in that state. The first passage counts, and removes the file.
// Compiled in by the CMake option FABRIC_FAILPOINTS only, which release builds do not have.

namespace fabric::failpoints {

/// Every name there is. Before and after: the call of an effect, or a step that becomes durable, with the state after it;
/// `answered`: the answer of the effect is there, not durable yet; `exchange`: two files change places in a restore; `group-`: a
/// step of a group, with the state of the group, and what it tells its members.
inline constexpr auto kNames = std::to_array<std::string_view>({
    "commit.before",           "commit.after",          "decide-gate.before",
    "decide-gate.after",       "read.before",           "read.after",
    "read.answered",           "back-up.before",        "back-up.after",
    "back-up.answered",        "write.before",          "write.after",
    "write.answered",          "restore.before",        "restore.after",
    "restore.answered",        "check-restored.before", "check-restored.after",
    "check-restored.answered", "start-runtime.before",  "start-runtime.after",
    "start-runtime.answered",  "run-probes.before",     "run-probes.after",
    "run-probes.answered",     "drop-backup.before",    "drop-backup.after",
    "report.before",           "report.after",          "exchange.before",
    "exchange.after",          "group-commit.before",   "group-commit.after",
    "group-begin.before",      "group-begin.after",     "group-confirm.before",
    "group-confirm.after",     "group-fail.before",     "group-fail.after",
});

#ifdef FABRIC_FAILPOINTS
/// Dies or stops if this place is wanted. Reads the file: for places that are passed now and then. @p state: of the rollout; empty where none is known.
void pass(std::string_view state, std::string_view effect, std::string_view moment);
#define FABRIC_FAILPOINT(state, effect, moment) ::fabric::failpoints::pass(state, effect, moment)
#else
#define FABRIC_FAILPOINT(state, effect, moment) static_cast<void>(0)
#endif

} // namespace fabric::failpoints
