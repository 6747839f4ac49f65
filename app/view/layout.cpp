// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/layout.h"

#include "app/view/layout_plan.h"

#include <QtGlobal>

#include <string_view>
#include <unordered_map>

namespace fabric::view {

using topology::Edge;
using topology::EdgeKind;
using topology::Node;
using topology::NodeKind;

Column columnOf(BoxKind kind)
{
    switch (kind) {
    case BoxKind::Channel:
    case BoxKind::Triggers: return Column::Entry;
    case BoxKind::Agents: return Column::Agents;
    case BoxKind::Provider:
    case BoxKind::Tools: return Column::Resources;
    case BoxKind::Gateway:
    case BoxKind::McpServers:
    case BoxKind::Plugins:
    case BoxKind::OwnJobs:
    case BoxKind::Devices:
    case BoxKind::Sessions: return Column::Gateway;
    }
    Q_UNREACHABLE();
}

EdgeStyle styleOf(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::RoutesTo: return EdgeStyle::Routes;
    case EdgeKind::Triggers:
    case EdgeKind::FansOutTo: return EdgeStyle::Triggers;
    case EdgeKind::MaySpawn: return EdgeStyle::Spawns;
    case EdgeKind::AgentToAgent: return EdgeStyle::Talks;
    case EdgeKind::UsesModel: return EdgeStyle::Uses;
    case EdgeKind::ToolAllow: return EdgeStyle::Allows;
    case EdgeKind::ToolDeny: return EdgeStyle::Denies;
    case EdgeKind::Owns:
    case EdgeKind::Slot:
    case EdgeKind::SurfaceOwner:
    case EdgeKind::HasMcp:
    case EdgeKind::RunsOn: return EdgeStyle::Hosts;
    }
    Q_UNREACHABLE();
}

namespace {

/// A job that a part of the runtime declared, not a person: housekeeping, one per agent as a rule.
bool isOwnJob(const Node& node)
{
    return node.kind == NodeKind::CronJob && node.attributes.contains("declaredBy");
}

BoxKind boxKindOf(const Node& node)
{
    if (isOwnJob(node))
        return BoxKind::OwnJobs;
    switch (node.kind) {
    case NodeKind::Channel:
    case NodeKind::Account: return BoxKind::Channel;
    case NodeKind::Hook:
    case NodeKind::BroadcastGroup:
    case NodeKind::CronJob: return BoxKind::Triggers;
    case NodeKind::Agent: return BoxKind::Agents;
    case NodeKind::ModelProvider:
    case NodeKind::Model: return BoxKind::Provider;
    case NodeKind::Tool: return BoxKind::Tools;
    case NodeKind::Gateway: return BoxKind::Gateway;
    case NodeKind::McpServer: return BoxKind::McpServers;
    case NodeKind::Plugin: return BoxKind::Plugins;
    case NodeKind::Device:
    case NodeKind::Node: return BoxKind::Devices;
    case NodeKind::Session: return BoxKind::Sessions;
    }
    Q_UNREACHABLE();
}

/// The key of the box that a node falls into. A child without a known parent goes to a box named after the first part
/// of its id, so that a dangling account still stands beside its siblings.
std::string boxKey(const Node& node, BoxKind kind)
{
    switch (kind) {
    case BoxKind::Channel:
    case BoxKind::Provider: {
        if (node.kind == NodeKind::Channel || node.kind == NodeKind::ModelProvider)
            return node.id.value();
        if (node.parent)
            return node.parent->value();
        const std::string_view id = node.id.value();
        const auto colon = id.find(':');
        const std::string_view name = colon == std::string_view::npos ? id : id.substr(colon + 1);
        const auto ownerKind = kind == BoxKind::Channel ? NodeKind::Channel : NodeKind::ModelProvider;
        return std::string(topology::toText(ownerKind)) + ':' + std::string(name.substr(0, name.find('/')));
    }
    case BoxKind::Triggers: return "triggers";
    case BoxKind::Agents: return "agents";
    case BoxKind::Tools: return "tools";
    case BoxKind::Gateway: return "gateway";
    case BoxKind::McpServers: return "mcp-servers";
    case BoxKind::Plugins: return "plugins";
    case BoxKind::OwnJobs: return "own-jobs";
    case BoxKind::Devices: return "devices";
    case BoxKind::Sessions: return "sessions";
    }
    Q_UNREACHABLE();
}

bool isOwner(NodeKind kind)
{
    return kind == NodeKind::Channel || kind == NodeKind::ModelProvider;
}

void assignBoxes(Layout& layout)
{
    const auto nodes = layout.graph.nodes();
    layout.nodeBox.assign(nodes.size(), kNone);
    std::unordered_map<std::string, std::uint32_t> byKey;
    std::array<std::uint32_t, 10> fixedBox;
    fixedBox.fill(kNone);
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        const BoxKind kind = boxKindOf(nodes[i]);
        const bool isKeyed = kind == BoxKind::Channel || kind == BoxKind::Provider;
        std::uint32_t& fixed = fixedBox[static_cast<std::size_t>(kind)];
        std::uint32_t box = isKeyed ? kNone : fixed;
        if (box == kNone) {
            std::string key = boxKey(nodes[i], kind);
            const auto [it, isNew] = byKey.try_emplace(key, static_cast<std::uint32_t>(layout.boxes.size()));
            box = it->second;
            if (isNew)
                layout.boxes.push_back({.kind = kind, .key = std::move(key)});
            if (!isKeyed)
                fixed = box;
        }
        layout.nodeBox[i] = box;
        if (isOwner(nodes[i].kind))
            layout.boxes[box].owner = i;
        else
            ++layout.boxes[box].rowCount;
    }
}

