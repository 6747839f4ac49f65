// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/group_driver.h"
#include "tests/agent/rollouts/group_simulation.h"

namespace fabric::test {

/// The driver of the members; with a planted mistake, one that lets a member ignore what it should refuse.
class LenientDriver final : public rollouts::Driver
{
public:
    LenientDriver(rollouts::Ports ports, GroupMistake mistake)
        : Driver(std::move(ports))
        , m_mistake(mistake)
    {
    }

protected:
    [[nodiscard]] rollout::Step decide(const rollout::Record& record, const rollout::Event& event,
                                       const rollout::Context& context) const override;

private:
    GroupMistake m_mistake;
};

/// The coordinator with a mistake planted in what it decides.
class MistakenGroupDriver final : public rollouts::GroupDriver
{
public:
    MistakenGroupDriver(rollouts::Ports ports, rollouts::Driver& driver, GroupMistake mistake)
        : GroupDriver(std::move(ports), driver)
        , m_mistake(mistake)
    {
    }

protected:
    [[nodiscard]] rollout::GroupStep decide(const rollout::Group& group, const std::vector<rollout::Seen>& members,
                                            const rollout::GroupEvent& event,
                                            const rollout::GroupContext& context) const override;

private:
    GroupMistake m_mistake;
    mutable bool m_isFirst = true; ///< decision of this agent
};

} // namespace fabric::test
