// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fabric {

/// RFC 4648 section 5, without padding.
[[nodiscard]] std::string toBase64Url(std::span<const std::byte> bytes);
/// Strict: no padding, no white space. InvalidArgument otherwise.
[[nodiscard]] Result<std::vector<std::byte>> fromBase64Url(std::string_view text);
/// Lower case.
[[nodiscard]] std::string toHex(std::span<const std::byte> bytes);
/// Either case; InvalidArgument on any other character or an odd length.
[[nodiscard]] Result<std::vector<std::byte>> fromHex(std::string_view text);
/// True for well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool isUtf8(std::string_view text);
/// True for UTF-8 without NUL, which PostgreSQL text cannot hold.
[[nodiscard]] bool isCleanUtf8(std::string_view text);

/// The bytes of @p text, for hashing and signing.
[[nodiscard]] inline std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

} // namespace fabric
