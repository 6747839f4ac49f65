// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/plan_reader.h"

namespace fabric::model {

Result<ReadPlan> readPlan(const Json& plan)
{
    FABRIC_TRY(planning::Plan read, planning::parsePlan(plan));
    FABRIC_TRY(const Digest digest, planning::planId(read));
    return ReadPlan{std::move(read), digest};
}

std::string disagreement(const wire::PlanSummary& summary, const ReadPlan& read)
{
    const planning::Plan& plan = read.plan;
    if (summary.id != read.digest.text())
        return "id";
    if (summary.risk != planning::toText(plan.risk))
        return "risk";
    if (summary.reload != provider::toText(plan.reload))
        return "reload";
    if (summary.operationCount != static_cast<int>(plan.operations.size()))
        return "operationCount";
    if (summary.agentCount != static_cast<int>(plan.blastRadius.agents.size()))
        return "agentCount";
    if (summary.routeCount != static_cast<int>(plan.blastRadius.routes.size()))
        return "routeCount";
    if (summary.widensAuthority != plan.widensAuthority())
        return "widensAuthority";
    return {};
}

} // namespace fabric::model
