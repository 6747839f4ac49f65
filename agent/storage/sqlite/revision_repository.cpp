// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/revision_repository.h"

#include "agent/storage/graph_codec.h"
#include "agent/storage/sqlite/row_reading.h"
#include "core/store/checks.h"

namespace fabric::storage {
namespace {

using store::ObservationRecord;
using store::RevisionRecord;

#define FABRIC_REVISION_COLUMNS                                                                                       \
    "digest, configured_digest, runtime_id, kind, created_at, author, reason, provider_version, parent, node_count, " \
    "edge_count, added_count, removed_count, changed_count, source_digest"

Result<RevisionRecord> readRevision(const Rows& rows)
{
    RevisionRecord record;
    record.number = rows.integer(0);
    record.digest = rows.digest(1);
    record.configuredDigest = rows.digest(2);
    record.runtime = RuntimeId(rows.text(3));
    const auto kind = store::revisionKindFrom(rows.text(4));
    if (!kind)
        return fail(ErrorCode::DataLoss, "a stored revision has an unknown kind");
    record.kind = *kind;
    record.createdAt = {rows.integer(5)};
    record.author = rows.text(6);
    record.reason = rows.text(7);
    record.providerVersion = rows.text(8);
    record.parent = rows.optionalInteger(9);
    record.nodeCount = static_cast<int>(rows.integer(10));
    record.edgeCount = static_cast<int>(rows.integer(11));
    record.changes.added = static_cast<int>(rows.integer(12));
    record.changes.removed = static_cast<int>(rows.integer(13));
    record.changes.changed = static_cast<int>(rows.integer(14));
    record.sourceDigest = rows.digest(15);
    return record;
}

Result<ObservationRecord> readObservation(const Rows& rows)
{
    const auto mode = provider::accessModeFrom(rows.text(2));
    if (!mode)
        return fail(ErrorCode::DataLoss, "a stored observation has an unknown mode");
    return ObservationRecord{RuntimeId(rows.text(0)), rows.integer(1),   *mode,
                             {rows.integer(3)},       {rows.integer(4)}, rows.integer(5)};
}

std::string text(std::string_view name)
{
    return std::string(name);
}

} // namespace

Result<RevisionRecord> SqliteRevisionRepository::add(RevisionRecord record, const topology::Graph& graph,
                                                     const provider::Source& source)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(store::check(record));
    record.digest = graph.digest();
    record.configuredDigest = graph.configuredDigest();
    record.nodeCount = static_cast<int>(graph.nodes().size());
    record.edgeCount = static_cast<int>(graph.edges().size());
    record.sourceDigest = source.isEmpty() ? Digest() : source.digest();
    FABRIC_CHECK(keepGraph(graph));
    if (!source.isEmpty())
        FABRIC_CHECK(keepSource(source));
    const store::ChangeCounts& changes = record.changes;
    FABRIC_TRY(record.number,
               m_connection.integer("INSERT INTO revision (" FABRIC_REVISION_COLUMNS
                                    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
                                    {toSql(record.digest), toSql(record.configuredDigest), record.runtime.value(),
                                     text(toText(record.kind)), record.createdAt.count, record.author, record.reason,
                                     record.providerVersion, toSql(record.parent), std::int64_t{record.nodeCount},
                                     std::int64_t{record.edgeCount}, std::int64_t{changes.added},
                                     std::int64_t{changes.removed}, std::int64_t{changes.changed},
                                     source.isEmpty() ? SqlValue() : toSql(record.sourceDigest)}));
    return record;
}

Result<> SqliteRevisionRepository::keepGraph(const topology::Graph& graph)
{
    FABRIC_TRY(const auto known,
               m_connection.integer("SELECT count(*) FROM graph WHERE digest = ?", {toSql(graph.digest())}));
    if (known != 0)
        return {};
    FABRIC_TRY(QByteArray body, encodeGraph(graph));
    return m_connection.execute("INSERT INTO graph (digest, body) VALUES (?, ?)",
                                {toSql(graph.digest()), std::move(body)});
}

Result<> SqliteRevisionRepository::keepSource(const provider::Source& source)
{
    FABRIC_TRY(const auto known,
               m_connection.integer("SELECT count(*) FROM source WHERE digest = ?", {toSql(source.digest())}));
    if (known != 0)
        return {};
    FABRIC_TRY(QByteArray body, encodeSource(source));
    return m_connection.execute("INSERT INTO source (digest, body) VALUES (?, ?)",
                                {toSql(source.digest()), std::move(body)});
}

