// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/rollout_text.h"

#include "agent/composition/output.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::composition {
namespace {

using rollout::State;

constexpr std::string_view kDigestMark = "sha256:";
constexpr std::size_t kDigestDigits = 64;
constexpr std::size_t kLeastDigits = 8;

std::string digitsIn(const std::string& text)
{
    return text.starts_with(kDigestMark) ? text.substr(kDigestMark.size()) : text;
}

/// A sentence on its own line; empty if there is none.
std::string line(const std::string& before, const std::string& text)
{
    return text.empty() ? std::string() : before + printable(text) + "\n";
}

/// A command that is to be typed next, on its own line.
std::string typed(const std::string& words)
{
    return "  " + printable(callOf(words)) + "\n";
}

} // namespace

bool isOver(State state, Wish wish)
{
    return rollout::isTerminal(state) || (wish == Wish::Forward && state == State::AwaitingConfirmation);
}

int exitStatusOf(State state, Wish wish)
{
    const bool isForward = wish == Wish::Forward;
    switch (state) {
    case State::Succeeded: return isForward ? 0 : kExitRefused;
    case State::Cancelled: return isForward ? kExitRefused : 0; // nothing was touched: the old state is there
    case State::RolledBack: return isForward ? kExitRolledBack : 0;
    case State::FailedOperatorNeeded: return kExitOperatorNeeded;
    default: return 0;
    }
}

Result<State> stateOf(const wire::Rollout& rollout)
{
    const auto state = rollout::stateFrom(rollout.state);
    if (!state)
        return fail(ErrorCode::Internal, "the agent tells of a state that this program does not know: " + rollout.state,
                    "/state");
    return *state;
}

std::string newStepLines(const wire::Rollout& rollout, std::size_t& shown)
{
    constexpr std::size_t kWidest = 22; // failed_operator_needed
    std::string text;
    std::size_t begun = 0;
    for (const wire::RolloutStep& step : rollout.steps) {
        if (!step.startedAt || begun++ < shown)
            continue;
        std::string state = step.state;
        if (!step.summary.empty())
            state.resize(std::max(state.size(), kWidest), ' ');
        text += printable(*step.startedAt + "  " + state + (step.summary.empty() ? "" : "  " + step.summary)) + "\n";
    }
    shown = std::max(shown, begun);
    return text;
}

std::string endText(const wire::Rollout& rollout)
{
    const auto state = rollout::stateFrom(rollout.state);
    if (state == State::AwaitingConfirmation && !rollout.canConfirm)
        return rollout.group ? "Its group decides about it:\n" + typed("rollouts groups show " + *rollout.group)
                             : "It is confirmed. One more look at the runtime follows, and if all is well it is kept:\n"
                + typed("rollouts show " + rollout.id);
    if (state == State::AwaitingConfirmation)
        return printable("It goes back by itself at " + rollout.confirmDeadlineAt.value_or("its deadline")
                         + (rollout.probes.empty() ? " unless somebody confirms it:"
                                                   : " unless its probes are green, or somebody confirms it:"))
            + "\n" + typed("rollouts confirm " + rollout.id);
    if (!rollout.isTerminal)
        return {};
    std::string text = printable(rollout.state + (rollout.outcome.empty() ? "" : ": " + rollout.outcome)) + "\n"
        + line("To be done by an operator: ", rollout.operatorAction);
    for (const std::string& finding : rollout.findings)
        text += line("Worth knowing: ", finding);
    return text;
}

Result<std::vector<wire::Probe>> probesIn(const std::string& list)
{
    std::vector<wire::Probe> probes;
    for (std::size_t from = 0; !list.empty() && from <= list.size();) {
        const std::size_t end = std::min(list.find(',', from), list.size());
        const std::string target = list.substr(from, end - from);
        if (target.empty())
            return fail(ErrorCode::InvalidArgument, "a probe is missing between two commas", "--probe");
        const bool isUrl = target.starts_with("http://") || target.starts_with("https://");
        probes.push_back({isUrl ? "http" : "part", target, std::nullopt});
        from = end + 1;
    }
    return probes;
}

std::string confirmText(const wire::Rollout& rollout)
{
    const bool isWaiting = rollout::stateFrom(rollout.state) == State::AwaitingConfirmation;
    return (isWaiting ? std::string() : "Rollout " + printable(rollout.id) + " is " + printable(rollout.state) + "\n")
        + endText(rollout);
}

