// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/source.h"

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace fabric::openclaw {

/// What a change does, by configuration path (`*` stands for one segment): what `config.schema.lookup` of 2026.9.6 says for the
/// sections that matter. Versions before 2026.5.12 restart for everything. A gateway that can be asked knows better.
[[nodiscard]] std::map<std::string, provider::ReloadKind> builtInReloadKinds(std::string_view version);

/// The kind of a place: that of the longest path that it is or lies below, a literal segment before a `*`. Restart if none fits:
/// what nobody knows is announced as the worst.
[[nodiscard]] provider::ReloadKind reloadKindOf(const std::map<std::string, provider::ReloadKind>& kinds,
                                                std::span<const std::string> segments);

} // namespace fabric::openclaw
