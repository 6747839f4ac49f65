// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/risk_rules.h"

#include "core/planning/graph_facts.h"
#include "core/planning/widening.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace fabric::planning {

using namespace topology;
using provider::Operation;
using provider::ReloadKind;

namespace {

/// The operation that writes the resource in which something is configured; the only one if there is but one.
std::optional<int> operationAt(const RiskContext& context, std::string_view path)
{
    const auto& operations = context.plan.operations;
    if (operations.size() == 1)
        return 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const auto& touches = operations[i].touches;
        // The resource's id is the path or begins it.
        for (std::size_t end = path.size(); end != 0 && end != std::string_view::npos;
             end = path.substr(0, end).find_last_of(".[")) {
            if (std::binary_search(touches.begin(), touches.end(),
                                   provider::ResourceId(std::string(path.substr(0, end)))))
                return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

/// The node as it will be, or as it was.
const Node* nodeIn(const RiskContext& context, const NodeId& id)
{
    const Node* node = context.after.find(id);
    return node == nullptr ? context.before.find(id) : node;
}

bool isExecLikeId(const RiskContext& context, const NodeId& authority)
{
    const Node* node = nodeIn(context, authority);
    return node != nullptr && isExecLike(*node);
}

bool mayRunCommands(const Node& node)
{
    return isTrue(node.attributes, "mayRunCommands");
}

/// Who newly reaches one authority.
struct Gain
{
    std::size_t count = 0;
    std::string first;
    bool hasOpenEntry = false;
};

void findGained(const RiskContext& context, RiskSink& sink)
{
    std::map<NodeId, Gain> gains;
    for (const Reach& reach : context.plan.reachability.gained) {
        Gain& gain = gains[reach.authority];
        if (gain.count++ == 0)
            gain.first = reach.entry.value();
        const Node* entry = context.after.find(reach.entry);
        gain.hasOpenEntry = gain.hasOpenEntry || (entry != nullptr && isOpen(*entry));
    }
    for (const auto& [authority, gain] : gains) {
        const bool isCritical = gain.hasOpenEntry || isExecLikeId(context, authority);
        const std::string others = gain.count == 1 ? "" : " and " + std::to_string(gain.count - 1) + " more";
        sink.add(isCritical ? RiskLevel::Critical : RiskLevel::High, authority.value(),
                 "it is newly reached by " + gain.first + others
                     + (!gain.hasOpenEntry    ? ""
                            : gain.count == 1 ? ", which is open to anyone"
                                              : ", of which one is open to anyone"));
    }
}

void findWidenedAuthority(const RiskContext& context, RiskSink& sink)
{
    findGained(context, sink);
    for (const EdgeId& id : context.plan.reachability.directGrants) {
        const Edge& edge = *context.after.find(id);
        sink.add(isExecLikeId(context, edge.to) ? RiskLevel::Critical : RiskLevel::High, id.value(),
                 edge.to.value() + " is newly given to " + edge.from.value(), operationAt(context, edge.path));
    }
    const auto& shells = context.reach.shells;
    for (const Widening& widening : context.plan.reachability.widened) {
        const Node* node = context.after.find(NodeId(widening.subject));
        const bool isCritical = (node != nullptr && (mayRunCommands(*node) || isOpen(*node)))
            || std::find(shells.begin(), shells.end(), widening) != shells.end();
        sink.add(isCritical ? RiskLevel::Critical : RiskLevel::High, widening.subject, widening.reason,
                 node == nullptr ? std::nullopt : operationAt(context, node->path));
    }
}

void findSandboxOff(const RiskContext& context, RiskSink& sink)
{
    for (const NodeChange& change : context.plan.diff.changedNodes) {
        for (const FieldChange& field : change.fields) {
            if (field.field == "/attributes/sandboxMode" && !isSandboxOff(field.before) && isSandboxOff(field.after))
                sink.add(change.id.value(), "its sandbox is switched off",
                         operationAt(context, context.after.find(change.id)->path));
        }
    }
}

void findRestart(const RiskContext& context, RiskSink& sink)
{
    const auto hasEnabled = [&](NodeKind kind) {
        const auto nodes = nodesOf(context.before, kind);
        return !std::all_of(nodes.begin(), nodes.end(), isDisabled);
    };
    const bool hasChannels = hasEnabled(NodeKind::Channel) || hasEnabled(NodeKind::Account);
    for (std::size_t i = 0; i < context.plan.operations.size(); ++i) {
        const Operation& operation = context.plan.operations[i];
        if (operation.reload == ReloadKind::Restart)
            sink.add(hasChannels ? RiskLevel::High : RiskLevel::Medium,
                     operation.touches.empty() ? std::string("runtime") : operation.touches.front().value(),
                     hasChannels ? "the runtime restarts while channels are enabled" : "the runtime restarts",
                     static_cast<int>(i));
    }
}

void findDeletedAgents(const RiskContext& context, RiskSink& sink)
{
    for (const Node& node : context.plan.diff.removedNodes) {
        if (node.kind == NodeKind::Agent && !node.isDangling)
            sink.add(node.id.value(), "the agent is deleted", operationAt(context, node.path));
    }
}

/// New edges, and old ones whose end went away.
template <class F>
void forEachNewOrChanged(const RiskContext& context, F visit)
{
    for (const Edge& edge : context.plan.diff.addedEdges)
        visit(edge);
    for (const EdgeChange& change : context.plan.diff.changedEdges)
        visit(*context.after.find(change.id));
}

void findDanglingModels(const RiskContext& context, RiskSink& sink)
{
    /// The configuration says which models the provider has.
    const auto isListed = [&context](const std::optional<NodeId>& provider) {
        const auto models = nodesOf(context.after, NodeKind::Model);
        const Node* owner = provider ? context.after.find(*provider) : nullptr;
        return owner != nullptr && owner->origin == Origin::Configured
            && std::any_of(models.begin(), models.end(), [&](const Node& model) {
                   return model.parent == provider && model.origin == Origin::Configured;
               });
    };
    forEachNewOrChanged(context, [&](const Edge& edge) {
        if (edge.kind != EdgeKind::UsesModel)
            return;
        const Node* model = context.after.find(edge.to);
        if (model->isDangling)
            sink.add(edge.to.value(), edge.from.value() + " uses it and nobody defines it",
                     operationAt(context, edge.path));
        else if (model->origin == Origin::Implied && isListed(model->parent))
            sink.add(edge.to.value(),
                     edge.from.value() + " uses it, and it is none of the models that " + model->parent->value()
                         + " lists",
                     operationAt(context, edge.path));
        else if (model->origin == Origin::Implied && context.before.find(edge.to) == nullptr)
            sink.add(RiskLevel::Medium, edge.to.value(),
                     edge.from.value() + " uses it; only the runtime can tell whether it exists",
                     operationAt(context, edge.path));
    });
}

void findDanglingRoutes(const RiskContext& context, RiskSink& sink)
{
    forEachNewOrChanged(context, [&](const Edge& edge) {
        const bool isLead = isEntrance(edge.kind) || edge.kind == EdgeKind::MaySpawn;
        if (isLead && context.after.find(edge.to)->isDangling)
            sink.add(edge.id().value(), "it leads to " + edge.to.value() + ", which nobody defines",
                     operationAt(context, edge.path));
        else if (isEntrance(edge.kind) && context.after.find(edge.from)->isDangling)
            sink.add(RiskLevel::Medium, edge.id().value(),
                     "it begins at " + edge.from.value() + ", which nobody defines, so nothing comes in there",
                     operationAt(context, edge.path));
    });
}

void findCutOffEntries(const RiskContext& context, RiskSink& sink)
{
    for (const NodeId& entry : context.reach.cutOff)
        sink.add(entry.value(), "it reached an agent and reaches none any more");
}

/// Reachability counts an entry while it is off, so that switching it on gains nothing there.
void findSwitchedEntries(const RiskContext& context, RiskSink& sink)
{
    for (const NodeChange& change : context.plan.diff.changedNodes) {
        const Node* before = context.before.find(change.id);
        const Node* after = context.after.find(change.id);
        if (before == nullptr || after == nullptr || isDisabled(*before) == isDisabled(*after)
            || (after->kind != NodeKind::Channel && after->kind != NodeKind::Account))
            continue;
        sink.add(change.id.value(),
                 isDisabled(*after) ? "it is switched off and takes no messages any more"
                                    : "it is switched on: whoever may write to it is heard from now on",
                 operationAt(context, after->path));
    }
}

void findUnreachableAgents(const RiskContext& context, RiskSink& sink)
{
    for (const NodeId& agent : context.reach.unreached)
        sink.add(agent.value(), "no account, hook, group or job reaches it any more");
}

void findConflicts(const RiskContext& context, RiskSink& sink)
{
    for (const NotWritten& field : context.plan.notWritten) {
        if (field.isConflict)
            sink.add(field.pointer, field.reason + " (" + field.owner + ")");
    }
}

void findNotOwned(const RiskContext& context, RiskSink& sink)
{
    for (const NotWritten& field : context.plan.notWritten) {
        if (!field.isConflict)
            sink.add(field.pointer, field.reason);
    }
}

void findManyAgents(const RiskContext& context, RiskSink& sink)
{
    const auto& added = context.plan.diff.addedNodes;
    const auto isAgent = [](const Node& node) { return node.kind == NodeKind::Agent; };
    const std::size_t all = nodesOf(context.before, NodeKind::Agent).size()
        + static_cast<std::size_t>(std::count_if(added.begin(), added.end(), isAgent));
    const std::size_t affected = context.plan.blastRadius.agents.size();
    if (all > 2 && affected * 2 > all)
        sink.add("agents", std::to_string(affected) + " of " + std::to_string(all) + " agents are affected");
}

void findFormerIds(const RiskContext& context, RiskSink& sink)
{
    const auto& former = context.observed.parts().former;
    for (const UsedResource& used : context.plan.resources) {
        if (used.use == Use::Touches && used.digest.isNull()
            && std::binary_search(former.begin(), former.end(), used.id))
            sink.add(used.id.value(), "the runtime may remember this id as deleted",
                     operationAt(context, used.id.value()));
    }
}

constexpr auto kRules = std::to_array<RiskRule>({
    {"widened-authority", RiskLevel::High, "somebody newly reaches an authority, or one got wider",
     findWidenedAuthority},
    {"sandbox-off", RiskLevel::Critical, "an agent loses its sandbox", findSandboxOff},
    {"conflict", RiskLevel::High, "a field that the intent owns was changed by somebody else", findConflicts},
    {"delete-agent", RiskLevel::High, "an agent is deleted", findDeletedAgents},
    {"model-dangling", RiskLevel::High, "an agent uses a model that nobody defines", findDanglingModels},
    {"route-dangling", RiskLevel::High, "a route or delegation leads to or from what nobody defines",
     findDanglingRoutes},
    {"restart", RiskLevel::Medium, "the runtime restarts", findRestart},
    {"entry-cut-off", RiskLevel::Medium, "an entry point reaches no agent any more", findCutOffEntries},
    {"entry-switched", RiskLevel::Medium, "a channel or an account is switched on or off", findSwitchedEntries},
    {"agent-unreachable", RiskLevel::Medium, "no entry point reaches an agent any more", findUnreachableAgents},
    {"many-agents", RiskLevel::Medium, "more than half of the agents are affected", findManyAgents},
    {"former-id", RiskLevel::Medium, "an id comes back that the runtime may remember", findFormerIds},
    {"not-owned", RiskLevel::Low, "a field differs that the intent does not own", findNotOwned},
});

} // namespace

std::span<const RiskRule> riskRules()
{
    return kRules;
}

std::vector<Risk> findRisks(const RiskContext& context)
{
    std::vector<Risk> out;
    for (const RiskRule& rule : kRules) {
        RiskSink sink(rule.id, rule.level, out);
        rule.find(context, sink);
    }
    const auto less = [](const Risk& a, const Risk& b) {
        return std::tie(b.level, a.rule, a.subject, a.reason, a.operation)
            < std::tie(a.level, b.rule, b.subject, b.reason, b.operation);
    };
    std::sort(out.begin(), out.end(), less);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace fabric::planning
