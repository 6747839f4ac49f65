// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/runtimes/runtime_registry.h"

#include <nlohmann/json.hpp>

// Adding and removing runtimes.

namespace fabric::api {
namespace {

HttpResponse runtimeAnswer(const runtimes::RuntimeView& view)
{
    return jsonAnswer(wire::toJson(wire::toWire(view.record, &view.graph)));
}

/// A place that the registry names, as one of the request.
Error placed(Error error, const std::string& below)
{
    if (error.where.starts_with('/')
        && (error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Conflict
            || error.code == ErrorCode::NotFound))
        error.where = below + error.where;
    return error;
}

} // namespace

void postRuntime(ApiContext& context, const Call& call, const Reply& reply)
{
    auto settings = provider::runtimeSettingsFrom(call.body, "/body");
    if (!settings) {
        reply(tl::make_unexpected(settings.error()));
        return;
    }
    context.with.registry.add(
        *std::move(settings), call.principal.actor, [reply](const Result<runtimes::RuntimeRegistry::Added>& added) {
            if (!added) {
                reply(tl::make_unexpected(placed(added.error(), "/body")));
                return;
            }
            HttpResponse answer = runtimeAnswer(added->view);
            answer.status = added->isNew ? 201 : 200;
            answer.fields.emplace_back("Location", "/api/v1/runtimes/" + added->view.record.id.value());
            reply(std::move(answer));
        });
}

void deleteRuntime(ApiContext& context, const Call& call, const Reply& reply)
{
    context.with.registry.remove(RuntimeId(call.text("id")), call.principal.actor,
                                 [reply](const Result<runtimes::RuntimeView>& removed) {
                                     if (removed)
                                         reply(runtimeAnswer(*removed));
                                     else
                                         reply(tl::make_unexpected(placed(removed.error(), "/path")));
                                 });
}

} // namespace fabric::api
