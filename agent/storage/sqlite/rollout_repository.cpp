// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/rollout_repository.h"

#include "agent/storage/sqlite/row_reading.h"
#include "core/store/checks.h"

namespace fabric::storage {
namespace {

using store::EvidenceRecord;
using store::PlanRecord;
using store::RolloutRecord;

#define FABRIC_PLAN_COLUMNS "plan_row, plan_id, runtime_id, created_at, author, reason, summary, body"
#define FABRIC_ROLLOUT_COLUMNS                                                                          \
    "rollout_row, rollout_id, version, runtime_id, plan_id, group_id, state, is_finished, created_at, " \
    "changed_at, body"

/// A body that may be larger than one of the API.
Result<Json> storedDocument(const std::string& text, const char* table, std::int64_t row)
{
    JsonLimits limits;
    limits.maxBytes = 2 * store::kMaxDocumentBytes;
    limits.maxValues = 10'000'000;
    auto value = parseJson(text, limits);
    if (!value)
        return fail(ErrorCode::DataLoss,
                    "the body of " + std::string(table) + " row " + std::to_string(row) + " is damaged");
    return value;
}

Result<PlanRecord> readPlan(const Rows& rows)
{
    FABRIC_TRY(Json summary, storedJson(rows.text(6), "plan", rows.integer(0)));
    FABRIC_TRY(Json body, storedDocument(rows.text(7), "plan", rows.integer(0)));
    return PlanRecord{.id = rows.digest(1),
                      .runtime = RuntimeId(rows.text(2)),
                      .createdAt = {rows.integer(3)},
                      .author = rows.text(4),
                      .reason = rows.text(5),
                      .body = std::move(body),
                      .summary = std::move(summary)};
}

Result<RuntimeId> readRuntimeId(const Rows& rows)
{
    return RuntimeId(rows.text(0));
}

Result<RolloutRecord> readRollout(const Rows& rows)
{
    FABRIC_TRY(Json body, storedDocument(rows.text(10), "rollout", rows.integer(0)));
    return RolloutRecord{.id = RolloutId(rows.text(1)),
                         .version = rows.integer(2),
                         .runtime = RuntimeId(rows.text(3)),
                         .plan = rows.digest(4),
                         .group = rows.text(5),
                         .state = rows.text(6),
                         .isFinished = rows.integer(7) != 0,
                         .createdAt = {rows.integer(8)},
                         .changedAt = {rows.integer(9)},
                         .body = std::move(body)};
}

Result<EvidenceRecord> readEvidence(const Rows& rows)
{
    FABRIC_TRY(Json body, storedJson(rows.text(6), "rollout_evidence", rows.integer(1)));
    return EvidenceRecord{.rollout = RolloutId(rows.text(0)),
                          .sequence = rows.integer(1),
                          .at = {rows.integer(2)},
                          .actor = rows.text(3),
                          .step = rows.text(4),
                          .state = rows.text(5),
                          .body = std::move(body)};
}

} // namespace

// --- plans

Result<bool> SqlitePlanRepository::add(const PlanRecord& record)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(store::check(record));
    FABRIC_TRY(const auto known,
               m_connection.integer("SELECT count(*) FROM plan WHERE plan_id = ? AND runtime_id = ?",
                                    {toSql(record.id), record.runtime.value()}));
    FABRIC_CHECK(m_ledger.noteChange());
    if (known != 0) {
        FABRIC_CHECK(m_connection.execute("UPDATE plan SET created_at = ?, author = ?, reason = ?, summary = ? "
                                          "WHERE plan_id = ? AND runtime_id = ?",
                                          {record.createdAt.count, record.author, record.reason,
                                           dumpJson(record.summary), toSql(record.id), record.runtime.value()}));
        return false;
    }
    FABRIC_CHECK(m_connection.execute("INSERT INTO plan (plan_id, runtime_id, created_at, author, reason, summary, "
                                      "body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                      {toSql(record.id), record.runtime.value(), record.createdAt.count, record.author,
                                       record.reason, dumpJson(record.summary), dumpJson(record.body)}));
    return true;
}

Result<std::optional<PlanRecord>> SqlitePlanRepository::find(const RuntimeId& runtime, const Digest& id)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_PLAN_COLUMNS " FROM plan WHERE plan_id = ? AND runtime_id = ?",
                                  {toSql(id), runtime.value()}));
    return firstRow<PlanRecord>(rows, &readPlan);
}

Result<std::vector<RuntimeId>> SqlitePlanRepository::runtimesOf(const Digest& id, int limit)
{
    FABRIC_CHECK(store::checkLimit(limit, 500));
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT runtime_id FROM plan WHERE plan_id = ? ORDER BY runtime_id LIMIT ?",
                                  {toSql(id), std::int64_t{limit}}));
    return allRows<RuntimeId>(rows, &readRuntimeId);
}

Result<std::vector<PlanRecord>> SqlitePlanRepository::list(const std::optional<RuntimeId>& runtime, int limit)
{
    FABRIC_CHECK(store::checkLimit(limit, 500));
    std::string sql = "SELECT " FABRIC_PLAN_COLUMNS " FROM plan";
    std::vector<SqlValue> values;
    if (runtime) {
        sql += " WHERE runtime_id = ?";
        values.emplace_back(runtime->value());
    }
    sql += " ORDER BY created_at DESC, plan_row DESC LIMIT ?";
    values.emplace_back(std::int64_t{limit});
    FABRIC_TRY(Rows rows, m_connection.query(sql, values));
    return allRows<PlanRecord>(rows, &readPlan);
}

