// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QPromise>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>

namespace fabric::changes {

/// Does what would hold up the main thread or the storage thread, one job after the other: a plan over 10,000 resources
/// takes up to a second.
///
/// Thread-safety: all functions from any thread. One std::thread, bounded queue (CONTRACTS, "Clocks, threads, layout").
class Worker
{
public:
    static constexpr std::size_t kMaxJobs = 64;

    Worker();
    /// Drops what waits; futures of it never finish. Joins.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// @p work returns some Result<T>. The future finishes on the worker's thread: deliver it with onResult().
    /// ResourceExhausted at once if kMaxJobs wait.
    template <class F>
    [[nodiscard]] auto run(F work) -> QFuture<std::invoke_result_t<F>>
    {
        using R = std::invoke_result_t<F>;
        auto promise = std::make_shared<QPromise<R>>(); // shared: std::function wants to be copied
        QFuture<R> future = promise->future();
        promise->start();
        const bool isTaken = submit([promise, work = std::move(work)]() mutable {
            promise->addResult(work());
            promise->finish();
        });
        if (!isTaken) {
            promise->addResult(R(fail(ErrorCode::ResourceExhausted, "too many plans are being made, try again")));
            promise->finish();
        }
        return future;
    }

private:
    [[nodiscard]] bool submit(std::function<void()> job);
    void runJobs();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_jobs;
    bool m_isStopping = false;
    std::thread m_thread; ///< last: starts when all else is there
};

} // namespace fabric::changes
