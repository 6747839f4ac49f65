// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/change_types.h"
#include "core/wire/group_types.h"
#include "core/wire/types.h"
#include "core/wire/wire_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace fabric::wire {
namespace {

Result<provider::Problem> parseProblem(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    provider::Problem out;
    out.code = in.string("code");
    out.message = in.string("message");
    out.action = in.string("action");
    out.where = in.string("where");
    return in.result(std::move(out));
}

Result<provider::Identity> parseIdentity(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    provider::Identity out;
    out.deviceId = in.string("deviceId");
    out.version = in.string("version");
    out.bootId = in.string("bootId");
    if (const auto protocol = in.optionalInteger("protocol", 0, kMaxCount))
        out.protocol = static_cast<int>(*protocol);
    out.capabilities = in.texts("capabilities");
    return in.result(std::move(out));
}

Result<store::ChangeCounts> parseChanges(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    store::ChangeCounts out;
    out.added = in.count("added");
    out.removed = in.count("removed");
    out.changed = in.count("changed");
    return in.result(out);
}

Result<topology::ReachedNode> parseReached(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    topology::ReachedNode out;
    out.id = topology::NodeId(in.string("id"));
    for (std::string& edge : in.texts("path"))
        out.path.emplace_back(std::move(edge));
    return in.result(std::move(out));
}

} // namespace

template <>
Result<provider::RuntimeStatus> parse<provider::RuntimeStatus>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    provider::RuntimeStatus out;
    const auto mode = provider::accessModeFrom(in.string("mode"));
    const auto health = provider::healthStateFrom(in.string("health"));
    if (!mode)
        in.note(ErrorCode::InvalidArgument, in.at("mode") + " is not a known access mode", in.at("mode"));
    if (!health)
        in.note(ErrorCode::InvalidArgument, in.at("health") + " is not a known state", in.at("health"));
    out.mode = mode.value_or(out.mode);
    out.health = health.value_or(out.health);
    out.since = parseRfc3339(in.time("sinceAt")).value_or(UnixMillis{});
    out.detail = in.string("detail");
    out.identity = in.member<provider::Identity>("identity", parseIdentity);
    out.configPath = in.string("configPath");
    out.configRealPath = in.optionalString("configRealPath").value_or(""); // older agents do not tell
    out.endpoint = in.string("endpoint");
    out.problems = in.items<provider::Problem>("problems", parseProblem);
    out.pairedDeviceId = in.string("pairedDeviceId");
    out.grantedScopes = in.texts("grantedScopes");
    return in.result(std::move(out));
}

template <>
Result<Runtime> parse<Runtime>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Runtime out;
    out.id = in.runtime("id");
    out.provider = in.string("provider");
    out.environment = in.string("environment");
    out.addedAt = in.time("addedAt");
    out.status = in.member<provider::RuntimeStatus>("status", parse<provider::RuntimeStatus>);
    out.lastObservedAt = in.optionalTime("lastObservedAt");
    out.currentRevision = in.optionalInteger("currentRevision", 1);
    out.runtimeOnlyIsStale = in.boolean("runtimeOnlyIsStale");
    out.agentCount = in.count("agentCount");
    out.nodeCount = in.count("nodeCount");
    out.edgeCount = in.count("edgeCount");
    return in.result(std::move(out));
}

template <>
Result<Revision> parse<Revision>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Revision out;
    out.number = in.integer("number", 1);
    out.digest = in.digest("digest");
    out.configuredDigest = in.digest("configuredDigest");
    out.sourceDigest = in.optionalDigest("sourceDigest");
    out.runtime = in.runtime("runtime");
    out.kind = in.oneOf("kind", {"observed", "desired"});
    out.createdAt = in.time("createdAt");
    out.author = in.string("author");
    out.authorName = in.optionalString("authorName").value_or(out.author); // an older agent says none
    out.reason = in.string("reason");
    out.providerVersion = in.string("providerVersion");
    out.parent = in.optionalInteger("parent", 1);
    out.nodeCount = in.count("nodeCount");
    out.edgeCount = in.count("edgeCount");
    out.changes = in.member<store::ChangeCounts>("changes", parseChanges);
    return in.result(std::move(out));
}

