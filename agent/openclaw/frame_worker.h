// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/protocol.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace fabric::openclaw {

/// Parses large frames off the main thread, in the order of submission.
///
/// Thread-safety: all functions from any thread. One std::thread, bounded queue (CONTRACTS, "Clocks, threads, layout").
class FrameWorker
{
public:
    /// Called on the worker's thread.
    using Done = std::function<void(Result<Frame>)>;

    /// @param maxQueued frames that may wait; each is at most kMaxFrameBytes.
    explicit FrameWorker(std::size_t maxQueued = 16);
    /// Drops what waits, without calling it back, and joins.
    ~FrameWorker();
    FrameWorker(const FrameWorker&) = delete;
    FrameWorker& operator=(const FrameWorker&) = delete;

    /// @return false if the queue is full; @p done is not called then.
    [[nodiscard]] bool submit(std::string text, Done done);

private:
    struct Job
    {
        std::string text;
        Done done;
    };
    void run();

    const std::size_t m_maxQueued;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_isStopping = false;
    std::thread m_thread; ///< last: starts when all else is there
};

} // namespace fabric::openclaw
