// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/api_key_repository.h"

#include "agent/storage/sqlite/row_reading.h"
#include "core/store/checks.h"

#include <cstring>

namespace fabric::storage {
namespace {

#define FABRIC_API_KEY_COLUMNS "prefix, name, role, salt, hash, created_at, revoked_at"

Result<store::ApiKeyRecord> readRow(const Rows& rows)
{
    store::ApiKeyRecord record;
    record.prefix = rows.text(0);
    record.name = rows.text(1);
    const auto role = store::roleFrom(rows.text(2));
    const QByteArray salt = rows.blob(3);
    if (!role || salt.size() != static_cast<qsizetype>(record.salt.size()))
        return fail(ErrorCode::DataLoss, "the stored API key " + record.prefix + " is damaged");
    record.role = *role;
    std::memcpy(record.salt.data(), salt.constData(), record.salt.size());
    record.hash = rows.digest(4);
    record.createdAt = {rows.integer(5)};
    if (const auto at = rows.optionalInteger(6))
        record.revokedAt = UnixMillis{*at};
    return record;
}

} // namespace

Result<> SqliteApiKeyRepository::add(const store::ApiKeyRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    const QByteArray salt(reinterpret_cast<const char*>(record.salt.data()),
                          static_cast<qsizetype>(record.salt.size()));
    const auto revokedAt = record.revokedAt ? std::optional(record.revokedAt->count) : std::nullopt;
    return m_connection.execute("INSERT INTO api_key (" FABRIC_API_KEY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)",
                                {record.prefix, record.name, std::string(toText(record.role)), salt, toSql(record.hash),
                                 record.createdAt.count, toSql(revokedAt)});
}

Result<std::optional<store::ApiKeyRecord>> SqliteApiKeyRepository::find(const std::string& prefix)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_API_KEY_COLUMNS " FROM api_key WHERE prefix = ?", {prefix}));
    return firstRow<store::ApiKeyRecord>(rows, &readRow);
}

Result<std::vector<store::ApiKeyRecord>> SqliteApiKeyRepository::list()
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_API_KEY_COLUMNS " FROM api_key ORDER BY created_at, prefix"));
    return allRows<store::ApiKeyRecord>(rows, &readRow);
}

Result<> SqliteApiKeyRepository::revoke(const std::string& prefix, UnixMillis at)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_TRY(Rows rows,
               m_connection.query("UPDATE api_key SET revoked_at = coalesce(revoked_at, ?) "
                                  "WHERE prefix = ? RETURNING prefix",
                                  {at.count, prefix}));
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return fail(ErrorCode::NotFound, "no API key has the prefix " + prefix);
    return {};
}

} // namespace fabric::storage
