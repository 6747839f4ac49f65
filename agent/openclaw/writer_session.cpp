// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/writer_session.h"

#include "agent/openclaw/refusals.h"
#include "agent/openclaw/version_table.h"
#include "core/base/encoding.h"

#include <QLoggingCategory>
#include <QNetworkProxy>
#include <QWebSocket>

#include <algorithm>

namespace fabric::openclaw {
namespace {

Q_LOGGING_CATEGORY(lcWriter, "fabric.openclaw.writer", QtInfoMsg)

constexpr std::string_view kAdminScope = "operator.admin";

Error unreachable(const std::string& why)
{
    return {ErrorCode::Unavailable, "the gateway cannot be reached: " + why, {}};
}

} // namespace

WriterSession::WriterSession(Options options, DeviceIdentity device, const Clock& clock, FrameWorker& worker,
                             QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_device(std::move(device))
    , m_clock(clock)
    , m_reader(worker, [this](Result<Frame> frame) { onParsed(std::move(frame)); })
{
    m_timer.setSingleShot(true);
    m_timer.callOnTimeout(this, &WriterSession::onTimer);
}

WriterSession::~WriterSession()
{
    dropSocket();
}

void WriterSession::call(const WriterCall& request, std::chrono::milliseconds limit, Done done)
{
    Call call{"w" + std::to_string(m_nextId++), {}, m_clock.monotonic() + limit, std::move(done)};
    Result<std::string> frame = writerFrame(call.id, request);
    if (!frame) {
        finish(std::move(call), tl::make_unexpected(std::move(frame).error()));
        return;
    }
    call.frame = *std::move(frame);
    m_wantsAdmin = m_wantsAdmin || infoOf(request.method).scope == kAdminScope;
    m_waiting.push_back(std::move(call));
    QMetaObject::invokeMethod(this, &WriterSession::pump, Qt::QueuedConnection);
}

void WriterSession::finish(Call call, Result<ResponseFrame> result)
{
    m_idleSince = m_clock.monotonic();
    const auto shared = std::make_shared<Result<ResponseFrame>>(std::move(result));
    QMetaObject::invokeMethod(
        this, [done = std::move(call.done), shared] { done(std::move(*shared)); }, Qt::QueuedConnection);
}

void WriterSession::pump()
{
    if (!m_waiting.empty()) {
        // A session that may only read is given up for one that may do more; what it was asked is awaited first.
        if (m_isReady && m_wantsAdmin && !m_hasAdmin && m_sent.empty())
            dropSocket();
        if (m_socket == nullptr)
            openSocket();
    }
    while (m_isReady && (m_hasAdmin || !m_wantsAdmin) && !m_waiting.empty()) {
        Call call = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_socket->sendTextMessage(QString::fromStdString(call.frame));
        call.frame.clear();
        const std::string id = call.id;
        m_sent.emplace(id, std::move(call));
    }
    armTimer();
}

void WriterSession::armTimer()
{
    std::optional<std::chrono::milliseconds> due;
    const auto consider = [&due](std::chrono::milliseconds moment) { due = due ? std::min(*due, moment) : moment; };
    for (const Call& call : m_waiting)
        consider(call.deadline);
    for (const auto& [id, call] : m_sent)
        consider(call.deadline);
    if (m_socket != nullptr && !m_isReady)
        consider(m_handshakeDeadline);
    if (m_socket != nullptr && m_waiting.empty() && m_sent.empty())
        consider(m_idleSince + m_options.idleLimit);
    if (due)
        m_timer.start(std::max(*due - m_clock.monotonic(), std::chrono::milliseconds(1)));
    else
        m_timer.stop();
}

void WriterSession::onTimer()
{
    const auto now = m_clock.monotonic();
    const auto isLate = [now](const Call& call) { return call.deadline <= now; };
    for (auto late = m_sent.begin(); late != m_sent.end();) {
        if (isLate(late->second)) {
            finish(std::move(late->second), fail(ErrorCode::DeadlineExceeded, "the gateway did not answer in time"));
            late = m_sent.erase(late);
        } else {
            ++late;
        }
    }
    for (auto late = m_waiting.begin(); late != m_waiting.end();) {
        if (isLate(*late)) {
            finish(std::move(*late), tl::make_unexpected(unreachable("it does not let anybody in")));
            late = m_waiting.erase(late);
        } else {
            ++late;
        }
    }
    if (m_socket != nullptr && !m_isReady && m_handshakeDeadline <= now)
        end(unreachable("it does not answer"));
    if (m_waiting.empty() && m_sent.empty() && (!m_isReady || m_idleSince + m_options.idleLimit <= now)) {
        dropSocket();
        m_wantsAdmin = false;
    }
    pump();
}

void WriterSession::openSocket()
{
    const Result<QUrl> endpoint = m_options.endpoint();
    if (!endpoint) {
        end(unreachable(endpoint.error().message));
        return;
    }
    m_hasAdmin = m_wantsAdmin;
    m_handshakeDeadline = m_clock.monotonic() + m_options.handshakeLimit;
    // An Origin header costs all scopes: empty means that none is sent.
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setMaxAllowedIncomingMessageSize(kMaxFrameBytes);
    m_socket->setMaxAllowedIncomingFrameSize(kMaxFrameBytes);
    connect(m_socket, &QWebSocket::connected, this, [this] { m_isConnected = true; });
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) { m_reader.take(text); });
    connect(m_socket, &QWebSocket::disconnected, this, [this] {
        if (m_isConnected)
            end(unreachable("it closed the connection (" + std::to_string(m_socket->closeCode()) + ")"));
    });
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, [this] {
        if (!m_isConnected) // else `disconnected` follows
            end(unreachable(m_socket->errorString().toStdString()));
    });
    m_socket->open(*endpoint);
}

