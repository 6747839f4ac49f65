// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/api_server.h"
#include "agent/api/event_streams.h"
#include "agent/api/metrics.h"
#include "agent/api/route.h"
#include "core/base/on_result.h"
#include "core/store/also.h"

#include <QObject>

namespace fabric::api {

class HttpServer;

/// What handlers work with.
struct ApiContext
{
    const ApiServer::Dependencies& with;
    HttpServer& http;
    EventStreams& streams;
    Metrics& metrics;
    QObject* receiver; ///< of the store's answers: handlers are not called after its death
};

/// 200 with a JSON document.
[[nodiscard]] HttpResponse jsonAnswer(const Json& body);
/// The same with an entity tag, or 304 if the call's If-None-Match has it. @p etag with its quotes; @p body is called
/// only if it is needed.
[[nodiscard]] HttpResponse taggedAnswer(const Call& call, const std::string& etag, const std::function<Json()>& body);

/// 200 with a document of core/wire.
template <class T>
HttpResponse answerOf(const T& value)
{
    return jsonAnswer(toJson(value));
}

/// Answers with what a use case brings.
template <class T>
std::function<void(Result<T>)> answerWith(const Reply& reply, HttpResponse (*respond)(const T&) = answerOf<T>)
{
    return [reply, respond](const Result<T>& result) { reply(result.map(respond)); };
}

/// Reads from the store and hands the value to @p then; an error is the answer.
template <class Work, class Then>
void fromStore(ApiContext& context, const Reply& reply, Work work, Then then)
{
    auto future = context.with.store.read(std::move(work));
    onResult(future, context.receiver, [reply, then = std::move(then)](const auto& result) {
        if (!result)
            reply(tl::make_unexpected(result.error()));
        else
            then(*result);
    });
}

/// Keeps the answer to a POST in the unit of work that makes it: whoever repeats the request gets that answer, though the agent
/// died before it gave it. @p respond: what the handler answers with a T.
template <class T>
store::Also<T> keeping(const ApiContext& context, const Call& call, std::function<HttpResponse(const T&)> respond)
{
    if (!call.idempotency)
        return {};
    return [key = *call.idempotency, now = context.with.clock.now(), respond = std::move(respond)](
               store::Session& session, const T& made) { return keepAnswer(session, key, respond(made), now); };
}

// One handler per operation; route_table.cpp says what they answer.
void getLive(ApiContext& context, const Call& call, const Reply& reply);
void getReady(ApiContext& context, const Call& call, const Reply& reply);
void getHealth(ApiContext& context, const Call& call, const Reply& reply);
void getMetrics(ApiContext& context, const Call& call, const Reply& reply);
void getOpenApi(ApiContext& context, const Call& call, const Reply& reply);
void listServices(ApiContext& context, const Call& call, const Reply& reply);
void listProviders(ApiContext& context, const Call& call, const Reply& reply);
void listRuntimes(ApiContext& context, const Call& call, const Reply& reply);
void getRuntime(ApiContext& context, const Call& call, const Reply& reply);
void postRuntime(ApiContext& context, const Call& call, const Reply& reply);
void deleteRuntime(ApiContext& context, const Call& call, const Reply& reply);
void getRuntimeTopology(ApiContext& context, const Call& call, const Reply& reply);
void getRuntimeInventory(ApiContext& context, const Call& call, const Reply& reply);
void listRevisions(ApiContext& context, const Call& call, const Reply& reply);
void getRevision(ApiContext& context, const Call& call, const Reply& reply);
void getRevisionSource(ApiContext& context, const Call& call, const Reply& reply);
void getRevisionContent(ApiContext& context, const Call& call, const Reply& reply);
void getIntent(ApiContext& context, const Call& call, const Reply& reply);
void changeIntent(ApiContext& context, const Call& call, const Reply& reply);
void listPlans(ApiContext& context, const Call& call, const Reply& reply);
void makePlan(ApiContext& context, const Call& call, const Reply& reply);
void getPlan(ApiContext& context, const Call& call, const Reply& reply);
void getPlanTexts(ApiContext& context, const Call& call, const Reply& reply);
void listRollouts(ApiContext& context, const Call& call, const Reply& reply);
void beginRollout(ApiContext& context, const Call& call, const Reply& reply);
void getRollout(ApiContext& context, const Call& call, const Reply& reply);
void getRolloutEvidence(ApiContext& context, const Call& call, const Reply& reply);
void cancelRollout(ApiContext& context, const Call& call, const Reply& reply);
void confirmRollout(ApiContext& context, const Call& call, const Reply& reply);
void rollBackRollout(ApiContext& context, const Call& call, const Reply& reply);
void listRolloutGroups(ApiContext& context, const Call& call, const Reply& reply);
void beginRolloutGroup(ApiContext& context, const Call& call, const Reply& reply);
void getRolloutGroup(ApiContext& context, const Call& call, const Reply& reply);
void getRolloutGroupEvidence(ApiContext& context, const Call& call, const Reply& reply);
void cancelRolloutGroup(ApiContext& context, const Call& call, const Reply& reply);
void confirmRolloutGroup(ApiContext& context, const Call& call, const Reply& reply);
void rollBackRolloutGroup(ApiContext& context, const Call& call, const Reply& reply);
void getDiff(ApiContext& context, const Call& call, const Reply& reply);
void getReachability(ApiContext& context, const Call& call, const Reply& reply);
void listEvents(ApiContext& context, const Call& call, const Reply& reply);
void getSelf(ApiContext& context, const Call& call, const Reply& reply);
void listKeys(ApiContext& context, const Call& call, const Reply& reply);
void putKey(ApiContext& context, const Call& call, const Reply& reply);
void deleteKey(ApiContext& context, const Call& call, const Reply& reply);
void streamEvents(ApiContext& context, const Call& call, const Reply& reply);

} // namespace fabric::api
