// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/http_connection.h"

#include "agent/api/http_text.h"

#include <QHostAddress>
#include <QLocalSocket>
#include <QTcpSocket>

#include <sys/socket.h>

#include <array>

namespace fabric::api {
namespace {

constexpr qint64 kReadPiece = 16 << 10;
constexpr qint64 kSocketBuffer = 64 << 10;
/// Answers in one turn of the event loop, so that one client with a full pipeline does not hold up the others.
constexpr std::uint64_t kAnswersPerTurn = 32;

/// The user that connected; nothing if the kernel does not say.
std::optional<std::uint32_t> peerOf(const QLocalSocket& socket)
{
    ucred peer{};
    socklen_t size = sizeof(peer);
    if (::getsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return std::nullopt;
    return peer.uid;
}

} // namespace

Exchange::Exchange(HttpConnection* connection, std::uint64_t request)
    : m_connection(connection)
    , m_request(request)
{
}

void Exchange::answer(HttpResponse response) const
{
    if (m_connection)
        m_connection->answer(m_request, response);
}

QPointer<HttpConnection> Exchange::beginStream(HttpResponse head) const
{
    if (m_connection && m_connection->beginStream(m_request, head))
        return m_connection;
    return nullptr;
}

HttpConnection::HttpConnection(QTcpSocket* socket, HttpHandler& handler, const Clock& clock, const HttpLimits& limits,
                               ByteBudget& budget)
    : m_handler(handler)
    , m_clock(clock)
    , m_limits(limits)
    , m_share(budget)
    , m_parser(limits)
    , m_peerAddress(socket->peerAddress().toString().toStdString())
    , m_localAddress(socket->localAddress().toString().toStdString())
{
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    attach(socket);
}

HttpConnection::HttpConnection(QLocalSocket* socket, HttpHandler& handler, const Clock& clock, const HttpLimits& limits,
                               ByteBudget& budget)
    : m_handler(handler)
    , m_clock(clock)
    , m_limits(limits)
    , m_share(budget)
    , m_parser(limits)
    , m_isLocalSocket(true)
    , m_peerUser(peerOf(*socket))
{
    attach(socket);
}

HttpConnection::~HttpConnection() = default;

template <class Socket>
void HttpConnection::attach(Socket* socket)
{
    socket->setParent(this);
    socket->setReadBufferSize(kSocketBuffer);
    m_device = socket;
    m_abortSocket = [socket] { socket->abort(); };
    m_endOutput = [socket] { ::shutdown(static_cast<int>(socket->socketDescriptor()), SHUT_WR); };
    connect(socket, &Socket::disconnected, this, &QObject::deleteLater);
    connect(socket, &QIODevice::readyRead, this, &HttpConnection::onReadyRead);
    connect(socket, &QIODevice::bytesWritten, this, &HttpConnection::onBytesWritten);
    enter(State::Reading, m_limits.requestTime);
    // What came before the signals were connected.
    QMetaObject::invokeMethod(this, &HttpConnection::onReadyRead, Qt::QueuedConnection);
}

void HttpConnection::enter(State state, std::chrono::milliseconds time)
{
    m_state = state;
    m_deadline = m_clock.monotonic() + time;
}

bool HttpConnection::account(std::size_t more)
{
    return m_share.resize(m_input.size() + m_parser.heldBytes() + unsentBytes() + more);
}

void HttpConnection::onReadyRead()
{
    switch (m_state) {
    case State::Idle:
    case State::Reading: process(); break;
    case State::Handling:
    case State::Sending: break; // waits in the socket
    case State::Streaming:
    case State::Lingering: m_device->skip(m_device->bytesAvailable()); break;
    }
}

void HttpConnection::onBytesWritten()
{
    static_cast<void>(account()); // gives back; the same or less never fails
    switch (m_state) {
    case State::Sending:
        if (unsentBytes() <= m_limits.unsentBytes) {
            enter(State::Idle, m_limits.idleTime);
            process();
        }
        break;
    case State::Streaming:
        m_deadline = m_clock.monotonic() + m_limits.streamStallTime;
        if (unsentBytes() == 0)
            Q_EMIT drained();
        break;
    case State::Lingering:
        if (unsentBytes() == 0) {
            m_endOutput();
            enter(State::Lingering, m_limits.lingerTime);
        }
        break;
    case State::Idle:
    case State::Reading:
    case State::Handling: break;
    }
}

void HttpConnection::process()
{
    if (m_isProcessing)
        return; // an answer came at once; the loop below goes on by itself
    m_isProcessing = true;
    const std::uint64_t first = m_request;
    while (m_state == State::Idle || m_state == State::Reading) {
        if (m_request - first >= kAnswersPerTurn) {
            QMetaObject::invokeMethod(this, &HttpConnection::onReadyRead, Qt::QueuedConnection);
            break;
        }
        if (!readOnce())
            break;
    }
    m_isProcessing = false;
}

/// @return false if there is nothing to do until more bytes come.
bool HttpConnection::readOnce()
{
    std::array<char, kReadPiece> piece; // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
    const qint64 got = m_device->read(piece.data(), piece.size());
    if (got > 0)
        m_input.append(piece.data(), static_cast<std::size_t>(got));
    else if (!m_hasUnparsedInput)
        return false;
    if (m_state == State::Idle)
        enter(State::Reading, m_limits.requestTime);
    if (!account()) {
        refuse({503, "the server's buffers are full"});
        return false;
    }
    const RequestParser::Step step = m_parser.feed(m_input);
    m_input.erase(0, step.consumed);
    m_hasUnparsedInput = step.state == RequestParser::State::Done && !m_input.empty();
    if (m_parser.takeExpectsContinue() && step.state == RequestParser::State::NeedsMore)
        m_device->write("HTTP/1.1 100 Continue\r\n\r\n");
    if (step.state == RequestParser::State::Failed)
        refuse(m_parser.failure());
    else if (step.state == RequestParser::State::Done)
        dispatch();
    return true;
}

void HttpConnection::dispatch()
{
    HttpRequest request = m_parser.take();
    request.peerAddress = m_peerAddress;
    request.localAddress = m_localAddress;
    request.isLocalSocket = m_isLocalSocket;
    request.peerUser = m_peerUser;
    m_isHead = request.method == "HEAD";
    m_closesAfterAnswer = !request.isKeptAlive || m_isFinishing;
    ++m_request;
    enter(State::Handling, m_limits.answerTime);
    m_handler.handle(std::move(request), Exchange(this, m_request));
}

void HttpConnection::answer(std::uint64_t request, const HttpResponse& response)
{
    if (m_state != State::Handling || request != m_request)
        return;
    const bool fits = account(response.body.size() + 1024);
    if (!fits) {
        refuse({503, "the server's buffers are full"});
        return;
    }
    send(response);
    if (m_closesAfterAnswer || m_isFinishing) {
        close();
        return;
    }
    if (unsentBytes() > m_limits.unsentBytes) {
        enter(State::Sending, m_limits.sendTime);
        return;
    }
    enter(State::Idle, m_limits.idleTime);
    process();
}

bool HttpConnection::beginStream(std::uint64_t request, const HttpResponse& head)
{
    if (m_state != State::Handling || request != m_request)
        return false;
    m_closesAfterAnswer = true;
    m_device->write(headOf(head, true));
    if (m_isHead) {
        close();
        return false;
    }
    m_input.clear();
    enter(State::Streaming, m_limits.streamStallTime);
    static_cast<void>(account());
    return true;
}

bool HttpConnection::writeToStream(const QByteArray& bytes)
{
    if (m_state != State::Streaming)
        return false;
    const auto size = static_cast<std::size_t>(bytes.size());
    if (unsentBytes() + size > m_limits.streamUnsentBytes || !account(size)) {
        abort();
        return false;
    }
    if (unsentBytes() == 0)
        m_deadline = m_clock.monotonic() + m_limits.streamStallTime;
    m_device->write(bytes);
    return true;
}

void HttpConnection::refuse(const HttpFailure& failure)
{
    if (m_state == State::Reading)
        m_isHead = false; // of the request before
    m_closesAfterAnswer = true;
    const HttpFailure copy = failure; // the parser's own goes with it
    send(m_handler.refusal(copy));
    close();
}

void HttpConnection::send(const HttpResponse& response)
{
    QByteArray bytes = headOf(response, false);
    if (!m_isHead)
        bytes.append(response.body.data(), static_cast<qsizetype>(response.body.size()));
    m_device->write(bytes);
    static_cast<void>(account());
}

QByteArray HttpConnection::headOf(const HttpResponse& response, bool isStream) const
{
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reasonOf(response.status))
        + "\r\nDate: " + httpDate(m_clock.now()) + "\r\n";
    for (const auto& [name, value] : response.fields)
        head += name + ": " + value + "\r\n";
    if (!isStream && response.status != 304)
        head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (m_closesAfterAnswer || m_isFinishing)
        head += "Connection: close\r\n";
    head += "\r\n";
    return {head.data(), static_cast<qsizetype>(head.size())};
}

void HttpConnection::sweep()
{
    if (m_clock.monotonic() < m_deadline)
        return;
    switch (m_state) {
    case State::Idle: close(); break;
    case State::Reading: refuse({408, "the request took too long"}); break;
    case State::Handling: refuse({504, "the answer took too long"}); break;
    case State::Streaming:
        if (unsentBytes() > 0)
            abort();
        break;
    case State::Sending:
    case State::Lingering: abort(); break;
    }
}

void HttpConnection::finish()
{
    m_isFinishing = true;
    switch (m_state) {
    case State::Handling:
    case State::Lingering: break;
    case State::Sending: // its answer is on the way, nothing more is read
    case State::Idle:
    case State::Reading:
    case State::Streaming: close(); break;
    }
}

void HttpConnection::close()
{
    if (m_state == State::Lingering)
        return;
    // A plain close with unread bytes in the kernel sends RST, and the client may lose the answer. So: end our
    // direction, throw away what still comes, and wait for the client's own close (RFC 9112 section 9.6).
    const bool isSent = unsentBytes() == 0;
    enter(State::Lingering, isSent ? m_limits.lingerTime : m_limits.sendTime);
    m_device->skip(m_device->bytesAvailable());
    m_input = {};
    m_parser.reset();
    static_cast<void>(account());
    if (isSent)
        m_endOutput();
}

void HttpConnection::abort()
{
    m_state = State::Lingering;
    m_abortSocket();
    deleteLater();
}

} // namespace fabric::api
