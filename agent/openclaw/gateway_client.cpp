// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/gateway_client.h"

#include "core/base/encoding.h"

#include <QLoggingCategory>
#include <QNetworkProxy>
#include <QRegularExpression>
#include <QWebSocket>

namespace fabric::openclaw {
namespace {

Q_LOGGING_CATEGORY(lcSession, "fabric.openclaw.session", QtInfoMsg)

/// The HTTP status in Qt's words for a refused upgrade; Qt 6.4 tells it nowhere else.
int httpStatusIn(const QString& message)
{
    static const QRegularExpression pattern(QStringLiteral("status code: ([0-9]{3})"));
    return pattern.match(message).captured(1).toInt();
}

std::string failureText(const QString& message, int httpStatus)
{
    return httpStatus == 0 ? message.toStdString() : "HTTP status " + std::to_string(httpStatus);
}

} // namespace

GatewayClient::GatewayClient(Options options, DeviceIdentity device, const Clock& clock, FrameWorker& worker,
                             QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_device(std::move(device))
    , m_clock(clock)
    , m_state(session::initial(m_options.session))
    , m_reader(worker, [this](Result<Frame> frame) { onParsed(std::move(frame)); })
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { handle(session::Woke{}); });
}

GatewayClient::~GatewayClient()
{
    dropSocket();
}

void GatewayClient::start()
{
    handle(session::Started{});
}

void GatewayClient::stop()
{
    handle(session::StopWanted{});
}

void GatewayClient::refresh()
{
    handle(session::RefreshWanted{});
}

void GatewayClient::handle(session::Event event)
{
    m_events.push_back(std::move(event));
    if (m_isHandling)
        return;
    m_isHandling = true;
    while (!m_events.empty()) {
        const session::Event next = std::move(m_events.front());
        m_events.pop_front();
        const session::Reach before = session::reachOf(m_state);
        for (const session::Effect& effect : session::step(m_state, next, m_clock.monotonic()))
            carryOut(effect);
        if (session::reachOf(m_state) != before)
            qCInfo(lcSession).noquote() << QString::fromStdString(session::detailOf(m_state));
    }
    m_isHandling = false;
    armTimer();
    Q_EMIT stepped();
}

void GatewayClient::armTimer()
{
    const auto wake = session::nextWake(m_state);
    if (!wake) {
        m_timer.stop();
        return;
    }
    const auto delay = std::max(*wake - m_clock.monotonic(), std::chrono::milliseconds(0));
    m_timer.setTimerType(delay > std::chrono::seconds(5) ? Qt::CoarseTimer : Qt::PreciseTimer);
    m_timer.start(delay);
}

void GatewayClient::carryOut(const session::Effect& effect)
{
    if (std::holds_alternative<session::OpenSocket>(effect))
        openSocket();
    else if (std::holds_alternative<session::DropSocket>(effect))
        dropSocket();
    else if (const auto* connectEffect = std::get_if<session::SendConnect>(&effect))
        sendConnect(*connectEffect);
    else if (const auto* read = std::get_if<session::SendRead>(&effect))
        sendRead(*read);
    else if (const auto* seen = std::get_if<session::Observed>(&effect))
        Q_EMIT observed(seen->reads);
}

void GatewayClient::openSocket()
{
    dropSocket();
    const Result<QUrl> endpoint = m_options.endpoint();
    if (!endpoint) {
        handle(session::SocketFailed{endpoint.error().message, 0});
        return;
    }
    // An Origin header costs all scopes: empty means that none is sent.
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setMaxAllowedIncomingMessageSize(kMaxFrameBytes);
    m_socket->setMaxAllowedIncomingFrameSize(kMaxFrameBytes);
    connect(m_socket, &QWebSocket::connected, this, [this] {
        m_isOpen = true;
        handle(session::SocketOpened{});
    });
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) { m_reader.take(text); });
    connect(m_socket, &QWebSocket::binaryMessageReceived, this, [this] {
        handle(session::FrameRefused{Error{ErrorCode::InvalidArgument, "a binary frame", {}}});
    });
    connect(m_socket, &QWebSocket::disconnected, this, [this] {
        if (m_isOpen)
            handle(
                session::SocketClosed{static_cast<int>(m_socket->closeCode()), m_socket->closeReason().toStdString()});
    });
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, [this] {
        if (m_isOpen)
            return; // `disconnected` follows
        const QString message = m_socket->errorString();
        const int status = httpStatusIn(message);
        handle(session::SocketFailed{failureText(message, status), status});
    });
    m_socket->open(*endpoint);
}

void GatewayClient::dropSocket()
{
    const bool wasOpen = std::exchange(m_isOpen, false);
    m_reader.forget();
    m_lookups.clear();
    m_lookupOut.clear();
    if (m_socket == nullptr)
        return;
    // The close frame goes out if it can; nobody waits for the other side's.
    m_socket->disconnect(this);
    if (wasOpen)
        m_socket->close(QWebSocketProtocol::CloseCodeGoingAway);
    else
        m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

void GatewayClient::sendConnect(const session::SendConnect& effect)
{
    Result<std::string> token = m_options.token ? m_options.token() : Result<std::string>(std::string());
    if (token && !isCleanUtf8(*token))
        token = fail(ErrorCode::InvalidArgument, "it is not text");
    if (!token) {
        handle(session::CredentialFailed{std::move(token).error()});
        return;
    }
    const ConnectRequest request{effect.id, m_options.clientVersion, *std::move(token), m_options.session.scopes};
    m_socket->sendTextMessage(QString::fromStdString(connectFrame(request, effect.challenge, m_device)));
}

void GatewayClient::sendRead(const session::SendRead& effect)
{
    if (isReloadLookup(effect.kind) && effect.id != m_lookupOut) {
        m_lookups.push_back(effect);
        sendNextLookup();
        return;
    }
    // The only door for requests; what is not on the list cannot pass it.
    const Result<std::string> frame = requestFrame(effect.id, effect.kind);
    if (frame && m_socket != nullptr)
        m_socket->sendTextMessage(QString::fromStdString(*frame));
}

void GatewayClient::sendNextLookup()
{
    // What the session does not wait for any more is neither waited for nor sent.
    while (!m_lookups.empty() && !m_state.pending.contains(m_lookupOut)) {
        const session::SendRead next = std::move(m_lookups.front());
        m_lookups.pop_front();
        if (!m_state.pending.contains(next.id))
            continue;
        m_lookupOut = next.id;
        sendRead(next);
    }
}

void GatewayClient::onParsed(Result<Frame> frame)
{
    if (frame)
        handle(session::FrameArrived{*std::move(frame)});
    else
        handle(session::FrameRefused{std::move(frame).error()});
    sendNextLookup();
}

} // namespace fabric::openclaw
