// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/writer_session.h"

#include "tests/support/fake_gateway.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using namespace std::chrono_literals;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr std::chrono::milliseconds kLimit{60'000};

using Answer = std::shared_ptr<std::optional<Result<ResponseFrame>>>;

} // namespace

class TestOpenClawWriterSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_gateway = std::make_unique<FakeGateway>(kFixtures);
        m_limits = {};
    }
    void cleanup()
    {
        m_session.reset();
        QCOMPARE(m_gateway->violations(), QStringList());
        m_gateway.reset();
    }

    void looksWithTheScopeThatReads_andAsksForMoreOnlyToWrite()
    {
        listen();
        QVERIFY(isGood(ask(WriterMethod::Config)));
        QCOMPARE(scopesAsked(), std::string(R"(["operator.read"])"));
        QVERIFY(isGood(ask(WriterMethod::Health)));
        QCOMPARE(m_gateway->sessionCount(), 1);
        QVERIFY(isGood(patch()));
        QCOMPARE(scopesAsked(), std::string(R"(["operator.admin"])"));
        QCOMPARE(m_gateway->sessionCount(), 2);
        QVERIFY(isGood(ask(WriterMethod::Config))); // on the session that is there
        QCOMPARE(m_gateway->sessionCount(), 2);
    }

    void awaitsWhatItAsked_beforeItAsksForMore()
    {
        listen();
        QVERIFY(isGood(ask(WriterMethod::Config)));
        m_gateway->silent = {"health"};
        const Answer health = ask(WriterMethod::Health, 300ms);
        const Answer write = patch();
        QTRY_VERIFY(*health);
        QVERIFY((*health)->error().code == ErrorCode::DeadlineExceeded);
        QVERIFY(isGood(write));
    }

    void closesWhenNobodyCalls_andOpensAgain()
    {
        m_limits.idleLimit = 50ms;
        listen();
        QVERIFY(isGood(patch()));
        QVERIFY(m_session->isOpen());
        QTRY_VERIFY(!m_session->isOpen());
        QVERIFY(isGood(ask(WriterMethod::Config)));
        QCOMPARE(scopesAsked(), std::string(R"(["operator.read"])")); // admin is over with the session
    }

    void isUnavailable_whereNobodyListens()
    {
        listen();
        m_gateway->kill();
        const Answer answer = patch();
        QTRY_VERIFY(*answer);
        QVERIFY((*answer)->error().code == ErrorCode::Unavailable);
        QVERIFY(!m_session->isOpen());
    }

    void isUnavailable_whileTheGatewayStarts()
    {
        listen();
        m_gateway->connectError = Json{{"code", "UNAVAILABLE"},
                                       {"message", "gateway starting; retry shortly"},
                                       {"retryable", true},
                                       {"details", {{"reason", "startup-sidecars"}}}};
        const Answer answer = patch();
        QTRY_VERIFY(*answer);
        QVERIFY((*answer)->error().code == ErrorCode::Unavailable);
    }

    void isUnavailable_whereTheGatewayIsSilentInTheHandshake_data()
    {
        QTest::addColumn<int>("manner");
        QTest::newRow("deaf") << static_cast<int>(FakeGateway::Manner::Deaf);
        QTest::newRow("no challenge") << static_cast<int>(FakeGateway::Manner::NoChallenge);
        QTest::newRow("no answer") << static_cast<int>(FakeGateway::Manner::NoAnswer);
    }
    void isUnavailable_whereTheGatewayIsSilentInTheHandshake()
    {
        QFETCH(const int, manner);
        m_limits.handshakeLimit = 100ms;
        listen(static_cast<FakeGateway::Manner>(manner));
        const Answer answer = patch();
        QTRY_VERIFY(*answer);
        QVERIFY((*answer)->error().code == ErrorCode::Unavailable);
        QVERIFY(!m_session->isOpen());
    }

    void isPermissionDenied_whereItIsNotLetIn()
    {
        listen();
        m_gateway->token = "another";
        const Answer answer = patch();
        QTRY_VERIFY(*answer);
        QVERIFY((*answer)->error().code == ErrorCode::PermissionDenied);
        QVERIFY((*answer)->error().message.find("token") != std::string::npos);
    }

    void isDeadlineExceeded_forWhatWasSentAndNeverAnswered()
    {
        listen();
        m_gateway->silent = {"config.patch"};
        const Answer answer = patch(200ms);
        QTRY_VERIFY(*answer);
        QVERIFY((*answer)->error().code == ErrorCode::DeadlineExceeded);
        QVERIFY(m_gateway->configHash() != m_base); // it was done
    }

    void isDeadlineExceeded_forWhatWasSentBeforeTheConnectionBroke_data()
    {
        QTest::addColumn<int>("code");
        QTest::newRow("killed") << 0;
        QTest::newRow("service restart") << 1012;
        QTest::newRow("auth changed") << 4001;
    }
    void isDeadlineExceeded_forWhatWasSentBeforeTheConnectionBroke()
    {
        QFETCH(const int, code);
        listen();
        m_gateway->silent = {"config.patch"};
        const Answer sent = patch();
        QTRY_VERIFY(std::count(m_gateway->methods().begin(), m_gateway->methods().end(), "config.patch") == 1);
        if (code == 0)
            m_gateway->kill();
        else
            m_gateway->closeAll(code, QStringLiteral("going"));
        QTRY_VERIFY(*sent);
        QVERIFY((*sent)->error().code == ErrorCode::DeadlineExceeded);
    }

    void sendsNothing_thatTheRulesForbid()
    {
        listen();
        WriterCall call{.method = WriterMethod::DeleteAgent};
        call.params = {{"agentId", "x"}};
        const Answer answer = ask(call, kLimit);
        QVERIFY(!*answer); // never from inside the call
        QTRY_VERIFY(*answer);
        QVERIFY((*answer)->error().code == ErrorCode::InvalidArgument);
        QVERIFY(m_gateway->methods().empty());
    }

    void takesAnAnswer_thatIsParsedByTheWorker()
    {
        listen();
        m_gateway->setPayload("health", {{"ok", true}, {"filler", std::string(kLargeFrameBytes, 'x')}});
        const Answer large = ask(WriterMethod::Health);
        const Answer small = ask(WriterMethod::Config);
        QVERIFY(isGood(large));
        QVERIFY(isGood(small));
    }

    void callsNobody_afterItsEnd()
    {
        listen();
        const Answer answer = patch();
        m_session.reset();
        QCoreApplication::processEvents();
        QVERIFY(!*answer);
    }

