// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QPointer>
#include <QString>
#include <QTcpServer>
#include <QTcpSocket>

#include <utility>

/// A TCP server on loopback that answers the n-th request with the n-th prepared bytes, and is silent without any.
class FakeAgent : public QTcpServer
{
public:
    enum class Then { Keep, Close };

    FakeAgent()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onReadyRead(*socket); });
        });
    }

    void answer(const QByteArray& bytes, Then then = Then::Close) { m_answers.append({bytes, then}); }
    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(serverPort()); }
    [[nodiscard]] QByteArray lastRequest() const { return m_lastRequest; }

private:
    void onReadyRead(QTcpSocket& socket)
    {
        m_lastRequest = socket.readAll();
        if (m_answers.isEmpty())
            return;
        const auto [bytes, then] = m_answers.takeFirst();
        socket.write(bytes);
        if (then == Then::Close) {
            socket.disconnect(this); // a request that crosses the close would take the next answer with it
            socket.disconnectFromHost();
        }
    }

    QList<std::pair<QByteArray, Then>> m_answers;
    QByteArray m_lastRequest;
};
