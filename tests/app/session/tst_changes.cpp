// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/app/session/changes_fixture.h"

#include <QPromise>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace fabric;
using namespace std::chrono_literals;
using model::Ui::PageState;
using session::Changes;
using test::Fixture;

class TestChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsListsAndPlan()
    {
        Fixture f;
        QCOMPARE(f.changes.whyNotChange(), QStringLiteral("The agent is not reachable."));
        QVERIFY(f.open());
        QCOMPARE(f.changes.plansState(), PageState::Ready);
        QCOMPARE(f.changes.plans()->count(), 3);
        QCOMPARE(f.changes.rollouts()->count(), 8);
        QCOMPARE(f.changes.whyNotChange(), QString());
        QVERIFY(f.openPlan(f.plan));
        QVERIFY(f.changes.plan()->isSound());
        QVERIFY(f.until([&] { return f.changes.plan()->graphProblem().isEmpty(); }));
    }

    void tellsThePlansOfTwinsApart()
    {
        Fixture f;
        QVERIFY(f.open());
        auto& plans = f.backend->recording().plans;
        wire::PlanDocument twin = plans[0];
        twin.summary.runtime = "lab";
        plans.push_back(twin);
        f.say("plan.created", "runtime:lab");
        QVERIFY(f.until([&] { return f.changes.plans()->count() == 4; }));
        QCOMPARE(f.changes.plans()->value(0, QStringLiteral("planId")).toString(), f.plan);
        const QString other = f.changes.plans()->value(3, QStringLiteral("planId")).toString();
        QVERIFY(other != f.plan);
        QVERIFY(f.openPlan(f.plan));
        QCOMPARE(f.changes.plan()->runtimeId(), QStringLiteral("hq"));
        f.changes.setPlanId(other);
        QVERIFY(!f.changes.plan()->hasPlan()); // it is another one
        QVERIFY(f.openPlan(other));
        QCOMPARE(f.changes.plan()->planId(), other);
        f.changes.startRollout({}, f.changes.plan()->digits(), 0);
        QVERIFY(f.settle());
        const Json& sent = f.backend->asked().back().body;
        QCOMPARE(sent["runtime"].get<std::string>(), std::string("lab"));
        QVERIFY(f.until([&] { return f.changes.rollout()->hasRollout(); }));
        QCOMPARE(f.changes.rollout()->planId(), other); // the way back to the plan
    }

    void aPlanOpenedByItsIdAlone_getsItsRuntimeNamed()
    {
        Fixture f;
        QVERIFY(f.open());
        QSignalSpy named(&f.changes, &Changes::planIdChanged);
        QVERIFY(f.openPlan(QString::fromStdString(f.backend->recording().plans[0].summary.id)));
        QCOMPARE(f.changes.planId(), f.plan);
        QCOMPARE(named.count(), 2);
    }

    void isEmpty_whereNothingWasPlanned()
    {
        Fixture f;
        QVERIFY(f.open("four-runtimes.json"));
        QCOMPARE(f.changes.plansState(), PageState::Empty);
        QCOMPARE(f.changes.rolloutsState(), PageState::Empty);
    }

    void followsTheStream()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318"));
        QCOMPARE(f.changes.rollout()->stateText(), QStringLiteral("verifying"));
        auto& rollouts = f.backend->recording().rollouts;
        std::find_if(rollouts.begin(), rollouts.end(), [](const auto& r) { return r.id == "318"; })->state = "soaking";
        f.sayOfRollout("rollout.state.changed", "318");
        QVERIFY(f.until([&] { return f.changes.rollout()->stateText() == QLatin1String("soaking"); }));
        f.backend->recording().plans.pop_back();
        f.say("plan.created", "plan:x");
        QVERIFY(f.until([&] { return f.changes.plans()->count() == 2; }));
    }

    /// The last event of a rollout came, and what it tells of did not: no other one will.
    void asksAgain_whereAnAnswerBrokeOff()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318"));
        QVERIFY(f.until([&] { return f.changes.rollout()->isTouchedKnown(); }));
        auto& rollouts = f.backend->recording().rollouts;
        std::find_if(rollouts.begin(), rollouts.end(), [](const auto& r) { return r.id == "318"; })->state
            = "rolled_back";
        f.backend->lostRollouts = 1;
        f.sayOfRollout("rollout.rolled_back", "318");
        QTRY_COMPARE_WITH_TIMEOUT(f.backend->lostRollouts, 0, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(f.changes.rollout()->stateText(), QStringLiteral("rolled back"), 10'000);
        QCOMPARE(f.changes.rolloutProblem(), QString());
    }

    void keepsTheStepsOfTheOpenRollout_whateverOthersDo()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318"));
        QVERIFY(f.until([&] { return f.changes.rollout()->isTouchedKnown(); }));
        const int steps = f.changes.rollout()->steps()->count();
        const int checks = f.changes.rollout()->checks()->count();
        QVERIFY(checks > 0);
        const auto areThere = [&] {
            return f.changes.rollout()->steps()->count() == steps && f.changes.rollout()->checks()->count() == checks;
        };
        auto& rollouts = f.backend->recording().rollouts;
        auto& other = *std::find_if(rollouts.begin(), rollouts.end(), [](const auto& r) { return r.id != "318"; });
        other.title = "moved";
        f.sayOfRollout("rollout.state.changed", other.id);
        QVERIFY(f.until([&] { return f.changes.rollouts()->find(other.id)->title == "moved"; }));
        QVERIFY(areThere());
        rollouts.pop_back();
        f.say("rollout.state.changed", "runtime:hq"); // the whole list is loaded
        QVERIFY(f.until([&] { return f.changes.rollouts()->totalCount() == 7; }));
        QVERIFY(areThere());
        f.session.retry();
        QTest::qWait(100);
        QVERIFY(areThere());
    }

    void whatThePlanTouches_isBelievedAsFarAsItWasHashed()
    {
        Fixture f;
        QVERIFY(f.open());
        wire::PlanDocument& document = f.backend->recording().plans[1];
        document.plan["providerVersion"] = "another"; // no more what its id says
        f.changes.setRolloutId(QStringLiteral("318"));
        QVERIFY(f.until([&] { return f.changes.rollout()->steps()->count() > 1; }));
        QTest::qWait(50);
        QVERIFY(!f.changes.rollout()->isTouchedKnown());
    }

    void whatThePlanTouches_isOfTheRolloutThatIsOpen()
    {
        Fixture f;
        QVERIFY(f.open());
        f.backend->holdsPlan = true;
        f.changes.setRolloutId(QStringLiteral("318"));
        QVERIFY(f.until([&] { return f.backend->heldPlan != nullptr; }));
        const auto late = std::move(f.backend->heldPlan);
        const auto answer = f.backend->ReplayBackend::plan(f.backend->heldPlanName).result();
        QVERIFY(answer);
        f.changes.setRolloutId(QStringLiteral("315")); // of another plan
        QVERIFY(f.until([&] { return f.backend->heldPlan != nullptr; }));
        late->addResult(answer);
        late->finish();
        QTest::qWait(50);
        QVERIFY(!f.changes.rollout()->isTouchedKnown());
    }

    void aListThatComesLate_isNotBelievedAboutWhatCameSince()
    {
        Fixture f;
        QVERIFY(f.open());
        auto& rollouts = f.backend->recording().rollouts;
        const std::vector<wire::Rollout> old = rollouts;
        f.backend->holdsRollouts = true;
        f.say("rollout.progressed", "runtime:hq"); // of which rollout it does not say: all are asked for
        QVERIFY(f.until([&] { return f.backend->heldRollouts != nullptr; }));
        std::find_if(rollouts.begin(), rollouts.end(), [](const auto& r) { return r.id == "318"; })->state = "soaking";
        f.sayOfRollout("rollout.soaking", "318");
        const auto is
            = [&](const char* id, const char* state) { return f.changes.rollouts()->find(id)->state == state; };
        QVERIFY(f.until([&] { return is("318", "soaking"); }));
        std::vector<wire::Rollout> late = old;
        std::find_if(late.begin(), late.end(), [](const auto& r) { return r.id == "317"; })->state = "verifying";
        f.backend->heldRollouts->addResult(late);
        f.backend->heldRollouts->finish();
        QVERIFY(f.until([&] { return is("317", "verifying"); }));
        QVERIFY(is("318", "soaking"));
    }

    void aPlanIsOvertaken_byANewRevision()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.openPlan(f.smallPlan));
        QVERIFY(f.changes.plan()->canStart());
        f.backend->recording().plans[1].stale = {"agents.entries.reviewer"};
        f.say("topology.revision.observed", "runtime:hq");
        QVERIFY(f.until([&] { return !f.changes.plan()->canStart(); }));
    }

    void keepsWhatItSaw_thenGoesOn()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318"));
        Q_EMIT f.backend->streamLost({ErrorCode::Unavailable, "gone", {}});
        QVERIFY(f.changes.rollout()->isAgentAway());
        QCOMPARE(f.changes.rolloutsState(), PageState::Stale);
        QCOMPARE(f.changes.rollouts()->count(), 8);
        QVERIFY(!f.changes.rollout()->canRollBack());
        QVERIFY(!f.changes.whyNotChange().isEmpty());
        f.changes.rollBackRollout();
        QCOMPARE(f.backend->asked().size(), std::size_t{0}); // nothing is sent to nobody
        auto& rollouts = f.backend->recording().rollouts;
        std::find_if(rollouts.begin(), rollouts.end(), [](const auto& r) { return r.id == "318"; })->state = "soaking";
        f.session.retry();
        QVERIFY(f.until([&] { return !f.changes.rollout()->isAgentAway(); }));
        QVERIFY(f.until([&] { return f.changes.rollout()->stateText() == QLatin1String("soaking"); }));
    }

    void aRolloutWaits_whileItsRuntimeIsDead_andGoesOn()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318"));
        QVERIFY(f.changes.rollout()->bannerTitle().startsWith(QStringLiteral("Reverts by itself")));
        auto& runtimes = f.backend->recording().runtimes;
        auto& hq = *std::find_if(runtimes.begin(), runtimes.end(), [](const auto& r) { return r.id == "hq"; });
        const provider::RuntimeStatus alive = hq.status;
        hq.status.health = provider::HealthState::Down;
        f.say("runtime.status.changed", "runtime:hq");
        QVERIFY(f.until(
            [&] { return f.changes.rollout()->bannerTitle().startsWith(QStringLiteral("It waits for the runtime")); }));
        hq.status = alive;
        auto& rollouts = f.backend->recording().rollouts;
        std::find_if(rollouts.begin(), rollouts.end(), [](const auto& r) { return r.id == "318"; })->state = "soaking";
        f.say("runtime.status.changed", "runtime:hq");
        QVERIFY(f.until([&] {
            return f.changes.rollout()->bannerTitle().startsWith(QStringLiteral("Reverts by itself"))
                && f.changes.rollout()->stateText() == QLatin1String("soaking");
        }));
    }

    void startsARollout_once()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.openPlan(f.plan));
        QSignalSpy opened(&f.changes, &Changes::rolloutOpened);
        f.changes.startRollout(QStringLiteral("now"), f.changes.plan()->digits(), 600);
        f.changes.startRollout(QStringLiteral("now"), f.changes.plan()->digits(), 600); // a double click
        QVERIFY(f.settle());
        QCOMPARE(opened.count(), 1);
        QCOMPARE(f.backend->asked().size(), std::size_t{1});
        const Json& body = f.backend->asked()[0].body;
        QCOMPARE(body["plans"][0].get<std::string>() + '@' + body["runtime"].get<std::string>(), f.plan.toStdString());
        QCOMPARE(body["confirmSeconds"].get<int>(), 600);
        QCOMPARE(body["digits"].get<std::string>(), f.changes.plan()->digits().toStdString());
        QVERIFY(f.until([&] { return f.changes.rollout()->hasRollout(); }));
        QCOMPARE(f.changes.rollout()->rolloutId(), f.changes.rolloutId());
    }

    void sendsTheSameKeyAgain_afterALostAnswer()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("316"));
        f.backend->failNext({ErrorCode::DeadlineExceeded, "no answer", {}});
        f.changes.confirmRollout();
        QVERIFY(f.settle());
        QVERIFY(f.changes.decisionProblem().contains(QStringLiteral("lost")));
        QSignalSpy decided(&f.changes, &Changes::decided);
        f.changes.confirmRollout();
        QVERIFY(f.settle());
        QCOMPARE(decided.count(), 1);
        QCOMPARE(f.changes.decisionProblem(), QString());
        QCOMPARE(f.backend->asked().size(), std::size_t{2});
        QCOMPARE(f.backend->asked()[0].key, f.backend->asked()[1].key);
        QCOMPARE(f.backend->asked()[1].what, std::string("confirm 316"));
        QVERIFY(f.until([&] { return f.changes.rollout()->isTerminal(); }));
        f.changes.setRolloutId(QStringLiteral("318"));
        f.changes.rollBackRollout();
        QVERIFY(f.settle());
        QVERIFY(f.backend->asked()[2].key != f.backend->asked()[0].key);
    }

    void aKeptChange_isUndoneByAPlan()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318")); // it runs
        QVERIFY(f.until([&] { return f.changes.rollout()->steps()->count() > 0; }));
        QVERIFY(!f.changes.rollout()->canUndo());
        f.changes.planUndo();
        QCOMPARE(f.backend->asked().size(), std::size_t{0});
        f.changes.setRolloutId(QStringLiteral("313"));
        QVERIFY(f.until([&] { return f.changes.rollout()->canUndo(); }));
        QSignalSpy opened(&f.changes, &Changes::planOpened);
        f.changes.planUndo();
        QVERIFY(f.settle());
        QCOMPARE(f.backend->asked().size(), std::size_t{2});
        QCOMPARE(f.backend->asked()[0].what, std::string("intent"));
        QCOMPARE(f.backend->asked()[0].body.at("undo").get<std::string>(), std::string("313"));
        QVERIFY(!f.backend->asked()[0].body.at("reason").get<std::string>().empty());
        QCOMPARE(f.backend->asked()[1].what, std::string("plans"));
        QCOMPARE(opened.size(), 1);
    }

    void saysWhy_whenTheKeyMayNot()
    {
        Fixture f;
        QVERIFY(f.open());
        f.changes.setRolloutId(QStringLiteral("318"));
        f.backend->failNext({ErrorCode::PermissionDenied, "role viewer", {}});
        f.changes.rollBackRollout();
        QVERIFY(f.settle());
        QVERIFY(f.changes.decisionProblem().contains(QStringLiteral("role viewer")));
        QVERIFY(f.changes.whyNotChange().contains(QStringLiteral("may only look")));
        QVERIFY(f.open()); // another connection, perhaps with another key
        QCOMPARE(f.changes.whyNotChange(), QString());
        QCOMPARE(f.changes.decisionProblem(), QString());
    }

    void saysWhyFromTheStart_whatTheRoleMayNot_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("whyNotChange"); // a part of it; empty: it may
        QTest::addColumn<QString>("whyNotWiden");
        const auto row = [](const char* role, const char* change, const char* widen) {
            QTest::newRow(role) << QString::fromLatin1(role) << QString::fromLatin1(change)
                                << QString::fromLatin1(widen);
        };
        row("viewer", "may only look", "may only look");
        row("operator", "", "an admin must roll it out");
        row("approver", "", "has the role approver");
        row("admin", "", "");
        row("service", "the key of a service", "the key of a service");
        row("one of a newer agent", "", "");
    }
    void saysWhyFromTheStart_whatTheRoleMayNot()
    {
        QFETCH(const QString, role);
        QFETCH(const QString, whyNotChange);
        QFETCH(const QString, whyNotWiden);
        const auto says = [](const QString& why, const QString& part) {
            return part.isEmpty() ? why.isEmpty() : why.contains(part);
        };
        Fixture f;
        f.role = role.toStdString();
        QVERIFY(f.open());
        QVERIFY(f.until([&] { return f.session.role() == role; }));
        QCOMPARE(f.session.userName(), QStringLiteral("Ada"));
        QVERIFY(says(f.changes.whyNotChange(), whyNotChange));
        QVERIFY(f.openPlan(f.plan));
        QVERIFY(says(f.changes.whyNotStart(), whyNotWiden));
        f.changes.startRollout({}, f.changes.plan()->digits(), 0);
        QVERIFY(f.settle());
        QCOMPARE(f.backend->asked().empty(), !whyNotWiden.isEmpty()); // what is off is not sent
        QVERIFY(f.openPlan(f.smallPlan));
        QVERIFY(says(f.changes.whyNotStart(), whyNotChange));
    }

    void callsThisKeyByItsName()
    {
        Fixture f;
        f.role = "operator";
        f.author = "apikey:0a1b2c3d";
        QVERIFY(f.open());
        QVERIFY(f.until([&] { return f.changes.rolloutsState() == PageState::Ready; }));
        const auto detail
            = [](model::RowListModel* rows) { return rows->value(0, QStringLiteral("detail")).toString(); };
        QVERIFY2(detail(f.changes.plans()).contains(QStringLiteral("Ada (you)")),
                 qPrintable(detail(f.changes.plans())));
        QVERIFY(detail(f.changes.rollouts()).contains(QStringLiteral("Ada (you)")));
        QVERIFY(f.openPlan(f.plan));
        QVERIFY(f.changes.plan()->about().contains(QStringLiteral("by Ada (you)")));
        QVERIFY(f.changes.plan()->isSound()); // the name is in no digest
        f.changes.setRolloutId(QStringLiteral("319"));
        QVERIFY(f.changes.rollout()->about().contains(QStringLiteral("by Ada (you)")));
        QCOMPARE(f.session.whoIs("apikey:5d0e91aa", "Grace"), std::string("Grace"));
        QCOMPARE(f.session.whoIs("agent", ""), std::string("agent")); // an older agent tells no names
    }

    void nothingCanBeDecided_beforeTheAgentSaidWhoThisKeyIs()
    {
        Fixture f;
        f.holdsSelf = true;
        QVERIFY(f.open());
        QVERIFY(f.changes.whyNotChange().contains(QStringLiteral("being asked")));
        f.backend->release();
        QVERIFY(f.until([&] { return f.changes.whyNotChange().isEmpty(); }));
    }

    void aPlanThatDoesNotAddUp_isNotSent()
    {
        Fixture f;
        QVERIFY(f.open());
        f.backend->recording().plans[1].summary.risk = "critical";
        QVERIFY(f.openPlan(f.smallPlan));
        f.changes.startRollout({}, {}, 0);
        QCOMPARE(f.backend->asked().size(), std::size_t{0});
    }

    void plansAnEdit_afterAdoptingWhatRuns()
    {
        Fixture f;
        QVERIFY(f.open());
        f.backend->recording().intents.clear(); // nothing was adopted yet
        f.changes.beginEdit(QStringLiteral("agent:reviewer"));
        f.changes.draft()->setAction(QStringLiteral("model"));
        f.changes.draft()->setTarget(QStringLiteral("model:openai/gpt-5.4"));
        QSignalSpy opened(&f.changes, &Changes::planOpened);
        f.changes.planEdit(QStringLiteral("better reviews"));
        QVERIFY(f.until([&] { return opened.count() == 1; }));
        const auto& asked = f.backend->asked();
        QCOMPARE(asked.size(), std::size_t{3});
        QVERIFY(asked[0].body["adopt"].get<bool>());
        QCOMPARE(asked[1].body["edits"][0]["edit"].get<std::string>(), std::string("set-model"));
        QCOMPARE(asked[1].body["reason"].get<std::string>(), std::string("better reviews"));
        QCOMPARE(asked[2].what, std::string("plans"));
        QCOMPARE(asked[2].body["title"].get<std::string>(), std::string("Reviewer uses gpt-5.4 as its model"));
        QVERIFY(!f.changes.planId().isEmpty());
    }

    void anEdit_isNotSavedTwice_whateverIsLost()
    {
        Fixture f;
        QVERIFY(f.open());
        f.backend->recording().intents["hq"].runtime = "hq";
        f.backend->recording().intents["hq"].desired = wire::Revision{};
        f.backend->recording().intents["hq"].desired->number = 7;
        f.changes.beginEdit(QStringLiteral("agent:ops"));
        f.changes.draft()->setAction(QStringLiteral("allow"));
        f.changes.draft()->setTarget(QStringLiteral("tool:exec"));
        f.backend->failNext({ErrorCode::Unavailable, "lost", {}});
        f.changes.planEdit(QStringLiteral("r"));
        QVERIFY(f.settle());
        f.backend->recording().intents["hq"].desired->number = 8; // it was saved after all
        f.changes.planEdit(QStringLiteral("r"));
        QVERIFY(f.settle());
        const auto& asked = f.backend->asked();
        QCOMPARE(asked.size(), std::size_t{3});
        QCOMPARE(asked[0].key, asked[1].key);
        QVERIFY(asked[0].body == asked[1].body); // on the base that the user saw, with the same key
        QCOMPARE(asked[2].what, std::string("plans"));
    }
};

QTEST_MAIN(TestChanges)
#include "tst_changes.moc"
