// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/group_text.h"

#include "agent/composition/output.h"
#include "core/rollout/group.h"

#include <algorithm>
#include <sstream>

namespace fabric::composition {
namespace {

using rollout::GroupState;

constexpr const char* kGroupKey = ""; ///< of the group itself among the shown states: no runtime is named so

std::string line(const std::string& before, const std::string& text)
{
    return text.empty() ? std::string() : before + printable(text) + "\n";
}

Result<GroupState> stateOf(const wire::RolloutGroup& group)
{
    const auto state = rollout::groupStateFrom(group.state);
    if (!state)
        return fail(ErrorCode::Internal, "the agent tells of a state that this program does not know: " + group.state,
                    "/state");
    return *state;
}

std::string stateOf(const wire::RolloutGroupMember& member)
{
    return member.state.value_or("not started");
}

} // namespace

std::string newStateLines(const wire::RolloutGroup& group, std::map<std::string, std::string>& shown)
{
    std::string text;
    const auto show = [&](const std::string& key, const std::string& state, const std::string& sentence) {
        std::string& last = shown[key];
        if (last == state)
            return;
        last = state;
        text += sentence;
    };
    std::size_t widest = 0;
    for (const wire::RolloutGroupMember& member : group.members)
        widest = std::max(widest, member.runtime.size());
    for (const wire::RolloutGroupMember& member : group.members) {
        std::string name = member.runtime;
        name.resize(widest, ' ');
        if (member.state)
            show(member.runtime, *member.state, line("  " + printable(name) + "  ", *member.state));
    }
    show(kGroupKey, group.state, line("  group ", group.state));
    return text;
}

Result<wire::RolloutGroup> follow(wire::RolloutGroup first, Wish wish, const FollowPortsOf<wire::RolloutGroup>& ports)
{
    wire::RolloutGroup now = std::move(first);
    std::map<std::string, std::string> shown;
    for (;;) {
        if (const std::string lines = newStateLines(now, shown); !lines.empty())
            ports.say(lines);
        FABRIC_TRY(const GroupState state, stateOf(now));
        if (rollout::isTerminal(state) || (wish == Wish::Forward && state == GroupState::AwaitingConfirmation))
            return now;
        FABRIC_TRY(now, lookAgain(ports));
    }
}

int exitStatusOf(const wire::RolloutGroup& group, Wish wish)
{
    const bool isForward = wish == Wish::Forward;
    const auto state = rollout::groupStateFrom(group.state);
    if (state == GroupState::Succeeded)
        return isForward ? 0 : kExitRefused;
    if (state == GroupState::Cancelled)
        return isForward ? kExitRefused : 0; // nothing was touched: the old state is there
    if (state == GroupState::RolledBack)
        return isForward ? kExitRolledBack : 0;
    return state == GroupState::FailedOperatorNeeded ? kExitOperatorNeeded : 0;
}

std::string endText(const wire::RolloutGroup& group)
{
    const bool isAwaiting = rollout::groupStateFrom(group.state) == GroupState::AwaitingConfirmation;
    if (isAwaiting && !group.canConfirm)
        return "It is confirmed. One more look at each runtime follows, and if all is well it is kept:\n  "
            + printable(callOf("rollouts groups show " + group.id)) + "\n";
    if (isAwaiting)
        return printable("All of it goes back by itself at " + group.confirmDeadlineAt.value_or("its deadline")
                         + " unless somebody confirms it:")
            + "\n  " + printable(callOf("rollouts groups confirm " + group.id)) + "\n";
    if (!group.isTerminal)
        return {};
    return printable(group.state + (group.outcome.empty() ? "" : ": " + group.outcome)) + "\n"
        + line("To be done by an operator: ", group.operatorAction);
}

std::string groupText(const wire::RolloutGroup& group)
{
    std::string text = line("Group ", group.id) + line("  reason    ", group.reason)
        + line("  author    ", group.authorName) + line("  state     ", group.state + " since " + group.enteredAt)
        + line("  until     ", group.deadlineAt.value_or(group.isTerminal ? "" : group.confirmDeadlineAt.value_or("")))
        + line("  waits for ", group.waitsFor);
    std::vector<std::vector<std::string>> rows{{"WAVE", "RUNTIME", "STATE", "ROLLOUT", "TITLE"}};
    for (const wire::RolloutGroupMember& member : group.members)
        rows.push_back({std::to_string(member.wave + 1), member.runtime, stateOf(member), member.rollout.value_or("-"),
                        member.title});
    return text + table(rows) + endText(group);
}

std::string groupTable(const std::vector<wire::RolloutGroup>& groups)
{
    if (groups.empty())
        return "No groups of rollouts.\n";
    std::vector<std::vector<std::string>> rows{{"GROUP", "STATE", "RUNTIMES", "CREATED", "AUTHOR", "REASON"}};
    for (const wire::RolloutGroup& one : groups) {
        std::string runtimes;
        for (const wire::RolloutGroupMember& member : one.members)
            runtimes += (runtimes.empty() ? "" : ",") + member.runtime;
        rows.push_back({one.id, one.state, runtimes, one.createdAt, one.authorName, one.reason});
    }
    return table(rows);
}

Result<std::vector<std::vector<std::string>>> wavesIn(const std::string& text)
{
    std::vector<std::vector<std::string>> waves;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        auto& wave = waves.emplace_back();
        std::istringstream names(word + ",");
        for (std::string name; std::getline(names, name, ',');) {
            if (name.empty())
                return fail(ErrorCode::InvalidArgument,
                            "waves are separated by spaces, the runtimes of one by commas: 'hq lab,edge'", "--waves");
            wave.push_back(name);
        }
    }
    return waves;
}

} // namespace fabric::composition
