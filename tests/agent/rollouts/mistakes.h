// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/agent/rollouts/simulation.h"

namespace fabric::test {

/// The driver with a mistake planted in what it decides.
class MistakenDriver final : public rollouts::Driver
{
public:
    MistakenDriver(rollouts::Ports ports, const rollouts::Settings& settings, Mistake mistake)
        : Driver(std::move(ports), settings)
        , m_mistake(mistake)
    {
    }

protected:
    [[nodiscard]] rollout::Step decide(const rollout::Record& record, const rollout::Event& event,
                                       const rollout::Context& context) const override;

private:
    Mistake m_mistake;
};

/// The store with a mistake planted in what it tells the driver. Its work comes later by @p scheduler.
class MistakenStore final : public store::Store
{
public:
    MistakenStore(store::Store& store, rollouts::Scheduler& scheduler, Mistake mistake)
        : m_store(store)
        , m_scheduler(scheduler)
        , m_mistake(mistake)
    {
    }
    void setCommitListener(std::function<void(const std::vector<events::Event>&)>) override { }
    void enqueue(Job job) override;

private:
    store::Store& m_store;
    rollouts::Scheduler& m_scheduler;
    Mistake m_mistake;
};

} // namespace fabric::test
