// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace fabric::composition {

/// Exit status of a command that waits and is ended by SIGINT, as a shell says it.
inline constexpr int kExitInterrupted = 130;

/// What a command that waits says on standard error when somebody ends it with Ctrl-C: what it waited for goes on. It then
/// ends at once with kExitInterrupted. Where SIGINT was ignored at the start it stays so. One at a time, on one thread; what
/// SIGINT did before is back when it is destroyed.
class InterruptNote
{
public:
    InterruptNote();
    ~InterruptNote();
    InterruptNote(const InterruptNote&) = delete;
    InterruptNote& operator=(const InterruptNote&) = delete;

    /// From now on it says @p sentence.
    void say(const std::string& sentence);
};

} // namespace fabric::composition
