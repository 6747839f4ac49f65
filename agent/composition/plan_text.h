// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/planning/plan.h"
#include "core/wire/change_types.h"

#include <string>
#include <vector>

namespace fabric::composition {

/// The digits of a plan's id that a person types to show that he means this one.
[[nodiscard]] std::string digitsOf(const Digest& planId);

/// A plan for people: what, risk, restart, who is affected, what widens, what cannot be undone, what is not written, and how
/// it is applied (to @p runtime if that is not empty) unless it no longer @p canBeApplied. No control characters.
[[nodiscard]] std::string planText(const planning::Plan& plan, const Digest& id, const std::string& runtime = {},
                                   bool canBeApplied = true);

/// The plan of @p document as planText(), with what became of it as of @p now: not applied twice, nor when it expired or is stale.
[[nodiscard]] std::string storedPlanText(const wire::PlanDocument& document, const planning::Plan& plan,
                                         const Digest& id, UnixMillis now);

/// What the agent knows beside the @p plan of @p document: for which runtime and revisions, what became stale and, if there is
/// anything to do, what a rollback can bring back.
[[nodiscard]] std::string contextText(const wire::PlanDocument& document, const planning::Plan& plan);

/// That a plan also holds the fields @p before, which were wanted before already, and how to begin anew; empty without any.
[[nodiscard]] std::string earlierText(const std::vector<std::string>& before, const std::string& runtime);

/// Plans as a table: named as `apply` takes them, with what became of each as of @p now. No control characters.
[[nodiscard]] std::string planTable(const std::vector<wire::PlanSummary>& plans, UnixMillis now);

/// 0 if there is nothing to do, else that changes are pending.
[[nodiscard]] int exitStatusOf(const planning::Plan& plan);

} // namespace fabric::composition
