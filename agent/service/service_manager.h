// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <string>

namespace fabric::service {

/// Tells the service manager (systemd, sd_notify(3)) that the agent is ready, alive, reloading and stopping. Does nothing where
/// there is none (NOTIFY_SOCKET is not set).
class ServiceManager final : public QObject
{
    Q_OBJECT

public:
    explicit ServiceManager(QObject* parent = nullptr);

    /// Also starts the watchdog's heartbeat, at half of WATCHDOG_USEC, if the manager asks for one.
    void notifyReady(const std::string& status);
    /// The settings are being read again; notifyReady() follows (Type=notify-reload and `systemctl reload` wait for it).
    void notifyReloading();
    void notifyStopping();

private:
    QTimer m_heartbeat;
};

/// Raises the limit of open files to what the system allows: the default of 1,024 is less than the connections that the
/// API accepts. @return the limit that holds now.
std::size_t raiseFileLimit();

} // namespace fabric::service
