// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_connection.h"

#include <QHostAddress>
#include <QLocalServer>
#include <QTcpServer>
#include <QTimer>

#include <unordered_set>

namespace fabric::api {

/// HTTP/1.1 on TCP and unix sockets, within HttpLimits. Main thread only.
///
/// Known limit of Qt 6.4: a QTcpSocket cannot stay half open, so a client that ends its direction right after the request
/// may get no answer.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    /// Borrows @p handler and @p clock, which must outlive this object.
    HttpServer(HttpHandler& handler, const Clock& clock, HttpLimits limits = {});
    ~HttpServer() override;

    /// @p port 0: any free one. @return the port. Unavailable if it cannot be bound. May be called once.
    [[nodiscard]] Result<quint16> listen(const QHostAddress& address, quint16 port);
    /// A unix socket that only this user can open (0600). A dead one of the same name is replaced; Conflict if somebody
    /// listens there. May be called once.
    [[nodiscard]] Result<> listenLocal(const QString& path);

    /// Closes the listeners, lets running answers finish and ends everything else. stopped() follows, at @p time from
    /// now at the latest.
    void shutdown(std::chrono::milliseconds time);
    /// Enforces all deadlines. The server's own timer calls it every second; tests call it after moving their clock.
    void sweep();

    /// Without those that are being turned away.
    [[nodiscard]] int connectionCount() const { return static_cast<int>(m_connections.size()) - m_turnedAway; }
    [[nodiscard]] std::size_t bufferedBytes() const { return m_budget.used(); }

Q_SIGNALS:
    void stopped();
    /// Emitted by every sweep, so that nobody else needs a timer.
    void swept();

private:
    template <class Socket>
    void accept(Socket* socket);
    void stopIfDone();

    HttpHandler& m_handler;
    const Clock& m_clock;
    HttpLimits m_limits;
    ByteBudget m_budget;
    QTcpServer m_tcp;
    QLocalServer m_local;
    QTimer m_timer;
    std::unordered_set<HttpConnection*> m_connections; ///< owned; each one also deletes itself when its socket closes
    int m_turnedAway = 0; ///< of m_connections
    std::optional<std::chrono::milliseconds> m_stopBy;
    bool m_isStopped = false;
};

} // namespace fabric::api
