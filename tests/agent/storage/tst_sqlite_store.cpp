// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/open_store.h"
#include "agent/storage/sqlite/connection.h"
#include "agent/storage/sqlite/sqlite_store.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/fake_random.h"
#include "tests/support/source_parts.h"
#include "tests/support/verify_result.h"

#include <QFile>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <future>
#include <optional>

#include <sys/resource.h>

using namespace fabric;
using namespace storage;

namespace {

Result<std::unique_ptr<SqliteStore>> openStore(const std::string& path, const SqliteOptions& options = {})
{
    const SystemClock clock;
    SystemRandom random;
    return SqliteStore::open(path, clock, random, options);
}

/// A graph whose stored form is more than @p bytes long: random text does not pack.
topology::Graph bulkyGraph(std::size_t bytes)
{
    test::FakeRandom random(1);
    std::vector<topology::Node> nodes;
    for (std::size_t i = 0; i * 2000 < bytes; ++i)
        nodes.push_back(test::node(topology::NodeKind::Agent, std::to_string(i), {{"workspace", random.token(2000)}}));
    return test::graphOf(std::move(nodes));
}

/// Limits the size of files of this process, as a full disk would; ends with the object.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
        : m_oldHandler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_old);
        const rlimit limit{bytes, m_old.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_old);
        std::signal(SIGXFSZ, m_oldHandler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit m_old{};
    void (*m_oldHandler)(int);
};

void overwrite(const std::string& path, qint64 at, const QByteArray& bytes)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadWrite) || !file.seek(at) || file.write(bytes) != bytes.size())
        qFatal("cannot write the file");
}

} // namespace

