// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace fabric::wire {

/// How people and links name a plan: `PLAN@RUNTIME`, or `PLAN` alone where only one runtime has it. Neither part is checked
/// here: a plan may be named by the first digits of its id.
struct PlanName
{
    std::string plan;
    std::string runtime; ///< empty: not named

    bool operator==(const PlanName&) const = default;
};

[[nodiscard]] std::string toText(const PlanName& name);

/// What stands behind the first `@` is the runtime; no plan and no runtime has one in its name.
[[nodiscard]] PlanName planNameFrom(std::string_view text);

} // namespace fabric::wire
