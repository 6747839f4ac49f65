// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/core/rollout/machine_fixture.h"

#include <QTest>

using namespace fabric;
using namespace fabric::rollout;
using fabric::rollout::test::Machine;
using Verdict = provider::WriteAnswer::Verdict;
using Kind = Effect::Kind;
using namespace std::chrono_literals;

/// The way back: machine_back.cpp.
class TestRolloutBack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rollback_looksAgain_whereTheRuntimeWouldNotStartWithTheOldStateYet()
    {
        Machine machine;
        machine.toSoaking();
        machine.send(RollbackAsked{"me"});
        machine.see(Machine::look("h0"));
        machine.send(RestoreChecked{machine.record.transient.asked, fail(ErrorCode::Unavailable, "not yet")});
        VERIFY_STATE(machine, State::RollingBack);
        QVERIFY(!machine.does(Kind::Restore));
        machine.pass(10s);
        machine.send(Woke{});
        QVERIFY(machine.does(Kind::Read));
        machine.see(Machine::look("h0"));
        machine.check(true);
        VERIFY_STATE(machine, State::RolledBack);
        QCOMPARE(machine.record.restoreAttempts, 0);
    }

    void rollback_leavesARivalsOtherChange()
    {
        Machine machine;
        machine.toSoaking();
        machine.send(RollbackAsked{"me"});
        machine.see(Machine::look("h2", "new", "rival"));
        machine.check(false);
        machine.answerRestore();
        machine.see(Machine::look("h3", "old", "rival"));
        machine.check(false);
        VERIFY_STATE(machine, State::RolledBack);
        QVERIFY(!machine.record.notes.empty());
    }

    void rollback_thatWouldOverwriteNeedsTheOperator()
    {
        Machine machine;
        machine.toSoaking();
        machine.send(RollbackAsked{"me"});
        machine.see(Machine::look("h2", "rival"));
        machine.check(false);
        machine.send(
            RestoreAnswered{machine.record.transient.asked, fail(ErrorCode::FailedPrecondition, "a was changed")});
        VERIFY_STATE(machine, State::FailedOperatorNeeded);
        QVERIFY(machine.record.operatorAction.find("/etc/openclaw.json") != std::string::npos);
        QVERIFY(machine.record.operatorAction.find("b1") != std::string::npos);
        QVERIFY(!machine.does(Kind::DropBackup));
    }

    void rollback_ofARuntimeThatIsDownRestoresThenStartsIt_data()
    {
        QTest::addColumn<bool>("mayStart");
        QTest::newRow("by its control") << true;
        QTest::newRow("or says that a person must") << false;
    }
    void rollback_ofARuntimeThatIsDownRestoresThenStartsIt()
    {
        QFETCH(const bool, mayStart);
        Machine machine;
        machine.context.traits.canStart = mayStart;
        machine.toSoaking();
        machine.send(RollbackAsked{"me"});
        std::vector<Kind> seen;
        std::string problem;
        for (int i = 0; i < 500 && machine.record.state == State::RollingBack; ++i) {
            if (machine.does(Kind::Restore)) {
                seen.push_back(Kind::Restore);
                machine.answerRestore();
            } else if (machine.does(Kind::StartRuntime)) {
                seen.push_back(Kind::StartRuntime);
                machine.send(StartAnswered{machine.record.transient.asked, true});
            } else if (machine.does(Kind::Read)) {
                machine.seeNothing();
            } else {
                problem = machine.record.transient.problem;
                machine.sleep();
            }
        }
        std::vector<Kind> wanted{Kind::Restore};
        if (mayStart)
            wanted.insert(wanted.end(), 2, Kind::StartRuntime);
        QVERIFY(seen == wanted);
        QCOMPARE(problem.find("start it by hand") != std::string::npos, !mayStart);
        VERIFY_STATE(machine, State::FailedOperatorNeeded);
        QVERIFY(machine.record.operatorAction.starts_with("Start the runtime hq"));
    }

    /// Meant is not done: whoever takes over restores, however often its forerunner died before it did.
    void rollback_ofARuntimeThatIsDownRestoresUntilItIsDone()
    {
        Machine machine;
        machine.context.traits.canStart = true;
        machine.toSoaking();
        machine.send(RollbackAsked{"me"});
        std::vector<Kind> seen;
        const auto goOn = [&](std::size_t until) {
            for (int i = 0; i < 500 && seen.size() < until; ++i) {
                if (machine.does(Kind::Restore))
                    seen.push_back(Kind::Restore);
                else if (machine.does(Kind::StartRuntime))
                    seen.push_back(Kind::StartRuntime);
                else if (machine.does(Kind::Read))
                    machine.seeNothing();
                else
                    machine.sleep();
            }
        };
        goOn(1);
        for (int i = 0; i < 2; ++i) { // killed before it was done
            machine.send(Recovered{provider::LeaseToken("lease2")});
            goOn(seen.size() + 1);
        }
        QVERIFY(seen == std::vector<Kind>(3, Kind::Restore));
        // What cannot be done now, a start may help; then it is tried again.
        machine.send(RestoreAnswered{machine.record.transient.asked, fail(ErrorCode::Unavailable, "disk full")});
        goOn(4);
        machine.send(StartAnswered{machine.record.transient.asked, true});
        goOn(5);
        QVERIFY(seen[3] == Kind::StartRuntime && seen[4] == Kind::Restore);
        machine.answerRestore();
        goOn(6);
        QVERIFY(seen[5] == Kind::StartRuntime);
    }

    void rollback_thatCannotRestoreNow_saysWhoMustStartTheRuntime()
    {
        Machine machine;
        machine.toSoaking();
        machine.send(RollbackAsked{"me"});
        for (int i = 0; i < 100 && !machine.does(Kind::Restore); ++i) {
            if (machine.does(Kind::Read))
                machine.seeNothing();
            else
                machine.sleep();
        }
        machine.send(RestoreAnswered{machine.record.transient.asked, fail(ErrorCode::Unavailable, "disk full")});
        VERIFY_STATE(machine, State::RollingBack);
        const std::string& problem = machine.record.transient.problem;
        QVERIFY2(problem.find("disk full") != std::string::npos
                     && problem.find("start it by hand") != std::string::npos,
                 problem.c_str());
    }

    void aWriteThatCameTooLate_leavesWhatOthersWroteInItsPlace()
    {
        Machine machine;
        machine.toWriting();
        machine.answer(Verdict::Stale);
        machine.see(Machine::look("h5", "rival"));
        VERIFY_STATE(machine, State::RollingBack);
        machine.see(Machine::look("h5", "rival"));
        machine.check(false);
        VERIFY_STATE(machine, State::RolledBack);
        QVERIFY(machine.record.outcome.starts_with("nothing was written"));
        QVERIFY(!machine.record.notes.empty());
        QCOMPARE(machine.record.restoreAttempts, 0);
    }
};

QTEST_GUILESS_MAIN(TestRolloutBack)
#include "tst_rollout_back.moc"
