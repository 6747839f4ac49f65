// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Plans and rollouts of a recording.

#include "app/session/replay_backend.h"

namespace fabric::session {
namespace {

template <class T>
QFuture<Result<T>> ready(Result<T> result)
{
    return QtFuture::makeReadyFuture(std::move(result));
}

template <class T>
QFuture<Result<T>> find(const std::map<std::string, T>& all, const std::string& id, const char* missing)
{
    const auto found = all.find(id);
    return ready<T>(found == all.end() ? Result<T>(fail(ErrorCode::NotFound, missing)) : Result<T>(found->second));
}

bool isMeant(const wire::PlanSummary& plan, const wire::PlanName& name)
{
    return plan.id == name.plan && (name.runtime.empty() || plan.runtime == name.runtime);
}

/// What is decided about a rollout or a group, as if it were done at once.
template <class T>
void become(T& decided, client::RolloutDecision decision)
{
    const bool isRollBack = decision == client::RolloutDecision::RollBack;
    decided.state = isRollBack                        ? "rolling_back"
        : decision == client::RolloutDecision::Cancel ? "cancelled"
                                                      : "succeeded";
    decided.isTerminal = !isRollBack;
    decided.canCancel = decided.canConfirm = decided.canRollBack = false;
    decided.confirmDeadlineAt.reset();
    decided.waitsFor.clear();
}

} // namespace

Result<> ReplayBackend::note(std::string what, Json body, const std::string& key)
{
    m_asked.push_back({std::move(what), std::move(body), key});
    if (const auto failure = std::exchange(m_nextFailure, std::nullopt))
        return tl::make_unexpected(*failure);
    return {};
}

wire::Rollout* ReplayBackend::findRollout(const std::string& id)
{
    auto& all = m_recording.rollouts;
    const auto found = std::find_if(all.begin(), all.end(), [&](const wire::Rollout& r) { return r.id == id; });
    return found == all.end() ? nullptr : &*found;
}

wire::RolloutGroup* ReplayBackend::findGroup(const std::string& id)
{
    auto& all = m_recording.rolloutGroups;
    const auto found = std::find_if(all.begin(), all.end(), [&](const wire::RolloutGroup& g) { return g.id == id; });
    return found == all.end() ? nullptr : &*found;
}

QFuture<Result<wire::Self>> ReplayBackend::self()
{
    if (!m_recording.self)
        return ready<wire::Self>(fail(ErrorCode::NotFound, "the recording does not say who asks"));
    return ready<wire::Self>(*m_recording.self);
}

QFuture<Result<wire::Topology>> ReplayBackend::revision(const std::string& numberOrDigest)
{
    for (const auto& [id, topology] : m_recording.topologies) {
        if (topology.revision.digest == numberOrDigest || std::to_string(topology.revision.number) == numberOrDigest)
            return ready<wire::Topology>(topology);
    }
    return ready<wire::Topology>(fail(ErrorCode::NotFound, "no such revision in the recording"));
}

QFuture<Result<wire::Intent>> ReplayBackend::intent(const std::string& runtime)
{
    const auto found = m_recording.intents.find(runtime);
    if (found != m_recording.intents.end())
        return ready<wire::Intent>(found->second);
    wire::Intent none;
    none.runtime = runtime;
    return ready<wire::Intent>(std::move(none));
}

QFuture<Result<std::vector<wire::Revision>>> ReplayBackend::desiredRevisions(const std::string& runtime)
{
    return ready<std::vector<wire::Revision>>(m_recording.desiredRevisions[runtime]);
}

QFuture<Result<>> ReplayBackend::changeIntent(const wire::IntentChange& change, const std::string& key)
{
    auto noted = note("intent", wire::toJson(change), key);
    if (noted) {
        wire::Intent& intent = m_recording.intents[change.runtime];
        intent.runtime = change.runtime;
        wire::Revision desired = intent.desired.value_or(wire::Revision{});
        desired.kind = "desired";
        desired.runtime = change.runtime;
        ++desired.number;
        intent.desired = std::move(desired);
    }
    return QtFuture::makeReadyFuture(std::move(noted));
}

QFuture<Result<std::vector<wire::PlanSummary>>> ReplayBackend::plans()
{
    std::vector<wire::PlanSummary> all;
    all.reserve(m_recording.plans.size());
    for (const wire::PlanDocument& plan : m_recording.plans)
        all.push_back(plan.summary);
    return ready<std::vector<wire::PlanSummary>>(std::move(all));
}

QFuture<Result<wire::PlanDocument>> ReplayBackend::plan(const wire::PlanName& name)
{
    for (const wire::PlanDocument& plan : m_recording.plans) {
        if (isMeant(plan.summary, name))
            return ready<wire::PlanDocument>(plan);
    }
    return ready<wire::PlanDocument>(fail(ErrorCode::NotFound, "no such plan in the recording"));
}

QFuture<Result<wire::PlanTexts>> ReplayBackend::planTexts(const wire::PlanName& name)
{
    return find(m_recording.planTexts, name.plan, "no texts of this plan in the recording");
}

QFuture<Result<std::string>> ReplayBackend::makePlan(const wire::PlanRequest& request, const std::string& key)
{
    if (const auto noted = note("plans", wire::toJson(request), key); !noted)
        return ready<std::string>(tl::make_unexpected(noted.error()));
    for (const wire::PlanDocument& plan : m_recording.plans) {
        if (plan.summary.runtime == request.runtime)
            return ready<std::string>(plan.summary.id);
    }
    return ready<std::string>(fail(ErrorCode::NotFound, "no plan of this runtime in the recording"));
}

QFuture<Result<std::vector<wire::Rollout>>> ReplayBackend::rollouts(const client::RolloutFilter& filter)
{
    std::vector<wire::Rollout> all;
    for (const wire::Rollout& rollout : m_recording.rollouts) {
        if ((filter.runtime.empty() || rollout.runtime == filter.runtime)
            && (filter.state.empty() || rollout.state == filter.state)) {
            all.push_back(rollout);
            all.back().steps.clear(); // as the agent does
            all.back().checks.clear();
        }
    }
    return ready<std::vector<wire::Rollout>>(std::move(all));
}

QFuture<Result<wire::Rollout>> ReplayBackend::rollout(const std::string& id)
{
    const wire::Rollout* found = findRollout(id);
    if (found == nullptr)
        return ready<wire::Rollout>(fail(ErrorCode::NotFound, "no such rollout in the recording"));
    return ready<wire::Rollout>(*found);
}

QFuture<Result<wire::Evidence>> ReplayBackend::evidence(const std::string& id)
{
    return find(m_recording.evidence, id, "no evidence of this rollout in the recording");
}

QFuture<Result<std::string>> ReplayBackend::startRollout(const wire::RolloutRequest& request, const std::string& key)
{
    if (const auto noted = note("rollouts", wire::toJson(request), key); !noted)
        return ready<std::string>(tl::make_unexpected(noted.error()));
    for (const wire::PlanDocument& plan : m_recording.plans) {
        if (request.plans.empty() || !isMeant(plan.summary, {request.plans.front(), request.runtime.value_or("")}))
            continue;
        wire::Rollout rollout;
        rollout.id = "new-" + std::to_string(m_recording.rollouts.size());
        rollout.plan = plan.summary.id;
        rollout.runtime = plan.summary.runtime;
        rollout.title = plan.summary.title;
        rollout.reason = request.reason;
        rollout.author = plan.summary.author;
        rollout.authorName = plan.summary.authorName;
        rollout.state = "requested";
        rollout.createdAt = rollout.enteredAt = plan.summary.createdAt;
        rollout.canCancel = true;
        rollout.steps.push_back({"requested", "now", rollout.createdAt, std::nullopt, {}});
        m_recording.rollouts.insert(m_recording.rollouts.begin(), rollout);
        return ready<std::string>(rollout.id);
    }
    return ready<std::string>(fail(ErrorCode::NotFound, "no such plan in the recording"));
}

QFuture<Result<>> ReplayBackend::decide(const std::string& rolloutId, client::RolloutDecision decision,
                                        const std::string& key)
{
    Result<> done = note(std::string(client::toText(decision)) + ' ' + rolloutId, Json::object(), key);
    if (wire::Rollout* rollout = findRollout(rolloutId); done && rollout != nullptr)
        become(*rollout, decision);
    return QtFuture::makeReadyFuture(std::move(done));
}

QFuture<Result<wire::RolloutGroup>> ReplayBackend::rolloutGroup(const std::string& id)
{
    const wire::RolloutGroup* found = findGroup(id);
    if (found == nullptr)
        return ready<wire::RolloutGroup>(fail(ErrorCode::NotFound, "no such group in the recording"));
    return ready<wire::RolloutGroup>(*found);
}

QFuture<Result<>> ReplayBackend::decideGroup(const std::string& groupId, client::RolloutDecision decision,
                                             const std::string& key)
{
    Result<> done = note(std::string(client::toText(decision)) + " group " + groupId, Json::object(), key);
    if (wire::RolloutGroup* group = findGroup(groupId); done && group != nullptr) {
        become(*group, decision);
        group->deadlineAt.reset();
        for (wire::RolloutGroupMember& member : group->members) {
            if (wire::Rollout* rollout = member.rollout ? findRollout(*member.rollout) : nullptr; rollout != nullptr) {
                become(*rollout, decision);
                member.state = rollout->state;
            }
        }
    }
    return QtFuture::makeReadyFuture(std::move(done));
}

} // namespace fabric::session
