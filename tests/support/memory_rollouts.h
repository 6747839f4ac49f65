// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/support/memory_store.h"

namespace fabric::test {

// The repositories of plans and rollouts of the store in memory; parts of MemoryStore.

class MemoryPlans final : public store::PlanRepository
{
public:
    MemoryPlans(MemoryStore::State& state, store::UnitLedger& ledger)
        : m_state(state)
        , m_ledger(ledger)
    {
    }
    Result<bool> add(const store::PlanRecord& record) override;
    Result<std::optional<store::PlanRecord>> find(const RuntimeId& runtime, const Digest& id) override;
    Result<std::vector<RuntimeId>> runtimesOf(const Digest& id, int limit) override;
    Result<std::vector<store::PlanRecord>> list(const std::optional<RuntimeId>& runtime, int limit) override;
    Result<> remove(const RuntimeId& runtime, const Digest& id) override;

private:
    MemoryStore::State& m_state;
    store::UnitLedger& m_ledger;
};

class MemoryRollouts final : public store::RolloutRepository
{
public:
    MemoryRollouts(MemoryStore::State& state, store::UnitLedger& ledger)
        : m_state(state)
        , m_ledger(ledger)
    {
    }
    Result<> add(const store::RolloutRecord& record) override;
    Result<> put(const store::RolloutRecord& record) override;
    Result<std::optional<store::RolloutRecord>> find(const RolloutId& id) override;
    Result<std::optional<store::RolloutRecord>> active(const RuntimeId& runtime) override;
    Result<std::vector<store::RolloutRecord>> list(const store::RolloutQuery& query) override;
    Result<store::EvidenceRecord> append(store::EvidenceRecord record) override;
    Result<std::vector<store::EvidenceRecord>> evidence(const RolloutId& id, std::int64_t after, int limit) override;

private:
    MemoryStore::State& m_state;
    store::UnitLedger& m_ledger;
};

class MemoryRolloutGroups final : public store::RolloutGroupRepository
{
public:
    MemoryRolloutGroups(MemoryStore::State& state, store::UnitLedger& ledger)
        : m_state(state)
        , m_ledger(ledger)
    {
    }
    Result<> add(const store::RolloutGroupRecord& record) override;
    Result<> put(const store::RolloutGroupRecord& record) override;
    Result<std::optional<store::RolloutGroupRecord>> find(const std::string& id) override;
    Result<std::vector<store::RolloutGroupRecord>> list(const store::RolloutGroupQuery& query) override;
    Result<store::GroupEvidenceRecord> append(store::GroupEvidenceRecord record) override;
    Result<std::vector<store::GroupEvidenceRecord>> evidence(const std::string& id, std::int64_t after,
                                                             int limit) override;

private:
    MemoryStore::State& m_state;
    store::UnitLedger& m_ledger;
};

class MemoryIdempotency final : public store::IdempotencyRepository
{
public:
    MemoryIdempotency(MemoryStore::State& state, store::UnitLedger& ledger)
        : m_state(state)
        , m_ledger(ledger)
    {
    }
    Result<> add(const store::IdempotencyRecord& record, UnixMillis now) override;
    Result<std::optional<store::IdempotencyRecord>> find(const std::string& principal, const std::string& route,
                                                         const std::string& key, UnixMillis now) override;
    Result<int> removeExpired(UnixMillis now) override;

private:
    MemoryStore::State& m_state;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::test
