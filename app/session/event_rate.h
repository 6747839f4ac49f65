// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <deque>

namespace fabric::session {

/// How many events came in the last minute. Times are monotonic. Bounded: beyond kMax the count stays at kMax.
class EventRate
{
public:
    static constexpr std::size_t kMax = 10'000;
    static constexpr std::chrono::milliseconds kWindow{60'000};

    void add(std::chrono::milliseconds at)
    {
        m_times.push_back(at);
        if (m_times.size() > kMax)
            m_times.pop_front();
    }
    [[nodiscard]] std::size_t lastMinute(std::chrono::milliseconds now)
    {
        while (!m_times.empty() && now - m_times.front() >= kWindow)
            m_times.pop_front();
        return m_times.size();
    }

private:
    std::deque<std::chrono::milliseconds> m_times;
};

} // namespace fabric::session
