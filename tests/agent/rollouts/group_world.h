// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/group_driver.h"
#include "tests/agent/rollouts/calm_world.h"
#include "tests/agent/rollouts/model_runtime.h"
#include "tests/support/memory_store.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace fabric::test {

/// Two model runtimes without faults that are the same, so that their plans have one id, and an agent that can be stopped and started.
struct GroupWorld
{
    FakeClock clock;
    FakeRandom random{1};
    SimScheduler scheduler{clock};
    MemoryStore store;
    ModelConfiguration configuration;
    OpenGate gate;
    std::array<RuntimeId, 2> ids{RuntimeId("hq"), RuntimeId("lab")};
    std::array<planning::Plan, 2> plans;
    std::array<std::unique_ptr<ModelRuntime>, 2> models;
    std::unique_ptr<AgentScheduler> mine;
    std::unique_ptr<rollouts::Driver> driver;
    std::unique_ptr<rollouts::GroupDriver> groups;
    Result<rollout::Group> begun = fail(ErrorCode::Unavailable, "not begun");

    explicit GroupWorld(const planning::Plan& plan = modelPlan(ModelPlan::Patch, false))
        : plans{plan, plan}
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
        request.soak = std::chrono::seconds(2);
        request.confirmWithin = confirmWithin;
        groups->begin(request, {{ids[0], planId(0), {}, "", 0}, {ids[1], planId(1), {}, "", 1}},
                      [this](const Result<rollout::Group>& result) { begun = result; });
        run(std::chrono::seconds(1));
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
            run(std::chrono::milliseconds(50));
    }
    [[nodiscard]] std::string state() const { return store.state().groups.begin()->second.state; }
    [[nodiscard]] std::string stateOf(std::size_t member) const
    {
        const auto at = store.state().rollouts.find(begun->members.at(member).rollout);
        return at == store.state().rollouts.end() ? std::string("not started") : at->second.state;
    }
};

} // namespace fabric::test
