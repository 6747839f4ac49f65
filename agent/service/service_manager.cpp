// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/service/service_manager.h"

#include <systemd/sd-daemon.h>

#include <chrono>
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
