// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/session_machine.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>
#include <set>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::openclaw::session;
using namespace std::chrono_literals;

namespace {

Json helloPayload(const std::vector<std::string>& methods
                  = {"config.get", "cron.list", "device.pair.list", "gateway.identity.get", "node.list"})
{
    return {{"type", "hello-ok"},
            {"protocol", 4},
            {"server", {{"version", "2026.9.6"}, {"bootId", "boot"}}},
            {"features", {{"methods", methods}}},
            {"auth", {{"scopes", {"operator.read"}}}}};
}

Json configPayload(bool exists = true, bool isValid = true, const char* revision = "a", const char* applied = "a")
{
    return {{"path", "/c/openclaw.json"},
            {"exists", exists},
            {"valid", isValid},
            {"hash", "h"},
            {"issues", Json::array()},
            {"configRevisionHash", revision},
            {"appliedConfigHash", applied}};
}

ResponseFrame ok(std::string id, Json payload)
{
    return {std::move(id), std::make_shared<const Json>(std::move(payload)), std::nullopt};
}

ResponseFrame failed(std::string id, RpcError error)
{
    return {std::move(id), std::make_shared<const Json>(), std::move(error)};
}

RpcError rpcError(const char* code, const char* detailCode = "", std::optional<Millis> retryAfter = {})
{
    RpcError error;
    error.code = code;
    error.message = "words of the gateway";
    error.detailCode = detailCode;
    error.isRetryable = retryAfter.has_value();
    error.retryAfter = retryAfter;
    return error;
}

/// The machine with a clock of its own; keeps every effect, fires Woke exactly when it is due.
struct Bench
{
    State state = initial({});
    Millis now{1000000};
    Effects effects; ///< since the last take()

    explicit Bench(const Settings& settings = {})
        : state(initial(settings))
    {
        send(Started{});
    }
    void send(const Event& event)
    {
        Effects more = step(state, event, now);
        effects.insert(effects.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    void sendFrame(Frame frame) { send(FrameArrived{std::move(frame)}); }
    /// Lets time pass; a machine that asks to be woken without end is caught.
    void advance(Millis duration)
    {
        const Millis until = now + duration;
        for (int i = 0; i < 100000; ++i) {
            const auto wake = nextWake(state);
            if (!wake || *wake > until) {
                now = until;
                return;
            }
            now = std::max(now, *wake);
            send(Woke{});
        }
        QFAIL("the machine never sleeps");
    }
    template <class T>
    [[nodiscard]] std::vector<T> take()
    {
        std::vector<T> found;
        for (const Effect& effect : effects) {
            if (const T* one = std::get_if<T>(&effect))
                found.push_back(*one);
        }
        effects.clear();
        return found;
    }
    template <class T>
    [[nodiscard]] std::size_t count() const
    {
        return static_cast<std::size_t>(std::count_if(
            effects.begin(), effects.end(), [](const Effect& effect) { return std::holds_alternative<T>(effect); }));
    }

    void openUntilChallenge()
    {
        send(SocketOpened{});
        sendFrame(EventFrame{"connect.challenge", {{"nonce", "n"}, {"ts", 1}}});
    }
    void answerConnect(Json payload = helloPayload()) { sendFrame(ok(state.connectId, std::move(payload))); }
    void refuseConnect(RpcError error)
    {
        openUntilChallenge();
        sendFrame(failed(state.connectId, std::move(error)));
    }
    /// Answers every read of the running round.
    void answerReads(const Json& config = configPayload())
    {
        for (const SendRead& read : take<SendRead>()) {
            Json payload = Json::object();
            if (read.kind == ReadKind::Config)
                payload = config;
            sendFrame(ok(read.id, std::move(payload)));
        }
    }
    void answerOnly(ReadKind kind, const RpcError& error, const Json& config = configPayload())
    {
        for (const SendRead& read : take<SendRead>()) {
            if (read.kind == kind)
                sendFrame(failed(read.id, error));
            else
                sendFrame(ok(read.id, read.kind == ReadKind::Config ? config : Json::object()));
        }
    }
    void becomeLive()
    {
        openUntilChallenge();
        answerConnect();
        answerReads();
        effects.clear();
    }
    void tick() { sendFrame(EventFrame{"tick", Json::object()}); }
    /// Time passes while the gateway ticks; reads are answered.
    void advanceTicking(Millis duration)
    {
        for (Millis gone{0}; gone < duration; gone += 10s) {
            advance(10s);
            if (state.phase == Phase::Ready)
                tick();
        }
    }
    [[nodiscard]] std::string problem() const
    {
        const auto problems = problemsOf(state);
        return problems.empty() ? std::string() : problems.front().code;
    }
};

} // namespace

class TestSessionMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectsAndReads()
    {
        Bench bench;
        QCOMPARE(bench.take<OpenSocket>().size(), std::size_t{1});
        QVERIFY(reachOf(bench.state) == Reach::Connecting);
        bench.openUntilChallenge();
        const auto connects = bench.take<SendConnect>();
        QCOMPARE(connects.size(), std::size_t{1});
        QCOMPARE(connects[0].challenge.nonce, std::string("n"));
        bench.answerConnect();
        const auto reads = bench.take<SendRead>();
        std::vector<ReadKind> kinds(reads.size());
        std::transform(reads.begin(), reads.end(), kinds.begin(), [](const SendRead& read) { return read.kind; });
        QVERIFY((kinds
                 == std::vector<ReadKind>{ReadKind::Config, ReadKind::CronJobs, ReadKind::Nodes, ReadKind::Identity}));
        // Answers may come in any order; the round is complete with the last one.
        for (auto read = reads.rbegin(); read != reads.rend(); ++read) {
            QCOMPARE(bench.count<Observed>(), std::size_t{0});
            bench.sendFrame(ok(read->id, read->kind == ReadKind::Config ? configPayload() : Json{{"k", 1}}));
        }
        const auto observed = bench.take<Observed>();
        QCOMPARE(observed.size(), std::size_t{1});
        QCOMPARE(observed[0].reads.config.hash, std::string("h"));
        QVERIFY(observed[0].reads.of(ReadKind::CronJobs) != nullptr);
        QVERIFY(!observed[0].reads.announcedAt);
        QVERIFY(reachOf(bench.state) == Reach::Ready);
        QCOMPARE(detailOf(bench.state), std::string("Connected to the gateway"));
    }

