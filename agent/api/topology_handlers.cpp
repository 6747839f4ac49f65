// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"
#include "agent/api/inventory.h"
#include "agent/changes/unit_of_work.h"
#include "core/base/encoding.h"
#include "core/planning/plan.h"
#include "core/topology/diff.h"
#include "core/topology/reachability.h"

#include <nlohmann/json.hpp>

// Runtimes, revisions, diff, reachability.

namespace fabric::api {
namespace {

constexpr std::int64_t kDefaultRevisions = 50;
constexpr std::string_view kCursorMark = "r1:"; ///< version of the cursor's form

/// The runtime that the path names, or NotFound as the answer.
std::optional<runtimes::RuntimeView> runtimeOf(ApiContext& context, const Call& call, const Reply& reply,
                                               const std::string& where = "/path/id")
{
    const std::string id = call.text(where.substr(where.rfind('/') + 1));
    auto view = context.with.runtimes.find(RuntimeId(id));
    if (!view)
        reply(fail(ErrorCode::NotFound, "there is no runtime '" + id + "'", where));
    return view;
}

std::optional<runtimes::RuntimeView> observedRuntimeOf(ApiContext& context, const Call& call, const Reply& reply,
                                                       const std::string& where = "/path/id")
{
    auto view = runtimeOf(context, call, reply, where);
    if (view && !view->revision) {
        reply(fail(ErrorCode::NotFound, "the runtime has not been observed yet", where));
        return std::nullopt;
    }
    return view;
}

Result<store::RevisionRecord> findRevision(store::Session& session, const std::string& key, const std::string& where)
{
    std::optional<store::RevisionRecord> record;
    if (const auto digest = Digest::parse(key)) {
        FABRIC_TRY(record, session.revisions().find(*digest));
    } else {
        FABRIC_TRY(record, session.revisions().find(RevisionNumber{std::stoll(key)}));
    }
    if (!record)
        return fail(ErrorCode::NotFound, "there is no revision " + key, where);
    return *std::move(record);
}

/// A revision with its content.
struct Snapshot
{
    wire::Revision revision;
    topology::Graph graph;
};

Result<Snapshot> loadRevision(store::Session& session, const std::string& key, const std::string& where)
{
    FABRIC_TRY(const auto record, findRevision(session, key, where));
    Snapshot out;
    FABRIC_TRY(out.revision, changes::shownRevision(session, record));
    FABRIC_TRY(out.graph, session.revisions().graph(record.digest));
    return out;
}

std::string cursorFor(RevisionNumber number)
{
    return toBase64Url(bytesOf(std::string(kCursorMark) + std::to_string(number)));
}

Result<RevisionNumber> revisionOf(const std::string& cursor)
{
    const auto wrong
        = [] { return fail(ErrorCode::InvalidArgument, "the cursor is not one of this list", "/query/cursor"); };
    const auto bytes = fromBase64Url(cursor);
    if (!bytes)
        return wrong();
    std::string text;
    for (const std::byte byte : *bytes)
        text.push_back(static_cast<char>(byte));
    if (!text.starts_with(kCursorMark))
        return wrong();
    const std::string digits = text.substr(kCursorMark.size());
    constexpr std::size_t kMaxDigits = 18; // below 2^63
    if (digits.empty() || digits.size() > kMaxDigits || digits.find_first_not_of("0123456789") != std::string::npos)
        return wrong();
    return RevisionNumber{std::stoll(digits)};
}

Result<store::RevisionQuery> revisionQuery(const Call& call, int limit)
{
    store::RevisionQuery query;
    query.limit = limit;
    if (call.has("runtime"))
        query.runtime = RuntimeId(call.text("runtime"));
    if (call.has("kind"))
        query.kind = store::revisionKindFrom(call.text("kind"));
    if (call.has("from")) {
        FABRIC_TRY(query.from, parseRfc3339(call.text("from"), "/query/from"));
    }
    if (call.has("to")) {
        FABRIC_TRY(query.to, parseRfc3339(call.text("to"), "/query/to"));
    }
    if (call.has("cursor")) {
        FABRIC_TRY(query.before, revisionOf(call.text("cursor")));
    }
    return query;
}

Result<topology::ReachabilityQuery> reachabilityQuery(const Call& call)
{
    topology::ReachabilityQuery query;
    query.from = topology::NodeId(call.text("from"));
    if (call.text("direction") == "backward")
        query.direction = topology::ReachabilityQuery::Direction::Backward;
    query.maxDepth = static_cast<std::size_t>(call.integer("maxDepth", static_cast<std::int64_t>(query.maxDepth)));
    std::string rest = call.text("kinds");
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        if (const auto kind = topology::edgeKindFrom(rest.substr(0, comma)))
            query.kinds.insert(*kind);
        rest.erase(0, comma + 1);
    }
    if (call.has("revision") == call.has("runtime"))
        return fail(ErrorCode::InvalidArgument, "one of revision and runtime is needed", "/query/revision");
    return query;
}

Result<HttpResponse> reachabilityAnswer(const topology::Graph& graph, RevisionNumber revision, const Call& call,
                                        const topology::ReachabilityQuery& query)
{
    auto reached = topology::reachableFrom(graph, query);
    if (!reached)
        return fail(reached.error().code, reached.error().message, "/query/from");
    const bool isForward = query.direction == topology::ReachabilityQuery::Direction::Forward;
    return jsonAnswer(wire::toJson(
        wire::Reachability{revision, call.text("from"), isForward ? "forward" : "backward", *std::move(reached)}));
}

} // namespace

