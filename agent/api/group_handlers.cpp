// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/rollouts/group_service.h"

#include <nlohmann/json.hpp>

// Groups of rollouts.

namespace fabric::api {
namespace {

constexpr std::int64_t kDefaultGroups = 50;
constexpr int kAccepted = 202;

HttpResponse accepted(const wire::RolloutGroup& value)
{
    HttpResponse response = answerOf(value);
    response.status = kAccepted;
    response.fields.emplace_back("Location", "/api/v1/rollout-groups/" + value.id);
    return response;
}

rollout::GroupId idOf(const Call& call)
{
    return rollout::GroupId(call.text("id"));
}

} // namespace

void listRolloutGroups(ApiContext& context, const Call& call, const Reply& reply)
{
    store::RolloutGroupQuery query;
    query.limit = static_cast<int>(call.integer("limit", kDefaultGroups));
    if (call.has("state"))
        query.state = call.text("state");
    if (call.has("before")) {
        const auto before = parseRfc3339(call.text("before"), "/query/before");
        if (!before) {
            reply(tl::make_unexpected(before.error()));
            return;
        }
        query.before = *before;
    }
    context.with.groups.list(query, [reply](const Result<std::vector<wire::RolloutGroup>>& groups) {
        reply(groups.map([](const std::vector<wire::RolloutGroup>& items) {
            return jsonAnswer(wire::toJson(wire::Page<wire::RolloutGroup>{items, std::nullopt}));
        }));
    });
}

void beginRolloutGroup(ApiContext& context, const Call& call, const Reply& reply)
{
    const auto request = wire::parse<wire::RolloutGroupRequest>(call.body, "/body");
    if (!request) {
        reply(tl::make_unexpected(request.error()));
        return;
    }
    context.with.groups.begin(*request, {call.principal.actor, call.principal.role},
                              answerWith<wire::RolloutGroup>(reply, accepted),
                              keeping<wire::RolloutGroup>(context, call, accepted));
}

void getRolloutGroup(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.groups.find(idOf(call), answerWith<wire::RolloutGroup>(reply));
}

void cancelRolloutGroup(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.groups.cancel(idOf(call), call.principal.actor, answerWith<wire::RolloutGroup>(reply));
}

void confirmRolloutGroup(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.groups.confirm(idOf(call), call.principal.actor, answerWith<wire::RolloutGroup>(reply));
}

void rollBackRolloutGroup(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.groups.rollBack(idOf(call), call.principal.actor, answerWith<wire::RolloutGroup>(reply));
}

void getRolloutGroupEvidence(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.groups.evidence(idOf(call), [reply](const Result<wire::GroupEvidence>& evidence) {
        reply(evidence.map([](const wire::GroupEvidence& value) { return jsonAnswer(wire::toJson(value)); }));
    });
}

} // namespace fabric::api
