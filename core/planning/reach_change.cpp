// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/reach_change.h"

#include "core/planning/graph_facts.h"
#include "core/planning/reach_walk.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>

namespace fabric::planning {

using namespace topology;
using Direction = ReachabilityQuery::Direction;

namespace {

/// Where the changed edges that matter begin.
struct Heads
{
    std::vector<NodeId> nodes;
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
            out.nodes.push_back(edge.from);
            if (edge.kind == EdgeKind::AgentToAgent) // goes both ways
                out.nodes.push_back(edge.to);
        }
    }
    return out;
}

std::vector<NodeId> entryIdsOf(const Graph& graph)
{
    std::vector<NodeId> out;
    for (const std::size_t position : entriesOf(graph))
        out.push_back(graph.nodes()[position].id);
    return out;
}

/// In the order of ids.
std::vector<NodeId> entriesOfBoth(const Graph& before, const Graph& after)
{
    const std::vector<NodeId> old = entryIdsOf(before);
    const std::vector<NodeId> fresh = entryIdsOf(after);
    std::vector<NodeId> out;
    std::set_union(old.begin(), old.end(), fresh.begin(), fresh.end(), std::back_inserter(out));
    return out;
}

/// Those of @p entries that can reach one of the heads in one of the two graphs, and those that are gone. The way to the first
/// head on it is the same in both graphs, for whatever changed begins at a head: one of them tells for both.
std::vector<NodeId> affectedOf(const std::vector<NodeId>& entries, const Heads& heads, const Graph& after)
{
    if (heads.isEverybody)
        return entries;
    const std::vector<bool> reachesHead
        = ReachabilityIndex(after, reachQuery(Direction::Backward)).fromAny(positionsOf(heads.nodes, after));
    std::vector<NodeId> out;
    for (const NodeId& entry : entries) {
        const auto position = after.positionOf(entry);
        if (!position || reachesHead[*position])
            out.push_back(entry);
    }
    return out;
}

