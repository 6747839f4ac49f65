// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Tables `outbox` and `outbox_stream`. Borrows both for one unit of work.
class SqliteOutboxRepository final : public store::OutboxRepository
{
public:
    SqliteOutboxRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<events::Event> append(const events::Draft& draft) override;
    [[nodiscard]] Result<std::vector<events::Event>> list(const store::EventQuery& query) override;
    [[nodiscard]] Result<Extent> extent() override;

private:
    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
