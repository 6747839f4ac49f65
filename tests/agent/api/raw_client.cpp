// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/api/raw_client.h"

#include <QHostAddress>
#include <QTest>

#include <sys/socket.h>

namespace fabric::test {
namespace {

constexpr int kPatienceMs = 10'000;

/// Takes one answer from the front of @p bytes, if it is complete.
std::optional<RawAnswer> takeAnswer(QByteArray& bytes, bool hasBody)
{
    const auto end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    RawAnswer out;
    const QList<QByteArray> lines = bytes.left(end).replace("\r\n", "\n").split('\n');
    out.status = lines.first().mid(9, 3).toInt();
    for (const QByteArray& line : lines.mid(1)) {
        const auto colon = line.indexOf(':');
        out.fields.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    const auto length = hasBody && out.status >= 200 ? out.fields.value("content-length", "0").toLongLong() : 0;
    if (bytes.size() < end + 4 + length)
        return std::nullopt;
    out.body = bytes.mid(end + 4, length);
    bytes.remove(0, end + 4 + length);
    return out;
}

} // namespace

RawClient::RawClient(quint16 port)
    : m_tcp(std::make_unique<QTcpSocket>())
    , m_device(m_tcp.get())
{
    m_tcp->connectToHost(QHostAddress::LocalHost, port);
    waitUntil([this] {
        return m_tcp->state() == QAbstractSocket::ConnectedState || m_tcp->state() == QAbstractSocket::UnconnectedState;
    });
}

RawClient::RawClient(const QString& path)
    : m_local(std::make_unique<QLocalSocket>())
    , m_device(m_local.get())
{
    m_local->connectToServer(path);
}

void RawClient::send(const QByteArray& bytes)
{
    m_device->write(bytes);
}

std::optional<RawAnswer> RawClient::answer(bool hasBody)
{
    std::optional<RawAnswer> out;
    waitUntil([&] {
        take();
        const bool isClosed = !isOpen(); // before parsing: bytes may come together with the close
        out = takeAnswer(m_received, hasBody);
        return out.has_value() || isClosed;
    });
    return out;
}

std::optional<RawAnswer> RawClient::get(const QByteArray& target, const QByteArray& fields)
{
    send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    return answer();
}

bool RawClient::waitForText(const QByteArray& text)
{
    return waitUntil([&] { return received().contains(text); });
}

bool RawClient::waitForClose()
{
    return waitUntil([this] {
        take();
        return !isOpen();
    });
}

const QByteArray& RawClient::received()
{
    take();
    return m_received;
}

void RawClient::endOutput()
{
    while (m_tcp->bytesToWrite() > 0 && m_tcp->waitForBytesWritten())
        continue;
    ::shutdown(static_cast<int>(m_tcp->socketDescriptor()), SHUT_WR);
}

void RawClient::stopReading()
{
    m_isReading = false;
    if (m_tcp)
        m_tcp->setReadBufferSize(1);
    else
        m_local->setReadBufferSize(1);
}

void RawClient::resumeReading()
{
    m_isReading = true;
    if (m_tcp)
        m_tcp->setReadBufferSize(0);
    else
        m_local->setReadBufferSize(0);
}

bool RawClient::isOpen() const
{
    return m_tcp ? m_tcp->state() == QAbstractSocket::ConnectedState : m_local->state() == QLocalSocket::ConnectedState;
}

bool RawClient::waitUntil(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, kPatienceMs);
}

void RawClient::take()
{
    if (m_isReading)
        m_received += m_device->readAll();
}

} // namespace fabric::test
