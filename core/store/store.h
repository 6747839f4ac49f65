// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/audit/record.h"
#include "core/events/event.h"
#include "core/store/records.h"
#include "core/store/rollouts.h"
#include "core/store/unit_ledger.h"
#include "core/topology/graph.h"

#include <QFuture>
#include <QPromise>

#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

namespace fabric::store {

// Repositories are called on the storage thread only, inside Store::read or Store::write. In a read every method that
// changes something returns FailedPrecondition. A method that finds nothing returns NotFound or an empty optional.

class RuntimeRepository
{
public:
    virtual ~RuntimeRepository() = default;
    [[nodiscard]] virtual Result<std::vector<RuntimeRecord>> list() = 0; ///< by id
    [[nodiscard]] virtual Result<std::optional<RuntimeRecord>> find(const RuntimeId& id) = 0;
    /// Inserts or replaces. FailedPrecondition if currentRevision is not stored.
    [[nodiscard]] virtual Result<> put(const RuntimeRecord& record) = 0;
    /// Its revisions stay.
    [[nodiscard]] virtual Result<> remove(const RuntimeId& id) = 0;
};

class RevisionRepository
{
public:
    virtual ~RevisionRepository() = default;
    /// Stores @p graph and @p source under their digests if they are not there yet, gives the record the next number, takes
    /// digests and node and edge counts from both, and returns it. An empty source is not stored: the revision has none.
    /// FailedPrecondition if the parent is not stored.
    [[nodiscard]] virtual Result<RevisionRecord> add(RevisionRecord record, const topology::Graph& graph,
                                                     const provider::Source& source)
        = 0;
    [[nodiscard]] Result<RevisionRecord> add(RevisionRecord record, const topology::Graph& graph)
    {
        return add(std::move(record), graph, provider::Source());
    }
    [[nodiscard]] virtual Result<std::optional<RevisionRecord>> find(RevisionNumber number) = 0;
    /// The newest revision of that content.
    [[nodiscard]] virtual Result<std::optional<RevisionRecord>> find(const Digest& digest) = 0;
    /// The newest one of a runtime and kind.
    [[nodiscard]] virtual Result<std::optional<RevisionRecord>> newest(const RuntimeId& runtime, RevisionKind kind) = 0;
    [[nodiscard]] virtual Result<std::vector<RevisionRecord>> list(const RevisionQuery& query) = 0; ///< newest first
    /// NotFound if no revision has this content; DataLoss if the stored bytes do not give this digest.
    [[nodiscard]] virtual Result<topology::Graph> graph(const Digest& digest) = 0;
    /// NotFound if no revision has this source; DataLoss if the stored bytes do not give this digest.
    [[nodiscard]] virtual Result<provider::Source> source(const Digest& digest) = 0;
    /// Adds one look: lengthens the last run if revision and mode are the same, else begins a new one; sets the
    /// runtime's lastObservedAt. FailedPrecondition if the revision is not stored.
    [[nodiscard]] virtual Result<> observe(const RuntimeId& runtime, RevisionNumber revision, provider::AccessMode mode,
                                           UnixMillis at)
        = 0;
    /// Newest first; limit 1 to 1,000.
    [[nodiscard]] virtual Result<std::vector<ObservationRecord>> observations(const RuntimeId& runtime, int limit) = 0;
};

class AuditRepository
{
public:
    virtual ~AuditRepository() = default;
    /// Appends to the chain.
    [[nodiscard]] virtual Result<audit::Record> append(const audit::Draft& draft) = 0;
    /// Records with sequence > @p after, oldest first; limit 1 to 10,000.
    [[nodiscard]] virtual Result<std::vector<audit::Record>> list(std::int64_t after, int limit) = 0;
    [[nodiscard]] virtual Result<std::optional<audit::Record>> last() = 0;
};

class OutboxRepository
{
public:
    virtual ~OutboxRepository() = default;
    [[nodiscard]] virtual Result<events::Event> append(const events::Draft& draft) = 0;
    [[nodiscard]] virtual Result<std::vector<events::Event>> list(const EventQuery& query) = 0; ///< oldest first
    /// Epoch, and the first and last sequence that are stored (0, 0 if none).
    struct Extent
    {
        std::string epoch;
        std::int64_t first = 0;
        std::int64_t last = 0;
    };
    [[nodiscard]] virtual Result<Extent> extent() = 0;
};

class ApiKeyRepository
{
public:
    virtual ~ApiKeyRepository() = default;
    /// Conflict if the prefix exists.
    [[nodiscard]] virtual Result<> add(const ApiKeyRecord& record) = 0;
    [[nodiscard]] virtual Result<std::optional<ApiKeyRecord>> find(const std::string& prefix) = 0;
    [[nodiscard]] virtual Result<std::vector<ApiKeyRecord>> list() = 0; ///< by creation
    /// NotFound if there is none; already revoked keeps its first time.
    [[nodiscard]] virtual Result<> revoke(const std::string& prefix, UnixMillis at) = 0;
};

/// All repositories inside one transaction.
class Session
{
public:
    virtual ~Session() = default;
    [[nodiscard]] virtual RuntimeRepository& runtimes() = 0;
    [[nodiscard]] virtual RevisionRepository& revisions() = 0;
    [[nodiscard]] virtual AuditRepository& audit() = 0;
    [[nodiscard]] virtual OutboxRepository& outbox() = 0;
    [[nodiscard]] virtual ApiKeyRepository& apiKeys() = 0;
    [[nodiscard]] virtual PlanRepository& plans() = 0;
    [[nodiscard]] virtual RolloutRepository& rollouts() = 0;
    [[nodiscard]] virtual RolloutGroupRepository& rolloutGroups() = 0;
    [[nodiscard]] virtual IdempotencyRepository& idempotency() = 0;
};

/// The durable state. Safe to call from any thread; work runs in order on the storage thread, and the future finishes
/// there: deliver to objects with onResult().
///
/// A unit of work is one function given to write(): all that it did is committed, or nothing if it returns an error.
/// One that changed a runtime, a revision, a key, a plan, a rollout or a group without appending to audit and outbox is refused with Internal and
/// rolled back. Waiting units are committed together (group commit); a failing one does not harm its neighbours.
/// The future of a write finishes after the commit is durable. ResourceExhausted, at once and on the caller's thread,
/// if the queue is full. Bodies and limits are checked by check() in checks.h, alike in every backend.
class Store
{
public:
    virtual ~Store() = default;

