// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/group_commands.h"

#include "agent/composition/client_support.h"
#include "agent/composition/group_text.h"
#include "agent/composition/output.h"
#include "core/rollout/group.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace fabric::composition {
namespace {

constexpr const char* kGroupsPath = "/api/v1/rollout-groups";
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
int seeThrough(const Invocation& invocation, const AgentClient& agent, const Result<Json>& begun, Wish wish)
{
    if (!begun)
        return reportError(begun.error());
    const auto first = groupIn(*begun);
    if (!first)
        return reportError(first.error());
    const bool wantsJson = invocation.wantsJson();
    if (invocation.flags.contains("no-wait"))
        return wantsJson ? succeedJson(*begun)
                         : succeed("Group " + printable(first->id) + " is " + printable(first->state) + "\n");
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
    std::string query = "?limit=200"; // the most that a list gives
    if (invocation.flags.contains("state")) {
        if (!rollout::groupStateFrom(invocation.flag("state")))
            return reportError({ErrorCode::InvalidArgument, "there is no such state", "--state"});
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
    return seeThrough(invocation, agent, begin(invocation, agent), Wish::Forward);
}

int runGroups(const Invocation& invocation, const AgentClient& agent)
{
    if (invocation.arguments.empty())
        return showList(invocation, agent);
    const std::string path = pathOf(invocation.arguments.front());
    if (invocation.command == "rollouts groups rollback")
        return seeThrough(invocation, agent, agent.call("POST", path + "/rollback"), Wish::Back);
    if (invocation.command == "rollouts groups evidence") {
        const auto evidence = agent.call("GET", path + "/evidence");
        return evidence ? succeedJson(*evidence) : reportError(evidence.error());
    }
    if (invocation.command == "rollouts groups show")
        return answer(invocation, agent.call("GET", path),
                      [](const Json& document) { return groupIn(document).map(&groupText); });
    const std::string what = invocation.command == "rollouts groups confirm" ? "/confirm" : "/cancel";
    return answer(invocation, agent.call("POST", path + what), [](const Json& document) {
        return groupIn(document).map([](const wire::RolloutGroup& group) {
            return "Group " + printable(group.id) + " is " + printable(group.state) + "\n" + endText(group);
        });
    });
}

} // namespace fabric::composition