Result<std::optional<RevisionRecord>> SqliteRevisionRepository::find(RevisionNumber number)
{
    FABRIC_TRY(
        Rows rows,
        m_connection.query("SELECT number, " FABRIC_REVISION_COLUMNS " FROM revision WHERE number = ?", {number}));
    return firstRow<RevisionRecord>(rows, &readRevision);
}

Result<std::optional<RevisionRecord>> SqliteRevisionRepository::find(const Digest& digest)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT number, " FABRIC_REVISION_COLUMNS
                                  " FROM revision WHERE digest = ? ORDER BY number DESC LIMIT 1",
                                  {toSql(digest)}));
    return firstRow<RevisionRecord>(rows, &readRevision);
}

Result<std::optional<RevisionRecord>> SqliteRevisionRepository::newest(const RuntimeId& runtime,
                                                                       store::RevisionKind kind)
{
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT number, " FABRIC_REVISION_COLUMNS
                                  " FROM revision WHERE runtime_id = ? AND kind = ? ORDER BY number DESC LIMIT 1",
                                  {runtime.value(), text(toText(kind))}));
    return firstRow<RevisionRecord>(rows, &readRevision);
}

Result<std::vector<RevisionRecord>> SqliteRevisionRepository::list(const store::RevisionQuery& query)
{
    FABRIC_CHECK(store::check(query));
    std::string sql = "SELECT number, " FABRIC_REVISION_COLUMNS " FROM revision WHERE TRUE";
    std::vector<SqlValue> values;
    const auto where = [&](const char* condition, SqlValue value) {
        sql += condition;
        values.push_back(std::move(value));
    };
    if (query.runtime)
        where(" AND runtime_id = ?", query.runtime->value());
    if (query.kind)
        where(" AND kind = ?", text(toText(*query.kind)));
    if (query.from)
        where(" AND created_at >= ?", query.from->count);
    if (query.to)
        where(" AND created_at < ?", query.to->count);
    if (query.before)
        where(" AND number < ?", *query.before);
    where(" ORDER BY number DESC LIMIT ?", std::int64_t{query.limit});
    FABRIC_TRY(Rows rows, m_connection.query(sql, values));
    return allRows<RevisionRecord>(rows, &readRevision);
}

Result<topology::Graph> SqliteRevisionRepository::graph(const Digest& digest)
{
    FABRIC_TRY(Rows rows, m_connection.query("SELECT body FROM graph WHERE digest = ?", {toSql(digest)}));
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return fail(ErrorCode::NotFound, "no revision has the content " + digest.text());
    return decodeGraph(rows.blob(0), digest);
}

Result<provider::Source> SqliteRevisionRepository::source(const Digest& digest)
{
    FABRIC_TRY(Rows rows, m_connection.query("SELECT body FROM source WHERE digest = ?", {toSql(digest)}));
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return fail(ErrorCode::NotFound, "no revision has the source " + digest.text());
    return decodeSource(rows.blob(0), digest);
}

Result<> SqliteRevisionRepository::observe(const RuntimeId& runtime, RevisionNumber revision, provider::AccessMode mode,
                                           UnixMillis at)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(m_connection.execute("UPDATE runtime SET last_observed_at = ? WHERE runtime_id = ?",
                                      {at.count, runtime.value()}));
    {
        FABRIC_TRY(
            Rows rows,
            m_connection.query("UPDATE observation SET last_at = ?, look_count = look_count + 1 WHERE "
                               "observation_id = (SELECT max(observation_id) FROM observation WHERE runtime_id = ?) "
                               "AND revision = ? AND mode = ? RETURNING observation_id",
                               {at.count, runtime.value(), revision, text(toText(mode))}));
        FABRIC_TRY(const bool isSameRun, rows.next());
        if (isSameRun)
            return {};
    }
    return m_connection.execute(
        "INSERT INTO observation (runtime_id, revision, mode, first_at, last_at, look_count) VALUES (?, ?, ?, ?, ?, 1)",
        {runtime.value(), revision, text(toText(mode)), at.count, at.count});
}

Result<std::vector<ObservationRecord>> SqliteRevisionRepository::observations(const RuntimeId& runtime, int limit)
{
    FABRIC_CHECK(store::checkLimit(limit, 1000));
    FABRIC_TRY(Rows rows,
               m_connection.query("SELECT runtime_id, revision, mode, first_at, last_at, look_count FROM observation "
                                  "WHERE runtime_id = ? ORDER BY observation_id DESC LIMIT ?",
                                  {runtime.value(), std::int64_t{limit}}));
    return allRows<ObservationRecord>(rows, &readObservation);
}

} // namespace fabric::storage
