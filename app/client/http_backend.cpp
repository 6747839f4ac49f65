// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/http_backend.h"

#include "core/base/on_result.h"

#include <QPromise>

namespace fabric::client {
namespace {

using namespace std::chrono_literals;

/// A list or a status is answered from memory; a topology of 10,000 nodes is 5 MB over a slow tunnel.
constexpr std::chrono::milliseconds kSmallDeadline = 10s;
constexpr std::chrono::milliseconds kTopologyDeadline = 60s;
/// 50 runtimes a page; more than 100 pages is not a list that a person can read, but a server gone wrong.
constexpr int kMaxPages = 100;

QString escaped(const std::string& text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(text)));
}

template <class T>
Result<Versioned<T>> typed(const Result<Answer>& answer)
{
    if (!answer)
        return tl::make_unexpected(answer.error());
    if (answer->status == 304)
        return Versioned<T>{std::nullopt, answer->etag};
    FABRIC_TRY(T value, wire::parse<T>(answer->body));
    return Versioned<T>{std::move(value), answer->etag};
}

/// Follows nextCursor until the list ends. Deletes itself.
class RuntimeList : public QObject
{
public:
    RuntimeList(ApiClient& client, QObject* parent)
        : QObject(parent)
        , m_client(client)
    {
        m_promise.start();
        next({});
    }
    ~RuntimeList() override { finish(fail(ErrorCode::Unavailable, "the connection was closed")); }

    [[nodiscard]] QFuture<Result<std::vector<wire::Runtime>>> future() const { return m_promise.future(); }

private:
    void next(const std::string& cursor)
    {
        QString path = QStringLiteral("/runtimes");
        if (!cursor.empty())
            path += QLatin1String("?cursor=") + escaped(cursor);
        onResult(m_client.get(path, {}, kSmallDeadline), this, [this](const Result<Answer>& answer) { take(answer); });
    }

    void take(const Result<Answer>& answer)
    {
        auto page = answer.and_then([](const Answer& a) { return wire::parsePage<wire::Runtime>(a.body); });
        if (!page)
            return finish(tl::make_unexpected(page.error()));
        std::move(page->items.begin(), page->items.end(), std::back_inserter(m_items));
        if (!page->nextCursor)
            return finish(std::move(m_items));
        if (++m_pages == kMaxPages)
            return finish(fail(ErrorCode::TooLarge, "the agent lists more runtimes than a console can show"));
        next(*page->nextCursor);
    }

    void finish(Result<std::vector<wire::Runtime>> result)
    {
        if (m_isFinished)
            return;
        m_isFinished = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
        deleteLater();
    }

    ApiClient& m_client;
    QPromise<Result<std::vector<wire::Runtime>>> m_promise;
    std::vector<wire::Runtime> m_items;
    int m_pages = 0;
    bool m_isFinished = false;
};

} // namespace

HttpBackend::HttpBackend(const Endpoint& endpoint, StreamTimes times, QObject* parent)
    : Backend(parent)
    , m_client(m_network, endpoint)
    , m_stream(endpoint, times)
{
    connect(&m_stream, &EventStream::opened, this, &Backend::streamOpened);
    connect(&m_stream, &EventStream::lost, this, &Backend::streamLost);
    connect(&m_stream, &EventStream::eventReceived, this, &Backend::eventReceived);
    connect(&m_stream, &EventStream::historyReset, this, &Backend::historyReset);
    connect(&m_stream, &EventStream::heard, this, &Backend::heard);
}

QFuture<Result<std::vector<wire::Runtime>>> HttpBackend::runtimes()
{
    return (new RuntimeList(m_client, this))->future();
}

QFuture<Result<wire::Runtime>> HttpBackend::runtime(const std::string& id)
{
    return m_client.get(QLatin1String("/runtimes/") + escaped(id), {}, kSmallDeadline)
        .then([](const Result<Answer>& answer) {
            return answer.and_then([](const Answer& a) { return wire::parse<wire::Runtime>(a.body); });
        });
}

QFuture<Result<Versioned<wire::Topology>>> HttpBackend::topology(const std::string& id, const std::string& etag)
{
    const QString path = QLatin1String("/runtimes/") + escaped(id) + QLatin1String("/topology");
    return m_client.get(path, etag, kTopologyDeadline).then(&typed<wire::Topology>);
}

void HttpBackend::startEvents()
{
    m_stream.start();
}

void HttpBackend::retryNow()
{
    m_stream.retryNow();
}

} // namespace fabric::client
