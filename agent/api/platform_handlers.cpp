// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/api/http_server.h"

#include <nlohmann/json.hpp>

// Probes, metrics, services, providers, events.

namespace fabric::api {
namespace {

constexpr std::int64_t kDefaultEvents = 100;

/// Cursors are the id of the last event of the page before.
Result<std::int64_t> sequenceOf(const std::string& cursor, const std::string& epoch)
{
    const auto dash = cursor.rfind('-');
    std::int64_t sequence = 0;
    if (dash == std::string::npos || cursor.substr(0, dash) != epoch)
        return fail(ErrorCode::InvalidArgument, "the cursor belongs to another history", "/query/cursor");
    for (const char c : cursor.substr(dash + 1)) {
        if (c < '0' || c > '9' || sequence > (std::int64_t{1} << 53))
            return fail(ErrorCode::InvalidArgument, "the cursor is not one of this list", "/query/cursor");
        sequence = sequence * 10 + (c - '0');
    }
    return sequence;
}

/// The worst of all states; `off` is nobody's fault.
std::string overall(const std::vector<wire::Service>& services)
{
    std::string worst = "ok";
    for (const wire::Service& service : services) {
        if (service.state == "down")
            return "down";
        if (service.state == "degraded")
            worst = "degraded";
    }
    return worst;
}

} // namespace

void getLive(ApiContext&, const Call&, const Reply& reply)
{
    reply(jsonAnswer({{"status", "alive"}}));
}

void getReady(ApiContext& context, const Call&, const Reply& reply)
{
    fromStore(
        context, reply, [](store::Session& session) { return session.outbox().extent(); },
        [reply](const store::OutboxRepository::Extent&) {
            reply(jsonAnswer({{"status", "ready"}}));
        });
}

void getHealth(ApiContext& context, const Call&, const Reply& reply)
{
    const auto services = context.with.services();
    Json list = Json::array();
    for (const wire::Service& service : services)
        list.push_back(wire::toJson(service));
    reply(
        jsonAnswer({{"status", overall(services)}, {"version", context.with.version}, {"services", std::move(list)}}));
}

void getMetrics(ApiContext& context, const Call&, const Reply& reply)
{
    Metrics::Gauges gauges;
    gauges.connections = context.http.connectionCount();
    gauges.bufferedBytes = context.http.bufferedBytes();
    gauges.streams = context.streams.count();
    gauges.freshness = context.with.freshness();
    HttpResponse out;
    out.fields = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
    out.body = context.metrics.text(gauges, context.with.runtimes.list(), context.with.clock.now());
    reply(std::move(out));
}

void getOpenApi(ApiContext& context, const Call&, const Reply& reply)
{
    reply(jsonAnswer(openApiDocument(context.with.version)));
}

void listServices(ApiContext& context, const Call&, const Reply& reply)
{
    reply(jsonAnswer(wire::toJson(wire::Page<wire::Service>{context.with.services(), {}})));
}

void listProviders(ApiContext& context, const Call&, const Reply& reply)
{
    wire::Page<wire::Provider> page{context.with.providers(), {}};
    for (wire::Provider& provider : page.items) {
        for (const runtimes::RuntimeView& view : context.with.runtimes.list())
            provider.runtimeCount += view.record.provider == provider.id ? 1 : 0;
    }
    reply(jsonAnswer(wire::toJson(page)));
}

void listEvents(ApiContext& context, const Call& call, const Reply& reply)
{
    struct Slice
    {
        std::vector<events::Event> events;
    };
    store::EventQuery query;
    const auto limit = static_cast<int>(call.integer("limit", kDefaultEvents));
    query.limit = limit + 1; // one more tells whether there is a next page
    if (call.has("subject"))
        query.subject = call.text("subject");
    if (call.has("type")) {
        // As the stream's `event` names it, or as the events' own `type` does.
        const std::string type = call.text("type");
        const std::string_view prefix(wire::kEventTypePrefix);
        query.typePrefix = type.starts_with(prefix) ? type.substr(prefix.size()) : type;
    }
    const std::string cursor = call.text("cursor");
    fromStore(
        context, reply,
        [query, cursor](store::Session& session) mutable -> Result<Slice> {
            if (!cursor.empty()) {
                FABRIC_TRY(const auto extent, session.outbox().extent());
                FABRIC_TRY(query.after, sequenceOf(cursor, extent.epoch));
            }
            FABRIC_TRY(auto events, session.outbox().list(query));
            return Slice{std::move(events)};
        },
        [reply, limit](const Slice& slice) {
            wire::Page<wire::Event> page;
            for (const events::Event& event : slice.events) {
                if (page.items.size() == static_cast<std::size_t>(limit)) {
                    page.nextCursor = page.items.back().id;
                    break;
                }
                page.items.push_back(wire::fromEvent(event));
            }
            reply(jsonAnswer(wire::toJson(page)));
        });
}

void streamEvents(ApiContext& context, const Call& call, const Reply& reply)
{
    context.streams.open(call, reply);
}

} // namespace fabric::api
