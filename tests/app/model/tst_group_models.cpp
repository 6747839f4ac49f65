// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// A rollout that is a member of a group: what is decided, and what is said, is about all its runtimes.

#include "app/model/change_lists.h"
#include "app/model/change_search.h"
#include "app/model/rollout_model.h"
#include "app/session/replay_backend.h"

#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::model;
using namespace std::chrono_literals;

namespace {

const UnixMillis kNow = parseRfc3339("2026-11-26T14:03:22Z").value();

/// The recorded answers, with their own times.
const session::ReplayBackend::Recording& recorded()
{
    static const auto recording = session::ReplayBackend::load(
        QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/groups.json"), std::nullopt);
    return recording.value();
}

const wire::Rollout& rolloutOf(const char* id)
{
    const auto& all = recorded().rollouts;
    return *std::find_if(all.begin(), all.end(), [&](const wire::Rollout& r) { return r.id == id; });
}

const wire::RolloutGroup& groupOf(const char* id)
{
    const auto& all = recorded().rolloutGroups;
    return *std::find_if(all.begin(), all.end(), [&](const wire::RolloutGroup& g) { return g.id == id; });
}

UnixMillis later(std::chrono::milliseconds span)
{
    return {kNow.count + span.count()};
}

/// The words of one member, in the order of the card.
QString rowOf(RolloutModel& rollout, int row)
{
    QStringList words;
    for (const char* role : {"runtime", "wave", "state"})
        words << rollout.group()->value(row, QLatin1String(role)).toString();
    return words.join(QLatin1Char('|'));
}

} // namespace

class TestGroupModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsEveryMember_byWave()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("327"), kNow);
        rollout.setGroup(groupOf("g-51"), kNow);
        QCOMPARE(rollout.group()->count(), 4);
        QCOMPARE(rowOf(rollout, 0), QStringLiteral("lab|wave 1, canary|waits for the others"));
        QCOMPARE(rowOf(rollout, 1), QStringLiteral("hq|wave 2|verifying"));
        QCOMPARE(rowOf(rollout, 2), QStringLiteral("emea|wave 2|soaking"));
        QCOMPARE(rowOf(rollout, 3), QStringLiteral("apac|wave 3|waits for wave 2")); // was not begun
        const auto value
            = [&](int row, const char* role) { return rollout.group()->value(row, QString::fromLatin1(role)); };
        QCOMPARE(value(0, "tone").toInt(), static_cast<int>(Ui::Ok));
        QCOMPARE(value(0, "progress").toDouble(), 1.0);
        QCOMPARE(value(0, "rolloutId").toString(), QStringLiteral("326"));
        QVERIFY(!value(0, "isCurrent").toBool() && value(1, "isCurrent").toBool());
        QVERIFY(value(3, "rolloutId").toString().isEmpty() && !value(3, "isCurrent").toBool());
        QCOMPARE(value(3, "progress").toDouble(), 0.0);
        QVERIFY2(rollout.about().contains(QStringLiteral("4 runtimes, all or nothing, wave 2 of 3")),
                 qPrintable(rollout.about()));
        QCOMPARE(rollout.stateText(), QStringLiteral("under way")); // of the group; the card has that of the member
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("It goes on by itself: wave 2 of 3"));
        QVERIFY(rollout.bannerText().startsWith(QStringLiteral("It waits for hq, emea.")));
        QVERIFY(rollout.bannerText().endsWith(QStringLiteral("all 4 runtimes go back.")));
    }

    void aMember_isDecidedAboutWithItsGroup()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("324"), kNow);
        QVERIFY(!rollout.canConfirm()); // alone it cannot be
        QVERIFY(!rollout.waitsForConfirmation());
        QCOMPARE(rollout.groupRuntimes(), QStringLiteral("all runtimes of its group"));
        QVERIFY(rollout.canRollBack()); // it always can go back, with all others
        QSignalSpy changed(&rollout, &RolloutModel::changed);
        rollout.setGroup(groupOf("g-50"), kNow);
        QCOMPARE(changed.count(), 1);
        QVERIFY(rollout.canConfirm() && rollout.canRollBack() && !rollout.canCancel());
        QVERIFY(rollout.waitsForConfirmation());
        QCOMPARE(rollout.groupRuntimes(), QStringLiteral("all 3 runtimes"));
        QCOMPARE(rollout.groupMembers().split(QLatin1Char('\n')).size(), 3);
        QVERIFY(rollout.groupMembers().startsWith(QStringLiteral("edge-canary\n")));
        QCOMPARE(rowOf(rollout, 0), QStringLiteral("edge-canary|wave 1, canary|passed"));
        rollout.setAgentAway(true);
        QVERIFY(!rollout.canConfirm() && !rollout.canRollBack());
    }

    void namesThem_untilTheyAreTooMany()
    {
        wire::RolloutGroup group = groupOf("g-51");
        while (group.members.size() < 7)
            group.members.push_back(group.members.back());
        QVERIFY(!membersOf(group).contains(QStringLiteral("more")));
        group.members.resize(100, group.members.back());
        QVERIFY(membersOf(group).endsWith(QStringLiteral("apac\nand 94 more")));
    }

    void takesNothingFromItsMember_butWhatTheGroupSays()
    {
        RolloutModel rollout;
        wire::RolloutGroup group = groupOf("g-51");
        group.canRollBack = false;
        group.canCancel = true;
        rollout.setRollout(rolloutOf("327"), kNow); // says that it can go back
        rollout.setGroup(group, kNow);
        QVERIFY(rollout.canCancel() && !rollout.canRollBack());
        QVERIFY(!rollout.waitsForConfirmation());
        QVERIFY(rollout.timeLeft() < 0);
    }

    void countsDown_untilTheGroupGoesBack()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("323"), kNow);
        rollout.setGroup(groupOf("g-50"), kNow);
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("All 3 runtimes go back in 07:50 unless somebody confirms"));
        QVERIFY(rollout.timeLeft() > 0.78 && rollout.timeLeft() < 0.79); // of the ten minutes since all had passed
        rollout.setNow(later(1s));
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("All 3 runtimes go back in 07:49 unless somebody confirms"));
        rollout.setRuntimeTrouble(QStringLiteral("The gateway cannot be reached since 14:02"));
        QVERIFY(rollout.bannerTitle().startsWith(QStringLiteral("All 3 runtimes go back in")));
        QVERIFY(rollout.bannerText().contains(QStringLiteral("cannot be reached since 14:02")));
        rollout.setNow(later(600s));
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("The time to confirm is over"));
        QVERIFY(rollout.bannerText().startsWith(QStringLiteral("All 3 runtimes go back now")));
        wire::RolloutGroup confirmed = groupOf("g-50");
        confirmed.canConfirm = false;
        rollout.setGroup(confirmed, kNow);
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("It is confirmed"));
        QVERIFY(rollout.timeLeft() < 0);
    }

    void saysWhatBecameOfAll_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("title");
        QTest::newRow("succeeded") << "succeeded"
                                   << "The change is live and verified on all 4 runtimes";
        QTest::newRow("rolled back") << "rolled_back"
                                     << "All 4 runtimes went back";
        QTest::newRow("cancelled") << "cancelled"
                                   << "Cancelled on all 4 runtimes";
        QTest::newRow("operator") << "failed_operator_needed"
                                  << "It needs the operator";
        QTest::newRow("going back") << "rolling_back"
                                    << "All 4 runtimes go back";
    }
    void saysWhatBecameOfAll()
    {
        QFETCH(const QString, state);
        QFETCH(const QString, title);
        RolloutModel rollout;
        wire::RolloutGroup group = groupOf("g-51");
        group.state = state.toStdString();
        group.isTerminal = state != QLatin1String("rolling_back");
        group.outcome = "by ada: the account went down";
        group.operatorAction = "apac: start the gateway.";
        wire::Rollout member = rolloutOf("327"); // whose own end is another thing
        member.state = "cancelled";
        member.isTerminal = true;
        member.outcome = member.operatorAction = "of one member";
        rollout.setRollout(member, kNow);
        rollout.setGroup(group, kNow);
        QCOMPARE(rollout.bannerTitle(), title);
        const bool isSentence = state != QLatin1String("failed_operator_needed") && group.isTerminal;
        QVERIFY(rollout.bannerText().contains(isSentence ? QStringLiteral("By ada: the account went down")
                                                         : QStringLiteral("by ada: the account went down")));
        QCOMPARE(rollout.operatorAction(), QStringLiteral("apac: start the gateway."));
        QCOMPARE(rollout.isOver(), group.isTerminal);
        QCOMPARE(rowOf(rollout, 3), QStringLiteral("apac|wave 3|not begun")); // and never will be
    }

    void saysWhyAMemberWentBack()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("322"), kNow);
        rollout.setGroup(groupOf("g-49"), kNow);
        QVERIFY(rollout.group()->value(1, QStringLiteral("detail")).toString().contains(QStringLiteral("is down")));
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("Both runtimes went back"));
    }

    void anotherGroup_isNotTaken()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("327"), kNow);
        rollout.setGroup(groupOf("g-50"), kNow);
        QVERIFY(!rollout.isGroupKnown());
        rollout.setGroup(groupOf("g-51"), kNow);
        rollout.setRollout(rolloutOf("326"), kNow); // of the same one: nothing blinks
        QCOMPARE(rollout.group()->count(), 4);
        QVERIFY(rollout.group()->value(0, QStringLiteral("isCurrent")).toBool());
        rollout.setRollout(rolloutOf("323"), kNow);
        QVERIFY(!rollout.isGroupKnown());
        QCOMPARE(rollout.group()->count(), 0);
    }

    void theList_countsAGroupOnce()
    {
        RolloutListModel rollouts;
        rollouts.setRollouts(recorded().rollouts, kNow);
        QCOMPARE(rollouts.headline(), QStringLiteral("One rollout waits for a confirmation")); // of three members
        QCOMPARE(rollouts.needsYouCount(), 1);
        int needing = 0;
        for (int row = 0; row < rollouts.count(); ++row)
            needing += rollouts.value(row, QStringLiteral("needsYou")).toBool() ? 1 : 0;
        QCOMPARE(needing, 3);
    }

    void theSearch_offersItsConfirmation_forAll()
    {
        QStringList confirmations;
        for (const SearchRow& row : changeRows({}, recorded().rollouts, {}, true)) {
            if (row.key.startsWith(QLatin1String("action:confirm:")))
                confirmations << row.title;
        }
        QCOMPARE(confirmations.size(), 3);
        QVERIFY2(confirmations[0].endsWith(QStringLiteral("for its whole group")), qPrintable(confirmations[0]));
    }
};

QTEST_MAIN(TestGroupModels)
#include "tst_group_models.moc"
