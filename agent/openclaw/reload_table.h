// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/reload_kinds.h"

#include <span>
#include <string>
#include <string_view>

namespace fabric::openclaw {

/// The kind of a place: that of the longest path that it is or lies below, a literal segment before a `*`. Restart if none fits:
/// what nobody knows is announced as the worst.
[[nodiscard]] provider::ReloadKind reloadKindOf(const ReloadKinds& kinds, std::span<const std::string> segments);

} // namespace fabric::openclaw
