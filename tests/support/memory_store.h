// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/store/store.h"

#include <deque>
#include <map>
#include <mutex>

namespace fabric::test {

/// The store for tests of everything above it: the same rules as SqliteStore (both pass the contract suite), nothing
/// durable. Work runs at once on the calling thread, so a future is finished when read() or write() returns. Only a
/// call from inside a unit, a listener or a continuation, or while another thread runs one, is run after that one.
class MemoryStore final : public store::Store
{
public:
    explicit MemoryStore(std::string epoch = "memory");

    void setCommitListener(std::function<void(const std::vector<events::Event>&)> listener) override;

    /// Every later unit is refused with this error instead of being run, as by a full disk; empty: works again.
    void failWith(std::optional<Error> error);

    struct State
    {
        std::string epoch;
        std::map<RuntimeId, store::RuntimeRecord> runtimes;
        std::vector<store::RevisionRecord> revisions; ///< by number, from 1
        std::map<Digest, topology::Graph> graphs;
        std::map<Digest, provider::Source> sources;
        std::vector<store::ObservationRecord> observations; ///< oldest first
        std::vector<audit::Record> audit;
        std::vector<events::Event> outbox;
        std::vector<store::ApiKeyRecord> keys;
        std::vector<store::PlanRecord> plans; ///< oldest first
        std::map<RolloutId, store::RolloutRecord> rollouts;
        std::vector<store::EvidenceRecord> evidence;
        std::map<std::string, store::RolloutGroupRecord> groups;
        std::vector<store::GroupEvidenceRecord> groupEvidence;
        std::vector<store::IdempotencyRecord> idempotency;
    };

    /// What is committed. Only while nobody else uses the store.
    [[nodiscard]] const State& state() const { return m_state; }

    void enqueue(Job job) override;

private:
    void run(Job& job);
    /// A copy of the state but for the lists that only grow: what a unit adds there is cut off again.
    [[nodiscard]] State withoutHistory();

    std::mutex m_mutex; ///< guards the queue, the flag and the error
    std::deque<Job> m_queue;
    bool m_isRunning = false;
    std::optional<Error> m_error;
    State m_state; ///< used by the one thread that runs
    std::function<void(const std::vector<events::Event>&)> m_listener;
};

} // namespace fabric::test