Result<> SqlitePlanRepository::remove(const RuntimeId& runtime, const Digest& id)
{
    FABRIC_CHECK(m_ledger.noteChange());
    const std::vector<SqlValue> key{toSql(id), runtime.value()};
    FABRIC_TRY(const auto uses,
               m_connection.integer("SELECT count(*) FROM rollout WHERE plan_id = ? AND runtime_id = ?", key));
    if (uses != 0)
        return fail(ErrorCode::FailedPrecondition, "a rollout refers to the plan");
    FABRIC_TRY(const auto known,
               m_connection.integer("SELECT count(*) FROM plan WHERE plan_id = ? AND runtime_id = ?", key));
    if (known == 0)
        return fail(ErrorCode::NotFound, "no plan " + id.text() + " of the runtime " + runtime.value());
    return m_connection.execute("DELETE FROM plan WHERE plan_id = ? AND runtime_id = ?", key);
}

// --- rollouts

Result<> SqliteRolloutRepository::add(const RolloutRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    return m_connection.execute(
        "INSERT INTO rollout (rollout_id, version, runtime_id, plan_id, group_id, state, is_finished, created_at, "
        "changed_at, body) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
        {record.id.value(), record.runtime.value(), toSql(record.plan), record.group, record.state,
         std::int64_t{record.isFinished}, record.createdAt.count, record.changedAt.count, dumpJson(record.body)});
}

Result<> SqliteRolloutRepository::put(const RolloutRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    {
        FABRIC_TRY(
            Rows rows,
            m_connection.query("SELECT version, is_finished FROM rollout WHERE rollout_id = ?", {record.id.value()}));
        FABRIC_TRY(const bool hasRow, rows.next());
        if (!hasRow)
            return fail(ErrorCode::NotFound, "no rollout " + record.id.value());
        if (rows.integer(0) + 1 != record.version || rows.integer(1) != 0)
            return fail(ErrorCode::Conflict, "the rollout was changed by somebody else, or is finished");
    }
    return m_connection.execute("UPDATE rollout SET version = ?, state = ?, is_finished = ?, changed_at = ?, body = ? "
                                "WHERE rollout_id = ?",
                                {record.version, record.state, std::int64_t{record.isFinished}, record.changedAt.count,
                                 dumpJson(record.body), record.id.value()});
}

Result<std::optional<RolloutRecord>> SqliteRolloutRepository::find(const RolloutId& id)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_ROLLOUT_COLUMNS " FROM rollout WHERE rollout_id = ?", {id.value()}));
    return firstRow<RolloutRecord>(rows, &readRollout);
}

Result<std::optional<RolloutRecord>> SqliteRolloutRepository::active(const RuntimeId& runtime)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_ROLLOUT_COLUMNS
                                  " FROM rollout WHERE runtime_id = ? AND is_finished = 0",
                                  {runtime.value()}));
    return firstRow<RolloutRecord>(rows, &readRollout);
}

Result<std::vector<RolloutRecord>> SqliteRolloutRepository::list(const store::RolloutQuery& query)
{
    FABRIC_CHECK(store::check(query));
    std::string sql = "SELECT " FABRIC_ROLLOUT_COLUMNS " FROM rollout WHERE TRUE";
    std::vector<SqlValue> values;
    const auto where = [&](const char* condition, SqlValue value) {
        sql += condition;
        values.push_back(std::move(value));
    };
    if (query.runtime)
        where(" AND runtime_id = ?", query.runtime->value());
    if (query.plan)
        where(" AND plan_id = ?", toSql(*query.plan));
    if (query.state)
        where(" AND state = ?", *query.state);
    if (query.group)
        where(" AND group_id = ?", *query.group);
    if (query.isFinished)
        where(" AND is_finished = ?", std::int64_t{*query.isFinished});
    if (query.before)
        where(" AND created_at < ?", query.before->count);
    where(" ORDER BY created_at DESC, rollout_id DESC LIMIT ?", std::int64_t{query.limit});
    FABRIC_TRY(Rows rows, m_connection.query(sql, values));
    return allRows<RolloutRecord>(rows, &readRollout);
}

Result<EvidenceRecord> SqliteRolloutRepository::append(EvidenceRecord record)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(store::check(record));
    FABRIC_TRY(record.sequence,
               m_connection.integer("SELECT coalesce(max(sequence), 0) + 1 FROM rollout_evidence WHERE rollout_id = ?",
                                    {record.rollout.value()}));
    FABRIC_CHECK(
        m_connection.execute("INSERT INTO rollout_evidence (rollout_id, sequence, at, actor, step, state, body) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?)",
                             {record.rollout.value(), record.sequence, record.at.count, record.actor, record.step,
                              record.state, dumpJson(record.body)}));
    return record;
}

Result<std::vector<EvidenceRecord>> SqliteRolloutRepository::evidence(const RolloutId& id, std::int64_t after,
                                                                      int limit)
{
    FABRIC_CHECK(store::checkLimit(limit, 1000));
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT rollout_id, sequence, at, actor, step, state, body FROM rollout_evidence "
                                  "WHERE rollout_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                                  {id.value(), after, std::int64_t{limit}}));
    return allRows<EvidenceRecord>(rows, &readEvidence);
}

} // namespace fabric::storage
