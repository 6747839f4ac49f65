// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/store/store.h"

namespace fabric::storage {

/// Tables `revision`, `graph`, `source` and `observation`. Borrows both for one unit of work.
class SqliteRevisionRepository final : public store::RevisionRepository
{
public:
    SqliteRevisionRepository(Connection& connection, store::UnitLedger& ledger)
        : m_connection(connection)
        , m_ledger(ledger)
    {
    }

    [[nodiscard]] Result<store::RevisionRecord> add(store::RevisionRecord record, const topology::Graph& graph,
                                                    const provider::Source& source) override;
    using store::RevisionRepository::add;
    [[nodiscard]] Result<std::optional<store::RevisionRecord>> find(RevisionNumber number) override;
    [[nodiscard]] Result<std::optional<store::RevisionRecord>> find(const Digest& digest) override;
    [[nodiscard]] Result<std::optional<store::RevisionRecord>> newest(const RuntimeId& runtime,
                                                                      store::RevisionKind kind) override;
    [[nodiscard]] Result<std::vector<store::RevisionRecord>> list(const store::RevisionQuery& query) override;
    [[nodiscard]] Result<topology::Graph> graph(const Digest& digest) override;
    [[nodiscard]] Result<provider::Source> source(const Digest& digest) override;
    [[nodiscard]] Result<> observe(const RuntimeId& runtime, RevisionNumber revision, provider::AccessMode mode,
                                   UnixMillis at) override;
    [[nodiscard]] Result<std::vector<store::ObservationRecord>> observations(const RuntimeId& runtime,
                                                                             int limit) override;

private:
    [[nodiscard]] Result<> keepGraph(const topology::Graph& graph);
    [[nodiscard]] Result<> keepSource(const provider::Source& source);

    Connection& m_connection;
    store::UnitLedger& m_ledger;
};

} // namespace fabric::storage
