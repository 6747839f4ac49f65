// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/command_line.h"
#include "agent/config/config.h"

namespace fabric::composition {

/// Runs one understood command to its end and returns the exit status (CONTRACTS, "Command line"). Answers go to standard
/// output, errors to standard error. `serve` needs the application's event loop and runs it.
[[nodiscard]] int runCommand(const Invocation& invocation, const config::EnvironmentMap& environment);

} // namespace fabric::composition
