// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/rollout_view.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace fabric::rollouts {
namespace {

using rollout::State;

/// The way of a rollout to which nothing happens.
constexpr std::array kWay{State::Requested, State::WaitingGates, State::Preflight, State::BackingUp,
                          State::Writing,   State::Reloading,    State::Verifying, State::Soaking};

std::string shortened(const std::string& hash)
{
    constexpr std::size_t kShown = 20;
    if (hash.size() <= kShown)
        return hash;
    std::string result(hash, 0, kShown);
    return result.append("...");
}

/// One sentence about a state that was entered; empty while there is nothing to say.
std::string summaryOf(State state, const rollout::Record& record)
{
    switch (state) {
    case State::Requested: return "by " + record.request.actor + ", plan " + shortened(record.request.plan.text());
    case State::Preflight: return record.baseHash.empty() ? std::string() : "base hash " + shortened(record.baseHash);
    case State::BackingUp:
        if (!record.backup)
            return {};
        return (record.backup->form == provider::Backup::Form::Bytes ? "every byte kept, "
                                                                     : "what the runtime tells kept, ")
            + shortened(record.backup->digest.text());
    case State::Writing:
        return std::to_string(record.operations.size()) + (record.operations.size() == 1 ? " write" : " writes")
            + (record.saidHash.empty() ? "" : ", hash " + shortened(record.saidHash));
    case State::Reloading:
        return record.isRestartExpected.value_or(record.isRestartPredicted) ? "with a restart of the runtime"
                                                                            : "while it runs";
    case State::Soaking:
        return "for " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(record.request.soak).count())
            + " s";
    case State::AwaitingConfirmation:
        return record.confirmedBy.empty() ? "goes back by itself unless it is confirmed"
                                          : "confirmed by " + record.confirmedBy;
    case State::RollingBack:
    case State::RolledBack: return record.reason; // that the old state is back is what the state says
    case State::Cancelled:
    case State::Succeeded:
    case State::FailedOperatorNeeded: return record.outcome;
    default: return {};
    }
}

/// Whether what was left for @p next had passed: the way back ends well with rolled_back, every other state without it.
bool isPassedBefore(State next)
{
    return next != State::RollingBack && next != State::Cancelled && next != State::FailedOperatorNeeded;
}

/// The state before @p next has ended.
void leave(wire::RolloutStep& step, State next, const rollout::Record& record)
{
    const bool isPassed = isPassedBefore(next);
    if (!isPassed)
        step.progress = "failed";
    if (isPassed && step.state == toText(State::Soaking))
        step.summary += " without a fault";
    if (!isPassed && step.state == toText(State::AwaitingConfirmation) && record.confirmedBy.empty())
        step.summary = "nobody confirmed it";
}

std::vector<wire::RolloutStep> stepsOf(const rollout::Record& record,
                                       const std::vector<store::EvidenceRecord>& evidence)
{
    std::vector<wire::RolloutStep> steps;
    std::string last;
    for (const store::EvidenceRecord& one : evidence) {
        if (one.state == last)
            continue;
        const std::string at = toRfc3339(one.at);
        const auto state = rollout::stateFrom(one.state);
        if (!steps.empty()) {
            steps.back().endedAt = at;
            if (state)
                leave(steps.back(), *state, record);
        }
        steps.push_back({one.state, "done", at, std::nullopt, state ? summaryOf(*state, record) : std::string()});
        last = one.state;
    }
    if (steps.empty())
        return steps;
    steps.back().progress = !rollout::isTerminal(record.state) ? "now"
        : record.state == State::FailedOperatorNeeded          ? "failed"
                                                               : "done";
    if (rollout::isTerminal(record.state) || record.state == State::RollingBack)
        return steps;
    const auto here = std::find(kWay.begin(), kWay.end(), record.state);
    for (auto ahead = here == kWay.end() ? here : here + 1; ahead != kWay.end(); ++ahead)
        steps.push_back({std::string(toText(*ahead)), "ahead", std::nullopt, std::nullopt, {}});
    if (here != kWay.end() && record.request.confirmWithin)
        steps.push_back({std::string(toText(State::AwaitingConfirmation)), "ahead", std::nullopt, std::nullopt,
                         summaryOf(State::AwaitingConfirmation, record)});
    return steps;
}

