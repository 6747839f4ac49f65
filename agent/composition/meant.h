// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/agent_client.h"
#include "core/wire/plan_name.h"

#include <string>
#include <vector>

// What the words of a command line name: a whole id, or the beginning of one of the newest.

namespace fabric::composition {

inline constexpr const char* kNewest = "limit=200"; ///< the most that a list gives
inline constexpr const char* kPlansPath = "/api/v1/plans";
inline constexpr const char* kRolloutsPath = "/api/v1/rollouts";
inline constexpr const char* kGroupsPath = "/api/v1/rollout-groups";

/// The one of @p ids that begins with @p text; @p text itself if none does: the agent knows older ones.
/// @return InvalidArgument if several begin so, or @p text has fewer than 8 characters: a wrong word must not hit one by chance.
[[nodiscard]] Result<std::string> idNamed(const std::string& text, const std::vector<std::string>& ids);

/// The plan that @p text names (planNamed()), by its whole id.
[[nodiscard]] Result<wire::PlanName> meantPlan(const std::string& text, const AgentClient& agent);
/// The id of the rollout that @p text names (idNamed()).
[[nodiscard]] Result<std::string> meantRollout(const std::string& text, const AgentClient& agent);
/// The id of the group of rollouts that @p text names (idNamed()).
[[nodiscard]] Result<std::string> meantGroup(const std::string& text, const AgentClient& agent);

} // namespace fabric::composition
