// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

namespace fabric::api {

/// How many bytes all buffers of all clients hold together. Main thread only.
class ByteBudget
{
public:
    explicit ByteBudget(std::size_t limit)
        : m_limit(limit)
    {
    }

    /// One client's share; given back at destruction. The budget must outlive it.
    class Share
    {
    public:
        explicit Share(ByteBudget& budget)
            : m_budget(budget)
        {
        }
        ~Share() { m_budget.m_used -= m_bytes; }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        /// Shrinking always works. @return false, and nothing changes, if the budget has no room to grow to @p bytes.
        [[nodiscard]] bool resize(std::size_t bytes)
        {
            if (bytes > m_bytes && m_budget.m_used + (bytes - m_bytes) > m_budget.m_limit)
                return false;
            m_budget.m_used = m_budget.m_used - m_bytes + bytes;
            m_bytes = bytes;
            return true;
        }
        [[nodiscard]] std::size_t bytes() const { return m_bytes; }

    private:
        ByteBudget& m_budget;
        std::size_t m_bytes = 0;
    };

    [[nodiscard]] std::size_t used() const { return m_used; }

private:
    std::size_t m_limit;
    std::size_t m_used = 0;
};

} // namespace fabric::api
