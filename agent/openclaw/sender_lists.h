// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"

#include <vector>

namespace fabric::openclaw {

/// Lists of those who may write to a channel, an account, a group or a guild, or use elevated tools, that @p changes give more or
/// other names. A topology knows only how many names such a list has. The reason says how many are new, never who. One for each list,
/// in the order of the changes.
[[nodiscard]] std::vector<provider::Widening> newSendersIn(const std::vector<provider::FieldEdit>& changes);

} // namespace fabric::openclaw