private:
    void listen(FakeGateway::Manner manner = FakeGateway::Manner::Answer)
    {
        QVERIFY(m_gateway->listen(manner));
        m_base = m_gateway->configHash();
        m_limits.endpoint = [this] { return Result<QUrl>(m_gateway->url()); };
        m_limits.token = [] { return Result<std::string>("test-token-0123456789abcdef"); };
        m_limits.clientVersion = "0.1.0";
        m_session = std::make_unique<WriterSession>(m_limits, DeviceIdentity::fromSeed(Seed{}), m_clock, m_worker);
    }
    Answer ask(const WriterCall& call, std::chrono::milliseconds limit)
    {
        auto answer = std::make_shared<std::optional<Result<ResponseFrame>>>();
        m_session->call(call, limit, [answer](Result<ResponseFrame> result) { *answer = std::move(result); });
        return answer;
    }
    Answer ask(WriterMethod method, std::chrono::milliseconds limit = kLimit)
    {
        return ask(WriterCall{.method = method}, limit);
    }
    Answer patch(std::chrono::milliseconds limit = kLimit)
    {
        WriterCall call{.method = WriterMethod::Patch, .lease = provider::LeaseToken("lease-1"), .baseHash = m_base};
        call.document = {{"logging", {{"level", "info"}}}};
        return ask(call, limit);
    }
    [[nodiscard]] static bool isGood(const Answer& answer)
    {
        return QTest::qWaitFor([&answer] { return answer->has_value(); }, 30'000) && **answer && !(**answer)->error;
    }
    [[nodiscard]] std::string scopesAsked() const { return dumpJson(m_gateway->lastConnect()["scopes"]); }

    SystemClock m_clock;
    FrameWorker m_worker;
    WriterSession::Options m_limits;
    std::string m_base;
    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<WriterSession> m_session;
};

QTEST_GUILESS_MAIN(TestOpenClawWriterSession)
#include "tst_openclaw_writer_session.moc"
