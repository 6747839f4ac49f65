// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QSocketNotifier>

#include <memory>

namespace fabric::console {

/// Ends the program in order when the session or the user says so (SIGTERM, SIGINT, SIGHUP): what is not saved yet is.
class QuitSignals
{
public:
    /// Before any other thread is there: threads take over which signals wait.
    QuitSignals();
    ~QuitSignals();
    QuitSignals(const QuitSignals&) = delete;
    QuitSignals& operator=(const QuitSignals&) = delete;

    /// From now on they end the event loop of the application.
    void listen();

private:
    int m_descriptor;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace fabric::console
