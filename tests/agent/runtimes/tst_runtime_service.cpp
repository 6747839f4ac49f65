// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/runtimes/runtime_service.h"
#include "core/audit/record.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_store.h"
#include "tests/support/no_configuration.h"
#include "tests/support/source_parts.h"

#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::runtimes;

namespace {

/// A connection that does nothing by itself: the test speaks for it through the sink.
class ScriptedProvider final : public provider::Provider
{
public:
    struct Connection final : provider::RuntimeConnection
    {
        Connection(int& running, int& starts)
            : m_running(running)
            , m_starts(starts)
        {
        }
        void start() override
        {
            ++m_running;
            ++m_starts;
        }
        void stop() override { --m_running; }
        void refresh() override { }
        int& m_running;
        int& m_starts;
    };

    std::string id() const override { return "scripted"; }
    std::string displayName() const override { return "Scripted"; }
    std::vector<std::string> supportedVersions() const override { return {"1"}; }
    Result<std::unique_ptr<provider::RuntimeConnection>> open(const provider::RuntimeConfig& config,
                                                              provider::RuntimeSink&) override
    {
        opened = config;
        if (openError)
            return tl::make_unexpected(*openError);
        return std::make_unique<Connection>(running, starts);
    }
    Result<std::unique_ptr<provider::RuntimeWriter>> openWriter(const provider::RuntimeConfig&) override
    {
        return fail(ErrorCode::Unimplemented, "scripted runtimes are only read");
    }
    const provider::Configuration& configuration() const override { return m_configuration; }

    int running = 0;
    int starts = 0;
    std::optional<Error> openError;
    std::optional<provider::RuntimeConfig> opened; ///< last

private:
    test::NoConfiguration m_configuration;
};

provider::RuntimeConfig configOf(const char* id, const char* provider = "scripted")
{
    provider::RuntimeConfig config;
    config.id = RuntimeId{id};
    config.provider = provider;
    return config;
}

topology::Graph graphOf(const std::vector<std::string>& agents)
{
    topology::GraphBuilder builder;
    for (const std::string& agent : agents) {
        topology::Node node;
        node.id = topology::NodeId{"agent:" + agent};
        node.kind = topology::NodeKind::Agent;
        node.name = agent;
        builder.add(node);
    }
    return builder.build().value();
}

provider::Observation observationOf(const std::vector<std::string>& agents, const provider::Source& source = {})
{
    provider::Observation observation;
    observation.at = {1'795'683'480'000};
    observation.mode = provider::AccessMode::Gateway;
    observation.graph = graphOf(agents);
    observation.source = source;
    observation.providerVersion = "1";
    return observation;
}

provider::RuntimeStatus liveStatus(const char* deviceId = "d1")
{
    provider::RuntimeStatus status;
    status.mode = provider::AccessMode::Gateway;
    status.health = provider::HealthState::Live;
    status.identity.deviceId = deviceId;
    return status;
}

} // namespace

class TestRuntimeService : public QObject
{
    Q_OBJECT

    test::FakeClock m_clock;
    ScriptedProvider m_provider;
    const RuntimeId m_hq{"hq"};

    std::unique_ptr<RuntimeService> started(test::MemoryStore& store, std::vector<provider::RuntimeConfig> configs)
    {
        auto service = std::make_unique<RuntimeService>(store, m_clock);
        service->addProvider(m_provider);
        QSignalSpy spy(service.get(), &RuntimeService::started);
        service->start(std::move(configs));
        if (!spy.wait(5000))
            qFatal("the service did not start");
        return service;
    }

    template <class F>
    static auto inStore(test::MemoryStore& store, F work)
    {
        return store.read(std::move(work)).result().value();
    }
    static std::vector<store::RevisionRecord> revisions(test::MemoryStore& store)
    {
        return inStore(store, [](store::Session& s) { return s.revisions().list({}); });
    }
    static std::vector<events::Event> eventsOf(test::MemoryStore& store)
    {
        return inStore(store, [](store::Session& s) { return s.outbox().list({}); });
    }

private Q_SLOTS:
    void init()
    {
        m_provider.running = m_provider.starts = 0;
        m_provider.openError.reset();
    }

