// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/frame_worker.h"

namespace fabric::openclaw {

FrameWorker::FrameWorker(std::size_t maxQueued)
    : m_maxQueued(maxQueued)
    , m_thread([this] { run(); })
{
}

FrameWorker::~FrameWorker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

bool FrameWorker::submit(std::string text, Done done)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_jobs.size() >= m_maxQueued)
            return false;
        m_jobs.push_back({std::move(text), std::move(done)});
    }
    m_wake.notify_one();
    return true;
}

void FrameWorker::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isStopping || !m_jobs.empty(); });
        if (m_isStopping)
            return;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        job.done(parseFrame(job.text));
        job = {};
        lock.lock();
    }
}

} // namespace fabric::openclaw
