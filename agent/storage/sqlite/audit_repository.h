// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Table `audit`: the hash chain. Borrows both for one unit of work.
class SqliteAuditRepository final : public store::AuditRepository
{
public:
    SqliteAuditRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<audit::Record> append(const audit::Draft& draft) override;
    [[nodiscard]] Result<std::vector<audit::Record>> list(std::int64_t after, int limit) override;
    [[nodiscard]] Result<std::optional<audit::Record>> last() override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
