// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/navigation.h"
#include "app/session/intents.h"
#include "app/session/wiring.h"
#include "tests/support/fake_clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using model::Ui::PageState;
using session::Changes;
using session::Intents;
using session::ReplayBackend;
using session::Session;

namespace {

/// Counts what is asked for, and answers an intent with an error if there is one.
class CountingBackend final : public ReplayBackend
{
public:
    using ReplayBackend::ReplayBackend;

    [[nodiscard]] QFuture<Result<wire::Intent>> intent(const std::string& runtime) override
    {
        ++intentCalls;
        if (error)
            return QtFuture::makeReadyFuture<Result<wire::Intent>>(tl::make_unexpected(*error));
        return ReplayBackend::intent(runtime);
    }

    int intentCalls = 0;
    std::optional<Error> error;
};

struct Fixture
{
    test::FakeClock clock{parseRfc3339("2026-11-26T14:03:22Z").value()};
    Session session{clock};
    Changes changes{session, clock};
    Intents intents{session, changes, clock};
    CountingBackend* backend = nullptr;
    std::string role = "admin";

    bool open(const QString& runtime = QStringLiteral("hq"))
    {
        auto recording
            = ReplayBackend::load(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/changes.json"), clock.now());
        auto owned = std::make_unique<CountingBackend>(*std::move(recording));
        backend = owned.get();
        backend->recording().events.clear();
        backend->recording().self->role = role;
        session.open(std::move(owned), QStringLiteral("ops"), QStringLiteral("replay"), runtime);
        return until([&] { return session.state() == Session::Live && changes.plansState() != PageState::Loading; });
    }
    template <class F>
    static bool until(F isTrue)
    {
        return QTest::qWaitFor(isTrue, 20'000);
    }
    bool watch()
    {
        intents.setWatched(true);
        return until([&] { return intents.state() == PageState::Ready && intents.intent()->history()->count() > 0; });
    }
    void say(const char* type, const char* subject) const
    {
        Q_EMIT backend->eventReceived({"e1-99", type, subject, "2026-11-26T14:03:22.000Z", Json::object()});
    }
};

} // namespace

class TestIntents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksOnly_whileSomebodyLooks()
    {
        Fixture f;
        QVERIFY(f.open());
        QCOMPARE(f.intents.state(), PageState::Loading);
        f.say("topology.revision.observed", "runtime:hq");
        QCOMPARE(f.backend->intentCalls, 0);
        QVERIFY(f.watch());
        QCOMPARE(f.backend->intentCalls, 1);
        QCOMPARE(f.intents.intent()->pendingCount(), 3);
        f.intents.setWatched(false);
        f.say("topology.revision.observed", "runtime:hq");
        QCOMPARE(f.backend->intentCalls, 1);
    }

