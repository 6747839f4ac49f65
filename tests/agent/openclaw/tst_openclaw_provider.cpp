// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_provider.h"

#include "tests/support/fake_gateway.h"
#include "tests/support/recording_sink.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using provider::AccessMode;
using provider::HealthState;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr int kPatienceMs = 20000; ///< for a loaded machine

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

std::size_t countOf(const topology::Graph& graph, topology::NodeKind kind)
{
    const auto nodes = graph.nodes();
    return static_cast<std::size_t>(
        std::count_if(nodes.begin(), nodes.end(), [kind](const topology::Node& node) { return node.kind == kind; }));
}

} // namespace

class TestOpenClawProvider : public QObject
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
    }

    void cleanup()
    {
        m_connections.clear();
        m_provider.reset();
        QCOMPARE(m_gateway->violations(), QStringList());
    }

    void observesThroughTheGateway()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const auto status = m_sink->status("hq");
        QVERIFY(status.mode == AccessMode::Gateway);
        QVERIFY(status.problems.empty());
        QCOMPARE(status.identity.version, std::string("2026.9.6"));
        QCOMPARE(status.identity.deviceId,
                 std::string("3d2796b233fff889b9ecd4d738862238f51309f7baeefe1b5461fa93366b6d05"));
        QVERIFY(!status.identity.bootId.empty());
        QCOMPARE(status.identity.protocol.value_or(0), 4);
        QCOMPARE(status.identity.capabilities.size(), std::size_t{466});
        QCOMPARE(status.endpoint, m_gateway->url().toString().toStdString());
        QCOMPARE(status.configPath, m_config.toStdString());
        // What reading leaves at the gateway is shown: our device and its scopes.
        QCOMPARE(status.pairedDeviceId, m_gateway->lastConnect()["device"]["id"].get<std::string>());
        QVERIFY(status.grantedScopes == std::vector<std::string>{"operator.read"});
        QCOMPARE(m_sink->of("hq").observations.size(), std::size_t{1});
        const auto& seen = m_sink->of("hq").observations[0];
        QCOMPARE(countOf(seen.graph, topology::NodeKind::Agent), std::size_t{7});
        QVERIFY(countOf(seen.graph, topology::NodeKind::CronJob) > 0);
        QVERIFY(!seen.runtimeOnlyIsStale);
        QCOMPARE(seen.providerVersion, std::string("2026.9.6"));
    }

    void readsTheFile_whenTheGatewayIsGone()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const quint16 port = m_gateway->port();
        m_gateway->kill();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        QVERIFY(m_sink->status("hq").mode == AccessMode::File);
        QVERIFY(m_sink->hasProblem("hq", "gateway-unreachable"));
        QCOMPARE(m_sink->status("hq").identity.deviceId, std::string()); // not known in this mode
        QVERIFY(!m_sink->status("hq").pairedDeviceId.empty());
        const auto gateway = m_sink->of("hq").observations.front();
        const auto file = m_sink->of("hq").observations.back();
        QVERIFY(file.mode == AccessMode::File);
        QCOMPARE(file.graph.configuredDigest().text(), gateway.graph.configuredDigest().text());
        // What only the running gateway knows stays, marked.
        QVERIFY(file.runtimeOnlyIsStale);
        QCOMPARE(file.graph.digest().text(), gateway.graph.digest().text());

        QVERIFY(m_gateway->listen(FakeGateway::Manner::Answer, port));
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QVERIFY(m_sink->status("hq").mode == AccessMode::Gateway);
        QVERIFY(!m_sink->of("hq").observations.back().runtimeOnlyIsStale);
        QVERIFY(!m_sink->hasProblem("hq", "gateway-unreachable"));
    }

    void readsTheFile_whenThereIsNoGateway()
    {
        QVERIFY(m_gateway->listen());
        m_gateway->kill(); // a port where nobody listens
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        const auto file = m_sink->of("hq").observations.back();
        QVERIFY2(!file.runtimeOnlyIsStale, "nothing was ever seen of it");
        QCOMPARE(countOf(file.graph, topology::NodeKind::CronJob), std::size_t{0});
        QCOMPARE(m_sink->status("hq").pairedDeviceId, std::string());
    }

    void keepsWhatAnEarlierProcessSaw()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const auto before = m_sink->of("hq").observations.back();
        m_connections.clear();
        m_gateway->kill();
        provider::RuntimeConfig config = configFor("again", *m_gateway);
        config.lastGraph = before.graph;
        open(config);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("again").health == HealthState::FileOnly, kPatienceMs);
        const auto file = m_sink->of("again").observations.back();
        QVERIFY(file.runtimeOnlyIsStale);
        QCOMPARE(file.graph.digest().text(), before.graph.digest().text());
    }

    void keepsTheJobsOfBefore_whileTheGatewayCannotListThem()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const auto before = m_sink->of("hq").observations.back();
        QVERIFY(countOf(before.graph, topology::NodeKind::CronJob) > 0);
        m_connections.clear();
        m_gateway->setError("cron.list", Json{{"code", "UNAVAILABLE"}, {"message", "cron is not ready"}});
        provider::RuntimeConfig config = configFor("again", *m_gateway);
        config.lastGraph = before.graph;
        open(config);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("again").health == HealthState::Live, 2 * kPatienceMs);
        const auto partial = m_sink->of("again").observations.back();
        QVERIFY(partial.mode == AccessMode::Gateway);
        QVERIFY(partial.runtimeOnlyIsStale);
        QCOMPARE(partial.graph.digest().text(), before.graph.digest().text());
        m_gateway->setError("cron.list", std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(!m_sink->of("again").observations.back().runtimeOnlyIsStale, 2 * kPatienceMs);
        QCOMPARE(m_sink->of("again").observations.back().graph.digest().text(), before.graph.digest().text());
    }

    void keepsTheTopology_whenTheFileBecomesInvalid()
    {
        QVERIFY(m_gateway->listen());
        m_gateway->kill();
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        const std::size_t before = m_sink->of("hq").observations.size();
        writeFile(m_config, "{ gateway: ");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->hasProblem("hq", "config-invalid"), kPatienceMs);
        QVERIFY(m_sink->status("hq").health == HealthState::Down);
        QCOMPARE(m_sink->of("hq").observations.size(), before);
        QByteArray edited = fixture(QStringLiteral("openclaw.realistic.json"));
        edited.replace("\"Coder\"", "\"Renamed\"");
        writeFile(m_config, edited);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        QVERIFY(!m_sink->hasProblem("hq", "config-invalid"));
        const auto* coder = m_sink->of("hq").observations.back().graph.find(topology::NodeId("agent:coder"));
        QVERIFY(coder != nullptr);
        QCOMPARE(coder->name, std::string("Renamed"));
    }

    void seesAnInvalidEdit_thoughTheGatewaySaysNothing()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const std::size_t before = m_sink->of("hq").observations.size();
        const Json good = m_gateway->payload("config.get");
        Json bad = good;
        bad["valid"] = false;
        bad["parsed"] = nullptr;
        bad["issues"] = Json::array({{{"path", "gateway.mode"}, {"message", "Invalid input"}}});
        m_gateway->setPayload("config.get", bad);
        writeFile(m_config, "{}");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->hasProblem("hq", "config-invalid"), kPatienceMs);
        QVERIFY(m_sink->status("hq").health == HealthState::Degraded);
        QVERIFY(m_sink->status("hq").mode == AccessMode::Gateway);
        QCOMPARE(m_sink->of("hq").observations.size(), before);
        m_gateway->setPayload("config.get", good);
        writeFile(m_config, fixture(QStringLiteral("openclaw.realistic.json")));
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
    }

    void isDown_whenNeitherCanBeRead()
    {
        QVERIFY(m_gateway->listen());
        m_gateway->kill();
        QVERIFY(QFile::remove(m_config));
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Down, kPatienceMs);
        QVERIFY(m_sink->hasProblem("hq", "config-missing"));
        QVERIFY(m_sink->hasProblem("hq", "gateway-unreachable"));
        QVERIFY2(m_sink->of("hq").observations.empty(), "a missing file is no empty topology");
        writeFile(m_config, fixture(QStringLiteral("openclaw.realistic.json")));
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
    }

    void saysThatItIsRefused_andReadsTheFile()
    {
        QVERIFY(m_gateway->listen());
        m_gateway->connectError = Json{{"code", "NOT_PAIRED"},
                                       {"message", "pairing required"},
                                       {"details", {{"code", "PAIRING_REQUIRED"}, {"requestId", "abc-1"}}}};
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Refused, kPatienceMs);
        QVERIFY(m_sink->hasProblem("hq", "pairing-required"));
        QVERIFY(m_sink->status("hq").mode == AccessMode::File);
        QCOMPARE(m_sink->of("hq").observations.size(), std::size_t{1});
        m_gateway->connectError.reset();
        m_connections.front()->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
    }

    void showsARestart()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        m_gateway->push("shutdown", {{"reason", "gateway restarting"}, {"restartExpectedMs", 1500}});
        m_gateway->closeAll(1012, QStringLiteral("service restart"));
        m_gateway->kill();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Restarting, kPatienceMs);
        QTest::qWait(1500); // several refused attempts
        QVERIFY(m_sink->status("hq").health == HealthState::Restarting);
        QVERIFY(m_sink->status("hq").mode == AccessMode::Gateway);
        QCOMPARE(m_sink->of("hq").observations.size(), std::size_t{1});
    }

    void aHangingRuntimeDelaysNoOther()
    {
        FakeGateway hanging(kFixtures);
        QVERIFY(hanging.listen(FakeGateway::Manner::Deaf));
        QVERIFY(m_gateway->listen());
        start("stuck", hanging);
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QVERIFY(m_sink->status("stuck").health == HealthState::Connecting);
        m_gateway->changeConfig([](Json& config) { config["agents"]["entries"]["coder"]["name"] = "Renamed"; });
        QTRY_COMPARE_WITH_TIMEOUT(m_sink->of("hq").observations.size(), std::size_t{2}, kPatienceMs);
        QVERIFY(m_sink->of("hq").observations[1].announcedAt);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("stuck").health == HealthState::FileOnly, kPatienceMs);
    }

    void reportsOnlyChanges()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        const auto& statuses = m_sink->of("hq").statuses;
        for (std::size_t i = 1; i < statuses.size(); ++i)
            QVERIFY(statuses[i] != statuses[i - 1]);
        const std::size_t before = statuses.size();
        for (int i = 0; i < 5; ++i)
            m_gateway->push("tick", Json::object());
        m_connections.front()->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(m_sink->of("hq").observations.size(), std::size_t{2}, kPatienceMs);
        QCOMPARE(statuses.size(), before);
    }

    void saysNothingAfterStop()
    {
        QVERIFY(m_gateway->listen());
        start("hq", *m_gateway);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        m_connections.front()->stop();
        const std::size_t statuses = m_sink->of("hq").statuses.size();
        writeFile(m_config, "{}");
        m_gateway->kill();
        QTest::qWait(600);
        QCOMPARE(m_sink->of("hq").statuses.size(), statuses);
        QCOMPARE(m_sink->of("hq").observations.size(), std::size_t{1});
    }

    void findsFileAndPortByOpenClawsOwnRules()
    {
        QVERIFY(m_gateway->listen());
        const QString state = m_folder->filePath(QStringLiteral(".openclaw"));
        QVERIFY(QDir().mkpath(state));
        QByteArray text = fixture(QStringLiteral("openclaw.realistic.json"));
        Json config = Json::parse(text.toStdString());
        config["gateway"]["port"] = m_gateway->port();
        writeFile(state + QStringLiteral("/openclaw.json"), QByteArray::fromStdString(dumpJson(config)));
        provider::RuntimeConfig runtime = configFor("hq", *m_gateway);
        runtime.url.clear();
        runtime.configPath.clear();
        open(runtime);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QCOMPARE(m_sink->status("hq").configPath, state.toStdString() + "/openclaw.json");
    }

    void takesTheTokenOfTheGatewaysOwnFile_whenNoneIsSet()
    {
        QVERIFY(m_gateway->listen());
        provider::RuntimeConfig runtime = configFor("hq", *m_gateway);
        runtime.token = nullptr;
        writeConfigWithToken(m_gateway->token);
        open(runtime);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        // A new token of the gateway is followed by itself.
        m_gateway->token = "another-token-0123456789abcdef";
        writeConfigWithToken(m_gateway->token);
        m_gateway->closeAll(4001, QStringLiteral("gateway auth changed"));
        QTRY_COMPARE_WITH_TIMEOUT(m_gateway->sessionCount(), 2, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
    }

    void keepsTheTokenOfThisMachinesGateway_fromOthers()
    {
        QVERIFY(m_gateway->listen());
        const QString state = m_folder->filePath(QStringLiteral(".openclaw"));
        QVERIFY(QDir().mkpath(state));
        m_config = state + QStringLiteral("/openclaw.json");
        writeConfigWithToken(m_gateway->token);
        provider::RuntimeConfig runtime = configFor("tunnel", *m_gateway); // a URL alone may lead anywhere
        runtime.token = nullptr;
        runtime.configPath.clear();
        open(runtime);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("tunnel").health == HealthState::Refused, kPatienceMs);
        QVERIFY(!m_gateway->lastConnect().contains("auth"));
    }

    void refusesABadUrl_data()
    {
        QTest::addColumn<QString>("url");
        QTest::newRow("http") << "http://127.0.0.1:1";
        QTest::newRow("no host") << "ws://";
        QTest::newRow("words") << "the gateway";
        QTest::newRow("credential inside") << "ws://user:secret@127.0.0.1:1";
        QTest::newRow("query") << "ws://127.0.0.1:1/?token=secret";
        QTest::newRow("fragment") << "ws://127.0.0.1:1/#secret";
    }
    void refusesABadUrl()
    {
        QFETCH(QString, url);
        provider::RuntimeConfig config = configFor("hq", *m_gateway);
        config.url = url.toStdString();
        const auto opened = m_provider->open(config, *m_sink);
        QVERIFY(!opened);
        QCOMPARE(opened.error().where, std::string("url"));
        QVERIFY(opened.error().message.find("secret") == std::string::npos);
    }

