// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/plan_commands.h"

#include "agent/composition/client_support.h"
#include "agent/composition/input_file.h"
#include "agent/composition/meant.h"
#include "agent/composition/model_wish.h"
#include "agent/composition/plan_offline.h"
#include "agent/composition/plan_text.h"
#include "core/base/clock.h"
#include "core/planning/model_edit.h"
#include "core/wire/change_types.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::composition {
namespace {

constexpr const char* kIntentPath = "/api/v1/topology/intent";

tl::unexpected<Error> usage(std::string message, std::string where = {})
{
    return fail(ErrorCode::InvalidArgument, std::move(message), std::move(where));
}

Result<> checkUse(const Invocation& invocation)
{
    const bool isOffline = invocation.flags.contains("offline");
    if (invocation.arguments.size() != (isOffline ? 2U : 1U))
        return usage(isOffline ? "'plan --offline' needs FROM and TO" : "'plan' needs one RUNTIME");
    for (const char* flag : {"edits", "model", "adopt", "import"}) {
        if (invocation.flags.contains("undo") && invocation.flags.contains(flag))
            return usage("--undo stands alone: plan other changes when it is done", "--" + std::string(flag));
    }
    for (const char* flag : {"edits", "model", "adopt"}) {
        if (invocation.flags.contains("import") && invocation.flags.contains(flag))
            return usage("--import is all that is wanted: plan other changes when it is saved",
                         "--" + std::string(flag));
    }
    if (invocation.flags.contains("made-from") && !invocation.flags.contains("import"))
        return usage("--made-from needs --import");
    for (const char* flag : {"edits", "model", "import", "adopt", "undo", "title", "reason", "url", "key-file"}) {
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

Result<wire::Intent> intentOf(const AgentClient& agent, const std::string& runtime)
{
    FABRIC_TRY(const Json answered,
               agent.call("GET", std::string(kIntentPath).append("?runtime=").append(escaped(runtime))));
    return wire::parse<wire::Intent>(answered).map_error(&notUnderstood);
}

/// The topology that is wanted now; what is observed if nothing is wanted yet.
Result<topology::Graph> wantedGraph(const AgentClient& agent, const wire::Intent& intent)
{
    const auto& revision = intent.desired ? intent.desired : intent.observed;
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
/// @return what the three views did not agree about before that.
Result<std::vector<wire::IntentField>> saveIntent(const Invocation& invocation, const AgentClient& agent)
{
    FABRIC_TRY(Json edits,
               givenEdits(invocation)); // all that may be wrong with the words comes before anything is saved
    std::optional<ModelWish> model;
    if (invocation.flags.contains("model")) {
        FABRIC_TRY(model, parseModelWish(invocation.flag("model")));
    }
    const std::string& runtime = invocation.arguments.front();
    const Json body{{"runtime", runtime}, {"reason", invocation.flag("reason")}};
    const auto save = [&](const char* way, Json value) {
        Json change = body;
        change[way] = std::move(value);
        return agent.call("POST", kIntentPath, &change);
    };
    if (invocation.flags.contains("undo")) {
        FABRIC_TRY(const std::string rollout, meantRollout(invocation.flag("undo"), agent));
        return save("undo", rollout).map([](const Json&) { return std::vector<wire::IntentField>(); });
    }
    if (invocation.flags.contains("import")) {
        FABRIC_TRY(const std::string document, readInput(invocation.flag("import"), wire::kMaxDocumentBytes));
        Json change = body;
        change["document"] = document;
        if (invocation.flags.contains("made-from"))
            change["observed"] = invocation.flag("made-from");
        return agent.call("POST", kIntentPath, &change).map([](const Json&) {
            return std::vector<wire::IntentField>();
        });
    }
    if (invocation.flags.contains("adopt")) {
        FABRIC_TRY(const Json adopted, save("adopt", true));
    }
    if (!model && edits.empty())
        return std::vector<wire::IntentField>();
    FABRIC_TRY(wire::Intent intent, intentOf(agent, runtime));
    if (model) {
        FABRIC_TRY(const topology::Graph graph, wantedGraph(agent, intent));
        edits.push_back(provider::toJson(planning::modelEdit(model->subject, model->model, graph)));
    }
    FABRIC_TRY(const Json saved, save("edits", std::move(edits)));
    return std::move(intent.fields);
}

/// A plan as the agent answered, and the intent before what the command line asked for.
struct Made
{
    Json document;
    std::vector<wire::IntentField> before;
};

Result<Made> makePlan(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    FABRIC_TRY(const AgentClient agent, meantAgent(invocation, environment));
    Made made;
    FABRIC_TRY(made.before, saveIntent(invocation, agent));
    const Json body{{"runtime", invocation.arguments.front()},
                    {"title", invocation.flag("title")},
                    {"reason", invocation.flag("reason")}};
    FABRIC_TRY(made.document, agent.call("POST", kPlansPath, &body));
    return made;
}

/// The fields of @p plan that were wanted as they are before the command line said anything.
std::vector<std::string> wantedBefore(const std::vector<wire::IntentField>& before, const planning::Plan& plan)
{
    std::vector<std::string> pointers;
    for (const provider::Operation& operation : plan.operations) {
        for (const provider::FieldEdit& edit : operation.changes) {
            const bool wasWanted = std::any_of(before.begin(), before.end(), [&](const wire::IntentField& field) {
                return field.pointer == edit.pointer && field.owner == "intent" && !field.isConflict
                    && field.desired == edit.after;
            });
            if (wasWanted)
                pointers.push_back(edit.pointer);
        }
    }
    return pointers;
}

/// Prints @p text or, with `--json`, @p document; the exit status says whether changes are pending.
int show(const Invocation& invocation, const KnownPlan& plan, const Json& document, const std::string& text)
{
    const int printed = invocation.wantsJson() ? succeedJson(document) : succeed(text);
    return printed != 0 ? printed : exitStatusOf(plan.plan);
}

/// What an agent answered, checked.
struct Answered
{
    wire::PlanDocument document;
    KnownPlan plan;
};

Result<Answered> answeredPlan(const Json& answered)
{
    auto document = wire::parse<wire::PlanDocument>(answered);
    auto plan = document ? checkedPlan(*document) : tl::make_unexpected(document.error());
    if (!plan)
        return tl::make_unexpected(notUnderstood(plan.error()));
    return Answered{*std::move(document), *std::move(plan)};
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
    const auto answered = answeredPlan(made->document);
    if (!answered)
        return reportError(answered.error());
    const auto& [document, plan] = *answered;
    return show(invocation, plan, made->document,
                planText(plan.plan, plan.id, document.summary.runtime) + contextText(document, plan.plan)
                    + earlierText(wantedBefore(made->before, plan.plan), document.summary.runtime));
}

int runPlans(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    const auto agent = meantAgent(invocation, environment);
    if (!agent)
        return reportError(agent.error());
    std::string path = kPlansPath;
    if (invocation.command == "plans show") {
        const auto plan = meantPlan(invocation.arguments.front(), *agent);
        if (!plan)
            return reportError(plan.error());
        path += "/" + escaped(plan->plan) + (plan->runtime.empty() ? "" : "?runtime=" + escaped(plan->runtime));
        return answer(invocation, agent->call("GET", path), [](const Json& document) {
            return answeredPlan(document).map([](const Answered& got) {
                return storedPlanText(got.document, got.plan.plan, got.plan.id, SystemClock().now());
            });
        });
    }
    path.append("?").append(kNewest);
    if (invocation.flags.contains("runtime"))
        path += "&runtime=" + escaped(invocation.flag("runtime"));
    return answer(invocation, agent->call("GET", path), [](const Json& list) {
        return wire::parsePage<wire::PlanSummary>(list)
            .map([](const wire::Page<wire::PlanSummary>& page) { return planTable(page.items, SystemClock().now()); })
            .map_error(&notUnderstood);
    });
}

} // namespace fabric::composition
