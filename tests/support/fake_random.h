// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/random.h"

#include <cstdlib>
#include <mutex>

namespace fabric::test {

/// The same bytes for the same seed (SplitMix64). Thread-safe.
class FakeRandom final : public Random
{
public:
    explicit FakeRandom(std::uint64_t seed)
        : m_state(seed)
    {
    }

    void fill(std::span<std::byte> bytes) override
    {
        const std::lock_guard lock(m_mutex);
        std::uint64_t word = 0;
        int left = 0;
        for (std::byte& byte : bytes) {
            if (left == 0) {
                word = next();
                left = 8;
            }
            byte = static_cast<std::byte>(word & 0xFFU);
            word >>= 8U;
            --left;
        }
    }

    /// True in @p percent of 100 cases.
    [[nodiscard]] bool chance(std::uint32_t percent) { return below(100) < percent; }

private:
    std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

    std::mutex m_mutex;
    std::uint64_t m_state;
};

/// The seed of a property test: FABRIC_SEED if set (to repeat a failure), else @p fallback. Print it with every failure.
[[nodiscard]] inline std::uint64_t testSeed(std::uint64_t fallback)
{
    const char* text = std::getenv("FABRIC_SEED");
    return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

} // namespace fabric::test
