// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/migrations.h"

#include "agent/storage/log.h"

#include <QDir>
#include <QFile>

#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// Resources of a static library must be named by somebody, or the linker leaves them out. Outside of any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(fabric_sql);
}

namespace fabric::storage {
namespace {

constexpr const char* kFolder = ":/fabric/sql/sqlite";

struct Applied
{
    std::int64_t version = 0;
    std::string name;
    std::string sha256;
};

tl::unexpected<Error> refused(const Connection& connection, const std::string& why)
{
    return fail(ErrorCode::FailedPrecondition, why + " (" + connection.path() + ")", connection.path());
}

Result<std::vector<Applied>> readApplied(Connection& connection)
{
    FABRIC_TRY(const auto tables, connection.integer("SELECT count(*) FROM sqlite_master"));
    FABRIC_TRY(
        const auto ours,
        connection.integer("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"));
    std::vector<Applied> applied;
    if (tables == 0)
        return applied;
    if (ours == 0)
        return refused(connection, "the file is a SQLite database, but not one of Fabric");
    FABRIC_TRY(Rows rows, connection.query("SELECT version, name, sha256 FROM schema_migration ORDER BY version"));
    while (true) {
        FABRIC_TRY(const bool hasRow, rows.next());
        if (!hasRow)
            return applied;
        applied.push_back({rows.integer(0), rows.text(1), rows.text(2)});
    }
}

/// The applied ones must be exactly the first of ours.
Result<> checkHistory(const Connection& connection, const std::vector<Applied>& applied,
                      std::span<const Migration> migrations)
{
    for (std::size_t i = 0; i < migrations.size(); ++i) {
        if (migrations[i].version != static_cast<int>(i) + 1)
            return fail(ErrorCode::Internal, "the migrations are not numbered from 1 without a gap",
                        migrations[i].name);
    }
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (applied[i].version != static_cast<std::int64_t>(i) + 1)
            return refused(connection, "migration " + std::to_string(i + 1) + " is missing in the database");
        if (i >= migrations.size())
            return refused(connection,
                           "the database was written by a newer Fabric (schema "
                               + std::to_string(applied.back().version) + ", this one knows "
                               + std::to_string(migrations.size()) + "), install that version");
        if (applied[i].sha256 != sha256(migrations[i].sql).text())
            return refused(connection, "migration " + migrations[i].name + " is not the one that was applied");
    }
    return {};
}

/// Makes a rename in the folder of @p path durable.
bool syncFolderOf(const std::string& path)
{
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    const int file = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool isDurable = file >= 0 && ::fsync(file) == 0;
    if (file >= 0)
        ::close(file);
    return isDurable;
}

/// Made complete under another name first: a copy that was cut short is never taken for one.
Result<> backUp(Connection& connection, std::int64_t version)
{
    const std::string target = connection.path() + ".v" + std::to_string(version) + ".backup";
    const std::string part = target + ".part";
    if (::unlink(part.c_str()) != 0 && errno != ENOENT)
        return fail(ErrorCode::Unavailable, "an old copy of the database cannot be removed", part);
    // SQLite would make the file with the umask; into an empty one it writes (https://www.sqlite.org/lang_vacuum.html).
    const int file = ::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::Unavailable, "the copy of the database before the migration cannot be made", part);
    auto copied = connection.execute("VACUUM INTO ?", {part});
    const bool isDurable = ::fsync(file) == 0;
    ::close(file);
    FABRIC_CHECK(std::move(copied));
    if (!isDurable || std::rename(part.c_str(), target.c_str()) != 0 || !syncFolderOf(target))
        return fail(ErrorCode::Unavailable, "the copy of the database before the migration cannot be kept", target);
    qCInfo(lcStorage, "database copied before its migration path=%s", target.c_str());
    return {};
}

Result<> checkForeignKeys(Connection& connection, const Migration& migration)
{
    FABRIC_TRY(Rows rows, connection.query("PRAGMA foreign_key_check"));
    FABRIC_TRY(const bool hasViolation, rows.next());
    if (hasViolation)
        return fail(ErrorCode::FailedPrecondition,
                    "the migration leaves a reference without its target in table " + rows.text(0), migration.name);
    return {};
}

Result<> runStatements(Connection& connection, const Migration& migration, const MigrationHook& hook)
{
    FABRIC_TRY(const auto statements, splitStatements(migration.sql));
    for (std::size_t i = 0; i < statements.size(); ++i) {
        FABRIC_CHECK(connection.executeOnce(statements[i]));
        if (hook)
            hook(migration.version, i);
    }
    return checkForeignKeys(connection, migration);
}

Result<> applyOne(Connection& connection, const Migration& migration, const Clock& clock, const MigrationHook& hook)
{
    FABRIC_TRY(Transaction transaction, Transaction::begin(connection));
    FABRIC_CHECK(connection.execute("CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, "
                                    "name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"));
    if (auto done = runStatements(connection, migration, hook); !done) {
        Error error = std::move(done).error();
        error.where = migration.name;
        return tl::make_unexpected(std::move(error));
    }
    FABRIC_CHECK(connection.execute(
        "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)",
        {std::int64_t{migration.version}, migration.name, sha256(migration.sql).text(), clock.now().count}));
    FABRIC_CHECK(transaction.commit());
    qCInfo(lcStorage, "schema migrated name=%s", migration.name.c_str());
    return {};
}

} // namespace

Result<std::vector<Migration>> builtInMigrations()
{
    initResources();
    std::vector<Migration> migrations;
    for (const QString& name : QDir(QString::fromLatin1(kFolder)).entryList(QDir::Files, QDir::Name)) {
        QFile file(QString::fromLatin1(kFolder) + u'/' + name);
        bool isNumber = false;
        const int version = name.left(4).toInt(&isNumber);
        if (!isNumber || !file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::Internal, "a migration is not named NNNN_slug.sql", name.toStdString());
        migrations.push_back({version, name.toStdString(), file.readAll().toStdString()});
    }
    return migrations;
}

Result<std::vector<std::string>> splitStatements(const std::string& sql)
{
    std::vector<std::string> statements;
    std::string_view rest = sql;
    while (!rest.empty()) {
        const auto end = rest.find(";\n\n");
        if (end == std::string_view::npos) {
            if (!rest.ends_with(";\n") && !rest.ends_with(";"))
                return fail(ErrorCode::InvalidArgument, "the text after the last statement does not end with ';'");
            statements.emplace_back(rest);
            return statements;
        }
        statements.emplace_back(rest.substr(0, end + 1));
        rest.remove_prefix(end + 3);
    }
    return statements;
}

Result<> migrate(Connection& connection, std::span<const Migration> migrations, const Clock& clock,
                 const MigrationHook& hook)
{
    FABRIC_TRY(const auto applied, readApplied(connection));
    FABRIC_CHECK(checkHistory(connection, applied, migrations));
    const auto pending = migrations.subspan(applied.size());
    if (pending.empty())
        return {};
    if (!applied.empty())
        FABRIC_CHECK(backUp(connection, applied.back().version));
    // A migration may have to rebuild a table that others refer to; the pragma means nothing inside a transaction, so
    // the references are checked before each commit instead (https://www.sqlite.org/lang_altertable.html, section 7).
    FABRIC_CHECK(connection.executeOnce("PRAGMA foreign_keys=OFF"));
    for (const Migration& migration : pending)
        FABRIC_CHECK(applyOne(connection, migration, clock, hook));
    return connection.executeOnce("PRAGMA foreign_keys=ON");
}

} // namespace fabric::storage
