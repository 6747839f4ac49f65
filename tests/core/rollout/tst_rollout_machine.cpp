// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/core/rollout/machine_fixture.h"
#include "tests/support/verify_result.h"

#include <QTest>

using namespace fabric;
using namespace fabric::rollout;
using fabric::rollout::test::Machine;
using Verdict = provider::WriteAnswer::Verdict;
using Kind = Effect::Kind;
using namespace std::chrono_literals;

namespace {

/// Answers whatever the way back asks until it ends: the old state is there, or comes with the first restore.
void leadBack(Machine& machine, bool isOldAlready)
{
    bool isOld = isOldAlready;
    for (int i = 0; i < 50 && machine.record.state == State::RollingBack; ++i) {
        if (machine.does(Kind::Restore)) {
            isOld = true;
            machine.answerRestore();
        } else if (machine.does(Kind::CheckRestored)) {
            machine.check(isOld);
        } else if (machine.does(Kind::Read)) {
            machine.see(isOld ? Machine::look("h0") : Machine::look("h1", "new"));
        } else {
            machine.sleep();
        }
    }
}

} // namespace

class TestRolloutMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void honestRun_succeeds()
    {
        Machine machine;
        machine.toWriting();
        VERIFY_STATE(machine, State::Writing);
        QVERIFY(machine.does(Kind::Write));
        QVERIFY(machine.record.stage == Stage::Intended);
        QCOMPARE(machine.record.writeBase, std::string("h0"));
        machine.answer(Verdict::Accepted, "h1");
        QVERIFY(machine.does(Kind::Read)); // an answer is not believed
        machine.see(Machine::look("h1", "new"));
        machine.see(Machine::look("h1", "new"));
        machine.see(Machine::look("h1", "new"));
        VERIFY_STATE(machine, State::Soaking);
        machine.soak();
        VERIFY_STATE(machine, State::Succeeded);
        QVERIFY(machine.record.ownHashes == std::vector<std::string>{"h1"});
    }

    void cancel_endsItBeforeTheWriteAndRollsBackAfter()
    {
        Machine requested;
        requested.send(CancelAsked{"me"});
        VERIFY_STATE(requested, State::WaitingGates);
        QVERIFY(!requested.does(Kind::DecideGate));
        requested.sleep();
        VERIFY_STATE(requested, State::Cancelled);

        Machine backing;
        backing.toBackingUp();
        backing.send(CancelAsked{"me"});
        VERIFY_STATE(backing, State::Cancelled);

        Machine soaking;
        soaking.toSoaking();
        soaking.send(CancelAsked{"me"});
        VERIFY_STATE(soaking, State::RollingBack);
        leadBack(soaking, false);
        VERIFY_STATE(soaking, State::RolledBack);
        soaking.send(CancelAsked{"me"});
        QVERIFY(soaking.refused.has_value());
    }

    void gates_areWaitedForUntilThePlanExpires_data()
    {
        QTest::addColumn<int>("hoursBefore"); // the plan was made; -1: nobody knows
        QTest::addColumn<int>("hoursLeft");
        QTest::newRow("a new plan") << 0 << 24;
        QTest::newRow("an old plan") << 23 << 1;
        QTest::newRow("a record of before") << -1 << 24;
    }
    void gates_areWaitedForUntilThePlanExpires()
    {
        QFETCH(int, hoursBefore);
        QFETCH(int, hoursLeft);
        Request request = Machine::wish();
        if (hoursBefore >= 0)
            request.planMadeAt
                = UnixMillis{Machine().context.wall.count - std::chrono::milliseconds(1h).count() * hoursBefore};
        Machine machine(request);
        machine.send(Woke{});
        VERIFY_STATE(machine, State::WaitingGates);
        machine.pass(1h * hoursLeft - 1s);
        machine.send(Woke{});
        VERIFY_STATE(machine, State::WaitingGates);
        machine.pass(1s);
        machine.send(Woke{});
        VERIFY_STATE(machine, State::Cancelled);
    }

    void preflight_cancelsAStalePlanNamingWhatChanged()
    {
        Machine machine;
        machine.toPreflight();
        Look look = Machine::look("h0");
        look.stale = {provider::ResourceId("agents.entries.main")};
        machine.see(look);
        VERIFY_STATE(machine, State::Cancelled);
        QVERIFY(machine.record.outcome.find("agents.entries.main") != std::string::npos);
    }

    void preflight_waitsForWhatIsMissingUntilTheDeadline_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("not applied") << 0;
        QTest::newRow("not ready") << 1;
        QTest::newRow("no writes left for a rollback") << 2;
        QTest::newRow("no configuration") << 3;
        QTest::newRow("not valid") << 4;
        QTest::newRow("no hash") << 5;
    }

    void preflight_waitsForWhatIsMissingUntilTheDeadline()
    {
        QFETCH(int, what);
        Look look = Machine::look("h0");
        if (what == 0)
            look.isApplied = false;
        if (what == 1)
            look.parts = {{"ready", provider::PartHealth::Down, ""}};
        if (what == 2)
            look.writesLeft = 2;
        if (what == 3)
            look.exists = false;
        if (what == 4)
            look.isValid = false;
        if (what == 5)
            look.hash.clear();
        Machine machine;
        machine.toPreflight();
        machine.see(look);
        VERIFY_STATE(machine, State::Preflight);
        while (machine.record.state == State::Preflight) {
            machine.sleep();
            if (machine.does(Kind::Read))
                machine.see(look);
        }
        VERIFY_STATE(machine, State::Cancelled);
        QVERIFY(machine.record.outcome.find(": ") != std::string::npos); // says why

        Machine later;
        later.toPreflight();
        later.see(look);
        later.sleep();
        later.see(Machine::look("h0"));
        VERIFY_STATE(later, State::BackingUp);
    }

    void backup_ofAnotherStateIsNotAccepted()
    {
        Machine machine;
        machine.toBackingUp();
        machine.send(BackedUp{machine.record.transient.asked,
                              provider::Backup{provider::Backup::Form::Bytes, "b1", sha256("x"), "h7"}});
        VERIFY_STATE(machine, State::BackingUp);
        machine.sleep();
        machine.see(Machine::look("h7"));
        QVERIFY(machine.does(Kind::BackUp));
        machine.send(BackedUp{machine.record.transient.asked,
                              provider::Backup{provider::Backup::Form::Bytes, "b2", sha256("x"), "h7"}});
        VERIFY_STATE(machine, State::Writing);
        QCOMPARE(machine.record.writeBase, std::string("h7"));
    }

    void unknownAnswer_isReadBackThenTriedAgainAFewTimes()
    {
        Machine machine;
        machine.toWriting();
        int writes = 1;
        for (int i = 0; i < 100 && machine.record.state == State::Writing; ++i) {
            if (machine.does(Kind::Write)) {
                machine.answer(Verdict::Unknown);
                QVERIFY(machine.does(Kind::Read) && !machine.does(Kind::Write));
            } else if (machine.does(Kind::Read)) {
                machine.see(Machine::look("h0"));
                writes += machine.does(Kind::Write) ? 1 : 0;
            } else {
                machine.sleep();
            }
        }
        QCOMPARE(writes, 3);
        VERIFY_STATE(machine, State::RollingBack);
        leadBack(machine, true);
        VERIFY_STATE(machine, State::RolledBack);
        QCOMPARE(machine.record.restoreAttempts, 0); // the old state never went away
    }

    void unknownAnswer_thatWasDoneGoesOn()
    {
        Machine machine;
        machine.toWriting();
        machine.send(WriteAnswered{machine.record.transient.asked, fail(ErrorCode::DeadlineExceeded, "no answer")});
        machine.see(Machine::look("h1", "new"));
        VERIFY_STATE(machine, State::Reloading);
        QVERIFY(machine.record.hasLostAnswer && !machine.record.isRestartExpected);
    }

    void readBack_goesBackForEveryLie_data()
    {
        QTest::addColumn<QString>("saidHash");
        QTest::addColumn<QString>("hash");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("rest");
        QTest::addColumn<bool>("isOurs");
        const QString h1 = QStringLiteral("h1");
        const QString rest = QStringLiteral("rest");
        QTest::newRow("not written") << h1 << "h0"
                                     << "old" << rest << false;
        QTest::newRow("something else") << h1 << h1 << "odd" << rest << true;
        QTest::newRow("the hash lies") << h1 << "h2"
                                       << "new" << rest << true;
        QTest::newRow("over a rival's change") << h1 << h1 << "new"
                                               << "rival" << false;
        QTest::newRow("somebody changed the same") << h1 << "h2"
                                                   << "odd" << rest << false;
    }

    void readBack_goesBackForEveryLie()
    {
        QFETCH(QString, saidHash);
        QFETCH(QString, hash);
        QFETCH(QString, value);
        QFETCH(QString, rest);
        QFETCH(bool, isOurs);
        Machine machine;
        machine.toWriting();
        machine.answer(Verdict::Accepted, saidHash.toStdString());
        for (int i = 0; i < 20 && machine.record.state == State::Writing; ++i) {
            if (machine.does(Kind::Read))
                machine.see(Machine::look(hash.toStdString(), value.toStdString(), rest.toStdString()));
            else
                machine.sleep();
        }
        VERIFY_STATE(machine, State::RollingBack);
        QCOMPARE(!machine.record.ownHashes.empty(), isOurs);
    }

    void staleWrite_saysThatSomebodyElseWasFaster()
    {
        for (const char* value : {"old", "odd"}) { // the rival changed another field, or the very same
            Machine machine;
            machine.toWriting();
            machine.answer(Verdict::Stale);
            machine.see(Machine::look("h2", value, "rival"));
            VERIFY_STATE(machine, State::RollingBack);
            QCOMPARE(machine.record.reason,
                     std::string("somebody else changed the configuration at the moment of the write"));
        }
    }

    void rivalsOtherChange_isLeftAloneAndNotTakenForOurs()
    {
        Machine machine;
        machine.toWriting();
        machine.answer(Verdict::Accepted, "h1");
        machine.see(Machine::look("h2", "new", "rival")); // hash of a later write than ours
        VERIFY_STATE(machine, State::Reloading);
        QVERIFY(machine.record.ownHashes.empty());
        QCOMPARE(machine.record.notes.size(), std::size_t{1});
    }

    void restart_mustBeAsTheAnswerSaid()
    {
        Look restarted = Machine::look("h1", "new");
        restarted.bootId = "boot2";
        Machine announced;
        announced.toWriting();
        announced.answer(Verdict::Accepted, "h1", true);
        announced.see(Machine::look("h1", "new"));
        announced.see(Machine::look("h1", "new")); // not yet
        VERIFY_STATE(announced, State::Reloading);
        announced.sleep();
        announced.seeNothing();
        announced.sleep();
        announced.see(restarted);
        VERIFY_STATE(announced, State::Verifying);
        QCOMPARE(announced.record.notes,
                 std::vector<std::string>{"the runtime restarted, which the plan did not predict"});

        Machine predicted;
        predicted.record.isRestartPredicted = true;
        predicted.toReloading();
        predicted.see(Machine::look("h1", "new"));
        VERIFY_STATE(predicted, State::Verifying);
        QCOMPARE(predicted.record.notes, std::vector<std::string>{"the plan predicted a restart, there was none"});

        Machine silent;
        silent.toReloading();
        silent.see(restarted);
        VERIFY_STATE(silent, State::RollingBack);
    }

    void reloading_takesLongerWithARestart()
    {
        Machine hot;
        hot.toReloading();
        Machine restart;
        restart.toWriting();
        restart.answer(Verdict::Accepted, "h1", true);
        restart.see(Machine::look("h1", "new"));
        for (Machine* machine : {&hot, &restart}) {
            machine->pass(150s);
            machine->send(Woke{});
        }
        VERIFY_STATE(hot, State::RollingBack);
        VERIFY_STATE(restart, State::Reloading);
        restart.pass(151s);
        restart.send(Woke{});
        VERIFY_STATE(restart, State::RollingBack);
    }

    void soak_goesBackForTwoBadLooksOrOtherContent()
    {
        Look ill = Machine::look("h1", "new");
        ill.parts = {{"ready", provider::PartHealth::Down, ""}};
        Machine machine;
        machine.toSoaking();
        machine.sleep();
        machine.see(ill);
        VERIFY_STATE(machine, State::Soaking); // one may be a moment's
        machine.sleep();
        machine.see(ill);
        VERIFY_STATE(machine, State::RollingBack);

        Machine reverted;
        reverted.toSoaking();
        reverted.sleep();
        reverted.see(Machine::look("h0"));
        VERIFY_STATE(reverted, State::RollingBack);
    }

    void soak_endsOnlyWithAGoodLookAfterItsTime()
    {
        Machine machine;
        machine.toSoaking();
        machine.pass(61s);
        machine.send(Woke{});
        machine.seeNothing();
        VERIFY_STATE(machine, State::Soaking);
        machine.pass(30s);
        machine.send(Woke{});
        VERIFY_STATE(machine, State::RollingBack);
    }

    void confirm_countsOnlyWhileItIsAwaitedAndAfterOneMoreLook()
    {
        Request request = Machine::wish();
        request.confirmWithin = 600s;
        Machine machine(request);
        machine.toWriting();
        QVERIFY(machine.record.confirmDeadline.has_value()); // durable with the intent
        machine.send(ConfirmAsked{"me"});
        QVERIFY(machine.refused.has_value());
        Machine waiting(request);
        waiting.toSoaking();
        waiting.soak();
        VERIFY_STATE(waiting, State::AwaitingConfirmation);
        waiting.send(ConfirmAsked{"me"});
        VERIFY_STATE(waiting, State::AwaitingConfirmation);
        Machine reverted = waiting;
        waiting.see(Machine::look("h1", "new"));
        VERIFY_STATE(waiting, State::Succeeded);
        reverted.see(Machine::look("h0"));
        VERIFY_STATE(reverted, State::RollingBack);
    }

    void confirmDeadline_isNotProlongedByAClockThatJumpsBack()
    {
        Request request = Machine::wish();
        request.confirmWithin = 600s;
        Machine machine(request);
        machine.toSoaking();
        machine.context.wall.count -= std::chrono::milliseconds(1h).count();
        machine.soak();
        VERIFY_STATE(machine, State::AwaitingConfirmation);
        machine.pass(601s);
        machine.send(ConfirmAsked{"late"});
        VERIFY_STATE(machine, State::RollingBack);
        QVERIFY(machine.refused.has_value());
    }

    void confirmDeadline_thatPassedWhileTheAgentWasAwayGoesBackAtOnce_data()
    {
        QTest::addColumn<int>("state");
        QTest::newRow("writing") << static_cast<int>(State::Writing);
        QTest::newRow("soaking") << static_cast<int>(State::Soaking);
        QTest::newRow("awaiting") << static_cast<int>(State::AwaitingConfirmation);
    }

    void confirmDeadline_thatPassedWhileTheAgentWasAwayGoesBackAtOnce()
    {
        QFETCH(int, state);
        Request request = Machine::wish();
        request.confirmWithin = 600s;
        Machine machine(request);
        if (static_cast<State>(state) == State::Writing)
            machine.toWriting();
        else
            machine.toSoaking();
        if (static_cast<State>(state) == State::AwaitingConfirmation)
            machine.soak();
        VERIFY_STATE(machine, static_cast<State>(state));
        machine.record.transient = {};
        machine.pass(1h);
        machine.context.monotonic = 5s; // another boot
        machine.send(Recovered{provider::LeaseToken("lease2")});
        VERIFY_STATE(machine, State::RollingBack);
        QVERIFY(machine.does(Kind::Read));
    }

    void recovered_readsBackAndDoesNothingElse()
    {
        Machine machine;
        machine.toWriting();
        const std::int64_t dead = machine.record.transient.asked;
        machine.send(Recovered{provider::LeaseToken("lease2")});
        QCOMPARE(machine.effects.size(), std::size_t{1});
        QVERIFY(machine.does(Kind::Read));
        QCOMPARE(machine.record.lease.value(), std::string("lease2"));
        QVERIFY(machine.record.hasLostAnswer);
        machine.send(WriteAnswered{dead, provider::WriteAnswer{Verdict::Accepted, "h1", false, "", {}}});
        QVERIFY(machine.effects.empty());
        machine.see(Machine::look("h1", "new"));
        VERIFY_STATE(machine, State::Reloading);
    }

    void writeThatIsOut_isWaitedForBeforeARestore()
    {
        Machine machine;
        machine.toWriting();
        machine.pass(181s);
        machine.send(Woke{});
        VERIFY_STATE(machine, State::RollingBack);
        QVERIFY(machine.effects.empty());
        machine.send(Woke{});
        QVERIFY(machine.effects.empty());
        machine.answer(Verdict::Unknown);
        QVERIFY(machine.does(Kind::Read));
    }

    void rollback_ofALostWriteMustHoldForAWhile()
    {
        Machine machine;
        machine.toWriting();
        machine.answer(Verdict::Unknown);
        machine.send(CancelAsked{"me"});
        machine.see(Machine::look("h0"));
        machine.check(true);
        VERIFY_STATE(machine, State::RollingBack);
        machine.pass(10s);
        machine.send(Woke{});
        machine.see(Machine::look("h1", "new")); // it was on its way
        machine.check(false);
        QVERIFY(machine.does(Kind::Restore));
        leadBack(machine, true);
        VERIFY_STATE(machine, State::RolledBack);
    }

    void group_holdsUntilReleasedAndGoesBackTogether()
    {
        Request request = Machine::wish();
        request.group = GroupId("g1");
        Machine machine(request);
        machine.toSoaking();
        machine.soak();
        VERIFY_STATE(machine, State::Held);
        QVERIFY(machine.does(Effect::Kind::Read));
        Machine other = machine;
        machine.send(GroupReleased{});
        QVERIFY(machine.refused); // not seen in this state yet
        machine.seeNothing();
        machine.send(GroupReleased{});
        QVERIFY(machine.refused);
        machine.sleep();
        machine.see(Machine::look("h1", "new"));
        QVERIFY(isWell(machine.record));
        machine.send(GroupReleased{});
        VERIFY_STATE(machine, State::Succeeded);
        other.send(GroupFailed{"lab rolled back"});
        VERIFY_STATE(other, State::RollingBack);
        other.record.state = State::Held;
        other.pass(2h);
        other.send(Woke{});
        VERIFY_STATE(other, State::RollingBack);
    }

    void groupMember_beginsItsConfirmTimeWhenReleasedAndSucceedsWithTheOthersOnly()
    {
        Request request = Machine::wish();
        request.group = GroupId("g1");
        request.confirmWithin = 600s;
        Machine machine(request);
        machine.toSoaking();
        QVERIFY(!machine.record.confirmDeadline);
        machine.soak();
        machine.see(Machine::look("h1", "new"));
        machine.send(GroupReleased{});
        VERIFY_STATE(machine, State::AwaitingConfirmation);
        QCOMPARE(machine.record.confirmDeadline->count, machine.context.wall.count + 600'000);
        Machine late = machine;
        machine.sleep();
        machine.see(Machine::look("h1", "new"));
        machine.send(GroupConfirmed{});
        QVERIFY(machine.refused); // nobody confirmed it
        machine.send(ConfirmAsked{"person"});
        QVERIFY(!machine.refused);
        machine.send(GroupConfirmed{});
        QVERIFY(machine.refused); // not seen since then
        machine.see(Machine::look("h1", "new"));
        VERIFY_STATE(machine, State::AwaitingConfirmation);
        machine.send(GroupConfirmed{});
        VERIFY_STATE(machine, State::Succeeded);
        late.pass(600s);
        late.send(Woke{});
        VERIFY_STATE(late, State::RollingBack);
    }

    void record_refusesANewerFormatAndUnknownFields()
    {
        Machine machine;
        machine.toSoaking();
        Json json = toJson(machine.record);
        FABRIC_VERIFY_RESULT(parseRecord(json));
        json["format"] = Record::kFormat + 1;
        const auto newer = parseRecord(json);
        FABRIC_VERIFY_ERROR(newer, ErrorCode::FailedPrecondition);
        QVERIFY(newer.error().message.find("install") != std::string::npos);
        json["format"] = Record::kFormat;
        json["surprise"] = 1;
        FABRIC_VERIFY_ERROR(parseRecord(json), ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestRolloutMachine)
#include "tst_rollout_machine.moc"
