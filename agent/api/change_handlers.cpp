// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/changes/change_service.h"
#include "core/wire/change_types.h"

#include <nlohmann/json.hpp>

// Intents and plans.

namespace fabric::api {
namespace {

constexpr std::int64_t kDefaultPlans = 50;
constexpr int kCreated = 201;

template <class T>
HttpResponse created(const T& value)
{
    HttpResponse response = answerOf(value);
    response.status = kCreated;
    return response;
}

/// The body as the type that it must be; an error is the answer.
template <class T>
std::optional<T> bodyOf(const Call& call, const Reply& reply)
{
    Result<T> parsed = wire::parse<T>(call.body, "/body");
    if (parsed)
        return *std::move(parsed);
    reply(tl::make_unexpected(parsed.error()));
    return std::nullopt;
}

std::optional<Digest> planIdOf(const Call& call, const Reply& reply)
{
    Result<Digest> id = Digest::parse(call.text("plan"), "/path/plan");
    if (id)
        return *id;
    reply(tl::make_unexpected(id.error()));
    return std::nullopt;
}

std::optional<RuntimeId> runtimeOf(const Call& call)
{
    return call.has("runtime") ? std::optional(RuntimeId(call.text("runtime"))) : std::nullopt;
}

} // namespace

void getIntent(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.changes.intent(RuntimeId(call.text("runtime")), answerWith<wire::Intent>(reply));
}

void changeIntent(ApiContext& context, const Call& call, const Reply& reply)
{
    if (const auto change = bodyOf<wire::IntentChange>(call, reply))
        context.with.changes.change(*change, call.principal.actor,
                                    answerWith<wire::Revision>(reply, created<wire::Revision>),
                                    keeping<wire::Revision>(context, call, created<wire::Revision>));
}

void listPlans(ApiContext& context, const Call& call, const Reply& reply)
{
    const auto limit = static_cast<int>(call.integer("limit", kDefaultPlans));
    context.with.changes.plans(runtimeOf(call), limit, [reply](const Result<std::vector<wire::PlanSummary>>& plans) {
        reply(plans.map([](const std::vector<wire::PlanSummary>& items) {
            return jsonAnswer(wire::toJson(wire::Page<wire::PlanSummary>{items, std::nullopt}));
        }));
    });
}

void makePlan(ApiContext& context, const Call& call, const Reply& reply)
{
    if (const auto request = bodyOf<wire::PlanRequest>(call, reply))
        context.with.changes.makePlan(*request, call.principal.actor,
                                      answerWith<wire::PlanDocument>(reply, created<wire::PlanDocument>),
                                      keeping<wire::PlanDocument>(context, call, created<wire::PlanDocument>));
}

void getPlan(ApiContext& context, const Call& call, const Reply& reply)
{
    if (const auto id = planIdOf(call, reply))
        context.with.changes.plan(*id, runtimeOf(call), answerWith<wire::PlanDocument>(reply));
}

void getPlanTexts(ApiContext& context, const Call& call, const Reply& reply)
{
    if (const auto id = planIdOf(call, reply))
        context.with.changes.texts(*id, runtimeOf(call), answerWith<wire::PlanTexts>(reply));
}

} // namespace fabric::api