/// Positions in the graph of @p walk, which are in the order of ids.
std::vector<std::size_t> authoritiesOf(const ReachWalk& walk, const EntryReach& reach)
{
    std::vector<std::size_t> out = reach.authorities;
    for (const auto& [agent, grant] : reach.granted)
        out.push_back(walk.graph().edgeEnds()[grant].to);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

/// Where each node of @p before is in @p after, or kNowhere. Between those that come and go both lists are the same.
std::vector<std::uint32_t> placesIn(const Graph& after, const Graph& before, const Diff& diff)
{
    const auto positionsIn = [](const Graph& graph, const std::vector<Node>& nodes) {
        std::vector<NodeId> ids;
        ids.reserve(nodes.size());
        for (const Node& node : nodes)
            ids.push_back(node.id);
        return positionsOf(ids, graph);
    };
    const std::vector<std::size_t> removed = positionsIn(before, diff.removedNodes);
    const std::vector<std::size_t> added = positionsIn(after, diff.addedNodes);
    auto nextRemoved = removed.begin();
    auto nextAdded = added.begin();
    std::vector<std::uint32_t> out;
    out.reserve(before.nodes().size());
    std::uint32_t place = 0;
    for (std::size_t i = 0; i < before.nodes().size(); ++i) {
        if (nextRemoved != removed.end() && *nextRemoved == i) {
            out.push_back(kNowhere);
            ++nextRemoved;
            continue;
        }
        for (; nextAdded != added.end() && *nextAdded == place; ++nextAdded)
            ++place;
        out.push_back(place++);
    }
    return out;
}

/// Walks from the same entries in both graphs and notes what differs.
class Comparison
{
public:
    Comparison(ReachWalk& before, ReachWalk& after, const Diff& diff)
        : m_before(before)
        , m_after(after)
        , m_placeAfter(placesIn(after.graph(), before.graph(), diff))
        , m_wasReached(after.graph().nodes().size())
        , m_isReached(after.graph().nodes().size())
    {
    }

    [[nodiscard]] Result<> add(const NodeId& entry)
    {
        const EntryReach before = m_before.from(entry);
        const EntryReach after = m_after.from(entry);
        addDifference(entry, before, after);
        if (m_out.gained.size() + m_out.lost.size() > kMaxReaches)
            return fail(ErrorCode::TooLarge, "the plan changes who reaches what in too many ways to be judged");
        if (!before.agents.empty() && after.agents.empty() && m_after.graph().find(entry) != nullptr)
            m_out.cutOff.push_back(entry);
        ++m_entry;
        for (const std::size_t agent : before.agents) {
            if (m_placeAfter[agent] != kNowhere)
                m_wasReached[m_placeAfter[agent]] = m_entry;
        }
        for (const std::size_t agent : after.agents)
            m_isReached[agent] = true;
        noteShell(entry, before, after);
        return {};
    }

    /// @p entries: those of both graphs. Entries that nothing changed for may still lead to an agent.
    [[nodiscard]] ReachAnalysis finish(const std::vector<NodeId>& entries)
    {
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < m_wasReached.size(); ++i) {
            if (m_wasReached[i] != 0 && !m_isReached[i] && !m_after.node(i).isDangling)
                left.push_back(i);
        }
        if (left.empty())
            return std::move(m_out);
        const std::vector<bool> isReached = m_after.fromAny(entries);
        for (const std::size_t position : left) {
            if (!isReached[position])
                m_out.unreached.push_back(m_after.node(position).id);
        }
        return std::move(m_out);
    }

private:
    /// Authorities that only one of the two graphs gives to the entry, with the way there.
    void addDifference(const NodeId& entry, const EntryReach& before, const EntryReach& after)
    {
        const std::vector<std::size_t> had = authoritiesOf(m_before, before);
        const std::vector<std::size_t> has = authoritiesOf(m_after, after);
        const auto note = [&](const ReachWalk& walk, const EntryReach& reach, std::size_t authority, auto& out) {
            out.push_back(
                {entry, walk.node(authority).id, isDisabled(walk.node(reach.start)), walk.pathTo(reach, authority)});
        };
        std::vector<std::size_t> kept;
        for (const std::size_t authority : had) {
            const std::uint32_t place = m_placeAfter[authority];
            if (place != kNowhere && std::binary_search(has.begin(), has.end(), place))
                kept.push_back(place); // in order: both lists are in that of ids
            else
                note(m_before, before, authority, m_out.lost);
        }
        for (const std::size_t authority : has) {
            if (!std::binary_search(kept.begin(), kept.end(), authority))
                note(m_after, after, authority, m_out.gained);
        }
    }

    /// A shell often comes from a profile and is no edge, so it is looked for in the agents. An agent that only now may run
    /// commands widens by itself: nobody newly reaches it for that.
    void noteShell(const NodeId& entry, const EntryReach& before, const EntryReach& after)
    {
        const auto mayRunCommands = [](const Node& node) { return isTrue(node.attributes, "mayRunCommands"); };
        const auto shell = std::find_if(after.agents.begin(), after.agents.end(), [&](std::size_t agent) {
            return m_wasReached[agent] != m_entry && mayRunCommands(m_after.node(agent));
        });
        if (shell == after.agents.end())
            return;
        const bool hadShell = std::any_of(before.agents.begin(), before.agents.end(), [&](std::size_t agent) {
            const std::uint32_t place = m_placeAfter[agent];
            return mayRunCommands(m_before.node(agent)) || (place != kNowhere && mayRunCommands(m_after.node(place)));
        });
        if (!hadShell)
            m_out.shells.push_back(
                {entry.value(), "it newly reaches " + m_after.node(*shell).id.value() + ", which may run commands"});
    }

    ReachWalk& m_before;
    ReachWalk& m_after;
    std::vector<std::uint32_t> m_placeAfter; ///< of each node before
    std::uint32_t m_entry = 0; ///< the number of the entry that is looked at, from 1
    std::vector<std::uint32_t> m_wasReached; ///< by node after: the last entry that reached it before, 0: none
    std::vector<bool> m_isReached; ///< by node after
    ReachAnalysis m_out;
};

} // namespace

Result<ReachAnalysis> analyseReach(const Graph& before, const Graph& after, const Diff& diff)
{
    const Heads heads = headsOf(diff);
    if (heads.nodes.empty())
        return ReachAnalysis{};
    const std::vector<NodeId> entries = entriesOfBoth(before, after);
    const std::vector<NodeId> affected = affectedOf(entries, heads, after);
    if (affected.empty())
        return ReachAnalysis{};
    ReachWalk walkBefore(before);
    ReachWalk walkAfter(after);
    Comparison comparison(walkBefore, walkAfter, diff);
    for (const NodeId& entry : affected)
        FABRIC_CHECK(comparison.add(entry));
    return comparison.finish(entries);
}

} // namespace fabric::planning
