// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <span>
#include <string>
#include <string_view>

// What the planner reads out of a graph, in the words of the topology and of no provider.

namespace fabric::planning {

/// The nodes of one kind, which are side by side in a graph; found by binary search.
[[nodiscard]] std::span<const topology::Node> nodesOf(const topology::Graph& graph, topology::NodeKind kind);
/// The edges of one kind, and of those the ones that leave @p from; found by binary search.
[[nodiscard]] std::span<const topology::Edge> edgesOf(const topology::Graph& graph, topology::EdgeKind kind);
[[nodiscard]] std::span<const topology::Edge> edgesOf(const topology::Graph& graph, topology::EdgeKind kind,
                                                      const topology::NodeId& from);

/// True if the attribute is there and true.
[[nodiscard]] bool isTrue(const Json& attributes, const char* name);
/// The text of an attribute; empty if it is absent or no text.
[[nodiscard]] std::string_view textOf(const Json& attributes, const char* name);
[[nodiscard]] bool isDisabled(const topology::Node& node);
/// Anybody may write to it.
[[nodiscard]] bool isOpen(const topology::Node& node);
/// A tool, an MCP server, a machine that runs tools.
[[nodiscard]] bool isAuthority(topology::NodeKind kind);
/// An authority that is as good as a shell: it runs commands, or stands for every tool.
[[nodiscard]] bool isExecLike(const topology::Node& authority);
/// Gives its subject an authority.
[[nodiscard]] bool isGrant(topology::EdgeKind kind);
/// Leads from an entry point to an agent.
[[nodiscard]] bool isEntrance(topology::EdgeKind kind);
/// Nobody named its ends one by one: it follows from a wildcard or from a default.
[[nodiscard]] bool standsForMany(const topology::Edge& edge);

} // namespace fabric::planning
