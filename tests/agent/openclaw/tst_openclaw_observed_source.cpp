// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/observed_source.h"
#include "agent/openclaw/openclaw_provider.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/recording_sink.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using provider::HealthState;
using provider::ReloadKind;
using provider::ResourceId;
using provider::Source;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr int kPatienceMs = 20000; ///< for a loaded machine
constexpr const char* kLookup = "config.schema.lookup";

QByteArray fixture(const QString& name)
{
    QFile file(kFixtures + QLatin1Char('/') + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString& path, const QByteArray& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

std::vector<provider::Resource> resourcesOf(const std::vector<std::string>& ids)
{
    std::vector<provider::Resource> resources;
    resources.reserve(ids.size());
    for (const std::string& id : ids)
        resources.push_back({ResourceId(id), sha256(id)});
    return resources;
}

Source sourceWith(const std::vector<std::string>& ids, const std::vector<std::string>& former = {},
                  ReloadKinds kinds = {})
{
    Source::Parts parts;
    parts.provider = "openclaw";
    parts.providerVersion = "2026.9.6";
    parts.resources = resourcesOf(ids);
    for (const std::string& id : former)
        parts.former.emplace_back(id);
    parts.reloadKinds = std::move(kinds);
    return Source::create(std::move(parts)).value();
}

std::vector<ResourceId> idsOf(const std::vector<std::string>& texts)
{
    return {texts.begin(), texts.end()};
}

} // namespace

class TestObservedSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_config = m_folder->filePath(QStringLiteral("openclaw.json"));
        writeFile(m_config, fixture(QStringLiteral("openclaw.realistic.json")));
        m_gateway = std::make_unique<FakeGateway>(kFixtures);
        m_sink = std::make_unique<test::RecordingSink>();
        OpenClawProvider::Options options;
        options.dataFolder = m_folder->path().toStdString();
        options.paths.systemHome = m_folder->path().toStdString();
        options.paths.workingDirectory = m_folder->path().toStdString();
        options.clientVersion = "0.1.0";
        m_provider = std::make_unique<OpenClawProvider>(std::move(options), m_clock, m_random);
        QVERIFY(m_gateway->listen());
    }

    void cleanup()
    {
        m_connections.clear();
        m_provider.reset();
        QCOMPARE(m_gateway->violations(), QStringList());
    }

    // --- the parts of one source

    void remembersAgentsThatVanished()
    {
        const Source last = sourceWith({"agents.entries.a", "agents.entries.b", "bindings", "agents.defaults"},
                                       {"agents.entries.c", "agents.entries.d"});
        const auto former = formerOf(last, resourcesOf({"agents.entries.a", "agents.entries.d"}));
        QVERIFY(former == idsOf({"agents.entries.b", "agents.entries.c"}));
        QVERIFY(formerOf(Source(), resourcesOf({"agents.entries.a"})).empty());
    }

    void remembersTheNewest_whenThereAreTooMany()
    {
        std::vector<std::string> old;
        old.reserve(Source::kMaxFormer);
        for (std::size_t i = 0; i < Source::kMaxFormer; ++i)
            old.push_back("agents.entries.old" + std::to_string(i));
        const auto former = formerOf(sourceWith({"agents.entries.zoe"}, old), {});
        QCOMPARE(former.size(), Source::kMaxFormer);
        QCOMPARE(former.front(), ResourceId("agents.entries.zoe"));
    }

    void reloadKindsAreThoseOfTheGateway_elseOfBefore_elseOfTheTable()
    {
        using enum ReloadKind;
        const std::string version = "2026.9.6";
        const Source last = sourceWith({}, {}, {{"agents", Restart}, {"mcp", Hot}});
        QVERIFY(knownReloadKinds({{"a", Hot}, {"a.b", Hot}}, true, version, last) == (ReloadKinds{{"a", Hot}}));
        QVERIFY(knownReloadKinds({{"mcp", None}}, false, version, last)
                == (ReloadKinds{{"agents", Restart}, {"mcp", None}}));
        QVERIFY(knownReloadKinds({}, false, version, last) == last.parts().reloadKinds);
        QVERIFY2(knownReloadKinds({}, false, "2026.6.11", last) == builtInReloadKinds("2026.6.11"),
                 "another version may do other things");
        QVERIFY(knownReloadKinds({}, false, version, Source()) == builtInReloadKinds(version));
        QVERIFY(knownReloadKinds({{"agents", Restart}}, false, version, Source()).at("agents") == Restart);
    }

    // --- through a connection

    void theGatewayTellsTheSource()
    {
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const Source source = last("hq");
        QCOMPARE(source.parts().provider, std::string("openclaw"));
        QCOMPARE(source.parts().providerVersion, std::string("2026.9.6"));
        QVERIFY(source.parts().reloadKinds == builtInReloadKinds("2026.9.6"));
        QVERIFY(source.parts().former.empty());
        QVERIFY(source.find(ResourceId("agents.entries.coder")) != nullptr);
        QVERIFY(source.find(ResourceId("bindings")) != nullptr);
        QVERIFY(!source.document().contains("meta"));
    }

    void holdsNoSecret_inEitherMode()
    {
        Json config = Json::parse(fixture(QStringLiteral("openclaw.realistic.json")).toStdString());
        config["gateway"]["auth"]["token"] = "test-token-0123456789abcdef";
        writeFile(m_config, QByteArray::fromStdString(dumpJson(config)));
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        m_gateway->kill();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        for (const auto& observation : m_sink->of("hq").observations) {
            QVERIFY(!observation.source.isEmpty());
            QVERIFY(dumpJson(toJson(observation.source)).find("test-token") == std::string::npos);
        }
    }

    void theFileGivesTheSameSource_asTheGateway()
    {
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const Source gateway = last("hq");
        const quint16 port = m_gateway->port();
        m_gateway->kill();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        const Source file = last("hq");
        QVERIFY2(file.document() == gateway.document(),
                 qPrintable(QString::fromStdString(Json::diff(gateway.document(), file.document()).dump())));
        QCOMPARE(file.digest().text(), gateway.digest().text());
        QVERIFY(m_gateway->listen(FakeGateway::Manner::Answer, port));
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QCOMPARE(last("hq").digest().text(), gateway.digest().text());
    }

    void theFileKeepsWhatAnEarlierProcessWasTold()
    {
        m_gateway->kill();
        provider::RuntimeConfig config = configFor("hq");
        Source::Parts before = sourceWith({"agents.entries.gone"}, {}, {{"agents", ReloadKind::Restart}}).parts();
        before.providerVersion = "2026.9.9";
        config.lastSource = Source::create(before).value();
        open(config);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        const Source source = last("hq");
        QCOMPARE(source.parts().providerVersion, std::string("2026.9.9"));
        QVERIFY(source.parts().reloadKinds == before.reloadKinds);
        QVERIFY(source.parts().former == idsOf({"agents.entries.gone"}));
    }

    void theFileAloneGivesASource()
    {
        m_gateway->kill();
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        const Source source = last("hq");
        QVERIFY(!source.isEmpty());
        QVERIFY(source.parts().reloadKinds == builtInReloadKinds(source.parts().providerVersion));
    }

    void aRemovedAgentIsFormer_untilItIsBack()
    {
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const Json entry = m_gateway->payload("config.get")["parsed"]["agents"]["entries"]["coder"];
        const auto isThere = [this] { return last("hq").find(ResourceId("agents.entries.coder")) != nullptr; };
        m_gateway->changeConfig([](Json& config) { config["agents"]["entries"].erase("coder"); });
        QTRY_VERIFY_WITH_TIMEOUT(!isThere(), kPatienceMs);
        QVERIFY(last("hq").parts().former == idsOf({"agents.entries.coder"}));
        m_gateway->changeConfig([&](Json& config) { config["agents"]["entries"]["coder"] = entry; });
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), kPatienceMs);
        QVERIFY(last("hq").parts().former.empty());
    }

    void aChangeThatTheTopologyDoesNotShow_isAnotherSource()
    {
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const auto before = m_sink->of("hq").observations.back();
        m_gateway->changeConfig([](Json& config) { config["session"]["resetAfterMinutes"] = 7; });
        QTRY_VERIFY_WITH_TIMEOUT(last("hq") != before.source, kPatienceMs);
        QCOMPARE(m_sink->of("hq").observations.back().graph.digest().text(), before.graph.digest().text());
    }

    void theBuiltInTableFillsIn_whereTheGatewayRefusesToTell()
    {
        m_gateway->setError(kLookup, Json{{"code", "INVALID_REQUEST"}, {"message", "unknown method"}});
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QVERIFY(m_sink->status("hq").problems.empty());
        QVERIFY(last("hq").parts().reloadKinds == builtInReloadKinds("2026.9.6"));
    }

    void whatTheGatewayTellsGoesBeforeTheTable()
    {
        Json payload = m_gateway->lookup("mcp.apps");
        payload["reloadKind"] = "hot";
        m_gateway->setLookup(payload);
        payload = m_gateway->lookup("mcp");
        for (Json& child : payload["children"])
            child["reloadKind"] = "hot";
        m_gateway->setLookup(payload);
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QVERIFY(!last("hq").parts().reloadKinds.contains("mcp.apps"));
        QVERIFY(builtInReloadKinds("2026.9.6").at("mcp.apps") == ReloadKind::Restart);
    }

    void doesNotWaitForReloadKinds_whereAnEarlierTopologyIsKnown()
    {
        start("hq");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const auto before = m_sink->of("hq").observations.back();
        m_connections.clear();
        m_gateway->setError(kLookup, Json{{"code", "UNAVAILABLE"}, {"message", "not ready"}});
        provider::RuntimeConfig config = configFor("again");
        config.lastGraph = before.graph;
        config.lastSource = before.source;
        open(config);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("again").health == HealthState::Live, kPatienceMs);
        QCOMPARE(last("again").digest().text(), before.source.digest().text());
        QVERIFY2(!m_sink->of("again").observations.back().runtimeOnlyIsStale, "the topology is complete");
    }

private:
    provider::RuntimeConfig configFor(const char* id)
    {
        provider::RuntimeConfig config;
        config.id = RuntimeId(id);
        config.provider = "openclaw";
        config.configPath = m_config.toStdString();
        config.url = m_gateway->url().toString().toStdString();
        config.token = [] { return Result<std::string>("test-token-0123456789abcdef"); };
        return config;
    }
    void open(const provider::RuntimeConfig& config)
    {
        auto opened = m_provider->open(config, *m_sink);
        QVERIFY(opened);
        m_connections.push_back(*std::move(opened));
        m_connections.back()->start();
    }
    void start(const char* id) { open(configFor(id)); }
    [[nodiscard]] Source last(const char* id) { return m_sink->of(id).observations.back().source; }

    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_config;
    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<test::RecordingSink> m_sink;
    std::unique_ptr<OpenClawProvider> m_provider;
    std::vector<std::unique_ptr<provider::RuntimeConnection>> m_connections;
};

QTEST_GUILESS_MAIN(TestObservedSource)
#include "tst_openclaw_observed_source.moc"
