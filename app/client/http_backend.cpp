// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/http_backend.h"

#include "core/base/object_reader.h"
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
constexpr std::size_t kMaxRuntimes = 10'000;
/// A plan of 10,000 resources takes a second to make, on a busy agent more.
constexpr std::chrono::milliseconds kPlanDeadline = 30s;

QString escaped(const std::string& text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(text)));
}

QString planPath(const wire::PlanName& name, QLatin1String part)
{
    const QString path = QLatin1String("/plans/") + escaped(name.plan) + part;
    return name.runtime.empty() ? path : path + QLatin1String("?runtime=") + escaped(name.runtime);
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

template <class T>
Result<T> valueOf(const Result<Answer>& answer)
{
    return answer.and_then([](const Answer& a) { return wire::parse<T>(a.body); });
}

template <class T>
Result<wire::Page<T>> pageOf(const Json& body)
{
    if constexpr (std::is_same_v<T, wire::Runtime>) {
        return wire::parsePage<T>(body);
    } else {
        ObjectReader reader(body, {}, UnknownFields::Ignore);
        const Json* items = reader.array("items");
        wire::Page<T> page;
        page.nextCursor = reader.optionalString("nextCursor");
        FABRIC_CHECK(reader.finish());
        page.items.reserve(items->size());
        for (std::size_t i = 0; i < items->size(); ++i) {
            FABRIC_TRY(T item, wire::parse<T>((*items)[i], "/items/" + std::to_string(i)));
            page.items.push_back(std::move(item));
        }
        return page;
    }
}

/// Follows nextCursor until the list ends, or has @p most items: then the rest is left out if it may be, else it is TooLarge.
/// Deletes itself.
template <class T>
class PagedList : public QObject
{
public:
    PagedList(ApiClient& client, QString path, std::size_t most, bool mayBeCut, QObject* parent)
        : QObject(parent)
        , m_client(client)
        , m_path(std::move(path))
        , m_most(most)
        , m_mayBeCut(mayBeCut)
    {
        m_promise.start();
        next({});
    }
    ~PagedList() override { finish(fail(ErrorCode::Unavailable, "the connection was closed")); }

    [[nodiscard]] QFuture<Result<std::vector<T>>> future() const { return m_promise.future(); }

private:
    void next(const std::string& cursor)
    {
        QString path = m_path;
        if (!cursor.empty())
            path += QLatin1Char(path.contains(QLatin1Char('?')) ? '&' : '?') + QLatin1String("cursor=")
                + escaped(cursor);
        onResult(m_client.get(path, {}, kSmallDeadline), this, [this](const Result<Answer>& answer) { take(answer); });
    }

    void take(const Result<Answer>& answer)
    {
        auto page = answer.and_then([](const Answer& a) { return pageOf<T>(a.body); });
        if (!page)
            return finish(tl::make_unexpected(page.error()));
        std::move(page->items.begin(), page->items.end(), std::back_inserter(m_items));
        const bool isFull = ++m_pages == kMaxPages || m_items.size() >= m_most;
        if (isFull && page->nextCursor && !m_mayBeCut)
            return finish(fail(ErrorCode::TooLarge, "the agent lists more than a console can show"));
        if (isFull || !page->nextCursor)
            return finish(std::move(m_items));
        next(*page->nextCursor);
    }

    void finish(Result<std::vector<T>> result)
    {
        if (m_isFinished)
            return;
        m_isFinished = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
        deleteLater();
    }

    ApiClient& m_client;
    QString m_path;
    std::size_t m_most;
    bool m_mayBeCut;
    QPromise<Result<std::vector<T>>> m_promise;
    std::vector<T> m_items;
    int m_pages = 0;
    bool m_isFinished = false;
};

/// The id of what a POST made: of a plan `{"summary":{"id":...}}`, of a rollout `{"id":...}`, of a group the first item's.
Result<std::string> idOf(const Result<Answer>& answer)
{
    if (!answer)
        return tl::make_unexpected(answer.error());
    const Json* body = &answer->body;
    if (body->is_object() && body->contains("items") && (*body)["items"].is_array() && !(*body)["items"].empty())
        body = &(*body)["items"].front();
    if (body->is_object() && body->contains("summary"))
        body = &(*body)["summary"];
    ObjectReader reader(*body, {}, UnknownFields::Ignore);
    std::string id = reader.string("id");
    FABRIC_CHECK(reader.finish());
    return id;
}

Result<> doneOf(const Result<Answer>& answer)
{
    return answer.map([](const Answer&) {});
}

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
    return (new PagedList<wire::Runtime>(m_client, QStringLiteral("/runtimes"), kMaxRuntimes, false, this))->future();
}

QFuture<Result<wire::Runtime>> HttpBackend::runtime(const std::string& id)
{
    return m_client.get(QLatin1String("/runtimes/") + escaped(id), {}, kSmallDeadline).then(&valueOf<wire::Runtime>);
}

