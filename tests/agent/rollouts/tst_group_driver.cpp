// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/group_driver.h"
#include "tests/agent/rollouts/model_runtime.h"
#include "tests/support/memory_store.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <array>
#include <memory>

using namespace fabric;
using namespace fabric::test;
using namespace std::chrono_literals;
using rollout::Group;
using rollout::Record;

namespace {

class OpenGate final : public rollout::Gate
{
public:
    rollout::GateDecision decide(const rollout::GateRequest&) const override
    {
        return {rollout::GateDecision::Verdict::Allowed, "test", ""};
    }
};

/// Two model runtimes without faults that are the same, so that their plans have one id, and an agent that can be stopped and started.
struct World
{
    FakeClock clock;
    FakeRandom random{1};
    SimScheduler scheduler{clock};
    MemoryStore store;
    ModelConfiguration configuration;
    OpenGate gate;
    std::array<RuntimeId, 2> ids{RuntimeId("hq"), RuntimeId("lab")};
    std::array<planning::Plan, 2> plans{modelPlan(ModelPlan::Patch, false), modelPlan(ModelPlan::Patch, false)};
    std::array<std::unique_ptr<ModelRuntime>, 2> models;
    std::unique_ptr<AgentScheduler> mine;
    std::unique_ptr<rollouts::Driver> driver;
    std::unique_ptr<rollouts::GroupDriver> groups;
    Result<Group> begun = fail(ErrorCode::Unavailable, "not begun");

    World()
    {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            models.at(i) = std::make_unique<ModelRuntime>(scheduler, clock, i + 1);
            change([&, i](store::Session& session) -> Result<> {
                FABRIC_CHECK(
                    session.plans().add({planId(i), ids.at(i), clock.now(), "tester", "", toJson(plans.at(i))}));
                FABRIC_CHECK(session.audit().append({clock.now(), "tester", "plan.created", "x"}));
                FABRIC_CHECK(session.outbox().append({clock.now(), "plan.created", "x"}));
                return {};
            });
        }
        startAgent();
    }
    [[nodiscard]] Digest planId(std::size_t i) const { return planning::planId(plans.at(i)).value(); }
    void change(std::function<Result<>(store::Session&)> work)
    {
        store.enqueue({store::Access::Write, std::move(work), [](const Result<>& outcome) {
                           if (!outcome)
                               qFatal("%s", outcome.error().message.c_str());
                       }});
    }
    void startAgent()
    {
        mine = std::make_unique<AgentScheduler>(scheduler);
        const rollouts::Ports ports{
            store,
            gate,
            clock,
            random,
            *mine,
            [this](const RuntimeId& id) -> provider::RuntimeWriter* { return models.at(id == ids[0] ? 0 : 1).get(); },
            [this](const std::string&) -> const provider::Configuration* { return &configuration; }};
        driver = std::make_unique<rollouts::Driver>(ports);
        groups = std::make_unique<rollouts::GroupDriver>(ports, *driver);
    }
    void stopAgent()
    {
        groups.reset();
        driver.reset();
        mine.reset();
    }
    void begin(std::optional<std::chrono::milliseconds> confirmWithin = {})
    {
        rollout::GroupRequest request;
        request.actor = "tester";
        request.soak = 2s;
        request.confirmWithin = confirmWithin;
        groups->begin(request, {{ids[0], planId(0), {}, "", 0}, {ids[1], planId(1), {}, "", 1}},
                      [this](const Result<Group>& result) { begun = result; });
        run(1s);
    }
    void run(std::chrono::milliseconds time)
    {
        const auto end = clock.monotonic() + time;
        while (scheduler.pending() > 0 && scheduler.nextAt() <= end)
            scheduler.runNext();
        clock.advance(std::max(end - clock.monotonic(), std::chrono::milliseconds(0)));
    }
    void runUntil(const std::string& groupState)
    {
        for (int i = 0; i < 20'000 && state() != groupState; ++i)
            run(50ms);
    }
    [[nodiscard]] std::string state() const { return store.state().groups.begin()->second.state; }
    [[nodiscard]] std::string stateOf(std::size_t member) const
    {
        const auto at = store.state().rollouts.find(begun->members.at(member).rollout);
        return at == store.state().rollouts.end() ? std::string("not started") : at->second.state;
    }
};

} // namespace

class TestGroupDriver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStep_leavesAuditEventAndEvidenceAndTheEndIsOneUnit()
    {
        World world;
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
        World world;
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
        World world;
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
        World world;
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
        World world;
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
        World world;
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
        World world;
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
        World world;
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
        World world;
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
