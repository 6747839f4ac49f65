// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/states.h"

namespace fabric::rollout {

std::optional<State> stateFrom(std::string_view text)
{
    for (const StateInfo& row : kStates) {
        if (row.name == text)
            return row.state;
    }
    return std::nullopt;
}

} // namespace fabric::rollout
