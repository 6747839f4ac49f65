// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

#include <array>

namespace fabric::openclaw {

using namespace topology;

namespace {

/// `7 d`, `90 min`: in the largest unit that says it exactly.
std::string intervalText(std::int64_t milliseconds)
{
    constexpr std::array<std::pair<std::int64_t, const char*>, 4> kUnits{
        {{86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1'000, " s"}}};
    for (const auto& [size, name] : kUnits) {
        if (milliseconds >= size && milliseconds % size == 0)
            return std::to_string(milliseconds / size) + name;
    }
    return std::to_string(milliseconds) + " ms";
}

/// When a job runs, as text. The anchor of an interval is left out: it says nothing that the interval does not.
std::optional<std::string> scheduleText(const Place& schedule)
{
    const auto kind = schedule["kind"].text();
    if (!kind)
        return std::nullopt;
    if (*kind == "cron")
        return schedule["expr"].text();
    if (*kind == "every") {
        const auto every = schedule["everyMs"].integer();
        return every ? std::optional("every " + intervalText(*every)) : std::nullopt;
    }
    if (*kind == "at") {
        const auto at = schedule["at"].id();
        return at ? std::optional("at " + *at) : std::nullopt;
    }
    return kind;
}

void mapCron(MapContext& context, const Place& answer)
{
    for (const Place& job : answer["jobs"].items()) {
        const auto id = job["id"].reference();
        if (!id) {
            job.fail("a job with an id is expected here");
            return;
        }
        Node node = nodeOf(NodeKind::CronJob, *id, job.path(), Origin::RuntimeOnly);
        const auto shown = job["displayName"].text();
        node.name = shown ? *shown : job["name"].text().value_or(*id);
        set(node.attributes, "enabled", job["enabled"].boolean());
        set(node.attributes, "schedule", scheduleText(job["schedule"]));
        set(node.attributes, "timezone", job["schedule"]["tz"].text());
        set(node.attributes, "sessionTarget", job["sessionTarget"].text());
        set(node.attributes, "wakeMode", job["wakeMode"].text());
        set(node.attributes, "payloadKind", job["payload"]["kind"].text());
        set(node.attributes, "deliveryMode", job["delivery"]["mode"].text());
        // OpenClaw's own parts declare jobs under `<part>:<name>`; one per agent is usual, so a reader must tell them apart.
        if (const auto declared = job["declarationKey"].text())
            set(node.attributes, "declaredBy", std::optional(declared->substr(0, declared->find(':'))));
        const NodeId from = node.id;
        if (context.builder.has(from)) {
            job.fail("two jobs have the same id");
            return;
        }
        context.builder.add(std::move(node));
        const auto own = job["agentId"].reference();
        const auto agent = own ? own : job["effectiveAgentId"].reference();
        if (const std::string target = agent ? canonicalAgentId(*agent) : std::string(); !target.empty())
            context.builder.add(
                edgeOf(EdgeKind::Triggers, from, nodeId(NodeKind::Agent, target), job.path(), Origin::RuntimeOnly));
    }
}

/// Devices that are paired. A request that waits for approval is no part of the topology yet.
void mapDevices(MapContext& context, const Place& answer)
{
    constexpr std::size_t kShownDigits = 12;
    for (const Place& device : answer["paired"].items()) {
        const auto id = device["deviceId"].reference();
        if (!id || context.builder.has(nodeId(NodeKind::Device, *id))) {
            device.fail("a device with an id of its own is expected here");
            return;
        }
        Node node = nodeOf(NodeKind::Device, *id, device.path(), Origin::RuntimeOnly);
        const auto client = device["clientId"].text();
        node.name
            = device["displayName"].text().value_or(client.value_or("device") + " " + id->substr(0, kShownDigits));
        set(node.attributes, "platform", device["platform"].text());
        set(node.attributes, "role", device["role"].text());
        set(node.attributes, "roles", device["roles"].texts());
        set(node.attributes, "scopes", device["scopes"].texts());
        set(node.attributes, "clientId", client);
        set(node.attributes, "clientMode", device["clientMode"].text());
        set(node.attributes, "approvedVia", device["approvedVia"].text());
        context.builder.add(std::move(node));
    }
}

/// Machines that run tools. One that an agent's configuration names by its id is there already and stays as it is, so
/// that the configured part of the graph does not depend on the runtime.
void mapNodes(MapContext& context, const Place& answer)
{
    for (const Place& machine : answer["nodes"].items()) {
        const auto id = machine["nodeId"].reference();
        if (!id) {
            machine.fail("a node with an id is expected here");
            return;
        }
        Node out = nodeOf(NodeKind::Node, *id, machine.path(), Origin::RuntimeOnly);
        if (!machine["paired"].boolean().value_or(true) || context.builder.has(out.id))
            continue;
        out.name = machine["displayName"].text().value_or(*id);
        set(out.attributes, "platform", machine["platform"].text());
        set(out.attributes, "deviceFamily", machine["deviceFamily"].text());
        set(out.attributes, "capabilities", machine["caps"].texts());
        set(out.attributes, "commands", machine["commands"].texts());
        context.builder.add(std::move(out));
    }
}

} // namespace

void mapRuntime(MapContext& context)
{
    const MapInput& input = context.input;
    if (input.cronList != nullptr)
        mapCron(context, Place(input.cronList, "cron.list", context.notes));
    if (input.devicePairList != nullptr)
        mapDevices(context, Place(input.devicePairList, "device.pair.list", context.notes));
    if (input.nodeList != nullptr)
        mapNodes(context, Place(input.nodeList, "node.list", context.notes));
}

} // namespace fabric::openclaw
