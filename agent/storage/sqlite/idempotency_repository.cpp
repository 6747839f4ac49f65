// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/idempotency_repository.h"

#include "agent/storage/sqlite/row_reading.h"

#include "core/store/checks.h"

namespace fabric::storage {

using store::IdempotencyRecord;

Result<> SqliteIdempotencyRepository::add(const IdempotencyRecord& record, UnixMillis now)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(store::check(record));
    FABRIC_CHECK(m_connection.execute("DELETE FROM idempotency WHERE principal = ? AND route = ? AND request_key = ? "
                                      "AND expires_at <= ?",
                                      {record.principal, record.route, record.key, now.count}));
    return m_connection.execute("INSERT INTO idempotency (principal, route, request_key, body_digest, status, answer, "
                                "expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                {record.principal, record.route, record.key, toSql(record.body),
                                 std::int64_t{record.status}, record.answer, record.expiresAt.count});
}

Result<std::optional<IdempotencyRecord>> SqliteIdempotencyRepository::find(const std::string& principal,
                                                                           const std::string& route,
                                                                           const std::string& key, UnixMillis now)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT body_digest, status, answer, expires_at FROM idempotency WHERE principal = ? "
                                  "AND route = ? AND request_key = ? AND expires_at > ?",
                                  {principal, route, key, now.count}));
    return firstRow<IdempotencyRecord>(rows, [&](const Rows& row) -> Result<IdempotencyRecord> {
        return IdempotencyRecord{.principal = principal,
                                 .route = route,
                                 .key = key,
                                 .body = row.digest(0),
                                 .status = static_cast<int>(row.integer(1)),
                                 .answer = row.text(2),
                                 .expiresAt = {row.integer(3)}};
    });
}

Result<int> SqliteIdempotencyRepository::removeExpired(UnixMillis now)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_TRY(const auto count,
               m_connection.integer("SELECT count(*) FROM idempotency WHERE expires_at <= ?", {now.count}));
    FABRIC_CHECK(m_connection.execute("DELETE FROM idempotency WHERE expires_at <= ?", {now.count}));
    return static_cast<int>(count);
}

} // namespace fabric::storage
