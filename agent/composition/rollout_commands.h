// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/command_line.h"
#include "agent/config/config.h"

namespace fabric::composition {

/// `apply`: runs a plan and waits. Returns the exit status, as every command does.
[[nodiscard]] int runApply(const Invocation& invocation, const config::EnvironmentMap& environment);

/// `rollback`: brings the old state back and waits.
[[nodiscard]] int runRollback(const Invocation& invocation, const config::EnvironmentMap& environment);

/// `rollouts [show|confirm|cancel|evidence]`.
[[nodiscard]] int runRollouts(const Invocation& invocation, const config::EnvironmentMap& environment);

} // namespace fabric::composition
