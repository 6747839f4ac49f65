// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QLocalSocket>
#include <QMap>
#include <QTcpSocket>

#include <memory>
#include <optional>

namespace fabric::test {

/// One answer as it came over the wire. Field names in lower case.
struct RawAnswer
{
    int status = 0;
    QMap<QByteArray, QByteArray> fields;
    QByteArray body;
};

/// A client that sends exactly the bytes that it is given and shows exactly what came back. Runs the event loop while it
/// waits, because the server lives in the same thread.
class RawClient
{
public:
    explicit RawClient(quint16 port);
    explicit RawClient(const QString& path); ///< unix socket

    void send(const QByteArray& bytes);
    /// The next answer; nothing if the connection closes or 10 s pass first. @p hasBody: false after HEAD.
    std::optional<RawAnswer> answer(bool hasBody = true);
    /// One GET and its answer.
    std::optional<RawAnswer> get(const QByteArray& target, const QByteArray& fields = {});
    /// True once everything that came is @p text or contains it.
    bool waitForText(const QByteArray& text);
    /// True once the server closed the connection.
    bool waitForClose();
    /// What came and was not taken by answer().
    [[nodiscard]] const QByteArray& received();
    void clearReceived() { m_received.clear(); }
    /// Ends this client's direction; it may still read. TCP only.
    void endOutput();
    /// No more reading: the kernel's buffers fill up, then the server's.
    void stopReading();
    void resumeReading();
    [[nodiscard]] bool isOpen() const;

private:
    bool waitUntil(const std::function<bool()>& condition);
    void take();

    std::unique_ptr<QTcpSocket> m_tcp;
    std::unique_ptr<QLocalSocket> m_local;
    QIODevice* m_device;
    bool m_isReading = true;
    QByteArray m_received;
};

} // namespace fabric::test
