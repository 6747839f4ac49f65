// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// A tool that makes tests/fixtures/replay/changes.json: change-recording FOLDER. It takes four-runtimes.json and
// changes.parts.json (a configuration, rollouts, evidence, intents; `@n` stands for the id of the n-th plan), judges made-up changes of hq with
// the planner's own rules, and writes what an agent would answer. Run it again when the form of plans changes.

#include "app/session/replay_backend.h"
#include "core/planning/blast_radius.h"
#include "core/planning/reach_change.h"
#include "core/planning/risk_rules.h"
#include "core/planning/widening.h"
#include "core/provider/field_edits.h"

#include <QFile>

#include <cstdio>

using namespace fabric;
using planning::Plan;
using topology::EdgeKind;
using topology::Graph;
using topology::NodeId;

namespace {

Json read(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return Json::parse(file.readAll().toStdString());
}

topology::Edge edgeOf(EdgeKind kind, const char* from, const char* to, const char* key)
{
    topology::Edge edge;
    edge.kind = kind;
    edge.from = NodeId(from);
    edge.to = NodeId(to);
    edge.key = key;
    return edge;
}

/// A graph in the making.
struct Draft
{
    std::vector<topology::Node> nodes;
    std::vector<topology::Edge> edges;

    explicit Draft(const Graph& graph)
        : nodes(graph.nodes().begin(), graph.nodes().end())
        , edges(graph.edges().begin(), graph.edges().end())
    {
    }
    void drop(const topology::Edge& wanted)
    {
        std::erase_if(edges, [&](const topology::Edge& edge) { return edge.id() == wanted.id(); });
    }
    topology::Node& node(const char* id)
    {
        return *std::find_if(nodes.begin(), nodes.end(), [&](const topology::Node& n) { return n.id.value() == id; });
    }
    [[nodiscard]] Graph build() const
    {
        topology::GraphBuilder builder;
        for (const topology::Node& n : nodes)
            builder.add(n);
        for (const topology::Edge& e : edges)
            builder.add(e);
        return builder.build().value();
    }
};

/// The operation that changes @p changes, and what it is about.
provider::Operation patchOf(std::vector<provider::FieldEdit> changes, const std::vector<std::string>& touches,
                            const std::vector<std::string>& reads, provider::ReloadKind reload)
{
    provider::Operation operation;
    operation.reload = reload;
    for (const std::string& id : touches)
        operation.touches.emplace_back(id);
    for (const std::string& id : reads)
        operation.reads.emplace_back(id);
    for (const provider::FieldEdit& change : changes)
        operation.payload[Json::json_pointer(change.pointer)] = change.after;
    operation.changes = std::move(changes);
    return operation;
}

Plan judged(const Graph& before, const Graph& after, std::vector<provider::Operation> operations)
{
    Plan plan;
    plan.provider = "openclaw";
    plan.providerVersion = "2026.9.6";
    plan.observedGraph = before.digest();
    plan.observedSource = sha256("observed source");
    plan.desiredGraph = plan.resultGraph = after.digest();
    plan.desiredSource = sha256("desired source");
    for (const provider::Operation& operation : operations) {
        plan.reload = std::max(plan.reload, operation.reload);
        for (const auto& id : operation.touches)
            plan.resources.push_back({id, sha256(id.value()), planning::Use::Touches});
        for (const auto& id : operation.reads)
            plan.resources.push_back({id, sha256(id.value()), planning::Use::Reads});
    }
    std::sort(plan.resources.begin(), plan.resources.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    plan.operations = std::move(operations);
    if (plan.reload == provider::ReloadKind::Restart)
        plan.interrupts = {"The gateway restarts: 5 accounts lose their connection for a few seconds.",
                           "Turns that run are cut off."};
    plan.diff = topology::diff(before, after);
    for (auto* nodes : {&plan.diff.addedNodes, &plan.diff.removedNodes})
        for (topology::Node& node : *nodes)
            node.path.clear();
    for (auto* edges : {&plan.diff.addedEdges, &plan.diff.removedEdges})
        for (topology::Edge& edge : *edges)
            edge.path.clear();
    plan.blastRadius = planning::blastRadius(before, after, plan.diff);
    const planning::ReachAnalysis reach = planning::analyseReach(before, after, plan.diff).value();
    plan.reachability.gained = reach.gained;
    plan.reachability.lost = reach.lost;
    plan.reachability.directGrants = planning::findDirectGrants(after, plan.diff);
    plan.reachability.widened = planning::findWidenings(before, after, plan.diff);
    plan.reachability.widened.insert(plan.reachability.widened.end(), reach.shells.begin(), reach.shells.end());
    const provider::Source source;
    plan.risks = planning::findRisks({plan, reach, source, before, after});
    for (const planning::Risk& risk : plan.risks)
        plan.risk = std::max(plan.risk, risk.level);
    return plan;
}

Plan shellForOps(const Graph& before)
{
    Draft draft(before);
    draft.drop(edgeOf(EdgeKind::UsesModel, "agent:ops", "model:local-vllm/qwen3-32b", "primary"));
    draft.edges.push_back(edgeOf(EdgeKind::UsesModel, "agent:ops", "model:anthropic/claude-opus-4-6", "primary"));
    draft.edges.push_back(edgeOf(EdgeKind::ToolAllow, "agent:ops", "tool:exec", "alsoAllow"));
    draft.node("agent:ops").attributes["mayRunCommands"] = true;
    topology::Node auditor = draft.node("agent:reviewer");
    auditor.id = NodeId("agent:auditor");
    auditor.name = "Auditor";
    auditor.attributes["sandboxMode"] = "all";
    auditor.attributes["workspace"] = "${OC_HOME}/ws/auditor";
    draft.nodes.push_back(auditor);
    draft.drop(edgeOf(EdgeKind::RoutesTo, "account:slack/corp", "agent:support", "b5"));
    topology::Edge route = edgeOf(EdgeKind::RoutesTo, "account:slack/corp", "agent:auditor", "b5");
    route.order = 5;
    route.attributes = {{"tier", "team"}, {"selector", R"({"teamId":"T0123"})"}};
    draft.edges.push_back(route);
    const Json bindings = {{{"agentId", "support"}, {"match", {{"channel", "slack"}, {"teamId", "T0123"}}}}};
    const Json bindingsAfter = {{{"agentId", "auditor"}, {"match", {{"channel", "slack"}, {"teamId", "T0123"}}}}};
    return judged(
        before, draft.build(),
        {patchOf({{"/agents/entries/auditor",
                   "agents.entries.auditor",
                   nullptr,
                   {{"name", "Auditor"}, {"tools", {{"profile", "minimal"}}}, {"sandbox", {{"mode", "all"}}}}},
                  {"/agents/entries/ops/model/primary", "agents.entries.ops.model.primary", nullptr,
                   "anthropic/claude-opus-4-6"},
                  {"/agents/entries/ops/tools/alsoAllow", "agents.entries.ops.tools.alsoAllow", Json::array({"cron"}),
                   Json::array({"cron", "exec"})},
                  {"/bindings", "bindings", bindings, bindingsAfter}},
                 {"agents.entries.auditor", "agents.entries.ops", "bindings"},
                 {"channels.slack.accounts.corp", "models.providers.anthropic"}, provider::ReloadKind::Hot)});
}

Plan modelForReviewer(const Graph& before)
{
    Draft draft(before);
    std::erase_if(draft.edges, [](const topology::Edge& edge) {
        return edge.kind == EdgeKind::UsesModel && edge.from.value() == "agent:reviewer" && edge.key == "primary";
    });
    draft.edges.push_back(edgeOf(EdgeKind::UsesModel, "agent:reviewer", "model:openai/gpt-5.4", "primary"));
    return judged(before, draft.build(),
                  {patchOf({{"/agents/entries/reviewer/model/primary", "agents.entries.reviewer.model.primary",
                             "local-vllm/qwen3-32b", "openai/gpt-5.4"}},
                           {"agents.entries.reviewer"}, {"models.providers.openai"}, provider::ReloadKind::Hot)});
}

Plan otherPort(const Graph& before)
{
    return judged(before, before,
                  {patchOf({{"/gateway/port", "gateway.port", 18789, 18790}}, {"gateway.port"}, {},
                           provider::ReloadKind::Restart)});
}

/// @p document before and after @p plan, which may be about another one: its fields are then as it says.
Result<wire::PlanTexts> textsOf(Json document, const Plan& plan)
{
    for (const provider::Operation& operation : plan.operations) {
        for (const provider::FieldEdit& edit : operation.changes) {
            if (!edit.before.is_null())
                FABRIC_CHECK(provider::setField(document, edit.pointer, edit.before));
        }
    }
    wire::PlanTexts texts{document.dump(2), {}};
    for (const provider::Operation& operation : plan.operations)
        FABRIC_CHECK(provider::applyEdits(document, operation.changes));
    texts.after = document.dump(2);
    return texts;
}

/// Replaces `@n` by the id of the n-th plan, in values and in names.
std::string withIds(std::string text, const std::vector<std::string>& ids)
{
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::string mark = "\"@" + std::to_string(i) + '"';
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, mark.size(), '"' + ids[i] + '"');
    }
    return text;
}