class TestSqliteStore : public QObject
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

    // --- connection

    void connectionIsDurableAndStrict()
    {
        auto connection = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(connection);
        QCOMPARE(connection->integer("PRAGMA synchronous").value(), 2); // FULL
        QCOMPARE(connection->integer("PRAGMA foreign_keys").value(), 1);
        QCOMPARE(connection->integer("PRAGMA busy_timeout").value(), 5000);
        QCOMPARE(connection->integer("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'").value(), 1);
        const auto others = QFile::permissions(QString::fromStdString(m_path))
            & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther);
        QCOMPARE(others, QFile::Permissions());
    }

    void everyTableIsStrict()
    {
        FABRIC_VERIFY_RESULT(openStore(m_path));
        auto connection = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(connection);
        QCOMPARE(connection
                     ->integer("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                               "AND name NOT LIKE 'sqlite_%' AND strict = 0")
                     .value(),
                 0);
    }

    void errorsHaveTheirCode_data()
    {
        QTest::addColumn<QByteArray>("prepare");
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char* name, const char* prepare, const char* statement, ErrorCode code) {
            QTest::newRow(name) << QByteArray(prepare) << QByteArray(statement) << code;
        };
        row("full", "PRAGMA max_page_count = 1", "INSERT INTO t VALUES (9, zeroblob(100000), NULL)",
            ErrorCode::ResourceExhausted);
        row("read-only", "PRAGMA query_only = ON", "INSERT INTO t VALUES (9, x'', NULL)", ErrorCode::Unavailable);
        row("primary key", "SELECT 1", "INSERT INTO t VALUES (1, x'', NULL)", ErrorCode::Conflict);
        row("unique", "CREATE UNIQUE INDEX u ON t (body)", "INSERT INTO t VALUES (9, x'5EC2E7', NULL)",
            ErrorCode::Conflict);
        row("foreign key", "SELECT 1", "INSERT INTO t VALUES (9, x'', 77)", ErrorCode::FailedPrecondition);
        row("other constraint", "SELECT 1", "INSERT INTO t VALUES (9, NULL, NULL)", ErrorCode::Internal);
        row("too big", "SELECT 1", "INSERT INTO t VALUES (9, zeroblob(2000000000), NULL)", ErrorCode::TooLarge);
        row("statement", "SELECT 1", "SELECT nothing FROM nowhere", ErrorCode::Internal);
    }

    void errorsHaveTheirCode()
    {
        QFETCH(QByteArray, prepare);
        QFETCH(QByteArray, statement);
        QFETCH(ErrorCode, code);
        auto connection = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(connection);
        FABRIC_VERIFY_RESULT(connection->execute(
            "CREATE TABLE t (t_id INTEGER PRIMARY KEY, body BLOB NOT NULL, other INTEGER REFERENCES t (t_id)) STRICT"));
        FABRIC_VERIFY_RESULT(connection->execute("INSERT INTO t VALUES (1, x'5EC2E7', NULL)"));
        FABRIC_VERIFY_RESULT(connection->execute(prepare.toStdString()));
        const auto failed = connection->execute(statement.toStdString());
        FABRIC_VERIFY_ERROR(failed, code);
        QCOMPARE(failed.error().where, "database " + m_path); // which is no JSON pointer: the API leaves it out
        QVERIFY(failed.error().message.find(m_path) == std::string::npos);
    }

    void errorsNameNoBoundValue()
    {
        auto connection = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(connection);
        FABRIC_VERIFY_RESULT(connection->execute("CREATE TABLE t (name TEXT UNIQUE, n INTEGER) STRICT"));
        const std::string secret = "s3cret";
        FABRIC_VERIFY_RESULT(connection->execute("INSERT INTO t VALUES (?, 1)", {secret}));
        for (const auto& failed : {connection->execute("INSERT INTO t VALUES (?, 1)", {secret}),
                                   connection->execute("INSERT INTO t (n) VALUES (?)", {secret}),
                                   connection->execute("INSERT INTO t (n) VALUES (?)", {secret, secret}),
                                   connection->execute("SELECT json(?)", {secret})}) {
            QVERIFY(!failed);
            QVERIFY2(failed.error().message.find(secret) == std::string::npos, failed.error().message.c_str());
        }
    }

    void lockOfAnother_isUnavailable()
    {
        auto holder = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(holder);
        auto second = Connection::open(m_path, std::chrono::milliseconds(5));
        FABRIC_VERIFY_RESULT(second);
        const auto transaction = Transaction::begin(*holder);
        FABRIC_VERIFY_RESULT(transaction);
        FABRIC_VERIFY_ERROR(Transaction::begin(*second), ErrorCode::Unavailable);
    }

    // --- files that are not ours, or damaged

    void badFiles_giveAnErrorThatNamesThePath_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("text") << QByteArray("this is no database\n").repeated(400) << ErrorCode::DataLoss;
        QTest::newRow("header only") << QByteArray("SQLite format 3\0", 16) + QByteArray(4080, '\xee')
                                     << ErrorCode::DataLoss;
    }

    void badFiles_giveAnErrorThatNamesThePath()
    {
        QFETCH(QByteArray, content);
        QFETCH(ErrorCode, code);
        overwrite(m_path, 0, content);
        const auto refused = openStore(m_path);
        FABRIC_VERIFY_ERROR(refused, code);
        QCOMPARE(refused.error().where, "database " + m_path);
        QFile file(QString::fromStdString(m_path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll() == content, "a file that is not ours was changed");
    }

    void foreignDatabase_isRefusedAndLeftAlone()
    {
        {
            auto other = Connection::open(m_path);
            FABRIC_VERIFY_RESULT(other);
            FABRIC_VERIFY_RESULT(other->execute("CREATE TABLE song (title TEXT)"));
        }
        const auto refused = openStore(m_path);
        FABRIC_VERIFY_ERROR(refused, ErrorCode::FailedPrecondition);
        QVERIFY(refused.error().message.find(m_path) != std::string::npos);
        auto other = Connection::open(m_path);
        FABRIC_VERIFY_RESULT(other);
        QCOMPARE(other->integer("SELECT count(*) FROM sqlite_master").value(), 1);
    }

    void folderThatDoesNotExist_isUnavailable()
    {
        const std::string path = m_path + ".d/fabric.db";
        const auto refused = openStore(path);
        FABRIC_VERIFY_ERROR(refused, ErrorCode::Unavailable);
        QVERIFY(refused.error().message.find(path) != std::string::npos);
    }

    void damagedSchemaPage_isDataLoss()
    {
        FABRIC_VERIFY_RESULT(openStore(m_path));
        overwrite(m_path, 100, QByteArray(1000, '\xee'));
        const auto refused = openStore(m_path);
        FABRIC_VERIFY_ERROR(refused, ErrorCode::DataLoss);
        QCOMPARE(refused.error().where, "database " + m_path);
    }

    void damagedGraph_isDataLoss_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("warning");
        QTest::newRow("another graph's content")
            << QByteArray("UPDATE graph SET body = (SELECT body FROM graph ORDER BY digest DESC LIMIT 1)")
            << QByteArray();
        QTest::newRow("cut") << QByteArray("UPDATE graph SET body = substr(body, 1, 40)")
                             << QByteArray("qUncompress.*");
        QTest::newRow("no length") << QByteArray("UPDATE graph SET body = x'01'") << QByteArray();
        QTest::newRow("huge length") << QByteArray(
            "UPDATE graph SET body = CAST(x'FFFFFFFF' || substr(body, 5) AS BLOB)")
                                     << QByteArray();
        // qCompress("[]") and its length
        QTest::newRow("not a graph") << QByteArray("UPDATE graph SET body = x'00000002789c8b8e0500011500b9'")
                                     << QByteArray();
    }

    void damagedGraph_isDataLoss()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, warning);
        const topology::Graph graphs[] = {test::sampleGraph("/a"), test::sampleGraph("/b")};
        {
            auto store = openStore(m_path);
            FABRIC_VERIFY_RESULT(store);
            for (const topology::Graph& graph : graphs)
                FABRIC_VERIFY_RESULT(test::await((*store)->write([&](store::Session& session) {
                    return test::addRevision(session, test::sampleRevision("hq", 1), graph);
                })));
        }
        {
            auto connection = Connection::open(m_path);
            FABRIC_VERIFY_RESULT(connection);
            FABRIC_VERIFY_RESULT(connection->executeOnce(sql.toStdString()));
        }
        if (!warning.isEmpty())
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QString::fromLatin1(warning)));
        auto store = openStore(m_path);
        FABRIC_VERIFY_RESULT(store);
        const Digest digest = std::min(graphs[0].digest(), graphs[1].digest());
        FABRIC_VERIFY_ERROR(
            test::await((*store)->read([&](store::Session& session) { return session.revisions().graph(digest); })),
            ErrorCode::DataLoss);
    }

    void damagedSource_isDataLoss_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("warning");
        QTest::newRow("another source's content")
            << QByteArray("UPDATE source SET body = (SELECT body FROM source ORDER BY digest DESC LIMIT 1)")
            << QByteArray();
        QTest::newRow("a topology") << QByteArray("UPDATE source SET body = (SELECT body FROM graph LIMIT 1)")
                                    << QByteArray();
        QTest::newRow("cut") << QByteArray("UPDATE source SET body = substr(body, 1, 40)")
                             << QByteArray("qUncompress.*");
    }

    void damagedSource_isDataLoss()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, warning);
        const provider::Source sources[] = {test::sampleSource("a"), test::sampleSource("b")};
        {
            auto store = openStore(m_path);
            FABRIC_VERIFY_RESULT(store);
            for (const provider::Source& source : sources)
                FABRIC_VERIFY_RESULT(test::await((*store)->write([&](store::Session& session) {
                    return test::addRevision(session, test::sampleRevision("hq", 1), test::sampleGraph("/a"), source);
                })));
        }
        {
            auto connection = Connection::open(m_path);
            FABRIC_VERIFY_RESULT(connection);
            FABRIC_VERIFY_RESULT(connection->executeOnce(sql.toStdString()));
        }
        if (!warning.isEmpty())
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QString::fromLatin1(warning)));
        auto store = openStore(m_path);
        FABRIC_VERIFY_RESULT(store);
        const Digest digest = std::min(sources[0].digest(), sources[1].digest());
        FABRIC_VERIFY_ERROR(
            test::await((*store)->read([&](store::Session& session) { return session.revisions().source(digest); })),
            ErrorCode::DataLoss);
    }

    void deepDocument_isReadBack()
    {
        provider::Source::Parts parts = test::sampleParts();
        Json* at = &parts.document;
        for (int i = 0; i < 250; ++i)
            at = &(*at)["x"];
        const provider::Source source = provider::Source::create(std::move(parts)).value();
        auto store = openStore(m_path);
        FABRIC_VERIFY_RESULT(store);
        FABRIC_VERIFY_RESULT(test::await((*store)->write([&](store::Session& session) {
            return test::addRevision(session, test::sampleRevision("hq", 1), test::sampleGraph("/a"), source);
        })));
        FABRIC_VERIFY_RESULT(test::await(
            (*store)->read([&](store::Session& session) { return session.revisions().source(source.digest()); })));
    }

    // --- the store

    void stateAndEpoch_outliveTheStore()
    {
        std::string epoch;
        for (int i = 1; i <= 2; ++i) {
            auto store = openStore(m_path);
            FABRIC_VERIFY_RESULT(store);
            const auto event = test::await((*store)->write([](store::Session& session) -> Result<events::Event> {
                return session.outbox().append({{1}, "test", "test:x"});
            }));
            FABRIC_VERIFY_RESULT(event);
            QCOMPARE(event->sequence, i);
            if (i == 1)
                epoch = event->epoch;
            QCOMPARE(event->epoch, epoch);
        }
        QVERIFY(QRegularExpression(QStringLiteral("^[0-9a-f]{12}$")).match(QString::fromStdString(epoch)).hasMatch());
    }

    void outboxGoesOn_afterItsRowsArePruned()
    {
        const auto append = [](store::Session& session) { return session.outbox().append({{1}, "test", "test:x"}); };
        {
            auto store = openStore(m_path);
            FABRIC_VERIFY_RESULT(store);
            FABRIC_VERIFY_RESULT(test::await((*store)->write(append)));
        }
        {
            auto connection = Connection::open(m_path);
            FABRIC_VERIFY_RESULT(connection);
            FABRIC_VERIFY_RESULT(connection->execute("DELETE FROM outbox"));
        }
        auto store = openStore(m_path);
        FABRIC_VERIFY_RESULT(store);
        QCOMPARE(test::await((*store)->write(append)).value().sequence, 2);
    }

    void fullQueue_refusesTheNewestAtOnce()
    {
        auto store = openStore(m_path, {.queueCapacity = 2, .maxGroup = 8});
        FABRIC_VERIFY_RESULT(store);
        std::promise<void> begun;
        std::promise<void> gate;
        const auto holding = (*store)->read([&](store::Session&) -> Result<> {
            begun.set_value();
            gate.get_future().wait();
            return {};
        });
        begun.get_future().wait();
        const auto leaveTrace = [](store::Session& session) { return test::leaveTrace(session, "x"); };
        const auto first = (*store)->write(leaveTrace);
        const auto second = (*store)->write(leaveTrace);
        const auto third = (*store)->write(leaveTrace);
        QVERIFY(third.isFinished());
        FABRIC_VERIFY_ERROR(third.result(), ErrorCode::ResourceExhausted);
        QVERIFY(!first.isFinished());
        gate.set_value();
        FABRIC_VERIFY_RESULT(test::await(holding));
        FABRIC_VERIFY_RESULT(test::await(first));
        FABRIC_VERIFY_RESULT(test::await(second));
    }

    void destructor_finishesWhatIsQueued()
    {
        std::vector<QFuture<Result<>>> futures;
        {
            auto store = openStore(m_path);
            FABRIC_VERIFY_RESULT(store);
            for (int i = 0; i < 50; ++i)
                futures.push_back((*store)->write(
                    [i](store::Session& session) { return test::leaveTrace(session, std::to_string(i)); }));
        }
        for (const QFuture<Result<>>& future : futures) {
            QVERIFY(future.isFinished());
            FABRIC_VERIFY_RESULT(future.result());
        }
    }

    void waitingWrites_shareOneCommit()
    {
        auto store = openStore(m_path);
        FABRIC_VERIFY_RESULT(store);
        std::vector<std::size_t> commits;
        (*store)->setCommitListener(
            [&](const std::vector<events::Event>& events) { commits.push_back(events.size()); });
        std::promise<void> held;
        std::promise<void> gate;
        const auto holding = (*store)->read([&](store::Session&) -> Result<> {
            held.set_value();
            gate.get_future().wait();
            return {};
        });
        held.get_future().wait(); // else the first writes may be taken together with the read, and the rest later
        std::vector<QFuture<Result<>>> futures(10);
        for (QFuture<Result<>>& future : futures)
            future = (*store)->write([](store::Session& session) { return test::leaveTrace(session, "x"); });
        gate.set_value();
        for (const QFuture<Result<>>& future : futures)
            FABRIC_VERIFY_RESULT(test::await(future));
        FABRIC_VERIFY_RESULT(test::await(holding));
        store->reset();
        QCOMPARE(commits, std::vector<std::size_t>{10});
    }

    void lostTransaction_failsItsUnitsAndNoOther()
    {
        auto store = openStore(m_path);
        FABRIC_VERIFY_RESULT(store);
        const auto traced
            = [](const char* tag) { return [tag](store::Session& session) { return test::leaveTrace(session, tag); }; };
        FABRIC_VERIFY_RESULT(test::await((*store)->write(traced("before"))));
        const topology::Graph bulky = bulkyGraph(3'000'000);
        std::promise<void> gate;
        const auto holding = (*store)->read([&](store::Session&) -> Result<> {
            gate.get_future().wait();
            return {};
        });
        const auto neighbour = (*store)->write(traced("neighbour"));
        const auto large = (*store)->write(
            [&](store::Session& session) { return test::addRevision(session, test::sampleRevision("hq", 1), bulky); });
        const auto later = (*store)->write(traced("later"));
        {
            const FileSizeLimit limit(1'000'000);
            gate.set_value();
            QVERIFY(!test::await(large));
            (void)test::await(later);
        }
        FABRIC_VERIFY_RESULT(test::await(holding));
        FABRIC_VERIFY_ERROR(test::await(neighbour), ErrorCode::Unavailable); // SQLite gave up the whole transaction
        // Who was told "stored" is stored, who was told of an error is not.
        std::vector<std::string> expected{"before"};
        if (test::await(later))
            expected.emplace_back("later");
        FABRIC_VERIFY_RESULT(test::await((*store)->write(traced("after"))));
        expected.emplace_back("after");
        const auto chain
            = test::await((*store)->read([](store::Session& session) { return session.audit().list(0, 100); }));
        FABRIC_VERIFY_RESULT(chain);
        FABRIC_VERIFY_RESULT(audit::verifyChain(*chain));
        std::vector<std::string> stored;
        for (const audit::Record& record : *chain)
            stored.push_back(record.what.details["tag"].get<std::string>());
        QCOMPARE(stored, expected);
    }

    void openStore_choosesTheBackendByUrl()
    {
        const SystemClock clock;
        SystemRandom random;
        const auto folder = DataFolder::open(m_path);
        FABRIC_VERIFY_RESULT(folder);
        FABRIC_VERIFY_RESULT(storage::openStore("sqlite", *folder, clock, random));
        QVERIFY(QFile::exists(QString::fromStdString(folder->file("fabric.db"))));
        FABRIC_VERIFY_ERROR(storage::openStore("postgresql://u@h/db", *folder, clock, random),
                            ErrorCode::Unimplemented);
        const auto unknown = storage::openStore("mysql", *folder, clock, random);
        FABRIC_VERIFY_ERROR(unknown, ErrorCode::InvalidArgument);
        QCOMPARE(unknown.error().where, std::string("storage.url"));
    }

private:
    std::optional<QTemporaryDir> m_dir;
    std::string m_path;
};

QTEST_GUILESS_MAIN(TestSqliteStore)
#include "tst_sqlite_store.moc"
