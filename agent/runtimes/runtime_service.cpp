// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/runtimes/runtime_service.h"

#include "agent/runtimes/unit_of_work.h"
#include "core/base/on_result.h"
#include "core/rollout/unfinished.h"

#include <QTimer>

#include <algorithm>

namespace fabric::runtimes {
namespace {

/// Everything stored about every runtime, for the start.
Result<std::vector<RuntimeView>> loadAll(store::Session& session)
{
    std::vector<RuntimeView> views;
    FABRIC_TRY(auto records, session.runtimes().list());
    views.reserve(records.size());
    for (store::RuntimeRecord& record : records) {
        FABRIC_TRY(RuntimeView view, loadView(session, std::move(record)));
        views.push_back(std::move(view));
    }
    return views;
}

/// What is stored afterwards is exactly @p configs, what was added by the API, and what has an unfinished rollout.
Result<> recordConfigured(store::Session& session, const std::vector<provider::RuntimeConfig>& configs, UnixMillis now)
{
    FABRIC_TRY(const auto records, session.runtimes().list());
    const auto isConfigured = [&](const RuntimeId& id) {
        return std::any_of(configs.begin(), configs.end(), [&](const auto& config) { return config.id == id; });
    };
    for (const store::RuntimeRecord& record : records) {
        if (record.settings || isConfigured(record.id))
            continue;
        FABRIC_TRY(const auto unfinished, rollout::unfinishedChangeOf(session, record.id));
        if (!unfinished) // else that must end first
            FABRIC_CHECK(recordRemoved(session, record.id, now));
    }
    for (const provider::RuntimeConfig& config : configs) {
        const auto known = std::find_if(records.begin(), records.end(),
                                        [&](const store::RuntimeRecord& record) { return record.id == config.id; });
        if (known == records.end())
            FABRIC_CHECK(recordAdded(session, newRecord(config, now)));
        else if (known->settings) // the file has it now
            FABRIC_CHECK(recordChanged(session, newRecord(config, now), now));
    }
    return {};
}

} // namespace

store::RuntimeRecord newRecord(const provider::RuntimeConfig& config, UnixMillis at)
{
    store::RuntimeRecord record;
    record.id = config.id;
    record.provider = config.provider;
    record.environment = config.environment;
    record.addedAt = at;
    record.status.since = at;
    return record;
}

RuntimeService::RuntimeService(store::Store& store, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_clock(clock)
{
}

RuntimeService::~RuntimeService()
{
    stop();
}

void RuntimeService::addProvider(provider::Provider& provider)
{
    m_providers.push_back(&provider);
}

void RuntimeService::start(std::vector<provider::RuntimeConfig> configs)
{
    const UnixMillis now = m_clock.now();
    auto loaded = m_store.write([configs, now](store::Session& session) -> Result<Loaded> {
        FABRIC_CHECK(recordConfigured(session, configs, now));
        return loadAll(session);
    });
    onResult(loaded, this, [this, configs = std::move(configs)](Result<Loaded> outcome) mutable {
        if (!outcome) {
            Q_EMIT failed(outcome.error());
            return;
        }
        onLoaded(std::move(configs), *std::move(outcome));
    });
}

void RuntimeService::onLoaded(std::vector<provider::RuntimeConfig> configs, Loaded loaded)
{
    for (RuntimeView& view : loaded) {
        const RuntimeId id = view.record.id;
        const auto config = std::find_if(configs.begin(), configs.end(), [&](const auto& c) { return c.id == id; });
        if (config != configs.end()) {
            view.record.provider = config->provider;
            view.record.environment = config->environment;
        }
        m_entries[id].view = withoutState(std::move(view));
    }
    if (auto opened = openConnections(configs); !opened) {
        stop();
        Q_EMIT failed(opened.error());
        return;
    }
    openStored();
    Q_EMIT started();
    for (auto& [id, entry] : m_entries) {
        if (m_isStopped)
            return; // whoever heard of the start wants none of it
        if (entry.connection)
            entry.connection->start();
    }
    endChange();
}

Result<> RuntimeService::openConnections(const std::vector<provider::RuntimeConfig>& configs)
{
    for (const provider::RuntimeConfig& config : configs) {
        auto opened = open(config);
        if (!opened) {
            Error error = std::move(opened).error();
            if (error.code == ErrorCode::InvalidArgument)
                error.where = "runtime." + config.id.value() + "." + error.where;
            return tl::make_unexpected(std::move(error));
        }
        take(m_entries[config.id], *std::move(opened));
    }
    return {};
}

Result<RuntimeService::Opened> RuntimeService::open(const provider::RuntimeConfig& config)
{
    const auto found = std::find_if(m_providers.begin(), m_providers.end(),
                                    [&](const provider::Provider* p) { return p->id() == config.provider; });
    if (found == m_providers.end())
        return fail(ErrorCode::InvalidArgument, "'" + config.provider + "' is not a known provider", "provider");
    provider::RuntimeConfig withLast = config;
    if (const auto known = m_entries.find(config.id); known != m_entries.end() && known->second.view.revision) {
        withLast.lastGraph = known->second.view.graph;
        if (!known->second.view.source.isEmpty())
            withLast.lastSource = known->second.view.source;
    }
    Opened opened;
    FABRIC_TRY(opened.connection, (*found)->open(withLast, *this));
    auto writer = (*found)->openWriter(withLast);
    if (!writer && writer.error().code != ErrorCode::Unimplemented)
        return tl::make_unexpected(std::move(writer).error());
    if (writer)
        opened.writer = *std::move(writer);
    return opened;
}

void RuntimeService::take(Entry& entry, Opened opened)
{
    entry.connection = std::move(opened.connection);
    entry.writer = std::move(opened.writer);
}

provider::RuntimeWriter* RuntimeService::writerOf(const RuntimeId& id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : found->second.writer.get();
}

const provider::Configuration* RuntimeService::configurationOf(const std::string& provider) const
{
    const auto found = std::find_if(m_providers.begin(), m_providers.end(),
                                    [&](const provider::Provider* one) { return one->id() == provider; });
    return found == m_providers.end() ? nullptr : &(*found)->configuration();
}

void RuntimeService::stop()
{
    if (std::exchange(m_isStopped, true))
        return;
    for (auto& [id, entry] : m_entries) {
        if (entry.connection)
            entry.connection->stop();
    }
    runChanges(); // those that wait learn that they came too late
}

std::vector<RuntimeView> RuntimeService::list() const
{
    std::vector<RuntimeView> views;
    views.reserve(m_entries.size());
    for (const auto& [id, entry] : m_entries) {
        views.push_back(entry.view);
        views.back().record.status = withCloneProblem(entry);
    }
    return views;
}

std::optional<RuntimeView> RuntimeService::find(const RuntimeId& id) const
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return std::nullopt;
    RuntimeView view = found->second.view;
    view.record.status = withCloneProblem(found->second);
    return view;
}

void RuntimeService::onStatus(const RuntimeId& id, const provider::RuntimeStatus& status)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || m_isStopped)
        return;
    found->second.pendingStatus = status;
    writeNext(id);
}

