// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace fabric {

/// A SHA-256 value. As text: `sha256:` and 64 lower-case hex digits. All zero means "none".
class Digest
{
public:
    static constexpr std::size_t kSize = 32;

    Digest() = default;
    explicit Digest(const std::array<std::byte, kSize>& bytes)
        : m_bytes(bytes)
    {
    }
    /// @return InvalidArgument unless @p text is `sha256:<64 lower-case hex>`.
    static Result<Digest> parse(std::string_view text, std::string where = {});

    [[nodiscard]] std::string text() const;
    [[nodiscard]] const std::array<std::byte, kSize>& bytes() const { return m_bytes; }
    [[nodiscard]] bool isNull() const;
    auto operator<=>(const Digest&) const = default;
    bool operator==(const Digest& other) const
    {
        return std::memcmp(m_bytes.data(), other.m_bytes.data(), kSize) == 0; // graphs compare ten thousands of them
    }

private:
    std::array<std::byte, kSize> m_bytes{};
};

[[nodiscard]] Digest sha256(std::span<const std::byte> bytes);
[[nodiscard]] Digest sha256(std::string_view text);

/// SHA-256 over several pieces without joining them.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    Sha256& add(std::span<const std::byte> bytes);
    Sha256& add(std::string_view text);
    /// May be called once.
    [[nodiscard]] Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace fabric
