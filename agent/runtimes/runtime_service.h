// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/runtimes/runtime_registry.h"
#include "agent/runtimes/unit_of_work.h"
#include "core/base/clock.h"
#include "core/provider/provider.h"
#include "core/store/store.h"

#include <QObject>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace fabric::runtimes {

/// Keeps the set of runtimes: opens their connections, makes what they see durable (state, audit event and outbox event
/// in one unit of work), and tells from memory what is known now. What it tells is never newer than what is stored.
///
/// Per runtime one unit of work is on its way at a time; a newer observation replaces a waiting one, so a runtime that
/// changes faster than the disk writes costs one write per commit and not a growing queue. A unit that the store refuses
/// is tried again after kRetryDelay with what is newest then.
///
/// The set: what the configuration file says, and what was added by the API, whose settings are stored with the runtime. An
/// id that stands in both belongs to the file. A change of the set is durable first, then connections are opened and
/// closed; changes are made one after another.
///
/// Main thread only. Borrows everything; all must outlive this object.
class RuntimeService final : public QObject,
                             public RuntimeDirectory,
                             public RuntimeRegistry,
                             public provider::RuntimeSink
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kRetryDelay{1000};

    RuntimeService(store::Store& store, const Clock& clock, QObject* parent = nullptr);
    ~RuntimeService() override;

    /// Providers must be added before start().
    void addProvider(provider::Provider& provider);
    [[nodiscard]] const std::vector<provider::Provider*>& providers() const { return m_providers; }

    /// What a provider gets of stored settings; knows where secrets are. Until it is set nobody has a token.
    using ConfigOf = std::function<provider::RuntimeConfig(const provider::RuntimeSettings&)>;
    /// Both before start(). @p file: what the configuration file is called when people are told of it.
    void setConfigOf(ConfigOf configOf) { m_configOf = std::move(configOf); }
    void setFile(std::string file) { m_file = std::move(file); }

    /// Loads what is stored, records added and removed runtimes, then opens a connection to each of @p configs (what the
    /// file says) and to each that was added by the API.
    /// Emits started() when the stored state is served and the connections are opened, failed() if the store cannot be
    /// read or the file's settings of a runtime are wrong; then nothing is open. Stored settings that a provider does not
    /// take any more are shown as a problem of the runtime: the agent must run for somebody to remove it.
    void start(std::vector<provider::RuntimeConfig> configs);
    /// Closes the connections; units of work on their way are finished by the store.
    void stop();

    /// What reload() did.
    struct Reloaded
    {
        std::vector<RuntimeId> added;
        std::vector<RuntimeId> changed;
        std::vector<RuntimeId> removed;
        std::vector<RuntimeId> kept; ///< not named any more, but a rollout of it is not finished
    };
    /// The configuration file was read again and says @p configs now; @p changed: which of those that it said before have
    /// other settings. Their connections are closed and opened anew, as are those of the API that the file names now.
    /// InvalidArgument (where = `runtime.<id>.<key>`) if a provider cannot work with one, Conflict if one of the changed has a
    /// rollout that is not finished; then nothing changes.
    void reload(std::vector<provider::RuntimeConfig> configs, std::vector<RuntimeId> changed,
                std::function<void(const Result<Reloaded>&)> then);

    void add(provider::RuntimeSettings settings, std::string actor,
             std::function<void(const Result<Added>&)> then) override;
    void remove(RuntimeId id, std::string actor, std::function<void(const Result<RuntimeView>&)> then) override;

    [[nodiscard]] std::vector<RuntimeView> list() const override;
    [[nodiscard]] std::optional<RuntimeView> find(const RuntimeId& id) const override;

    void onStatus(const RuntimeId& id, const provider::RuntimeStatus& status) override;
    void onObservation(const RuntimeId& id, const provider::Observation& observation) override;

    /// Null: there is no such runtime now, or it can only be read. Lives until the set changes: not to be kept.
    [[nodiscard]] provider::RuntimeWriter* writerOf(const RuntimeId& id) const;
    /// Null for a provider that is not known. Lives as long as the provider.
    [[nodiscard]] const provider::Configuration* configurationOf(const std::string& provider) const;

    /// The newest error of the store, empty when the last unit of work succeeded; for platform/services.
    [[nodiscard]] const std::string& storeError() const { return m_storeError; }
    /// Monotonic time from a runtime's own announcement to the served revision, of the last one; for the metrics.
    [[nodiscard]] std::optional<std::chrono::milliseconds> lastFreshness() const { return m_lastFreshness; }

