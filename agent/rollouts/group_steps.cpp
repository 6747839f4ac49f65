// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/group_steps.h"

#include "core/rollout/unfinished.h"

#include <algorithm>

namespace fabric::rollouts {

using namespace rollout;

namespace {

/// Conflict if a group other than @p own has the runtime.
Result<> checkNoOther(store::Session& session, const RuntimeId& runtime, const std::optional<GroupId>& own)
{
    FABRIC_TRY(const auto group, unfinishedGroupOf(session, runtime));
    if (!group || (own && own->value() == *group))
        return {};
    return fail(ErrorCode::Conflict,
                "the runtime " + runtime.value() + " is a member of the group " + *group + ", which is not finished");
}

} // namespace

Json evidenceOf(const std::vector<Seen>& members, const GroupStep& step)
{
    Json states = Json::array();
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Seen& member = members[i];
        states.push_back({{"runtime", step.group.members.at(i).runtime.value()},
                          {"rollout", step.group.members.at(i).rollout.value()},
                          {"state", member.state ? Json(toText(*member.state)) : Json()},
                          {"well", member.isWell}});
    }
    Json next = Json::array();
    for (const GroupEffect& effect : step.effects)
        next.push_back(
            {{"do", toText(effect.kind)}, {"runtime", step.group.members.at(effect.member).runtime.value()}});
    Json body{{"members", std::move(states)}, {"next", std::move(next)}, {"reason", step.group.reason}};
    if (step.together)
        body["together"] = nameOf(*step.together);
    return body;
}

Result<> commit(store::Session& session, const DurableGroup& step)
{
    const store::RolloutGroupRecord row = rowOf(step.group, step.version, step.at);
    FABRIC_CHECK(step.version == 1 ? session.rolloutGroups().add(row) : session.rolloutGroups().put(row));
    const bool isTransition = step.version == 1 || step.from != step.group.state;
    const std::string type = events::type::kRolloutGroupPrefix + (isTransition ? row.state : std::string("progressed"));
    const std::string subject = "rollout-group:" + row.id;
    const Json data{
        {"group", row.id}, {"state", row.state}, {"step", step.step}, {"link", "/api/v1/rollout-groups/" + row.id}};
    FABRIC_CHECK(session.audit().append({step.at, step.actor, type, subject, data}));
    FABRIC_CHECK(session.outbox().append({step.at, type, subject, data}));
    FABRIC_CHECK(session.rolloutGroups().append({.group = row.id,
                                                 .sequence = 0,
                                                 .at = step.at,
                                                 .actor = step.actor,
                                                 .step = step.step,
                                                 .state = row.state,
                                                 .body = step.evidence}));
    return {};
}

Result<> checkMembership(store::Session& session, const Request& request)
{
    if (request.group) {
        FABRIC_TRY(const auto own, session.rolloutGroups().find(request.group->value()));
        if (!own || own->state != toText(GroupState::Running))
            return fail(ErrorCode::FailedPrecondition, "the group " + request.group->value() + " is not running");
    }
    return checkNoOther(session, request.runtime, request.group);
}

Result<> checkNoRollout(store::Session& session, const RuntimeId& runtime)
{
    FABRIC_TRY(const auto active, session.rollouts().active(runtime));
    if (!active)
        return {};
    return fail(ErrorCode::Conflict,
                runtime.value() + " has rollout " + active->id.value() + " in " + active->state
                    + ": wait for it or take it back");
}

Result<> checkFree(store::Session& session, const Group& group)
{
    for (std::size_t i = 0; i < group.members.size(); ++i) {
        const GroupMember& member = group.members[i];
        FABRIC_CHECK(store::choosePlan(session.plans(), member.plan, member.runtime, "/plans/" + std::to_string(i)));
        FABRIC_CHECK(checkNoRollout(session, member.runtime));
        FABRIC_CHECK(checkNoOther(session, member.runtime, std::nullopt));
    }
    return {};
}

} // namespace fabric::rollouts
