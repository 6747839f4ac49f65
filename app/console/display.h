// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace fabric::console {

/// While it lives, Qt's abort for want of a display becomes one sentence on stderr and the exit status @p status. For the
/// making of the QGuiApplication; GUI thread, one at a time.
class DisplayGuard
{
public:
    explicit DisplayGuard(int status);
    DisplayGuard(const DisplayGuard&) = delete;
    DisplayGuard& operator=(const DisplayGuard&) = delete;
    ~DisplayGuard();
};

} // namespace fabric::console
