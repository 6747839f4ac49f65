// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <mutex>
#include <vector>

namespace fabric::storage {

/// A queue of bounded length from many threads to one. Policy when full: the newest is refused, nobody waits and
/// nothing that was accepted is dropped.
template <class T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity)
        : m_capacity(capacity)
    {
    }

    enum class Outcome { Accepted, Full, Closed };
    /// Takes @p item only if it is accepted.
    Outcome push(T& item)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_isClosed)
                return Outcome::Closed;
            if (m_items.size() >= m_capacity)
                return Outcome::Full;
            m_items.push_back(std::move(item));
        }
        m_filled.notify_one();
        return Outcome::Accepted;
    }

    /// Waits for something to come and takes up to @p most, oldest first. Empty: closed, and all was taken.
    std::vector<T> take(std::size_t most)
    {
        std::unique_lock lock(m_mutex);
        m_filled.wait(lock, [this] { return m_isClosed || !m_items.empty(); });
        const auto end = m_items.begin() + static_cast<std::ptrdiff_t>(std::min(most, m_items.size()));
        std::vector<T> taken(std::make_move_iterator(m_items.begin()), std::make_move_iterator(end));
        m_items.erase(m_items.begin(), end);
        return taken;
    }

    /// What was accepted can still be taken; nothing more is accepted.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isClosed = true;
        }
        m_filled.notify_all();
    }

private:
    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::condition_variable m_filled;
    std::deque<T> m_items;
    bool m_isClosed = false;
};

} // namespace fabric::storage
