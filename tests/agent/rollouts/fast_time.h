// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/qt_scheduler.h"
#include "core/base/clock.h"

#include <chrono>
#include <functional>

namespace fabric::test {

/// Time that passes several times as fast: minutes of a rollout in seconds, with peers that need real time to answer.
class FastClock final : public Clock
{
public:
    explicit FastClock(int factor)
        : m_factor(factor)
    {
    }

    [[nodiscard]] UnixMillis now() const override { return {m_start.count + monotonic().count()}; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override
    {
        return (m_clock.monotonic() - m_begin) * m_factor;
    }

private:
    int m_factor;
    SystemClock m_clock;
    UnixMillis m_start = m_clock.now();
    std::chrono::milliseconds m_begin = m_clock.monotonic();
};

class FastScheduler final : public rollouts::Scheduler
{
public:
    explicit FastScheduler(int factor)
        : m_factor(factor)
    {
    }

    [[nodiscard]] Handle callAfter(std::chrono::milliseconds delay, std::function<void()> work) override
    {
        return m_scheduler.callAfter(delay / m_factor + std::chrono::milliseconds(1), std::move(work));
    }
    void cancel(Handle handle) override { m_scheduler.cancel(handle); }
    void post(std::function<void()> work) override { m_scheduler.post(std::move(work)); }

private:
    int m_factor;
    rollouts::QtScheduler m_scheduler;
};

} // namespace fabric::test
