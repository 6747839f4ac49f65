// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"

#include <vector>

namespace fabric::planning {

/// What of the difference between observed and desired is written, and what is not.
struct WritableChanges
{
    std::vector<provider::ResourceChange> changes; ///< sorted by id
    std::vector<NotWritten> notWritten; ///< sorted by pointer
};

/// Fields that the intent owns are written, unless somebody changed them since; no others are. A declared rename is written
/// whole or not at all.
[[nodiscard]] Result<WritableChanges> writableChanges(const Content& observed, const Content& desired,
                                                      const provider::Configuration& configuration);

} // namespace fabric::planning
