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

    /// @param to what the request must hold; others get no answer. QNetworkAccessManager of Qt 6.4 now and then sends a
    /// request again whose connection was closed right after the answer; that one must not take the next answer.
    void answer(const QByteArray& bytes, Then then = Then::Close, const QByteArray& to = {})
    {
        m_answers.append({bytes, then, to});
    }
    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(serverPort()); }
    [[nodiscard]] QByteArray lastRequest() const { return m_lastRequest; }

private:
    void onReadyRead(QTcpSocket& socket)
    {
        m_lastRequest = socket.readAll();
        if (m_answers.isEmpty() || !m_lastRequest.contains(m_answers.first().to))
            return;
        const auto [bytes, then, to] = m_answers.takeFirst();
        socket.write(bytes);
        if (then == Then::Close) {
            socket.disconnect(this);
            socket.disconnectFromHost();
        }
    }

    struct Answer
    {
        QByteArray bytes;
        Then then = Then::Close;
        QByteArray to;
    };
    QList<Answer> m_answers;
    QByteArray m_lastRequest;
};
