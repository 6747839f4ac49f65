// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/metrics.h"

#include <array>
#include <cstdio>

namespace fabric::api {
namespace {

using provider::HealthState;

constexpr std::array kHealthStates{HealthState::Connecting, HealthState::Live,     HealthState::Restarting,
                                   HealthState::Degraded,   HealthState::FileOnly, HealthState::Down,
                                   HealthState::Refused};

void head(std::string& out, const char* name, const char* type, const char* help)
{
    out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

template <class T>
void line(std::string& out, const std::string& name, T value)
{
    out += name + " " + std::to_string(value) + "\n";
}

std::string seconds(std::int64_t millis)
{
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%lld.%03lld", static_cast<long long>(millis / 1000),
                  static_cast<long long>(millis % 1000));
    return text.data();
}

} // namespace

std::string Metrics::text(const Gauges& gauges, const std::vector<runtimes::RuntimeView>& runtimes,
                          UnixMillis now) const
{
    std::string out;
    head(out, "fabric_http_requests_total", "counter", "Answered requests by route and status.");
    for (const auto& [key, count] : m_requests)
        line(out,
             "fabric_http_requests_total{route=\"" + key.first + "\",status=\"" + std::to_string(key.second) + "\"}",
             count);
    head(out, "fabric_http_connections", "gauge", "Open client connections.");
    line(out, "fabric_http_connections", gauges.connections);
    head(out, "fabric_http_buffered_bytes", "gauge", "Bytes in the buffers of all clients.");
    line(out, "fabric_http_buffered_bytes", gauges.bufferedBytes);
    head(out, "fabric_event_streams", "gauge", "Open event streams.");
    line(out, "fabric_event_streams", gauges.streams);
    head(out, "fabric_events_total", "counter", "Events that were made durable since the start.");
    line(out, "fabric_events_total", m_events);
    if (gauges.freshness) {
        head(out, "fabric_observation_freshness_seconds", "gauge",
             "From a runtime's announcement of its last change to the served revision.");
        out += "fabric_observation_freshness_seconds " + seconds(gauges.freshness->count()) + "\n";
    }
    head(out, "fabric_runtimes", "gauge", "Runtimes by health.");
    for (const HealthState health : kHealthStates) {
        const auto count = std::count_if(runtimes.begin(), runtimes.end(),
                                         [&](const auto& view) { return view.record.status.health == health; });
        line(out, "fabric_runtimes{health=\"" + std::string(provider::toText(health)) + "\"}", count);
    }
    head(out, "fabric_runtime_observation_age_seconds", "gauge", "Time since the runtime was last seen.");
    for (const runtimes::RuntimeView& view : runtimes) {
        if (!view.record.lastObservedAt)
            continue;
        const std::int64_t age = std::max<std::int64_t>(0, now.count - view.record.lastObservedAt->count);
        out += "fabric_runtime_observation_age_seconds{runtime=\"" + view.record.id.value() + "\"} " + seconds(age)
            + "\n";
    }
    return out;
}

} // namespace fabric::api