template <>
Result<Topology> parse<Topology>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Topology out;
    out.revision = in.member<Revision>("revision", parse<Revision>);
    out.graph = in.member<topology::Graph>("graph", topology::parseNewerGraph);
    out.lastObservedAt = in.optionalTime("lastObservedAt");
    out.mode = in.string("mode");
    if (!provider::accessModeFrom(out.mode))
        in.note(ErrorCode::InvalidArgument, in.at("mode") + " is not a known access mode", in.at("mode"));
    out.runtimeOnlyIsStale = in.boolean("runtimeOnlyIsStale");
    return in.result(std::move(out));
}

template <>
Result<InventoryAgent> parse<InventoryAgent>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    InventoryAgent out;
    out.id = in.string("id");
    out.name = in.string("name");
    out.model = in.string("model");
    out.workspace = in.string("workspace");
    out.toolsProfile = in.string("toolsProfile");
    out.sandbox = in.string("sandbox");
    out.entries = in.texts("entries");
    out.owner = in.oneOf("owner", {"fabric", "manager", "unmanaged"});
    out.health = in.string("health");
    out.lastSeenAt = in.optionalTime("lastSeenAt");
    return in.result(std::move(out));
}

template <>
Result<Inventory> parse<Inventory>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Inventory out;
    out.runtime = in.runtime("runtime");
    out.revision = in.optionalInteger("revision", 1);
    out.agents = in.items<InventoryAgent>("agents", parse<InventoryAgent>);
    return in.result(std::move(out));
}

template <>
Result<TopologyDiff> parse<TopologyDiff>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    TopologyDiff out;
    out.from = in.member<Revision>("from", parse<Revision>);
    out.to = in.member<Revision>("to", parse<Revision>);
    out.diff = in.member<topology::Diff>("diff", topology::parseDiff);
    return in.result(std::move(out));
}

template <>
Result<Reachability> parse<Reachability>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Reachability out;
    out.revision = in.integer("revision", 1);
    out.from = in.string("from");
    out.direction = in.oneOf("direction", {"forward", "backward"});
    out.reached = in.items<topology::ReachedNode>("reached", parseReached);
    return in.result(std::move(out));
}

template <>
Result<Event> parse<Event>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Event out;
    in.oneOf("specversion", {"1.0"});
    out.id = in.string("id");
    static_cast<void>(in.string("source"));
    const std::string type = in.string("type");
    if (!type.starts_with(kEventTypePrefix))
        in.note(ErrorCode::InvalidArgument, in.at("type") + " does not start with " + kEventTypePrefix, in.at("type"));
    else
        out.type = type.substr(std::string_view(kEventTypePrefix).size());
    out.subject = in.string("subject");
    out.time = in.time("time");
    if (const Json* data = in.object("data"))
        out.data = *data;
    return in.result(std::move(out));
}

template <>
Result<Service> parse<Service>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Service out;
    out.name = in.string("name");
    out.kind = in.string("kind"); // a newer agent has more kinds
    out.state = in.oneOf("state", {"ok", "degraded", "down", "off"});
    out.sinceAt = in.time("sinceAt");
    out.detail = in.string("detail");
    return in.result(std::move(out));
}

template <>
Result<Provider> parse<Provider>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Provider out;
    out.id = in.string("id");
    out.name = in.string("name");
    out.versions = in.texts("versions");
    out.runtimeCount = in.count("runtimeCount");
    return in.result(std::move(out));
}

template <>
Result<ProblemDetails> parse<ProblemDetails>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    ProblemDetails out;
    out.status = static_cast<int>(in.integer("status", 400, 599));
    out.code = in.string("code");
    out.title = in.string("title");
    out.detail = in.string("detail");
    out.pointer = in.string("pointer");
    out.traceId = in.string("traceId");
    return in.result(std::move(out));
}

template <class T>
Result<Page<T>> parsePage(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Page<T> out;
    out.items = in.template items<T>("items", parse<T>);
    out.nextCursor = in.optionalString("nextCursor");
    return in.result(std::move(out));
}

template Result<Page<Runtime>> parsePage<Runtime>(const Json&, const std::string&);
template Result<Page<Revision>> parsePage<Revision>(const Json&, const std::string&);
template Result<Page<Event>> parsePage<Event>(const Json&, const std::string&);
template Result<Page<Service>> parsePage<Service>(const Json&, const std::string&);
template Result<Page<Provider>> parsePage<Provider>(const Json&, const std::string&);
template Result<Page<PlanSummary>> parsePage<PlanSummary>(const Json&, const std::string&);
template Result<Page<Rollout>> parsePage<Rollout>(const Json&, const std::string&);
template Result<Page<RolloutGroup>> parsePage<RolloutGroup>(const Json&, const std::string&);

} // namespace fabric::wire
