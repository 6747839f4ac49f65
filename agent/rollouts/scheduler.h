// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace fabric::rollouts {

/// Later, on the driver's thread. Functions never run inside the call that hands them over.
class Scheduler
{
public:
    using Handle = std::uint64_t; ///< 0: none

    virtual ~Scheduler() = default;
    [[nodiscard]] virtual Handle callAfter(std::chrono::milliseconds delay, std::function<void()> work) = 0;
    virtual void cancel(Handle handle) = 0; ///< of one that ran, or 0: nothing
    /// As soon as possible, in the order of the calls; from any thread.
    virtual void post(std::function<void()> work) = 0;
};

} // namespace fabric::rollouts
