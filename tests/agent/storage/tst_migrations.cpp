// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/migrations.h"
#include "tests/agent/storage/child_test.h"
#include "tests/support/fake_clock.h"
#include "tests/support/verify_result.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <csignal>
#include <optional>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace fabric;
using namespace storage;

namespace {

/// A step of three statements on a table of its own, and a first step that makes it.
std::vector<Migration> sampleMigrations()
{
    return {{1, "0001_first.sql", "CREATE TABLE box (box_id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;\n"},
            {2, "0002_second.sql",
             "ALTER TABLE box ADD COLUMN colour TEXT;\n\nUPDATE box SET colour = 'red';\n\n"
             "CREATE TABLE lid (box_id INTEGER NOT NULL REFERENCES box (box_id)) STRICT;\n"}};
}

using List = std::vector<Migration>;

Result<Connection> openAt(const std::string& path, const List& migrations, const MigrationHook& hook = {})
{
    FABRIC_TRY(Connection connection, Connection::open(path));
    const test::FakeClock clock;
    FABRIC_CHECK(migrate(connection, migrations, clock, hook));
    return connection;
}

/// Version 1 with one row.
void makeFirst(const std::string& path)
{
    auto connection = openAt(path, {sampleMigrations()[0]});
    if (!connection || !connection->execute("INSERT INTO box (name) VALUES ('tools')"))
        qFatal("the first version cannot be made");
}

Result<std::int64_t> versionOf(const std::string& path)
{
    FABRIC_TRY(Connection connection, Connection::open(path));
    return connection.integer("SELECT max(version) FROM schema_migration");
}

/// Migrates the database of arguments[0] to version 2 and dies after statement arguments[1].
int dieInMigration(const QStringList& arguments)
{
    const auto last = arguments.at(1).toULong();
    const auto connection = openAt(arguments.at(0).toStdString(), sampleMigrations(), [&](int, std::size_t statement) {
        if (statement == last)
            ::raise(SIGKILL);
    });
    return connection ? 0 : 1;
}

} // namespace

