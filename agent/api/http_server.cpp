// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/http_server.h"

#include <QFile>
#include <QLocalSocket>
#include <QTcpSocket>

namespace fabric::api {
namespace {

constexpr int kBacklog = 512;
/// How long a listener may take to show that it lives. Local, so it answers at once or not at all.
constexpr int kProbeMs = 200;

} // namespace

HttpServer::HttpServer(HttpHandler& handler, const Clock& clock, HttpLimits limits)
    : m_handler(handler)
    , m_clock(clock)
    , m_limits(limits)
    , m_budget(limits.totalBufferBytes)
{
    m_tcp.setListenBacklogSize(kBacklog);
    m_tcp.setMaxPendingConnections(kBacklog);
    m_local.setListenBacklogSize(kBacklog);
    m_local.setMaxPendingConnections(kBacklog);
    connect(&m_tcp, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_tcp.nextPendingConnection())
            accept(socket);
    });
    connect(&m_local, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_local.nextPendingConnection())
            accept(socket);
    });
    m_timer.setInterval(std::chrono::seconds(1));
    m_timer.callOnTimeout(this, &HttpServer::sweep);
    m_timer.start();
}

HttpServer::~HttpServer()
{
    const auto connections = std::exchange(m_connections, {});
    for (HttpConnection* connection : connections) {
        connection->disconnect(this);
        delete connection;
    }
}

Result<quint16> HttpServer::listen(const QHostAddress& address, quint16 port)
{
    if (!m_tcp.listen(address, port))
        return fail(ErrorCode::Unavailable,
                    "cannot listen on " + address.toString().toStdString() + " port " + std::to_string(port) + ": "
                        + m_tcp.errorString().toStdString(),
                    "listen");
    return m_tcp.serverPort();
}

Result<> HttpServer::listenLocal(const QString& path)
{
    if (QFile::exists(path)) {
        QLocalSocket probe;
        probe.connectToServer(path);
        if (probe.waitForConnected(kProbeMs))
            return fail(ErrorCode::Conflict, "somebody listens on " + path.toStdString(), path.toStdString());
        QLocalServer::removeServer(path);
    }
    m_local.setSocketOptions(QLocalServer::UserAccessOption);
    if (!m_local.listen(path))
        return fail(ErrorCode::Unavailable,
                    "cannot listen on " + path.toStdString() + ": " + m_local.errorString().toStdString(),
                    path.toStdString());
    // Qt gives the owner the execute bit as well; it means nothing, but people check for 0600.
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

template <class Socket>
void HttpServer::accept(Socket* socket)
{
    constexpr bool kIsLocal = std::is_same_v<Socket, QLocalSocket>;
    const bool isFull = connectionCount() >= m_limits.connections + (kIsLocal ? m_limits.reservedLocal : 0);
    if (isFull && m_turnedAway >= m_limits.turnedAway) {
        socket->abort();
        socket->deleteLater();
        return;
    }
    auto* connection = new HttpConnection(socket, m_handler, m_clock, m_limits, m_budget);
    m_connections.insert(connection);
    m_turnedAway += isFull ? 1 : 0;
    connect(connection, &QObject::destroyed, this, [this, connection, isFull] {
        m_connections.erase(connection);
        m_turnedAway -= isFull ? 1 : 0;
        stopIfDone();
    });
    if (isFull)
        connection->turnAway({503, "the agent has as many connections as it takes"});
}

void HttpServer::shutdown(std::chrono::milliseconds time)
{
    m_tcp.close();
    m_local.close();
    m_stopBy = m_clock.monotonic() + time;
    const auto connections = m_connections;
    for (HttpConnection* connection : connections)
        connection->finish();
    // Never inside the caller's own stack frame: stopped() may delete this object.
    QMetaObject::invokeMethod(this, &HttpServer::stopIfDone, Qt::QueuedConnection);
}

void HttpServer::stopIfDone()
{
    if (!m_stopBy || m_isStopped || !m_connections.empty())
        return;
    m_isStopped = true;
    Q_EMIT stopped();
}

void HttpServer::sweep()
{
    const auto connections = m_connections;
    const bool isOver = m_stopBy && m_clock.monotonic() >= *m_stopBy;
    for (HttpConnection* connection : connections) {
        if (isOver)
            connection->abort();
        else
            connection->sweep();
    }
    Q_EMIT swept();
}

} // namespace fabric::api
