// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/sqlite_store.h"
#include "tests/agent/storage/child_test.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/fake_random.h"
#include "tests/support/verify_result.h"

#include <QLoggingCategory>
#include <QTemporaryDir>

#include <csignal>
#include <map>
#include <set>
#include <thread>

#include <unistd.h>

using namespace fabric;
using storage::SqliteStore;

namespace {

constexpr int kRounds = 20;
constexpr int kThreads = 3;

Result<std::unique_ptr<SqliteStore>> openStore(const std::string& path)
{
    const SystemClock clock;
    SystemRandom random;
    return SqliteStore::open(path, clock, random);
}

/// One unit: a revision whose reason is @p tag, an observation, an audit record and an event that name it.
Result<RevisionNumber> workUnit(store::Session& session, const std::string& tag)
{
    store::RevisionRecord record = test::sampleRevision("hq", 1);
    record.reason = tag;
    FABRIC_TRY(const auto added, session.revisions().add(record, test::sampleGraph("/w/" + tag)));
    FABRIC_CHECK(session.revisions().observe(RuntimeId("hq"), added.number, provider::AccessMode::Gateway, {1}));
    FABRIC_CHECK(test::leaveTrace(session, tag));
    return added.number;
}

/// Writes until it is killed; every acknowledged unit is one line "tag number" on stdout.
int writeForever(const QStringList& arguments)
{
    QLoggingCategory::setFilterRules(QStringLiteral("fabric.storage.info=false"));
    auto store = openStore(arguments.at(0).toStdString());
    if (!store)
        return 3;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; true; ++i) {
                const std::string tag
                    = arguments.at(1).toStdString() + "." + std::to_string(t) + "." + std::to_string(i);
                const auto done
                    = test::await((*store)->write([tag](store::Session& session) { return workUnit(session, tag); }));
                if (!done)
                    ::_exit(4);
                const std::string line = tag + " " + std::to_string(*done) + "\n"; // shorter than PIPE_BUF: whole
                if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
                    ::_exit(5);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    return 0;
}

/// All that is stored, read through the store.
struct Stored
{
    std::map<std::string, RevisionNumber> revisions; ///< number by tag
    std::vector<audit::Record> audit;
    std::vector<events::Event> events;
};

Result<Stored> readAll(store::Session& session)
{
    Stored all;
    for (store::RevisionQuery query{.limit = 500}; true;) {
        FABRIC_TRY(const auto page, session.revisions().list(query));
        for (const auto& record : page) {
            all.revisions.emplace(record.reason, record.number);
            query.before = record.number;
        }
        if (page.empty())
            break;
    }
    for (std::int64_t after = 0; true; after = all.audit.back().sequence) {
        FABRIC_TRY(const auto page, session.audit().list(after, 10'000));
        if (page.empty())
            break;
        all.audit.insert(all.audit.end(), page.begin(), page.end());
    }
    for (store::EventQuery query{.limit = 1000}; true; query.after = all.events.back().sequence) {
        FABRIC_TRY(const auto page, session.outbox().list(query));
        if (page.empty())
            break;
        all.events.insert(all.events.end(), page.begin(), page.end());
    }
    for (std::int64_t number = 1; number <= std::ssize(all.revisions); ++number) {
        FABRIC_TRY(const auto record, session.revisions().find(number));
        if (!record)
            return fail(ErrorCode::DataLoss, "a revision is missing");
        FABRIC_CHECK(session.revisions().graph(record->digest));
    }
    return all;
}

std::set<std::string> tagsOf(const Stored& all, bool fromAudit)
{
    std::set<std::string> tags;
    if (fromAudit) {
        for (const audit::Record& record : all.audit)
            tags.insert(record.what.details["tag"].get<std::string>());
    } else {
        for (const events::Event& event : all.events)
            tags.insert(event.what.data["tag"].get<std::string>());
    }
    return tags;
}

} // namespace

class TestStorageCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedWriterLosesNothingAcknowledged_andLeavesNoPart()
    {
        const std::uint64_t seed = test::testSeed(static_cast<std::uint64_t>(SystemClock().now().count));
        qInfo("seed %llu (FABRIC_SEED repeats the moments)", static_cast<unsigned long long>(seed));
        test::FakeRandom random(seed);
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("fabric.db"));
        std::map<std::string, RevisionNumber> acknowledged;
        for (int round = 0; round < kRounds; ++round) {
            killOneWriter(path, round, random, acknowledged);
            verify(path.toStdString(), acknowledged);
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(acknowledged.size() > kRounds, "the writers were killed before they did anything");
    }

private:
    /// Every fourth dies at any moment after its start (so also while it opens), the others while they write.
    static void killOneWriter(const QString& path, int round, test::FakeRandom& random,
                              std::map<std::string, RevisionNumber>& acknowledged)
    {
        const auto child = test::startChild({path, QString::number(round)});
        if (round % 4 != 3)
            QVERIFY(child->waitForReadyRead());
        QTest::qSleep(static_cast<int>(random.below(60)) + 1);
        ::kill(static_cast<pid_t>(child->processId()), SIGKILL);
        QVERIFY(child->waitForFinished());
        QCOMPARE(child->exitStatus(), QProcess::CrashExit);
        for (const QByteArray& line : child->readAllStandardOutput().split('\n')) {
            const QList<QByteArray> words = line.split(' ');
            if (words.size() == 2)
                acknowledged.emplace(words[0].toStdString(), words[1].toLongLong());
        }
    }

    static void verify(const std::string& path, const std::map<std::string, RevisionNumber>& acknowledged)
    {
        auto store = openStore(path);
        FABRIC_VERIFY_RESULT(store);
        const auto all = test::await((*store)->read(&readAll));
        FABRIC_VERIFY_RESULT(all);
        for (const auto& [tag, number] : acknowledged) {
            const auto at = all->revisions.find(tag);
            QVERIFY2(at != all->revisions.end() && at->second == number, ("lost: " + tag).c_str());
        }
        std::set<std::string> stored;
        for (const auto& [tag, number] : all->revisions)
            stored.insert(tag);
        QVERIFY2(tagsOf(*all, true) == stored, "a unit is in part in the audit");
        QVERIFY2(tagsOf(*all, false) == stored, "a unit is in part in the outbox");
        QCOMPARE(all->audit.size(), stored.size());
        QCOMPARE(all->events.size(), stored.size());
        FABRIC_VERIFY_RESULT(audit::verifyChain(all->audit));
        for (std::size_t i = 0; i < all->events.size(); ++i)
            QCOMPARE(all->events[i].sequence, static_cast<std::int64_t>(i) + 1);
    }
};

int main(int argc, char** argv)
{
    return test::runTestOrChild<TestStorageCrash>(argc, argv, &writeForever);
}
#include "tst_storage_crash.moc"
