// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Tables `rollout_group` and `rollout_group_evidence`. Borrows both for one unit of work.
class SqliteRolloutGroupRepository final : public store::RolloutGroupRepository
{
public:
    SqliteRolloutGroupRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<> add(const store::RolloutGroupRecord& record) override;
    [[nodiscard]] Result<> put(const store::RolloutGroupRecord& record) override;
    [[nodiscard]] Result<std::optional<store::RolloutGroupRecord>> find(const std::string& id) override;
    [[nodiscard]] Result<std::vector<store::RolloutGroupRecord>> list(const store::RolloutGroupQuery& query) override;
    [[nodiscard]] Result<store::GroupEvidenceRecord> append(store::GroupEvidenceRecord record) override;
    [[nodiscard]] Result<std::vector<store::GroupEvidenceRecord>> evidence(const std::string& id, std::int64_t after,
                                                                           int limit) override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
