// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/outbox_repository.h"

#include "agent/storage/sqlite/row_reading.h"
#include "core/store/checks.h"

namespace fabric::storage {

Result<events::Event> SqliteOutboxRepository::append(const events::Draft& draft)
{
    FABRIC_CHECK(m_ledger.notePublication());
    FABRIC_CHECK(store::check(draft));
    events::Event event;
    {
        FABRIC_TRY(Rows rows,
                   m_connection.query("UPDATE outbox_stream SET last_sequence = last_sequence + 1 "
                                      "RETURNING last_sequence, epoch"));
        FABRIC_TRY(const bool hasRow, rows.next());
        if (!hasRow)
            return fail(ErrorCode::DataLoss, "the outbox has no epoch");
        event = {rows.text(1), rows.integer(0), draft};
    }
    FABRIC_CHECK(
        m_connection.execute("INSERT INTO outbox (sequence, at, type, subject, data) VALUES (?, ?, ?, ?, ?)",
                             {event.sequence, draft.at.count, draft.type, draft.subject, dumpJson(draft.data)}));
    m_ledger.add(event);
    return event;
}

Result<std::vector<events::Event>> SqliteOutboxRepository::list(const store::EventQuery& query)
{
    FABRIC_CHECK(store::check(query));
    std::string sql = "SELECT epoch, sequence, at, type, subject, data FROM outbox, outbox_stream WHERE sequence > ?";
    std::vector<SqlValue> values{query.after};
    if (query.subject) {
        sql += " AND subject = ?";
        values.emplace_back(*query.subject);
    }
    if (query.typePrefix) {
        // Not LIKE: a prefix may hold its wildcards.
        sql += " AND substr(type, 1, length(?)) = ?";
        values.insert(values.end(), 2, *query.typePrefix);
    }
    sql += " ORDER BY sequence LIMIT ?";
    values.emplace_back(std::int64_t{query.limit});
    FABRIC_TRY(Rows rows, m_connection.query(sql, values));
    return allRows<events::Event>(rows, [](const Rows& row) -> Result<events::Event> {
        FABRIC_TRY(Json data, storedJson(row.text(5), "outbox", row.integer(1)));
        return events::Event{
            row.text(0), row.integer(1), {{row.integer(2)}, row.text(3), row.text(4), std::move(data)}};
    });
}

Result<store::OutboxRepository::Extent> SqliteOutboxRepository::extent()
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT epoch, (SELECT min(sequence) FROM outbox), "
                                  "(SELECT max(sequence) FROM outbox) FROM outbox_stream"));
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return fail(ErrorCode::DataLoss, "the outbox has no epoch");
    return Extent{rows.text(0), rows.optionalInteger(1).value_or(0), rows.optionalInteger(2).value_or(0)};
}

} // namespace fabric::storage
