// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// How the set of runtimes changes while the service runs: the part of RuntimeService that adds, removes and reloads.

#include "agent/runtimes/runtime_service.h"
#include "core/base/on_result.h"
#include "core/rollout/unfinished.h"

#include <algorithm>

namespace fabric::runtimes {
namespace {

Error stopping()
{
    return {ErrorCode::Unavailable, "the agent is stopping", {}};
}

/// @p error with its place below @p prefix, if it is about a setting.
Error placed(Error error, const std::string& prefix)
{
    if (error.code == ErrorCode::InvalidArgument)
        error.where = prefix + error.where;
    return error;
}

store::RuntimeRecord recordOf(const provider::RuntimeSettings& settings, UnixMillis at)
{
    store::RuntimeRecord record;
    record.id = settings.id;
    record.provider = settings.provider;
    record.environment = settings.environment;
    record.addedAt = at;
    record.status.since = at;
    record.settings = settings;
    return record;
}

/// Without a token: for whoever has no secrets.
provider::RuntimeConfig plainConfigOf(const provider::RuntimeSettings& settings)
{
    provider::RuntimeConfig config;
    config.id = settings.id;
    config.provider = settings.provider;
    config.environment = settings.environment;
    config.configPath = settings.configPath;
    config.url = settings.url;
    config.listsDevices = settings.listsDevices;
    return config;
}

} // namespace

RuntimeView RuntimeService::withoutState(RuntimeView view) const
{
    // The connection that it came from is gone: what it saw is kept, its state is not.
    view.record.status.health = provider::HealthState::Connecting;
    view.record.status.mode = provider::AccessMode::None;
    view.record.status.since = m_clock.now();
    view.record.status.problems.clear();
    view.record.status.detail = "Making first contact";
    return view;
}

void RuntimeService::showRefused(Entry& entry, const Error& error) const
{
    provider::RuntimeStatus& status = entry.view.record.status;
    status.health = provider::HealthState::Down;
    status.since = m_clock.now();
    status.detail = "Its settings cannot be used";
    status.problems = {{"settings-refused", "The settings cannot be used: " + error.message + ".",
                        "Remove the runtime and add it again with other settings.", error.where}};
}

/// The file names it no more, and a rollout of it is not finished.
void RuntimeService::showMissing(Entry& entry) const
{
    provider::RuntimeStatus& status = entry.view.record.status;
    status.health = provider::HealthState::Down;
    status.since = m_clock.now();
    status.detail = "It is not in the configuration file";
    status.problems
        = {{"not-configured", "It is not in the configuration file any more, but a rollout of it is not finished.",
            "Put it back into the file and reload, so that the rollout can end.", m_file}};
}

/// Those that were added by the API, at the start.
void RuntimeService::openStored()
{
    for (auto& [id, entry] : m_entries) {
        if (entry.connection)
            continue;
        if (!entry.view.record.settings) {
            showMissing(entry);
            continue;
        }
        const provider::RuntimeSettings& settings = *entry.view.record.settings;
        auto opened = open(m_configOf ? m_configOf(settings) : plainConfigOf(settings));
        if (opened)
            take(entry, *std::move(opened));
        else
            showRefused(entry, opened.error());
    }
}

void RuntimeService::enqueue(std::function<void()> change)
{
    m_changes.push_back(std::move(change));
    runChanges();
}

/// Each change calls endChange() when it is over.
void RuntimeService::runChanges()
{
    while (!m_changes.empty() && (!m_isChanging || m_isStopped)) {
        const auto change = std::move(m_changes.front());
        m_changes.pop_front();
        m_isChanging = true;
        change();
    }
}

void RuntimeService::endChange()
{
    m_isChanging = false;
    runChanges();
}

void RuntimeService::add(provider::RuntimeSettings settings, std::string actor,
                         std::function<void(const Result<Added>&)> then)
{
    enqueue([this, settings = std::move(settings), actor = std::move(actor), then = std::move(then)] {
        runAdd(settings, actor, [this, then](const Result<Added>& outcome) {
            then(outcome);
            endChange();
        });
    });
}

void RuntimeService::remove(RuntimeId id, std::string actor, std::function<void(const Result<RuntimeView>&)> then)
{
    enqueue([this, id = std::move(id), actor = std::move(actor), then = std::move(then)] {
        runRemove(id, actor, [this, then](const Result<RuntimeView>& outcome) {
            then(outcome);
            endChange();
        });
    });
}

void RuntimeService::reload(std::vector<provider::RuntimeConfig> configs, std::vector<RuntimeId> changed,
                            std::function<void(const Result<Reloaded>&)> then)
{
    enqueue([this, configs = std::move(configs), changed = std::move(changed), then = std::move(then)] {
        runReload(configs, changed, [this, then](const Result<Reloaded>& outcome) {
            then(outcome);
            endChange();
        });
    });
}

Error RuntimeService::standsInFile(const RuntimeId& id, const char* where) const
{
    return {ErrorCode::Conflict,
            "the runtime '" + id.value() + "' stands in the configuration file" + (m_file.empty() ? "" : " " + m_file)
                + ": change it there and reload",
            where};
}

void RuntimeService::runAdd(const provider::RuntimeSettings& settings, const std::string& actor,
                            const std::function<void(const Result<Added>&)>& then)
{
    const auto refuse = [&](Error error) { then(tl::make_unexpected(std::move(error))); };
    if (m_isStopped)
        return refuse(stopping());
    if (const auto known = find(settings.id)) {
        if (known->record.settings == settings)
            return then(Added{*known, false});
        if (!known->record.settings)
            return refuse(standsInFile(settings.id, "/id"));
        return refuse({ErrorCode::Conflict,
                       "the runtime '" + settings.id.value() + "' exists with other settings: remove it first", "/id"});
    }
    const provider::RuntimeConfig config = m_configOf ? m_configOf(settings) : plainConfigOf(settings);
    if (const auto usable = open(config); !usable)
        return refuse(placed(usable.error(), "/"));
    SetChange change{{recordOf(settings, m_clock.now())}, {}, {}, m_clock.now(), actor};
    commit(std::move(change), {{settings.id, config}}, [this, id = settings.id, then](const Result<>& outcome) {
        const auto view = find(id);
        if (!outcome || !view)
            then(tl::make_unexpected(outcome ? stopping() : outcome.error()));
        else
            then(Added{*view, true});
    });
}

void RuntimeService::runRemove(const RuntimeId& id, const std::string& actor,
                               const std::function<void(const Result<RuntimeView>&)>& then)
{
    const auto known = find(id);
    if (m_isStopped)
        return then(tl::make_unexpected(stopping()));
    if (!known)
        return then(fail(ErrorCode::NotFound, "there is no runtime '" + id.value() + "'", "/id"));
    if (!known->record.settings)
        return then(tl::make_unexpected(standsInFile(id, "/id")));
    SetChange change{{}, {}, {id}, m_clock.now(), actor};
    commit(std::move(change), {}, [known, then](const Result<>& outcome) {
        if (outcome)
            then(*known);
        else
            then(tl::make_unexpected(outcome.error()));
    });
}

Result<RuntimeService::Configs> RuntimeService::prepareReload(const std::vector<provider::RuntimeConfig>& configs,
                                                              const std::vector<RuntimeId>& changed, SetChange& change)
{
    Configs touched;
    for (const provider::RuntimeConfig& config : configs) {
        const auto known = m_entries.find(config.id);
        const bool isNew = known == m_entries.end();
        const bool isTakenOver = !isNew && known->second.view.record.settings;
        const bool isOpen = !isNew && known->second.connection;
        if (isOpen && !isTakenOver && std::find(changed.begin(), changed.end(), config.id) == changed.end())
            continue;
        if (const auto usable = open(config); !usable)
            return tl::make_unexpected(placed(usable.error(), "runtime." + config.id.value() + "."));
        (isNew ? change.added : change.changed).push_back(newRecord(config, change.at));
        touched.emplace(config.id, config);
    }
    for (const auto& [id, entry] : m_entries) {
        const bool isNamed
            = std::any_of(configs.begin(), configs.end(), [&wanted = id](const auto& c) { return c.id == wanted; });
        if (!entry.view.record.settings && !isNamed)
            change.removed.push_back(id);
    }
    return touched;
}

void RuntimeService::runReload(const std::vector<provider::RuntimeConfig>& configs,
                               const std::vector<RuntimeId>& changed,
                               const std::function<void(const Result<Reloaded>&)>& then)
{
    if (m_isStopped)
        return then(tl::make_unexpected(stopping()));
    SetChange change;
    change.at = m_clock.now();
    change.actor = kAgentActor;
    const auto touched = prepareReload(configs, changed, change);
    if (!touched)
        return then(tl::make_unexpected(touched.error()));
    if (change.removed.empty() && change.changed.empty())
        return finishReload(std::move(change), *touched, {}, then);
    std::vector<RuntimeId> moved; // a rollout would go on at another gateway, or another file
    for (const store::RuntimeRecord& record : change.changed) {
        if (m_entries.at(record.id).connection)
            moved.push_back(record.id);
    }
    auto busy = m_store.read([ids = change.removed, moved](store::Session& session) -> Result<std::vector<RuntimeId>> {
        for (const RuntimeId& id : moved) {
            FABRIC_TRY(const auto unfinished, rollout::unfinishedChangeOf(session, id));
            if (unfinished)
                return fail(ErrorCode::Conflict,
                            "the " + *unfinished + " of the runtime '" + id.value()
                                + "' is not finished: its settings are read again after that",
                            "runtime." + id.value());
        }
        std::vector<RuntimeId> kept;
        for (const RuntimeId& id : ids) {
            FABRIC_TRY(const auto unfinished, rollout::unfinishedChangeOf(session, id));
            if (unfinished)
                kept.push_back(id);
        }
        return kept;
    });
    onResult(busy, this,
             [this, change = std::move(change), configs = *touched,
              then](const Result<std::vector<RuntimeId>>& kept) mutable {
                 if (!kept)
                     return then(tl::make_unexpected(kept.error()));
                 std::erase_if(change.removed, [&](const RuntimeId& id) {
                     return std::find(kept->begin(), kept->end(), id) != kept->end();
                 });
                 finishReload(std::move(change), configs, *kept, then);
             });
}

void RuntimeService::finishReload(SetChange change, const Configs& configs, const std::vector<RuntimeId>& kept,
                                  const std::function<void(const Result<Reloaded>&)>& then)
{
    Reloaded reloaded;
    reloaded.kept = kept;
    for (const store::RuntimeRecord& record : change.added)
        reloaded.added.push_back(record.id);
    for (const store::RuntimeRecord& record : change.changed)
        reloaded.changed.push_back(record.id);
    reloaded.removed = change.removed;
    if (change.isEmpty())
        return then(reloaded);
    commit(std::move(change), configs, [reloaded, then](const Result<>& outcome) {
        if (outcome)
            then(reloaded);
        else
            then(tl::make_unexpected(outcome.error()));
    });
}

/// Makes @p change durable, then real: closes and opens connections.
void RuntimeService::commit(SetChange change, Configs configs, std::function<void(const Result<>&)> then)
{
    // A unit on its way would bring back what is removed, if it were begun after this one.
    std::vector<RuntimeId> locked = change.removed;
    for (const store::RuntimeRecord& record : change.changed)
        locked.push_back(record.id);
    for (const RuntimeId& id : locked)
        m_entries.at(id).isLocked = true;
    auto written = m_store.write([change](store::Session& session) { return recordSetChange(session, change); });
    onResult(written, this,
             [this, change = std::move(change), configs = std::move(configs), locked = std::move(locked),
              then = std::move(then)](const Result<Loaded>& stored) {
                 for (const RuntimeId& id : locked)
                     m_entries.at(id).isLocked = false;
                 if (stored) {
                     apply(change, configs, *stored);
                     then({});
                     return;
                 }
                 for (const RuntimeId& id : locked)
                     writeNext(id);
                 then(tl::make_unexpected(stored.error()));
             });
}

void RuntimeService::apply(const SetChange& change, const Configs& configs, const Loaded& stored)
{
    for (const RuntimeId& id : change.removed) {
        const auto entry = m_entries.extract(id);
        if (entry.mapped().connection)
            entry.mapped().connection->stop();
        Q_EMIT changed(id);
    }
    for (const RuntimeView& view : stored) {
        const RuntimeId& id = view.record.id;
        Entry& entry = m_entries[id];
        if (entry.connection)
            entry.connection->stop();
        entry = Entry{};
        entry.view = withoutState(view);
        if (!m_isStopped) {
            auto opened = open(configs.at(id));
            if (opened)
                take(entry, *std::move(opened));
            else
                showRefused(entry, opened.error());
        }
        if (entry.connection)
            entry.connection->start();
        Q_EMIT changed(id);
    }
}

} // namespace fabric::runtimes
