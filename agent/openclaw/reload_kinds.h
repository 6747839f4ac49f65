// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/source.h"

#include <map>
#include <string>
#include <string_view>

namespace fabric::openclaw {

/// By configuration path; the longest path that fits a value counts.
using ReloadKinds = std::map<std::string, provider::ReloadKind>;

/// What one answer of `config.schema.lookup` tells of its path and of those right below it. Empty for the root of a version
/// that tells no reload kinds, and for what is no such answer.
[[nodiscard]] ReloadKinds reloadKindsIn(const Json& payload);

/// Without the paths whose nearest path above says the same, so that what a plugin adds makes no difference.
[[nodiscard]] ReloadKinds minimal(const ReloadKinds& kinds);

/// What a gateway of @p version does, for where it cannot be asked: what 2026.9.6 answered; before 2026.5.12 every change
/// restarts. Minimal.
[[nodiscard]] ReloadKinds builtInReloadKinds(std::string_view version);

} // namespace fabric::openclaw
