// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/types.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::wire {
namespace {

template <class T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

Json toJson(const provider::Problem& problem)
{
    return {{"code", problem.code}, {"message", problem.message}, {"action", problem.action}, {"where", problem.where}};
}

Json toJson(const provider::Identity& identity)
{
    return {{"deviceId", identity.deviceId},
            {"version", identity.version},
            {"bootId", identity.bootId},
            {"protocol", orNull(identity.protocol)},
            {"capabilities", identity.capabilities}};
}

template <class T>
Json listOf(const std::vector<T>& values)
{
    Json out = Json::array();
    for (const T& value : values)
        out.push_back(toJson(value));
    return out;
}

} // namespace

Json toJson(const provider::RuntimeStatus& value)
{
    return {{"mode", provider::toText(value.mode)},   {"health", provider::toText(value.health)},
            {"sinceAt", toRfc3339(value.since)},      {"detail", value.detail},
            {"identity", toJson(value.identity)},     {"configPath", value.configPath},
            {"configRealPath", value.configRealPath}, {"endpoint", value.endpoint},
            {"problems", listOf(value.problems)},     {"pairedDeviceId", value.pairedDeviceId},
            {"grantedScopes", value.grantedScopes}};
}

Json toJson(const Runtime& value)
{
    return {{"id", value.id},
            {"provider", value.provider},
            {"environment", value.environment},
            {"addedAt", value.addedAt},
            {"status", toJson(value.status)},
            {"lastObservedAt", orNull(value.lastObservedAt)},
            {"currentRevision", orNull(value.currentRevision)},
            {"runtimeOnlyIsStale", value.runtimeOnlyIsStale},
            {"agentCount", value.agentCount},
            {"nodeCount", value.nodeCount},
            {"edgeCount", value.edgeCount}};
}

Json toJson(const Revision& value)
{
    return {{"number", value.number},
            {"digest", value.digest},
            {"configuredDigest", value.configuredDigest},
            {"sourceDigest", orNull(value.sourceDigest)},
            {"runtime", value.runtime},
            {"kind", value.kind},
            {"createdAt", value.createdAt},
            {"author", value.author},
            {"authorName", value.authorName},
            {"reason", value.reason},
            {"providerVersion", value.providerVersion},
            {"parent", orNull(value.parent)},
            {"nodeCount", value.nodeCount},
            {"edgeCount", value.edgeCount},
            {"changes",
             {{"added", value.changes.added}, {"removed", value.changes.removed}, {"changed", value.changes.changed}}}};
}

Json toJson(const Topology& value)
{
    return {{"revision", toJson(value.revision)},
            {"graph", topology::toJson(value.graph)},
            {"lastObservedAt", orNull(value.lastObservedAt)},
            {"mode", value.mode},
            {"runtimeOnlyIsStale", value.runtimeOnlyIsStale}};
}

Json toJson(const InventoryAgent& value)
{
    return {{"id", value.id},
            {"name", value.name},
            {"model", value.model},
            {"workspace", value.workspace},
            {"toolsProfile", value.toolsProfile},
            {"sandbox", value.sandbox},
            {"entries", value.entries},
            {"owner", value.owner},
            {"health", value.health},
            {"lastSeenAt", orNull(value.lastSeenAt)}};
}

Json toJson(const Inventory& value)
{
    return {{"runtime", value.runtime}, {"revision", orNull(value.revision)}, {"agents", listOf(value.agents)}};
}

Json toJson(const TopologyDiff& value)
{
    return {{"from", toJson(value.from)}, {"to", toJson(value.to)}, {"diff", topology::toJson(value.diff)}};
}

Json toJson(const Reachability& value)
{
    Json reached = Json::array();
    for (const topology::ReachedNode& node : value.reached) {
        Json path = Json::array();
        for (const topology::EdgeId& edge : node.path)
            path.push_back(edge.value());
        reached.push_back({{"id", node.id.value()}, {"path", std::move(path)}});
    }
    return {{"revision", value.revision},
            {"from", value.from},
            {"direction", value.direction},
            {"reached", std::move(reached)}};
}

Json toJson(const Event& value)
{
    return {{"specversion", "1.0"},
            {"id", value.id},
            {"source", kEventSource},
            {"type", kEventTypePrefix + value.type},
            {"subject", value.subject},
            {"time", value.time},
            {"datacontenttype", "application/json"},
            {"data", value.data}};
}

Json toJson(const Service& value)
{
    return {{"name", value.name},
            {"kind", value.kind},
            {"state", value.state},
            {"sinceAt", value.sinceAt},
            {"detail", value.detail}};
}

Json toJson(const Provider& value)
{
    return {{"id", value.id}, {"name", value.name}, {"versions", value.versions}, {"runtimeCount", value.runtimeCount}};
}

Json toJson(const ProblemDetails& value)
{
    return {{"type", kProblemTypePrefix + value.code},
            {"status", value.status},
            {"code", value.code},
            {"title", value.title},
            {"detail", value.detail},
            {"pointer", value.pointer},
            {"traceId", value.traceId}};
}

Event fromEvent(const events::Event& event)
{
    return {event.id(), event.what.type, event.what.subject, toRfc3339(event.what.at), event.what.data};
}

Runtime toWire(const store::RuntimeRecord& record, const topology::Graph* graph)
{
    Runtime out;
    out.id = record.id.value();
    out.provider = record.provider;
    out.environment = record.environment;
    out.addedAt = toRfc3339(record.addedAt);
    out.status = record.status;
    if (record.lastObservedAt)
        out.lastObservedAt = toRfc3339(*record.lastObservedAt);
    out.currentRevision = record.currentRevision;
    out.runtimeOnlyIsStale = record.runtimeOnlyIsStale;
    if (graph != nullptr) {
        out.agentCount = static_cast<int>(
            std::count_if(graph->nodes().begin(), graph->nodes().end(),
                          [](const topology::Node& node) { return node.kind == topology::NodeKind::Agent; }));
        out.nodeCount = static_cast<int>(graph->nodes().size());
        out.edgeCount = static_cast<int>(graph->edges().size());
    }
    return out;
}

Revision toWire(const store::RevisionRecord& record)
{
    Revision out;
    out.number = record.number;
    out.digest = record.digest.text();
    out.configuredDigest = record.configuredDigest.text();
    if (!record.sourceDigest.isNull())
        out.sourceDigest = record.sourceDigest.text();
    out.runtime = record.runtime.value();
    out.kind = store::toText(record.kind);
    out.createdAt = toRfc3339(record.createdAt);
    out.author = record.author;
    out.authorName = record.author;
    out.reason = record.reason;
    out.providerVersion = record.providerVersion;
    out.parent = record.parent;
    out.nodeCount = record.nodeCount;
    out.edgeCount = record.edgeCount;
    out.changes = record.changes;
    return out;
}

} // namespace fabric::wire