    void asksForDevicesOnlyIfSwitchedOn()
    {
        Settings settings;
        settings.readsPairedDevices = true;
        Bench bench(settings);
        bench.openUntilChallenge();
        bench.answerConnect();
        QCOMPARE(bench.count<SendRead>(), std::size_t{5});
    }

    void asksOnlyForWhatIsAnnounced()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect(helloPayload({"config.get", "something.new"}));
        QCOMPARE(bench.count<SendRead>(), std::size_t{1});
    }

    void pollsWithJitter()
    {
        Bench bench;
        bench.becomeLive();
        std::set<std::int64_t> gaps;
        for (int i = 0; i < 20; ++i) {
            const Millis before = bench.now;
            while (bench.count<SendRead>() == 0) {
                bench.advance(100ms);
                bench.tick();
                QVERIFY(bench.now - before <= 34s);
            }
            QVERIFY(bench.now - before >= 26s);
            gaps.insert((bench.now - before).count());
            bench.answerReads();
        }
        QVERIFY2(gaps.size() > 5, "many agents must not poll in step");
    }

    void readsTheIdentityOncePerSession()
    {
        Bench bench;
        bench.becomeLive();
        bench.advanceTicking(40s);
        for (const SendRead& read : bench.take<SendRead>())
            QVERIFY(read.kind != ReadKind::Identity);
    }

    void readsAtOnce_whenTheConfigurationChanged()
    {
        Bench bench;
        bench.becomeLive();
        const Millis announced = bench.now;
        bench.sendFrame(EventFrame{"config.changed", {{"path", "/c"}, {"hash", "h2"}, {"ts", 1}}});
        bench.advance(20ms);
        bench.sendFrame(EventFrame{"config.changed", {{"path", "/c"}, {"hash", "h3"}, {"ts", 1}}});
        QCOMPARE(bench.count<SendRead>(), std::size_t{0});
        bench.advance(kPushDelay);
        QCOMPARE(bench.count<SendRead>(), std::size_t{3}); // one round for both pushes
        bench.answerReads();
        const auto observed = bench.take<Observed>();
        QCOMPARE(observed.size(), std::size_t{1});
        QVERIFY(observed[0].reads.announcedAt == announced);
    }