class TestMigrations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("fabric.storage.info=false"));
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    }

    void init()
    {
        m_dir.emplace();
        m_path = m_dir->filePath(QStringLiteral("fabric.db")).toStdString();
    }

    void everyFileKeepsTheRules()
    {
        const auto migrations = builtInMigrations();
        FABRIC_VERIFY_RESULT(migrations);
        const QDir sources(QStringLiteral(FABRIC_SOURCE_DIR "/resources/sql/sqlite"));
        const QStringList files = sources.entryList(QDir::Files, QDir::Name);
        QCOMPARE(files.size(), static_cast<qsizetype>(migrations->size()));
        const QRegularExpression name(QStringLiteral("^[0-9]{4}_[a-z0-9_]+\\.sql$"));
        for (std::size_t i = 0; i < migrations->size(); ++i) {
            const Migration& migration = migrations->at(i);
            QVERIFY(name.match(QString::fromStdString(migration.name)).hasMatch());
            QCOMPARE(migration.name, files.at(static_cast<qsizetype>(i)).toStdString());
            QCOMPARE(migration.version, static_cast<int>(i) + 1);
            const auto statements = splitStatements(migration.sql);
            FABRIC_VERIFY_RESULT(statements);
            // One statement each: QSQLITE refuses two, so running them is the check.
            auto connection = Connection::open(m_path);
            FABRIC_VERIFY_RESULT(connection);
            for (const std::string& statement : *statements)
                FABRIC_VERIFY_RESULT(connection->executeOnce(statement));
        }
    }

    void splitsAtSemicolonAndEmptyLine_only()
    {
        const auto two = splitStatements("-- c\n\nCREATE TRIGGER t BEGIN\n  a;\n  b;\nEND;\n\nSELECT ';';\n");
        FABRIC_VERIFY_RESULT(two);
        QCOMPARE(two->size(), std::size_t{2});
        QCOMPARE(two->at(1), std::string("SELECT ';';\n"));
        FABRIC_VERIFY_ERROR(splitStatements("SELECT 1;\n\nSELECT 2\n"), ErrorCode::InvalidArgument);
        QCOMPARE(splitStatements("").value().size(), std::size_t{0});
    }

    void writesARowForEachMigration()
    {
        auto connection = openAt(m_path, sampleMigrations());
        FABRIC_VERIFY_RESULT(connection);
        auto rows
            = connection->query("SELECT version, name, sha256, applied_at FROM schema_migration ORDER BY version");
        FABRIC_VERIFY_RESULT(rows);
        for (const Migration& migration : sampleMigrations()) {
            QVERIFY(rows->next().value());
            QCOMPARE(rows->integer(0), migration.version);
            QCOMPARE(rows->text(1), migration.name);
            QCOMPARE(rows->text(2), sha256(migration.sql).text());
            QCOMPARE(rows->integer(3), test::FakeClock().now().count);
        }
        QVERIFY(!rows->next().value());
    }

    void doesNothing_whenTheSchemaIsCurrent()
    {
        makeFirst(m_path);
        FABRIC_VERIFY_RESULT(openAt(m_path, {sampleMigrations()[0]}));
        QVERIFY(!QFile::exists(QString::fromStdString(m_path + ".v1.backup")));
    }

    void refusesWhatDoesNotFit_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("newer") << QByteArray("INSERT INTO schema_migration VALUES (3, '0003_x.sql', 'x', 0)")
                               << QByteArray("newer Fabric (schema 3");
        QTest::newRow("gap") << QByteArray("DELETE FROM schema_migration WHERE version = 1")
                             << QByteArray("migration 1 is missing");
        QTest::newRow("checksum") << QByteArray("UPDATE schema_migration SET sha256 = 'x' WHERE version = 2")
                                  << QByteArray("0002_second.sql is not the one");
        QTest::newRow("foreign") << QByteArray("DROP TABLE schema_migration") << QByteArray("not one of Fabric");
    }

    void refusesWhatDoesNotFit()
    {
        QFETCH(QByteArray, change);
        QFETCH(QByteArray, message);
        {
            auto connection = openAt(m_path, sampleMigrations());
            FABRIC_VERIFY_RESULT(connection);
            FABRIC_VERIFY_RESULT(connection->executeOnce(change.toStdString()));
        }
        const auto refused = openAt(m_path, sampleMigrations());
        FABRIC_VERIFY_ERROR(refused, ErrorCode::FailedPrecondition);
        const QByteArray text = QByteArray::fromStdString(refused.error().message);
        QVERIFY2(text.contains(message) && text.contains(m_path.c_str()), text.constData());
        QCOMPARE(refused.error().where, m_path);
    }

    void anUnfinishedCopyIsPrivateToo()
    {
        makeFirst(m_path);
        const std::string part = m_path + ".v1.backup.part";
        auto connection = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(connection);
        QVERIFY(connection->integer("SELECT count(*) FROM box")); // what SQLite keeps beside it is there now
        const mode_t before = ::umask(0);
        // The copy cannot grow beyond a page, as on a full disk.
        rlimit whole{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &whole), 0);
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{4096, whole.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto migrated = migrate(*connection, sampleMigrations(), test::FakeClock());
        ::setrlimit(RLIMIT_FSIZE, &whole);
        ::umask(before);
        QVERIFY(!migrated);
        struct stat info
        {
        };
        QCOMPARE(::stat(part.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
        QVERIFY(!QFile::exists(QString::fromStdString(m_path + ".v1.backup")));
        FABRIC_VERIFY_RESULT(migrate(*connection, sampleMigrations(), test::FakeClock()));
    }

    void copiesTheDatabase_beforeItMigrates()
    {
        const std::string backup = m_path + ".v1.backup";
        makeFirst(m_path);
        for (const char* stale : {".v1.backup", ".v1.backup.part"}) {
            QFile file(QString::fromStdString(m_path + stale));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("stale") == 5);
        }
        FABRIC_VERIFY_RESULT(openAt(m_path, sampleMigrations()));
        QCOMPARE(versionOf(m_path).value(), 2);
        QCOMPARE(versionOf(backup).value(), 1);
        auto copy = Connection::open(backup);
        FABRIC_VERIFY_RESULT(copy);
        QCOMPARE(copy->integer("SELECT count(*) FROM box WHERE name = 'tools'").value(), 1);
        QCOMPARE(QFile::permissions(QString::fromStdString(backup)) & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
        QVERIFY(!QFile::exists(QString::fromStdString(backup + ".part")));
    }

    void leavesTheOldVersion_whenAStatementFails()
    {
        makeFirst(m_path);
        List broken = sampleMigrations();
        broken[1].sql += "\nINSERT INTO nowhere VALUES (1);\n";
        const auto failed = openAt(m_path, broken);
        FABRIC_VERIFY_ERROR(failed, ErrorCode::Internal);
        QCOMPARE(failed.error().where, std::string("0002_second.sql"));
        auto old = openAt(m_path, {sampleMigrations()[0]});
        FABRIC_VERIFY_RESULT(old);
        QCOMPARE(old->integer("SELECT count(*) FROM pragma_table_info('box')").value(), 2);
        QCOMPARE(old->integer("SELECT count(*) FROM sqlite_master WHERE name = 'lid'").value(), 0);
    }

    void refusesAMigration_thatBreaksAReference()
    {
        makeFirst(m_path);
        List broken = sampleMigrations();
        broken[1].sql += "\nINSERT INTO lid VALUES (77);\n";
        const auto failed = openAt(m_path, broken);
        FABRIC_VERIFY_ERROR(failed, ErrorCode::FailedPrecondition);
        QCOMPARE(failed.error().where, std::string("0002_second.sql"));
        QCOMPARE(versionOf(m_path).value(), 1);
    }

    void mayRebuildATableThatOthersReferTo_andChecksReferencesAfterwards()
    {
        List list = sampleMigrations();
        list.push_back({3, "0003_rebuild.sql",
                        "CREATE TABLE box2 (box_id INTEGER PRIMARY KEY, name TEXT) STRICT;\n\n"
                        "INSERT INTO box2 SELECT box_id, name FROM box;\n\nDROP TABLE box;\n\n"
                        "ALTER TABLE box2 RENAME TO box;\n"});
        {
            auto connection = openAt(m_path, sampleMigrations());
            FABRIC_VERIFY_RESULT(connection);
            FABRIC_VERIFY_RESULT(connection->execute("INSERT INTO box VALUES (1, 'a', 'red')"));
            FABRIC_VERIFY_RESULT(connection->execute("INSERT INTO lid VALUES (1)"));
        }
        auto connection = openAt(m_path, list);
        FABRIC_VERIFY_RESULT(connection);
        QCOMPARE(connection->integer("SELECT count(*) FROM lid").value(), 1);
        FABRIC_VERIFY_ERROR(connection->execute("INSERT INTO lid VALUES (2)"), ErrorCode::FailedPrecondition);
    }

    void leavesTheOldVersion_whenKilledInside_data()
    {
        QTest::addColumn<int>("statement");
        for (int statement = 0; statement < 3; ++statement)
            QTest::addRow("after statement %d", statement) << statement;
    }

    void leavesTheOldVersion_whenKilledInside()
    {
        QFETCH(int, statement);
        makeFirst(m_path);
        const auto child = test::startChild({QString::fromStdString(m_path), QString::number(statement)});
        QVERIFY(child->waitForFinished());
        QCOMPARE(child->exitStatus(), QProcess::CrashExit);
        {
            auto old = openAt(m_path, {sampleMigrations()[0]});
            FABRIC_VERIFY_RESULT(old);
            QCOMPARE(old->integer("SELECT count(*) FROM box WHERE name = 'tools'").value(), 1);
            QCOMPARE(old->integer("SELECT count(*) FROM pragma_table_info('box')").value(), 2);
        }
        FABRIC_VERIFY_RESULT(openAt(m_path, sampleMigrations()));
        QCOMPARE(versionOf(m_path).value(), 2);
    }

private:
    std::optional<QTemporaryDir> m_dir;
    std::string m_path;
};

int main(int argc, char** argv)
{
    return test::runTestOrChild<TestMigrations>(argc, argv, &dieInMigration);
}
#include "tst_migrations.moc"
