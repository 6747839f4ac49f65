// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/session.h"

#include "app/model/format.h"
#include "core/base/on_result.h"

#include <QJSEngine>
#include <QRandomGenerator>

#include <cmath>

namespace fabric::session {
namespace {

constexpr int kTickMs = 1'000;
/// After a failed load while the stream is open (a restarting agent answers 503 for a moment).
constexpr int kReloadMs = 3'000;
constexpr double kRefreshMs = 30'000;
constexpr std::string_view kSubjectPrefix = "runtime:";

Session* s_instance = nullptr;

bool isRefusal(const Error& error)
{
    return error.code == ErrorCode::Unauthenticated || error.code == ErrorCode::PermissionDenied;
}

} // namespace

Session::Session(const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
{
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &Session::tick);
    m_reload.setInterval(kReloadMs);
    m_reload.setSingleShot(true);
    connect(&m_reload, &QTimer::timeout, this, [this] {
        if (m_isStreamOpen) // else everything is loaded when it opens
            loadAll();
    });
    connect(&m_search, &model::SearchModel::runtimeActivated, this, &Session::setRuntimeId);
    updateTexts();
}

void Session::setInstance(Session* session)
{
    s_instance = session;
}

Session* Session::create(QQmlEngine*, QJSEngine*)
{
    Q_ASSERT(s_instance);
    QJSEngine::setObjectOwnership(s_instance, QJSEngine::CppOwnership);
    return s_instance;
}

void Session::open(std::unique_ptr<client::Backend> backend, const QString& name, const QString& url,
                   const QString& runtimeId)
{
    startOver(std::move(backend), name, url, runtimeId);
    connectBackend();
    setState(Connecting);
    m_tick.start();
    m_backend->startEvents();
}

void Session::openOffline(const QString& name, const QString& url, const QString& runtimeId)
{
    startOver(nullptr, name, url, runtimeId);
    setState(Cached);
    m_tick.start();
}

void Session::startOver(std::unique_ptr<client::Backend> backend, const QString& name, const QString& url,
                        const QString& runtimeId)
{
    ++m_generation;
    m_state = NotConnected; // nobody is to take the emptied lists for what an agent says
    m_reload.stop();
    m_backend = std::move(backend);
    m_seen.reset();
    m_error.reset();
    m_isStreamOpen = false;
    m_hasRuntimes = false;
    m_heardAt = {};
    m_self.reset();
    m_isAskingSelf = false;
    m_loadingRuntimes.clear();
    m_dirtyRuntimes.clear();
    m_rate = {};
    m_runtimeId = runtimeId.toStdString();
    m_connectionName = name;
    m_connectionUrl = url;
    m_runtimes.setRuntimes({}, m_clock.now());
    m_search.setRuntimes({});
    setTopology(std::nullopt);
    Q_EMIT connectionChanged();
    Q_EMIT selfChanged();
    Q_EMIT runtimeChanged();
}

void Session::showSeen(Result<ReplayBackend::Recording> seen)
{
    if (m_hasRuntimes || m_state == Refused)
        return;
    if (seen)
        m_seen = std::make_unique<ReplayBackend>(*std::move(seen));
    else if (m_state == Cached)
        m_error = seen.error();
    if (m_seen && (m_state == Cached || m_state == Offline))
        loadAll();
    else if (m_state == Cached)
        setState(Cached);
}

client::Backend* Session::source() const
{
    return m_isStreamOpen || !m_seen ? m_backend.get() : m_seen.get();
}

void Session::connectBackend()
{
    using client::Backend;
    const Backend* backend = m_backend.get();
    connect(backend, &Backend::streamOpened, this, [this] {
        m_isStreamOpen = true;
        m_heardAt = m_clock.now();
        loadAll();
    });
    connect(backend, &Backend::streamLost, this, [this](const Error& error) {
        m_isStreamOpen = false;
        onFailed(error);
    });
    connect(backend, &Backend::eventReceived, this, &Session::onEvent);
    connect(backend, &Backend::eventReceived, this, &Session::eventArrived);
    connect(backend, &Backend::historyReset, this, &Session::loadAll);
    connect(backend, &Backend::historyReset, this, &Session::historyReset);
    connect(backend, &Backend::heard, this, [this] { m_heardAt = m_clock.now(); });
}

void Session::retry()
{
    if (m_state == Cached)
        Q_EMIT liveWanted();
    else if (m_backend)
        m_backend->retryNow();
}

/// What a key may do never changes, so one answer is enough.
void Session::loadSelf()
{
    if (m_self || m_isAskingSelf || !m_isStreamOpen)
        return;
    m_isAskingSelf = true;
    onResult(m_backend->self(), this, [this, generation = m_generation](const Result<wire::Self>& answer) {
        if (generation != m_generation)
            return;
        m_isAskingSelf = false;
        if (answer)
            m_self = *answer;
        Q_EMIT selfChanged();
    });
}

void Session::loadAll()
{
    loadSelf();
    loadRuntimes();
    loadTopology();
}

std::chrono::milliseconds Session::refreshPause(double dice)
{
    return std::chrono::milliseconds(std::llround((0.8 + 0.4 * dice) * kRefreshMs));
}

void Session::planRefresh()
{
    m_refreshAt = m_clock.monotonic() + refreshPause(QRandomGenerator::global()->generateDouble());
}

void Session::loadRuntimes()
{
    planRefresh();
    client::Backend* from = source();
    onResult(from->runtimes(), this,
             [this, generation = m_generation, isSeen = from != m_backend.get()](const auto& answer) {
                 if (generation == m_generation)
                     onRuntimes(answer, isSeen);
             });
}

void Session::onRuntimes(const Result<std::vector<wire::Runtime>>& answer, bool isSeen)
{
    if (isSeen && m_isStreamOpen)
        return; // the agent was asked meanwhile
    if (!answer) {
        onFailed(answer.error());
        m_reload.start();
        return;
    }
    m_hasRuntimes = true;
    if (!isSeen) {
        m_seen.reset();
        m_heardAt = m_clock.now();
    }
    m_runtimes.setRuntimes(*answer, m_clock.now());
    m_search.setRuntimes(*answer);
    chooseRuntime();
    if (m_isStreamOpen) {
        m_error.reset();
        setState(Live);
    } else if (m_state == Offline) {
        setState(Reconnecting);
    }
    updateTexts();
    Q_EMIT runtimeChanged();
    Q_EMIT pageStatesChanged();
}

void Session::chooseRuntime()
{
    if (m_runtimes.count() == 0 || m_runtimes.find(m_runtimeId))
        return;
    if (m_seen) { // the one that was looked at last, because of others perhaps nothing was seen
        const auto& times = m_seen->recording().topologiesSeenAt;
        const auto last = std::max_element(times.begin(), times.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        if (last != times.end() && m_runtimes.find(last->first))
            return setRuntimeId(QString::fromStdString(last->first));
    }
    const auto& rows = m_runtimes.rows();
    const auto live = std::find_if(rows.begin(), rows.end(), [](const model::RuntimeRow& row) {
        return row.runtime.status.health == provider::HealthState::Live;
    });
    setRuntimeId(QString::fromStdString(live == rows.end() ? rows.front().key : live->key));
}

void Session::setRuntimeId(const QString& id)
{
    if (id.toStdString() == m_runtimeId)
        return;
    m_runtimeId = id.toStdString();
    setTopology(std::nullopt);
    updateTexts();
    Q_EMIT runtimeChanged();
    loadTopology();
}

void Session::loadTopology()
{
    client::Backend* from = source();
    if (m_runtimeId.empty() || !from)
        return;
    if (m_isTopologyLoading) {
        m_isTopologyDirty = true;
        return;
    }
    m_isTopologyLoading = true;
    Q_EMIT pageStatesChanged();
    std::optional<UnixMillis> seenAt;
    if (from != m_backend.get())
        seenAt = m_seen->recording().seenAt(m_runtimeId);
    onResult(from->topology(m_runtimeId, m_topologyEtag), this,
             [this, generation = m_generation, id = m_runtimeId, seenAt](const auto& answer) {
                 if (generation == m_generation && id == m_runtimeId)
                     onTopology(id, answer, seenAt);
             });
}

void Session::onTopology(const std::string& id, const Result<client::Versioned<wire::Topology>>& answer,
                         std::optional<UnixMillis> seenAt)
{
    m_isTopologyLoading = false;
    if (!answer) {
        if (answer.error().code == ErrorCode::NotFound)
            setTopology(std::nullopt); // what was shown is not of this runtime, or not any more
        else
            m_reload.start();
        m_topologyError = answer.error();
    } else {
        m_topologyError.reset();
        m_topologySeenAt = seenAt;
        if (answer->value) {
            setTopology(answer->value);
            m_topologyEtag = answer->etag;
        }
    }
    if (std::exchange(m_isTopologyDirty, false) && id == m_runtimeId)
        loadTopology();
    updateTexts();
    Q_EMIT pageStatesChanged();
}

void Session::setTopology(std::optional<wire::Topology> topology)
{
    const bool isFirst = !m_topology;
    m_topology = std::move(topology);
    if (!m_topology) {
        m_topologyEtag.clear();
        m_topologyError.reset();
        m_topologySeenAt.reset();
        m_isTopologyLoading = false;
        m_isTopologyDirty = false;
    }
    m_search.setGraph(m_topology ? m_topology->graph : topology::Graph());
    if (m_topology || !isFirst)
        Q_EMIT topologyChanged();
    updateTexts();
    Q_EMIT pageStatesChanged();
}

void Session::loadRuntime(const std::string& id)
{
    if (!m_loadingRuntimes.insert(id).second) {
        m_dirtyRuntimes.insert(id);
        return;
    }
    onResult(m_backend->runtime(id), this, [this, generation = m_generation, id](const Result<wire::Runtime>& answer) {
        if (generation != m_generation)
            return;
        m_loadingRuntimes.erase(id);
        if (answer) {
            m_runtimes.setRuntime(*answer, m_clock.now());
            updateTexts();
            Q_EMIT runtimeChanged();
        } else {
            loadRuntimes(); // it is gone, or the agent is in trouble: the list says which
        }
        if (m_dirtyRuntimes.erase(id) > 0)
            loadRuntime(id);
    });
}

void Session::onEvent(const wire::Event& event)
{
    m_rate.add(m_clock.monotonic());
    m_heardAt = m_clock.now();
    updateTexts();
    if (!event.subject.starts_with(kSubjectPrefix))
        return;
    const std::string id = event.subject.substr(kSubjectPrefix.size());
    const auto is = [&](const char* type) { return event.type == type; };
    if (is(events::type::kRuntimeAdded) || is(events::type::kRuntimeChanged) || is(events::type::kRuntimeRemoved)) {
        loadRuntimes();
    } else if (is(events::type::kRuntimeStatusChanged) || is(events::type::kRevisionObserved)) {
        loadRuntime(id);
        if (id == m_runtimeId) // how it was read and whether jobs and devices are current is told with the topology
            loadTopology();
    }
}

void Session::onFailed(const Error& error)
{
    m_error = error;
    if (isRefusal(error)) {
        if (!m_hasRuntimes)
            m_seen.reset();
        setState(Refused);
    } else {
        setState(m_hasRuntimes ? Reconnecting : Offline);
        if (m_state == Offline && m_seen && !m_isStreamOpen) // else the agent is asked, and soon again (m_reload)
            loadAll();
    }
}

void Session::setState(State state)
{
    m_state = state;
    updateTexts();
    Q_EMIT stateChanged();
    Q_EMIT statusLineChanged();
    Q_EMIT pageStatesChanged();
}

void Session::tick()
{
    if (m_state == Live && m_clock.monotonic() >= m_refreshAt)
        loadRuntimes();
    m_runtimes.setNow(m_clock.now());
    updateTexts();
}

void Session::updateNotice()
{
    const wire::Runtime* runtime = m_state == Live ? m_runtimes.find(m_runtimeId) : nullptr;
    auto notice = runtime ? model::noticeOf(*runtime, m_clock.now()) : std::nullopt;
    if (notice == m_notice)
        return;
    m_notice = std::move(notice);
    Q_EMIT statusLineChanged(); // statusTone
    Q_EMIT pageStatesChanged();
}

void Session::updateTexts()
{
    updateNotice();
    if (QString line = statusWords(); line != m_statusLine) {
        m_statusLine = std::move(line);
        Q_EMIT statusLineChanged();
    }
    const auto count = m_rate.lastMinute(m_clock.monotonic());
    QString rate = count == 0 ? tr("no events in the last minute")
        : count == 1          ? tr("1 event in the last minute")
                              : tr("%1 events in the last minute").arg(model::grouped(static_cast<qint64>(count)));
    if (!m_hasRuntimes || m_state == Cached)
        rate.clear();
    if (rate != m_eventRate) {
        m_eventRate = std::move(rate);
        Q_EMIT eventRateChanged();
    }
}

} // namespace fabric::session
