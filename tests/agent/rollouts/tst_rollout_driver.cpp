// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/failpoints/failpoints.h"
#include "agent/rollouts/driver.h"
#include "agent/rollouts/rollout_view.h"
#include "tests/agent/rollouts/calm_world.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <algorithm>

using namespace fabric;
using namespace fabric::test;
using namespace std::chrono_literals;

class TestRolloutDriver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRun_leavesStateAuditEventAndEvidenceOfEveryStep()
    {
        World world;
        rollouts::Driver driver(world.ports(world.scheduler));
        driver.begin(world.request, [](const Result<rollout::Record>& begun) { FABRIC_VERIFY_RESULT(begun); });
        world.run();
        QCOMPARE(world.row().state, std::string("succeeded"));
        QVERIFY(driver.running().empty());
        const auto& state = world.store.state();
        QCOMPARE(static_cast<std::int64_t>(state.evidence.size()), world.row().version);
        QCOMPARE(state.audit.size(), state.evidence.size() + 1); // and the plan
        QCOMPARE(state.outbox.size(), state.audit.size());
        QCOMPARE(state.outbox.back().what.type, std::string("rollout.succeeded"));
        const auto sent = std::find_if(state.evidence.begin(), state.evidence.end(),
                                       [](const store::EvidenceRecord& one) { return one.body.contains("sent"); });
        QVERIFY(sent != state.evidence.end());
        QVERIFY(sent->body["sent"]["payload"] == world.plan.operations.front().payload);
        QVERIFY(isPlanned(world.plan, world.model.document(), true));
    }

    void aRunThatGoesBack_leavesWhatTheRestoreBrought()
    {
        World world;
        world.model.isBadChange = true;
        rollouts::Driver driver(world.ports(world.scheduler));
        driver.begin(world.request, [](const Result<rollout::Record>& begun) { FABRIC_VERIFY_RESULT(begun); });
        world.run();
        QCOMPARE(world.row().state, std::string("rolled_back"));
        const auto& evidence = world.store.state().evidence;
        const auto restored = std::find_if(evidence.begin(), evidence.end(), [](const store::EvidenceRecord& one) {
            return one.step == "restore-answered";
        });
        QVERIFY(restored != evidence.end());
        QVERIFY(restored->body["came"]["verdict"] == "accepted");
        const auto asked = std::find_if(evidence.begin(), evidence.end(), [](const store::EvidenceRecord& one) {
            return one.body.contains("sent") && one.body["sent"]["kind"] == "restore";
        });
        QVERIFY(asked != evidence.end());
        const auto backup = std::find_if(evidence.begin(), evidence.end(),
                                         [](const store::EvidenceRecord& one) { return one.step == "backed-up"; });
        QVERIFY(backup != evidence.end());
        QVERIFY2(asked->body["sent"]["backup"] == backup->body["came"]["id"], "which state it is that comes back");
        QCOMPARE(asked->body["sent"]["operations"].get<int>(), 1);
        QVERIFY(!asked->body["sent"]["ownHashes"].empty());
    }

    void begin_refusesASecondOneAndAnUnknownPlan()
    {
        World world;
        rollouts::Driver driver(world.ports(world.scheduler));
        std::vector<ErrorCode> errors;
        std::string said;
        const auto note = [&](const Result<rollout::Record>& begun) {
            if (!begun) {
                errors.push_back(begun.error().code);
                said += begun.error().message;
            }
        };
        driver.begin(world.request, note);
        driver.begin(world.request, note);
        rollout::Request other = world.request;
        other.plan = sha256("unknown");
        driver.begin(other, note);
        world.run();
        QVERIFY((errors == std::vector{ErrorCode::Conflict, ErrorCode::NotFound}));
        const std::string which = "hq has rollout " + world.row().id.value() + " in requested: wait for it";
        QVERIFY2(said.find(which) != std::string::npos, said.c_str());
        QCOMPARE(world.writes, 1);
    }

    void aSoakThatIsBrokenOff_doesNotReadAsPassed()
    {
        rollout::Record record;
        record.request.soak = 60s;
        const auto soakOf = [&](const std::vector<const char*>& states) {
            std::vector<store::EvidenceRecord> evidence(states.size());
            for (std::size_t i = 0; i < states.size(); ++i)
                evidence[i].state = states[i];
            record.state = rollout::stateFrom(states.back()).value();
            return rollouts::viewOf(record, "title", evidence).steps.front().summary;
        };
        QCOMPARE(soakOf({"soaking"}), std::string("for 60 s"));
        QCOMPARE(soakOf({"soaking", "rolling_back", "rolled_back"}), std::string("for 60 s"));
        QCOMPARE(soakOf({"soaking", "succeeded"}), std::string("for 60 s without a fault"));
    }

    void steps_lookPassedOnlyIfTheyWere_data()
    {
        QTest::addColumn<QString>("states");
        QTest::addColumn<QString>("progress");
        const auto row = [](const char* name, const char* states, const char* progress) {
            QTest::newRow(name) << QString::fromLatin1(states) << QString::fromLatin1(progress);
        };
        row("kept", "soaking awaiting_confirmation succeeded", "done done done");
        row("not confirmed, and not brought back", "soaking awaiting_confirmation rolling_back failed_operator_needed",
            "done failed failed failed");
        row("brought back", "writing reloading rolling_back rolled_back", "done failed done done");
        row("goes back", "reloading verifying rolling_back", "done failed now");
        row("cancelled", "requested waiting_gates preflight cancelled", "done done failed done");
        row("of a newer agent", "writing polishing verifying", "done done now");
    }

    void steps_lookPassedOnlyIfTheyWere()
    {
        QFETCH(QString, states);
        rollout::Record record;
        std::vector<store::EvidenceRecord> evidence;
        for (const QString& state : states.split(QLatin1Char(' '))) {
            evidence.emplace_back().state = state.toStdString();
            evidence.push_back(evidence.back()); // one more look in it
        }
        record.state = rollout::stateFrom(evidence.back().state).value();
        QStringList begun;
        for (const wire::RolloutStep& step : rollouts::viewOf(record, "title", evidence).steps) {
            if (step.progress != "ahead")
                begun << QString::fromStdString(step.progress);
        }
        QTEST(begun.join(QLatin1Char(' ')), "progress");
    }

    void aConfirmationThatDidNotCome_isToldSo()
    {
        rollout::Record record;
        record.state = rollout::State::RolledBack;
        std::vector<store::EvidenceRecord> evidence(3);
        evidence[0].state = "awaiting_confirmation";
        evidence[1].state = "rolling_back";
        evidence[2].state = "rolled_back";
        QCOMPARE(rollouts::viewOf(record, {}, evidence).steps.front().summary, std::string("nobody confirmed it"));
        record.confirmedBy = "anna"; // and the last look at the runtime was bad
        QCOMPARE(rollouts::viewOf(record, {}, evidence).steps.front().summary, std::string("confirmed by anna"));
    }

    void whatIsConfirmed_saysSoUntilItWasSeenOnceMore()
    {
        World world;
        world.request.confirmWithin = std::chrono::minutes(5);
        world.request.soak = std::chrono::seconds(2);
        rollouts::Driver driver(world.ports(world.scheduler));
        driver.begin(world.request, [](const Result<rollout::Record>& begun) { FABRIC_VERIFY_RESULT(begun); });
        const auto isAsked = [&] {
            return !driver.running().empty() && driver.running().front().state == rollout::State::AwaitingConfirmation;
        };
        for (int seconds = 0; seconds < 300 && !isAsked(); ++seconds)
            world.run(std::chrono::seconds(1));
        QVERIFY(isAsked());
        const rollout::Record asked = driver.running().front();
        QVERIFY(rollouts::viewOf(asked, {}, {}).canConfirm);
        QCOMPARE(rollouts::viewOf(asked, {}, {}).waitsFor, std::string("somebody is to confirm it"));
        std::optional<wire::Rollout> confirmed;
        driver.confirm(asked.id, "anna", [&](const Result<rollout::Record>& record) {
            FABRIC_VERIFY_RESULT(record);
            confirmed = rollouts::viewOf(*record, {}, {});
        });
        world.run();
        QVERIFY(confirmed && confirmed->state == "awaiting_confirmation");
        QVERIFY(!confirmed->canConfirm);
        QVERIFY2(confirmed->waitsFor.starts_with("it is confirmed"), confirmed->waitsFor.c_str());
        QCOMPARE(world.row().state, std::string("succeeded"));
    }

    void recover_refusesARolloutOfANewerFormat()
    {
        World world;
        {
            AgentScheduler scheduler(world.scheduler);
            rollouts::Driver driver(world.ports(scheduler));
            driver.begin(world.request, [](const Result<rollout::Record>&) {});
            world.run(std::chrono::milliseconds(10));
        }
        world.change([&](store::Session& session) -> Result<> {
            store::RolloutRecord row = world.row();
            ++row.version;
            row.body["format"] = rollout::Record::kFormat + 1;
            FABRIC_CHECK(session.rollouts().put(row));
            FABRIC_CHECK(session.audit().append({world.clock.now(), "newer", "test", "runtime:hq"}));
            FABRIC_CHECK(session.outbox().append({world.clock.now(), "test", "runtime:hq"}));
            return {};
        });
        rollouts::Driver driver(world.ports(world.scheduler));
        std::optional<Result<int>> outcome;
        driver.recover([&](const Result<int>& result) { outcome = result; });
        world.run();
        QVERIFY(outcome.has_value());
        FABRIC_VERIFY_ERROR(*outcome, ErrorCode::FailedPrecondition);
        QCOMPARE(world.writes, 0);
    }

    void aRollout_thatSomebodyElseTookOverIsLetGo()
    {
        World world;
        AgentScheduler firstScheduler(world.scheduler);
        rollouts::Driver first(world.ports(firstScheduler));
        first.begin(world.request, [](const Result<rollout::Record>&) {});
        world.run(std::chrono::milliseconds(10));
        QCOMPARE(first.running().size(), std::size_t{1});
        rollouts::Driver second(world.ports(world.scheduler));
        second.recover([](const Result<int>& count) { QCOMPARE(count.value(), 1); });
        world.run();
        QVERIFY(first.running().empty());
        QCOMPARE(firstScheduler.timers(), std::size_t{0});
        QCOMPARE(world.row().state, std::string("succeeded"));
        QCOMPARE(world.writes, 1);
    }

    void aFullDisk_stopsEverythingUntilItWorksAgain()
    {
        World world;
        rollouts::Driver driver(world.ports(world.scheduler));
        driver.begin(world.request, [](const Result<rollout::Record>&) {});
        world.run(std::chrono::milliseconds(10));
        world.store.failWith(Error{ErrorCode::ResourceExhausted, "the disk is full", ""});
        std::optional<ErrorCode> told;
        driver.cancel(driver.running().front().id, "tester",
                      [&](const Result<rollout::Record>& done) { told = done.error().code; });
        world.run(5min);
        QCOMPARE(world.writes, 0);
        QCOMPARE(driver.running().size(), std::size_t{1});
        world.store.failWith(std::nullopt);
        world.run();
        QVERIFY(driver.running().empty());
        QVERIFY(world.row().isFinished);
    }

    void aBackup_isNeededUntilItsRolloutIsFinished()
    {
        World world;
        rollouts::Driver driver(world.ports(world.scheduler));
        driver.begin(world.request, [](const Result<rollout::Record>&) {});
        std::string made;
        driver.setListener([&](const rollout::Record& record) {
            QVERIFY(isTerminal(record.state) || driver.needsBackup(record.id.value() + "-7-1")); // being made
            if (!record.backup)
                return;
            made = record.backup->id;
            QCOMPARE(driver.needsBackup(made), !isTerminal(record.state));
            QVERIFY(!driver.needsBackup("x" + made));
            QVERIFY(!driver.needsBackup("AAAAAAAAAAAAAAAAAAAAAA-1-1"));
        });
        world.run();
        QVERIFY(!made.empty());
        QCOMPARE(world.row().state, std::string("succeeded"));
        QVERIFY(!driver.needsBackup(made));
    }

    void failpoints_nameEveryEffect()
    {
        for (int kind = 0; kind <= static_cast<int>(rollout::Effect::Kind::Report); ++kind) {
            const std::string name(toText(static_cast<rollout::Effect::Kind>(kind)));
            for (const char* moment : {".before", ".after"})
                QVERIFY2(std::find(failpoints::kNames.begin(), failpoints::kNames.end(), name + moment)
                             != failpoints::kNames.end(),
                         (name + moment).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestRolloutDriver)
#include "tst_rollout_driver.moc"