void RuntimeService::onObservation(const RuntimeId& id, const provider::Observation& observation)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || m_isStopped)
        return;
    found->second.pendingObservation = observation;
    writeNext(id);
}

void RuntimeService::writeNext(const RuntimeId& id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || m_isStopped)
        return; // it was removed meanwhile
    Entry& entry = found->second;
    if (entry.isWriting || entry.isLocked)
        return;
    auto status = std::exchange(entry.pendingStatus, std::nullopt);
    auto observation = std::exchange(entry.pendingObservation, std::nullopt);
    if (status && !isNotable(entry.view.record.status, *status) && !observation) {
        // Only the wording changed: nothing to make durable.
        if (!(entry.view.record.status == *status)) {
            entry.view.record.status = *status;
            Q_EMIT changed(id);
        }
        return;
    }
    if (!status && !observation)
        return;
    entry.isWriting = true;
    const UnixMillis now = m_clock.now();
    auto written = m_store.write(
        [record = entry.view.record, status, observation, now](store::Session& session) mutable -> Result<Committed> {
            Committed committed;
            if (status && isNotable(record.status, *status))
                FABRIC_CHECK(recordStatus(session, record, *status, now));
            else if (status)
                record.status = *status;
            if (observation) {
                FABRIC_TRY(committed.revision, recordObservation(session, record, *observation));
            }
            committed.record = std::move(record);
            return committed;
        });
    onResult(written, this, [this, id, status, observation](const Result<Committed>& outcome) {
        onWritten(id, status, observation, outcome);
    });
}

void RuntimeService::onWritten(const RuntimeId& id, const std::optional<provider::RuntimeStatus>& status,
                               const std::optional<provider::Observation>& observation,
                               const Result<Committed>& outcome)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return; // it was removed meanwhile
    Entry& entry = found->second;
    entry.isWriting = false;
    if (!outcome) {
        m_storeError = outcome.error().message;
        // Keep what was not stored, unless something newer is waiting already.
        if (!entry.pendingStatus)
            entry.pendingStatus = status;
        if (!entry.pendingObservation)
            entry.pendingObservation = observation;
        QTimer::singleShot(kRetryDelay, this, [this, id] { writeNext(id); });
        Q_EMIT changed(id);
        return;
    }
    m_storeError.clear();
    entry.view.record = outcome->record;
    if (outcome->revision) {
        entry.view.revision = outcome->revision;
        entry.view.graph = observation->graph;
        // A look that cannot tell the source leaves that of the revision that it saw again.
        if (!observation->source.isEmpty() || outcome->revision->sourceDigest.isNull())
            entry.view.source = observation->source;
        if (observation->announcedAt)
            m_lastFreshness = m_clock.monotonic() - *observation->announcedAt;
    }
    Q_EMIT changed(id);
    writeNext(id);
}

provider::RuntimeStatus RuntimeService::withCloneProblem(const Entry& entry) const
{
    provider::RuntimeStatus status = entry.view.record.status;
    if (status.identity.deviceId.empty())
        return status;
    for (const auto& [id, other] : m_entries) {
        if (&other == &entry || other.view.record.status.identity.deviceId != status.identity.deviceId)
            continue;
        status.problems.push_back(
            {"clone-identity", "The runtime '" + id.value() + "' shows the same device identity.",
             "Give one of the two its own state folder: a copied state folder copies its identity.", status.endpoint});
        if (status.health == provider::HealthState::Live)
            status.health = provider::HealthState::Degraded;
    }
    return status;
}

} // namespace fabric::runtimes
