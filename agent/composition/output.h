// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <string>
#include <vector>

// What commands say: answers on standard output, errors on standard error; every function returns the exit status.

namespace fabric::composition {

// Exit statuses of answers that are no errors (those have ErrorCodeInfo::exitStatus).
inline constexpr int kExitRefused = 3; ///< also cancelled
inline constexpr int kExitRolledBack = 5;
inline constexpr int kExitOperatorNeeded = 6;
inline constexpr int kExitChangesPending = 7;

/// @return 0, or that of Internal if standard output does not take the text: a lost answer is no success.
[[nodiscard]] int succeed(const std::string& text);
[[nodiscard]] int succeedJson(const Json& document);
/// Prints `fabric-agent: <message> (<where>)`.
int reportError(const Error& error);
/// Prints `fabric-agent: <sentence>` on standard error; the command goes on.
void warn(const std::string& sentence);

/// One line each, columns aligned, the last one as it is. @p rows are of equal length.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);
/// @p text with '?' for control characters: what others wrote must not steer the terminal.
[[nodiscard]] std::string printable(std::string text);

/// How this program was called, for the commands that it tells people to type: @p program as it stood on the command line, and
/// the @p flags that choose the agent, each with a space before it. "fabric-agent" without any until this is called, which
/// is done once, at the start.
void setCall(const std::string& program, const std::string& flags);
/// A command of this program as it is to be typed: the program, @p words, the flags.
[[nodiscard]] std::string callOf(const std::string& words);
/// @p text as one word for a POSIX shell.
[[nodiscard]] std::string quotedForShell(const std::string& text);

} // namespace fabric::composition
