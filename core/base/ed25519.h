// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/random.h"

#include <array>
#include <cstddef>
#include <span>

namespace fabric {

using Seed = std::array<std::byte, 32>;
using PublicKey = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;

/// An Ed25519 key (RFC 8032), kept as its seed; wiped from memory at destruction.
class KeyPair
{
public:
    static KeyPair fromSeed(const Seed& seed);
    static KeyPair generate(Random& random);
    KeyPair(const KeyPair&) = default;
    KeyPair& operator=(const KeyPair&) = default;
    ~KeyPair();

    [[nodiscard]] const PublicKey& publicKey() const { return m_publicKey; }
    [[nodiscard]] const Seed& seed() const { return m_seed; }
    [[nodiscard]] Signature sign(std::span<const std::byte> message) const;

private:
    KeyPair() = default;
    Seed m_seed{};
    PublicKey m_publicKey{};
};

[[nodiscard]] bool verify(const PublicKey& key, std::span<const std::byte> message, const Signature& signature);

/// Compares without telling by its time where the first difference is. Sizes are not secret.
[[nodiscard]] bool constantTimeEqual(std::span<const std::byte> a, std::span<const std::byte> b);

} // namespace fabric
