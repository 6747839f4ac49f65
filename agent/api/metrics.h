// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/runtimes/runtime_directory.h"
#include "core/base/clock.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fabric::api {

/// Counts for `/metrics`. Labels come from closed lists only (routes, states, ids of runtimes), never from a request.
class Metrics
{
public:
    void countRequest(std::string_view route, int status) { ++m_requests[{std::string(route), status}]; }
    void countEvents(std::size_t count) { m_events += count; }

    /// What is measured at the moment of asking.
    struct Gauges
    {
        int connections = 0;
        std::size_t streams = 0;
        std::size_t bufferedBytes = 0;
        std::optional<std::chrono::milliseconds> freshness;
    };
    /// Prometheus text format 0.0.4.
    [[nodiscard]] std::string text(const Gauges& gauges, const std::vector<runtimes::RuntimeView>& runtimes,
                                   UnixMillis now) const;

private:
    std::map<std::pair<std::string, int>, std::uint64_t> m_requests; ///< by route template and status
    std::uint64_t m_events = 0;
};

} // namespace fabric::api
