// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/group.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace fabric;
using namespace fabric::rollout;
using namespace std::chrono_literals;

namespace {

using Kind = GroupEffect::Kind;

/// Three runtimes: hq is the canary, lab and edge follow together.
class Change
{
public:
    GroupContext context{{1'000'000}, 5000ms};
    Group group;
    std::vector<Seen> members{3};
    GroupStep last;

    explicit Change(GroupRequest request = {})
    {
        request.actor = "operator";
        group = makeGroup(GroupId("g1"), request, {member("hq", 0), member("lab", 1), member("edge", 1)}, context.wall,
                          {});
    }
    static GroupMember member(const std::string& runtime, int wave)
    {
        return {RuntimeId(runtime), sha256(runtime), RolloutId("r-" + runtime), "", wave};
    }
    void send(const GroupEvent& event)
    {
        last = step(group, members, event, context);
        if (!last.refused)
            group = last.group;
    }
    void look() { send(GroupLooked{}); }
    void set(std::size_t index, State state, bool isWell = true)
    {
        members[index].state = state;
        members[index].isWell = isWell;
    }
    void setAll(State state)
    {
        for (std::size_t i = 0; i < members.size(); ++i)
            set(i, state);
    }
    void pass(std::chrono::milliseconds time)
    {
        context.wall.count += time.count();
        context.monotonic += time;
    }
    void toAwaitingConfirmation()
    {
        look();
        set(0, State::Held);
        look();
        setAll(State::Held);
        look();
        setAll(State::AwaitingConfirmation);
    }
    [[nodiscard]] std::string effects() const
    {
        std::string text;
        for (const GroupEffect& effect : last.effects)
            text += std::string(text.empty() ? "" : " ") + std::string(toText(effect.kind)) + " "
                + group.members[effect.member].runtime.value();
        return text;
    }
};

} // namespace

#define VERIFY_GROUP(change, expected) \
    QCOMPARE(QByteArray(toText((change).group.state).data()), QByteArray(toText(expected).data()))

