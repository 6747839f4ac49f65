// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/plan_commands.h"

#include "agent/composition/client_support.h"
#include "agent/composition/input_file.h"
#include "agent/composition/model_wish.h"
#include "agent/composition/plan_offline.h"
#include "agent/composition/plan_text.h"
#include "core/planning/model_edit.h"
#include "core/wire/change_types.h"

#include <nlohmann/json.hpp>

namespace fabric::composition {
namespace {

constexpr const char* kIntentPath = "/api/v1/topology/intent";
constexpr const char* kPlansPath = "/api/v1/plans";

tl::unexpected<Error> usage(std::string message, std::string where = {})
{
    return fail(ErrorCode::InvalidArgument, std::move(message), std::move(where));
}

Result<> checkUse(const Invocation& invocation)
{
    const bool isOffline = invocation.flags.contains("offline");
    if (invocation.arguments.size() != (isOffline ? 2U : 1U))
        return usage(isOffline ? "'plan --offline' needs FROM and TO" : "'plan' needs one RUNTIME");
    for (const char* flag : {"edits", "model", "adopt", "title", "reason", "url", "key-file"}) {
        if (isOffline && invocation.flags.contains(flag))
            return usage("--" + std::string(flag) + " needs an agent, --offline has none");
    }
    return {};
}

/// The edits of `--edits`, still as JSON: the agent checks them.
Result<Json> givenEdits(const Invocation& invocation)
{
    if (!invocation.flags.contains("edits"))
        return Json::array();
    FABRIC_TRY(Json edits, readJsonInput(invocation.flag("edits"), {}));
    if (!edits.is_array() || edits.empty())
        return usage("the file must hold an array of edits", invocation.flag("edits"));
    return edits;
}

/// The topology that is wanted now; what is observed if nothing is wanted yet.
Result<topology::Graph> wantedGraph(const AgentClient& agent, const std::string& runtime)
{
    FABRIC_TRY(const Json answered,
               agent.call("GET", std::string(kIntentPath).append("?runtime=").append(escaped(runtime))));
    const auto intent = wire::parse<wire::Intent>(answered);
    if (!intent)
        return tl::make_unexpected(notUnderstood(intent.error()));
    const auto& revision = intent->desired ? intent->desired : intent->observed;
    if (!revision)
        return topology::Graph();
    FABRIC_TRY(const Json document,
               agent.call("GET", "/api/v1/topology/revisions/" + std::to_string(revision->number)));
    auto topology = wire::parse<wire::Topology>(document);
    if (!topology)
        return tl::make_unexpected(notUnderstood(topology.error()));
    return topology->graph;
}

/// Saves what is wanted, as far as the command line says something about it.
Result<> saveIntent(const Invocation& invocation, const AgentClient& agent)
{
    FABRIC_TRY(Json edits, givenEdits(invocation));
    std::optional<ModelWish> model;
    if (invocation.flags.contains("model")) {
        FABRIC_TRY(model, parseModelWish(invocation.flag("model")));
    }
    const std::string& runtime = invocation.arguments.front();
    Json body{{"runtime", runtime}, {"reason", invocation.flag("reason")}};
    if (invocation.flags.contains("adopt")) {
        Json adoption = body;
        adoption["adopt"] = true;
        FABRIC_TRY(const Json adopted, agent.call("POST", kIntentPath, &adoption));
    }
    if (model) {
        FABRIC_TRY(const topology::Graph graph, wantedGraph(agent, runtime));
        edits.push_back(provider::toJson(planning::modelEdit(model->subject, model->model, graph)));
    }
    if (edits.empty())
        return {};
    body["edits"] = std::move(edits);
    FABRIC_TRY(const Json saved, agent.call("POST", kIntentPath, &body));
    return {};
}

Result<Json> makePlan(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    FABRIC_TRY(const AgentClient agent, meantAgent(invocation, environment));
    FABRIC_CHECK(saveIntent(invocation, agent));
    const Json body{{"runtime", invocation.arguments.front()},
                    {"title", invocation.flag("title")},
                    {"reason", invocation.flag("reason")}};
    return agent.call("POST", kPlansPath, &body);
}

/// Prints @p text or, with `--json`, @p document; the exit status says whether changes are pending.
int show(const Invocation& invocation, const KnownPlan& plan, const Json& document, const std::string& text)
{
    const int printed = invocation.wantsJson() ? succeedJson(document) : succeed(text);
    return printed != 0 ? printed : exitStatusOf(plan.plan);
}

int runOffline(const Invocation& invocation)
{
    const auto plan = planOffline(invocation.arguments[0], invocation.arguments[1]);
    if (!plan)
        return reportError(plan.error());
    return show(invocation, *plan, {{"id", plan->id.text()}, {"plan", planning::toJson(plan->plan)}},
                planText(plan->plan, plan->id));
}

} // namespace

int runPlan(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    if (const auto checked = checkUse(invocation); !checked)
        return reportError(checked.error());
    if (invocation.flags.contains("offline"))
        return runOffline(invocation);
    const auto made = makePlan(invocation, environment);
    if (!made)
        return reportError(made.error());
    const auto document = wire::parse<wire::PlanDocument>(*made);
    if (!document)
        return reportError(notUnderstood(document.error()));
    const auto plan = checkedPlan(*document);
    if (!plan)
        return reportError(notUnderstood(plan.error()));
    return show(invocation, *plan, *made,
                planText(plan->plan, plan->id, document->summary.runtime) + contextText(*document, plan->plan));
}

} // namespace fabric::composition
