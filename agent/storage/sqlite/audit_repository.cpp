// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/audit_repository.h"

#include "agent/storage/sqlite/row_reading.h"
#include "core/store/checks.h"

namespace fabric::storage {
namespace {

#define FABRIC_AUDIT_COLUMNS "sequence, at, actor, action, subject, details, previous, digest"

Result<audit::Record> readRow(const Rows& rows)
{
    audit::Record record;
    record.sequence = rows.integer(0);
    record.what.at = {rows.integer(1)};
    record.what.actor = rows.text(2);
    record.what.action = rows.text(3);
    record.what.subject = rows.text(4);
    FABRIC_TRY(record.what.details, storedJson(rows.text(5), "audit", record.sequence));
    record.previous = rows.digest(6);
    record.digest = rows.digest(7);
    return record;
}

} // namespace

Result<audit::Record> SqliteAuditRepository::append(const audit::Draft& draft)
{
    FABRIC_CHECK(m_ledger.noteAudit());
    FABRIC_CHECK(store::check(draft));
    FABRIC_TRY(const auto before, last());
    FABRIC_TRY(audit::Record record, audit::link(draft, before ? &*before : nullptr));
    FABRIC_CHECK(m_connection.execute(
        "INSERT INTO audit (" FABRIC_AUDIT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {record.sequence, draft.at.count, draft.actor, draft.action, draft.subject, dumpJson(draft.details),
         record.previous.isNull() ? SqlValue() : toSql(record.previous), toSql(record.digest)}));
    return record;
}

Result<std::vector<audit::Record>> SqliteAuditRepository::list(std::int64_t after, int limit)
{
    FABRIC_CHECK(store::checkLimit(limit, 10'000));
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_AUDIT_COLUMNS
                                  " FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
                                  {after, std::int64_t{limit}}));
    return allRows<audit::Record>(rows, &readRow);
}

Result<std::optional<audit::Record>> SqliteAuditRepository::last()
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_AUDIT_COLUMNS " FROM audit ORDER BY sequence DESC LIMIT 1"));
    return firstRow<audit::Record>(rows, &readRow);
}

} // namespace fabric::storage
