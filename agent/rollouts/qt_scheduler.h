// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/scheduler.h"

#include <QObject>

#include <map>
#include <memory>

QT_BEGIN_NAMESPACE
class QTimer;
QT_END_NAMESPACE

namespace fabric::rollouts {

/// The event loop of the thread that made it. post() from any thread, everything else on that one. What waits at the end of
/// its life is dropped.
class QtScheduler final : public QObject, public Scheduler
{
    Q_OBJECT

public:
    explicit QtScheduler(QObject* parent = nullptr);
    ~QtScheduler() override;

    [[nodiscard]] Handle callAfter(std::chrono::milliseconds delay, std::function<void()> work) override;
    void cancel(Handle handle) override;
    void post(std::function<void()> work) override;

private:
    std::map<Handle, std::unique_ptr<QTimer>> m_timers;
    Handle m_last = 0;
};

} // namespace fabric::rollouts
