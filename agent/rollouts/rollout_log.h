// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/record.h"

#include <map>

namespace fabric::rollouts {

/// A line in the log for each state that a rollout enters, once it is durable; a warning where a change goes back or an operator is
/// needed. One thread.
class RolloutLog
{
public:
    void note(const rollout::Record& record);

private:
    std::map<RolloutId, rollout::State> m_states; ///< of those that are not over
};

} // namespace fabric::rollouts
