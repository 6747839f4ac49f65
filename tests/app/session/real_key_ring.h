// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace fabric::test {

/// A session bus of our own, as the one of this process; nothing on it is started by itself. One per process, because Qt
/// and GLib stay with the first one that they meet.
class SessionBus
{
public:
    SessionBus();
    ~SessionBus();
    [[nodiscard]] QString address() const { return m_address; }

private:
    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
};

/// A gnome-keyring-daemon with a home of its own on the bus of this process; ends with this object.
class RealKeyRing
{
public:
    enum Start {
        WithKeyRing, ///< unlocked
        Empty, ///< without any collection, so that the first entry asks for a new password
    };
    explicit RealKeyRing(Start start);
    ~RealKeyRing();

    void lock();
    /// The daemon ends and starts anew, unlocked.
    void restart();
    /// Stops answering, without leaving the bus.
    void freeze();
    void thaw();
    /// Shows the questions of the key ring to nobody; without, it cannot ask, which is as if they were declined.
    void setAsking(bool isAsking);

private:
    class Prompter;
    void start(Start start);
    void stop();

    QTemporaryDir m_folder;
    QProcess m_daemon;
    std::unique_ptr<Prompter> m_prompter;
};

} // namespace fabric::test
