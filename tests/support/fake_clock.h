// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"

#include <atomic>

namespace fabric::test {

/// A clock that moves only when it is told to. Thread-safe.
class FakeClock final : public Clock
{
public:
    /// Some moment of 2026-11-26.
    explicit FakeClock(UnixMillis now = {1'795'683'480'000})
        : m_now(now.count)
    {
    }

    [[nodiscard]] UnixMillis now() const override { return {m_now.load()}; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override
    {
        return std::chrono::milliseconds(m_monotonic.load());
    }

    /// Time passes: both clocks move.
    void advance(std::chrono::milliseconds by)
    {
        m_now += by.count();
        m_monotonic += by.count();
    }
    /// The wall clock is set, as by an operator or NTP; the monotonic one does not notice.
    void jump(std::chrono::milliseconds by) { m_now += by.count(); }

private:
    std::atomic<std::int64_t> m_now;
    std::atomic<std::int64_t> m_monotonic{1'000'000};
};

} // namespace fabric::test
