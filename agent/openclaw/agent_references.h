// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/version_table.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

// The places of a masked document that name agents.

namespace fabric::openclaw {

/// The key of an agent's entry in `agents.entries`; nothing if there is none.
[[nodiscard]] std::optional<std::string> entryKeyOf(const Json& document, const std::string& agentId);
/// The ids of all entries, sorted.
[[nodiscard]] std::vector<std::string> agentIdsOf(const Json& document);

/// @p document as `agents.delete` of a runtime with this form of roster leaves it: without the entry and what names the agent.
/// @note it drops `tools.agentToAgent.allow` with its last item, after which everybody may talk to everybody: whoever removes
/// an agent must see to that before.
[[nodiscard]] Json withoutAgent(Json document, const std::string& agentId, RosterKey roster);

/// Where withoutAgent() may change @p document if one of @p agentIds is removed.
[[nodiscard]] std::vector<Segments> placesNaming(const Json& document, const std::vector<std::string>& agentIds);

/// Puts @p to in the place of @p from wherever an agent is named, but for its entry.
void renameReferences(Json& document, const std::string& from, const std::string& to);

/// Every text in @p value, which stands at @p segments or is a part of what does, that names an agent.
void eachAgentName(const Json& document, const std::function<void(const std::string&)>& visit);

} // namespace fabric::openclaw
