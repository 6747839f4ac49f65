// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Table `api_key`. Borrows both for one unit of work.
class SqliteApiKeyRepository final : public store::ApiKeyRepository
{
public:
    SqliteApiKeyRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<> add(const store::ApiKeyRecord& record) override;
    [[nodiscard]] Result<std::optional<store::ApiKeyRecord>> find(const std::string& prefix) override;
    [[nodiscard]] Result<std::vector<store::ApiKeyRecord>> list() override;
    [[nodiscard]] Result<> revoke(const std::string& prefix, UnixMillis at) override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
