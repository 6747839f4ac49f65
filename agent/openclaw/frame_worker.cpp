// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/frame_worker.h"

namespace fabric::openclaw {

FrameWorker::FrameWorker(Bounds bounds)
    : m_bounds(bounds)
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

bool FrameWorker::submit(Client client, std::string text, Done done)
{
    {
        const std::lock_guard lock(m_mutex);
        Queue& queue = m_queues[client];
        const bool isFull = queue.jobs.size() >= m_bounds.frames || queue.bytes + text.size() > m_bounds.bytes;
        if (isFull && !queue.jobs.empty())
            return false;
        queue.bytes += text.size();
        queue.jobs.push_back({std::move(text), std::move(done)});
    }
    m_wake.notify_one();
    return true;
}

void FrameWorker::forget(Client client)
{
    const std::lock_guard lock(m_mutex);
    m_queues.erase(client);
}

FrameWorker::Job FrameWorker::takeNext()
{
    auto turn = m_queues.upper_bound(m_last);
    if (turn == m_queues.end())
        turn = m_queues.begin();
    m_last = turn->first;
    Queue& queue = turn->second;
    Job job = std::move(queue.jobs.front());
    queue.jobs.pop_front();
    queue.bytes -= job.text.size();
    if (queue.jobs.empty())
        m_queues.erase(turn);
    return job;
}

void FrameWorker::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isStopping || !m_queues.empty(); });
        if (m_isStopping)
            return;
        Job job = takeNext();
        lock.unlock();
        job.done(parseFrame(job.text));
        job = {};
        lock.lock();
    }
}

} // namespace fabric::openclaw