    void followsTheStream_ofItsRuntime()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.watch());
        f.backend->recording().intents["hq"].fields.resize(1);
        f.say("topology.revision.desired", "runtime:lab");
        QCOMPARE(f.backend->intentCalls, 1);
        f.say("topology.revision.desired", "runtime:hq");
        QVERIFY(f.until([&] { return f.intents.intent()->fields()->count() == 1; }));
    }

    void showsTheOtherRuntime_whenItIsChosen()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.watch());
        f.session.setRuntimeId(QStringLiteral("lab"));
        QVERIFY(f.until([&] { return f.intents.intent()->runtimeId() == QLatin1String("lab"); }));
        QVERIFY(!f.intents.intent()->isAdopted());
        QCOMPARE(f.intents.intent()->history()->count(), 0);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("state");
        QTest::newRow("not observed") << int(ErrorCode::NotFound) << int(PageState::Empty);
        QTest::newRow("failed") << int(ErrorCode::Internal) << int(PageState::Failed);
    }
    void saysWhatIsWrong()
    {
        QFETCH(const int, code);
        QFETCH(const int, state);
        Fixture f;
        QVERIFY(f.open());
        f.backend->error = Error{static_cast<ErrorCode>(code), "it broke", {}};
        f.intents.setWatched(true);
        QVERIFY(f.until([&] { return int(f.intents.state()) == state; }));
        QCOMPARE(f.intents.problemDetail(), QStringLiteral("it broke"));
        f.backend->error.reset();
        f.say("topology.revision.observed", "runtime:hq");
        QVERIFY(f.until([&] { return f.intents.state() == PageState::Ready; }));
    }

    void keepsWhatItSaw_whenTheLineBreaks()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.watch());
        Q_EMIT f.backend->streamLost({ErrorCode::Unavailable, "gone", {}});
        QCOMPARE(f.intents.state(), PageState::Stale);
        QCOMPARE(f.intents.intent()->pendingCount(), 3);
        f.backend->recording().intents["hq"].fields.clear();
        f.session.retry();
        QVERIFY(f.until([&] { return f.intents.intent()->pendingCount() == 0; }));
        QCOMPARE(f.intents.state(), PageState::Ready);
    }

    void adopts_onTheRevisionThatIsShown()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.watch());
        QSignalSpy decided(&f.changes, &Changes::decided);
        f.intents.adopt(QStringLiteral("start anew"));
        QVERIFY(f.until([&] { return decided.count() == 1; }));
        QCOMPARE(f.backend->asked().size(), std::size_t{1});
        const Json& body = f.backend->asked()[0].body;
        QVERIFY(body["adopt"].get<bool>());
        QCOMPARE(body["base"].get<int>(), 1283); // who was faster is not overrun
        QCOMPARE(body["reason"].get<std::string>(), std::string("start anew"));
        QVERIFY(f.until([&] { return f.backend->intentCalls == 2; }));
    }

    void plansWhatIsWanted_andOpensIt()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.watch());
        QSignalSpy opened(&f.changes, &Changes::planOpened);
        f.intents.plan(QStringLiteral("now"));
        QVERIFY(f.until([&] { return opened.count() == 1; }));
        QCOMPARE(f.backend->asked()[0].what, std::string("plans"));
        QCOMPARE(f.backend->asked()[0].body["runtime"].get<std::string>(), std::string("hq"));
        QVERIFY(!f.changes.planId().isEmpty());
    }

    void decidesNothing_thatTheRoleMayNot()
    {
        Fixture f;
        f.role = "viewer";
        QVERIFY(f.open());
        QVERIFY(f.watch());
        f.intents.adopt(QStringLiteral("no"));
        f.intents.plan(QStringLiteral("no"));
        QVERIFY(f.backend->asked().empty());
        QVERIFY(!f.changes.decisionProblem().isEmpty());
    }

    void goesWhereTheSearchSays()
    {
        Fixture f;
        model::Navigation navigation(nullptr);
        session::wire(f.session, f.changes, navigation);
        QVERIFY(f.open(QStringLiteral("lab")));
        model::SearchModel* search = f.session.search();
        const auto go = [&](const char* query) {
            search->setQuery(QString::fromLatin1(query));
            search->activateNext();
        };
        QVERIFY(f.until([&] { return f.changes.whyNotChange().isEmpty(); }));
        go("confirm:");
        QCOMPARE(navigation.page(), QStringLiteral("rollouts"));
        QCOMPARE(f.changes.rolloutId(), QStringLiteral("316"));
        QCOMPARE(f.changes.question(), QStringLiteral("confirm"));
        search->setQuery(QString::fromUtf8("Plan what is wanted of openclaw · hq"));
        search->activateNext();
        QCOMPARE(navigation.page(), QStringLiteral("intent"));
        QCOMPARE(f.session.runtimeId(), QStringLiteral("hq"));
        QCOMPARE(f.changes.question(), QStringLiteral("plan"));
        go("give ops");
        QCOMPARE(navigation.page(), QStringLiteral("plans"));
        QVERIFY(!f.changes.planId().isEmpty());
    }
};

QTEST_MAIN(TestIntents)
#include "tst_intents.moc"
