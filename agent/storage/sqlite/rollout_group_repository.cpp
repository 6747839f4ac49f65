// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/rollout_group_repository.h"

#include "agent/storage/sqlite/row_reading.h"
#include "core/store/checks.h"

namespace fabric::storage {
namespace {

using store::GroupEvidenceRecord;
using store::RolloutGroupRecord;

#define FABRIC_GROUP_COLUMNS "group_row, group_id, version, state, is_finished, created_at, changed_at, body"

Result<RolloutGroupRecord> readGroup(const Rows& rows)
{
    FABRIC_TRY(Json body, storedJson(rows.text(7), "rollout_group", rows.integer(0)));
    return RolloutGroupRecord{.id = rows.text(1),
                              .version = rows.integer(2),
                              .state = rows.text(3),
                              .isFinished = rows.integer(4) != 0,
                              .createdAt = {rows.integer(5)},
                              .changedAt = {rows.integer(6)},
                              .body = std::move(body)};
}

Result<GroupEvidenceRecord> readEvidence(const Rows& rows)
{
    FABRIC_TRY(Json body, storedJson(rows.text(6), "rollout_group_evidence", rows.integer(1)));
    return GroupEvidenceRecord{.group = rows.text(0),
                               .sequence = rows.integer(1),
                               .at = {rows.integer(2)},
                               .actor = rows.text(3),
                               .step = rows.text(4),
                               .state = rows.text(5),
                               .body = std::move(body)};
}

} // namespace

Result<> SqliteRolloutGroupRepository::add(const RolloutGroupRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    return m_connection.execute("INSERT INTO rollout_group (group_id, version, state, is_finished, created_at, "
                                "changed_at, body) VALUES (?, 1, ?, ?, ?, ?, ?)",
                                {record.id, record.state, std::int64_t{record.isFinished}, record.createdAt.count,
                                 record.changedAt.count, dumpJson(record.body)});
}

Result<> SqliteRolloutGroupRepository::put(const RolloutGroupRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    {
        FABRIC_TRY(
            Rows rows,
            m_connection.query("SELECT version, is_finished FROM rollout_group WHERE group_id = ?", {record.id}));
        FABRIC_TRY(const bool hasRow, rows.next());
        if (!hasRow)
            return fail(ErrorCode::NotFound, "no group of rollouts " + record.id);
        if (rows.integer(0) + 1 != record.version || rows.integer(1) != 0)
            return fail(ErrorCode::Conflict, "the group was changed by somebody else, or is finished");
    }
    return m_connection.execute("UPDATE rollout_group SET version = ?, state = ?, is_finished = ?, changed_at = ?, "
                                "body = ? WHERE group_id = ?",
                                {record.version, record.state, std::int64_t{record.isFinished}, record.changedAt.count,
                                 dumpJson(record.body), record.id});
}

Result<std::optional<RolloutGroupRecord>> SqliteRolloutGroupRepository::find(const std::string& id)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT " FABRIC_GROUP_COLUMNS " FROM rollout_group WHERE group_id = ?", {id}));
    return firstRow<RolloutGroupRecord>(rows, &readGroup);
}

Result<std::vector<RolloutGroupRecord>> SqliteRolloutGroupRepository::list(const store::RolloutGroupQuery& query)
{
    FABRIC_CHECK(store::check(query));
    std::string sql = "SELECT " FABRIC_GROUP_COLUMNS " FROM rollout_group WHERE TRUE";
    std::vector<SqlValue> values;
    const auto where = [&](const char* condition, SqlValue value) {
        sql += condition;
        values.push_back(std::move(value));
    };
    if (query.state)
        where(" AND state = ?", *query.state);
    if (query.isFinished)
        where(" AND is_finished = ?", std::int64_t{*query.isFinished});
    if (query.before)
        where(" AND created_at < ?", query.before->count);
    where(" ORDER BY created_at DESC, group_id DESC LIMIT ?", std::int64_t{query.limit});
    FABRIC_TRY(Rows rows, m_connection.query(sql, values));
    return allRows<RolloutGroupRecord>(rows, &readGroup);
}

Result<GroupEvidenceRecord> SqliteRolloutGroupRepository::append(GroupEvidenceRecord record)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(store::check(record));
    FABRIC_TRY(
        record.sequence,
        m_connection.integer("SELECT coalesce(max(sequence), 0) + 1 FROM rollout_group_evidence WHERE group_id = ?",
                             {record.group}));
    FABRIC_CHECK(
        m_connection.execute("INSERT INTO rollout_group_evidence (group_id, sequence, at, actor, step, state, body) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?)",
                             {record.group, record.sequence, record.at.count, record.actor, record.step, record.state,
                              dumpJson(record.body)}));
    return record;
}

Result<std::vector<GroupEvidenceRecord>> SqliteRolloutGroupRepository::evidence(const std::string& id,
                                                                                std::int64_t after, int limit)
{
    FABRIC_CHECK(store::checkLimit(limit, 1000));
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT group_id, sequence, at, actor, step, state, body FROM rollout_group_evidence "
                                  "WHERE group_id = ? AND sequence > ? ORDER BY sequence LIMIT ?",
                                  {id, after, std::int64_t{limit}}));
    return allRows<GroupEvidenceRecord>(rows, &readEvidence);
}

} // namespace fabric::storage
