// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/group_world.h"
#include "tests/support/verify_result.h"

#include <QTest>

using namespace fabric;
using namespace fabric::test;
using namespace std::chrono_literals;
using rollout::Group;
using rollout::Record;

class TestGroupDriver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStep_leavesAuditEventAndEvidenceAndTheEndIsOneUnit()
    {
        GroupWorld world;
        std::vector<std::string> types; // of the last commit
        world.store.setCommitListener([&](const std::vector<events::Event>& events) {
            if (std::none_of(events.begin(), events.end(),
                             [](const events::Event& one) { return one.what.type == "rollout.group.succeeded"; }))
                return;
            for (const events::Event& one : events)
                types.push_back(one.what.type);
        });
        world.begin();
        FABRIC_VERIFY_RESULT(world.begun);
        world.runUntil("succeeded");
        QCOMPARE(world.stateOf(0), std::string("succeeded"));
        QCOMPARE(world.stateOf(1), std::string("succeeded"));
        QVERIFY(
            (types == std::vector<std::string>{"rollout.succeeded", "rollout.succeeded", "rollout.group.succeeded"}));
        const auto& row = world.store.state().groups.begin()->second;
        QCOMPARE(static_cast<std::int64_t>(world.store.state().groupEvidence.size()), row.version);
        QCOMPARE(world.store.state().groupEvidence.front().step, std::string("requested"));
        QVERIFY(world.store.state().groupEvidence.back().body.at("together") == "group-released");
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(isPlanned(world.plans.at(i), world.models.at(i)->document(), true));
    }

    void twins_areRolledOutOnTheirOwn()
    {
        GroupWorld world;
        QVERIFY(world.planId(0) == world.planId(1));
        for (std::size_t i = 0; i < 2; ++i) {
            rollout::Request request;
            request.plan = world.planId(i);
            request.runtime = world.ids.at(i);
            request.actor = "tester";
            request.soak = 2s;
            Result<Record> begun = fail(ErrorCode::Internal, "no answer");
            world.driver->begin(request, [&](const Result<Record>& result) { begun = result; });
            world.run(1s);
            FABRIC_VERIFY_RESULT(begun);
            const auto row = [&] { return world.store.state().rollouts.at(begun->id); };
            for (int step = 0; step < 20'000 && !row().isFinished; ++step)
                world.run(50ms);
            QCOMPARE(row().state, std::string("succeeded"));
            QVERIFY(isPlanned(world.plans.at(i), world.models.at(i)->document(), true));
            QCOMPARE(world.models.at(1)->document() == modelDocument(), i == 0);
        }
    }

    void aPlanOfTheTwinAlone_isNone()
    {
        GroupWorld world;
        world.change([&](store::Session& session) -> Result<> {
            FABRIC_CHECK(session.plans().remove(world.ids[1], world.planId(1)));
            FABRIC_CHECK(session.audit().append({world.clock.now(), "tester", "x", "x"}));
            FABRIC_CHECK(session.outbox().append({world.clock.now(), "x", "x"}));
            return {};
        });
        world.begin();
        FABRIC_VERIFY_ERROR(world.begun, ErrorCode::NotFound);
        rollout::Request request;
        request.plan = world.planId(1);
        request.runtime = world.ids[1];
        request.actor = "tester";
        Result<Record> alone = fail(ErrorCode::Internal, "no answer");
        world.driver->begin(request, [&](const Result<Record>& result) { alone = result; });
        world.run(1s);
        FABRIC_VERIFY_ERROR(alone, ErrorCode::NotFound);
        QVERIFY(world.store.state().rollouts.empty());
    }

    void aHaltThatNobodyHeardOf_isToldByTheNextAgent()
    {
        GroupWorld world;
        world.begin(600s);
        world.runUntil("awaiting_confirmation");
        QCOMPARE(world.stateOf(0), std::string("awaiting_confirmation"));
        world.groups->rollBack(world.begun->id, "tester", [](const Result<Group>&) {});
        for (int i = 0; i < 1000 && world.state() != "rolling_back"; ++i)
            world.scheduler.runNext();
        QCOMPARE(world.stateOf(0), std::string("awaiting_confirmation")); // decided, and nobody was told
        world.stopAgent();
        world.startAgent();
        world.driver->recover([](const Result<int>& count) { QCOMPARE(count.value(), 2); });
        world.groups->recover([](const Result<int>& count) { QCOMPARE(count.value(), 1); });
        world.runUntil("rolled_back");
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(world.stateOf(i), std::string("rolled_back"));
            QVERIFY(world.models.at(i)->document() == modelDocument());
        }
    }

    void aConfirmationOfTheGroup_isDurableAndOutlivesTheAgent()
    {
        GroupWorld world;
        world.begin(600s);
        world.runUntil("awaiting_confirmation");
        bool isDone = false;
        world.groups->confirm(world.begun->id, "tester", [&](const Result<Group>& group) {
            isDone = true;
            QCOMPARE(group->confirmedBy, std::string("tester"));
        });
        for (int i = 0; i < 1000 && !isDone; ++i)
            world.scheduler.runNext();
        QCOMPARE(world.state(), std::string("awaiting_confirmation"));
        world.stopAgent();
        world.startAgent();
        world.driver->recover([](const Result<int>&) {});
        world.groups->recover([](const Result<int>&) {});
        world.runUntil("succeeded");
        QCOMPARE(world.stateOf(0), std::string("succeeded"));
        QCOMPARE(world.stateOf(1), std::string("succeeded"));
    }

    void aMember_doesNotBeginInAGroupThatIsNotRunning()
    {
        GroupWorld world;
        world.begin();
        world.groups->cancel(world.begun->id, "tester", [](const Result<Group>&) {});
        world.runUntil("cancelled");
        Result<Record> late = fail(ErrorCode::Internal, "no answer");
        world.driver->begin(requestOf(*world.begun, world.begun->members[1]),
                            [&](const Result<Record>& result) { late = result; });
        world.run(1s);
        FABRIC_VERIFY_ERROR(late, ErrorCode::FailedPrecondition);
        QCOMPARE(world.stateOf(1), std::string("not started"));
    }

    void aRuntimeOfAGroup_takesNothingElse()
    {
        GroupWorld world;
        world.begin();
        const Result<Group> first = world.begun;
        rollout::Request request;
        request.plan = world.planId(1);
        request.runtime = world.ids[1]; // its wave has not begun
        request.actor = "tester";
        Result<Record> alone = fail(ErrorCode::Internal, "no answer");
        world.driver->begin(request, [&](const Result<Record>& result) { alone = result; });
        world.begin();
        FABRIC_VERIFY_ERROR(alone, ErrorCode::Conflict);
        FABRIC_VERIFY_ERROR(world.begun, ErrorCode::Conflict);
        QCOMPARE(world.store.state().groups.size(), std::size_t{1});
    }

    void sendTogether_isAllOrNothing()
    {
        GroupWorld world;
        world.begin(600s);
        world.runUntil("awaiting_confirmation");
        const auto& members = world.begun->members;
        Result<Record> confirmed = fail(ErrorCode::Internal, "no answer");
        world.driver->confirm(members[0].rollout, "tester", [&](const Result<Record>& result) { confirmed = result; });
        world.run(5s); // and read again
        FABRIC_VERIFY_RESULT(confirmed);
        Result<> outcome;
        const auto send = [&](std::function<Result<>(store::Session&)> also) {
            outcome = {};
            world.driver->sendTogether({members[0].rollout, members[1].rollout}, rollout::GroupConfirmed{}, "agent",
                                       std::move(also), [&](const Result<>& result) { outcome = result; });
            world.run(1s);
        };
        send([](store::Session&) { return Result<>(); });
        FABRIC_VERIFY_ERROR(outcome, ErrorCode::FailedPrecondition); // lab was not confirmed
        QCOMPARE(world.stateOf(0), std::string("awaiting_confirmation"));
        world.driver->confirm(members[1].rollout, "tester", [](const Result<Record>&) {});
        world.run(5s);
        send([](store::Session&) -> Result<> { return fail(ErrorCode::ResourceExhausted, "the disk is full"); });
        FABRIC_VERIFY_ERROR(outcome, ErrorCode::ResourceExhausted);
        QCOMPARE(world.stateOf(0), std::string("awaiting_confirmation"));
        send([](store::Session&) { return Result<>(); });
        FABRIC_VERIFY_RESULT(outcome);
        QCOMPARE(world.stateOf(0), std::string("succeeded"));
        QCOMPARE(world.stateOf(1), std::string("succeeded"));
    }

    void aNewerFormat_isRefusedAtTheStart()
    {
        GroupWorld world;
        world.begin();
        world.stopAgent();
        world.change([&](store::Session& session) -> Result<> {
            FABRIC_TRY(auto row, session.rolloutGroups().find(world.begun->id.value()));
            ++row->version;
            row->body["format"] = Group::kFormat + 1;
            FABRIC_CHECK(session.rolloutGroups().put(*row));
            FABRIC_CHECK(session.audit().append({world.clock.now(), "tester", "x", "x"}));
            FABRIC_CHECK(session.outbox().append({world.clock.now(), "x", "x"}));
            return {};
        });
        world.startAgent();
        Result<int> recovered = 0;
        world.groups->recover([&](const Result<int>& result) { recovered = result; });
        world.run(1s);
        FABRIC_VERIFY_ERROR(recovered, ErrorCode::FailedPrecondition);
    }
};

QTEST_GUILESS_MAIN(TestGroupDriver)
#include "tst_group_driver.moc"