    void servesAnObservationOnceItIsStored()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        QCOMPARE(m_provider.running, 1);
        QVERIFY(!service->find(m_hq)->revision);
        service->onObservation(m_hq, observationOf({"main"}));
        QTRY_VERIFY(service->find(m_hq)->revision);
        QCOMPARE(service->find(m_hq)->revision->number, 1);
        QCOMPARE(service->find(m_hq)->graph.nodes().size(), std::size_t{1});
        QCOMPARE(revisions(store).size(), std::size_t{1});
        const auto events = eventsOf(store);
        QCOMPARE(QByteArray::fromStdString(events.back().what.type), QByteArray(events::type::kRevisionObserved));
        const auto audit = inStore(store, [](store::Session& s) { return s.audit().list(0, 100); });
        QCOMPARE(audit.size(), events.size());
        QVERIFY(audit::verifyChain(audit));
    }

    void theSameGraphAgainIsNoNewRevision()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        service->onObservation(m_hq, observationOf({"main"}));
        QTRY_VERIFY(service->find(m_hq)->revision);
        const auto before = eventsOf(store).size();
        service->onObservation(m_hq, observationOf({"main"}));
        QTRY_COMPARE(
            inStore(store, [this](store::Session& s) { return s.revisions().observations(m_hq, 10); }).at(0).count, 2);
        QCOMPARE(revisions(store).size(), std::size_t{1});
        QCOMPARE(eventsOf(store).size(), before);
    }

    void aChangeCountsWhatChanged()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        service->onObservation(m_hq, observationOf({"a", "b"}));
        QTRY_VERIFY(service->find(m_hq)->revision);
        service->onObservation(m_hq, observationOf({"b", "c", "d"}));
        QTRY_COMPARE(service->find(m_hq)->revision->number, 2);
        QCOMPARE(service->find(m_hq)->revision->changes, (store::ChangeCounts{2, 1, 0}));
        QCOMPARE(service->find(m_hq)->revision->parent, std::optional<RevisionNumber>(1));
    }

    void anotherSourceAloneIsANewRevision()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        service->onObservation(m_hq, observationOf({"main"}, test::sampleSource("a")));
        QTRY_VERIFY(service->find(m_hq)->revision);
        QVERIFY(service->find(m_hq)->source == test::sampleSource("a"));
        service->onObservation(m_hq, observationOf({"main"}, test::sampleSource("b")));
        QTRY_COMPARE(service->find(m_hq)->revision->number, 2);
        const store::RevisionRecord revision = revisions(store).front();
        QVERIFY(revision.sourceDigest == test::sampleSource("b").digest());
        QVERIFY(service->find(m_hq)->source == test::sampleSource("b"));
        QCOMPARE(revision.reason, std::string("changed outside of the topology"));
        QCOMPARE(revision.changes, (store::ChangeCounts{0, 0, 0}));
        QCOMPARE(revision.parent, std::optional<RevisionNumber>(1));
        QCOMPARE(QByteArray::fromStdString(eventsOf(store).back().what.type),
                 QByteArray(events::type::kRevisionObserved));
        service->onObservation(m_hq, observationOf({"main"}, test::sampleSource("b"))); // the same again is no news
        QTRY_COMPARE(
            inStore(store, [this](store::Session& s) { return s.revisions().observations(m_hq, 10); }).at(0).count, 2);
        QCOMPARE(revisions(store).size(), std::size_t{2});
        service->onObservation(m_hq, observationOf({"main", "two"}, test::sampleSource("c")));
        QTRY_COMPARE(service->find(m_hq)->revision->number, 3);
        QCOMPARE(service->find(m_hq)->revision->reason, std::string("observed a change"));
    }

    void aRevisionFromBeforeSourcesIsFollowedByOneWithASource()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        service->onObservation(m_hq, observationOf({"main"}));
        QTRY_VERIFY(service->find(m_hq)->revision);
        QVERIFY(service->find(m_hq)->source.isEmpty());
        service->onObservation(m_hq, observationOf({"main"}, test::sampleSource()));
        QTRY_COMPARE(service->find(m_hq)->revision->number, 2);
        QCOMPARE(service->find(m_hq)->revision->reason, std::string("source recorded"));
        QVERIFY(service->find(m_hq)->source == test::sampleSource());
    }

    void aLookWithoutASourceSaysNothingAboutIt()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        service->onObservation(m_hq, observationOf({"main"}, test::sampleSource()));
        QTRY_VERIFY(service->find(m_hq)->revision);
        service->onObservation(m_hq, observationOf({"main"}));
        QTRY_COMPARE(
            inStore(store, [this](store::Session& s) { return s.revisions().observations(m_hq, 10); }).at(0).count, 2);
        QCOMPARE(revisions(store).size(), std::size_t{1});
        QVERIFY(service->find(m_hq)->source == test::sampleSource());
        service->onObservation(m_hq, observationOf({"other"}));
        QTRY_COMPARE(service->find(m_hq)->revision->number, 2);
        QVERIFY2(service->find(m_hq)->source.isEmpty(), "the source of another topology is not claimed");
        QVERIFY(service->find(m_hq)->revision->sourceDigest.isNull());
    }

    void onlyANotableStatusIsStored()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        const auto before = eventsOf(store).size();
        service->onStatus(m_hq, liveStatus());
        QTRY_COMPARE(service->find(m_hq)->record.status.health, provider::HealthState::Live);
        QCOMPARE(eventsOf(store).size(), before + 1);
        auto reworded = liveStatus();
        reworded.detail = "other words";
        service->onStatus(m_hq, reworded);
        QTRY_COMPARE(service->find(m_hq)->record.status.detail, std::string("other words"));
        QCOMPARE(eventsOf(store).size(), before + 1);
    }

    void staleRuntimeElementsAloneAreStoredAndTold()
    {
        test::MemoryStore store;
        const auto isStoredStale = [&] {
            return inStore(store, [](store::Session& s) { return s.runtimes().list(); }).at(0).runtimeOnlyIsStale;
        };
        auto service = started(store, {configOf("hq")});
        service->onObservation(m_hq, observationOf({"main"}));
        service->onStatus(m_hq, liveStatus());
        QTRY_COMPARE(service->find(m_hq)->record.status.health, provider::HealthState::Live);
        const auto before = eventsOf(store).size();
        for (const bool isStale : {true, false}) {
            auto observation = observationOf({"main"});
            observation.runtimeOnlyIsStale = isStale;
            service->onObservation(m_hq, observation);
            QTRY_COMPARE(service->find(m_hq)->record.runtimeOnlyIsStale, isStale);
            QCOMPARE(isStoredStale(), isStale);
            const auto last = eventsOf(store).back().what;
            QCOMPARE(QByteArray::fromStdString(last.type), QByteArray(events::type::kRuntimeStatusChanged));
            QCOMPARE(last.data.at("runtimeOnlyIsStale").get<bool>(), isStale);
            service->onObservation(m_hq, observation); // the same again is no news
        }
        QTRY_COMPARE(
            inStore(store, [this](store::Session& s) { return s.revisions().observations(m_hq, 10); }).at(0).count, 5);
        QCOMPARE(eventsOf(store).size(), before + 2);
        QCOMPARE(revisions(store).size(), std::size_t{1});
    }

    void anotherModeAloneIsStoredAndTold()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        service->onStatus(m_hq, liveStatus());
        QTRY_COMPARE(service->find(m_hq)->record.status.health, provider::HealthState::Live);
        auto fileMode = liveStatus();
        fileMode.mode = provider::AccessMode::File;
        service->onStatus(m_hq, fileMode);
        QTRY_COMPARE(service->find(m_hq)->record.status.mode, provider::AccessMode::File);
        QCOMPARE(inStore(store, [](store::Session& s) { return s.runtimes().list(); }).at(0).status.mode,
                 provider::AccessMode::File);
        QCOMPARE(eventsOf(store).back().what.data.at("mode").get<std::string>(), std::string("file"));
    }

    void aFullStoreLosesNothingAndShowsNothingNew()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        store.failWith(Error{ErrorCode::ResourceExhausted, "the disk is full", {}});
        service->onObservation(m_hq, observationOf({"main"}));
        QTRY_VERIFY(!service->storeError().empty());
        QVERIFY2(!service->find(m_hq)->revision, "nothing is served that is not stored");
        store.failWith(std::nullopt);
        QTRY_VERIFY(service->find(m_hq)->revision);
        QVERIFY(service->storeError().empty());
    }

    void aRestartServesWhatWasStored()
    {
        test::MemoryStore store;
        {
            auto service = started(store, {configOf("hq")});
            QVERIFY(!m_provider.opened->lastGraph && !m_provider.opened->lastSource);
            service->onObservation(m_hq, observationOf({"main"}, test::sampleSource()));
            service->onStatus(m_hq, liveStatus());
            QTRY_VERIFY(service->find(m_hq)->revision);
            QTRY_COMPARE(service->find(m_hq)->record.status.health, provider::HealthState::Live);
        }
        QCOMPARE(m_provider.running, 0);
        auto service = started(store, {configOf("hq")});
        const auto view = service->find(m_hq);
        QCOMPARE(view->revision->number, 1);
        QCOMPARE(view->graph.nodes().size(), std::size_t{1});
        QVERIFY(view->source == test::sampleSource());
        QVERIFY(m_provider.opened->lastGraph && m_provider.opened->lastSource == test::sampleSource());
        QVERIFY(view->record.lastObservedAt);
        QVERIFY2(view->record.status.health == provider::HealthState::Connecting, "an old state is not claimed");
    }

    void removedFromTheSettingsIsRecorded()
    {
        test::MemoryStore store;
        {
            auto service = started(store, {configOf("hq"), configOf("lab")});
            service->onObservation(m_hq, observationOf({"main"}));
            QTRY_VERIFY(service->find(m_hq)->revision);
        }
        auto service = started(store, {configOf("lab")});
        QVERIFY(!service->find(m_hq));
        QCOMPARE(service->list().size(), std::size_t{1});
        QCOMPARE(QByteArray::fromStdString(eventsOf(store).back().what.type),
                 QByteArray(events::type::kRuntimeRemoved));
        QCOMPARE(revisions(store).size(), std::size_t{1});
    }

    void twoRuntimesWithOneIdentityAreFlagged()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq"), configOf("lab")});
        service->onStatus(m_hq, liveStatus("same"));
        service->onStatus(RuntimeId{"lab"}, liveStatus("same"));
        QTRY_COMPARE(service->find(m_hq)->record.status.problems.size(), std::size_t{1});
        QCOMPARE(service->find(m_hq)->record.status.problems[0].code, std::string("clone-identity"));
        QCOMPARE(service->find(m_hq)->record.status.health, provider::HealthState::Degraded);
        service->onStatus(RuntimeId{"lab"}, liveStatus("other"));
        QTRY_VERIFY(service->find(m_hq)->record.status.problems.empty());
    }

    void aBurstBecomesOneWritePerCommit()
    {
        test::MemoryStore store;
        auto service = started(store, {configOf("hq")});
        for (int i = 0; i < 50; ++i)
            service->onObservation(m_hq, observationOf({"agent" + std::to_string(i)}));
        QTRY_VERIFY(service->find(m_hq)->revision && service->find(m_hq)->graph == graphOf({"agent49"}));
        QVERIFY2(revisions(store).size() <= 2, "the first and the newest");
    }

    void whoStopsItWhenItStartedContactsNobody()
    {
        test::MemoryStore store;
        RuntimeService service(store, m_clock);
        service.addProvider(m_provider);
        bool isStarted = false;
        // As the agent does when it cannot listen.
        connect(&service, &RuntimeService::started, this, [&] {
            isStarted = true;
            service.stop();
        });
        service.start({configOf("hq"), configOf("lab")});
        QTRY_VERIFY(isStarted);
        QCOMPARE(m_provider.starts, 0);
    }

    void aSettingThatTheProviderRefusesIsNamed()
    {
        test::MemoryStore store;
        RuntimeService service(store, m_clock);
        service.addProvider(m_provider);
        m_provider.openError = Error{ErrorCode::InvalidArgument, "this is no URL", "url"};
        std::optional<Error> error;
        connect(&service, &RuntimeService::failed, this, [&](const Error& e) { error = e; });
        service.start({configOf("hq")});
        QTRY_VERIFY(error);
        QCOMPARE(error->where, std::string("runtime.hq.url"));
    }

    void anUnknownProviderIsNamed()
    {
        test::MemoryStore store;
        RuntimeService service(store, m_clock);
        service.addProvider(m_provider);
        std::optional<Error> error;
        connect(&service, &RuntimeService::failed, this, [&](const Error& e) { error = e; });
        service.start({configOf("hq", "nothing")});
        QTRY_VERIFY(error);
        QCOMPARE(error->where, std::string("runtime.hq.provider"));
        QCOMPARE(m_provider.running, 0);
    }
};

QTEST_GUILESS_MAIN(TestRuntimeService)
#include "tst_runtime_service.moc"