QFuture<Result<Versioned<wire::Topology>>> HttpBackend::topology(const std::string& id, const std::string& etag)
{
    const QString path = QLatin1String("/runtimes/") + escaped(id) + QLatin1String("/topology");
    return m_client.get(path, etag, kTopologyDeadline).then(&typed<wire::Topology>);
}

QFuture<Result<wire::Self>> HttpBackend::self()
{
    return m_client.get(QStringLiteral("/self"), {}, kSmallDeadline).then(&valueOf<wire::Self>);
}

QFuture<Result<wire::Topology>> HttpBackend::revision(const std::string& numberOrDigest)
{
    return m_client.get(QLatin1String("/topology/revisions/") + escaped(numberOrDigest), {}, kTopologyDeadline)
        .then(&valueOf<wire::Topology>);
}

QFuture<Result<wire::Intent>> HttpBackend::intent(const std::string& runtime)
{
    return m_client.get(QLatin1String("/topology/intent?runtime=") + escaped(runtime), {}, kPlanDeadline)
        .then(&valueOf<wire::Intent>);
}

QFuture<Result<std::vector<wire::Revision>>> HttpBackend::desiredRevisions(const std::string& runtime)
{
    const QString path = QLatin1String("/topology/revisions?kind=desired&limit=200&runtime=") + escaped(runtime);
    return (new PagedList<wire::Revision>(m_client, path, kMaxListed, true, this))->future();
}

QFuture<Result<>> HttpBackend::changeIntent(const wire::IntentChange& change, const std::string& key)
{
    return m_client.post(QStringLiteral("/topology/intent"), wire::toJson(change), key, kPlanDeadline).then(&doneOf);
}

QFuture<Result<std::vector<wire::PlanSummary>>> HttpBackend::plans()
{
    return (new PagedList<wire::PlanSummary>(m_client, QStringLiteral("/plans?limit=200"), kMaxListed, true, this))
        ->future();
}

QFuture<Result<wire::PlanDocument>> HttpBackend::plan(const wire::PlanName& name)
{
    return m_client.get(planPath(name, {}), {}, kPlanDeadline).then(&valueOf<wire::PlanDocument>);
}

QFuture<Result<wire::PlanTexts>> HttpBackend::planTexts(const wire::PlanName& name)
{
    return m_client.get(planPath(name, QLatin1String("/texts")), {}, kPlanDeadline).then(&valueOf<wire::PlanTexts>);
}

QFuture<Result<std::string>> HttpBackend::makePlan(const wire::PlanRequest& request, const std::string& key)
{
    return m_client.post(QStringLiteral("/plans"), wire::toJson(request), key, kPlanDeadline).then(&idOf);
}

QFuture<Result<std::vector<wire::Rollout>>> HttpBackend::rollouts(const RolloutFilter& filter)
{
    QStringList query{QStringLiteral("limit=200")};
    if (!filter.runtime.empty())
        query << QLatin1String("runtime=") + escaped(filter.runtime);
    if (!filter.state.empty())
        query << QLatin1String("state=") + escaped(filter.state);
    const QString path = QLatin1String("/rollouts?") + query.join(QLatin1Char('&'));
    return (new PagedList<wire::Rollout>(m_client, path, kMaxListed, true, this))->future();
}

QFuture<Result<wire::Rollout>> HttpBackend::rollout(const std::string& id)
{
    return m_client.get(QLatin1String("/rollouts/") + escaped(id), {}, kSmallDeadline).then(&valueOf<wire::Rollout>);
}

QFuture<Result<wire::Evidence>> HttpBackend::evidence(const std::string& id)
{
    return m_client.get(QLatin1String("/rollouts/") + escaped(id) + QLatin1String("/evidence"), {}, kPlanDeadline)
        .then(&valueOf<wire::Evidence>);
}

QFuture<Result<std::string>> HttpBackend::startRollout(const wire::RolloutRequest& request, const std::string& key)
{
    return m_client.post(QStringLiteral("/rollouts"), wire::toJson(request), key, kSmallDeadline).then(&idOf);
}

QFuture<Result<>> HttpBackend::decide(const std::string& rolloutId, RolloutDecision decision, const std::string& key)
{
    const QString path
        = QLatin1String("/rollouts/") + escaped(rolloutId) + QLatin1Char('/') + QLatin1String(toText(decision));
    return m_client.post(path, {}, key, kSmallDeadline).then(&doneOf);
}

QFuture<Result<wire::RolloutGroup>> HttpBackend::rolloutGroup(const std::string& id)
{
    return m_client.get(QLatin1String("/rollout-groups/") + escaped(id), {}, kSmallDeadline)
        .then(&valueOf<wire::RolloutGroup>);
}

QFuture<Result<>> HttpBackend::decideGroup(const std::string& groupId, RolloutDecision decision, const std::string& key)
{
    const QString path
        = QLatin1String("/rollout-groups/") + escaped(groupId) + QLatin1Char('/') + QLatin1String(toText(decision));
    return m_client.post(path, {}, key, kSmallDeadline).then(&doneOf);
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
