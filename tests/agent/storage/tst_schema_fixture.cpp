// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/connection.h"
#include "agent/storage/sqlite/migrations.h"
#include "agent/storage/sqlite/sqlite_store.h"
#include "tests/agent/storage/child_test.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/source_parts.h"
#include "tests/support/verify_result.h"

#include <QFile>
#include <QLoggingCategory>
#include <QTemporaryDir>

using namespace fabric;
using namespace storage;

namespace {

Result<std::unique_ptr<SqliteStore>> openStore(const std::string& path)
{
    const test::FakeClock clock;
    test::FakeRandom random(7);
    return SqliteStore::open(path, clock, random);
}

/// A change of one runtime in a group: finished with its evidence, and a second one that runs.
Result<> fillRollouts(store::Session& session)
{
    const store::PlanRecord plan{sha256("plan"),         RuntimeId("hq"),       {6000}, "apikey:0a1b2c3d", "because",
                                 Json{{"plan", "body"}}, Json{{"title", "one"}}};
    FABRIC_CHECK(session.plans().add(plan));
    FABRIC_CHECK(session.rolloutGroups().add({"group-1", 1, "running", false, {6000}, {6001}, {{"format", 1}}}));
    FABRIC_CHECK(session.rolloutGroups().append({"group-1", 0, {6001}, "agent", "requested", "running"}));
    store::RolloutRecord rollout{.id = RolloutId("rollout-1"),
                                 .runtime = plan.runtime,
                                 .plan = plan.id,
                                 .group = "group-1",
                                 .state = "requested",
                                 .createdAt = {6000},
                                 .changedAt = {6001},
                                 .body = {{"format", 1}}};
    FABRIC_CHECK(session.rollouts().add(rollout));
    FABRIC_CHECK(session.rollouts().append({rollout.id, 0, {6001}, "agent", "requested", "requested"}));
    rollout.version = 2;
    rollout.state = "succeeded";
    rollout.isFinished = true;
    FABRIC_CHECK(session.rollouts().put(rollout));
    FABRIC_CHECK(session.rollouts().append({rollout.id, 0, {6002}, "agent", "answered", "succeeded"}));
    rollout.id = RolloutId("rollout-2");
    rollout.version = 1;
    rollout.state = "writing";
    rollout.isFinished = false;
    FABRIC_CHECK(session.rollouts().add(rollout));
    FABRIC_CHECK(session.idempotency().add(
        {"apikey:0a1b2c3d", "beginRollout", "key-1", sha256("request"), 202, "{}", {7000}}, {6000}));
    return test::leaveTrace(session, "rollouts");
}

/// One row at least in every table. The fixtures hold what this wrote when they were made; never change what is
/// expected of an old fixture.
Result<> fill(store::Session& session)
{
    for (int i = 1; i <= 3; ++i) {
        store::RevisionRecord revision = test::sampleRevision("hq", 1000 * i);
        if (i > 1)
            revision.parent = i - 1;
        FABRIC_CHECK(test::addRevision(session, revision, test::sampleGraph(i == 2 ? "/two" : "/one"),
                                       i == 1 ? provider::Source() : test::sampleSource()));
        FABRIC_CHECK(session.revisions().observe(RuntimeId("hq"), i, provider::AccessMode::Gateway, {1000 * i}));
    }
    store::RuntimeRecord runtime = test::sampleRuntime("hq");
    runtime.currentRevision = 3;
    FABRIC_CHECK(session.runtimes().put(runtime));
    FABRIC_CHECK(fillRollouts(session));
    FABRIC_CHECK(session.apiKeys().add(test::sampleKey("0a1b2c3d", 4000)));
    FABRIC_CHECK(session.apiKeys().revoke("0a1b2c3d", {5000}));
    return session.apiKeys().add(test::sampleKey("ffffffff", 4500));
}

/// Makes the database of a new fixture (docs/storage.md says how).
int writeDatabase(const QStringList& arguments)
{
    auto store = openStore(arguments.at(0).toStdString());
    return store && test::await((*store)->write(&fill)) ? 0 : 1;
}

/// As `sqlite3 PATH < FIXTURE` would.
void load(const QString& fixture, const std::string& path)
{
    QFile file(fixture);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(fixture));
    const auto statements = splitStatements(file.readAll().toStdString());
    FABRIC_VERIFY_RESULT(statements);
    auto connection = Connection::open(path);
    FABRIC_VERIFY_RESULT(connection);
    for (const std::string& statement : *statements)
        FABRIC_VERIFY_RESULT(connection->executeOnce(statement));
}

QStringList schemaOf(const std::string& path)
{
    QStringList lines;
    auto connection = Connection::open(path);
    auto rows
        = connection->query("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name");
    while (rows && rows->next().value_or(false)) {
        for (int column = 0; column < 4; ++column)
            lines.append(QString::fromStdString(rows->text(column)));
    }
    return lines;
}

} // namespace