Q_SIGNALS:
    void started();
    void failed(const fabric::Error& error);
    /// Something that list() tells has changed.
    void changed(const fabric::RuntimeId& id);

private:
    struct Entry
    {
        RuntimeView view;
        std::unique_ptr<provider::RuntimeConnection> connection; ///< null if the provider does not take the settings
        std::unique_ptr<provider::RuntimeWriter> writer; ///< null also if the provider only reads
        std::optional<provider::RuntimeStatus> pendingStatus;
        std::optional<provider::Observation> pendingObservation;
        bool isWriting = false;
        bool isLocked = false; ///< the set changes in the store and this runtime with it: nothing else may be written
    };
    /// What one unit of work made of an entry.
    struct Committed
    {
        store::RuntimeRecord record;
        std::optional<store::RevisionRecord> revision;
    };
    using Loaded = std::vector<RuntimeView>;
    using Configs = std::map<RuntimeId, provider::RuntimeConfig>;

    void onLoaded(std::vector<provider::RuntimeConfig> configs, Loaded loaded);
    [[nodiscard]] Result<> openConnections(const std::vector<provider::RuntimeConfig>& configs);
    void openStored();
    /// What an entry gets of its provider.
    struct Opened
    {
        std::unique_ptr<provider::RuntimeConnection> connection; ///< not started
        std::unique_ptr<provider::RuntimeWriter> writer;
    };
    /// InvalidArgument, where = the provider's name of the setting.
    [[nodiscard]] Result<Opened> open(const provider::RuntimeConfig& config);
    static void take(Entry& entry, Opened opened);
    [[nodiscard]] RuntimeView withoutState(RuntimeView view) const;
    void showRefused(Entry& entry, const Error& error) const;
    void showMissing(Entry& entry) const;

    void enqueue(std::function<void()> change);
    void runChanges();
    void endChange();
    void runAdd(const provider::RuntimeSettings& settings, const std::string& actor,
                const std::function<void(const Result<Added>&)>& then);
    void runRemove(const RuntimeId& id, const std::string& actor,
                   const std::function<void(const Result<RuntimeView>&)>& then);
    void runReload(const std::vector<provider::RuntimeConfig>& configs, const std::vector<RuntimeId>& changed,
                   const std::function<void(const Result<Reloaded>&)>& then);
    [[nodiscard]] Result<Configs> prepareReload(const std::vector<provider::RuntimeConfig>& configs,
                                                const std::vector<RuntimeId>& changed, SetChange& change);
    void finishReload(SetChange change, const Configs& configs, const std::vector<RuntimeId>& kept,
                      const std::function<void(const Result<Reloaded>&)>& then);
    void commit(SetChange change, Configs configs, std::function<void(const Result<>&)> then);
    void apply(const SetChange& change, const Configs& configs, const Loaded& stored);
    [[nodiscard]] Error standsInFile(const RuntimeId& id, const char* where) const;

    void writeNext(const RuntimeId& id);
    void onWritten(const RuntimeId& id, const std::optional<provider::RuntimeStatus>& status,
                   const std::optional<provider::Observation>& observation, const Result<Committed>& outcome);
    [[nodiscard]] provider::RuntimeStatus withCloneProblem(const Entry& entry) const;

    store::Store& m_store;
    const Clock& m_clock;
    std::vector<provider::Provider*> m_providers;
    std::map<RuntimeId, Entry> m_entries;
    std::string m_storeError;
    std::optional<std::chrono::milliseconds> m_lastFreshness;
    bool m_isStopped = false;
    ConfigOf m_configOf;
    std::string m_file;
    std::deque<std::function<void()>> m_changes; ///< that wait for the one that runs
    bool m_isChanging = true; ///< a change of the set runs; the start is the first one
};

/// The record of a runtime that joins the set.
[[nodiscard]] store::RuntimeRecord newRecord(const provider::RuntimeConfig& config, UnixMillis at);

} // namespace fabric::runtimes
