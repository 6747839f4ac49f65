// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/command_line.h"
#include "agent/config/config.h"

namespace fabric::composition {

/// `runtimes`: what a running agent says of its runtimes. Returns the exit status, as every command does.
[[nodiscard]] int listRuntimes(const Invocation& invocation, const config::EnvironmentMap& environment);

/// `runtimes add|remove`: at a running agent.
[[nodiscard]] int changeRuntimes(const Invocation& invocation, const config::EnvironmentMap& environment);

/// `apikey create|list|revoke`: at a running agent, or in its data folder while none runs.
[[nodiscard]] int runKeyCommand(const Invocation& invocation, const config::EnvironmentMap& environment);

} // namespace fabric::composition
