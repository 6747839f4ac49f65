// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/store/records.h"

#include <optional>
#include <string>

namespace fabric::rollout {

/// Who wants a plan to be run, and what he typed to show that he means this one.
struct GateRequest
{
    const planning::Plan& plan;
    Digest planId;
    std::string actor;
    store::Role role = store::Role::Viewer;
    std::string typedDigits; ///< of the plan's digest; may be empty
};

struct GateDecision
{
    enum class Verdict { Allowed, Waiting, Denied } verdict = Verdict::Waiting;
    std::string rule; ///< `built-in` or the policy's name
    std::string reason; ///< one sentence: what is missing, or why not
};

/// What a plan must pass before anything is touched. Policies will be gates; until then the built-in one holds.
class Gate
{
public:
    virtual ~Gate() = default;
    [[nodiscard]] virtual GateDecision decide(const GateRequest& request) const = 0;
};

/// CONTRACTS, "HTTP": an operator may run a plan, but one with critical risk or a widened authority needs an admin who types
/// the first 8 digits of its digest.
class BuiltInGate final : public Gate
{
public:
    static constexpr std::size_t kDigits = 8;
    [[nodiscard]] GateDecision decide(const GateRequest& request) const override;
};

} // namespace fabric::rollout
