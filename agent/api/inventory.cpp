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

/// The entries that reach each node, by its position in the graph.
std::vector<std::vector<std::string>> entriesByNode(const topology::Graph& graph)
{
    topology::ReachabilityQuery query;
    query.kinds
        = {EdgeKind::RoutesTo, EdgeKind::MaySpawn, EdgeKind::AgentToAgent, EdgeKind::Triggers, EdgeKind::FansOutTo};
    topology::ReachabilityIndex index(graph, query);
    std::vector<std::vector<std::string>> out(graph.nodes().size());
    for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
        const Node& node = graph.nodes()[i];
        if (!isEntry(node.kind))
            continue;
        for (const std::size_t target : index.from(i))
            out[target].push_back(node.id.value());
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
    auto entries = entriesByNode(view.graph);
    const auto models = primaryModels(view.graph);
    for (std::size_t i = 0; i < view.graph.nodes().size(); ++i) {
        const Node& node = view.graph.nodes()[i];
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
        agent.entries = std::move(entries[i]);
        agent.owner = "unmanaged"; // nobody can claim an agent yet
        agent.health = std::string(provider::toText(view.record.status.health));
        if (view.record.lastObservedAt)
            agent.lastSeenAt = toRfc3339(*view.record.lastObservedAt);
        out.agents.push_back(std::move(agent));
    }
    return out;
}

} // namespace fabric::api