/// What the last look at the runtime saw.
std::vector<wire::RolloutCheck> checksOf(const rollout::Record& record,
                                         const std::vector<store::EvidenceRecord>& evidence)
{
    const auto look = std::find_if(evidence.rbegin(), evidence.rend(), [](const store::EvidenceRecord& one) {
        return one.body.contains("came") && one.body.at("came").contains("parts");
    });
    if (look == evidence.rend())
        return {};
    const Json& came = look->body.at("came");
    const auto flag = [](bool isOk) { return isOk ? "ok" : "bad"; };
    const std::string hash = came.value("hash", "");
    const bool isOurs = std::find(record.ownHashes.begin(), record.ownHashes.end(), hash) != record.ownHashes.end()
        || hash == record.baseHash || hash == record.saidHash;
    std::vector<wire::RolloutCheck> checks{
        {"Hash read back is one that this rollout knows", shortened(hash), flag(isOurs)},
        {"Configuration is valid", came.value("valid", false) ? "yes" : "no", flag(came.value("valid", false))},
        {"What is written is what runs", came.value("applied", false) ? "yes" : "not yet",
         came.value("applied", false) ? "ok" : "waiting"},
    };
    for (const Json& part : came.at("parts")) {
        const std::string health = part.value("health", "");
        checks.push_back({part.value("subject", ""),
                          part.value("detail", "").empty() ? health : part.value("detail", ""),
                          health == "ok" || health == "off" ? "ok"
                              : health == "unknown"         ? "waiting"
                                                            : "bad"});
    }
    return checks;
}

/// A clause, such as "somebody is to confirm it".
std::string waitsFor(const rollout::Record& record)
{
    const std::string& problem = record.transient.problem;
    if (record.state == State::AwaitingConfirmation && !record.confirmedBy.empty())
        return "it is confirmed, and one more look at the runtime follows" + (problem.empty() ? "" : ": " + problem);
    if (!problem.empty())
        return problem;
    if (record.state == State::WaitingGates)
        return "its gate is to decide";
    if (record.state == State::Held)
        return "the other members of its group are not that far yet";
    if (record.state == State::AwaitingConfirmation)
        return record.request.group         ? "somebody is to confirm its group"
            : record.request.probes.empty() ? "somebody is to confirm it"
                                            : "its probes are to be green, or somebody is to confirm it";
    return {};
}

} // namespace

wire::Rollout viewOf(const rollout::Record& record, const std::string& title,
                     const std::vector<store::EvidenceRecord>& evidence)
{
    wire::Rollout out;
    const bool isTerminal = rollout::isTerminal(record.state);
    const bool isBeforeWrite = rollout::info(record.state).isBeforeWrite;
    out.id = record.id.value();
    out.plan = record.request.plan.text();
    out.runtime = record.request.runtime.value();
    out.title = record.request.title.empty() ? title : record.request.title;
    out.reason = record.request.reason;
    out.author = record.request.actor;
    out.authorName = out.author;
    out.state = toText(record.state);
    out.isTerminal = isTerminal;
    out.createdAt = toRfc3339(record.createdAt);
    out.enteredAt = toRfc3339(record.enteredAt);
    if (!isTerminal)
        out.deadlineAt = toRfc3339(record.deadline);
    if (record.confirmDeadline)
        out.confirmDeadlineAt = toRfc3339(*record.confirmDeadline);
    out.waitsFor = isTerminal ? std::string() : waitsFor(record);
    out.outcome = record.outcome;
    out.operatorAction = record.operatorAction;
    if (record.request.group)
        out.group = record.request.group->value();
    out.canCancel = !isTerminal && isBeforeWrite;
    out.canConfirm = record.state == State::AwaitingConfirmation && record.confirmedBy.empty()
        && !record.request.group; // a group is confirmed as one
    out.canRollBack = !isTerminal && !isBeforeWrite && record.state != State::RollingBack;
    out.steps = stepsOf(record, evidence);
    out.checks = checksOf(record, evidence);
    for (std::size_t i = 0; i < record.request.probes.size(); ++i) {
        const rollout::ProbeState state = i < record.probes.size() ? record.probes[i] : rollout::ProbeState();
        out.probes.push_back({std::string(toText(record.request.probes[i].kind)), record.request.probes[i].target,
                              std::string(toText(state.outcome)), state.detail});
    }
    out.findings = record.notes;
    return out;
}

wire::EvidenceStep viewOf(const store::EvidenceRecord& record)
{
    wire::EvidenceStep out;
    out.sequence = record.sequence;
    out.at = toRfc3339(record.at);
    out.state = record.state;
    out.step = record.step;
    out.actor = record.actor;
    const auto member = [&](const char* name) {
        const auto found = record.body.find(name);
        return found == record.body.end() ? Json() : *found;
    };
    out.sent = member("sent");
    out.received = member("came");
    if (const Json reason = member("reason"); reason.is_string())
        out.detail = reason.get<std::string>();
    return out;
}

} // namespace fabric::rollouts
