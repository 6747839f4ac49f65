// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/qt_scheduler.h"

#include <QTimer>

#include <algorithm>

namespace fabric::rollouts {
namespace {

/// QTimer counts milliseconds in an int; whoever waits longer looks in between (a woken rollout waits on).
constexpr std::chrono::milliseconds kLongest = std::chrono::hours(12);

} // namespace

QtScheduler::QtScheduler(QObject* parent)
    : QObject(parent)
{
}

QtScheduler::~QtScheduler() = default;

Scheduler::Handle QtScheduler::callAfter(std::chrono::milliseconds delay, std::function<void()> work)
{
    const Handle handle = ++m_last;
    auto timer = std::make_unique<QTimer>();
    timer->setSingleShot(true);
    timer->setTimerType(Qt::CoarseTimer);
    connect(timer.get(), &QTimer::timeout, this, [this, handle, work = std::move(work)] {
        const auto found = m_timers.find(handle);
        // Its own slot runs: the timer goes when it is over, and so does what the work holds.
        found->second.release()->deleteLater();
        m_timers.erase(found);
        work();
    });
    timer->start(std::clamp(delay, std::chrono::milliseconds(0), kLongest));
    m_timers.emplace(handle, std::move(timer));
    return handle;
}

void QtScheduler::cancel(Handle handle)
{
    m_timers.erase(handle);
}

void QtScheduler::post(std::function<void()> work)
{
    QMetaObject::invokeMethod(this, std::move(work), Qt::QueuedConnection);
}

} // namespace fabric::rollouts
