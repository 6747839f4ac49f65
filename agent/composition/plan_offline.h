// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/wire/change_types.h"

#include <string>

namespace fabric::composition {

/// A plan and its id, made or checked here.
struct KnownPlan
{
    planning::Plan plan;
    Digest id;
};

/// The plan from one revision to another, without an agent: files with what
/// `GET /api/v1/topology/revisions/{revision}/content` answers, of an observed and of a desired revision. It is the plan
/// that an agent makes of them, id and all. Reads 64 MiB of each at most.
/// @return the error of the file or of the planner, `where` begins with the file's path.
[[nodiscard]] Result<KnownPlan> planOffline(const std::string& from, const std::string& to);

/// The plan that an agent gave, hashed here: what is shown is what its id stands for.
/// @return InvalidArgument for a plan that is not in the form that this program knows, DataLoss if the id is another one.
[[nodiscard]] Result<KnownPlan> checkedPlan(const wire::PlanDocument& document);

} // namespace fabric::composition
