// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace fabric {

using Json = nlohmann::json;

/// Bounds of one parse. The defaults fit an API body.
struct JsonLimits
{
    std::size_t maxBytes = std::size_t{1} << 20;
    std::size_t maxDepth = 64;
    std::size_t maxValues = 1'000'000; ///< scalars, arrays and objects together
};

/// Strict RFC 8259: UTF-8 only, no duplicate keys, no trailing text, bounded. Works without recursion on the input.
/// @return TooLarge beyond a limit, InvalidArgument otherwise; `where` is the byte offset as `byte N`.
[[nodiscard]] Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {});

/// Compact text, keys in the order of the object (sorted, as nlohmann::json keeps them). @p value must be valid UTF-8.
[[nodiscard]] std::string dumpJson(const Json& value);

/// RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, numbers as ECMAScript prints them.
/// @return InvalidArgument for a number that is not finite, an integer beyond 2^53 or text that is not UTF-8.
[[nodiscard]] Result<std::string> canonicalJson(const Json& value);

/// Appends one escaped reference token to a JSON pointer (RFC 6901 section 3).
[[nodiscard]] std::string pointerTo(std::string_view base, std::string_view token);

} // namespace fabric
