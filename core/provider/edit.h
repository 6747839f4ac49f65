// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/types.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

// What an operator may change in an intent: one struct per kind of edit, in the words of the topology. A provider turns
// them into changes of its document. JSON: `{"edit":"set-model", ...}` with the fields below; names are API.

namespace fabric::provider {

/// `add-agent`: a new agent. @note a model that is absent is inherited.
struct AddAgent
{
    std::string id; ///< in the provider's form of ids
    std::string name; ///< empty: the id
    std::optional<topology::NodeId> model;
    std::string workspace; ///< empty: the provider's default
    std::string toolsProfile; ///< empty: inherited
};
/// `remove-agent`, with the routes and permissions that name it.
struct RemoveAgent
{
    topology::NodeId agent;
};
/// `rename-agent`: the same agent under another id; a declared rename keeps its identity in diffs and plans.
struct RenameAgent
{
    topology::NodeId agent;
    std::string to;
};
/// `set-model`: of one agent, or of the defaults (`gateway`). No model: inherit again.
struct SetModel
{
    topology::NodeId subject;
    std::optional<topology::NodeId> primary;
    std::vector<topology::NodeId> fallbacks;
};
/// `add-route`: an account (or a whole channel) to an agent. The match is the provider's own canonical selector; empty: all
/// of the account.
struct AddRoute
{
    topology::NodeId from;
    topology::NodeId agent;
    Json match
        = Json::object(); ///< peer, guild, team, roles ... as in the provider's configuration; scalars and arrays
    std::optional<int> position; ///< in the provider's order; absent: last
};
/// `change-route`: leads an existing route to another agent.
struct ChangeRoute
{
    topology::EdgeId route;
    topology::NodeId agent;
};
/// `remove-route`.
struct RemoveRoute
{
    topology::EdgeId route;
};
/// `allow-delegation`, `forbid-delegation`: one agent may spawn another.
struct SetDelegation
{
    topology::NodeId from;
    topology::NodeId to;
    bool isAllowed = true;
};
/// `allow-talk`, `forbid-talk`: two agents may send messages to each other.
struct SetTalk
{
    topology::NodeId one;
    topology::NodeId other;
    bool isAllowed = true;
};
/// `set-tool`: what one agent (or `gateway`: all of them) may do with a tool.
struct SetTool
{
    topology::NodeId subject;
    topology::NodeId tool;
    enum class Permission { Allow, AlsoAllow, Deny, Inherit } permission = Permission::Allow;
};
/// `set-attribute`: one attribute of a node that the provider can write (`sandbox`, `toolsProfile`, `enabled`, `name`,
/// `workspace`); null: inherit.
struct SetAttribute
{
    topology::NodeId node;
    std::string name;
    Json value;
};

using Edit = std::variant<AddAgent, RemoveAgent, RenameAgent, SetModel, AddRoute, ChangeRoute, RemoveRoute,
                          SetDelegation, SetTalk, SetTool, SetAttribute>;

inline constexpr std::size_t kMaxEdits = 1000; ///< in one request

[[nodiscard]] Json toJson(const Edit& edit);
/// Strict: unknown fields and kinds are errors.
[[nodiscard]] Result<Edit> parseEdit(const Json& value, const std::string& path = {});

} // namespace fabric::provider
