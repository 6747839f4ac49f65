// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/device_identity.h"
#include "agent/openclaw/frame_reader.h"
#include "agent/openclaw/session_machine.h"
#include "core/base/clock.h"

#include <QObject>
#include <QTimer>
#include <QUrl>

#include <deque>
#include <functional>
#include <memory>
#include <string>

QT_BEGIN_NAMESPACE
class QWebSocket;
QT_END_NAMESPACE

namespace fabric::openclaw {

/// Carries out what the session machine decides: one WebSocket at a time, one timer. Decides nothing itself.
///
/// Threads: lives on one thread with an event loop; large frames are parsed by the worker. Never blocks.
class GatewayClient : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        std::function<Result<QUrl>()> endpoint; ///< asked at every attempt
        std::function<Result<std::string>()> token; ///< asked at every attempt; null: none
        std::string clientVersion;
        session::Settings session;
    };

    /// Borrows @p clock and @p worker, which must outlive this object.
    GatewayClient(Options options, DeviceIdentity device, const Clock& clock, FrameWorker& worker,
                  QObject* parent = nullptr);
    ~GatewayClient() override;

    void start();
    void stop();
    /// Connects or reads now instead of at the next moment for it.
    void refresh();
    [[nodiscard]] const session::State& state() const { return m_state; }

Q_SIGNALS:
    /// The state may have changed.
    void stepped();
    void observed(const fabric::openclaw::session::Reads& reads);

private:
    void handle(session::Event event);
    void carryOut(const session::Effect& effect);
    void openSocket();
    void dropSocket();
    void sendConnect(const session::SendConnect& effect);
    void sendRead(const session::SendRead& effect);
    void sendNextLookup();
    void onParsed(Result<Frame> frame);
    void armTimer();

    Options m_options;
    DeviceIdentity m_device;
    const Clock& m_clock;
    session::State m_state;
    std::deque<session::Event> m_events; ///< an effect may cause the next event at once
    bool m_isHandling = false;
    QTimer m_timer;
    QWebSocket* m_socket = nullptr; ///< child of this
    bool m_isOpen = false;
    /// Lookups go out one after another: a gateway works a second or more on all of them, and answers nobody else meanwhile.
    std::deque<session::SendRead> m_lookups;
    std::string m_lookupOut; ///< the one that is not answered yet
    FrameReader m_reader;
};

} // namespace fabric::openclaw
