// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/group_commands.h"

#include "agent/composition/client_support.h"
#include "agent/composition/evidence_text.h"
#include "agent/composition/group_text.h"
#include "agent/composition/interrupt_note.h"
#include "agent/composition/meant.h"
#include "agent/composition/output.h"
#include "core/rollout/group.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <thread>

namespace fabric::composition {
namespace {

constexpr std::chrono::seconds kPause{1};

std::string pathOf(const std::string& id)
{
    return std::string(kGroupsPath).append("/").append(escaped(id));
}

Result<wire::RolloutGroup> groupIn(const Json& document)
{
    return wire::parse<wire::RolloutGroup>(document).map_error(&notUnderstood);
}

Result<Json> begin(const Invocation& invocation, const AgentClient& agent)
{
    wire::RolloutGroupRequest request;
    request.reason = invocation.flag("reason");
    request.digits = invocation.flag("digits");
    FABRIC_TRY(request.soakSeconds, secondsOf(invocation, "soak"));
    FABRIC_TRY(request.waveSoakSeconds, secondsOf(invocation, "wave-soak"));
    FABRIC_TRY(request.confirmSeconds, secondsOf(invocation, "confirm"));
    FABRIC_TRY(request.waves, wavesIn(invocation.flag("waves")));
    for (const std::string& text : invocation.arguments) {
        FABRIC_TRY(const wire::PlanName plan, meantPlan(text, agent));
        request.plans.push_back(plan.plan);
        request.runtimes.push_back(plan.runtime.empty() ? std::nullopt : std::optional(plan.runtime));
    }
    const Json body = wire::toJson(request);
    auto begun = agent.call("POST", kGroupsPath, &body);
    if (begun)
        return begun;
    Error error = begun.error();
    if (mayPass(error))
        error.message += "; 'rollouts groups' shows whether it began all the same";
    return tl::make_unexpected(std::move(error));
}

/// Waits for the end of what @p begun tells of, unless the command line says not to.
int seeThrough(const Invocation& invocation, const AgentClient& agent, const std::function<Result<Json>()>& ask,
               Wish wish)
{
    InterruptNote interrupt;
    interrupt.say("interrupted; '" + callOf("rollouts groups") + "' shows whether it began all the same");
    const Result<Json> begun = ask();
    if (!begun)
        return reportError(begun.error());
    const auto first = groupIn(*begun);
    if (!first)
        return reportError(first.error());
    const bool wantsJson = invocation.wantsJson();
    if (invocation.flags.contains("no-wait"))
        return wantsJson ? succeedJson(*begun)
                         : succeed("Group " + printable(first->id) + " is " + printable(first->state) + "\n");
    interrupt.say(goesOn("group " + first->id, "rollouts groups", first->id, wish));
    Json last = *begun;
    if (!wantsJson && succeed("Group " + printable(first->id) + "\n") != 0)
        return info(ErrorCode::Internal).exitStatus;
    FollowPortsOf<wire::RolloutGroup> ports;
    ports.look = [&]() -> Result<wire::RolloutGroup> {
        FABRIC_TRY(last, agent.call("GET", pathOf(first->id)));
        return groupIn(last);
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
    return printed != 0 ? printed : exitStatusOf(*left, wish);
}

int showList(const Invocation& invocation, const AgentClient& agent)
{
    std::string query = std::string("?") + kNewest;
    if (invocation.flags.contains("state")) {
        std::vector<std::string> states;
        for (int i = 0; i <= static_cast<int>(rollout::GroupState::FailedOperatorNeeded); ++i)
            states.emplace_back(toText(static_cast<rollout::GroupState>(i)));
        if (!rollout::groupStateFrom(invocation.flag("state")))
            return reportError({ErrorCode::InvalidArgument, noSuchState(states), "--state"});
        query += "&state=" + escaped(invocation.flag("state"));
    }
    return answer(invocation, agent.call("GET", kGroupsPath + query), [](const Json& list) {
        return wire::parsePage<wire::RolloutGroup>(list)
            .map([](const wire::Page<wire::RolloutGroup>& page) { return groupTable(page.items); })
            .map_error(&notUnderstood);
    });
}

} // namespace

int runApplyGroup(const Invocation& invocation, const AgentClient& agent)
{
    return seeThrough(
        invocation, agent, [&] { return begin(invocation, agent); }, Wish::Forward);
}

int runGroups(const Invocation& invocation, const AgentClient& agent)
{
    if (invocation.arguments.empty())
        return showList(invocation, agent);
    const auto id = meantGroup(invocation.arguments.front(), agent);
    if (!id)
        return reportError(id.error());
    const std::string path = pathOf(*id);
    if (invocation.command == "rollouts groups rollback")
        return seeThrough(
            invocation, agent, [&] { return askBack(agent, path); }, Wish::Back);
    if (invocation.command == "rollouts groups evidence")
        return answer(invocation, agent.call("GET", path + "/evidence"), [](const Json& document) {
            return wire::parse<wire::GroupEvidence>(document)
                .map([](const wire::GroupEvidence& evidence) { return evidenceText(evidence); })
                .map_error(&notUnderstood);
        });
    if (invocation.command == "rollouts groups show")
        return answer(invocation, agent.call("GET", path),
                      [](const Json& document) { return groupIn(document).map(&groupText); });
    const std::string what = invocation.command == "rollouts groups confirm" ? "/confirm" : "/cancel";
    return answer(invocation, agent.call("POST", path + what), [](const Json& document) {
        return groupIn(document).map([](const wire::RolloutGroup& group) {
            const bool isHalted = rollout::groupStateFrom(group.state) == rollout::GroupState::RollingBack;
            return "Group " + printable(group.id) + " is " + printable(group.state)
                + (isHalted ? ": nothing more is begun, and what was written goes back\n" : "\n") + endText(group);
        });
    });
}

} // namespace fabric::composition
