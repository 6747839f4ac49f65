// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/plan.h"

#include "core/base/names.h"
#include "core/planning/blast_radius.h"
#include "core/planning/field_diff.h"
#include "core/planning/node_renames.h"
#include "core/planning/reach_change.h"
#include "core/planning/risk_rules.h"
#include "core/planning/widening.h"
#include "core/planning/writable_changes.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace fabric::planning {

using provider::Operation;
using provider::ResourceChange;
using provider::ResourceId;
using provider::Source;
using topology::Graph;

namespace {

constexpr auto kRiskLevels = std::to_array<Named<RiskLevel>>({
    {RiskLevel::Low, "low"},
    {RiskLevel::Medium, "medium"},
    {RiskLevel::High, "high"},
    {RiskLevel::Critical, "critical"},
});

Result<> checkProviders(const Source& observed, const Source& desired, const provider::Configuration& configuration)
{
    for (const Source* source : {&observed, &desired}) {
        if (source->parts().provider != configuration.provider())
            return fail(ErrorCode::FailedPrecondition,
                        source->isEmpty() ? "a revision without a configuration cannot be planned"
                                          : "a revision of another provider cannot be planned",
                        "/provider");
    }
    return {};
}

/// Adds what the new values of touched resources rely on.
void addReads(const std::vector<ResourceChange>& changes, const provider::Configuration& configuration,
              std::vector<Operation>& operations)
{
    std::map<ResourceId, const ResourceChange*> byId;
    for (const ResourceChange& change : changes)
        byId.emplace(change.id, &change);
    for (Operation& operation : operations) {
        std::vector<ResourceId> reads = operation.reads;
        for (const ResourceId& id : operation.touches) {
            const auto change = byId.find(id);
            if (change == byId.end() || !change->second->after)
                continue;
            const auto more = configuration.references(id, *change->second->after);
            reads.insert(reads.end(), more.begin(), more.end());
        }
        std::sort(reads.begin(), reads.end());
        reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
        std::erase_if(reads, [&](const ResourceId& id) {
            return std::binary_search(operation.touches.begin(), operation.touches.end(), id);
        });
        operation.reads = std::move(reads);
    }
}

/// A mask in a payload would overwrite the secret that it stands for.
Result<> checkPayloads(const std::vector<Operation>& operations)
{
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (holdsMask(operations[i].payload))
            return fail(ErrorCode::FailedPrecondition,
                        "a value that Fabric does not know would have to be written; set it on the runtime",
                        "/operations/" + std::to_string(i) + "/payload");
    }
    return {};
}

std::vector<UsedResource> usedResources(const std::vector<Operation>& operations, const Source& observed)
{
    std::map<ResourceId, Use> uses;
    for (const Operation& operation : operations) {
        for (const ResourceId& id : operation.touches)
            uses[id] = Use::Touches;
        for (const ResourceId& id : operation.reads)
            uses.emplace(id, Use::Reads);
    }
    std::vector<UsedResource> out;
    out.reserve(uses.size());
    for (const auto& [id, use] : uses) {
        const provider::Resource* resource = observed.find(id);
        out.push_back({id, resource == nullptr ? Digest() : resource->digest, use});
    }
    return out;
}

/// True if @p diff is of nothing that only a running runtime knows: an older desired revision may not know it.
bool leavesRuntimeParts(const topology::Diff& diff, const Graph& before, const Graph& after)
{
    const auto isRuntimePart = [](const auto& element) { return element.origin == topology::Origin::RuntimeOnly; };
    const auto wasOrIs = [&](const auto& change) {
        return isRuntimePart(*before.find(change.id)) || isRuntimePart(*after.find(change.id));
    };
    const auto none
        = [](const auto& elements, const auto& test) { return std::none_of(elements.begin(), elements.end(), test); };
    return none(diff.addedNodes, isRuntimePart) && none(diff.removedNodes, isRuntimePart)
        && none(diff.addedEdges, isRuntimePart) && none(diff.removedEdges, isRuntimePart)
        && none(diff.changedNodes, wasOrIs) && none(diff.changedEdges, wasOrIs) && none(diff.movedEdges, wasOrIs);
}

/// What the runtime should show when all is done, and how that differs from what it shows.
struct Outcome
{
    Graph graph;
    topology::Diff diff;
};

Result<Outcome> outcomeOf(const Content& observed, const Content& desired, const WritableChanges& written,
                          const provider::Configuration& configuration)
{
    if (written.changes.empty())
        return Outcome{observed.graph, {}};
    if (written.notWritten.empty()) {
        Outcome out{desired.graph, topology::diff(observed.graph, desired.graph)};
        if (leavesRuntimeParts(out.diff, observed.graph, desired.graph))
            return out;
    }
    Source::Parts parts = observed.source.parts();
    for (const ResourceChange& change : written.changes)
        FABRIC_CHECK(configuration.set(parts.document, change.id, change.after));
    FABRIC_TRY(parts.resources, configuration.resources(parts.document));
    FABRIC_TRY(const Source source, Source::create(std::move(parts)));
    FABRIC_TRY(Graph graph, configuration.graphOf(source, observed.graph));
    topology::Diff diff = topology::diff(observed.graph, graph);
    return Outcome{std::move(graph), std::move(diff)};
}

void addLeftBehind(Plan& plan)
{
    for (const NodeRename& rename : plan.renames) {
        if (topology::kindOf(rename.to) == topology::NodeKind::Agent)
            plan.irreversible.push_back(
                {"agent-state", rename.to.value(),
                 "What the runtime keeps for " + rename.from.value() + " does not move to the new id."});
    }
}

