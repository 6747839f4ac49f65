// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/api/api_keys.h"
#include "core/wire/self.h"

#include <nlohmann/json.hpp>

namespace fabric::api {
namespace {

/// Answers with the one key that a use case returned.
void answerWithKey(ApiContext& context, const Reply& reply, const QFuture<Result<store::ApiKeyRecord>>& key)
{
    onResult(key, context.receiver, [reply](const Result<store::ApiKeyRecord>& result) {
        if (!result)
            reply(tl::make_unexpected(result.error()));
        else
            reply(jsonAnswer(toJson(*result)));
    });
}

} // namespace

void getSelf(ApiContext&, const Call& call, const Reply& reply)
{
    const Principal& who = call.principal;
    reply(jsonAnswer(wire::toJson(wire::Self{who.actor, who.name, std::string(store::toText(who.role)), {}})));
}

void listKeys(ApiContext& context, const Call&, const Reply& reply)
{
    onResult(listApiKeys(context.with.store), context.receiver,
             [reply](const Result<std::vector<store::ApiKeyRecord>>& keys) {
                 if (!keys) {
                     reply(tl::make_unexpected(keys.error()));
                     return;
                 }
                 Json items = Json::array();
                 for (const store::ApiKeyRecord& key : *keys)
                     items.push_back(toJson(key));
                 reply(jsonAnswer({{"items", std::move(items)}, {"nextCursor", Json()}}));
             });
}

void putKey(ApiContext& context, const Call& call, const Reply& reply)
{
    auto record = parseRegistration(call.text("prefix"), call.body, context.with.clock.now());
    if (!record) {
        reply(tl::make_unexpected(record.error()));
        return;
    }
    answerWithKey(context, reply, storeApiKey(context.with.store, *std::move(record), call.principal.actor));
}

void deleteKey(ApiContext& context, const Call& call, const Reply& reply)
{
    answerWithKey(context, reply,
                  revokeApiKey(context.with.store, context.with.clock, call.text("prefix"), call.principal.actor));
}

} // namespace fabric::api
