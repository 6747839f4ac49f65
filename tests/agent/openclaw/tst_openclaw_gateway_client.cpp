// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/gateway_client.h"

#include "tests/support/fake_gateway.h"

#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using session::Reach;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr int kPatienceMs = 20000; ///< for a loaded machine

DeviceIdentity testDevice()
{
    Seed seed{};
    for (std::size_t i = 0; i < seed.size(); ++i)
        seed[i] = static_cast<std::byte>(i);
    return DeviceIdentity::fromSeed(seed);
}

/// A client and what it saw.
struct Watched
{
    explicit Watched(
        const FakeGateway& gateway, FrameWorker& worker,
        std::function<Result<std::string>()> token = [] { return Result<std::string>("test-token-0123456789abcdef"); })
        : client(std::make_unique<GatewayClient>(
            GatewayClient::Options{[&gateway] { return gateway.url(); }, std::move(token), "0.1.0", {}}, testDevice(),
            clock, worker))
    {
        QObject::connect(client.get(), &GatewayClient::observed, client.get(),
                         [this](const session::Reads& reads) { seen.push_back(reads); });
        client->start();
    }
    [[nodiscard]] Reach reach() const { return session::reachOf(client->state()); }
    [[nodiscard]] std::string problem() const
    {
        const auto problems = session::problemsOf(client->state());
        return problems.empty() ? std::string() : problems.front().code;
    }

    SystemClock clock;
    std::vector<session::Reads> seen;
    std::unique_ptr<GatewayClient> client;
};

} // namespace

class TestGatewayClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_gateway = std::make_unique<FakeGateway>(kFixtures);
        QVERIFY(m_gateway->listen());
    }

    void cleanup() { QCOMPARE(m_gateway->violations(), QStringList()); }

    void readsAGateway()
    {
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        QVERIFY(watched.reach() == Reach::Ready);
        QCOMPARE(watched.client->state().hello->version, std::string("2026.9.6"));
        QVERIFY(*watched.seen[0].of(ReadKind::Config) == m_gateway->payload("config.get"));
        QVERIFY(*watched.seen[0].of(ReadKind::CronJobs) == m_gateway->payload("cron.list"));
        std::vector<std::string> expected{"connect", "config.get", "cron.list", "node.list", "gateway.identity.get"};
        expected.insert(expected.end(), kReloadLookups.size(), "config.schema.lookup");
        QVERIFY(m_gateway->methods() == expected);
        QVERIFY((m_gateway->lastConnect()["scopes"] == Json{"operator.read"}));
        QCOMPARE(m_gateway->lastConnect()["minProtocol"].get<int>(), 3);
        QCOMPARE(m_gateway->lastConnect()["maxProtocol"].get<int>(), 4);
        QVERIFY(watched.seen[0].hasAllReloadKinds);
        QVERIFY(minimal(watched.seen[0].reloadKinds) == builtInReloadKinds("2026.9.6"));
    }

    void asksForOneReloadKindAfterTheOther()
    {
        std::size_t asked = 0;
        std::size_t together = 0;
        const Watched* watched = nullptr;
        m_gateway->onRequestArrived = [&](const std::string& method) {
            if (!method.starts_with("config.schema.lookup"))
                return;
            std::size_t answered = 0;
            for (const ReadMethod& one : kReadMethods) {
                if (isReloadLookup(one.kind) && watched->client->state().answered[static_cast<std::size_t>(one.kind)])
                    ++answered;
            }
            together = std::max(together, ++asked - answered);
        };
        const Watched client(*m_gateway, m_worker);
        watched = &client;
        QTRY_COMPARE_WITH_TIMEOUT(client.seen.size(), std::size_t{1}, kPatienceMs);
        QCOMPARE(asked, kReloadLookups.size());
        QCOMPARE(together, std::size_t{1});
    }

    void readsAgain_whenTheGatewaySaysSo()
    {
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        m_gateway->changeConfig([](Json& config) { config["agents"]["entries"]["coder"]["name"] = "Renamed"; });
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{2}, kPatienceMs);
        QVERIFY(watched.seen[1].announcedAt);
        QVERIFY(watched.seen[1].of(ReadKind::Config)->at("parsed")["agents"]["entries"]["coder"]["name"] == "Renamed");
    }

    void comesBack_afterTheGatewayWasKilled()
    {
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        const quint16 port = m_gateway->port();
        m_gateway->kill();
        QTRY_VERIFY_WITH_TIMEOUT(watched.reach() == Reach::Unreachable, kPatienceMs);
        QVERIFY(m_gateway->listen(FakeGateway::Manner::Answer, port));
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{2}, kPatienceMs);
        QVERIFY(watched.reach() == Reach::Ready);
    }

    void comesBack_afterARestart()
    {
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        m_gateway->push("shutdown", {{"reason", "gateway restarting"}, {"restartExpectedMs", 1500}});
        m_gateway->closeAll(1012, QStringLiteral("service restart"));
        QTRY_VERIFY_WITH_TIMEOUT(watched.reach() == Reach::Restarting, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{2}, kPatienceMs);
        QVERIFY(watched.reach() == Reach::Ready);
    }

    void takesTheNewToken_whenItWasRotated()
    {
        std::string token = "test-token-0123456789abcdef";
        Watched watched(*m_gateway, m_worker, [&token] { return Result<std::string>(token); });
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        m_gateway->token = token = "another";
        m_gateway->closeAll(4001, QStringLiteral("gateway auth changed"));
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{2}, kPatienceMs);
    }

    void isRefused_withAWrongToken()
    {
        Watched watched(*m_gateway, m_worker, [] { return Result<std::string>("wrong"); });
        QTRY_VERIFY_WITH_TIMEOUT(watched.reach() == Reach::Refused, kPatienceMs);
        QCOMPARE(watched.problem(), std::string("token-mismatch"));
        QCOMPARE(m_gateway->methods().size(), std::size_t{1});
    }

    void saysSo_whenTheTokenCannotBeRead()
    {
        Watched watched(*m_gateway, m_worker, []() -> Result<std::string> {
            return fail(ErrorCode::NotFound, "no such file", "/run/token");
        });
        QTRY_VERIFY_WITH_TIMEOUT(watched.reach() == Reach::Refused, kPatienceMs);
        QCOMPARE(watched.problem(), std::string("token-unreadable"));
        QVERIFY(m_gateway->methods().empty());
    }

    void parsesLargeAnswers()
    {
        Json config = m_gateway->payload("config.get");
        config["parsed"]["padding"] = std::string(3 * kLargeFrameBytes, 'x');
        m_gateway->setPayload("config.get", config);
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        QVERIFY(*watched.seen[0].of(ReadKind::Config) == config);
    }

    void refusesAnAnswerBeyondTheLimit()
    {
        Json config = m_gateway->payload("config.get");
        config["parsed"]["padding"] = std::string(kMaxFrameBytes, 'x');
        m_gateway->setPayload("config.get", config);
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.problem(), std::string("frame-too-large"), kPatienceMs);
        QVERIFY(watched.seen.empty());
    }

    void dropsAGatewayThatTalksNonsense()
    {
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        m_gateway->sendRaw(QStringLiteral("no json"));
        QTRY_COMPARE_WITH_TIMEOUT(watched.problem(), std::string("frame-malformed"), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{2}, kPatienceMs); // and connects again
        QCOMPARE(watched.problem(), std::string());
    }

    void hangingGatewaysDelayNobody_data()
    {
        QTest::addColumn<int>("manner");
        QTest::newRow("accepts only") << static_cast<int>(FakeGateway::Manner::Deaf);
        QTest::newRow("no challenge") << static_cast<int>(FakeGateway::Manner::NoChallenge);
        QTest::newRow("no answers") << static_cast<int>(FakeGateway::Manner::NoAnswer);
    }
    void hangingGatewaysDelayNobody()
    {
        QFETCH(int, manner);
        FakeGateway hanging(kFixtures);
        QVERIFY(hanging.listen(static_cast<FakeGateway::Manner>(manner)));
        Watched stuck(hanging, m_worker);
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        for (int i = 0; i < 5; ++i) {
            m_gateway->changeConfig([i](Json& config) { config["meta"]["n"] = i; });
            QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), static_cast<std::size_t>(i + 2), kPatienceMs);
        }
        QTRY_VERIFY_WITH_TIMEOUT(stuck.reach() == Reach::Unreachable, kPatienceMs);
        QVERIFY(stuck.seen.empty());
        QCOMPARE(hanging.violations(), QStringList());
    }

    void stopsCleanly()
    {
        Watched watched(*m_gateway, m_worker);
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{1}, kPatienceMs);
        watched.client->stop();
        QVERIFY(watched.reach() == Reach::Stopped);
        const std::size_t before = m_gateway->methods().size();
        m_gateway->changeConfig([](Json& config) { config["meta"]["n"] = 1; });
        QTest::qWait(300);
        QCOMPARE(m_gateway->methods().size(), before);
        watched.client->start();
        QTRY_COMPARE_WITH_TIMEOUT(watched.seen.size(), std::size_t{2}, kPatienceMs);
    }

    void mayEnd_whileTheWorkerParses()
    {
        Json config = m_gateway->payload("config.get");
        config["parsed"]["padding"] = std::string(8 * kLargeFrameBytes, 'x');
        m_gateway->setPayload("config.get", config);
        for (int i = 0; i < 5; ++i) {
            Watched watched(*m_gateway, m_worker);
            const int before = m_gateway->sessionCount();
            QTRY_VERIFY_WITH_TIMEOUT(m_gateway->sessionCount() > before, kPatienceMs);
            QTest::qWait(20 * i);
        }
    }

private:
    FrameWorker m_worker;
    std::unique_ptr<FakeGateway> m_gateway;
};

QTEST_GUILESS_MAIN(TestGatewayClient)
#include "tst_openclaw_gateway_client.moc"
