// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/last_seen.h"

#include "app/session/log.h"
#include "core/base/on_result.h"

#include <QPromise>

#include <memory>

namespace fabric::session {

Q_LOGGING_CATEGORY(lcSession, "fabric.session", QtInfoMsg)

namespace {

constexpr int kTickMs = 1'000;

std::string textWithoutTimes(const std::vector<wire::Runtime>& runtimes)
{
    std::string text;
    for (wire::Runtime runtime : runtimes) {
        runtime.lastObservedAt.reset();
        text += dumpJson(wire::toJson(runtime)) + '\n';
    }
    return text;
}

std::size_t elementsOf(const SeenCache::Recording& recording)
{
    std::size_t elements = 0;
    for (const auto& [id, topology] : recording.topologies)
        elements += topology.graph.nodes().size() + topology.graph.edges().size();
    return elements;
}

bool isSamePicture(const wire::Topology& a, const wire::Topology& b)
{
    return a.revision.number == b.revision.number && a.revision.digest == b.revision.digest && a.mode == b.mode
        && a.runtimeOnlyIsStale == b.runtimeOnlyIsStale;
}

} // namespace

LastSeen::LastSeen(Session& session, SeenCache cache, const Clock& clock, std::size_t maxElements)
    : m_session(session)
    , m_cache(std::move(cache))
    , m_clock(clock)
    , m_maxElements(maxElements)
{
    m_thread.setMaxThreadCount(1);
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &LastSeen::tick);
    m_tick.start();
    connect(&session, &Session::connectionChanged, this, &LastSeen::stop);
    connect(&session, &Session::runtimeChanged, this, &LastSeen::takeShown);
    connect(&session, &Session::topologyChanged, this, &LastSeen::takeShown);
}

LastSeen::~LastSeen()
{
    takeTimes();
    stop();
    waitForFiles();
}

void LastSeen::load(const QString& connection, const QString& url, std::function<void(const Result<Recording>&)> then)
{
    const auto promise = std::make_shared<QPromise<Result<Recording>>>();
    promise->start();
    onResult(promise->future(), this, [this, generation = m_generation, then = std::move(then)](const auto& loaded) {
        if (generation == m_generation)
            then(loaded);
    });
    m_thread.start([promise, cache = m_cache, connection, url] {
        promise->addResult(cache.load(connection, url));
        promise->finish();
    });
}

void LastSeen::keep(const QString& connection, const QString& url)
{
    m_recording.seenConnection = connection.toStdString();
    m_recording.seenUrl = url.toStdString();
    m_writtenAt = m_clock.monotonic() - kPause;
    load(connection, url, [this](const Result<Recording>& earlier) {
        if (earlier)
            takeEarlier(*earlier);
        else if (earlier.error().code != ErrorCode::NotFound)
            qCWarning(lcSession, "kept state is dropped: %s", earlier.error().message.c_str());
        m_isKeeping = true;
        m_session.showSeen(earlier);
        takeShown();
    });
}

void LastSeen::show(const QString& connection, const QString& url)
{
    load(connection, url, [this](const Result<Recording>& seen) { m_session.showSeen(seen); });
}

void LastSeen::forget(const QString& connection)
{
    if (m_recording.seenConnection == connection.toStdString()) {
        m_isChanged = false;
        stop();
    }
    m_thread.start([cache = m_cache, connection] { cache.remove(connection); });
}

void LastSeen::takeEarlier(const Recording& earlier)
{
    for (const auto& [id, topology] : earlier.topologies) {
        m_recording.topologies.emplace(id, topology);
        m_recording.topologiesSeenAt.emplace(id, earlier.seenAt(id));
    }
}

void LastSeen::takeShown()
{
    if (!m_isKeeping || m_session.state() != Session::Live)
        return;
    m_recording.runtimes.clear();
    for (const model::RuntimeRow& row : m_session.runtimes()->rows())
        m_recording.runtimes.push_back(row.runtime);
    std::string text = textWithoutTimes(m_recording.runtimes);
    bool isNew = text != m_runtimesText;
    m_runtimesText = std::move(text);
    if (const wire::Topology* shown = m_session.topology()) {
        const auto found = m_recording.topologies.find(m_session.runtimeId().toStdString());
        isNew = isNew || found == m_recording.topologies.end() || !isSamePicture(found->second, *shown);
        m_recording.topologies.insert_or_assign(m_session.runtimeId().toStdString(), *shown);
    }
    takeTimes();
    bound();
    planWrite(isNew ? kPause : kTimePause);
}

void LastSeen::takeTimes()
{
    if (!m_isKeeping || m_session.state() != Session::Live)
        return;
    m_recording.recordedAt = m_session.asOf();
    if (m_session.topology())
        m_recording.topologiesSeenAt.insert_or_assign(m_session.runtimeId().toStdString(), m_session.topologyAsOf());
    m_isChanged = true;
}

void LastSeen::bound()
{
    const auto isGone = [this](const auto& entry) { return m_session.runtimes()->find(entry.first) == nullptr; };
    std::erase_if(m_recording.topologies, isGone);
    std::erase_if(m_recording.topologiesSeenAt, isGone);
    while (m_recording.topologies.size() > 1 && elementsOf(m_recording) > m_maxElements)
        m_recording.dropOldestTopology();
}

void LastSeen::planWrite(std::chrono::milliseconds pause)
{
    const auto at = m_writtenAt + pause;
    m_dueAt = m_dueAt ? std::min(*m_dueAt, at) : at;
}

void LastSeen::tick()
{
    takeTimes();
    if (m_dueAt && m_clock.monotonic() >= *m_dueAt && m_thread.activeThreadCount() == 0)
        write();
}

void LastSeen::stop()
{
    if (m_isChanged)
        write();
    ++m_generation;
    m_isKeeping = false;
    m_dueAt.reset();
    m_recording = {};
    m_runtimesText.clear();
}

void LastSeen::write()
{
    m_isChanged = false;
    m_dueAt.reset();
    m_writtenAt = m_clock.monotonic();
    m_thread.start([cache = m_cache, recording = m_recording] {
        if (const auto written = cache.write(recording); !written)
            qCWarning(lcSession, "what is shown cannot be kept: %s file=%s", written.error().message.c_str(),
                      written.error().where.c_str());
    });
}

} // namespace fabric::session
