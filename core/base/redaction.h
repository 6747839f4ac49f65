// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <string_view>

namespace fabric {

/// What stands where a secret stood.
inline constexpr std::string_view kRedacted = "[redacted]";

/// True if a member of this name holds a secret by the field's habits: token, password, apiKey, secret, authorization,
/// cookie, privateKey, credential and their compounds, in any case and with '-', '_' or nothing between words.
[[nodiscard]] bool isSecretName(std::string_view name);

/// A copy in which every value under a secret name is replaced by kRedacted (null and empty text stay).
[[nodiscard]] Json redacted(const Json& value);

} // namespace fabric
