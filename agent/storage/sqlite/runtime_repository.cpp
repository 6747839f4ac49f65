// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/runtime_repository.h"

#include "agent/storage/sqlite/row_reading.h"
#include "agent/storage/status_json.h"
#include "core/store/checks.h"

namespace fabric::storage {
namespace {

#define FABRIC_RUNTIME_COLUMNS                                                                                         \
    "runtime_id, provider, environment, added_at, status, last_observed_at, current_revision, is_runtime_only_stale, " \
    "settings"

Result<provider::RuntimeSettings> settingsFrom(const std::string& text, const RuntimeId& id)
{
    const auto json = parseJson(text);
    auto settings = json ? provider::runtimeSettingsFrom(*json, "") : tl::make_unexpected(json.error());
    if (!settings || settings->id != id)
        return fail(ErrorCode::DataLoss, "the stored settings of the runtime " + id.value() + " are damaged");
    return settings;
}

Result<store::RuntimeRecord> readRow(const Rows& rows)
{
    store::RuntimeRecord record;
    record.id = RuntimeId(rows.text(0));
    record.provider = rows.text(1);
    record.environment = rows.text(2);
    record.addedAt = {rows.integer(3)};
    FABRIC_TRY(record.status, statusFromText(rows.text(4)));
    if (const auto at = rows.optionalInteger(5))
        record.lastObservedAt = UnixMillis{*at};
    record.currentRevision = rows.optionalInteger(6);
    record.runtimeOnlyIsStale = rows.integer(7) != 0;
    if (const auto text = rows.optionalText(8)) {
        FABRIC_TRY(record.settings, settingsFrom(*text, record.id));
    }
    return record;
}

} // namespace

Result<std::vector<store::RuntimeRecord>> SqliteRuntimeRepository::list()
{
    FABRIC_TRY(Rows rows, m_connection.query("SELECT " FABRIC_RUNTIME_COLUMNS " FROM runtime ORDER BY runtime_id"));
    return allRows<store::RuntimeRecord>(rows, &readRow);
}

Result<std::optional<store::RuntimeRecord>> SqliteRuntimeRepository::find(const RuntimeId& id)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_RUNTIME_COLUMNS " FROM runtime WHERE runtime_id = ?", {id.value()}));
    return firstRow<store::RuntimeRecord>(rows, &readRow);
}

Result<> SqliteRuntimeRepository::put(const store::RuntimeRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    const auto observedAt = record.lastObservedAt ? std::optional(record.lastObservedAt->count) : std::nullopt;
    const auto settings = record.settings ? std::optional(dumpJson(provider::toJson(*record.settings))) : std::nullopt;
    return m_connection.execute(
        "INSERT INTO runtime (" FABRIC_RUNTIME_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (runtime_id) DO UPDATE SET provider = excluded.provider, environment = excluded.environment, "
        "added_at = excluded.added_at, status = excluded.status, last_observed_at = excluded.last_observed_at, "
        "current_revision = excluded.current_revision, is_runtime_only_stale = excluded.is_runtime_only_stale, "
        "settings = excluded.settings",
        {record.id.value(), record.provider, record.environment, record.addedAt.count, statusToText(record.status),
         toSql(observedAt), toSql(record.currentRevision), std::int64_t{record.runtimeOnlyIsStale ? 1 : 0},
         toSql(settings)});
}

Result<> SqliteRuntimeRepository::remove(const RuntimeId& id)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_TRY(Rows rows,
               m_connection.query("DELETE FROM runtime WHERE runtime_id = ? RETURNING runtime_id", {id.value()}));
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return fail(ErrorCode::NotFound, "no runtime " + id.value());
    return {};
}

} // namespace fabric::storage
