// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/scheduler.h"
#include "tests/support/fake_clock.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace fabric::test {

/// Time that passes only from one thing to do to the next.
class SimScheduler final : public rollouts::Scheduler
{
public:
    explicit SimScheduler(FakeClock& clock)
        : m_clock(clock)
    {
    }

    Handle callAfter(std::chrono::milliseconds delay, std::function<void()> work) override
    {
        const Key key{m_clock.monotonic() + std::max(delay, std::chrono::milliseconds(0)), ++m_last};
        m_queue.emplace(key, std::move(work));
        m_times.emplace(m_last, key.first);
        return m_last;
    }
    void cancel(Handle handle) override
    {
        if (const auto at = m_times.find(handle); at != m_times.end()) {
            m_queue.erase({at->second, handle});
            m_times.erase(at);
        }
    }
    void post(std::function<void()> work) override
    {
        static_cast<void>(callAfter(std::chrono::milliseconds(0), std::move(work)));
    }

    [[nodiscard]] std::size_t pending() const { return m_queue.size(); }
    /// When the next thing is due, monotonic; only if there is one.
    [[nodiscard]] std::chrono::milliseconds nextAt() const { return m_queue.begin()->first.first; }
    /// Lets time pass up to the next thing and does it. @return false if there is none.
    bool runNext()
    {
        if (m_queue.empty())
            return false;
        const auto first = m_queue.begin();
        const auto [key, work] = std::pair(first->first, std::move(first->second));
        m_queue.erase(first);
        m_times.erase(key.second);
        if (key.first > m_clock.monotonic())
            m_clock.advance(key.first - m_clock.monotonic());
        work();
        return true;
    }

private:
    using Key = std::pair<std::chrono::milliseconds, Handle>;
    FakeClock& m_clock;
    std::map<Key, std::function<void()>> m_queue;
    std::map<Handle, std::chrono::milliseconds> m_times;
    Handle m_last = 0;
};

/// What one agent sees of a scheduler: dies with it, and counts what it leaves behind.
class AgentScheduler final : public rollouts::Scheduler
{
public:
    explicit AgentScheduler(SimScheduler& scheduler)
        : m_scheduler(scheduler)
    {
    }
    ~AgentScheduler() override
    {
        for (const auto& [handle, isPost] : m_open)
            m_scheduler.cancel(handle);
    }

    Handle callAfter(std::chrono::milliseconds delay, std::function<void()> work) override
    {
        if (swallowed && delay == *swallowed)
            return 0;
        return add(delay, std::move(work), false);
    }
    void cancel(Handle handle) override
    {
        m_scheduler.cancel(handle);
        m_open.erase(handle);
    }
    void post(std::function<void()> work) override { add(std::chrono::milliseconds(0), std::move(work), true); }

    [[nodiscard]] std::size_t timers() const
    {
        std::size_t count = 0;
        for (const auto& [handle, isPost] : m_open)
            count += isPost ? 0 : 1;
        return count;
    }

    std::optional<std::chrono::milliseconds> swallowed; ///< planted mistake: timers of this length never ring

private:
    Handle add(std::chrono::milliseconds delay, std::function<void()> work, bool isPost)
    {
        const auto handle = std::make_shared<Handle>(0); // known to the work only after it was handed over
        *handle = m_scheduler.callAfter(delay, [this, handle, work = std::move(work)] {
            m_open.erase(*handle);
            work();
        });
        m_open.emplace(*handle, isPost);
        return *handle;
    }

    SimScheduler& m_scheduler;
    std::map<Handle, bool> m_open;
};

} // namespace fabric::test
