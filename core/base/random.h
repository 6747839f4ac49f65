// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace fabric {

/// Where randomness comes in. Implementations are thread-safe.
class Random
{
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> bytes) = 0;

    /// Uniform in [0, bound); bound > 0.
    [[nodiscard]] std::uint32_t below(std::uint32_t bound);
    /// @p bytes random bytes as base64url without padding; never begins with `-`, which a command line takes for a flag.
    [[nodiscard]] std::string token(std::size_t bytes);
};

/// The operating system's generator (libsodium).
class SystemRandom final : public Random
{
public:
    void fill(std::span<std::byte> bytes) override;
};

} // namespace fabric
