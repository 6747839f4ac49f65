// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/session_machine.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::openclaw::session;
using namespace std::chrono_literals;
using provider::ReloadKind;

namespace {

const std::vector<std::string> kMethods{"config.get", "config.schema.lookup", "cron.list"};

/// The session machine with a clock of its own, whose gateway announces config.get, cron.list and config.schema.lookup.
struct Bench
{
    State state;
    Millis now{1000000};
    std::vector<SendRead> reads; ///< not answered
    std::vector<Reads> observed;

    explicit Bench(const Settings& settings = {})
        : state(initial(settings))
    {
        send(Started{});
        connect();
    }
    void send(const Event& event)
    {
        for (const Effect& effect : step(state, event, now)) {
            if (const auto* read = std::get_if<SendRead>(&effect))
                reads.push_back(*read);
            else if (const auto* seen = std::get_if<Observed>(&effect))
                observed.push_back(seen->reads);
        }
    }
    void connect(const std::vector<std::string>& methods = kMethods)
    {
        send(SocketOpened{});
        send(FrameArrived{EventFrame{"connect.challenge", {{"nonce", "n"}, {"ts", 1}}}});
        answer(state.connectId,
               {{"type", "hello-ok"},
                {"protocol", 4},
                {"server", {{"version", "2026.9.6"}, {"bootId", "boot"}}},
                {"features", {{"methods", methods}}},
                {"auth", {{"scopes", {"operator.read"}}}}});
    }
    void reconnect(const std::vector<std::string>& methods = kMethods)
    {
        reads.clear();
        send(SocketClosed{1006, {}});
        advance(1s);
        connect(methods);
    }
    void advance(Millis duration)
    {
        const Millis until = now + duration;
        for (auto wake = nextWake(state); wake && *wake <= until; wake = nextWake(state)) {
            now = std::max(now, *wake);
            send(Woke{});
        }
        now = until;
    }
    void advanceTicking(Millis duration)
    {
        for (Millis gone{0}; gone < duration; gone += 5s) {
            advance(5s);
            send(FrameArrived{EventFrame{"tick", Json::object()}});
        }
    }
    void answer(const std::string& id, Json payload)
    {
        send(FrameArrived{ResponseFrame{id, std::make_shared<const Json>(std::move(payload)), std::nullopt}});
    }
    void refuse(const std::string& id, const char* code)
    {
        RpcError error;
        error.code = code;
        error.message = "words of the gateway";
        send(FrameArrived{ResponseFrame{id, std::make_shared<const Json>(), std::move(error)}});
    }
    /// Answers what was asked; lookups with @p kind, or with that error, or not at all (empty text).
    void answerAll(const std::string& lookups = "hot")
    {
        const auto asked = std::exchange(reads, {});
        for (const SendRead& read : asked) {
            if (!isReloadLookup(read.kind))
                answer(read.id, read.kind == ReadKind::Config ? config() : Json::object());
            else if (lookups == "hot" || lookups == "restart")
                answer(read.id, {{"path", pathOf(read.kind)}, {"reloadKind", lookups}});
            else if (!lookups.empty())
                refuse(read.id, lookups.c_str());
        }
    }
    [[nodiscard]] std::size_t lookupCount() const
    {
        return static_cast<std::size_t>(
            std::count_if(reads.begin(), reads.end(), [](const SendRead& read) { return isReloadLookup(read.kind); }));
    }
    [[nodiscard]] static std::string pathOf(ReadKind kind)
    {
        const std::string path = Json::parse(methodOf(kind).params).at("path").get<std::string>();
        return path == "." ? "root" : path;
    }
    [[nodiscard]] static Json config()
    {
        return {{"path", "/c/openclaw.json"},
                {"exists", true},
                {"valid", true},
                {"hash", "h"},
                {"issues", Json::array()},
                {"configRevisionHash", "a"},
                {"appliedConfigHash", "a"}};
    }
};

} // namespace

