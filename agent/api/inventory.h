// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/runtimes/runtime_directory.h"
#include "core/wire/types.h"

namespace fabric::api {

/// The runtime-inventory summary that oc-agent-manager consumes: its agents, and which entry points reach each.
[[nodiscard]] wire::Inventory inventoryOf(const runtimes::RuntimeView& view);

} // namespace fabric::api
