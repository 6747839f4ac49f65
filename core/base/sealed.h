// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/random.h"
#include "core/base/result.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace fabric {

/// A key for sealed(); wiped from memory at destruction.
class SealKey
{
public:
    static constexpr std::size_t kSize = 32;
    explicit SealKey(const std::array<std::byte, kSize>& bytes)
        : m_bytes(bytes)
    {
    }
    static SealKey generate(Random& random);
    SealKey(const SealKey&) = default;
    SealKey& operator=(const SealKey&) = default;
    ~SealKey();
    [[nodiscard]] const std::array<std::byte, kSize>& bytes() const { return m_bytes; }

private:
    std::array<std::byte, kSize> m_bytes;
};

/// Encrypts @p plain (libsodium secretstream, XChaCha20-Poly1305) into: magic `FABSEAL` and a version byte, header, chunks of
/// 64 KiB, the last one marked as such. @p name is bound to the content: it opens under no other one.
[[nodiscard]] std::string sealed(const SealKey& key, std::string_view name, std::string_view plain);

/// @return DataLoss for anything that sealed() did not make with this key and name, also if it was cut or added to;
/// TooLarge if more than @p maxBytes would come out.
[[nodiscard]] Result<std::string> unsealed(const SealKey& key, std::string_view name, std::string_view bytes,
                                           std::size_t maxBytes);

/// Overwrites the bytes of @p text and empties it.
void wipe(std::string& text);

} // namespace fabric
