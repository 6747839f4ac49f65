// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/graph_facts.h"

#include "core/topology/reachability.h"

#include <algorithm>
#include <array>

namespace fabric::planning {

using namespace topology;

namespace {

std::span<const Edge> edgesBelow(const Graph& graph, const std::string& prefix)
{
    const auto [first, last] = edgeRange(graph, prefix);
    return graph.edges().subspan(first, last - first);
}

} // namespace

std::span<const Node> nodesOf(const Graph& graph, NodeKind kind)
{
    // An id begins with the name of the kind, and no such name begins with another one.
    const auto nodes = graph.nodes();
    const auto first
        = std::lower_bound(nodes.begin(), nodes.end(), toText(kind),
                           [](const Node& node, std::string_view wanted) { return node.id.value() < wanted; });
    const auto last = std::partition_point(first, nodes.end(), [kind](const Node& node) { return node.kind == kind; });
    return {first, last};
}

std::span<const Edge> edgesOf(const Graph& graph, EdgeKind kind)
{
    return edgesBelow(graph, std::string(toText(kind)) + "|");
}

std::span<const Edge> edgesOf(const Graph& graph, EdgeKind kind, const NodeId& from)
{
    std::string prefix = edgeId(kind, from, NodeId(), {}).value(); // kind|from||
    prefix.pop_back();
    return edgesBelow(graph, prefix);
}

bool isTrue(const Json& attributes, const char* name)
{
    const auto found = attributes.find(name);
    return found != attributes.end() && found->is_boolean() && found->get<bool>();
}

std::string_view textOf(const Json& attributes, const char* name)
{
    const auto found = attributes.find(name);
    return found != attributes.end() && found->is_string() ? std::string_view(found->get_ref<const std::string&>())
                                                           : std::string_view();
}

bool isDisabled(const Node& node)
{
    const auto found = node.attributes.find(attribute::kEnabled);
    return found != node.attributes.end() && *found == false;
}

bool isOpen(const Node& node)
{
    return isTrue(node.attributes, "allowsAnyone") || textOf(node.attributes, "dmPolicy") == "open"
        || textOf(node.attributes, "groupPolicy") == "open";
}

bool isAuthority(NodeKind kind)
{
    return kind == NodeKind::Tool || kind == NodeKind::McpServer || kind == NodeKind::Node;
}

bool isExecLike(const Node& authority)
{
    constexpr std::array<std::string_view, 7> kFamilies{"runtime", "exec", "shell", "nodes", "bash", "process", "all"};
    if (authority.kind == NodeKind::Node)
        return true;
    if (authority.kind != NodeKind::Tool)
        return false;
    if (isTrue(authority.attributes, attribute::kWildcard))
        return true;
    const auto isListed
        = [&](std::string_view word) { return std::find(kFamilies.begin(), kFamilies.end(), word) != kFamilies.end(); };
    const std::string_view id = authority.id.value();
    return isListed(textOf(authority.attributes, "family")) || isListed(id.substr(id.rfind(':') + 1));
}

bool isGrant(EdgeKind kind)
{
    return kind == EdgeKind::ToolAllow || kind == EdgeKind::HasMcp || kind == EdgeKind::RunsOn;
}

bool isEntrance(EdgeKind kind)
{
    return kind == EdgeKind::RoutesTo || kind == EdgeKind::Triggers || kind == EdgeKind::FansOutTo;
}

bool standsForMany(const Edge& edge)
{
    return edge.origin == Origin::Implied || isTrue(edge.attributes, attribute::kWildcard);
}

} // namespace fabric::planning