void listRuntimes(ApiContext& context, const Call&, const Reply& reply)
{
    wire::Page<wire::Runtime> page;
    for (const runtimes::RuntimeView& view : context.with.runtimes.list())
        page.items.push_back(wire::toWire(view.record, &view.graph));
    reply(jsonAnswer(wire::toJson(page)));
}

void getRuntime(ApiContext& context, const Call& call, const Reply& reply)
{
    if (const auto view = runtimeOf(context, call, reply))
        reply(jsonAnswer(wire::toJson(wire::toWire(view->record, &view->graph))));
}

void getRuntimeTopology(ApiContext& context, const Call& call, const Reply& reply)
{
    const auto view = observedRuntimeOf(context, call, reply);
    if (!view)
        return;
    wire::Topology body{wire::toWire(*view->revision), view->graph, {}, {}, view->record.runtimeOnlyIsStale};
    body.mode = std::string(provider::toText(view->record.status.mode));
    if (view->record.lastObservedAt)
        body.lastObservedAt = toRfc3339(*view->record.lastObservedAt);
    // Weak: lastObservedAt moves with every look, which is no other topology.
    const std::string etag = "W/\"" + body.revision.digest.substr(sizeof("sha256:") - 1) + "-"
        + std::to_string(body.revision.number) + "-" + body.mode + (body.runtimeOnlyIsStale ? "-stale" : "") + "\"";
    reply(taggedAnswer(call, etag, [&body] { return wire::toJson(body); }));
}

void getRuntimeInventory(ApiContext& context, const Call& call, const Reply& reply)
{
    if (const auto view = runtimeOf(context, call, reply))
        reply(jsonAnswer(wire::toJson(inventoryOf(*view))));
}

void listRevisions(ApiContext& context, const Call& call, const Reply& reply)
{
    const auto limit = static_cast<std::size_t>(call.integer("limit", kDefaultRevisions));
    const auto query = revisionQuery(call, static_cast<int>(limit) + 1); // one more tells whether there is a next page
    if (!query) {
        reply(tl::make_unexpected(query.error()));
        return;
    }
    fromStore(
        context, reply,
        [query = *query, limit](store::Session& session) -> Result<wire::Page<wire::Revision>> {
            FABRIC_TRY(const auto records, session.revisions().list(query));
            wire::Page<wire::Revision> page;
            for (const store::RevisionRecord& record : records) {
                if (page.items.size() == limit) {
                    page.nextCursor = cursorFor(page.items.back().number);
                    break;
                }
                FABRIC_TRY(page.items.emplace_back(), changes::shownRevision(session, record));
            }
            return page;
        },
        [reply, call](const wire::Page<wire::Revision>& page) {
            const Json body = wire::toJson(page);
            const std::string etag = "\"" + sha256(dumpJson(body)).text().substr(sizeof("sha256:") - 1) + "\"";
            reply(taggedAnswer(call, etag, [&body] { return body; }));
        });
}

