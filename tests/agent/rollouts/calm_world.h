// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/driver.h"
#include "tests/agent/rollouts/model_runtime.h"
#include "tests/support/memory_store.h"

#include <QtGlobal>

#include <chrono>
#include <functional>
#include <utility>

namespace fabric::test {

class OpenGate final : public rollout::Gate
{
public:
    rollout::GateDecision decide(const rollout::GateRequest&) const override
    {
        return {rollout::GateDecision::Verdict::Allowed, "test", ""};
    }
};

/// A calm world with one stored plan.
struct World
{
    FakeClock clock;
    FakeRandom random{1};
    SimScheduler scheduler{clock};
    MemoryStore store;
    ModelConfiguration configuration;
    ModelRuntime model{scheduler, clock, 1};
    OpenGate gate;
    planning::Plan plan;
    rollout::Request request;
    int writes = 0;

    explicit World(planning::Plan of = modelPlan(ModelPlan::Patch, false))
        : plan(std::move(of))
    {
        request.plan = planning::planId(plan).value();
        request.runtime = RuntimeId("hq");
        request.actor = "tester";
        model.onWrite = [this](const provider::WriteRequest&) { ++writes; };
        change([this](store::Session& session) -> Result<> {
            FABRIC_CHECK(session.plans().add({request.plan, request.runtime, clock.now(), "tester", "", toJson(plan)}));
            FABRIC_CHECK(session.audit().append({clock.now(), "tester", "plan.created", "runtime:hq"}));
            FABRIC_CHECK(session.outbox().append({clock.now(), "plan.created", "runtime:hq"}));
            return {};
        });
    }
    void change(std::function<Result<>(store::Session&)> work)
    {
        store.enqueue({store::Access::Write, std::move(work), [](const Result<>& outcome) {
                           if (!outcome)
                               qFatal("%s", outcome.error().message.c_str());
                       }});
    }
    rollouts::Ports ports(rollouts::Scheduler& with)
    {
        return {store,
                gate,
                clock,
                random,
                with,
                [this](const RuntimeId&) -> provider::RuntimeWriter* { return &model; },
                [this](const std::string&) -> const provider::Configuration* { return &configuration; }};
    }
    /// Until nothing is left to do, or @p time has passed.
    void run(std::chrono::milliseconds time = std::chrono::minutes(60))
    {
        const auto end = clock.monotonic() + time;
        while (scheduler.pending() > 0 && scheduler.nextAt() <= end)
            scheduler.runNext();
    }
    [[nodiscard]] const store::RolloutRecord& row() const { return store.state().rollouts.begin()->second; }
};

} // namespace fabric::test
