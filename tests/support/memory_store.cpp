// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/memory_store.h"

#include "core/store/checks.h"
#include "tests/support/memory_rollouts.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace fabric::test {
namespace {

using namespace store;

/// What the repositories share: the state that they work on in place, and the rules.
struct Unit
{
    MemoryStore::State& state;
    UnitLedger& ledger;

    [[nodiscard]] bool hasRevision(RevisionNumber number) const
    {
        return number >= 1 && number <= std::ssize(state.revisions);
    }
};

template <class Port>
struct On : Port
{
    explicit On(Unit& of)
        : unit(of)
    {
    }
    Unit& unit;
};

Result<> mustExist(const Unit& unit, const std::optional<RevisionNumber>& number)
{
    if (number && !unit.hasRevision(*number))
        return fail(ErrorCode::FailedPrecondition, "the revision is not stored");
    return {};
}

struct Runtimes final : On<RuntimeRepository>
{
    using On::On;
    Result<std::vector<RuntimeRecord>> list() override
    {
        std::vector<RuntimeRecord> all;
        for (const auto& [id, record] : unit.state.runtimes)
            all.push_back(record);
        return all;
    }
    Result<std::optional<RuntimeRecord>> find(const RuntimeId& id) override
    {
        const auto at = unit.state.runtimes.find(id);
        return at == unit.state.runtimes.end() ? std::nullopt : std::optional(at->second);
    }
    Result<> put(const RuntimeRecord& record) override
    {
        FABRIC_CHECK(unit.ledger.noteChange());
        FABRIC_CHECK(check(record));
        FABRIC_CHECK(mustExist(unit, record.currentRevision));
        unit.state.runtimes.insert_or_assign(record.id, record);
        return {};
    }
    Result<> remove(const RuntimeId& id) override
    {
        FABRIC_CHECK(unit.ledger.noteChange());
        if (unit.state.runtimes.erase(id) == 0)
            return fail(ErrorCode::NotFound, "no runtime " + id.value());
        return {};
    }
};

struct Revisions final : On<RevisionRepository>
{
    using On::On;
    using RevisionRepository::add;
    Result<RevisionRecord> add(RevisionRecord record, const topology::Graph& graph,
                               const provider::Source& source) override
    {
        FABRIC_CHECK(unit.ledger.noteChange());
        FABRIC_CHECK(check(record));
        FABRIC_CHECK(mustExist(unit, record.parent));
        record.number = std::ssize(unit.state.revisions) + 1;
        record.digest = graph.digest();
        record.configuredDigest = graph.configuredDigest();
        record.nodeCount = static_cast<int>(graph.nodes().size());
        record.edgeCount = static_cast<int>(graph.edges().size());
        record.sourceDigest = source.isEmpty() ? Digest() : source.digest();
        unit.state.graphs.emplace(record.digest, graph);
        if (!source.isEmpty())
            unit.state.sources.emplace(record.sourceDigest, source);
        unit.state.revisions.push_back(record);
        return record;
    }
    Result<std::optional<RevisionRecord>> find(RevisionNumber number) override
    {
        if (!unit.hasRevision(number))
            return std::nullopt;
        return unit.state.revisions[static_cast<std::size_t>(number - 1)];
    }
    Result<std::optional<RevisionRecord>> find(const Digest& digest) override
    {
        return newestOf([&](const RevisionRecord& record) { return record.digest == digest; });
    }
    Result<std::optional<RevisionRecord>> newest(const RuntimeId& runtime, RevisionKind kind) override
    {
        return newestOf([&](const RevisionRecord& record) { return record.runtime == runtime && record.kind == kind; });
    }
    Result<std::vector<RevisionRecord>> list(const RevisionQuery& query) override
    {
        FABRIC_CHECK(check(query));
        std::vector<RevisionRecord> found;
        const auto& all = unit.state.revisions;
        for (auto at = all.rbegin(); at != all.rend() && std::ssize(found) < query.limit; ++at) {
            if (query.runtime.value_or(at->runtime) == at->runtime && query.kind.value_or(at->kind) == at->kind
                && query.from.value_or(at->createdAt) <= at->createdAt && (!query.to || at->createdAt < *query.to)
                && (!query.before || at->number < *query.before))
                found.push_back(*at);
        }
        return found;
    }
    Result<topology::Graph> graph(const Digest& digest) override
    {
        const auto at = unit.state.graphs.find(digest);
        if (at == unit.state.graphs.end())
            return fail(ErrorCode::NotFound, "no revision has the content " + digest.text());
        return at->second;
    }
    Result<provider::Source> source(const Digest& digest) override
    {
        const auto at = unit.state.sources.find(digest);
        if (at == unit.state.sources.end())
            return fail(ErrorCode::NotFound, "no revision has the source " + digest.text());
        return at->second;
    }
    Result<> observe(const RuntimeId& runtime, RevisionNumber revision, provider::AccessMode mode,
                     UnixMillis at) override
    {
        FABRIC_CHECK(unit.ledger.noteObservation());
        FABRIC_CHECK(mustExist(unit, revision));
        auto& all = unit.state.observations;
        const auto last = std::find_if(all.rbegin(), all.rend(),
                                       [&](const ObservationRecord& record) { return record.runtime == runtime; });
        if (last != all.rend() && last->revision == revision && last->mode == mode) {
            last->lastAt = at;
            ++last->count;
        } else {
            all.push_back({runtime, revision, mode, at, at, 1});
        }
        if (const auto known = unit.state.runtimes.find(runtime); known != unit.state.runtimes.end())
            known->second.lastObservedAt = at;
        return {};
    }
    Result<std::vector<ObservationRecord>> observations(const RuntimeId& runtime, int limit) override
    {
        FABRIC_CHECK(checkLimit(limit, 1000));
        std::vector<ObservationRecord> found;
        const auto& all = unit.state.observations;
        for (auto at = all.rbegin(); at != all.rend() && std::ssize(found) < limit; ++at) {
            if (at->runtime == runtime)
                found.push_back(*at);
        }
        return found;
    }

private:
    template <class Predicate>
    std::optional<RevisionRecord> newestOf(Predicate fits) const
    {
        const auto& all = unit.state.revisions;
        const auto at = std::find_if(all.rbegin(), all.rend(), fits);
        return at == all.rend() ? std::nullopt : std::optional(*at);
    }
};

struct Audit final : On<AuditRepository>
{
    using On::On;
    Result<audit::Record> append(const audit::Draft& draft) override
    {
        FABRIC_CHECK(unit.ledger.noteAudit());
        FABRIC_CHECK(check(draft));
        auto& all = unit.state.audit;
        FABRIC_TRY(audit::Record record, audit::link(draft, all.empty() ? nullptr : &all.back()));
        all.push_back(record);
        return record;
    }
    Result<std::vector<audit::Record>> list(std::int64_t after, int limit) override
    {
        FABRIC_CHECK(checkLimit(limit, 10'000));
        std::vector<audit::Record> found;
        for (const audit::Record& record : unit.state.audit) {
            if (record.sequence > after && std::ssize(found) < limit)
                found.push_back(record);
        }
        return found;
    }
    Result<std::optional<audit::Record>> last() override
    {
        const auto& all = unit.state.audit;
        return all.empty() ? std::nullopt : std::optional(all.back());
    }
};

struct Outbox final : On<OutboxRepository>
{
    using On::On;
    Result<events::Event> append(const events::Draft& draft) override
    {
        FABRIC_CHECK(unit.ledger.notePublication());
        FABRIC_CHECK(check(draft));
        events::Event event{unit.state.epoch, std::ssize(unit.state.outbox) + 1, draft};
        unit.state.outbox.push_back(event);
        unit.ledger.add(event);
        return event;
    }
    Result<std::vector<events::Event>> list(const EventQuery& query) override
    {
        FABRIC_CHECK(check(query));
        std::vector<events::Event> found;
        for (const events::Event& event : unit.state.outbox) {
            if (event.sequence > query.after && query.subject.value_or(event.what.subject) == event.what.subject
                && event.what.type.starts_with(query.typePrefix.value_or("")) && std::ssize(found) < query.limit)
                found.push_back(event);
        }
        return found;
    }
    Result<Extent> extent() override
    {
        const std::int64_t last = std::ssize(unit.state.outbox);
        return Extent{unit.state.epoch, last == 0 ? 0 : 1, last};
    }
};

struct ApiKeys final : On<ApiKeyRepository>
{
    using On::On;
    Result<> add(const ApiKeyRecord& record) override
    {
        FABRIC_CHECK(unit.ledger.noteChange());
        FABRIC_CHECK(check(record));
        if (at(record.prefix) != nullptr)
            return fail(ErrorCode::Conflict, "an API key with the prefix " + record.prefix + " exists");
        unit.state.keys.push_back(record);
        return {};
    }
    Result<std::optional<ApiKeyRecord>> find(const std::string& prefix) override
    {
        const ApiKeyRecord* record = at(prefix);
        return record == nullptr ? std::nullopt : std::optional(*record);
    }
    Result<std::vector<ApiKeyRecord>> list() override
    {
        auto all = unit.state.keys;
        std::sort(all.begin(), all.end(), [](const ApiKeyRecord& a, const ApiKeyRecord& b) {
            return std::tie(a.createdAt, a.prefix) < std::tie(b.createdAt, b.prefix);
        });
        return all;
    }
    Result<> revoke(const std::string& prefix, UnixMillis when) override
    {
        FABRIC_CHECK(unit.ledger.noteChange());
        ApiKeyRecord* record = at(prefix);
        if (record == nullptr)
            return fail(ErrorCode::NotFound, "no API key has the prefix " + prefix);
        record->revokedAt = record->revokedAt.value_or(when);
        return {};
    }

private:
    [[nodiscard]] ApiKeyRecord* at(const std::string& prefix)
    {
        auto& all = unit.state.keys;
        const auto found
            = std::find_if(all.begin(), all.end(), [&](const ApiKeyRecord& record) { return record.prefix == prefix; });
        return found == all.end() ? nullptr : &*found;
    }
};

struct MemorySession final : Session
{
    MemorySession(MemoryStore::State& state, UnitLedger& ledger)
        : unit{state, ledger}
        , planRepository(state, ledger)
        , rolloutRepository(state, ledger)
        , rolloutGroupRepository(state, ledger)
        , idempotencyRepository(state, ledger)
    {
    }
    RuntimeRepository& runtimes() override { return runtimeRepository; }
    RevisionRepository& revisions() override { return revisionRepository; }
    AuditRepository& audit() override { return auditRepository; }
    OutboxRepository& outbox() override { return outboxRepository; }
    ApiKeyRepository& apiKeys() override { return apiKeyRepository; }
    PlanRepository& plans() override { return planRepository; }
    RolloutRepository& rollouts() override { return rolloutRepository; }
    RolloutGroupRepository& rolloutGroups() override { return rolloutGroupRepository; }
    IdempotencyRepository& idempotency() override { return idempotencyRepository; }

    Unit unit;
    Runtimes runtimeRepository{unit};
    Revisions revisionRepository{unit};
    Audit auditRepository{unit};
    Outbox outboxRepository{unit};
    ApiKeys apiKeyRepository{unit};
    MemoryPlans planRepository;
    MemoryRollouts rolloutRepository;
    MemoryRolloutGroups rolloutGroupRepository;
    MemoryIdempotency idempotencyRepository;
};

} // namespace

MemoryStore::MemoryStore(std::string epoch)
{
    m_state.epoch = std::move(epoch);
}

void MemoryStore::setCommitListener(std::function<void(const std::vector<events::Event>&)> listener)
{
    m_listener = std::move(listener);
}

void MemoryStore::failWith(std::optional<Error> error)
{
    const std::lock_guard lock(m_mutex);
    m_error = std::move(error);
}

void MemoryStore::enqueue(Job job)
{
    std::unique_lock lock(m_mutex);
    m_queue.push_back(std::move(job));
    if (m_isRunning)
        return;
    m_isRunning = true;
    while (!m_queue.empty()) {
        Job next = std::move(m_queue.front());
        m_queue.pop_front();
        const std::optional<Error> error = m_error;
        lock.unlock();
        if (error)
            next.done(tl::make_unexpected(*error));
        else
            run(next);
        lock.lock();
    }
    m_isRunning = false;
}

MemoryStore::State MemoryStore::withoutHistory()
{
    State history;
    history.audit.swap(m_state.audit);
    history.outbox.swap(m_state.outbox);
    history.evidence.swap(m_state.evidence);
    State rest = m_state;
    history.audit.swap(m_state.audit);
    history.outbox.swap(m_state.outbox);
    history.evidence.swap(m_state.evidence);
    return rest;
}

void MemoryStore::run(Job& job)
{
    UnitLedger ledger(job.access);
    MemorySession session(m_state, ledger);
    const std::array<std::size_t, 3> sizes{m_state.audit.size(), m_state.outbox.size(), m_state.evidence.size()};
    State before = job.access == Access::Write ? withoutHistory() : State();
    Result<> outcome = job.work(session);
    if (outcome)
        outcome = ledger.finish();
    if (!outcome && job.access == Access::Write) {
        before.audit.swap(m_state.audit);
        before.outbox.swap(m_state.outbox);
        before.evidence.swap(m_state.evidence);
        m_state = std::move(before);
        m_state.audit.resize(sizes[0]);
        m_state.outbox.resize(sizes[1]);
        m_state.evidence.resize(sizes[2]);
    }
    const bool isCommitted = outcome.has_value();
    job.done(std::move(outcome));
    if (isCommitted && m_listener && !ledger.events().empty())
        m_listener(ledger.events());
}

} // namespace fabric::test
