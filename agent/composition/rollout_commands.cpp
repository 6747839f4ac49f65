// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/rollout_commands.h"

#include "agent/composition/client_support.h"
#include "agent/composition/evidence_text.h"
#include "agent/composition/group_commands.h"
#include "agent/composition/interrupt_note.h"
#include "agent/composition/meant.h"
#include "agent/composition/plan_offline.h"
#include "agent/composition/rollout_follow.h"
#include "agent/composition/rollout_text.h"
#include "core/rollout/parts.h"
#include "core/wire/change_types.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <chrono>
#include <functional>
#include <thread>

namespace fabric::composition {
namespace {

constexpr std::chrono::seconds kPause{1};

std::string pathOf(const std::string& id)
{
    return std::string(kRolloutsPath).append("/").append(escaped(id));
}

Result<wire::Rollout> rolloutIn(const Json& document)
{
    return wire::parse<wire::Rollout>(document).map_error(&notUnderstood);
}

} // namespace

Result<std::optional<int>> secondsOf(const Invocation& invocation, const std::string& flag)
{
    if (!invocation.flags.contains(flag))
        return std::nullopt;
    const std::string text = invocation.flag(flag);
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        return fail(ErrorCode::InvalidArgument, "this is a whole number of seconds", "--" + flag);
    return value;
}

namespace {

/// What is posted to run a plan.
Result<Json> requestOf(const Invocation& invocation)
{
    wire::RolloutRequest request;
    request.reason = invocation.flag("reason");
    request.digits = invocation.flag("digits");
    FABRIC_TRY(request.soakSeconds, secondsOf(invocation, "soak"));
    FABRIC_TRY(request.confirmSeconds, secondsOf(invocation, "confirm"));
    FABRIC_TRY(request.greenSeconds, secondsOf(invocation, "green"));
    FABRIC_TRY(request.probes, probesIn(invocation.flag("probe")));
    return wire::toJson(request);
}

Result<Json> begin(const Invocation& invocation, const AgentClient& agent)
{
    FABRIC_TRY(Json request, requestOf(invocation));
    FABRIC_TRY(const wire::PlanName plan, meantPlan(invocation.arguments.front(), agent));
    request["plans"] = Json::array({plan.plan});
    if (!plan.runtime.empty())
        request["runtime"] = plan.runtime;
    auto begun = agent.call("POST", kRolloutsPath, &request);
    if (begun)
        return begun;
    Error error = begun.error();
    if (error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded)
        error.message += "; 'rollouts' shows whether it began all the same";
    return tl::make_unexpected(std::move(error));
}

/// Waits for the end of what @p begun tells of, unless the command line says not to.
int seeThrough(const Invocation& invocation, const AgentClient& agent, const std::function<Result<Json>()>& ask,
               Wish wish)
{
    InterruptNote interrupt;
    interrupt.say("interrupted; '" + callOf("rollouts") + "' shows whether it began all the same");
    const Result<Json> begun = ask();
    if (!begun)
        return reportError(begun.error());
    const auto first = rolloutIn(*begun);
    if (!first)
        return reportError(first.error());
    const bool wantsJson = invocation.wantsJson();
    if (invocation.flags.contains("no-wait"))
        return wantsJson ? succeedJson(*begun)
                         : succeed("Rollout " + printable(first->id) + " is " + printable(first->state) + "\n");

    interrupt.say(goesOn("rollout " + first->id, "rollouts", first->id, wish));
    Json last = *begun;
    if (!wantsJson && succeed("Rollout " + printable(first->id) + " of " + printable(first->runtime) + "\n") != 0)
        return info(ErrorCode::Internal).exitStatus;
    FollowPorts ports;
    ports.look = [&]() -> Result<wire::Rollout> {
        FABRIC_TRY(last, agent.call("GET", pathOf(first->id)));
        return rolloutIn(last);
    };
    ports.pause = [] { std::this_thread::sleep_for(kPause); };
    ports.say = [wantsJson](const std::string& lines) {
        if (!wantsJson)
            static_cast<void>(succeed(lines)); // whoever does not read the steps may still want the end
    };
    ports.warn = [](const std::string& sentence) { warn(sentence); };
    const auto left = follow(*first, wish, ports);
    if (!left)
        return reportError(left.error());
    const int printed = wantsJson ? succeedJson(last) : succeed(endText(*left));
    const auto state = stateOf(*left);
    if (!state)
        return reportError(state.error());
    return printed != 0 ? printed : exitStatusOf(*state, wish);
}

/// Says of each part of the runtime whether the plan of @p rollout touches it. Without the plan, of none.
IsTouched touchedBy(const wire::Rollout& rollout, const AgentClient& agent)
{
    const auto answered = agent.call(
        "GET", std::string(kPlansPath) + "/" + escaped(rollout.plan) + "?runtime=" + escaped(rollout.runtime));
    const auto document = answered ? wire::parse<wire::PlanDocument>(*answered) : tl::make_unexpected(answered.error());
    const auto plan = document ? checkedPlan(*document) : tl::make_unexpected(document.error());
    if (!plan)
        return [](const std::string&) { return false; };
    return [touched = rollout::TouchedParts(plan->plan)](const std::string& part) { return touched.contains(part); };
}

Result<Json> listOf(const Invocation& invocation, const AgentClient& agent)
{
    std::string query = std::string("?") + kNewest;
    if (invocation.flags.contains("runtime"))
        query += "&runtime=" + escaped(invocation.flag("runtime"));
    if (invocation.flags.contains("state")) {
        std::vector<std::string> states;
        states.reserve(rollout::kStates.size());
        for (const rollout::StateInfo& state : rollout::kStates)
            states.emplace_back(state.name);
        if (!rollout::stateFrom(invocation.flag("state")))
            return fail(ErrorCode::InvalidArgument, noSuchState(states), "--state");
        query += "&state=" + escaped(invocation.flag("state"));
    }
    return agent.call("GET", kRolloutsPath + query);
}

int showList(const Invocation& invocation, const AgentClient& agent)
{
    return answer(invocation, listOf(invocation, agent), [](const Json& list) {
        return wire::parsePage<wire::Rollout>(list)
            .map([](const wire::Page<wire::Rollout>& page) { return rolloutTable(page.items); })
            .map_error(&notUnderstood);
    });
}

} // namespace

int runApply(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    const auto agent = meantAgent(invocation, environment);
    if (!agent)
        return reportError(agent.error());
    if (invocation.arguments.size() > 1)
        return runApplyGroup(invocation, *agent);
    for (const char* flag : {"waves", "wave-soak"}) {
        if (invocation.flags.contains(flag))
            return reportError({ErrorCode::InvalidArgument, "this is for several plans", std::string("--") + flag});
    }
    return seeThrough(
        invocation, *agent, [&] { return begin(invocation, *agent); }, Wish::Forward);
}

int runRollback(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    const auto agent = meantAgent(invocation, environment);
    if (!agent)
        return reportError(agent.error());
    const auto id = meantRollout(invocation.arguments.front(), *agent);
    if (!id)
        return reportError(id.error());
    const std::string path = pathOf(*id);
    const int status = seeThrough(
        invocation, *agent, [&] { return askBack(*agent, path); }, Wish::Back);
    if (status == kExitRefused) {
        const auto ended = agent->call("GET", path).and_then(&rolloutIn);
        if (ended && ended->state == rollout::toText(rollout::State::Succeeded))
            warn("it was kept; a plan undoes it: '" + callOf("plan " + ended->runtime + " --undo " + ended->id) + "'");
    }
    return status;
}

int runRollouts(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    const auto agent = meantAgent(invocation, environment);
    if (!agent)
        return reportError(agent.error());
    if (invocation.command.starts_with("rollouts groups"))
        return runGroups(invocation, *agent);
    if (invocation.arguments.empty())
        return showList(invocation, *agent);
    const auto id = meantRollout(invocation.arguments.front(), *agent);
    if (!id)
        return reportError(id.error());
    const std::string path = pathOf(*id);
    if (invocation.command == "rollouts evidence") {
        return answer(invocation, agent->call("GET", path + "/evidence"), [](const Json& document) {
            return wire::parse<wire::Evidence>(document)
                .map([](const wire::Evidence& evidence) { return evidenceText(evidence); })
                .map_error(&notUnderstood);
        });
    }
    if (invocation.command == "rollouts show")
        return answer(invocation, agent->call("GET", path), [&](const Json& document) {
            return rolloutIn(document).map([&](const wire::Rollout& rollout) {
                return rolloutText(rollout,
                                   invocation.flags.contains("all") ? IsTouched() : touchedBy(rollout, *agent));
            });
        });
    const bool isCancel = invocation.command == "rollouts cancel";
    return answer(invocation, agent->call("POST", path + (isCancel ? "/cancel" : "/confirm")),
                  [&](const Json& document) {
                      return rolloutIn(document).map([&](const wire::Rollout& rollout) {
                          return isCancel ? cancelText(rollout) : confirmText(rollout);
                      });
                  });
}

} // namespace fabric::composition
