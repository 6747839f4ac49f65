// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/protocol.h"
#include "core/provider/provider.h"

namespace fabric::openclaw {

/// What a failed `connect` means to the operator: what is wrong and what to do.
[[nodiscard]] provider::Problem refusalOf(const RpcError& error);

/// True if the gateway only says that it is still coming up.
[[nodiscard]] bool isStartingUp(const RpcError& error);

/// What a frame that was not taken means to the operator.
[[nodiscard]] provider::Problem frameProblemOf(const Error& error);

/// What the answer of config.get says is wrong with the configuration; nothing if it is sound and applied.
[[nodiscard]] std::optional<provider::Problem> configProblemOf(const ConfigAnswer& state);

} // namespace fabric::openclaw
