// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"
#include "core/topology/diff.h"
#include "core/topology/graph.h"

#include <optional>
#include <string>
#include <vector>

namespace fabric::planning {

/// What one revision holds, for the planner.
struct Content
{
    static constexpr int kFormatVersion = 1;

    topology::Graph graph;
    provider::Source source;
};
/// `{"format":1,"graph":{...},"source":{...}}`: what the API hands out of a revision, so that its plans can be made anywhere.
[[nodiscard]] Json toJson(const Content& content);
/// Strict. @return DataLoss if the source's digests are not those of its document.
[[nodiscard]] Result<Content> parseContent(const Json& value, const provider::Configuration& configuration,
                                           const std::string& path = {});

/// Names (toText) are API.
enum class RiskLevel { Low, Medium, High, Critical };
[[nodiscard]] std::string_view toText(RiskLevel level);
[[nodiscard]] std::optional<RiskLevel> riskLevelFrom(std::string_view text);

/// One finding: why something is a risk.
struct Risk
{
    std::string rule; ///< id in the rule set: widened-authority, restart, delete-agent, model-dangling, not-owned, ...
    RiskLevel level = RiskLevel::Low;
    std::string subject; ///< node, edge, resource or field
    std::string reason; ///< one sentence
    std::optional<int> operation; ///< index in operations; absent: of the whole plan
    bool operator==(const Risk&) const = default;
};

enum class Use { Touches, Reads };
struct UsedResource
{
    provider::ResourceId id;
    Digest digest; ///< in the observed revision; null: not there
    Use use = Use::Touches;
    bool operator==(const UsedResource&) const = default;
};

/// Who would be affected, by node or edge id, sorted.
struct BlastRadius
{
    std::vector<std::string> agents;
    std::vector<std::string> routes;
    std::vector<std::string> channels;
    std::vector<std::string> triggers; ///< hooks, cron jobs and broadcast groups
    bool operator==(const BlastRadius&) const = default;
};

/// An entry point (account, hook, broadcast group, cron job) and an authority (tool, MCP server, node that runs tools).
struct Reach
{
    topology::NodeId entry;
    topology::NodeId authority;
    bool isEntryDisabled = false; ///< counts all the same, because one switch opens it
    std::vector<topology::EdgeId> path; ///< evidence: in the new graph for a gain, in the old one for a loss
    bool operator==(const Reach&) const = default;
};

using provider::Widening;

struct ReachabilityChange
{
    std::vector<Reach> gained; ///< pairs that were not there; sorted by entry, authority
    std::vector<Reach> lost;
    std::vector<topology::EdgeId> directGrants; ///< new edges that give an authority directly
    std::vector<Widening> widened;
    bool operator==(const ReachabilityChange&) const = default;
};

/// A field that the desired revision and the runtime disagree about and that is not written.
struct NotWritten
{
    std::string pointer;
    std::string owner; ///< `runtime-default`, or `other` for whoever changed it since
    bool isConflict = false; ///< the intent owns it too
    std::string reason;
    bool operator==(const NotWritten&) const = default;
};

/// A declared rename as the topology shows it.
struct NodeRename
{
    topology::NodeId from;
    topology::NodeId to;
    bool operator==(const NodeRename&) const = default;
};

/// A deterministic dry run: what would be done to bring one runtime from the observed revision to the desired one, and what
/// it would mean. Same inputs, same id, on any machine and any day.
struct Plan
{
    static constexpr int kFormatVersion = 1;
    /// 2: models that their provider does not list; triggers in the blast radius. 3: more or other senders, groups,
    /// plug-ins, or no list of them any more; routes from accounts that nobody defines. 4: what the gateway gives; settings and
    /// switches that widen an authority; channels and accounts that are switched on or off.
    static constexpr int kRuleSetVersion = 4;

    int ruleSet = kRuleSetVersion; ///< that found its risks; a stored plan may have an earlier one

    std::string provider;
    std::string providerVersion;
    Digest observedGraph;
    Digest observedSource;
    Digest desiredGraph;
    Digest desiredSource;
    Digest resultGraph; ///< what the runtime should show when all is done
    std::vector<UsedResource> resources; ///< sorted by id
    std::vector<provider::Operation> operations; ///< in order; empty: nothing to do
    provider::ReloadKind reload = provider::ReloadKind::None; ///< the strongest
    std::vector<std::string> interrupts; ///< sentences; empty unless it restarts
    RiskLevel risk = RiskLevel::Low; ///< the highest of risks
    std::vector<Risk> risks;
    BlastRadius blastRadius;
    ReachabilityChange reachability;
    std::vector<provider::Irreversible> irreversible;
    std::vector<NotWritten> notWritten;
    std::vector<NodeRename> renames; ///< that the operations carry out, sorted; each is one node before and after
    topology::Diff diff; ///< observed graph, its nodes named as in renames -> result graph
    bool operator==(const Plan&) const = default;

    [[nodiscard]] bool isEmpty() const { return operations.empty(); }
    /// A person must look at it twice: critical risk, or somebody newly reaches an authority (CONTRACTS, built-in gate).
    [[nodiscard]] bool widensAuthority() const;
};

/// What of a revision is known without reading its topology.
struct Head
{
    Digest graph;
    provider::Source source;
};
/// The plan of two revisions whose resources are all equal, for which no topology is needed; nothing if they are not.
/// @return as makePlan(), which begins with this.
[[nodiscard]] Result<std::optional<Plan>> planOfEqual(const Head& observed, const Head& desired,
                                                      const provider::Configuration& configuration);

/// @return FailedPrecondition or InvalidArgument (where = field) if the desired revision cannot be planned: another provider, a
/// part that cannot be written.
[[nodiscard]] Result<Plan> makePlan(const Content& observed, const Content& desired,
                                    const provider::Configuration& configuration);

/// SHA-256 of the RFC 8785 form of toJson(plan): the plan's id.
[[nodiscard]] Result<Digest> planId(const Plan& plan);
[[nodiscard]] Json toJson(const Plan& plan); ///< every field; nothing that depends on time, place or person
/// Strict: an unknown field is an error, so that nobody signs what he is not shown.
[[nodiscard]] Result<Plan> parsePlan(const Json& value, const std::string& path = {});

/// The resources of @p plan that are not as they were when it was made; empty: it may be applied.
[[nodiscard]] std::vector<provider::ResourceId> staleResources(const Plan& plan, const provider::Source& now);

} // namespace fabric::planning
