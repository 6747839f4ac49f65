// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/runtimes/runtime_service.h"
#include "core/rollout/group.h"
#include "tests/support/fake_clock.h"
#include "tests/support/graph_parts.h"
#include "tests/support/memory_store.h"
#include "tests/support/no_configuration.h"
#include "tests/support/verify_result.h"

#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::runtimes;

namespace {

/// Writes down what happens to its connections, as "start hq ws://a"; they do nothing by themselves.
class LoggingProvider final : public provider::Provider
{
public:
    struct Connection final : provider::RuntimeConnection
    {
        Connection(LoggingProvider& of, provider::RuntimeConfig with)
            : owner(of)
            , config(std::move(with))
        {
        }
        void start() override { note("start"); }
        void stop() override { note("stop"); }
        void refresh() override { }
        void note(const char* what) const
        {
            owner.log.append(QByteArray(what) + " " + config.id.value().c_str() + " " + config.url.c_str());
            if (owner.onNote)
                owner.onNote();
        }
        LoggingProvider& owner;
        provider::RuntimeConfig config;
    };

    std::string id() const override { return "logging"; }
    std::string displayName() const override { return "Logging"; }
    std::vector<std::string> supportedVersions() const override { return {"1"}; }
    Result<std::unique_ptr<provider::RuntimeConnection>> open(const provider::RuntimeConfig& config,
                                                              provider::RuntimeSink&) override
    {
        if (config.url == refusedUrl)
            return fail(ErrorCode::InvalidArgument, "this is no URL", "url");
        hadLastGraph = config.lastGraph.has_value();
        return std::make_unique<Connection>(*this, config);
    }
    Result<std::unique_ptr<provider::RuntimeWriter>> openWriter(const provider::RuntimeConfig&) override
    {
        return fail(ErrorCode::Unimplemented, "these runtimes are only read");
    }
    const provider::Configuration& configuration() const override { return m_configuration; }

    QList<QByteArray> log;
    std::function<void()> onNote;
    std::string refusedUrl = "nowhere";
    bool hadLastGraph = false; ///< in the newest open()

private:
    test::NoConfiguration m_configuration;
};

provider::RuntimeSettings settingsOf(const char* id, const char* url = "ws://api")
{
    provider::RuntimeSettings settings;
    settings.id = RuntimeId(id);
    settings.provider = "logging";
    settings.url = url;
    return settings;
}

provider::RuntimeConfig configOf(const char* id, const char* url = "ws://file")
{
    provider::RuntimeConfig config;
    config.id = RuntimeId(id);
    config.provider = "logging";
    config.url = url;
    return config;
}

provider::Observation observationOf(const char* agent)
{
    provider::Observation observation;
    observation.at = {1'795'683'480'000};
    observation.mode = provider::AccessMode::Gateway;
    observation.graph = test::graphOf({test::node(topology::NodeKind::Agent, agent)});
    observation.providerVersion = "1";
    return observation;
}

} // namespace

class TestRuntimeSet : public QObject
{
    Q_OBJECT

    test::FakeClock m_clock;
    LoggingProvider m_provider;
    std::unique_ptr<test::MemoryStore> m_store;
    const RuntimeId m_hq{"hq"};

    std::unique_ptr<RuntimeService> started(std::vector<provider::RuntimeConfig> configs)
    {
        auto service = std::make_unique<RuntimeService>(*m_store, m_clock);
        service->addProvider(m_provider);
        service->setFile("/etc/fabric.toml");
        QSignalSpy spy(service.get(), &RuntimeService::started);
        service->start(std::move(configs));
        if (!spy.wait(5000))
            qFatal("the service did not start");
        return service;
    }

    static Result<RuntimeRegistry::Added> add(RuntimeService& service, const provider::RuntimeSettings& settings)
    {
        std::optional<Result<RuntimeRegistry::Added>> answer;
        service.add(settings, "apikey:1a2b3c4d", [&](const auto& outcome) { answer = outcome; });
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : fail(ErrorCode::Internal, "no answer");
    }
    static Result<RuntimeView> remove(RuntimeService& service, const char* id)
    {
        std::optional<Result<RuntimeView>> answer;
        service.remove(RuntimeId(id), "cli:ada", [&](const auto& outcome) { answer = outcome; });
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : fail(ErrorCode::Internal, "no answer");
    }
    static Result<RuntimeService::Reloaded>
    reload(RuntimeService& service, std::vector<provider::RuntimeConfig> configs, std::vector<RuntimeId> changed = {})
    {
        std::optional<Result<RuntimeService::Reloaded>> answer;
        service.reload(std::move(configs), std::move(changed), [&](const auto& outcome) { answer = outcome; });
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : fail(ErrorCode::Internal, "no answer");
    }

