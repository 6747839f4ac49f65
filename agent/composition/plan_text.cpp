// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/plan_text.h"

#include "agent/composition/output.h"
#include "core/rollout/gate.h"
#include "core/wire/plan_name.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace fabric::composition {
namespace {

using Lines = std::vector<std::string>;

std::string indented(const Lines& lines)
{
    std::string text;
    for (const std::string& line : lines)
        text += "  " + printable(line) + "\n";
    return text;
}

constexpr const char* kNotApplied = "not applied";

/// Enough of its id to name it, with its runtime.
std::string shortNameOf(const wire::PlanSummary& plan)
{
    constexpr std::size_t kDigits = 12;
    const std::string digits = plan.id.substr(std::min(plan.id.size(), std::string_view("sha256:").size()), kDigits);
    return wire::toText({digits, plan.runtime});
}

/// What became of it.
std::string stateOf(const wire::PlanSummary& plan, UnixMillis now)
{
    if (plan.rolloutState)
        return *plan.rolloutState;
    if (plan.operationCount == 0)
        return "nothing to do";
    const auto expires = parseRfc3339(plan.expiresAt);
    return expires && *expires <= now ? "expired" : kNotApplied;
}

std::string titleOf(const wire::PlanSummary& plan)
{
    if (!plan.title.empty())
        return plan.title;
    return std::to_string(plan.operationCount) + (plan.operationCount == 1 ? " operation" : " operations");
}

/// Nothing if there are no lines.
std::string section(const std::string& title, const Lines& lines)
{
    return lines.empty() ? std::string() : title + "\n" + indented(lines);
}

std::string valueText(const Json& value)
{
    return value.is_null() ? "(absent)" : dumpJson(value);
}

template <class Ids>
std::string joined(const Ids& ids)
{
    std::string text;
    for (const auto& id : ids)
        text += (text.empty() ? "" : ", ") + id;
    return text;
}

Lines operationLines(const planning::Plan& plan)
{
    Lines lines;
    for (std::size_t i = 0; i < plan.operations.size(); ++i) {
        const provider::Operation& operation = plan.operations[i];
        std::string touched;
        for (const provider::ResourceId& id : operation.touches)
            touched += (touched.empty() ? "" : ", ") + id.value();
        lines.push_back(std::to_string(i + 1) + ". " + std::string(toText(operation.kind)) + " " + touched);
        for (const provider::FieldEdit& change : operation.changes)
            lines.push_back("   " + change.path + ": " + valueText(change.before) + " -> " + valueText(change.after));
    }
    return lines;
}

Lines riskLines(const planning::Plan& plan)
{
    Lines lines;
    lines.reserve(plan.risks.size());
    for (const planning::Risk& risk : plan.risks)
        lines.push_back(std::string(toText(risk.level)) + ", " + risk.rule + ": " + risk.reason
                        + (risk.subject.empty() ? "" : " (" + risk.subject + ")"));
    return lines;
}

std::string restartText(const planning::Plan& plan)
{
    switch (plan.reload) {
    case provider::ReloadKind::Restart: return "Restart: the runtime restarts\n" + indented(plan.interrupts);
    case provider::ReloadKind::Hot: return "Restart: none, the runtime takes the change while it runs\n";
    case provider::ReloadKind::None: return "Restart: none\n";
    }
    return {};
}

Lines affectedLines(const planning::BlastRadius& radius)
{
    Lines lines;
    for (const auto& [name, ids] : {std::pair<const char*, const std::vector<std::string>&>("agents", radius.agents),
                                    {"routes", radius.routes},
                                    {"channels", radius.channels},
                                    {"triggers", radius.triggers}}) {
        if (!ids.empty())
            lines.push_back(std::string(name) + ": " + joined(ids));
    }
    return lines;
}

Lines reachLines(const std::vector<planning::Reach>& pairs, const char* verb)
{
    Lines lines;
    lines.reserve(pairs.size());
    for (const planning::Reach& reach : pairs) {
        std::string way;
        for (const topology::EdgeId& edge : reach.path)
            way += (way.empty() ? " by " : ", ") + edge.value();
        lines.push_back(reach.entry.value() + verb + reach.authority.value()
                        + (reach.isEntryDisabled ? " (as soon as the entry is switched on)" : "") + way);
    }
    return lines;
}

Lines grantLines(const planning::ReachabilityChange& change)
{
    Lines lines = reachLines(change.gained, " reaches ");
    for (const topology::EdgeId& edge : change.directGrants)
        lines.push_back("granted directly: " + edge.value());
    for (const planning::Widening& widening : change.widened)
        lines.push_back(widening.subject + ": " + widening.reason);
    return lines;
}

Lines irreversibleLines(const planning::Plan& plan)
{
    Lines lines;
    lines.reserve(plan.irreversible.size());
    for (const provider::Irreversible& item : plan.irreversible)
        lines.push_back(item.subject + ": " + item.message);
    return lines;
}

Lines notWrittenLines(const planning::Plan& plan)
{
    Lines lines;
    lines.reserve(plan.notWritten.size());
    for (const planning::NotWritten& field : plan.notWritten)
        lines.push_back(field.pointer + " (" + field.owner + (field.isConflict ? ", conflict" : "")
                        + "): " + field.reason);
    return lines;
}

std::string gateText(const planning::Plan& plan, const Digest& id, const std::string& runtime)
{
    const std::string digits = digitsOf(id);
    const std::string name = wire::toText({digits, runtime});
    if (plan.widensAuthority())
        return "It has a critical risk or widens an authority: an admin must apply it, with --digits " + digits + "\n  "
            + printable(callOf("apply " + name + " --digits " + digits)) + "\n";
    return "An operator may apply it\n  " + printable(callOf("apply " + name)) + "\n";
}

} // namespace