void WriterSession::dropSocket()
{
    m_isReady = false;
    m_connectId.clear();
    m_reader.forget();
    const bool wasConnected = std::exchange(m_isConnected, false);
    if (m_socket == nullptr)
        return;
    m_socket->disconnect(this);
    if (wasConnected)
        m_socket->close(QWebSocketProtocol::CloseCodeNormal);
    else
        m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

void WriterSession::end(const Error& error)
{
    dropSocket();
    auto sent = std::exchange(m_sent, {});
    for (auto& [id, call] : sent)
        finish(std::move(call), fail(ErrorCode::DeadlineExceeded, "the connection was lost before the answer came"));
    auto waiting = std::exchange(m_waiting, {});
    for (Call& call : waiting)
        finish(std::move(call), tl::make_unexpected(error));
    m_wantsAdmin = false;
    armTimer();
}

void WriterSession::onParsed(Result<Frame> frame)
{
    if (frame)
        onFrame(*frame);
    else
        end(unreachable(frame.error().message));
}

void WriterSession::onFrame(const Frame& frame)
{
    if (const auto* event = std::get_if<EventFrame>(&frame); event != nullptr && event->name == "connect.challenge") {
        if (m_connectId.empty())
            onChallenge(event->payload);
        return;
    }
    const auto* response = std::get_if<ResponseFrame>(&frame);
    if (response == nullptr)
        return;
    if (!m_isReady && response->id == m_connectId) {
        onConnectAnswer(*response);
        return;
    }
    if (const auto call = m_sent.find(response->id); call != m_sent.end()) {
        Call answered = std::move(call->second);
        m_sent.erase(call);
        finish(std::move(answered), *response);
        pump();
    }
}

void WriterSession::onChallenge(const Json& payload)
{
    const Result<Challenge> challenge = parseChallenge(payload);
    if (!challenge) {
        end(unreachable(challenge.error().message));
        return;
    }
    Result<std::string> token = m_options.token ? m_options.token() : Result<std::string>(std::string());
    if (token && !isCleanUtf8(*token))
        token = fail(ErrorCode::InvalidArgument, "it is not text");
    if (!token) {
        end({ErrorCode::PermissionDenied, "the token of this runtime cannot be read: " + token.error().message, {}});
        return;
    }
    m_connectId = "w" + std::to_string(m_nextId++);
    const std::string scope(m_hasAdmin ? kAdminScope : kReadScope);
    const ConnectRequest request{m_connectId, m_options.clientVersion, *std::move(token), {scope}};
    m_socket->sendTextMessage(QString::fromStdString(connectFrame(request, *challenge, m_device)));
}

void WriterSession::onConnectAnswer(const ResponseFrame& frame)
{
    if (frame.error) {
        if (isStartingUp(*frame.error))
            end(unreachable("it is starting"));
        else
            end({ErrorCode::PermissionDenied, refusalOf(*frame.error).message, {}});
        return;
    }
    Result<Hello> hello = parseHello(*frame.payload);
    if (!hello) {
        end(unreachable(hello.error().message));
        return;
    }
    const std::string scope(m_hasAdmin ? kAdminScope : kReadScope);
    if (hello->scopes && std::find(hello->scopes->begin(), hello->scopes->end(), scope) == hello->scopes->end()) {
        end({ErrorCode::PermissionDenied, "the gateway does not grant this device the scope " + scope, {}});
        return;
    }
    m_hello = *std::move(hello);
    m_isReady = true;
    m_idleSince = m_clock.monotonic();
    qCInfo(lcWriter).noquote() << "session of the writer with" << QString::fromStdString(scope);
    pump();
}

} // namespace fabric::openclaw
