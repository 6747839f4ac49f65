// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/device_identity.h"
#include "agent/openclaw/frame_reader.h"
#include "agent/openclaw/protocol.h"
#include "agent/openclaw/write_methods.h"
#include "core/base/clock.h"

#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

QT_BEGIN_NAMESPACE
class QWebSocket;
QT_END_NAMESPACE

namespace fabric::openclaw {

/// The writer's own session with a gateway: opened by the first call, closed when nobody called for a while. It asks for
/// operator.read until the first call that needs more, and for operator.admin from then until it closes. Apart from the
/// session that observes, which can only read.
///
/// Threads: lives on one thread with an event loop; large frames are parsed by the worker. Never blocks.
class WriterSession : public QObject
{
    Q_OBJECT

public:
    /// The answer, also one that refuses. Unavailable (not reached), PermissionDenied (let in not at all, or with too few
    /// scopes) or the error of writerFrame(): nothing was sent. DeadlineExceeded: sent, and no answer came; a change may have
    /// been made.
    using Done = std::function<void(Result<ResponseFrame>)>;

    struct Options
    {
        std::function<Result<QUrl>()> endpoint; ///< asked at every attempt
        std::function<Result<std::string>()> token; ///< asked at every attempt; null: none
        std::string clientVersion;
        std::chrono::milliseconds handshakeLimit{90'000}; ///< a slow plug-in blocks a gateway for 45 s
        std::chrono::milliseconds idleLimit{60'000};
    };

    /// Borrows @p clock and @p worker, which must outlive this object.
    WriterSession(Options options, DeviceIdentity device, const Clock& clock, FrameWorker& worker,
                  QObject* parent = nullptr);
    /// Calls nobody back any more.
    ~WriterSession() override;

    /// @p limit counts from now. Calls are sent in their order; answers may come in another. Never calls @p done from inside.
    void call(const WriterCall& request, std::chrono::milliseconds limit, Done done);
    /// What the gateway said of itself when the present or last session began.
    [[nodiscard]] const std::optional<Hello>& hello() const { return m_hello; }
    [[nodiscard]] bool isOpen() const { return m_socket != nullptr; }

private:
    struct Call
    {
        std::string id;
        std::string frame;
        std::chrono::milliseconds deadline{};
        Done done;
    };

    void pump();
    void openSocket();
    void dropSocket();
    void onParsed(Result<Frame> frame);
    void onFrame(const Frame& frame);
    void onChallenge(const Json& payload);
    void onConnectAnswer(const ResponseFrame& frame);
    /// Ends the session. What was sent is DeadlineExceeded, what was not gets @p error.
    void end(const Error& error);
    void onTimer();
    void armTimer();
    void finish(Call call, Result<ResponseFrame> result);

    Options m_options;
    DeviceIdentity m_device;
    const Clock& m_clock;
    QTimer m_timer;
    QWebSocket* m_socket = nullptr; ///< child of this
    bool m_isConnected = false; ///< the WebSocket stands
    bool m_isReady = false; ///< greeted
    bool m_wantsAdmin = false;
    bool m_hasAdmin = false; ///< what the present session asked for
    std::optional<Hello> m_hello;
    std::string m_connectId;
    std::uint64_t m_nextId = 1;
    std::chrono::milliseconds m_handshakeDeadline{};
    std::chrono::milliseconds m_idleSince{};
    std::deque<Call> m_waiting;
    std::map<std::string, Call> m_sent; ///< by id
    FrameReader m_reader;
};

} // namespace fabric::openclaw
