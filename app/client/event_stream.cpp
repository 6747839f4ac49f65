// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/event_stream.h"

#include "app/client/log.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRandomGenerator>

#include <algorithm>

namespace fabric::client {
namespace {

/// A refusal's body is problem details; more than this is not one.
constexpr qint64 kMaxErrorBytes = 64 << 10;
/// Read in pieces, so that one burst cannot hold the GUI thread or the memory.
constexpr qint64 kReadBufferBytes = 256 << 10;

} // namespace

std::chrono::milliseconds pauseBefore(int attempt, double dice, const StreamTimes& times)
{
    auto pause = times.firstPause;
    for (int i = 1; i < attempt && pause < times.maxPause; ++i)
        pause *= 2;
    pause = std::min(pause, times.maxPause);
    const auto cut = static_cast<std::int64_t>(static_cast<double>(pause.count()) * 0.25 * dice);
    return pause - std::chrono::milliseconds(cut);
}

EventStream::EventStream(Endpoint endpoint, StreamTimes times, QObject* parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_times(times)
{
    m_silence.setSingleShot(true);
    m_silence.setInterval(m_times.heartbeatTimeout);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        drop({ErrorCode::DeadlineExceeded, "the agent went silent", {}});
    });
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &EventStream::connectNow);
}

EventStream::~EventStream()
{
    release();
}

void EventStream::start()
{
    if (!m_reply && !m_pause.isActive())
        connectNow();
}

void EventStream::retryNow()
{
    if (!m_pause.isActive())
        return;
    m_pause.stop();
    connectNow();
}

void EventStream::connectNow()
{
    m_parser = SseParser();
    QNetworkRequest request = m_endpoint.request(QStringLiteral("/events/stream"));
    request.setRawHeader("Accept", "text/event-stream");
    request.setRawHeader("Accept-Encoding", "identity");
    if (!m_lastEventId.empty())
        request.setRawHeader("Last-Event-ID", QByteArray::fromStdString(m_lastEventId));
    m_network = new QNetworkAccessManager(this);
    m_reply = m_network->get(request);
    m_reply->setReadBufferSize(kReadBufferBytes);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &EventStream::onMetaData);
    connect(m_reply, &QNetworkReply::readyRead, this, &EventStream::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, [this] {
        Error error{ErrorCode::Unavailable, "the agent closed the event stream", {}};
        if (!m_isOpen)
            error = errorOf(*m_reply, m_reply->read(kMaxErrorBytes));
        drop(std::move(error));
    });
    m_silence.start();
}

void EventStream::onMetaData()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString type = m_reply->header(QNetworkRequest::ContentTypeHeader).toString();
    if (m_isOpen || status != 200)
        return; // refusals arrive with `finished`
    if (!type.startsWith(QLatin1String("text/event-stream"))) {
        drop({ErrorCode::InvalidArgument, "what answers at this address is not a Fabric agent", {}});
        return;
    }
    m_isOpen = true;
    Q_EMIT opened();
}

void EventStream::onReadyRead()
{
    if (!m_isOpen)
        return;
    m_silence.start();
    m_attempt = 0;
    Q_EMIT heard();
    const QByteArray bytes = m_reply->read(kReadBufferBytes);
    const auto messages = m_parser.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!messages) {
        drop(messages.error());
        return;
    }
    // The agent begins a stream with an id and no event: a stream that is cut before its first event resumes there.
    if (messages->empty() && !m_parser.lastId().empty())
        m_lastEventId = m_parser.lastId();
    const QNetworkReply* reply = m_reply;
    for (const SseMessage& message : *messages) {
        onMessage(message);
        if (m_reply != reply) // a receiver or a bad message ended this connection
            return;
    }
    if (m_reply->bytesAvailable() > 0)
        QMetaObject::invokeMethod(
            this,
            [this, reply] {
                if (m_reply == reply)
                    onReadyRead();
            },
            Qt::QueuedConnection);
}

void EventStream::onMessage(const SseMessage& message)
{
    if (message.event == "reset") {
        m_lastEventId = message.id;
        Q_EMIT historyReset();
        return;
    }
    auto event = parseJson(message.data).and_then([](const Json& json) { return wire::parse<wire::Event>(json); });
    if (!event) {
        drop(event.error());
        return;
    }
    m_lastEventId = message.id;
    Q_EMIT eventReceived(*event);
}

void EventStream::drop(Error error)
{
    release();
    const bool isRefused = error.code == ErrorCode::Unauthenticated || error.code == ErrorCode::PermissionDenied;
    ++m_attempt;
    m_pause.start(isRefused ? m_times.refusedPause
                            : pauseBefore(m_attempt, QRandomGenerator::global()->generateDouble(), m_times));
    qCDebug(lcClient) << "event stream lost"
                      << "code=" << info(error.code).name.data() << "attempt=" << m_attempt;
    Q_EMIT lost(error);
}

void EventStream::release()
{
    m_silence.stop();
    m_isOpen = false;
    if (!m_reply)
        return;
    QNetworkReply* reply = std::exchange(m_reply, nullptr);
    reply->disconnect(this);
    reply->abort();
    std::exchange(m_network, nullptr)->deleteLater(); // not now: a signal of the reply may be running
}

} // namespace fabric::client
