// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/session/seen_cache.h"
#include "app/session/session.h"

#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace fabric::session {

/// Keeps what a session shows of a saved connection, and brings it back where the agent cannot be asked.
///
/// GUI thread; reads and writes files on a thread of its own, in order. Borrows session and clock, which must outlive it.
class LastSeen : public QObject
{
    Q_OBJECT

public:
    /// A new picture is kept soon, that nothing but the time is new is kept later: at most one write in each.
    static constexpr std::chrono::milliseconds kPause{5'000};
    static constexpr std::chrono::milliseconds kTimePause{60'000};
    /// Nodes and edges of all topologies together that are held in memory, about what SeenCache::kMaxBytes takes.
    static constexpr std::size_t kMaxElements = 200'000;

    LastSeen(Session& session, SeenCache cache, const Clock& clock, std::size_t maxElements = kMaxElements);
    ~LastSeen() override; ///< writes what is not written yet

    /// The session was opened on this connection: what it shows is kept from now on, until it is opened on another.
    void keep(const QString& connection, const QString& url);
    /// The session is offline: it is given what was kept.
    void show(const QString& connection, const QString& url);
    /// Nothing is kept any more of this connection.
    void forget(const QString& connection);
    /// Writes if it is time to; called once a second.
    void tick();
    /// Waits for reads and writes. Their results come with the event loop.
    void waitForFiles() { m_thread.waitForDone(); }

private:
    using Recording = SeenCache::Recording;

    void load(const QString& connection, const QString& url, std::function<void(const Result<Recording>&)> then);
    void takeEarlier(const Recording& earlier);
    void takeShown();
    void takeTimes();
    void bound();
    void stop();
    void planWrite(std::chrono::milliseconds pause);
    void write();

    Session& m_session;
    SeenCache m_cache;
    const Clock& m_clock;
    std::size_t m_maxElements;
    Recording m_recording;
    std::string m_runtimesText; ///< of the runtimes without times, to see whether they changed
    int m_generation = 0; ///< what is read for an earlier connection is dropped
    bool m_isKeeping = false; ///< what an earlier run saw is in m_recording, so that no write loses it
    bool m_isChanged = false; ///< also if only times are
    std::chrono::milliseconds m_writtenAt{0}; ///< monotonic
    std::optional<std::chrono::milliseconds> m_dueAt; ///< monotonic; the next write
    QTimer m_tick;
    QThreadPool m_thread;
};

} // namespace fabric::session
