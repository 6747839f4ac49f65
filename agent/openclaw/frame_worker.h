// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/protocol.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace fabric::openclaw {

/// Parses large frames off the main thread; those of one client in the order of submission, the clients in turn. Each
/// client has a queue of its own with a bound, so that one that talks too much costs another no more than the wait for one
/// frame.
///
/// Thread-safety: all functions from any thread. One std::thread, bounded queues (CONTRACTS, "Clocks, threads, layout").
class FrameWorker
{
public:
    /// Called on the worker's thread.
    using Done = std::function<void(Result<Frame>)>;

    /// Whose frames: any value that lives as long as they do. Only compared.
    using Client = const void*;

    /// What may wait for one client. A first frame is always taken: it is at most kMaxFrameBytes.
    struct Bounds
    {
        std::size_t frames = 4'096; ///< small ones too, while they wait behind a large one
        std::size_t bytes = 2 * kMaxFrameBytes;
    };

    FrameWorker()
        : FrameWorker(Bounds{})
    {
    }
    explicit FrameWorker(Bounds bounds);
    /// Drops what waits, without calling it back, and joins.
    ~FrameWorker();
    FrameWorker(const FrameWorker&) = delete;
    FrameWorker& operator=(const FrameWorker&) = delete;

    /// @return false if the client's queue is full; @p done is not called then.
    [[nodiscard]] bool submit(Client client, std::string text, Done done);
    /// Drops what waits for @p client, without calling it back.
    void forget(Client client);

private:
    struct Job
    {
        std::string text;
        Done done;
    };
    struct Queue
    {
        std::deque<Job> jobs;
        std::size_t bytes = 0;
    };
    void run();
    /// Of the client whose turn it is. There must be one.
    [[nodiscard]] Job takeNext();

    const Bounds m_bounds;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<Client, Queue, std::less<>> m_queues; ///< none is empty
    Client m_last = nullptr; ///< whose turn it was
    bool m_isStopping = false;
    std::thread m_thread; ///< last: starts when all else is there
};

} // namespace fabric::openclaw