/// Where something is configured is no part of a revision's identity, so it must be none of a plan's.
void dropProvenance(topology::Diff& diff)
{
    for (auto* nodes : {&diff.addedNodes, &diff.removedNodes}) {
        for (topology::Node& node : *nodes)
            node.path.clear();
    }
    for (auto* edges : {&diff.addedEdges, &diff.removedEdges}) {
        for (topology::Edge& edge : *edges)
            edge.path.clear();
    }
}

Plan beginPlan(const Head& observed, const Head& desired, const provider::Configuration& configuration)
{
    Plan plan;
    plan.provider = configuration.provider();
    plan.providerVersion = observed.source.parts().providerVersion;
    plan.observedGraph = observed.graph;
    plan.observedSource = observed.source.digest();
    plan.desiredGraph = desired.graph;
    plan.desiredSource = desired.source.digest();
    return plan;
}

/// Everything that follows from the two graphs.
Result<> judge(const Content& observed, Outcome outcome, Plan& plan)
{
    Graph before = observed.graph;
    const Graph& result = outcome.graph;
    plan.diff = std::move(outcome.diff);
    if (!plan.renames.empty()) {
        FABRIC_TRY(before, renamedGraph(observed.graph, plan.renames));
        plan.diff = topology::diff(before, result);
    }
    plan.blastRadius = blastRadius(before, result, plan.diff);
    FABRIC_TRY(ReachAnalysis reach, analyseReach(before, result, plan.diff));
    plan.reachability.gained = std::move(reach.gained);
    plan.reachability.lost = std::move(reach.lost);
    plan.reachability.directGrants = findDirectGrants(result, plan.diff);
    auto& widened = plan.reachability.widened; // which has those that the provider knows
    const std::vector<Widening> found = findWidenings(before, result, plan.diff);
    widened.insert(widened.end(), found.begin(), found.end());
    widened.insert(widened.end(), reach.shells.begin(), reach.shells.end());
    const auto key = [](const Widening& item) { return std::tie(item.subject, item.reason); };
    std::sort(widened.begin(), widened.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    widened.erase(std::unique(widened.begin(), widened.end()), widened.end());
    plan.risks = findRisks({plan, reach, observed.source, before, result});
    for (const Risk& risk : plan.risks)
        plan.risk = std::max(plan.risk, risk.level);
    dropProvenance(plan.diff);
    return {};
}

} // namespace

std::string_view toText(RiskLevel level)
{
    return nameOf(kRiskLevels, level);
}

std::optional<RiskLevel> riskLevelFrom(std::string_view text)
{
    return valueOf(kRiskLevels, text);
}

bool Plan::widensAuthority() const
{
    return risk == RiskLevel::Critical || !reachability.gained.empty() || !reachability.directGrants.empty()
        || !reachability.widened.empty();
}

Result<std::optional<Plan>> planOfEqual(const Head& observed, const Head& desired,
                                        const provider::Configuration& configuration)
{
    FABRIC_CHECK(checkProviders(observed.source, desired.source, configuration));
    const auto left = observed.source.resources();
    const auto right = desired.source.resources();
    if (!std::equal(left.begin(), left.end(), right.begin(), right.end()))
        return std::nullopt;
    Plan plan = beginPlan(observed, desired, configuration);
    plan.resultGraph = plan.observedGraph;
    return plan;
}

Result<Plan> makePlan(const Content& observed, const Content& desired, const provider::Configuration& configuration)
{
    const Head now{observed.graph.digest(), observed.source};
    const Head wanted{desired.graph.digest(), desired.source};
    FABRIC_TRY(auto equal, planOfEqual(now, wanted, configuration));
    if (equal)
        return *std::move(equal);
    Plan plan = beginPlan(now, wanted, configuration);
    FABRIC_TRY(WritableChanges written, writableChanges(observed, desired, configuration));
    if (!written.changes.empty()) {
        FABRIC_TRY(provider::Compiled compiled, configuration.compile(observed.source, written.changes));
        plan.operations = std::move(compiled.operations);
        plan.irreversible = std::move(compiled.irreversible);
        plan.reachability.widened = std::move(compiled.widened);
        addReads(written.changes, configuration, plan.operations);
        FABRIC_CHECK(checkPayloads(plan.operations));
    }
    FABRIC_TRY(Outcome outcome, outcomeOf(observed, desired, written, configuration));
    plan.resultGraph = outcome.graph.digest();
    plan.resources = usedResources(plan.operations, observed.source);
    for (const Operation& operation : plan.operations)
        plan.reload = std::max(plan.reload, operation.reload);
    if (plan.reload == provider::ReloadKind::Restart)
        plan.interrupts = configuration.restartInterrupts(observed.graph);
    plan.notWritten = std::move(written.notWritten);
    plan.renames = nodeRenames(desired.source.parts().renames, observed.graph, outcome.graph);
    addLeftBehind(plan);
    FABRIC_CHECK(judge(observed, std::move(outcome), plan));
    return plan;
}

Result<Digest> planId(const Plan& plan)
{
    FABRIC_TRY(const std::string canonical, canonicalJson(toJson(plan)));
    return sha256(canonical);
}

std::vector<ResourceId> staleResources(const Plan& plan, const Source& now)
{
    std::vector<ResourceId> out;
    for (const UsedResource& used : plan.resources) {
        const provider::Resource* resource = now.find(used.id);
        if ((resource == nullptr ? Digest() : resource->digest) != used.digest)
            out.push_back(used.id);
    }
    return out;
}

} // namespace fabric::planning
