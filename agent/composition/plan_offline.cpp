// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/plan_offline.h"

#include "agent/composition/input_file.h"
#include "agent/openclaw/openclaw_configuration.h"

#include <nlohmann/json.hpp>

namespace fabric::composition {
namespace {

constexpr JsonLimits kContentLimits{.maxBytes = std::size_t{64} << 20, .maxDepth = 64, .maxValues = 8'000'000};

Result<planning::Content> contentOf(const std::string& path, const provider::Configuration& configuration)
{
    FABRIC_TRY(const Json document, readJsonInput(path, kContentLimits));
    auto content = planning::parseContent(document, configuration);
    if (!content)
        return fail(content.error().code, content.error().message, path + " " + content.error().where);
    return content;
}

} // namespace

Result<KnownPlan> planOffline(const std::string& from, const std::string& to)
{
    const openclaw::OpenClawConfiguration configuration;
    FABRIC_TRY(const planning::Content observed, contentOf(from, configuration));
    FABRIC_TRY(const planning::Content desired, contentOf(to, configuration));
    KnownPlan out;
    FABRIC_TRY(out.plan, planning::makePlan(observed, desired, configuration));
    FABRIC_TRY(out.id, planning::planId(out.plan));
    return out;
}

Result<KnownPlan> checkedPlan(const wire::PlanDocument& document)
{
    KnownPlan out;
    FABRIC_TRY(out.plan, planning::parsePlan(document.plan, "/plan"));
    FABRIC_TRY(out.id, planning::planId(out.plan));
    if (out.id.text() != document.summary.id)
        return fail(ErrorCode::DataLoss, "the plan is not the one that its id stands for", "/summary/id");
    return out;
}

} // namespace fabric::composition