    void readsAgain_whenTheConfigurationChangesDuringARound()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(RefreshWanted{});
        bench.advance(0ms);
        QVERIFY(bench.count<SendRead>() > 0);
        const Millis announced = bench.now;
        bench.sendFrame(EventFrame{"config.changed", Json::object()});
        bench.advance(500ms);
        QCOMPARE(bench.count<SendRead>(), std::size_t{3}); // not two rounds at once
        bench.answerReads();
        QVERIFY(!bench.take<Observed>().at(0).reads.announcedAt);
        bench.advance(0ms);
        bench.answerReads();
        QVERIFY(bench.take<Observed>().at(0).reads.announcedAt == announced);
    }

    void gathersCronEvents()
    {
        Bench bench;
        bench.becomeLive();
        for (int i = 0; i < 40; ++i) {
            bench.sendFrame(EventFrame{"cron", Json::object()});
            bench.advance(100ms);
        }
        QCOMPARE(bench.count<SendRead>(), std::size_t{0});
        bench.advance(kRuntimeGap);
        QCOMPARE(bench.count<SendRead>(), std::size_t{3});
    }

    void waitsNinetySecondsInSilence()
    {
        Bench bench;
        bench.becomeLive();
        bench.advance(kSilenceLimit - 1ms); // a blocked event loop
        QCOMPARE(bench.count<DropSocket>(), std::size_t{0});
        QVERIFY(reachOf(bench.state) == Reach::Ready);
        bench.advance(1ms);
        QCOMPARE(bench.count<DropSocket>(), std::size_t{1});
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
    }

    void survivesABlockedEventLoop()
    {
        Bench bench;
        bench.becomeLive();
        bench.advance(50s); // the poll's requests hang with it
        QVERIFY(bench.count<SendRead>() > 0);
        bench.answerReads();
        QCOMPARE(bench.count<Observed>(), std::size_t{1});
        QVERIFY(reachOf(bench.state) == Reach::Ready);
    }

    void reconnects_whenConfigGetIsNeverAnswered()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(RefreshWanted{});
        bench.advanceTicking(kReadLimit + 1s);
        QCOMPARE(bench.count<DropSocket>(), std::size_t{1});
        QVERIFY(bench.state.phase != Phase::Ready || bench.count<OpenSocket>() > 0);
    }

    void observesWithoutAnOptionalRead_whenItIsNeverAnswered()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        for (const SendRead& read : bench.take<SendRead>()) {
            if (read.kind != ReadKind::Nodes)
                bench.sendFrame(ok(read.id, read.kind == ReadKind::Config ? configPayload() : Json::object()));
        }
        bench.advanceTicking(kReadLimit + 10s);
        QVERIFY(bench.count<Observed>() >= 1);
        QCOMPARE(bench.count<DropSocket>(), std::size_t{0});
    }

    void backsOff_data()
    {
        QTest::addColumn<int>("attempt");
        QTest::addColumn<int>("expectedMs");
        QTest::newRow("first") << 0 << 250;
        QTest::newRow("second") << 1 << 500;
        QTest::newRow("third") << 2 << 1000;
        QTest::newRow("sixth") << 5 << 8000;
        QTest::newRow("seventh, at the cap") << 6 << 10000;
        QTest::newRow("hundredth, at the cap") << 99 << 10000;
    }
    void backsOff()
    {
        QFETCH(int, attempt);
        QFETCH(int, expectedMs);
        Bench bench;
        for (int i = 0; i < attempt; ++i) {
            bench.send(SocketFailed{"refused", 0});
            while (bench.state.phase == Phase::Waiting)
                bench.advance(50ms);
        }
        bench.send(SocketFailed{"refused", 0});
        const auto delay = (bench.state.phaseDeadline - bench.now).count();
        QVERIFY2(delay >= expectedMs * 9 / 10 && delay <= expectedMs * 11 / 10, qPrintable(QString::number(delay)));
    }

    void backsOff_whenEverySessionDiesBeforeItIsRead()
    {
        Bench bench;
        for (int i = 0; i < 8; ++i) {
            bench.openUntilChallenge();
            bench.answerConnect();
            bench.send(FrameRefused{Error{ErrorCode::TooLarge, "too large", {}}});
            if (i < 7) {
                while (bench.state.phase == Phase::Waiting)
                    bench.advance(50ms);
            }
        }
        QVERIFY(bench.state.phaseDeadline - bench.now >= 9s);
        QCOMPARE(bench.problem(), std::string("frame-too-large"));
    }

    void tellsTooManyFrames_fromTooLargeOnes()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        bench.send(FrameRefused{Error{ErrorCode::ResourceExhausted, "too many large frames at once", {}}});
        QCOMPARE(bench.problem(), std::string("frames-too-many"));
        QVERIFY(bench.state.phase == Phase::Waiting);
    }

    void isUnreachable_whenTheFirstAttemptFails()
    {
        Bench bench;
        bench.send(SocketFailed{"Connection refused", 0});
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
        QCOMPARE(detailOf(bench.state), std::string("The gateway cannot be reached: Connection refused"));
    }

    void isUnreachable_whenNobodyAnswers()
    {
        Bench bench;
        bench.send(SocketOpened{}); // accepts, and that is all
        bench.advance(kContactPatience - 1ms);
        QVERIFY(reachOf(bench.state) == Reach::Connecting);
        bench.advance(1ms);
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
        QCOMPARE(bench.count<DropSocket>(), std::size_t{0}); // it may only be blocked
        bench.advance(kHandshakeLimit - kContactPatience);
        QCOMPARE(bench.count<DropSocket>(), std::size_t{1});
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
    }

    void closesLeadTo_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("reach");
        QTest::newRow("1000 normal") << 1000 << static_cast<int>(Reach::Connecting);
        QTest::newRow("1006 cut off") << 1006 << static_cast<int>(Reach::Connecting);
        QTest::newRow("1008 policy") << 1008 << static_cast<int>(Reach::Connecting);
        QTest::newRow("1012 service restart") << 1012 << static_cast<int>(Reach::Restarting);
        QTest::newRow("1013 try again later") << 1013 << static_cast<int>(Reach::Restarting);
        QTest::newRow("4001 auth changed") << 4001 << static_cast<int>(Reach::Connecting);
    }
    void closesLeadTo()
    {
        QFETCH(int, code);
        QFETCH(int, reach);
        Bench bench;
        bench.becomeLive();
        bench.send(SocketClosed{code, "said so"});
        QCOMPARE(static_cast<int>(reachOf(bench.state)), reach);
        bench.advance(300ms); // every one is tried again at once, with the token of then
        QCOMPARE(bench.count<OpenSocket>(), std::size_t{1});
    }

    void waitsForASlowRestart()
    {
        Bench bench;
        bench.becomeLive();
        bench.sendFrame(EventFrame{"shutdown", {{"reason", "gateway restarting"}, {"restartExpectedMs", 1500}}});
        QVERIFY(reachOf(bench.state) == Reach::Restarting);
        bench.advance(20ms);
        bench.send(SocketClosed{1012, "service restart"});
        const Millis closed = bench.now;
        while (bench.now - closed < 170s) {
            QVERIFY(reachOf(bench.state) == Reach::Restarting);
            bench.advance(100ms);
            if (bench.state.phase == Phase::Opening)
                bench.send(SocketFailed{"Connection refused", 0});
        }
        QVERIFY2(bench.count<OpenSocket>() > 80, "tries at least every two seconds");
        bench.advance(11s);
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
        // The patience is spent until it was there again.
        bench.send(SocketFailed{"503", 503});
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
    }

    void isLiveAgain_afterARestart()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(SocketClosed{1012, "service restart"});
        bench.advance(300ms);
        bench.send(SocketFailed{"Unexpected server response: 503", 503});
        bench.advance(2200ms);
        bench.refuseConnect(rpcError("UNAVAILABLE", "", 500ms));
        QVERIFY(reachOf(bench.state) == Reach::Restarting);
        QVERIFY2(bench.state.phaseDeadline - bench.now >= 500ms, "retryAfterMs");
        bench.advance(3s);
        bench.becomeLive();
        QVERIFY(reachOf(bench.state) == Reach::Ready);
        QCOMPARE(bench.problem(), std::string());
    }

    void doesNotWaitForAPlainStop()
    {
        Bench bench;
        bench.becomeLive();
        bench.sendFrame(EventFrame{"shutdown", {{"reason", "gateway stopping"}}});
        bench.send(SocketClosed{1012, "service restart"});
        QVERIFY(reachOf(bench.state) == Reach::Connecting);
        bench.advance(300ms);
        bench.send(SocketFailed{"Connection refused", 0});
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
    }

    void honoursRetryAfter()
    {
        Bench bench;
        bench.refuseConnect(rpcError("UNAVAILABLE", "", 60s));
        bench.effects.clear();
        bench.advance(59s);
        QCOMPARE(bench.count<OpenSocket>(), std::size_t{0});
        bench.advance(2s);
        QCOMPARE(bench.count<OpenSocket>(), std::size_t{1});
    }

    void refusalsSayWhatToDo_data()
    {
        QTest::addColumn<QString>("detailCode");
        QTest::addColumn<QString>("problem");
        QTest::newRow("wrong token") << "AUTH_TOKEN_MISMATCH"
                                     << "token-mismatch";
        QTest::newRow("no token") << "AUTH_TOKEN_MISSING"
                                  << "token-missing";
        QTest::newRow("no device") << "DEVICE_IDENTITY_REQUIRED"
                                   << "token-missing";
        QTest::newRow("not paired") << "PAIRING_REQUIRED"
                                    << "pairing-required";
        QTest::newRow("protocol") << "PROTOCOL_MISMATCH"
                                  << "protocol-mismatch";
        QTest::newRow("clock") << "DEVICE_AUTH_SIGNATURE_EXPIRED"
                               << "clock-skew";
        QTest::newRow("something new") << "NOVELTY"
                                       << "connect-refused";
    }
    void refusalsSayWhatToDo()
    {
        QFETCH(QString, detailCode);
        QFETCH(QString, problem);
        Bench bench;
        bench.refuseConnect(rpcError("INVALID_REQUEST", detailCode.toLatin1().constData()));
        QVERIFY(reachOf(bench.state) == Reach::Refused);
        const auto problems = problemsOf(bench.state);
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(problems[0].code, problem.toStdString());
        QVERIFY(!problems[0].message.empty() && !problems[0].action.empty());
        QCOMPARE(bench.count<DropSocket>(), std::size_t{1});
        // Slowly: the gateway punishes repeated failures.
        bench.effects.clear();
        bench.advance(13s);
        QCOMPARE(bench.count<OpenSocket>(), std::size_t{0});
        bench.advance(4s);
        QCOMPARE(bench.count<OpenSocket>(), std::size_t{1});
    }

    void refusedRetriesBecomeSlower()
    {
        Bench bench;
        for (int i = 0; i < 6; ++i) {
            bench.refuseConnect(rpcError("INVALID_REQUEST", "AUTH_TOKEN_MISMATCH"));
            if (i < 5)
                bench.send(RefreshWanted{}); // the operator corrected something: at once
        }
        const Millis wait = bench.state.phaseDeadline - bench.now;
        QVERIFY(wait >= 108s && wait <= 132s);
    }

    void namesThePairingRequest()
    {
        Bench bench;
        RpcError error = rpcError("NOT_PAIRED", "PAIRING_REQUIRED");
        error.requestId = "93fbaf9e-1a08";
        bench.refuseConnect(error);
        QVERIFY(problemsOf(bench.state)[0].action.find("openclaw devices approve 93fbaf9e-1a08") != std::string::npos);
    }

    void refusedBecomesUnreachable_whenTheGatewayGoes()
    {
        Bench bench;
        bench.refuseConnect(rpcError("INVALID_REQUEST", "AUTH_TOKEN_MISMATCH"));
        bench.advance(20s);
        bench.send(SocketFailed{"Connection refused", 0});
        QVERIFY(reachOf(bench.state) == Reach::Unreachable);
        QCOMPARE(bench.problem(), std::string());
    }

    void refusedBecomesReady_whenItIsApproved()
    {
        Bench bench;
        bench.refuseConnect(rpcError("NOT_PAIRED", "PAIRING_REQUIRED"));
        bench.advance(20s);
        bench.becomeLive();
        QVERIFY(reachOf(bench.state) == Reach::Ready);
        QCOMPARE(bench.problem(), std::string());
    }

    void refusesAGreetingThatIsNotUnderstood()
    {
        Bench bench;
        bench.openUntilChallenge();
        Json payload = helloPayload();
        payload["protocol"] = 5;
        bench.answerConnect(payload);
        QVERIFY(reachOf(bench.state) == Reach::Refused);
        QCOMPARE(bench.problem(), std::string("protocol-mismatch"));
    }

    void saysSo_whenTheTokenCannotBeRead()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.send(CredentialFailed{Error{ErrorCode::NotFound, "no such file", "/run/token"}});
        QVERIFY(reachOf(bench.state) == Reach::Refused);
        QCOMPARE(bench.problem(), std::string("token-unreadable"));
    }

    void refuses_whenReadingIsNotGranted()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        bench.answerOnly(ReadKind::Config, rpcError("FORBIDDEN", "MISSING_SCOPE"));
        QVERIFY(reachOf(bench.state) == Reach::Refused);
        QCOMPARE(bench.problem(), std::string("scope-missing"));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
    }

    void leavesOutAReadThatIsRefused()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        bench.answerOnly(ReadKind::CronJobs, rpcError("INVALID_REQUEST"));
        const auto observed = bench.take<Observed>();
        QCOMPARE(observed.size(), std::size_t{1});
        QVERIFY(observed[0].reads.of(ReadKind::CronJobs) == nullptr);
        bench.advanceTicking(40s);
        for (const SendRead& read : bench.take<SendRead>())
            QVERIFY2(read.kind != ReadKind::CronJobs, "asked once per session");
    }

    void retriesAReadThatIsNotReady()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        bench.answerOnly(ReadKind::CronJobs, rpcError("UNAVAILABLE"));
        QVERIFY2(bench.take<Observed>().empty(), "a gateway that starts must not look like one without jobs");
        bench.advance(kReadRetry);
        QVERIFY(bench.count<SendRead>() > 0);
        bench.answerReads();
        const auto observed = bench.take<Observed>();
        QCOMPARE(observed.size(), std::size_t{1});
        QVERIFY(observed[0].reads.of(ReadKind::CronJobs) != nullptr);
        QVERIFY(!observed[0].reads.isPartial);
    }

    void observesInPart_whenAReadIsNotReadyForLong()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        const Millis began = bench.now;
        while (bench.count<Observed>() == 0 && bench.now - began < 2 * kFirstReadPatience) {
            if (bench.count<SendRead>() > 0)
                bench.answerOnly(ReadKind::CronJobs, rpcError("UNAVAILABLE"));
            else
                bench.advance(100ms);
        }
        QVERIFY(bench.now - began >= kFirstReadPatience);
        QVERIFY2(bench.take<Observed>().at(0).reads.isPartial, "the rest is not held back for ever");
    }

    void keepsTheLastAnswer_whenAReadIsNotReady()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(SocketClosed{1012, {}});
        bench.advance(300ms);
        bench.openUntilChallenge();
        bench.answerConnect();
        bench.answerOnly(ReadKind::CronJobs, rpcError("UNAVAILABLE"));
        QVERIFY2(bench.take<Observed>().at(0).reads.of(ReadKind::CronJobs) != nullptr,
                 "a restart must not look like deleted jobs");
    }

    void givesUpRetryingUntilThePoll()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        int rounds = 0;
        for (int i = 0; i < 3000; ++i) {
            if (bench.count<SendRead>() > 0) {
                ++rounds;
                bench.answerOnly(ReadKind::CronJobs, rpcError("UNAVAILABLE"));
            }
            bench.advance(100ms);
            bench.tick();
        }
        QVERIFY2(rounds >= 12 && rounds <= 18,
                 qPrintable(QString::number(rounds))); // 300 s: ten polls and five retries
    }

    void retriesTheConfiguration_whenItIsUnavailable()
    {
        Bench bench;
        bench.becomeLive();
        bench.sendFrame(EventFrame{"config.changed", Json::object()});
        const Millis announced = bench.now;
        bench.advance(kPushDelay);
        bench.answerOnly(ReadKind::Config, rpcError("UNAVAILABLE", "", 3s));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
        bench.advance(2900ms);
        QCOMPARE(bench.count<SendRead>(), std::size_t{0});
        bench.advance(200ms);
        bench.answerReads();
        QVERIFY2(bench.take<Observed>().at(0).reads.announcedAt == announced, "the delay counts");
    }

    void configStates_data()
    {
        QTest::addColumn<bool>("exists");
        QTest::addColumn<bool>("isValid");
        QTest::addColumn<QString>("problem");
        QTest::newRow("file deleted") << false << true << "config-gone";
        QTest::newRow("file invalid") << true << false << "config-invalid";
    }
    void configStates()
    {
        QFETCH(bool, exists);
        QFETCH(bool, isValid);
        QFETCH(QString, problem);
        Bench bench;
        bench.becomeLive();
        bench.send(RefreshWanted{});
        bench.advance(0ms);
        bench.answerReads(configPayload(exists, isValid));
        QCOMPARE(bench.count<Observed>(), std::size_t{0}); // the last topology is kept
        QCOMPARE(bench.problem(), problem.toStdString());
        QVERIFY(!problemsOf(bench.state)[0].action.empty());
        QVERIFY(reachOf(bench.state) == Reach::Ready);
        bench.send(RefreshWanted{});
        bench.advance(0ms);
        bench.answerReads();
        QCOMPARE(bench.count<Observed>(), std::size_t{1});
        QCOMPARE(bench.problem(), std::string());
    }

    void looksAgain_whenTheGatewaySeesAnEditLaterThanWe()
    {
        Bench bench;
        bench.becomeLive();
        bench.effects.clear();
        bench.send(RefreshWanted{});
        bench.advance(0ms);
        bench.answerReads(); // still what it was
        QCOMPARE(bench.problem(), std::string());
        bench.advance(kApplyPoll);
        bench.answerReads(configPayload(true, false));
        QCOMPARE(bench.problem(), std::string("config-invalid"));
        for (Millis waited{}; waited < 2 * kFileChangePatience; waited += kApplyPoll) {
            bench.advance(kApplyPoll);
            bench.answerReads(configPayload(true, false));
        }
        bench.effects.clear();
        bench.advance(10s);
        QCOMPARE(bench.count<SendRead>(), std::size_t{0}); // then only the poll
    }

    void neverObservesABadConfiguration_whenItIsTheFirst()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        bench.answerReads(configPayload(false, true));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
        QCOMPARE(bench.problem(), std::string("config-gone"));
    }

    void namesTheFirstIssue()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        Json payload = configPayload(true, false);
        payload["issues"]
            = {{{"path", "gateway.mode"}, {"message", "Invalid input"}}, {{"path", "x"}, {"message", "y"}}};
        bench.answerReads(payload);
        const auto problems = problemsOf(bench.state);
        QVERIFY(problems[0].message.find("gateway.mode: Invalid input (and 1 more)") != std::string::npos);
        QCOMPARE(problems[0].where, std::string("/c/openclaw.json"));
    }

    void waitsUntilTheConfigurationIsApplied()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(RefreshWanted{});
        bench.advance(0ms);
        bench.answerReads(configPayload(true, true, "b", "a"));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
        QCOMPARE(bench.problem(), std::string()); // this is how every edit begins
        QCOMPARE(detailOf(bench.state), std::string("The configuration changed, the gateway is applying it"));
        bench.advance(kApplyPoll);
        bench.answerReads(configPayload(true, true, "b", "b"));
        QCOMPARE(bench.count<Observed>(), std::size_t{1});
        QCOMPARE(detailOf(bench.state), std::string("Connected to the gateway"));
    }

    void reportsAConfigurationThatIsNeverApplied()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(RefreshWanted{});
        for (Millis gone{0}; gone <= kApplyPatience + 1s; gone += 100ms) {
            bench.answerReads(configPayload(true, true, "b", "a"));
            bench.advance(100ms);
        }
        QCOMPARE(bench.problem(), std::string("config-not-applied"));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
    }

    void keepsTheProblem_whenTheAnswerIsNotUnderstood()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(RefreshWanted{});
        bench.advance(0ms);
        bench.answerReads(Json{{"path", 1}});
        QCOMPARE(bench.problem(), std::string("answer-malformed"));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
    }

    void dropsTheConnection_onAFrameThatIsNoFrame()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(FrameRefused{Error{ErrorCode::InvalidArgument, "not JSON", "byte 3"}});
        QCOMPARE(bench.count<DropSocket>(), std::size_t{1});
        QCOMPARE(bench.problem(), std::string("frame-malformed"));
        bench.advance(300ms);
        bench.becomeLive();
        QCOMPARE(bench.problem(), std::string());
    }

    void ignoresAnswersOfEarlierSessions()
    {
        Bench bench;
        bench.openUntilChallenge();
        bench.answerConnect();
        const auto reads = bench.take<SendRead>();
        bench.send(SocketClosed{1006, {}});
        bench.advance(300ms);
        bench.openUntilChallenge();
        bench.answerConnect();
        const auto again = bench.take<SendRead>();
        QVERIFY(again.at(0).id != reads.at(0).id);
        for (const SendRead& read : reads)
            bench.sendFrame(ok(read.id, configPayload()));
        QCOMPARE(bench.count<Observed>(), std::size_t{0});
    }

    void ignoresEverythingAfterStop()
    {
        Bench bench;
        bench.becomeLive();
        bench.send(StopWanted{});
        QCOMPARE(bench.count<DropSocket>(), std::size_t{1});
        bench.effects.clear();
        for (const Event& event :
             {Event(SocketOpened{}), Event(SocketClosed{}), Event(RefreshWanted{}), Event(Woke{}),
              Event(FrameArrived{EventFrame{"config.changed", Json::object()}}), Event(StopWanted{})})
            bench.send(event);
        QVERIFY(bench.effects.empty());
        QVERIFY(!nextWake(bench.state));
        bench.send(Started{});
        QCOMPARE(bench.count<OpenSocket>(), std::size_t{1});
    }

    void staysSane_underAnyOrderOfEvents()
    {
        std::uint32_t seed = 20261126;
        qInfo("seed %u", seed);
        const auto below = [&seed](std::uint32_t bound) {
            seed = seed * 1664525U + 1013904223U;
            return (seed >> 8U) % bound;
        };
        Bench bench;
        int sockets = 0;
        for (int i = 0; i < 200000; ++i) {
            switch (below(11)) {
            case 0: bench.send(SocketOpened{}); break;
            case 1: bench.send(SocketClosed{below(2) == 0 ? 1012 : 1006, {}}); break;
            case 2: bench.send(SocketFailed{"x", below(4) == 0 ? 503 : 0}); break;
            case 3: bench.sendFrame(EventFrame{"connect.challenge", {{"nonce", "n"}, {"ts", 1}}}); break;
            case 4: bench.answerConnect(); break;
            case 5:
                bench.sendFrame(failed(bench.state.connectId, rpcError("INVALID_REQUEST", "PAIRING_REQUIRED")));
                break;
            case 6: bench.sendFrame(EventFrame{"config.changed", Json::object()}); break;
            case 7: bench.advance(Millis(below(20000))); break;
            case 8: bench.send(RefreshWanted{}); break;
            case 9: bench.sendFrame(EventFrame{"shutdown", {{"reason", "gateway restarting"}}}); break;
            default:
                if (!bench.state.pending.empty())
                    bench.sendFrame(ok(bench.state.pending.begin()->first, configPayload()));
            }
            for (const Effect& effect : bench.effects) {
                // One socket at a time, and requests only inside a session.
                if (std::holds_alternative<OpenSocket>(effect))
                    ++sockets;
                QVERIFY(!std::holds_alternative<SendRead>(effect) || bench.state.hello);
            }
            bench.effects.clear();
            QVERIFY(bench.state.phase == Phase::Stopped || nextWake(bench.state));
            QVERIFY(bench.state.pending.size() <= kReadMethods.size());
        }
        QVERIFY(sockets > 100);
    }
};

QTEST_GUILESS_MAIN(TestSessionMachine)
#include "tst_openclaw_session_machine.moc"
