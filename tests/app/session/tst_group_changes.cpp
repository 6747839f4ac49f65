// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// A rollout that is a member of a group: the group is followed, and decisions go to it.

#include "tests/app/session/changes_fixture.h"

using namespace fabric;
using model::Ui::PageState;
using test::Fixture;

class TestGroupChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMember_isShownWithItsGroup_andFollowsIt()
    {
        Fixture f;
        QVERIFY(f.open("groups.json"));
        QVERIFY(f.until([&] { return f.changes.rolloutsState() == PageState::Ready; }));
        f.changes.setRolloutId(QStringLiteral("327"));
        QVERIFY(f.until([&] { return f.changes.rollout()->isGroupKnown(); }));
        const auto state
            = [&](int row) { return f.changes.rollout()->group()->value(row, QStringLiteral("state")).toString(); };
        QCOMPARE(state(3), QStringLiteral("waits for wave 2"));
        wire::RolloutGroup& group = f.backend->recording().rolloutGroups[0];
        group.members[3].rollout = "329"; // its wave begins
        group.members[3].state = "requested";
        wire::Rollout begun = f.backend->recording().rollouts[0];
        begun.id = "329";
        f.backend->recording().rollouts.push_back(begun);
        f.sayOfRollout("rollout.state.requested", "329"); // a member's event is enough
        QVERIFY(f.until([&] { return state(3) == QLatin1String("requested"); }));
        group.state = "rolling_back";
        f.say("rollout.group.rolling_back", "rollout-group:g-50"); // another one's is not
        f.say("rollout.group.rolling_back", "rollout-group:g-51");
        QVERIFY(f.until([&] { return f.changes.rollout()->stateText() == QLatin1String("rolling back"); }));
        const int before = f.backend->groupQuestions;
        f.say("rollout.group.progressed", "rollout-group:g-50");
        f.sayOfRollout("rollout.state.held", "323");
        QTest::qWait(50);
        QCOMPARE(f.backend->groupQuestions, before);
    }

    void aGroup_isAskedForOnceMore_notOncePerMember()
    {
        Fixture f;
        QVERIFY(f.open("groups.json"));
        QVERIFY(f.until([&] { return f.changes.rolloutsState() == PageState::Ready; }));
        f.changes.setRolloutId(QStringLiteral("327"));
        QVERIFY(f.until([&] { return f.changes.rollout()->isGroupKnown(); }));
        f.backend->holdsGroup = true;
        const int before = f.backend->groupQuestions;
        for (int i = 0; i < 20; ++i)
            f.say("rollout.group.progressed", "rollout-group:g-51");
        QCOMPARE(f.backend->groupQuestions, before + 1);
        f.backend->holdsGroup = false;
        wire::RolloutGroup& group = f.backend->recording().rolloutGroups[0];
        const wire::RolloutGroup old = group;
        group.state = "awaiting_confirmation";
        group.canConfirm = true;
        f.backend->heldGroup->addResult(old); // as it was when it was asked for
        f.backend->heldGroup->finish();
        QVERIFY(f.until([&] { return f.changes.rollout()->canConfirm(); }));
        QCOMPARE(f.backend->groupQuestions, before + 2);
    }

    void aDecisionAboutAMember_goesToItsGroup()
    {
        Fixture f;
        QVERIFY(f.open("groups.json"));
        QVERIFY(f.until([&] { return f.changes.rolloutsState() == PageState::Ready; }));
        f.changes.setRolloutId(QStringLiteral("324"));
        QVERIFY(f.until([&] { return f.changes.rollout()->canConfirm(); }));
        f.backend->failNext({ErrorCode::DeadlineExceeded, "no answer", {}});
        f.changes.confirmRollout();
        QVERIFY(f.settle());
        f.changes.setRolloutId(QStringLiteral("325")); // of the same group: it is the same decision
        f.changes.confirmRollout();
        QVERIFY(f.settle());
        const auto& asked = f.backend->asked();
        QCOMPARE(asked.size(), std::size_t{2});
        QCOMPARE(asked[0].what, std::string("confirm group g-50"));
        QCOMPARE(asked[0].key, asked[1].key);
        QVERIFY(f.until([&] { return f.changes.rollout()->isOver(); }));
        QVERIFY(!f.changes.rollout()->canConfirm());
        f.changes.setRolloutId(QStringLiteral("327"));
        f.changes.rollBackRollout();
        QVERIFY(f.settle());
        QCOMPARE(asked.back().what, std::string("rollback group g-51"));
    }

    void aGroupThatCannotBeLoaded_isSaid_andCanGoBackAllTheSame()
    {
        Fixture f;
        QVERIFY(f.open("groups.json"));
        f.backend->recording().rolloutGroups.clear();
        f.changes.setRolloutId(QStringLiteral("327"));
        QVERIFY(f.until([&] { return !f.changes.groupProblem().isEmpty(); }));
        QVERIFY(f.changes.rollout()->canRollBack());
        f.changes.rollBackRollout();
        QVERIFY(f.settle());
        QCOMPARE(f.backend->asked().back().what, std::string("rollback group g-51"));
        f.changes.setRolloutId({});
        QVERIFY(f.changes.groupProblem().isEmpty());
    }
};

QTEST_MAIN(TestGroupChanges)
#include "tst_group_changes.moc"
