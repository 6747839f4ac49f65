// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"

#include <vector>

namespace fabric::openclaw {

/// Lists of those who may write to a channel, an account, a group or a guild, or use elevated tools, and of plug-ins and skills
/// that may run, that @p changes give more or other names, or none any more while what they belong to stays in @p after: no list may mean that everybody may. A topology
/// knows only how many names an account's list has. The reason says how many are new, never who. One for each list, in the order
/// of the changes.
[[nodiscard]] std::vector<provider::Widening> widenedLists(const std::vector<provider::FieldEdit>& changes,
                                                           const Json& after);

/// Settings that widen an authority by their value alone, which a topology does not show as reach: what program a server of tools
/// is, what is switched on, where an agent works, how far its sandbox opens, who gets through to the gateway. Of what @p before
/// lacks whole (a new agent, server or account) nothing is told: that it comes is told already.
[[nodiscard]] std::vector<provider::Widening> widenedSettings(const std::vector<provider::FieldEdit>& changes,
                                                              const Json& before);

} // namespace fabric::openclaw
