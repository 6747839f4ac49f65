// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/service/service_manager.h"

#include <systemd/sd-daemon.h>

#include <chrono>
#include <ctime>
#include <string>
#include <sys/resource.h>

namespace fabric::service {

ServiceManager::ServiceManager(QObject* parent)
    : QObject(parent)
{
    connect(&m_heartbeat, &QTimer::timeout, this, [] { sd_notify(0, "WATCHDOG=1"); });
}

void ServiceManager::notifyReady(const std::string& status)
{
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) > 0)
        m_heartbeat.start(std::chrono::milliseconds(microseconds / 2000));
}

void ServiceManager::notifyReloading()
{
    timespec now{}; // the manager compares with its own CLOCK_MONOTONIC (sd_notify(3))
    clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t microseconds = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
    sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

void ServiceManager::notifyStopping()
{
    m_heartbeat.stop();
    sd_notify(0, "STOPPING=1");
}

std::size_t raiseFileLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

} // namespace fabric::service