class TestRolloutGroup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWave_beginsWhenAllBeforeItAreHeldAndWell()
    {
        Change change;
        change.look();
        QCOMPARE(change.effects(), std::string("begin hq"));
        change.look(); // until it is seen
        QCOMPARE(change.effects(), std::string("begin hq"));
        for (const State state : {State::Requested, State::Writing, State::Soaking}) {
            change.set(0, state);
            change.look();
            QCOMPARE(change.effects(), std::string());
        }
        change.set(0, State::Held, false);
        change.look();
        QCOMPARE(change.effects(), std::string());
        QCOMPARE(change.group.begun, 1);
        change.set(0, State::Held);
        change.look();
        QCOMPARE(change.effects(), std::string("begin lab begin edge"));
        change.members[1].isStarting = true;
        change.look();
        QCOMPARE(change.effects(), std::string("begin edge"));
        VERIFY_GROUP(change, GroupState::Running);
    }

    void theSoakBetweenWaves_beginsAnewWhenAMemberIsNotHeld()
    {
        GroupRequest request;
        request.waveSoak = 60s;
        Change change(request);
        change.look();
        change.set(0, State::Held);
        change.look();
        QCOMPARE(change.effects(), std::string());
        QCOMPARE(*change.last.wakeAfter, 60s);
        change.pass(59s);
        change.look();
        QCOMPARE(change.effects(), std::string());
        change.group.transient = {}; // a new agent
        change.look();
        QCOMPARE(*change.last.wakeAfter, 60s);
        change.pass(60s);
        change.look();
        QCOMPARE(change.effects(), std::string("begin lab begin edge"));
    }

    void allHeld_areReleasedInOneUnitOrNotAtAll()
    {
        Change change;
        change.look();
        change.set(0, State::Held);
        change.look();
        change.set(1, State::Held);
        change.set(2, State::Held, false);
        change.look();
        QVERIFY(!change.last.together);
        change.set(2, State::Held);
        change.look();
        QVERIFY(change.last.together && std::holds_alternative<GroupReleased>(*change.last.together));
        VERIFY_GROUP(change, GroupState::Succeeded);
        QVERIFY(change.group.outcome.find("all 3 runtimes") != std::string::npos);
    }

    void aConfirmation_isOneForAll()
    {
        GroupRequest request;
        request.confirmWithin = 600s;
        Change change(request);
        change.toAwaitingConfirmation();
        VERIFY_GROUP(change, GroupState::AwaitingConfirmation);
        QCOMPARE(change.group.confirmDeadline->count, change.context.wall.count + 600'000);
        change.look();
        QCOMPARE(change.effects(), std::string());
        change.send(GroupConfirmAsked{"person"});
        QCOMPARE(change.effects(), std::string("confirm hq confirm lab confirm edge"));
        QVERIFY(!change.last.together);
        QCOMPARE(change.group.confirmedBy, std::string("person"));
        for (Seen& member : change.members)
            member.isConfirmed = true;
        change.members[1].isWell = false;
        change.look();
        QVERIFY(!change.last.together);
        change.members[1].isWell = true;
        change.look();
        QVERIFY(change.last.together && std::holds_alternative<GroupConfirmed>(*change.last.together));
        VERIFY_GROUP(change, GroupState::Succeeded);
    }

    void aConfirmation_isRefusedWhereItMakesNoSense()
    {
        GroupRequest request;
        request.confirmWithin = 600s;
        Change change(request);
        change.send(GroupConfirmAsked{"person"});
        QVERIFY(change.last.refused && change.last.refused->code == ErrorCode::FailedPrecondition);
        change.toAwaitingConfirmation();
        change.set(1, State::RollingBack);
        change.send(GroupConfirmAsked{"person"});
        QVERIFY(change.last.refused && change.last.refused->code == ErrorCode::FailedPrecondition);
        change.set(1, State::AwaitingConfirmation);
        Change late = change;
        late.context.wall = *late.group.confirmDeadline; // the members go back, and some may not have heard of it yet
        late.send(GroupConfirmAsked{"person"});
        QVERIFY(late.last.refused && late.last.refused->code == ErrorCode::FailedPrecondition);
        QVERIFY(late.group.confirmedBy.empty());
        change.send(GroupConfirmAsked{"person"});
        QVERIFY(!change.last.refused);
        change.send(GroupConfirmAsked{"other"});
        QVERIFY(change.last.refused && change.last.refused->code == ErrorCode::Conflict);
    }

    void anyMemberThatFails_haltsTheGroup_data()
    {
        QTest::addColumn<int>("state");
        for (const State state : {State::RollingBack, State::Cancelled, State::RolledBack, State::FailedOperatorNeeded})
            QTest::addRow("%s", std::string(toText(state)).c_str()) << static_cast<int>(state);
    }
    void anyMemberThatFails_haltsTheGroup()
    {
        QFETCH(int, state);
        GroupRequest request;
        request.confirmWithin = 600s;
        Change change(request);
        change.look();
        change.set(0, State::Held);
        change.look();
        change.set(1, static_cast<State>(state)); // and edge is not there yet
        change.members[1].detail = "because";
        change.look();
        VERIFY_GROUP(change, GroupState::RollingBack);
        QCOMPARE(change.effects(), std::string("fail hq"));
        QVERIFY(change.group.reason.starts_with("lab is " + std::string(toText(static_cast<State>(state)))));
        change.set(0, State::RollingBack);
        change.look();
        QCOMPARE(change.effects(), std::string()); // edge is never begun

        Change awaiting(request);
        awaiting.toAwaitingConfirmation();
        awaiting.set(2, static_cast<State>(state));
        awaiting.look();
        VERIFY_GROUP(awaiting, GroupState::RollingBack);
        QCOMPARE(awaiting.effects(), std::string("fail hq fail lab"));
    }

    void aMemberThatCannotBegin_haltsTheGroup()
    {
        Change change;
        change.look();
        change.send(MemberRefused{0, "the plan is gone"});
        VERIFY_GROUP(change, GroupState::Cancelled);
        QVERIFY(change.group.outcome.find("hq could not be begun: the plan is gone") != std::string::npos);
    }

    void theGroupsTime_isDerivedAndEnds()
    {
        GroupRequest request;
        request.soak = 60s;
        request.waveSoak = 100s;
        // requested, preflight, backing_up, writing, reloading with a restart, verifying, soak and the last reading
        QCOMPARE(timeToHold(request, 2, {}), 2 * (10s + 60s + 60s + 180s + 300s + 120s + 60s + 30s) + 100s);
        Change change(request);
        QCOMPARE(change.group.deadline.count - change.group.createdAt.count, timeToHold(request, 2, {}).count());
        QCOMPARE(requestOf(change.group, change.group.members[0]).groupDeadline->count, change.group.deadline.count);
        change.look();
        change.set(0, State::Held, false);
        change.pass(timeToHold(request, 2, {}));
        change.look();
        VERIFY_GROUP(change, GroupState::RollingBack);
    }

    void aHalt_endsAsCancelledWhenNobodyWrote()
    {
        Change change;
        change.look();
        change.set(0, State::Preflight);
        change.send(GroupHaltAsked{"person", true});
        VERIFY_GROUP(change, GroupState::RollingBack);
        QCOMPARE(change.group.reason, std::string("cancelled by person"));
        change.send(GroupHaltAsked{"person", false});
        QVERIFY(change.last.refused);
        change.set(0, State::Cancelled);
        change.members[1].isStarting = true;
        change.look();
        VERIFY_GROUP(change, GroupState::RollingBack); // it may be there in a moment
        change.members[1].isStarting = false;
        change.look();
        VERIFY_GROUP(change, GroupState::Cancelled);
        QVERIFY(!change.last.wakeAfter);
        change.send(GroupHaltAsked{"person", false});
        QVERIFY(change.last.refused);
    }

    void theEnd_namesEachRuntimeThatNeedsTheOperator()
    {
        Change change;
        change.look();
        change.set(0, State::RollingBack);
        change.look();
        change.set(0, State::RolledBack);
        change.look();
        VERIFY_GROUP(change, GroupState::RolledBack);

        Change worse;
        worse.look();
        worse.set(0, State::Held);
        worse.look();
        worse.set(0, State::RolledBack);
        worse.set(1, State::FailedOperatorNeeded);
        worse.members[1].operatorAction = "Start the runtime lab.";
        worse.set(2, State::Cancelled);
        worse.look();
        VERIFY_GROUP(worse, GroupState::FailedOperatorNeeded);
        QVERIFY(
            worse.group.outcome.starts_with("hq is rolled_back, lab is failed_operator_needed, edge is cancelled; "));
        QCOMPARE(worse.group.operatorAction, std::string("lab: Start the runtime lab."));
    }

    void record_roundTripsAndIsStrict()
    {
        GroupRequest request;
        request.confirmWithin = 600s;
        request.reason = "because";
        Change change(request);
        change.toAwaitingConfirmation();
        change.send(GroupConfirmAsked{"person"});
        const Json json = toJson(change.group);
        const auto again = parseGroup(json);
        FABRIC_VERIFY_RESULT(again);
        QVERIFY(*again == change.group);
        const auto broken = [&](const char* pointer, const Json& value) {
            Json other = json;
            other[Json::json_pointer(pointer)] = value;
            return parseGroup(other);
        };
        FABRIC_VERIFY_ERROR(broken("/format", 2), ErrorCode::FailedPrecondition);
        FABRIC_VERIFY_ERROR(broken("/surprise", 1), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(broken("/members/0/surprise", 1), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(broken("/request/role", "king"), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(broken("/state", "odd"), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(broken("/begun", 3), ErrorCode::DataLoss);
        FABRIC_VERIFY_ERROR(broken("/members/1/runtime", "hq"), ErrorCode::DataLoss);
        FABRIC_VERIFY_ERROR(broken("/members/1/wave", 2), ErrorCode::DataLoss);
        FABRIC_VERIFY_ERROR(broken("/members/0/wave", 1), ErrorCode::DataLoss);
        FABRIC_VERIFY_ERROR(broken("/members/1/runtime", "No Slug"), ErrorCode::InvalidArgument);
        Json one = json;
        one["members"].erase(2);
        one["members"].erase(1);
        FABRIC_VERIFY_ERROR(parseGroup(one), ErrorCode::DataLoss);
    }
};

QTEST_GUILESS_MAIN(TestRolloutGroup)
#include "tst_rollout_group.moc"