std::string cancelText(const wire::Rollout& rollout)
{
    const auto state = rollout::stateFrom(rollout.state);
    const std::string name = "Rollout " + printable(rollout.id);
    if (state == State::Cancelled)
        return name + " is cancelled; nothing was written\n";
    if (state && rollout::info(*state).isBeforeWrite)
        return name + " ends before anything is written\n";
    if (state == State::RollingBack)
        return name + " had written already: the change is taken back, and this shows how it ends:\n"
            + typed("rollouts show " + rollout.id);
    return name + " is " + printable(rollout.state) + "\n" + endText(rollout);
}

std::string goesOn(const std::string& what, const std::string& group, const std::string& id, Wish wish)
{
    const std::string show = "'" + callOf(group + " show " + id) + "' shows it";
    if (wish == Wish::Back)
        return "the " + what + " goes on to bring the old state back; " + show;
    return "the " + what + " goes on; " + show + ", '" + callOf(group + " cancel " + id)
        + "' ends it, or takes it back if it has written";
}

std::string noSuchState(const std::vector<std::string>& states)
{
    std::string text = "there is no such state; there are";
    const char* before = " ";
    for (const std::string& state : states) {
        text.append(before).append(state);
        before = ", ";
    }
    return text;
}

std::string rolloutText(const wire::Rollout& rollout, const IsTouched& isTouched)
{
    std::string text = line("Rollout ", rollout.id) + line("  runtime   ", rollout.runtime)
        + line("  plan      ", rollout.plan) + line("  title     ", rollout.title)
        + line("  reason    ", rollout.reason) + line("  author    ", rollout.authorName)
        + line("  state     ", rollout.state + " since " + rollout.enteredAt)
        + line("  until     ", rollout.deadlineAt.value_or("")) + line("  it waits: ", rollout.waitsFor);
    std::size_t shown = 0;
    text += "Steps\n" + newStepLines(rollout, shown);
    if (!rollout.checks.empty()) {
        std::vector<std::vector<std::string>> rows;
        std::size_t others = 0;
        for (const wire::RolloutCheck& check : rollout.checks) {
            const bool isPart = check.name.find(' ') == std::string::npos; // what is about the configuration is words
            if (isTouched && isPart && check.state == "ok" && !isTouched(check.name))
                ++others;
            else
                rows.push_back({check.state, check.name, check.value});
        }
        if (others > 0)
            rows.push_back({"ok", std::to_string(others) + (others == 1 ? " other part" : " other parts"),
                            "not touched by the plan; --all shows each"});
        text += "Checks\n" + table(rows);
    }
    if (!rollout.probes.empty()) {
        std::vector<std::vector<std::string>> rows;
        rows.reserve(rollout.probes.size());
        for (const wire::ProbeStatus& probe : rollout.probes)
            rows.push_back({probe.state, probe.target, probe.detail});
        text += "Probes\n" + table(rows);
    }
    return text + endText(rollout);
}

std::string rolloutTable(const std::vector<wire::Rollout>& rollouts)
{
    if (rollouts.empty())
        return "No rollouts.\n";
    std::vector<std::vector<std::string>> rows{{"ROLLOUT", "STATE", "RUNTIME", "CREATED", "AUTHOR", "TITLE"}};
    for (const wire::Rollout& one : rollouts)
        rows.push_back({one.id, one.state, one.runtime, one.createdAt, one.authorName, one.title});
    return table(rows);
}

Result<wire::PlanName> planNamed(const std::string& text, const std::vector<wire::PlanSummary>& plans)
{
    wire::PlanName name = wire::planNameFrom(text);
    if (wire::toText(name) != text)
        return fail(ErrorCode::InvalidArgument, "a runtime is missing after the @", text);
    if (!name.runtime.empty())
        FABRIC_CHECK(parseRuntimeId(name.runtime, text));
    const std::string digits = digitsIn(name.plan);
    if (digits.size() < kLeastDigits || digits.size() > kDigestDigits
        || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "a plan is named by its id or at least 8 digits of it", text);
    name.plan = std::string(kDigestMark) + digits;
    if (digits.size() == kDigestDigits)
        return name;
    std::vector<std::string> found;
    for (const wire::PlanSummary& plan : plans) {
        const bool isMeant = plan.id.starts_with(name.plan) && (name.runtime.empty() || plan.runtime == name.runtime);
        if (isMeant && std::find(found.begin(), found.end(), plan.id) == found.end())
            found.push_back(plan.id);
    }
    if (found.empty())
        return fail(ErrorCode::NotFound,
                    "none of the newest plans" + (name.runtime.empty() ? std::string() : " of " + name.runtime)
                        + " begins so; the whole id finds older ones",
                    text);
    if (found.size() > 1)
        return fail(ErrorCode::InvalidArgument, "several plans begin so, give more digits", text);
    name.plan = found.front();
    return name;
}

} // namespace fabric::composition
