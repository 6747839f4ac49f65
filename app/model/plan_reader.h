// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/wire/change_types.h"

namespace fabric::model {

/// A plan as it was read, and the digest of what was read.
struct ReadPlan
{
    planning::Plan plan;
    Digest digest; ///< computed here, over the plan that is shown
};

/// Reads a plan strictly: what is not understood is an error, so that nobody decides about what he is not shown.
[[nodiscard]] Result<ReadPlan> readPlan(const Json& plan);
/// Where summary and plan do not say the same: a name of the field; empty: they agree. What people decide by comes from the
/// plan, but a list that says "low" of a critical plan is a lie too.
[[nodiscard]] std::string disagreement(const wire::PlanSummary& summary, const ReadPlan& read);
/// The digest covers the plan and not these texts, so they must be what it says: each field before as it names it, and after
/// everything as before but for its changes.
/// @return InvalidArgument (where = pointer of the field, or empty) if they are not, or are no JSON.
[[nodiscard]] Result<> checkTexts(const planning::Plan& plan, const wire::PlanTexts& texts);

} // namespace fabric::model
