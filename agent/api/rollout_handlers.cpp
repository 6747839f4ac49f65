// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/rollouts/rollout_service.h"

#include <nlohmann/json.hpp>

// Rollouts.

namespace fabric::api {
namespace {

constexpr std::int64_t kDefaultRollouts = 50;
constexpr int kAccepted = 202;

HttpResponse accepted(const wire::Rollout& value)
{
    HttpResponse response = answerOf(value);
    response.status = kAccepted;
    response.fields.emplace_back("Location", "/api/v1/rollouts/" + value.id);
    return response;
}

RolloutId idOf(const Call& call)
{
    return RolloutId(call.text("id"));
}

} // namespace

void listRollouts(ApiContext& context, const Call& call, const Reply& reply)
{
    store::RolloutQuery query;
    query.limit = static_cast<int>(call.integer("limit", kDefaultRollouts));
    if (call.has("runtime"))
        query.runtime = RuntimeId(call.text("runtime"));
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
    context.with.rollouts.list(query, [reply](const Result<std::vector<wire::Rollout>>& rollouts) {
        reply(rollouts.map([](const std::vector<wire::Rollout>& items) {
            return jsonAnswer(wire::toJson(wire::Page<wire::Rollout>{items, std::nullopt}));
        }));
    });
}

void beginRollout(ApiContext& context, const Call& call, const Reply& reply)
{
    const auto request = wire::parse<wire::RolloutRequest>(call.body, "/body");
    if (!request) {
        reply(tl::make_unexpected(request.error()));
        return;
    }
    context.with.rollouts.begin(*request, {call.principal.actor, call.principal.role},
                                answerWith<wire::Rollout>(reply, accepted),
                                keeping<wire::Rollout>(context, call, accepted));
}

void getRollout(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.rollouts.find(idOf(call), answerWith<wire::Rollout>(reply));
}

void cancelRollout(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.rollouts.cancel(idOf(call), call.principal.actor, answerWith<wire::Rollout>(reply));
}

void confirmRollout(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.rollouts.confirm(idOf(call), call.principal.actor, answerWith<wire::Rollout>(reply));
}

void rollBackRollout(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.rollouts.rollBack(idOf(call), call.principal.actor, answerWith<wire::Rollout>(reply));
}

void getRolloutEvidence(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.rollouts.evidence(idOf(call), [reply](const Result<wire::Evidence>& evidence) {
        reply(evidence.map([](const wire::Evidence& value) { return jsonAnswer(wire::toJson(value)); }));
    });
}

} // namespace fabric::api