std::string digitsOf(const Digest& planId)
{
    constexpr std::size_t kPrefix = std::string_view("sha256:").size();
    return planId.text().substr(kPrefix, rollout::BuiltInGate::kDigits);
}

std::string planText(const planning::Plan& plan, const Digest& id, const std::string& runtime, bool canBeApplied)
{
    std::string text = "Plan " + id.text() + "\n";
    if (plan.isEmpty())
        text += "Nothing to do: nothing that may be written differs from what is wanted\n";
    else
        text += section("What is done", operationLines(plan)) + "Risk: " + std::string(toText(plan.risk)) + "\n"
            + indented(riskLines(plan)) + restartText(plan);
    text += section("Affected", affectedLines(plan.blastRadius));
    text += section("Newly reachable", grantLines(plan.reachability));
    text += section("No longer reachable", reachLines(plan.reachability.lost, " reached "));
    text += section("What cannot be undone", irreversibleLines(plan));
    text += section("Not written", notWrittenLines(plan));
    return text + (plan.isEmpty() || !canBeApplied ? "" : gateText(plan, id, runtime));
}

std::string storedPlanText(const wire::PlanDocument& document, const planning::Plan& plan, const Digest& id,
                           UnixMillis now)
{
    const std::string state = stateOf(document.summary, now);
    return planText(plan, id, document.summary.runtime, state == kNotApplied && document.stale.empty())
        + "State: " + printable(state) + "\n" + contextText(document, plan);
}

std::string contextText(const wire::PlanDocument& document, const planning::Plan& plan)
{
    const wire::PlanSummary& summary = document.summary;
    std::string text = "Runtime " + summary.runtime + ": revision " + std::to_string(summary.observed)
        + " to what is wanted in revision " + std::to_string(summary.desired)
        + (summary.title.empty() ? "" : ", " + printable(summary.title)) + "; until " + summary.expiresAt + "\n";
    text += section("Changed since, so that it would be refused", document.stale);
    return text + (plan.isEmpty() ? std::string() : section("Notes", document.notes));
}

std::string earlierText(const std::vector<std::string>& before, const std::string& runtime)
{
    if (before.empty())
        return {};
    return section("Also in it, as it was wanted before and does not run", before)
        + "Without it, wanting only what runs and what you name\n  "
        + printable(callOf("plan " + runtime + " --adopt ...")) + "\n";
}

std::string planTable(const std::vector<wire::PlanSummary>& plans, UnixMillis now)
{
    if (plans.empty())
        return "No plans.\n";
    std::vector<std::vector<std::string>> rows{{"PLAN", "RISK", "STATE", "CREATED", "AUTHOR", "TITLE"}};
    for (const wire::PlanSummary& plan : plans)
        rows.push_back(
            {shortNameOf(plan), plan.risk, stateOf(plan, now), plan.createdAt, plan.authorName, titleOf(plan)});
    return table(rows);
}

int exitStatusOf(const planning::Plan& plan)
{
    return plan.isEmpty() ? 0 : kExitChangesPending;
}

} // namespace fabric::composition