    template <class F>
    auto inStore(F work)
    {
        return m_store->read(std::move(work)).result().value();
    }
    QByteArray storedIds()
    {
        QByteArray ids;
        for (const auto& record : inStore([](store::Session& s) { return s.runtimes().list(); }))
            ids += QByteArray::fromStdString(record.id.value()) + " ";
        return ids.trimmed();
    }
    audit::Record lastAudit()
    {
        return *inStore([](store::Session& s) { return s.audit().last(); });
    }
    QByteArray lastEvent()
    {
        const auto events = inStore([](store::Session& s) { return s.outbox().list({}); });
        return QByteArray::fromStdString(events.back().what.type + " " + events.back().what.subject);
    }

    /// A rollout of hq that is not finished; @p isFinished: ends it.
    void putRollout(bool isFinished)
    {
        const Digest plan = sha256("plan");
        auto stored = m_store->write([&](store::Session& session) -> Result<bool> {
            store::RolloutRecord rollout;
            rollout.id = RolloutId("R1");
            rollout.version = isFinished ? 2 : 1;
            rollout.runtime = m_hq;
            rollout.plan = plan;
            rollout.state = isFinished ? "succeeded" : "soaking";
            rollout.isFinished = isFinished;
            store::PlanRecord record;
            record.id = plan;
            record.runtime = m_hq;
            record.author = "somebody";
            FABRIC_CHECK(session.plans().add(record));
            FABRIC_CHECK(isFinished ? session.rollouts().put(rollout) : session.rollouts().add(rollout));
            FABRIC_CHECK(session.audit().append({m_clock.now(), "agent", "test", "runtime:hq"}));
            FABRIC_CHECK(session.outbox().append({m_clock.now(), "test", "runtime:hq"}));
            return true;
        });
        QVERIFY2(stored.result(), stored.result() ? "" : stored.result().error().message.c_str());
    }

    /// A group of hq and lab that is not finished and has begun neither.
    void putGroup()
    {
        rollout::Group group;
        group.id = rollout::GroupId("G1");
        for (const char* runtime : {"hq", "lab"}) {
            rollout::GroupMember member;
            member.runtime = RuntimeId(runtime);
            member.plan = sha256("plan");
            member.rollout = RolloutId(std::string("R-") + runtime);
            member.wave = static_cast<int>(group.members.size());
            group.members.push_back(std::move(member));
        }
        auto stored = m_store->write([&](store::Session& session) -> Result<bool> {
            FABRIC_CHECK(session.rolloutGroups().add(rollout::rowOf(group, 1, m_clock.now())));
            FABRIC_CHECK(session.audit().append({m_clock.now(), "agent", "test", "rollout-group:G1"}));
            FABRIC_CHECK(session.outbox().append({m_clock.now(), "test", "rollout-group:G1"}));
            return true;
        });
        QVERIFY2(stored.result(), stored.result() ? "" : stored.result().error().message.c_str());
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::MemoryStore>();
        m_provider.log.clear();
        m_provider.onNote = {};
        m_provider.refusedUrl = "nowhere";
    }

    void added_isDurableServedAndStarted()
    {
        auto service = started({configOf("file")});
        const auto added = add(*service, settingsOf("hq"));
        QVERIFY(added && added->isNew);
        QCOMPARE(added->view.record.status.health, provider::HealthState::Connecting);
        QVERIFY(service->find(m_hq));
        QCOMPARE(storedIds(), QByteArray("file hq"));
        QCOMPARE(m_provider.log.back(), QByteArray("start hq ws://api"));
        QCOMPARE(lastAudit().what.actor, std::string("apikey:1a2b3c4d"));
        QCOMPARE(lastEvent(), QByteArray("runtime.added runtime:hq"));
        service->onObservation(m_hq, observationOf("main"));
        QTRY_VERIFY(service->find(m_hq)->revision);
    }

    void added_survivesARestart()
    {
        const auto settings = settingsOf("hq");
        {
            auto service = started({});
            QVERIFY(add(*service, settings));
        }
        m_provider.log.clear();
        auto service = started({});
        QVERIFY(service->find(m_hq)->record.settings == settings);
        QCOMPARE(m_provider.log, (QList<QByteArray>{"start hq ws://api"}));
        const auto again = add(*service, settings);
        QVERIFY(again && !again->isNew);
    }

