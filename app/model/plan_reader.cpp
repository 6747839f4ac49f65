// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/plan_reader.h"

#include "core/planning/field_diff.h"
#include "core/provider/field_edits.h"

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

Result<> checkTexts(const planning::Plan& plan, const wire::PlanTexts& texts)
{
    constexpr JsonLimits kLimits{.maxBytes = std::size_t{64} << 20, .maxDepth = 64, .maxValues = 10'000'000};
    FABRIC_TRY(Json document, parseJson(texts.before, kLimits));
    FABRIC_TRY(const Json after, parseJson(texts.after, kLimits));
    for (const provider::Operation& operation : plan.operations) {
        for (const provider::FieldEdit& edit : operation.changes) {
            const Json* value = planning::valueAt(document, edit.pointer);
            if ((value == nullptr ? Json() : *value) != edit.before)
                return fail(ErrorCode::InvalidArgument,
                            "the text has another value at " + edit.pointer + " than the plan says", edit.pointer);
        }
        FABRIC_CHECK(provider::applyEdits(document, operation.changes));
    }
    if (document != after)
        return fail(ErrorCode::InvalidArgument, "the texts differ in something else than what the plan changes");
    return {};
}

} // namespace fabric::model
