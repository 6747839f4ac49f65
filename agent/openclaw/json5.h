// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <string_view>

namespace fabric::openclaw {

/// Bounds for one configuration file. OpenClaw itself refuses an included file over 2 MiB and bounds the root by nothing.
inline constexpr JsonLimits kConfigFileLimits{.maxBytes = std::size_t{8} << 20, .maxDepth = 64, .maxValues = 1'000'000};

/// Strict JSON5 (spec.json5.org), the format of OpenClaw's configuration, held to the npm package json5 2.2.3 that
/// OpenClaw reads with. Works without recursion on the input.
///
/// The same as there: of a repeated key the last one wins; numbers are doubles (whole ones up to 2^53 become integers
/// here); a byte order mark is white space.
/// Refused here and taken there, because a Json value cannot hold them or a configuration must not: Infinity, NaN and
/// numbers that overflow to them; text that is not UTF-8; half a surrogate pair; anything beyond @p limits.
///
/// @return TooLarge beyond a limit, InvalidArgument otherwise; `where` is `line N, column M`, both from 1, the column
/// in characters. The message never quotes the text, which may hold a secret.
[[nodiscard]] Result<Json> parseJson5(std::string_view text, const JsonLimits& limits = kConfigFileLimits);

} // namespace fabric::openclaw
