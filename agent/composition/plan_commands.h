// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/command_line.h"
#include "agent/config/config.h"

namespace fabric::composition {

/// `plan`: at a running agent, or offline. Returns the exit status: 7 if changes are pending, 0 if there are none.
[[nodiscard]] int runPlan(const Invocation& invocation, const config::EnvironmentMap& environment);

/// `plans [show]`.
[[nodiscard]] int runPlans(const Invocation& invocation, const config::EnvironmentMap& environment);

} // namespace fabric::composition
