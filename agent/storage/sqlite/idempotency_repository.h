// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Table `idempotency`. Borrows both for one unit of work.
class SqliteIdempotencyRepository final : public store::IdempotencyRepository
{
public:
    SqliteIdempotencyRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<> add(const store::IdempotencyRecord& record, UnixMillis now) override;
    [[nodiscard]] Result<std::optional<store::IdempotencyRecord>>
    find(const std::string& principal, const std::string& route, const std::string& key, UnixMillis now) override;
    [[nodiscard]] Result<int> removeExpired(UnixMillis now) override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
