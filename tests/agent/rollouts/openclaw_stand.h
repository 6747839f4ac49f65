// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/intent.h"
#include "tests/agent/openclaw/fake_gateway_writer.h"
#include "tests/agent/rollouts/calm_world.h"
#include "tests/agent/rollouts/fast_time.h"
#include "tests/support/fake_random.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

// A rollout on a gateway in frames: driver, provider and protocol are the real ones, the gateway is a stand-in.

namespace fabric::test {

inline constexpr const char* kStandModel = "local-vllm/qwen3-32b";
inline constexpr int kStandPatienceMs = 30'000;

inline Json withoutMeta(Json config)
{
    config.erase("meta");
    return config;
}

/// The models of two agents, changed in one rollout.
inline std::vector<Json> twoModels()
{
    std::vector<Json> edits;
    for (const char* agent : {"agent:writer", "agent:reviewer"})
        edits.push_back({{"edit", "set-model"},
                         {"subject", agent},
                         {"primary", std::string("model:") + kStandModel},
                         {"fallbacks", Json::array()}});
    return edits;
}

/// A gateway, and an agent that changes it.
struct OpenClawStand
{
    FakeGateway gateway{QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw")};
    SystemClock clock;
    FastClock fast;
    FakeRandom random{1};
    FastScheduler scheduler;
    openclaw::FakeGatewayWriter way;
    MemoryStore store;
    OpenGate gate;
    planning::Plan plan;
    rollout::Request request;
    std::unique_ptr<rollouts::Driver> driver;
    Json old; ///< of the gateway, before
    std::optional<rollout::Record> record; ///< the last one
    std::function<void(const rollout::Record&)> onStep;

    /// @param factor how many times as fast the rollout's time passes
    explicit OpenClawStand(int factor = 10)
        : fast(factor)
        , scheduler(factor)
    {
    }
    /// @return why it cannot be begun.
    Result<> prepare(const std::vector<Json>& wishes = twoModels())
    {
        FABRIC_CHECK(open());
        FABRIC_TRY(plan, planFor(wishes));
        return keepPlan();
    }
    /// The gateway, and who writes to it.
    Result<> open()
    {
        if (!gateway.listen())
            return fail(ErrorCode::Internal, "no gateway");
        FABRIC_CHECK(way.open(gateway, clock, random));
        old = gateway.payload("config.get").at("parsed");
        return {};
    }
    Result<planning::Plan> planFor(const std::vector<Json>& wishes)
    {
        std::optional<Result<provider::Reading>> reading;
        way.writer->read([&](Result<provider::Reading> made) { reading = std::move(made); });
        if (!QTest::qWaitFor([&] { return reading.has_value(); }, kStandPatienceMs))
            return fail(ErrorCode::DeadlineExceeded, "no reading");
        FABRIC_CHECK(*reading);
        const auto& configuration = way.openClaw->configuration();
        planning::Content observed;
        observed.source = (*reading)->source;
        FABRIC_TRY(observed.graph, configuration.graphOf(observed.source, topology::Graph()));
        std::vector<provider::Edit> edits;
        for (const Json& wish : wishes) {
            FABRIC_TRY(provider::Edit edit, provider::parseEdit(wish));
            edits.push_back(std::move(edit));
        }
        FABRIC_TRY(const planning::Content adopted, planning::adopt(observed));
        FABRIC_TRY(const planning::Content desired, planning::edited(adopted, observed, edits, configuration));
        return planning::makePlan(observed, desired, configuration);
    }
    Result<> keepPlan()
    {
        FABRIC_TRY(request.plan, planning::planId(plan));
        request.runtime = RuntimeId("hq");
        request.actor = "tester";
        request.soak = std::chrono::seconds(20);
        store.enqueue({store::Access::Write,
                       [this](store::Session& session) -> Result<> {
                           FABRIC_CHECK(session.plans().add(
                               {request.plan, request.runtime, fast.now(), "tester", "", toJson(plan)}));
                           FABRIC_CHECK(session.audit().append({fast.now(), "tester", "plan.created", "runtime:hq"}));
                           FABRIC_CHECK(session.outbox().append({fast.now(), "plan.created", "runtime:hq"}));
                           return {};
                       },
                       [](const Result<>& outcome) {
                           if (!outcome)
                               qFatal("%s", outcome.error().message.c_str());
                       }});
        return {};
    }
    void begin()
    {
        driver = std::make_unique<rollouts::Driver>(
            rollouts::Ports{store, gate, fast, random, scheduler, [this](const RuntimeId&) { return way.writer.get(); },
                            [this](const std::string&) { return &way.openClaw->configuration(); }});
        driver->setListener([this](const rollout::Record& now) {
            record = now;
            if (onStep)
                onStep(now);
        });
        driver->begin(request, [](const Result<rollout::Record>&) {});
    }
    [[nodiscard]] bool isOver() const { return record && isTerminal(record->state); }
    [[nodiscard]] std::string story() const
    {
        return record ? std::string(toText(record->state)) + ": " + record->reason + "; " + record->outcome : "none";
    }
    [[nodiscard]] const Json& config() const { return gateway.payload("config.get").at("parsed"); }
    [[nodiscard]] bool isOld() const { return withoutMeta(config()) == withoutMeta(old); }
    [[nodiscard]] std::string modelOf(const char* agent) const
    {
        const Json& model = config().at("agents").at("entries").at(agent).value("model", Json());
        return model.is_object() ? model.value("primary", "") : model.is_string() ? model.get<std::string>() : "";
    }
    [[nodiscard]] bool isNew() const { return modelOf("writer") == kStandModel && modelOf("reviewer") == kStandModel; }
    [[nodiscard]] bool hasWritten() const
    {
        static const std::set<std::string> kWrites{"config.patch", "config.apply", "agents.create", "agents.delete"};
        return std::any_of(gateway.methods().begin(), gateway.methods().end(),
                           [](const std::string& method) { return kWrites.contains(method); });
    }
    /// Changes what config.get answers in every form of the configuration, without a new hash.
    void changeSilently(const std::function<void(Json& config)>& change)
    {
        Json payload = gateway.payload("config.get");
        for (const char* form : {"parsed", "sourceConfig", "resolved"})
            change(payload[form]);
        gateway.setPayload("config.get", std::move(payload));
    }
    void set(const char* member, const Json& value)
    {
        Json payload = gateway.payload("config.get");
        payload[member] = value;
        gateway.setPayload("config.get", std::move(payload));
    }
};

} // namespace fabric::test
