// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/ids.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace fabric::topology {

/// What a node is. Names (toText) are API; a provider uses those that it has.
enum class NodeKind {
    Gateway,
    Agent,
    Channel,
    Account,
    ModelProvider,
    Model,
    Tool,
    Plugin,
    McpServer,
    Hook,
    BroadcastGroup,
    CronJob,
    Device,
    Node, ///< a paired machine that runs tools for agents
    Session,
};

/// What an edge says; `from` is the subject. Names (toText) are API.
enum class EdgeKind {
    Owns, ///< gateway -> channel, channel -> account, model provider -> model: drawn as enclosure
    RoutesTo, ///< account or channel -> agent; key = binding identity, order matters inside (from, tier)
    MaySpawn, ///< agent -> agent
    AgentToAgent, ///< agent - agent, undirected: from < to
    UsesModel, ///< agent or channel -> model; key = role (primary, fallback, subagent, utility, ...)
    ToolAllow, ///< agent or gateway -> tool; key = allow | alsoAllow
    ToolDeny, ///< agent or gateway -> tool
    Slot, ///< gateway -> plugin; key = slot name (memory, contextEngine, ...)
    SurfaceOwner, ///< gateway -> agent; key = surface (systemAgent, heartbeat, talk, ...)
    Triggers, ///< hook or cron job -> agent
    FansOutTo, ///< broadcast group -> agent
    HasMcp, ///< gateway or agent -> MCP server
    RunsOn, ///< agent -> node
};

/// Where a node or edge comes from.
enum class Origin {
    Configured, ///< written in the runtime's configuration
    Implied, ///< not written, follows from a default or a wildcard
    RuntimeOnly, ///< only the running runtime knows it (cron job, device, session)
};

[[nodiscard]] std::string_view toText(NodeKind kind);
[[nodiscard]] std::string_view toText(EdgeKind kind);
[[nodiscard]] std::string_view toText(Origin origin);
[[nodiscard]] std::optional<NodeKind> nodeKindFrom(std::string_view text);
[[nodiscard]] std::optional<EdgeKind> edgeKindFrom(std::string_view text);
[[nodiscard]] std::optional<Origin> originFrom(std::string_view text);

/// `<kind>:<name>`, unique in one graph, for example `agent:coder`, `account:telegram/default`, `gateway`. The kind is
/// toText(NodeKind), so an id tells its kind.
using NodeId = StrongId<struct NodeIdTag>;
/// `<kind>|<from>|<to>|<key>`, unique in one graph; '|' and '%' inside a part are written %7C and %25.
using EdgeId = StrongId<struct EdgeIdTag>;

/// `<kind>:<name>`, or `<kind>` alone for an empty name (the gateway).
[[nodiscard]] NodeId nodeId(NodeKind kind, std::string_view name);
/// The kind that an id begins with; empty if the id is malformed.
[[nodiscard]] std::optional<NodeKind> kindOf(const NodeId& id);
[[nodiscard]] EdgeId edgeId(EdgeKind kind, const NodeId& from, const NodeId& to, std::string_view key);

/// One thing of a runtime. `path` and nothing else is provenance: it takes no part in digest, diff and equality,
/// because positions in arrays move without any change of meaning.
struct Node
{
    NodeId id;
    NodeKind kind = NodeKind::Gateway;
    Origin origin = Origin::Configured;
    std::string name; ///< what people call it; never empty (the id's last part if nothing better)
    std::optional<NodeId> parent; ///< the node that encloses it (account -> channel, model -> provider)
    bool isDangling = false; ///< something refers to it, nothing defines it
    Json attributes = Json::object(); ///< only names of the kind's allow-list (schema.h); scalars and arrays of text
    std::string path; ///< where it is configured, in the provider's own notation

    bool operator==(const Node& other) const; ///< without path
};

/// One relation. The same rules as for Node.
struct Edge
{
    EdgeKind kind = EdgeKind::Owns;
    NodeId from;
    NodeId to;
    std::string key; ///< tells apart edges of one kind between the same nodes; may be empty
    Origin origin = Origin::Configured;
    bool isDangling = false; ///< one end is a dangling node
    std::optional<int> order; ///< rank from 0 where order means something, inside (kind, from, tier)
    Json attributes = Json::object();
    std::string path;

    [[nodiscard]] EdgeId id() const;
    bool operator==(const Edge& other) const; ///< without path
};

/// Where the wildcard came from (`spawns any`), the tier of a route, ... are attributes; their names:
namespace attribute {
inline constexpr const char* kTier = "tier"; ///< peer | guild+roles | guild | team | account | channel
inline constexpr const char* kSelector = "selector"; ///< canonical text of what a route matches
inline constexpr const char* kWildcard = "wildcard"; ///< true: stands for a set ('*' or an unset list)
inline constexpr const char* kInherited = "inherited"; ///< true: comes from defaults
inline constexpr const char* kEnabled = "enabled";
} // namespace attribute

} // namespace fabric::topology