    template <class F>
    [[nodiscard]] auto read(F work) -> QFuture<std::invoke_result_t<F, Session&>>
    {
        return run(Access::Read, std::move(work));
    }

    template <class F>
    [[nodiscard]] auto write(F work) -> QFuture<std::invoke_result_t<F, Session&>>
    {
        return run(Access::Write, std::move(work));
    }

    /// Called on the storage thread after each commit with the events that it made durable, in order, and after the
    /// futures of that commit are finished: who hears of a change can rely on whoever waited for it. Set once, before the
    /// first write.
    virtual void setCommitListener(std::function<void(const std::vector<events::Event>&)> listener) = 0;

    using Access = store::Access;
    /// What the storage thread runs. `work` returns the error to roll back with; `done` is called once, after the
    /// commit, with the final outcome of the unit.
    struct Job
    {
        Access access = Access::Read;
        std::function<Result<>(Session&)> work;
        std::function<void(Result<>)> done;
    };
    /// What read() and write() are made of; for callers that want no future.
    virtual void enqueue(Job job) = 0;

private:
    template <class F>
    auto run(Access access, F work) -> QFuture<std::invoke_result_t<F, Session&>>
    {
        using R = std::invoke_result_t<F, Session&>; // some Result<T>
        struct State
        {
            QPromise<R> promise;
            std::optional<R> answer;
        };
        // Shared: the job's two functions are copyable, the promise is not.
        auto state = std::make_shared<State>();
        QFuture<R> future = state->promise.future();
        state->promise.start();
        enqueue(Job{access,
                    [state, work = std::move(work)](Session& session) mutable -> Result<> {
                        state->answer = work(session);
                        if (!*state->answer)
                            return tl::make_unexpected(state->answer->error());
                        return {};
                    },
                    [state](Result<> outcome) {
                        if (!outcome)
                            state->promise.addResult(R(tl::make_unexpected(std::move(outcome).error())));
                        else
                            state->promise.addResult(*std::move(state->answer));
                        state->promise.finish();
                    }});
        return future;
    }
};

} // namespace fabric::store
