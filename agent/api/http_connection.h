// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/byte_budget.h"
#include "agent/api/http_parser.h"
#include "core/base/clock.h"

#include <QIODevice>
#include <QObject>
#include <QPointer>

#include <cstdint>
#include <functional>

class QLocalSocket;
class QTcpSocket;

namespace fabric::api {

class HttpConnection;

/// The open end of one request. Copies stand for the same request; the first answer counts, later ones and answers to a
/// client that went away do nothing.
class Exchange
{
public:
    Exchange(HttpConnection* connection, std::uint64_t request);
    void answer(HttpResponse response) const;
    /// Sends the head of an answer without an end. @return the connection to write to; null if the client went away.
    [[nodiscard]] QPointer<HttpConnection> beginStream(HttpResponse head) const;

private:
    QPointer<HttpConnection> m_connection;
    std::uint64_t m_request;
};

/// What the HTTP layer asks of the application. Called on the main thread.
class HttpHandler
{
public:
    virtual ~HttpHandler() = default;
    /// Answers through @p exchange, at once or later.
    virtual void handle(HttpRequest request, Exchange exchange) = 0;
    /// The answer to something that never became a request, or that took too long.
    [[nodiscard]] virtual HttpResponse refusal(const HttpFailure& failure) = 0;
};

/// One client. Reads a request, has it answered, then reads the next: pipelined requests wait in the socket, whose buffer
/// is bounded, so a client that does not read its answers is not read from either.
///
/// Owns its socket and deletes itself when that is closed. Main thread only; time passes in sweep().
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    HttpConnection(QTcpSocket* socket, HttpHandler& handler, const Clock& clock, const HttpLimits& limits,
                   ByteBudget& budget);
    HttpConnection(QLocalSocket* socket, HttpHandler& handler, const Clock& clock, const HttpLimits& limits,
                   ByteBudget& budget);
    ~HttpConnection() override;

    /// Enforces the deadlines.
    void sweep();
    /// Tells a client that has just come why it is not served, and ends.
    void turnAway(const HttpFailure& failure) { refuse(failure); }
    /// Ends after the running answer; at once if there is none.
    void finish();
    /// Closes without a word.
    void abort();
    /// Closes after what waits to be sent.
    void close();

    /// To a stream's client. @return false if it was too far behind or the budget is used up: it is then closed.
    bool writeToStream(const QByteArray& bytes);
    [[nodiscard]] std::size_t unsentBytes() const { return static_cast<std::size_t>(m_device->bytesToWrite()); }

Q_SIGNALS:
    /// A stream's client took what was waiting for it.
    void drained();

private:
    friend class Exchange;
    enum class State { Idle, Reading, Handling, Sending, Streaming, Lingering };

    template <class Socket>
    void attach(Socket* socket);
    void onReadyRead();
    void onBytesWritten();
    void process();
    [[nodiscard]] bool readOnce();
    void dispatch();
    void answer(std::uint64_t request, const HttpResponse& response);
    [[nodiscard]] bool beginStream(std::uint64_t request, const HttpResponse& head);
    void refuse(const HttpFailure& failure);
    void send(const HttpResponse& response);
    [[nodiscard]] QByteArray headOf(const HttpResponse& response, bool isStream) const;
    [[nodiscard]] bool account(std::size_t more = 0);
    void enter(State state, std::chrono::milliseconds time);

    HttpHandler& m_handler;
    const Clock& m_clock;
    const HttpLimits& m_limits;
    ByteBudget::Share m_share;
    QIODevice* m_device = nullptr;
    std::function<void()> m_abortSocket;
    std::function<void()> m_endOutput; ///< tells the peer that nothing more comes, reading goes on
    RequestParser m_parser;
    std::string m_input; ///< read from the socket, not yet taken by the parser
    bool m_hasUnparsedInput = false; ///< the beginning of a pipelined request, which the parser has not seen yet
    std::string m_peerAddress;
    std::string m_localAddress;
    bool m_isLocalSocket = false;
    std::optional<std::uint32_t> m_peerUser;
    State m_state = State::Reading;
    std::chrono::milliseconds m_deadline{};
    std::uint64_t m_request = 0; ///< number of the request that is being answered
    bool m_isHead = false;
    bool m_closesAfterAnswer = false;
    bool m_isFinishing = false;
    bool m_isProcessing = false;
};

} // namespace fabric::api
