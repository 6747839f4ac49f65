// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/scene.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace fabric::view {

/// Lays graphs out on a thread of its own. Only the newest request counts: one that waits is replaced, so the queue is
/// never longer than one. std::thread and mutex, not QThread, so that ThreadSanitizer sees the locks.
class LayoutWorker
{
public:
    using Scenes = std::shared_ptr<const Scene>; ///< shared: the GUI thread, the worker (as previous) and the renderer
    /// Called on the worker's thread with the finished scene and the request's version.
    using Done = std::function<void(Scenes scene, std::uint64_t version)>;

    explicit LayoutWorker(Done done);
    ~LayoutWorker(); ///< waits for the layout that runs, if any (10 ms for 10,000 nodes)
    LayoutWorker(const LayoutWorker&) = delete;
    LayoutWorker& operator=(const LayoutWorker&) = delete;

    /// @param previous keeps the order; null for a fresh layout.
    void request(const topology::Graph& graph, Scenes previous, std::uint64_t version);

private:
    struct Request
    {
        topology::Graph graph;
        Scenes previous;
        std::uint64_t version = 0;
    };
    void run();

    Done m_done;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::unique_ptr<Request> m_waiting; ///< guarded by m_mutex
    bool m_isStopping = false; ///< guarded by m_mutex
    std::thread m_thread; ///< last: starts when everything above exists
};

} // namespace fabric::view