class TestReloadLookups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksOncePerSession()
    {
        Bench bench;
        QCOMPARE(bench.lookupCount(), kReloadLookups.size());
        QVERIFY2(bench.reads.front().kind == ReadKind::Config, "what is needed first is asked first");
        bench.answerAll();
        QCOMPARE(bench.observed.size(), std::size_t{1});
        QVERIFY(bench.observed[0].hasAllReloadKinds);
        QCOMPARE(bench.observed[0].reloadKinds.size(), kReloadLookups.size());
        QVERIFY(bench.observed[0].reloadKinds.at("gateway.auth") == ReloadKind::Hot);
        bench.advanceTicking(40s);
        QVERIFY(!bench.reads.empty());
        QCOMPARE(bench.lookupCount(), std::size_t{0});
        bench.answerAll();
        QVERIFY2(bench.observed.back().hasAllReloadKinds, "what was answered once is not forgotten");
        bench.reconnect();
        QCOMPARE(bench.lookupCount(), kReloadLookups.size());
    }

    void asksOnlyWhereItIsOffered()
    {
        Bench bench;
        bench.answerAll("restart");
        bench.reconnect({"config.get", "cron.list"});
        QCOMPARE(bench.lookupCount(), std::size_t{0});
        bench.answerAll();
        QCOMPARE(bench.observed.size(), std::size_t{2});
        QVERIFY2(bench.observed.back().reloadKinds.empty(), "that was the gateway of before");
        QVERIFY(!bench.observed.back().hasAllReloadKinds);
    }

    void waitsForThem_butNotForLong()
    {
        Bench bench;
        const Millis began = bench.now;
        bench.answerAll("UNAVAILABLE");
        QVERIFY2(bench.observed.empty(), "kinds that change at once would be two revisions");
        while (bench.observed.empty() && bench.now - began < 2 * kFirstReadPatience) {
            bench.answerAll("UNAVAILABLE");
            bench.advance(100ms);
        }
        QVERIFY(bench.now - began >= kFirstReadPatience);
        QCOMPARE(bench.observed.size(), std::size_t{1});
        QVERIFY(!bench.observed[0].hasAllReloadKinds);
        QVERIFY2(!bench.observed[0].isPartial, "the topology is complete");
    }

    void takesThem_whenTheyAreReadyInTime()
    {
        Bench bench;
        bench.answerAll("UNAVAILABLE");
        bench.advance(kReadRetry);
        QCOMPARE(bench.lookupCount(), kReloadLookups.size());
        bench.answerAll("restart");
        QCOMPARE(bench.observed.size(), std::size_t{1});
        QVERIFY(bench.observed[0].hasAllReloadKinds);
    }

    void doesNotWait_whereAnEarlierTopologyIsKnown()
    {
        Settings settings;
        settings.firstReadPatience = 0ms;
        Bench bench(settings);
        bench.answerAll("UNAVAILABLE");
        QCOMPARE(bench.observed.size(), std::size_t{1});
    }

    void goesOnWithoutThem_whenNobodyAnswers()
    {
        Bench bench;
        bench.answerAll("");
        QVERIFY(bench.observed.empty());
        bench.advance(kLookupLimit - 1ms);
        QVERIFY(bench.observed.empty());
        bench.advance(1ms);
        QCOMPARE(bench.observed.size(), std::size_t{1});
        QVERIFY(reachOf(bench.state) == Reach::Ready);
        QVERIFY(!bench.observed[0].hasAllReloadKinds);
        bench.advanceTicking(40s);
        QCOMPARE(bench.lookupCount(), kReloadLookups.size()); // asked again with the poll
    }

    void asksNoMore_whatIsRefused()
    {
        Bench bench;
        bench.answerAll("INVALID_REQUEST");
        QCOMPARE(bench.observed.size(), std::size_t{1});
        QVERIFY(bench.observed[0].reloadKinds.empty() && !bench.observed[0].hasAllReloadKinds);
        bench.advanceTicking(40s);
        QCOMPARE(bench.lookupCount(), std::size_t{0});
    }

    void keepsThoseOfTheSessionBefore_untilTheyAreAnswered()
    {
        Bench bench;
        bench.answerAll("restart");
        bench.reconnect();
        bench.answerAll("UNAVAILABLE");
        QCOMPARE(bench.observed.size(), std::size_t{2});
        QVERIFY(bench.observed.back().hasAllReloadKinds);
        QVERIFY(bench.observed.back().reloadKinds == bench.observed.front().reloadKinds);
        bench.advance(kReadRetry);
        bench.answerAll("hot");
        QVERIFY(bench.observed.back().reloadKinds.at("gateway") == ReloadKind::Hot);
    }
};

QTEST_GUILESS_MAIN(TestReloadLookups)
#include "tst_openclaw_reload_lookups.moc"
