// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/gateway_client.h"
#include "agent/openclaw/openclaw_provider.h"
#include "agent/openclaw/read_methods.h"

#include "tests/support/fake_gateway.h"
#include "tests/support/real_gateway.h"
#include "tests/support/recording_sink.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <optional>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using fabric::test::RealGateway;
using provider::AccessMode;
using provider::HealthState;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr int kPatienceMs = 180000; ///< a loaded machine blocks the gateway for a minute

QByteArray realisticConfig()
{
    QFile file(kFixtures + QStringLiteral("/openclaw.realistic.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::string nameOf(const topology::Graph& graph, const char* id)
{
    const topology::Node* node = graph.find(topology::NodeId(id));
    return node == nullptr ? std::string() : node->name;
}

/// Kind of every member, to compare a recording with the real thing.
std::map<std::string, std::string> shapeOf(const Json& object)
{
    std::map<std::string, std::string> shape;
    for (const auto& [name, value] : object.items())
        shape[name] = value.type_name();
    return shape;
}

} // namespace

/// One real gateway for all slots, which run in their order.
class TestOpenClawLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_gateway = std::make_unique<RealGateway>(realisticConfig());
        m_original = m_gateway->readConfig();
        const QString failure = m_gateway->start();
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
        OpenClawProvider::Options options;
        options.dataFolder = m_data.path().toStdString();
        options.paths.systemHome = m_data.path().toStdString();
        options.paths.workingDirectory = m_data.path().toStdString();
        options.clientVersion = "0.1.0";
        m_provider = std::make_unique<OpenClawProvider>(std::move(options), m_clock, m_random);
        open("hq", m_gateway->url().toString().toStdString());
    }

    void cleanupTestCase()
    {
        m_connections.clear();
        m_provider.reset();
        m_gateway.reset();
    }

    void observesTheRealisticConfiguration()
    {
        QTRY_VERIFY_WITH_TIMEOUT(status().health == HealthState::Live, kPatienceMs);
        QVERIFY(status().mode == AccessMode::Gateway);
        QCOMPARE(status().identity.version, std::string("2026.9.6"));
        QCOMPARE(status().identity.deviceId.size(), std::size_t{64});
        QVERIFY(!status().identity.bootId.empty());
        QVERIFY(status().grantedScopes == std::vector<std::string>{"operator.read"});
        QCOMPARE(status().pairedDeviceId.size(), std::size_t{64});
        QVERIFY(status().problems.empty());
        const topology::Graph& graph = observations().back().graph;
        for (const char* agent : {"agent:main", "agent:coder"})
            QVERIFY(graph.find(topology::NodeId(agent)) != nullptr);
    }

    void givesTheSameGraphFromTheFile()
    {
        open("file", "ws://127.0.0.1:9"); // nobody listens there
        QTRY_VERIFY_WITH_TIMEOUT(m_sink.status("file").health == HealthState::FileOnly, kPatienceMs);
        const auto& file = m_sink.of("file").observations.back();
        QVERIFY(file.mode == AccessMode::File);
        QCOMPARE(file.graph.configuredDigest().text(), observations().back().graph.configuredDigest().text());
        const provider::Source& source = observations().back().source;
        QVERIFY(!source.isEmpty());
        QVERIFY2(file.source.document() == source.document(),
                 qPrintable(QString::fromStdString(Json::diff(source.document(), file.source.document()).dump())));
        QVERIFY(std::ranges::equal(file.source.resources(), source.resources()));
    }

    void isAnsweredAsTheFakeAnswers()
    {
        // What the tests of this folder rely on: the fake announces and answers what the real one does.
        FakeGateway fake(kFixtures);
        for (const ReadMethod& method : kReadMethods) {
            const auto& capabilities = status().identity.capabilities;
            QVERIFY2(std::binary_search(capabilities.begin(), capabilities.end(), method.name), method.name.data());
        }
        SystemClock clock;
        FrameWorker worker;
        GatewayClient client({[this] { return m_gateway->url(); },
                              [] { return Result<std::string>(RealGateway::token().toStdString()); },
                              "0.1.0",
                              {}},
                             DeviceIdentity::loadOrCreate(m_data.path().toStdString(), m_random).value(), clock,
                             worker);
        std::optional<session::Reads> reads;
        connect(&client, &GatewayClient::observed, this, [&reads](const session::Reads& seen) { reads = seen; });
        client.start();
        QTRY_VERIFY_WITH_TIMEOUT(reads, kPatienceMs);
        client.stop();
        for (const ReadMethod& method : kReadMethods) {
            if (method.kind == ReadKind::PairedDevices || isReloadLookup(method.kind))
                continue; // off by default; in a slot of their own
            const Json* real = reads->of(method.kind);
            QVERIFY2(real != nullptr, method.name.data());
            const auto realShape = shapeOf(*real);
            for (const auto& [name, type] : shapeOf(fake.payload(std::string(method.name)))) {
                QVERIFY2(realShape.contains(name), (std::string(method.name) + "." + name).c_str());
                const bool isSame = realShape.at(name) == type || type == "null" || realShape.at(name) == "null";
                QVERIFY2(isSame, (std::string(method.name) + "." + name).c_str());
            }
        }
    }

    void theBuiltInReloadKindsAreThoseOfTheGateway()
    {
        const ReloadKinds real = observations().back().source.parts().reloadKinds;
        const ReloadKinds known = builtInReloadKinds(status().identity.version);
        QStringList differences;
        const auto note = [&differences](const char* who, const ReloadKinds& one, const ReloadKinds& other) {
            for (const auto& [path, kind] : one) {
                const auto found = other.find(path);
                if (found == other.end() || found->second != kind)
                    differences << QString::fromStdString(who + (" " + path) + " " + std::string(toText(kind)));
            }
        };
        note("gateway:", real, known);
        note("table:", known, real);
        QVERIFY2(differences.isEmpty(), qPrintable(differences.join(QStringLiteral(", "))));
    }

    void anEditBecomesANewObservation()
    {
        QByteArray edited = m_original;
        QVERIFY(edited.contains("\"Coder\""));
        edited.replace("\"Coder\"", "\"Renamed\"");
        m_gateway->writeConfig(edited);
        QTRY_COMPARE_WITH_TIMEOUT(nameOf(observations().back().graph, "agent:coder"), std::string("Renamed"),
                                  kPatienceMs);
        QVERIFY(observations().back().mode == AccessMode::Gateway);
    }

    void anInvalidEditIsAVisibleProblem()
    {
        QTRY_VERIFY_WITH_TIMEOUT(status().health == HealthState::Live, kPatienceMs);
        const std::string before = observations().back().graph.digest().text();
        Json config = Json::parse(m_original.toStdString());
        config["gateway"]["mode"] = "sideways";
        m_gateway->writeConfig(QByteArray::fromStdString(config.dump()));
        QTRY_VERIFY_WITH_TIMEOUT(m_sink.hasProblem("hq", "config-invalid"), kPatienceMs);
        QVERIFY(status().health == HealthState::Degraded);
        QCOMPARE(observations().back().graph.digest().text(), before);
        m_gateway->writeConfig(m_original);
        QTRY_VERIFY_WITH_TIMEOUT(status().health == HealthState::Live, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(nameOf(observations().back().graph, "agent:coder"), std::string("Coder"),
                                  kPatienceMs);
    }

    void aDeletedFileIsAVisibleProblem()
    {
        QVERIFY(QFile::remove(m_gateway->configPath()));
        QTRY_VERIFY_WITH_TIMEOUT(m_sink.hasProblem("hq", "config-gone"), kPatienceMs);
        QCOMPARE(nameOf(observations().back().graph, "agent:coder"), std::string("Coder"));
        m_gateway->writeConfig(m_original);
        QTRY_VERIFY_WITH_TIMEOUT(status().health == HealthState::Live, kPatienceMs);
    }

    void readsTheFile_whileTheGatewayIsDead()
    {
        const std::string before = observations().back().graph.digest().text();
        const std::string source = observations().back().source.digest().text();
        const std::string bootId = status().identity.bootId;
        m_gateway->kill();
        QTRY_VERIFY_WITH_TIMEOUT(status().health == HealthState::FileOnly, kPatienceMs);
        QVERIFY(status().mode == AccessMode::File);
        QVERIFY(observations().back().runtimeOnlyIsStale);
        QCOMPARE(observations().back().graph.digest().text(), before);
        QCOMPARE(observations().back().source.digest().text(), source);

        const QString failure = m_gateway->start();
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
        QTRY_VERIFY_WITH_TIMEOUT(status().health == HealthState::Live, kPatienceMs);
        QVERIFY(status().identity.bootId != bootId);
        QVERIFY(!observations().back().runtimeOnlyIsStale);
        QCOMPARE(observations().back().source.digest().text(), source);
    }

private:
    void open(const char* id, const std::string& url)
    {
        provider::RuntimeConfig config;
        config.id = RuntimeId(id);
        config.provider = "openclaw";
        config.configPath = m_gateway->configPath().toStdString();
        config.url = url;
        config.token = [] { return Result<std::string>(RealGateway::token().toStdString()); };
        auto opened = m_provider->open(config, m_sink);
        QVERIFY(opened);
        m_connections.push_back(*std::move(opened));
        m_connections.back()->start();
    }
    [[nodiscard]] provider::RuntimeStatus status() { return m_sink.status("hq"); }
    [[nodiscard]] const std::vector<provider::Observation>& observations() { return m_sink.of("hq").observations; }

    SystemClock m_clock;
    SystemRandom m_random;
    QTemporaryDir m_data;
    QByteArray m_original;
    std::unique_ptr<RealGateway> m_gateway;
    test::RecordingSink m_sink;
    std::unique_ptr<OpenClawProvider> m_provider;
    std::vector<std::unique_ptr<provider::RuntimeConnection>> m_connections;
};

QTEST_GUILESS_MAIN(TestOpenClawLive)
#include "tst_openclaw_live.moc"
