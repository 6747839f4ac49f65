// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/gate.h"

namespace fabric::rollout {

using Verdict = GateDecision::Verdict;
using store::Role;

GateDecision BuiltInGate::decide(const GateRequest& request) const
{
    const auto decision = [](Verdict verdict, std::string reason) {
        return GateDecision{verdict, "built-in", std::move(reason)};
    };
    if (request.role != Role::Operator && request.role != Role::Approver && request.role != Role::Admin)
        return decision(Verdict::Denied,
                        "the role " + std::string(toText(request.role)) + " may not run a plan; an operator may");
    // Digits that are typed must be right, even where none are asked for: whoever typed others meant another plan.
    constexpr std::size_t kPrefix = std::string_view("sha256:").size();
    const std::string digits = request.planId.text().substr(kPrefix, kDigits);
    const bool hasDigits = request.typedDigits == digits;
    if (!request.typedDigits.empty() && !hasDigits)
        return decision(Verdict::Denied, "the typed digits are not the first 8 of this plan's digest");
    if (!request.plan.widensAuthority())
        return decision(Verdict::Allowed, "an operator may run a plan that widens no authority");
    if (request.role != Role::Admin)
        return decision(Verdict::Waiting, "the plan has a critical risk or widens an authority: an admin must run it");
    if (!hasDigits)
        return decision(Verdict::Waiting,
                        "the plan has a critical risk or widens an authority: type the first 8 digits of its digest");
    return decision(Verdict::Allowed, "an admin typed the digits of the plan");
}

} // namespace fabric::rollout
