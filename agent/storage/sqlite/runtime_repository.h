// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Table `runtime`. Borrows both for one unit of work.
class SqliteRuntimeRepository final : public store::RuntimeRepository
{
public:
    SqliteRuntimeRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<std::vector<store::RuntimeRecord>> list() override;
    [[nodiscard]] Result<std::optional<store::RuntimeRecord>> find(const RuntimeId& id) override;
    [[nodiscard]] Result<> put(const store::RuntimeRecord& record) override;
    [[nodiscard]] Result<> remove(const RuntimeId& id) override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
