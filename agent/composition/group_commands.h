// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/agent_client.h"
#include "agent/composition/command_line.h"

#include <optional>
#include <string>

namespace fabric::composition {

/// `apply PLAN PLAN...`: runs the plans as one change and waits. Returns the exit status, as every command does.
[[nodiscard]] int runApplyGroup(const Invocation& invocation, const AgentClient& agent);

/// `rollouts groups [show|confirm|cancel|rollback|evidence]`.
[[nodiscard]] int runGroups(const Invocation& invocation, const AgentClient& agent);

/// Of rollout_commands.cpp. The whole number of a flag; absent without it. The agent knows the range.
[[nodiscard]] Result<std::optional<int>> secondsOf(const Invocation& invocation, const std::string& flag);

} // namespace fabric::composition
