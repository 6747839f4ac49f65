// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/evidence_text.h"
#include "agent/composition/group_text.h"
#include "agent/composition/output.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <deque>

using namespace fabric;
using namespace fabric::composition;

namespace {

wire::RolloutGroup groupIn(const std::string& state, std::optional<std::string> hq, std::optional<std::string> lab)
{
    wire::RolloutGroup group;
    group.id = "g1";
    group.state = state;
    group.isTerminal = state != "running" && state != "awaiting_confirmation" && state != "rolling_back";
    group.canConfirm = state == "awaiting_confirmation";
    group.confirmDeadlineAt = "2026-11-26T10:00:00.000Z";
    group.members = {{"hq", "sha256:aa", "A model", 0, "r1", std::move(hq), ""},
                     {"lab", "sha256:bb", "A model", 1, std::nullopt, std::move(lab), ""}};
    return group;
}

/// Follows a group that is seen as these, one after the other.
struct Followed
{
    std::deque<Result<wire::RolloutGroup>> looks;
    std::string said;
    std::string warned;
    Result<wire::RolloutGroup> left = fail(ErrorCode::Internal, "not followed");

    Followed(Wish wish, wire::RolloutGroup first, std::deque<Result<wire::RolloutGroup>> next)
        : looks(std::move(next))
    {
        FollowPortsOf<wire::RolloutGroup> ports;
        ports.look = [this] {
            auto look = looks.front();
            looks.pop_front();
            return look;
        };
        ports.pause = [] {};
        ports.say = [this](const std::string& lines) { said += lines; };
        ports.warn = [this](const std::string& sentence) { warned += sentence + "\n"; };
        left = follow(std::move(first), wish, ports);
    }
};

} // namespace

class TestGroupText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void following_saysEachNewStateOnceAndWaitsForAnAgentThatIsAway()
    {
        const Followed followed(Wish::Forward, groupIn("running", "writing", std::nullopt),
                                {groupIn("running", "writing", std::nullopt), fail(ErrorCode::Unavailable, "no socket"),
                                 fail(ErrorCode::Unavailable, "no socket"), groupIn("running", "held", "requested"),
                                 groupIn("succeeded", "succeeded", "succeeded")});
        FABRIC_VERIFY_RESULT(followed.left);
        QCOMPARE(followed.said,
                 std::string("  hq   writing\n  group running\n  hq   held\n  lab  requested\n  hq   succeeded\n"
                             "  lab  succeeded\n  group succeeded\n"));
        QCOMPARE(followed.warned,
                 std::string("the agent cannot be reached now, waiting for it: no socket\nthe agent answers again\n"));
    }

    void following_endsWhereSomebodyMustConfirmButNotOnTheWayBack()
    {
        const Followed forward(Wish::Forward, groupIn("awaiting_confirmation", "awaiting_confirmation", "held"), {});
        FABRIC_VERIFY_RESULT(forward.left);
        QVERIFY(endText(*forward.left).find("rollouts groups confirm g1") != std::string::npos);
        wire::RolloutGroup confirmed = *forward.left;
        confirmed.canConfirm = false;
        QVERIFY(endText(confirmed).starts_with("It is confirmed. One more look"));
        const Followed back(Wish::Back, groupIn("awaiting_confirmation", "awaiting_confirmation", "held"),
                            {groupIn("rolled_back", "rolled_back", "rolled_back")});
        QCOMPARE(back.left->state, std::string("rolled_back"));
        const Followed lost(Wish::Back, groupIn("running", "held", "held"), {fail(ErrorCode::NotFound, "gone")});
        FABRIC_VERIFY_ERROR(lost.left, ErrorCode::NotFound);
        const Followed odd(Wish::Back, groupIn("dreaming", "held", "held"), {});
        FABRIC_VERIFY_ERROR(odd.left, ErrorCode::Internal);
    }

    void exitStatus_isThatOfTheEnd_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("forward");
        QTest::addColumn<int>("back");
        QTest::newRow("succeeded") << QStringLiteral("succeeded") << 0 << kExitRefused;
        QTest::newRow("cancelled") << QStringLiteral("cancelled") << kExitRefused << 0;
        QTest::newRow("rolled back") << QStringLiteral("rolled_back") << kExitRolledBack << 0;
        QTest::newRow("operator") << QStringLiteral("failed_operator_needed") << kExitOperatorNeeded
                                  << kExitOperatorNeeded;
        QTest::newRow("to be confirmed") << QStringLiteral("awaiting_confirmation") << 0 << 0;
    }
    void exitStatus_isThatOfTheEnd()
    {
        QFETCH(QString, state);
        QFETCH(int, forward);
        QFETCH(int, back);
        const wire::RolloutGroup group = groupIn(state.toStdString(), std::nullopt, std::nullopt);
        QCOMPARE(exitStatusOf(group, Wish::Forward), forward);
        QCOMPARE(exitStatusOf(group, Wish::Back), back);
    }

    void aGroup_isShownWithEveryRuntime()
    {
        wire::RolloutGroup group = groupIn("failed_operator_needed", "failed_operator_needed", std::nullopt);
        group.outcome = "hq is failed_operator_needed, lab is not started";
        group.operatorAction = "hq: Start the runtime hq.";
        const std::string text = groupText(group);
        for (const char* part : {"hq", "lab", "not started", "To be done by an operator: hq: Start the runtime hq."})
            QVERIFY2(text.find(part) != std::string::npos, part);
        QVERIFY(groupTable({group}).find("hq,lab") != std::string::npos);
        QCOMPARE(groupTable({}), std::string("No groups of rollouts.\n"));
    }

    void evidence_isALineForEachStep_andNamesTheRollouts()
    {
        wire::GroupEvidence evidence;
        evidence.group = groupIn("rolled_back", "rolled_back", std::nullopt);
        evidence.group.members[0].rollout = "R1";
        evidence.group.members[1].rollout.reset();
        evidence.steps = {{1, "T1", "running", "wave-begun", "agent", Json::object(), {{"wave", 0}}, "why"}};
        const std::string text = evidenceText(evidence);
        QVERIFY2(text.find("T1  running  wave-begun  agent  came: wave 0; why\n") != std::string::npos, text.c_str());
        QVERIFY2(text.find("hq: fabric-agent rollouts evidence R1\n") != std::string::npos, text.c_str());
        QVERIFY2(text.find("lab: ") == std::string::npos, text.c_str());
    }

    void waves_areTypedWithSpacesAndCommas()
    {
        QVERIFY((wavesIn("hq lab,edge").value() == std::vector<std::vector<std::string>>{{"hq"}, {"lab", "edge"}}));
        QVERIFY(wavesIn("").value().empty());
        FABRIC_VERIFY_ERROR(wavesIn("hq lab,,edge"), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(wavesIn("hq, lab"), ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestGroupText)
#include "tst_group_text.moc"