private:
    provider::RuntimeConfig configFor(const char* id, const FakeGateway& gateway)
    {
        provider::RuntimeConfig config;
        config.id = RuntimeId(id);
        config.provider = "openclaw";
        config.configPath = m_config.toStdString();
        config.url = gateway.url().toString().toStdString();
        config.token = [] { return Result<std::string>("test-token-0123456789abcdef"); };
        return config;
    }
    void writeConfigWithToken(const std::string& token)
    {
        Json config = Json::parse(fixture(QStringLiteral("openclaw.realistic.json")).toStdString());
        config["gateway"]["auth"]["token"] = token;
        writeFile(m_config, QByteArray::fromStdString(dumpJson(config)));
    }
    void open(const provider::RuntimeConfig& config)
    {
        auto opened = m_provider->open(config, *m_sink);
        QVERIFY(opened);
        m_connections.push_back(*std::move(opened));
        m_connections.back()->start();
    }
    void start(const char* id, const FakeGateway& gateway) { open(configFor(id, gateway)); }

    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_config;
    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<test::RecordingSink> m_sink;
    std::unique_ptr<OpenClawProvider> m_provider;
    std::vector<std::unique_ptr<provider::RuntimeConnection>> m_connections;
};

QTEST_GUILESS_MAIN(TestOpenClawProvider)
#include "tst_openclaw_provider.moc"