class TestSchemaFixture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLoggingCategory::setFilterRules(QStringLiteral("fabric.storage.info=false"));
        QVERIFY(m_dir.isValid());
        m_path = m_dir.filePath(QStringLiteral("fabric.db")).toStdString();
        load(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/schema/0001_initial.sql"), m_path);
        m_second = m_dir.filePath(QStringLiteral("second.db")).toStdString();
        load(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/schema/0002_source.sql"), m_second);
        m_fifth = m_dir.filePath(QStringLiteral("fifth.db")).toStdString();
        load(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/schema/0005_rollout_group.sql"), m_fifth);
    }

    void version1_isMigratedAndKeepsItsRows()
    {
        auto opened = openStore(m_path);
        FABRIC_VERIFY_RESULT(opened);
        store::Store& store = **opened;
        const auto runtimes = test::await(store.read([](store::Session& s) { return s.runtimes().list(); }));
        FABRIC_VERIFY_RESULT(runtimes);
        QCOMPARE(runtimes->size(), std::size_t{1});
        provider::RuntimeStatus status = test::sampleRuntime("hq").status;
        status.configRealPath.clear(); // younger than these rows
        QVERIFY(runtimes->front().status == status);
        QCOMPARE(runtimes->front().currentRevision.value(), RevisionNumber{3});

        const auto revisions = test::await(store.read([](store::Session& s) { return s.revisions().list({}); }));
        FABRIC_VERIFY_RESULT(revisions);
        QCOMPARE(revisions->size(), std::size_t{3});
        QCOMPARE(revisions->front().parent.value(), RevisionNumber{2});
        for (const store::RevisionRecord& revision : *revisions) {
            const auto graph
                = test::await(store.read([&](store::Session& s) { return s.revisions().graph(revision.digest); }));
            FABRIC_VERIFY_RESULT(graph);
            QVERIFY(*graph == test::sampleGraph(revision.number == 2 ? "/two" : "/one"));
            QVERIFY2(revision.sourceDigest.isNull(), "sources are younger than these rows");
        }
        const auto looks
            = test::await(store.read([](store::Session& s) { return s.revisions().observations(RuntimeId("hq"), 9); }));
        QVERIFY(looks && looks->size() == 3 && looks->front().lastAt.count == 3000);
    }

    void version1_keepsChainOutboxAndKeys()
    {
        auto opened = openStore(m_path);
        FABRIC_VERIFY_RESULT(opened);
        store::Store& store = **opened;
        const auto chain = test::await(store.read([](store::Session& s) { return s.audit().list(0, 10); }));
        FABRIC_VERIFY_RESULT(chain);
        QCOMPARE(chain->size(), std::size_t{3});
        FABRIC_VERIFY_RESULT(audit::verifyChain(*chain));
        const auto extent = test::await(store.read([](store::Session& s) { return s.outbox().extent(); }));
        FABRIC_VERIFY_RESULT(extent);
        QCOMPARE(extent->last, 3);
        QCOMPARE(extent->epoch, std::string("d70d3259e4e1"));
        const auto keys = test::await(store.read([](store::Session& s) { return s.apiKeys().list(); }));
        FABRIC_VERIFY_RESULT(keys);
        QCOMPARE(keys->size(), std::size_t{2});
        QVERIFY(keys->at(0).hash == sha256("0a1b2c3d") && keys->at(0).revokedAt.value().count == 5000);
        const auto next = test::await(store.write([](store::Session& s) -> Result<RevisionNumber> {
            FABRIC_TRY(const auto added, test::addRevision(s, test::sampleRevision("hq", 9), test::sampleGraph("/9")));
            return added.number;
        }));
        QCOMPARE(next.value(), RevisionNumber{4});
    }

    void version1_takesRevisionsWithASource()
    {
        auto opened = openStore(m_path);
        FABRIC_VERIFY_RESULT(opened);
        store::Store& store = **opened;
        FABRIC_VERIFY_RESULT(test::await(store.write([](store::Session& s) {
            return test::addRevision(s, test::sampleRevision("hq", 9), test::sampleGraph("/one"), test::sampleSource());
        })));
        FABRIC_VERIFY_RESULT(test::await(
            store.read([](store::Session& s) { return s.revisions().source(test::sampleSource().digest()); })));
    }

    void version2_keepsSources()
    {
        auto opened = openStore(m_second);
        FABRIC_VERIFY_RESULT(opened);
        store::Store& store = **opened;
        const auto revisions = test::await(store.read([](store::Session& s) { return s.revisions().list({}); }));
        FABRIC_VERIFY_RESULT(revisions);
        QCOMPARE(revisions->size(), std::size_t{3});
        QVERIFY(revisions->back().sourceDigest.isNull());
        for (int i = 0; i < 2; ++i)
            QVERIFY(revisions->at(static_cast<std::size_t>(i)).sourceDigest == test::sampleSource().digest());
        const auto source = test::await(
            store.read([](store::Session& s) { return s.revisions().source(test::sampleSource().digest()); }));
        FABRIC_VERIFY_RESULT(source);
        QVERIFY(toJson(*source) == toJson(test::sampleSource()));
    }

    void version5_keepsPlansRolloutsAndTheirEvidence()
    {
        auto opened = openStore(m_fifth);
        FABRIC_VERIFY_RESULT(opened);
        store::Store& store = **opened;
        const auto plan = test::await(
            store.read([](store::Session& s) { return s.plans().find(RuntimeId("hq"), sha256("plan")); }));
        QVERIFY(plan && *plan);
        QCOMPARE((*plan)->createdAt.count, 6000);
        QCOMPARE((*plan)->author, std::string("apikey:0a1b2c3d"));
        QCOMPARE((*plan)->reason, std::string("because"));
        QVERIFY((*plan)->body == Json({{"plan", "body"}}) && (*plan)->summary == Json({{"title", "one"}}));
        const auto rollouts = test::await(store.read([](store::Session& s) { return s.rollouts().list({}); }));
        FABRIC_VERIFY_RESULT(rollouts);
        QCOMPARE(rollouts->size(), std::size_t{2});
        const store::RolloutRecord& running = rollouts->at(0);
        const store::RolloutRecord& ended = rollouts->at(1);
        QCOMPARE(ended.id.value(), std::string("rollout-1"));
        QCOMPARE(ended.version, 2);
        QCOMPARE(ended.state, std::string("succeeded"));
        QVERIFY(ended.isFinished && !running.isFinished);
        for (const store::RolloutRecord& one : *rollouts) {
            QVERIFY(one.plan == sha256("plan") && one.runtime == RuntimeId("hq") && one.group == "group-1");
            QVERIFY(one.createdAt.count == 6000 && one.changedAt.count == 6001 && one.body == Json({{"format", 1}}));
        }
        const auto steps
            = test::await(store.read([&](store::Session& s) { return s.rollouts().evidence(ended.id, 0, 9); }));
        QVERIFY(steps && steps->size() == 2 && steps->back().step == "answered");
        const auto groups
            = test::await(store.read([](store::Session& s) { return s.rolloutGroups().evidence("group-1", 0, 9); }));
        QVERIFY(groups && groups->size() == 1);
    }

    void version5_givesEachRuntimeThePlanAndStillOneWriter()
    {
        auto opened = openStore(m_fifth);
        FABRIC_VERIFY_RESULT(opened);
        store::Store& store = **opened;
        const auto begin = [&](const char* id, const char* runtime) {
            return test::await(store.write([&](store::Session& s) -> Result<> {
                store::RolloutRecord record;
                record.id = RolloutId(id);
                record.runtime = RuntimeId(runtime);
                record.plan = sha256("plan");
                record.state = "requested";
                FABRIC_CHECK(s.rollouts().add(record));
                return test::leaveTrace(s, id);
            }));
        };
        FABRIC_VERIFY_ERROR(begin("rollout-3", "lab"), ErrorCode::FailedPrecondition); // it has no such plan
        FABRIC_VERIFY_ERROR(begin("rollout-3", "hq"), ErrorCode::Conflict); // one runs
        FABRIC_VERIFY_RESULT(test::await(store.write([](store::Session& s) -> Result<> {
            FABRIC_CHECK(s.plans().add({sha256("plan"), RuntimeId("lab"), {7000}, "apikey:0a1b2c3d", ""}));
            return test::leaveTrace(s, "plan");
        })));
        FABRIC_VERIFY_RESULT(begin("rollout-3", "lab"));
    }

    void freshInstall_equalsTheMigratedOne()
    {
        FABRIC_VERIFY_RESULT(openStore(m_path));
        const std::string fresh = m_dir.filePath(QStringLiteral("fresh.db")).toStdString();
        FABRIC_VERIFY_RESULT(openStore(fresh));
        const QStringList schema = schemaOf(fresh);
        QVERIFY(schema.contains(QStringLiteral("api_key")));
        QCOMPARE(schemaOf(m_path), schema);
        FABRIC_VERIFY_RESULT(openStore(m_second));
        QCOMPARE(schemaOf(m_second), schema);
        FABRIC_VERIFY_RESULT(openStore(m_fifth));
        QCOMPARE(schemaOf(m_fifth), schema);
    }

private:
    QTemporaryDir m_dir;
    std::string m_path; ///< migrated from version 1
    std::string m_second; ///< from version 2
    std::string m_fifth; ///< from version 5
};

int main(int argc, char** argv)
{
    return test::runTestOrChild<TestSchemaFixture>(argc, argv, &writeDatabase);
}
#include "tst_schema_fixture.moc"
