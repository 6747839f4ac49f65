// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Table `plan`. Borrows both for one unit of work, as the others here.
class SqlitePlanRepository final : public store::PlanRepository
{
public:
    SqlitePlanRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<bool> add(const store::PlanRecord& record) override;
    [[nodiscard]] Result<std::optional<store::PlanRecord>> find(const RuntimeId& runtime, const Digest& id) override;
    [[nodiscard]] Result<std::vector<RuntimeId>> runtimesOf(const Digest& id, int limit) override;
    [[nodiscard]] Result<std::vector<store::PlanRecord>> list(const std::optional<RuntimeId>& runtime,
                                                              int limit) override;
    [[nodiscard]] Result<> remove(const RuntimeId& runtime, const Digest& id) override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

/// Tables `rollout` and `rollout_evidence`.
class SqliteRolloutRepository final : public store::RolloutRepository
{
public:
    SqliteRolloutRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<> add(const store::RolloutRecord& record) override;
    [[nodiscard]] Result<> put(const store::RolloutRecord& record) override;
    [[nodiscard]] Result<std::optional<store::RolloutRecord>> find(const RolloutId& id) override;
    [[nodiscard]] Result<std::optional<store::RolloutRecord>> active(const RuntimeId& runtime) override;
    [[nodiscard]] Result<std::vector<store::RolloutRecord>> list(const store::RolloutQuery& query) override;
    [[nodiscard]] Result<store::EvidenceRecord> append(store::EvidenceRecord record) override;
    [[nodiscard]] Result<std::vector<store::EvidenceRecord>> evidence(const RolloutId& id, std::int64_t after,
                                                                      int limit) override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