    void theSameAgain_changesNothing()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("hq")));
        const auto before = lastAudit().sequence;
        const auto log = m_provider.log;
        const auto again = add(*service, settingsOf("hq"));
        QVERIFY(again && !again->isNew);
        QCOMPARE(lastAudit().sequence, before);
        QCOMPARE(m_provider.log, log);
    }

    void otherSettings_areAConflict()
    {
        auto service = started({configOf("file")});
        QVERIFY(add(*service, settingsOf("hq")));
        const auto other = add(*service, settingsOf("hq", "ws://other"));
        QCOMPARE(other.error().code, ErrorCode::Conflict);
        QCOMPARE(other.error().where, std::string("/id"));
        QVERIFY(service->find(m_hq)->record.settings->url == "ws://api");
        const auto fromFile = add(*service, settingsOf("file"));
        QCOMPARE(fromFile.error().code, ErrorCode::Conflict);
        QVERIFY2(fromFile.error().message.find("/etc/fabric.toml") != std::string::npos, "it names the file");
    }

    void refusedSettings_changeNothing()
    {
        auto service = started({});
        const auto refused = add(*service, settingsOf("hq", "nowhere"));
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().where, std::string("/url"));
        auto unknown = settingsOf("hq");
        unknown.provider = "nothing";
        QCOMPARE(add(*service, unknown).error().where, std::string("/provider"));
        QCOMPARE(storedIds(), QByteArray());
        QVERIFY(m_provider.log.isEmpty());
    }

    void aFullStore_addsAndRemovesNothing()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("lab")));
        m_provider.log.clear();
        m_store->failWith(Error{ErrorCode::ResourceExhausted, "the disk is full", {}});
        QCOMPARE(add(*service, settingsOf("hq")).error().code, ErrorCode::ResourceExhausted);
        QCOMPARE(remove(*service, "lab").error().code, ErrorCode::ResourceExhausted);
        QVERIFY(m_provider.log.isEmpty());
        QVERIFY(!service->find(m_hq) && service->find(RuntimeId("lab")));
        m_store->failWith(std::nullopt);
        service->onObservation(RuntimeId("lab"), observationOf("main"));
        QTRY_VERIFY2(service->find(RuntimeId("lab"))->revision, "it is written again");
    }

    void removed_isDurableBeforeTheConnectionCloses()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("hq")));
        service->onObservation(m_hq, observationOf("main"));
        QTRY_VERIFY(service->find(m_hq)->revision);
        QByteArray storedAtStop = "not stopped";
        m_provider.onNote = [&] { storedAtStop = storedIds(); };
        const auto removed = remove(*service, "hq");
        QVERIFY(removed && removed->record.id == m_hq);
        QCOMPARE(m_provider.log.back(), QByteArray("stop hq ws://api"));
        QCOMPARE(storedAtStop, QByteArray());
        QVERIFY(!service->find(m_hq));
        QCOMPARE(lastAudit().what.actor, std::string("cli:ada"));
        QCOMPARE(lastEvent(), QByteArray("runtime.removed runtime:hq"));
        QCOMPARE(inStore([](store::Session& s) { return s.revisions().list({}); }).size(), std::size_t{1});
    }

    void removed_isNotBroughtBackByWhatItSawLast()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("hq")));
        service->onObservation(m_hq, observationOf("one")); // on its way
        service->onObservation(m_hq, observationOf("two")); // waits
        QVERIFY(remove(*service, "hq"));
        service->onObservation(m_hq, observationOf("three"));
        QCoreApplication::processEvents();
        QCOMPARE(storedIds(), QByteArray());
        QCOMPARE(lastEvent(), QByteArray("runtime.removed runtime:hq"));
    }

    void removed_comesBackWithItsHistory()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("hq")));
        service->onObservation(m_hq, observationOf("main"));
        QTRY_VERIFY(service->find(m_hq)->revision);
        QVERIFY(remove(*service, "hq"));
        const auto again = add(*service, settingsOf("hq", "ws://moved"));
        QVERIFY(again && again->isNew);
        QCOMPARE(again->view.revision->number, 1);
        QCOMPARE(again->view.graph.nodes().size(), std::size_t{1});
        QVERIFY(m_provider.hadLastGraph);
    }

    void onlyTheFile_removesWhatItNames()
    {
        auto service = started({configOf("hq")});
        const auto refused = remove(*service, "hq");
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(refused.error().message.find("/etc/fabric.toml") != std::string::npos);
        QCOMPARE(remove(*service, "nobody").error().code, ErrorCode::NotFound);
        QVERIFY(service->find(m_hq));
    }

    void changesOfTheSet_areMadeInTheirOrder()
    {
        auto service = started({});
        QList<QByteArray> answers;
        const auto noteAdd = [&](const char* name) {
            return [&answers, name](const Result<RuntimeRegistry::Added>& outcome) {
                answers.append(QByteArray(name) + (outcome ? outcome->isNew ? " new" : " same" : " refused"));
            };
        };
        service->add(settingsOf("hq"), "a", noteAdd("first"));
        service->add(settingsOf("hq"), "a", noteAdd("second"));
        service->add(settingsOf("hq", "ws://other"), "a", noteAdd("third"));
        service->remove(m_hq, "a", [&](const Result<RuntimeView>& outcome) {
            answers.append(outcome ? "removed" : "not removed");
        });
        service->add(settingsOf("hq", "ws://other"), "a", noteAdd("fourth"));
        QTRY_COMPARE(answers,
                     (QList<QByteArray>{"first new", "second same", "third refused", "removed", "fourth new"}));
    }

    void stopped_refusesWhatWaits()
    {
        auto service = started({});
        int refused = 0;
        for (const char* id : {"a", "b", "c"})
            service->add(settingsOf(id), "a", [&](const auto& outcome) { refused += outcome ? 0 : 1; });
        service->stop();
        QCOMPARE(refused, 2); // the first is durable already
        QTest::qWait(0);
        QVERIFY2(m_provider.log.isEmpty(), "no connection begins after the end");
    }

    void storedSettingsThatAreRefusedNow_areAProblemOfTheRuntime()
    {
        {
            auto service = started({});
            QVERIFY(add(*service, settingsOf("hq")));
        }
        m_provider.refusedUrl = "ws://api";
        auto service = started({});
        const auto status = service->find(m_hq)->record.status;
        QCOMPARE(status.health, provider::HealthState::Down);
        QCOMPARE(status.problems.at(0).code, std::string("settings-refused"));
        QVERIFY2(remove(*service, "hq"), "it can be removed");
    }

    void reload_addsChangesAndRemoves()
    {
        auto service = started({configOf("stays"), configOf("moves", "ws://old"), configOf("goes")});
        QVERIFY(add(*service, settingsOf("api")));
        m_provider.log.clear();
        const auto done = reload(*service, {configOf("stays"), configOf("moves", "ws://new"), configOf("comes")},
                                 {RuntimeId("moves")});
        QVERIFY(done);
        QVERIFY(done->added == std::vector{RuntimeId("comes")} && done->changed == std::vector{RuntimeId("moves")}
                && done->removed == std::vector{RuntimeId("goes")});
        QCOMPARE(m_provider.log,
                 (QList<QByteArray>{"stop goes ws://file", "start comes ws://file", "stop moves ws://old",
                                    "start moves ws://new"}));
        QCOMPARE(storedIds(), QByteArray("api comes moves stays"));
        QCOMPARE(lastEvent(), QByteArray("runtime.changed runtime:moves"));
    }

    void removed_onlyWhenItsRolloutIsFinished()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("hq")));
        putRollout(false);
        m_provider.log.clear();
        const auto refused = remove(*service, "hq");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QCOMPARE(refused.error().where, std::string("/id"));
        QVERIFY(refused.error().message.find("R1") != std::string::npos);
        QVERIFY(m_provider.log.isEmpty());
        QCOMPARE(storedIds(), QByteArray("hq"));
        putRollout(true);
        QVERIFY(remove(*service, "hq"));
    }

    void reload_keepsARuntimeWhoseRolloutIsNotFinished()
    {
        auto service = started({configOf("hq"), configOf("goes")});
        putRollout(false);
        m_provider.log.clear();
        const auto first = reload(*service, {});
        QVERIFY(first && first->kept == std::vector{m_hq} && first->removed == std::vector{RuntimeId("goes")});
        QCOMPARE(m_provider.log, (QList<QByteArray>{"stop goes ws://file"}));
        QCOMPARE(storedIds(), QByteArray("hq"));
        putRollout(true);
        const auto second = reload(*service, {});
        QVERIFY(second && second->kept.empty() && second->removed == std::vector{m_hq});
        QCOMPARE(storedIds(), QByteArray());
    }

    void reload_changesNoRuntimeWhoseRolloutIsNotFinished()
    {
        auto service = started({configOf("hq"), configOf("goes")});
        putRollout(false);
        m_provider.log.clear();
        const auto refused = reload(*service, {configOf("hq", "ws://new")}, {m_hq});
        FABRIC_VERIFY_ERROR(refused, ErrorCode::Conflict);
        QCOMPARE(refused.error().where, std::string("runtime.hq"));
        QVERIFY(m_provider.log.isEmpty());
        QCOMPARE(storedIds(), QByteArray("goes hq"));
        putRollout(true);
        const auto done = reload(*service, {configOf("hq", "ws://new")}, {m_hq});
        QVERIFY(done && done->changed == std::vector{m_hq} && done->removed == std::vector{RuntimeId("goes")});
    }

    /// Its wave may begin at any time: it would be another gateway's then, or nobody's.
    void aMemberOfAGroup_staysAsItIs_beforeItsWaveToo()
    {
        auto service = started({configOf("hq"), configOf("lab")});
        QVERIFY(add(*service, settingsOf("added")));
        putGroup();
        const auto refused = reload(*service, {configOf("hq"), configOf("lab", "ws://new")}, {RuntimeId("lab")});
        FABRIC_VERIFY_ERROR(refused, ErrorCode::Conflict);
        QVERIFY2(refused.error().message.find("group G1") != std::string::npos, refused.error().message.c_str());
        const auto kept = reload(*service, {configOf("hq")});
        QVERIFY(kept && kept->kept == std::vector{RuntimeId("lab")} && kept->removed.empty());
        QVERIFY(remove(*service, "added"));
    }

    void aStartWithoutIt_keepsARuntimeWhoseRolloutIsNotFinished()
    {
        {
            auto service = started({configOf("hq")});
            putRollout(false);
        }
        m_provider.log.clear();
        {
            auto service = started({});
            QVERIFY(m_provider.log.isEmpty()); // nobody says where it is
            const auto status = service->find(m_hq)->record.status;
            QCOMPARE(status.health, provider::HealthState::Down);
            QCOMPARE(status.problems.at(0).code, std::string("not-configured"));
            const auto back = reload(*service, {configOf("hq")});
            QVERIFY(back && back->changed == std::vector{m_hq});
            QCOMPARE(m_provider.log, (QList<QByteArray>{"start hq ws://file"}));
        }
        putRollout(true);
        auto service = started({});
        QVERIFY(!service->find(m_hq));
    }

    void reload_ofNothingNewDoesNothing()
    {
        auto service = started({configOf("hq")});
        const auto before = lastAudit().sequence;
        m_provider.log.clear();
        const auto done = reload(*service, {configOf("hq")});
        QVERIFY(done && done->added.empty() && done->changed.empty() && done->removed.empty());
        QVERIFY(m_provider.log.isEmpty());
        QCOMPARE(lastAudit().sequence, before);
    }

    void reload_withARefusedSettingChangesNothing()
    {
        auto service = started({configOf("hq"), configOf("goes")});
        m_provider.log.clear();
        const auto refused = reload(*service, {configOf("hq", "nowhere"), configOf("comes")}, {m_hq});
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().where, std::string("runtime.hq.url"));
        QVERIFY(m_provider.log.isEmpty());
        QCOMPARE(storedIds(), QByteArray("goes hq"));
    }

    void theFile_takesOverWhatTheApiAdded()
    {
        auto service = started({});
        QVERIFY(add(*service, settingsOf("hq")));
        const auto done = reload(*service, {configOf("hq")});
        QVERIFY(done && done->changed == std::vector{m_hq});
        QCOMPARE(m_provider.log.back(), QByteArray("start hq ws://file"));
        QVERIFY(!service->find(m_hq)->record.settings);
        QCOMPARE(remove(*service, "hq").error().code, ErrorCode::Conflict);
        QVERIFY(reload(*service, {}));
        QCOMPARE(storedIds(), QByteArray());
    }

    void theFile_takesOverAtTheStartToo()
    {
        {
            auto service = started({});
            QVERIFY(add(*service, settingsOf("hq")));
        }
        {
            auto service = started({configOf("hq")});
            QVERIFY(!service->find(m_hq)->record.settings);
            QCOMPARE(m_provider.log.back(), QByteArray("start hq ws://file"));
        }
        auto service = started({});
        QVERIFY2(!service->find(m_hq), "gone with the file");
    }

    void aChangedRuntime_keepsWhatItSaw()
    {
        auto service = started({configOf("hq")});
        service->onObservation(m_hq, observationOf("main"));
        QTRY_VERIFY(service->find(m_hq)->revision);
        auto changed = configOf("hq", "ws://new");
        changed.environment = "test";
        QVERIFY(reload(*service, {changed}, {m_hq}));
        const auto view = service->find(m_hq);
        QVERIFY(view->revision && view->graph.nodes().size() == 1 && m_provider.hadLastGraph);
        QCOMPARE(view->record.environment, std::string("test"));
        QCOMPARE(view->record.status.health, provider::HealthState::Connecting);
    }
};

QTEST_GUILESS_MAIN(TestRuntimeSet)
#include "tst_runtime_set.moc"
