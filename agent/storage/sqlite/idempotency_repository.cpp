// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/idempotency_repository.h"

#include "agent/storage/sqlite/row_reading.h"

namespace fabric::storage {
namespace {

Result<store::IdempotencyRecord> readRow(const Rows& rows)
{
    store::IdempotencyRecord record;
    record.principal = rows.text(0);
    record.route = rows.text(1);
    record.key = rows.text(2);
    record.body = rows.digest(3);
    record.status = static_cast<int>(rows.integer(4));
    record.answer = rows.text(5);
    record.expiresAt = {rows.integer(6)};
    return record;
}

} // namespace

Result<> SqliteIdempotencyRepository::add(const store::IdempotencyRecord& record, UnixMillis now)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_TRY(const auto known, find(record.principal, record.route, record.key, now));
    if (known)
        return fail(ErrorCode::Conflict, "an answer to this key is stored");
    return m_connection.execute(
        "INSERT INTO idempotency (principal, route, key, body, status, answer, expires_at) VALUES (?, ?, ?, ?, ?, ?, "
        "?) "
        "ON CONFLICT (principal, route, key) DO UPDATE SET body = excluded.body, status = excluded.status, "
        "answer = excluded.answer, expires_at = excluded.expires_at",
        {record.principal, record.route, record.key, toSql(record.body), std::int64_t{record.status}, record.answer,
         record.expiresAt.count});
}

Result<std::optional<store::IdempotencyRecord>> SqliteIdempotencyRepository::find(const std::string& principal,
                                                                                  const std::string& route,
                                                                                  const std::string& key,
                                                                                  UnixMillis now)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT principal, route, key, body, status, answer, expires_at FROM idempotency "
                                  "WHERE principal = ? AND route = ? AND key = ? AND expires_at > ?",
                                  {principal, route, key, now.count}));
    return firstRow<store::IdempotencyRecord>(rows, &readRow);
}

Result<int> SqliteIdempotencyRepository::removeExpired(UnixMillis now)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_TRY(Rows rows,
               m_connection.query("DELETE FROM idempotency WHERE expires_at <= ? RETURNING expires_at", {now.count}));
    int count = 0;
    while (true) {
        FABRIC_TRY(const bool hasRow, rows.next());
        if (!hasRow)
            return count;
        ++count;
    }
}

} // namespace fabric::storage
