// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/api_client.h"
#include "app/client/sse_parser.h"

#include <QObject>
#include <QTimer>

#include <chrono>

class QNetworkAccessManager;
class QNetworkReply;

namespace fabric::client {

/// Times of the stream. The agent sends a heartbeat every 15 s; two lost ones and a bit mean that the line is dead.
struct StreamTimes
{
    std::chrono::milliseconds heartbeatTimeout{40'000};
    std::chrono::milliseconds firstPause{500};
    std::chrono::milliseconds maxPause{15'000};
    std::chrono::milliseconds refusedPause{30'000}; ///< after 401 and 403: a person must act first
};

/// How long to wait before attempt n (from 1) after a loss: doubles from firstPause to maxPause, less up to a quarter of it
/// at random (@p dice in [0, 1)), so that many consoles do not come back at once.
[[nodiscard]] std::chrono::milliseconds pauseBefore(int attempt, double dice, const StreamTimes& times);

/// `/api/v1/events/stream`, kept open: resumes with Last-Event-ID, reconnects with back-off, gives up a silent line.
///
/// GUI thread only. Signals are those of Backend. A stream that breaks the protocol is dropped and opened anew.
class EventStream : public QObject
{
    Q_OBJECT

public:
    EventStream(Endpoint endpoint, StreamTimes times = {}, QObject* parent = nullptr);
    ~EventStream() override;

    void start();
    void retryNow();

Q_SIGNALS:
    void opened();
    void lost(const fabric::Error& error);
    void eventReceived(const fabric::wire::Event& event);
    void historyReset();
    void heard();

private:
    void connectNow();
    void onMetaData();
    void onReadyRead();
    void onMessage(const SseMessage& message);
    void drop(Error error);
    void release();

    Endpoint m_endpoint;
    StreamTimes m_times;
    /// One per connection and gone with it: a manager that lives on may send a request again whose connection was closed
    /// early (seen with Qt 6.4), which would be a stream at the agent that nobody reads.
    QNetworkAccessManager* m_network = nullptr; // child of this
    QNetworkReply* m_reply = nullptr; // child of m_network
    SseParser m_parser;
    std::string m_lastEventId;
    QTimer m_silence;
    QTimer m_pause;
    int m_attempt = 0;
    bool m_isOpen = false;
};

} // namespace fabric::client
