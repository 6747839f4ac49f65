// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/ids.h"
#include "core/store/store.h"

#include <optional>
#include <string>

// What a runtime is still needed for. Called on the storage thread, as every repository.

namespace fabric::rollout {

/// The id of the group that is not finished and has @p runtime as a member, begun or not.
[[nodiscard]] Result<std::optional<std::string>> unfinishedGroupOf(store::Session& session, const RuntimeId& runtime);

/// `rollout <id>` or `group <id>`, whichever is not finished and must be able to go on with @p runtime, and back.
[[nodiscard]] Result<std::optional<std::string>> unfinishedChangeOf(store::Session& session, const RuntimeId& runtime);

} // namespace fabric::rollout
