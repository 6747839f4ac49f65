// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/inventory.h"

#include "core/topology/reachability.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace fabric::api {
namespace {

using topology::EdgeKind;
using topology::Node;
using topology::NodeKind;

bool isEntry(NodeKind kind)
{
    return kind == NodeKind::Account || kind == NodeKind::Channel || kind == NodeKind::Hook || kind == NodeKind::CronJob
        || kind == NodeKind::BroadcastGroup;
}

/// Every entry's reach, walked once per entry: entries are few, agents may be many.
std::map<topology::NodeId, std::vector<std::string>> entriesByAgent(const topology::Graph& graph)
{
    std::map<topology::NodeId, std::vector<std::string>> out;
    for (const Node& node : graph.nodes()) {
        if (!isEntry(node.kind))
            continue;
        topology::ReachabilityQuery query;
        query.from = node.id;
        query.kinds
            = {EdgeKind::RoutesTo, EdgeKind::MaySpawn, EdgeKind::AgentToAgent, EdgeKind::Triggers, EdgeKind::FansOutTo};
        const auto reached = topology::reachableFrom(graph, query);
        if (!reached)
            continue; // the start is in the graph
        for (const topology::ReachedNode& target : *reached)
            out[target.id].push_back(node.id.value());
    }
    return out;
}

/// Empty unless the node has it as text.
std::string attributeOf(const Node& node, std::string_view name)
{
    const auto found = node.attributes.find(name);
    return found != node.attributes.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Without the kind: `openai/gpt-5` of `model:openai/gpt-5`.
std::string shortId(const topology::NodeId& id)
{
    return id.value().substr(id.value().find(':') + 1);
}

std::map<topology::NodeId, std::string> primaryModels(const topology::Graph& graph)
{
    std::map<topology::NodeId, std::string> out;
    for (const topology::Edge& edge : graph.edges()) {
        if (edge.kind == EdgeKind::UsesModel && edge.key == "primary")
            out.emplace(edge.from, shortId(edge.to));
    }
    return out;
}

} // namespace

wire::Inventory inventoryOf(const runtimes::RuntimeView& view)
{
    wire::Inventory out;
    out.runtime = view.record.id.value();
    if (view.revision)
        out.revision = view.revision->number;
    const auto entries = entriesByAgent(view.graph);
    const auto models = primaryModels(view.graph);
    for (const Node& node : view.graph.nodes()) {
        if (node.kind != NodeKind::Agent || node.isDangling)
            continue;
        wire::InventoryAgent agent;
        agent.id = shortId(node.id);
        agent.name = node.name;
        if (const auto found = models.find(node.id); found != models.end())
            agent.model = found->second;
        agent.workspace = attributeOf(node, "workspace");
        agent.toolsProfile = attributeOf(node, "toolsProfile");
        agent.sandbox = attributeOf(node, "sandboxMode");
        if (const auto found = entries.find(node.id); found != entries.end())
            agent.entries = found->second;
        agent.owner = "unmanaged"; // nobody can claim an agent yet
        agent.health = std::string(provider::toText(view.record.status.health));
        if (view.record.lastObservedAt)
            agent.lastSeenAt = toRfc3339(*view.record.lastObservedAt);
        out.agents.push_back(std::move(agent));
    }
    return out;
}

} // namespace fabric::api