/// The agent's answer about a plan; @p about has title, reason, times.
wire::PlanDocument documentOf(const Plan& plan, const Json& about)
{
    wire::PlanDocument document;
    document.plan = planning::toJson(plan);
    wire::PlanSummary& summary = document.summary;
    summary.id = planning::planId(plan).value().text();
    summary.runtime = "hq";
    summary.title = about["title"];
    summary.reason = about["reason"];
    summary.author = summary.authorName = "operator 1";
    summary.createdAt = about["createdAt"];
    summary.expiresAt = about["expiresAt"];
    summary.observed = 1284;
    summary.desired = 7;
    summary.risk = planning::toText(plan.risk);
    summary.reload = provider::toText(plan.reload);
    summary.operationCount = static_cast<int>(plan.operations.size());
    summary.agentCount = static_cast<int>(plan.blastRadius.agents.size());
    summary.routeCount = static_cast<int>(plan.blastRadius.routes.size());
    summary.widensAuthority = plan.widensAuthority();
    summary.rollouts = about["rollouts"].get<std::vector<std::string>>();
    if (about.contains("rolloutState"))
        summary.rolloutState = about["rolloutState"].get<std::string>();
    document.stale = about["stale"].get<std::vector<std::string>>();
    document.notes = about["notes"].get<std::vector<std::string>>();
    return document;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    const QString folder = QString::fromLocal8Bit(argv[1]) + QLatin1Char('/');
    Json document = read(folder + QLatin1String("four-runtimes.json"));
    Json parts = read(folder + QLatin1String("changes.parts.json"));
    const Graph before = topology::parseGraph(document["topologies"]["hq"]["graph"]).value();
    const std::vector<Plan> plans{shellForOps(before), modelForReviewer(before), otherPort(before)};
    std::vector<std::string> ids;
    document["plans"] = Json::array();
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const wire::PlanDocument answer = documentOf(plans[i], parts["about"][i]);
        ids.push_back(answer.summary.id);
        document["plans"].push_back(wire::toJson(answer));
        document["planTexts"][answer.summary.id] = wire::toJson(textsOf(parts["document"], plans[i]).value());
    }
    parts.erase("about");
    parts.erase("document");
    document.update(Json::parse(withIds(parts.dump(), ids)));
    QFile out(folder + QLatin1String("changes.json"));
    if (!out.open(QIODevice::WriteOnly))
        return 1;
    out.write(QByteArray::fromStdString(document.dump(1) + '\n'));
    for (const std::string& id : ids)
        std::printf("%s\n", id.c_str());
    return 0;
}
