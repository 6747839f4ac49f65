// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/reach_change.h"

#include "core/planning/graph_facts.h"
#include "core/planning/reach_walk.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace fabric::planning {

using namespace topology;
using Direction = ReachabilityQuery::Direction;

namespace {

/// More changed places than these, and asking for each who can reach it costs more than walking from every entry.
constexpr std::size_t kMaxHeads = 64;

/// Where the changed edges that matter begin.
struct Heads
{
    std::set<NodeId> nodes;
    bool isEverybody = false; ///< the gateway's own grants change
};

Heads headsOf(const Diff& diff)
{
    const auto kinds = reachQuery(Direction::Forward).kinds;
    Heads out;
    for (const auto* edges : {&diff.addedEdges, &diff.removedEdges}) {
        for (const Edge& edge : *edges) {
            if (edge.kind != EdgeKind::ToolDeny && !kinds.contains(edge.kind))
                continue;
            out.isEverybody = out.isEverybody || kindOf(edge.from) == NodeKind::Gateway;
            out.nodes.insert(edge.from);
            if (edge.kind == EdgeKind::AgentToAgent) // goes both ways
                out.nodes.insert(edge.to);
        }
    }
    return out;
}

/// The entries of one graph that can reach one of the heads.
void addAffected(const ReachWalk& walk, const Heads& heads, std::set<NodeId>& out)
{
    const std::vector<NodeId> entries = walk.entries();
    if (heads.isEverybody || heads.nodes.size() > kMaxHeads) {
        out.insert(entries.begin(), entries.end());
        return;
    }
    ReachabilityIndex backward(walk.graph(), reachQuery(Direction::Backward));
    std::set<NodeId> reached;
    for (const NodeId& head : heads.nodes) {
        const auto position = backward.positionOf(head);
        if (!position || !reached.insert(head).second)
            continue; // who reaches it was noted with the one that it leads to
        for (const std::size_t node : backward.from(*position))
            reached.insert(walk.node(node).id);
    }
    std::set_intersection(entries.begin(), entries.end(), reached.begin(), reached.end(),
                          std::inserter(out, out.end()));
}

std::vector<NodeId> authoritiesOf(const ReachWalk& walk, const EntryReach& reach)
{
    std::vector<NodeId> out;
    out.reserve(reach.authorities.size() + reach.granted.size());
    for (const std::size_t position : reach.authorities)
        out.push_back(walk.node(position).id);
    for (const auto& [agent, grant] : reach.granted)
        out.push_back(grant->to);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// Walks from the same entries in both graphs and notes what differs.
class Comparison
{
public:
    Comparison(ReachWalk& before, ReachWalk& after)
        : m_before(before)
        , m_after(after)
        , m_wasReached(before.graph().nodes().size())
        , m_isReached(after.graph().nodes().size())
    {
    }

    [[nodiscard]] Result<> add(const NodeId& entry)
    {
        const EntryReach before = m_before.from(entry);
        const EntryReach after = m_after.from(entry);
        const auto had = authoritiesOf(m_before, before);
        const auto has = authoritiesOf(m_after, after);
        addMissing(entry, m_after, after, had, has, m_out.gained);
        addMissing(entry, m_before, before, has, had, m_out.lost);
        if (m_out.gained.size() + m_out.lost.size() > kMaxReaches)
            return fail(ErrorCode::TooLarge, "the plan changes who reaches what in too many ways to be judged");
        for (const std::size_t agent : before.agents)
            m_wasReached[agent] = true;
        for (const std::size_t agent : after.agents)
            m_isReached[agent] = true;
        if (!before.agents.empty() && after.agents.empty() && m_after.graph().find(entry) != nullptr)
            m_out.cutOff.push_back(entry);
        noteShell(entry, before, after);
        return {};
    }

    [[nodiscard]] ReachAnalysis finish()
    {
        const Graph& after = m_after.graph();
        std::vector<const Node*> left;
        for (std::size_t i = 0; i < m_wasReached.size(); ++i) {
            const Node* node = m_wasReached[i] ? after.find(m_before.node(i).id) : nullptr;
            if (node != nullptr && !node->isDangling && !m_isReached[positionOf(*node)])
                left.push_back(node);
        }
        if (left.empty())
            return std::move(m_out);
        // Entries that nothing changed for may still lead there.
        const std::vector<NodeId> entries = m_after.entries();
        ReachabilityIndex backward(after, reachQuery(Direction::Backward));
        for (const Node* node : left) {
            const auto& reached = backward.from(positionOf(*node));
            const bool isReached = std::any_of(reached.begin(), reached.end(), [&](std::size_t position) {
                return std::binary_search(entries.begin(), entries.end(), m_after.node(position).id);
            });
            if (!isReached)
                m_out.unreached.push_back(node->id);
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] std::size_t positionOf(const Node& node) const
    {
        return static_cast<std::size_t>(&node - m_after.graph().nodes().data());
    }

    /// What is in @p has and not in @p had, with the way there.
    static void addMissing(const NodeId& entry, const ReachWalk& walk, const EntryReach& reach,
                           const std::vector<NodeId>& had, const std::vector<NodeId>& has, std::vector<Reach>& out)
    {
        for (const NodeId& authority : has) {
            if (!std::binary_search(had.begin(), had.end(), authority))
                out.push_back({entry, authority, isDisabled(walk.node(reach.start)), walk.pathTo(reach, authority)});
        }
    }

    /// A shell often comes from a profile and is no edge, so it is looked for in the agents.
    void noteShell(const NodeId& entry, const EntryReach& before, const EntryReach& after)
    {
        const auto shellIn = [](const ReachWalk& walk, const EntryReach& reach) {
            const auto found = std::find_if(reach.agents.begin(), reach.agents.end(), [&](std::size_t agent) {
                return isTrue(walk.node(agent).attributes, "mayRunCommands");
            });
            return found == reach.agents.end() ? nullptr : &walk.node(*found);
        };
        const Node* shell = shellIn(m_after, after);
        if (shell != nullptr && shellIn(m_before, before) == nullptr)
            m_out.shells.push_back(
                {entry.value(), "it newly reaches " + shell->id.value() + ", which may run commands"});
    }

    ReachWalk& m_before;
    ReachWalk& m_after;
    std::vector<bool> m_wasReached;
    std::vector<bool> m_isReached;
    ReachAnalysis m_out;
};

} // namespace

Result<ReachAnalysis> analyseReach(const Graph& before, const Graph& after, const Diff& diff)
{
    const Heads heads = headsOf(diff);
    if (heads.nodes.empty())
        return ReachAnalysis{};
    ReachWalk walkBefore(before);
    ReachWalk walkAfter(after);
    std::set<NodeId> affected;
    addAffected(walkBefore, heads, affected);
    addAffected(walkAfter, heads, affected);
    Comparison comparison(walkBefore, walkAfter);
    for (const NodeId& entry : affected)
        FABRIC_CHECK(comparison.add(entry));
    return comparison.finish();
}

} // namespace fabric::planning
