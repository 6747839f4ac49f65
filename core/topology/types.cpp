// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/types.h"

#include "core/base/names.h"

namespace fabric::topology {
namespace {

constexpr auto kNodeKinds = std::to_array<Named<NodeKind>>({
    {NodeKind::Gateway, "gateway"},
    {NodeKind::Agent, "agent"},
    {NodeKind::Channel, "channel"},
    {NodeKind::Account, "account"},
    {NodeKind::ModelProvider, "provider"},
    {NodeKind::Model, "model"},
    {NodeKind::Tool, "tool"},
    {NodeKind::Plugin, "plugin"},
    {NodeKind::McpServer, "mcp"},
    {NodeKind::Hook, "hook"},
    {NodeKind::BroadcastGroup, "group"},
    {NodeKind::CronJob, "cron"},
    {NodeKind::Device, "device"},
    {NodeKind::Node, "node"},
    {NodeKind::Session, "session"},
});

constexpr auto kEdgeKinds = std::to_array<Named<EdgeKind>>({
    {EdgeKind::Owns, "owns"},
    {EdgeKind::RoutesTo, "routes-to"},
    {EdgeKind::MaySpawn, "may-spawn"},
    {EdgeKind::AgentToAgent, "agent-to-agent"},
    {EdgeKind::UsesModel, "uses-model"},
    {EdgeKind::ToolAllow, "tool-allow"},
    {EdgeKind::ToolDeny, "tool-deny"},
    {EdgeKind::Slot, "slot"},
    {EdgeKind::SurfaceOwner, "surface-owner"},
    {EdgeKind::Triggers, "triggers"},
    {EdgeKind::FansOutTo, "fans-out-to"},
    {EdgeKind::HasMcp, "has-mcp"},
    {EdgeKind::RunsOn, "runs-on"},
});

constexpr auto kOrigins = std::to_array<Named<Origin>>({
    {Origin::Configured, "configured"},
    {Origin::Implied, "implied"},
    {Origin::RuntimeOnly, "runtime-only"},
});

/// Keeps '|' for the separators of an edge id.
void appendEscaped(std::string& out, std::string_view part)
{
    for (const char c : part) {
        if (c == '|')
            out += "%7C";
        else if (c == '%')
            out += "%25";
        else
            out.push_back(c);
    }
}

} // namespace

std::string_view toText(NodeKind kind)
{
    return nameOf(kNodeKinds, kind);
}

std::string_view toText(EdgeKind kind)
{
    return nameOf(kEdgeKinds, kind);
}

std::string_view toText(Origin origin)
{
    return nameOf(kOrigins, origin);
}

std::optional<NodeKind> nodeKindFrom(std::string_view text)
{
    return valueOf(kNodeKinds, text);
}

std::optional<EdgeKind> edgeKindFrom(std::string_view text)
{
    return valueOf(kEdgeKinds, text);
}

std::optional<Origin> originFrom(std::string_view text)
{
    return valueOf(kOrigins, text);
}

NodeId nodeId(NodeKind kind, std::string_view name)
{
    std::string id(toText(kind));
    if (!name.empty())
        id.append(":").append(name);
    return NodeId(std::move(id));
}

std::optional<NodeKind> kindOf(const NodeId& id)
{
    const std::string_view text = id.value();
    const auto colon = text.find(':');
    if (colon != std::string_view::npos && colon + 1 == text.size())
        return std::nullopt;
    return nodeKindFrom(text.substr(0, colon));
}

EdgeId edgeId(EdgeKind kind, const NodeId& from, const NodeId& to, std::string_view key)
{
    std::string id(toText(kind));
    for (const std::string_view part : {std::string_view(from.value()), std::string_view(to.value()), key}) {
        id.push_back('|');
        appendEscaped(id, part);
    }
    return EdgeId(std::move(id));
}

EdgeId Edge::id() const
{
    return edgeId(kind, from, to, key);
}

bool Node::operator==(const Node& other) const
{
    return id == other.id && kind == other.kind && origin == other.origin && name == other.name
        && parent == other.parent && isDangling == other.isDangling && attributes == other.attributes;
}

bool Edge::operator==(const Edge& other) const
{
    return kind == other.kind && from == other.from && to == other.to && key == other.key && origin == other.origin
        && isDangling == other.isDangling && order == other.order && attributes == other.attributes;
}

} // namespace fabric::topology