void getRevision(ApiContext& context, const Call& call, const Reply& reply)
{
    fromStore(
        context, reply,
        [key = call.text("revision")](store::Session& session) { return loadRevision(session, key, "/path/revision"); },
        [reply, call](const Snapshot& found) {
            // A revision never changes; how fresh a runtime is, only its own topology tells.
            const wire::Topology body{found.revision, found.graph, {}, "none", false};
            const std::string etag = "\"" + body.revision.digest.substr(sizeof("sha256:") - 1) + "-"
                + std::to_string(body.revision.number) + "\"";
            reply(taggedAnswer(call, etag, [&body] { return wire::toJson(body); }));
        });
}

void getRevisionSource(ApiContext& context, const Call& call, const Reply& reply)
{
    fromStore(
        context, reply,
        [key = call.text("revision")](store::Session& session) -> Result<provider::Source> {
            FABRIC_TRY(const auto record, findRevision(session, key, "/path/revision"));
            if (record.sourceDigest.isNull())
                return fail(ErrorCode::NotFound, "revision " + key + " was stored without its source",
                            "/path/revision");
            return session.revisions().source(record.sourceDigest);
        },
        [reply, call](const provider::Source& source) {
            const std::string etag = "\"" + source.digest().text().substr(sizeof("sha256:") - 1) + "\"";
            reply(taggedAnswer(call, etag, [&source] { return provider::toJson(source); }));
        });
}

void getRevisionContent(ApiContext& context, const Call& call, const Reply& reply)
{
    fromStore(
        context, reply,
        [key = call.text("revision")](store::Session& session) -> Result<planning::Content> {
            FABRIC_TRY(const auto record, findRevision(session, key, "/path/revision"));
            if (record.sourceDigest.isNull())
                return fail(ErrorCode::NotFound, "revision " + key + " was stored without its source",
                            "/path/revision");
            planning::Content content;
            FABRIC_TRY(content.graph, session.revisions().graph(record.digest));
            FABRIC_TRY(content.source, session.revisions().source(record.sourceDigest));
            return content;
        },
        [reply](const planning::Content& content) { reply(jsonAnswer(planning::toJson(content))); });
}

void getDiff(ApiContext& context, const Call& call, const Reply& reply)
{
    using Pair = std::pair<Snapshot, Snapshot>;
    fromStore(
        context, reply,
        [from = call.text("from"), to = call.text("to")](store::Session& session) -> Result<Pair> {
            FABRIC_TRY(auto before, loadRevision(session, from, "/query/from"));
            FABRIC_TRY(auto after, loadRevision(session, to, "/query/to"));
            return Pair(std::move(before), std::move(after));
        },
        [reply](const Pair& pair) {
            reply(jsonAnswer(wire::toJson(wire::TopologyDiff{pair.first.revision, pair.second.revision,
                                                             topology::diff(pair.first.graph, pair.second.graph)})));
        });
}

void getReachability(ApiContext& context, const Call& call, const Reply& reply)
{
    const auto query = reachabilityQuery(call);
    if (!query) {
        reply(tl::make_unexpected(query.error()));
        return;
    }
    if (call.has("runtime")) {
        if (const auto view = observedRuntimeOf(context, call, reply, "/query/runtime"))
            reply(reachabilityAnswer(view->graph, view->revision->number, call, *query));
        return;
    }
    fromStore(
        context, reply,
        [key = call.text("revision")](store::Session& session) {
            return loadRevision(session, key, "/query/revision");
        },
        [reply, call, query = *query](const Snapshot& found) {
            reply(reachabilityAnswer(found.graph, found.revision.number, call, query));
        });
}

} // namespace fabric::api
