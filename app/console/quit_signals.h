// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QSocketNotifier>

#include <memory>

namespace fabric::console {

/// Ends the event loop in order when the session or the user says so (SIGTERM, SIGINT, SIGHUP): what is not saved yet is.
/// The second of a kind ends the program at once, so that one that hangs can be ended. GUI thread, one per process.
class QuitSignals
{
public:
    QuitSignals();
    ~QuitSignals();
    QuitSignals(const QuitSignals&) = delete;
    QuitSignals& operator=(const QuitSignals&) = delete;

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace fabric::console
