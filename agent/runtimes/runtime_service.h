// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/runtimes/runtime_directory.h"
#include "core/base/clock.h"
#include "core/provider/provider.h"
#include "core/store/store.h"

#include <QObject>

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
/// Main thread only. Borrows everything; all must outlive this object.
class RuntimeService final : public QObject, public RuntimeDirectory, public provider::RuntimeSink
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kRetryDelay{1000};

    RuntimeService(store::Store& store, const Clock& clock, QObject* parent = nullptr);
    ~RuntimeService() override;

    /// Providers must be added before start().
    void addProvider(provider::Provider& provider);
    [[nodiscard]] const std::vector<provider::Provider*>& providers() const { return m_providers; }

    /// Loads what is stored, records added and removed runtimes, then opens a connection to each of @p configs.
    /// Emits started() when the stored state is served and the connections are opened, failed() if the store cannot be
    /// read or a runtime's settings are wrong; then nothing is open.
    void start(std::vector<provider::RuntimeConfig> configs);
    /// Closes the connections; units of work on their way are finished by the store.
    void stop();

    [[nodiscard]] std::vector<RuntimeView> list() const override;
    [[nodiscard]] std::optional<RuntimeView> find(const RuntimeId& id) const override;

    void onStatus(const RuntimeId& id, const provider::RuntimeStatus& status) override;
    void onObservation(const RuntimeId& id, const provider::Observation& observation) override;

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
        std::unique_ptr<provider::RuntimeConnection> connection;
        std::optional<provider::RuntimeStatus> pendingStatus;
        std::optional<provider::Observation> pendingObservation;
        bool isWriting = false;
    };
    /// What one unit of work made of an entry.
    struct Committed
    {
        store::RuntimeRecord record;
        std::optional<store::RevisionRecord> revision;
    };
    using Loaded = std::vector<RuntimeView>;

    void onLoaded(std::vector<provider::RuntimeConfig> configs, Loaded loaded);
    [[nodiscard]] Result<> openConnections(const std::vector<provider::RuntimeConfig>& configs);
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
};

} // namespace fabric::runtimes