void fillRows(Layout& layout)
{
    std::uint32_t next = 0;
    for (Box& box : layout.boxes) {
        box.firstRow = next;
        next += box.rowCount;
    }
    layout.rows.resize(next);
    std::vector<std::uint32_t> filled(layout.boxes.size(), 0);
    for (std::uint32_t i = 0; i < layout.nodeBox.size(); ++i) {
        const std::uint32_t box = layout.nodeBox[i];
        if (layout.boxes[box].owner != i)
            layout.rows[layout.boxes[box].firstRow + filled[box]++] = i;
    }
}

bool isTrue(const Json& attributes, const char* name)
{
    if (attributes.empty()) // most edges: spares the search
        return false;
    const auto it = attributes.find(name);
    return it != attributes.end() && it->is_boolean() && it->get<bool>();
}

EdgeForm formOf(const Layout& layout, const Edge& edge, const EdgeLine& line)
{
    if (edge.kind == EdgeKind::Owns)
        return EdgeForm::Enclosed;
    if (line.from == line.to)
        return EdgeForm::Loop;
    const auto column = [&layout](std::uint32_t node) { return columnOf(layout.boxes[layout.nodeBox[node]].kind); };
    if (column(line.from) != column(line.to))
        return EdgeForm::Across;
    return edge.kind == EdgeKind::AgentToAgent ? EdgeForm::LeftArc : EdgeForm::RightArc;
}

/// What the gateway gives to everybody (its MCP servers, slots, tool rules, its own jobs) would be a fan over the whole
/// picture.
bool isSetEdge(const Layout& layout, const Edge& edge, const EdgeLine& line)
{
    return edge.origin == topology::Origin::Implied || isTrue(edge.attributes, topology::attribute::kWildcard)
        || isTrue(edge.attributes, topology::attribute::kInherited)
        || layout.graph.nodes()[line.from].kind == NodeKind::Gateway || isOwnJob(layout.graph.nodes()[line.from]);
}

void readEdges(Layout& layout)
{
    const auto nodes = layout.graph.nodes();
    const auto edges = layout.graph.edges();
    std::unordered_map<std::string_view, std::uint32_t> index;
    index.reserve(nodes.size() * 2);
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
        index.emplace(nodes[i].id.value(), i);
    layout.edges.resize(edges.size());
    // Edges are sorted by kind and start, so that the start is looked up once per run.
    std::string_view lastFrom;
    std::uint32_t lastIndex = kNone;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        EdgeLine& line = layout.edges[i];
        if (lastIndex == kNone || edges[i].from.value() != lastFrom) {
            lastFrom = edges[i].from.value();
            lastIndex = index.at(lastFrom);
        }
        line.from = lastIndex;
        line.to = index.at(edges[i].to.value());
        line.style = styleOf(edges[i].kind);
        line.form = formOf(layout, edges[i], line);
        line.isSet = isSetEdge(layout, edges[i], line);
    }
}

} // namespace

void assignMembership(LayoutPlan& plan)
{
    assignBoxes(plan.layout);
    fillRows(plan.layout);
    readEdges(plan.layout);
}

Layout layOut(const topology::Graph& graph, const Layout* previous)
{
    Layout layout;
    layout.graph = graph;
    LayoutPlan plan{layout, previous, {}};
    assignMembership(plan);
    orderColumns(plan);
    placeBoxes(plan);
    routeEdges(layout);
    return layout;
}

} // namespace fabric::view
