// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/widening.h"

#include "core/planning/graph_facts.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace fabric::planning {

using namespace topology;

namespace {

bool becameTrue(const Json& before, const Json& after)
{
    return before != true && after == true;
}

bool becameOpen(const Json&, const Json& after)
{
    return after == "open";
}

bool becameAbsent(const Json& before, const Json& after)
{
    return !before.is_null() && after.is_null();
}

bool becameAll(const Json&, const Json& after)
{
    return after == "all";
}

bool becameEmpty(const Json& before, const Json& after)
{
    return before.is_number_integer() && before > 0 && (after.is_null() || after == 0);
}

bool namesMore(const Json& before, const Json& after)
{
    const auto isNew = [&before](const Json& item) {
        return !before.is_array() || std::find(before.begin(), before.end(), item) == before.end();
    };
    return after.is_array() && std::any_of(after.begin(), after.end(), isNew);
}

bool namesNone(const Json& before, const Json& after)
{
    return before.is_array() && !before.empty() && (!after.is_array() || after.empty());
}

/// Where a word stands in @p order, from narrow to wide. No word and words that nobody knows count as the widest.
template <std::size_t N>
std::size_t rankOf(const std::array<std::string_view, N>& order, const Json& word)
{
    if (!word.is_string())
        return N;
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), word.get_ref<const std::string&>())
                                    - order.begin());
}

/// An unknown word in place of another one may mean anything, so it counts as wider.
template <std::size_t N>
bool isWider(const std::array<std::string_view, N>& order, const Json& before, const Json& after)
{
    const std::size_t was = rankOf(order, before);
    const std::size_t is = rankOf(order, after);
    return is > was || (is == N && was == N && after.is_string());
}

bool hasMoreTools(const Json& before, const Json& after)
{
    constexpr std::array<std::string_view, 3> kProfiles{"minimal", "messaging", "coding"};
    return isWider(kProfiles, before, after) && before != "full";
}

bool runsMore(const Json& before, const Json& after)
{
    constexpr std::array<std::string_view, 3> kModes{"deny", "allowlist", "ask"};
    return isWider(kModes, before, after) && before != "full";
}

bool isSandboxedLess(const Json& before, const Json& after)
{
    return !isSandboxOff(before) && before != after && after != "all";
}

bool leftSandbox(const Json& before, const Json& after)
{
    return before == "sandbox" && after != "sandbox";
}

bool mayWriteMore(const Json&, const Json& after)
{
    return after == "rw";
}

struct WideningRule
{
    std::string_view attribute;
    bool (*isWider)(const Json& before, const Json& after); ///< null: absent; the two differ
    std::string_view reason;
};

/// What a changed attribute of a node or edge means for its authority, by its name in topology/schema.cpp.
constexpr auto kRules = std::to_array<WideningRule>({
    {"sandboxMode", isSandboxedLess, "fewer of its sessions are sandboxed, or none"},
    {"workspaceAccess", mayWriteMore, "its sandbox may write to its workspace"},
    {"toolsProfile", hasMoreTools, "it starts from another, possibly larger set of tools"},
    {"execMode", runsMore, "it may run more commands"},
    {"execHost", leftSandbox, "its commands no longer run in the sandbox"},
    {"mayRunCommands", becameTrue, "it may run commands now"},
    {"skills", becameAbsent, "no list limits its skills any more"},
    {"spawnsAny", becameTrue, "it may spawn every agent"},
    {"agentToAgentEnabled", becameTrue, "agents may talk to each other"},
    {"sessionsVisibility", becameAll, "agents see the sessions of all agents"},
    {"allowsAnyone", becameTrue, "anyone may write to it"},
    {"dmPolicy", becameOpen, "anyone may write to it directly"},
    {"groupPolicy", becameOpen, "it answers in every group"},
    {"allowedSenders", becameEmpty, "its list of those who may write is empty now"},
    {"groups", namesMore, "it answers in groups that it did not name before"},
    {"groups", namesNone, "no list names the groups that it answers in any more"},
    {attribute::kWildcard, becameTrue, "it stands for everything of its kind now"},
});

void addChanged(const std::string& id, const std::vector<FieldChange>& fields, std::vector<Widening>& out)
{
    constexpr std::string_view kAttributes = "/attributes/";
    for (const FieldChange& change : fields) {
        if (!change.field.starts_with(kAttributes))
            continue;
        const std::string_view name = std::string_view(change.field).substr(kAttributes.size());
        for (const WideningRule& rule : kRules) {
            if (rule.attribute == name && rule.isWider(change.before, change.after))
                out.push_back({id, std::string(rule.reason)});
        }
    }
}

bool hasAllowList(const Graph& graph, const NodeId& subject)
{
    const auto edges = edgesOf(graph, EdgeKind::ToolAllow, subject);
    return std::any_of(edges.begin(), edges.end(), [](const Edge& edge) { return edge.key == "allow"; });
}

/// Lists that were there and are not; a list that is empty allows everything.
void addEmptied(const Graph& after, const Diff& diff, std::vector<Widening>& out)
{
    std::set<NodeId> subjects;
    for (const Edge& edge : diff.removedEdges) {
        if (after.find(edge.from) == nullptr)
            continue;
        if (edge.kind == EdgeKind::ToolAllow && edge.key == "allow")
            subjects.insert(edge.from);
        if (edge.kind == EdgeKind::ToolDeny)
            out.push_back({edge.from.value(), edge.to.value() + " is no longer denied to it"});
    }
    for (const NodeId& subject : subjects) {
        if (!hasAllowList(after, subject))
            out.push_back({subject.value(), "its list of allowed tools is empty now, which allows every tool"});
    }
}

/// Edges that stand for many and did not, or were not there.
std::vector<const Edge*> newWildcards(const Graph& before, const Graph& after, const Diff& diff)
{
    std::vector<const Edge*> out;
    const auto add = [&](const Edge& edge) {
        const bool isLead
            = edge.kind == EdgeKind::MaySpawn || edge.kind == EdgeKind::AgentToAgent || edge.kind == EdgeKind::Triggers;
        if (isLead && standsForMany(edge))
            out.push_back(&edge);
    };
    for (const Edge& edge : diff.addedEdges)
        add(edge);
    for (const EdgeChange& change : diff.changedEdges) {
        if (!standsForMany(*before.find(change.id)))
            add(*after.find(change.id));
    }
    return out;
}

/// Wildcards and defaults of subjects that had none of that kind.
void addWildcards(const Graph& before, const Graph& after, const Diff& diff, std::vector<Widening>& out)
{
    const auto hadWildcard = [&](EdgeKind kind, const NodeId& from) {
        const auto edges = kind == EdgeKind::AgentToAgent ? edgesOf(before, kind) : edgesOf(before, kind, from);
        return std::any_of(edges.begin(), edges.end(), standsForMany);
    };
    std::set<std::pair<EdgeKind, NodeId>> seen;
    for (const Edge* edge : newWildcards(before, after, diff)) {
        const bool isForAll = edge->kind == EdgeKind::AgentToAgent; // one switch for all of them
        if (!seen.emplace(edge->kind, isForAll ? NodeId() : edge->from).second || hadWildcard(edge->kind, edge->from))
            continue;
        out.push_back({isForAll ? edge->id().value() : edge->from.value(),
                       std::string(toText(edge->kind)) + " comes from a wildcard or a default now, not from a list"});
    }
}

/// What of the messages of its entry a route takes: each part narrows it, but of several roles any one will do.
struct Selector
{
    std::set<std::string> parts;
    std::set<std::string> roles;

    explicit Selector(const Edge& edge)
    {
        const std::string text = edge.attributes.value(attribute::kSelector, std::string());
        for (std::size_t start = 0; start < text.size();) {
            const std::size_t end = std::min(text.find(' ', start), text.size());
            const std::string part = text.substr(start, end - start);
            (part.starts_with("role=") ? roles : parts).insert(part);
            start = end + 1;
        }
    }
    [[nodiscard]] bool takesAllOf(const Selector& other) const
    {
        const bool hasRoles = roles.empty()
            || (!other.roles.empty()
                && std::includes(roles.begin(), roles.end(), other.roles.begin(), other.roles.end()));
        return hasRoles && std::includes(other.parts.begin(), other.parts.end(), parts.begin(), parts.end());
    }
};

/// Routes that bring more messages of an entry to an agent that it reached before: who reaches what does not tell of them.
void addRoutes(const Graph& before, const Diff& diff, std::vector<Widening>& out)
{
    for (const Edge& edge : diff.addedEdges) {
        if (edge.kind != EdgeKind::RoutesTo)
            continue;
        bool isKnown = false;
        bool isCovered = false;
        for (const Edge& old : edgesOf(before, EdgeKind::RoutesTo, edge.from)) {
            isKnown = isKnown || old.to == edge.to;
            isCovered = isCovered || (old.to == edge.to && Selector(old).takesAllOf(Selector(edge)));
        }
        if (isKnown && !isCovered)
            out.push_back({edge.from.value(), "more of its messages go to " + edge.to.value()});
    }
}

} // namespace

bool isSandboxOff(const Json& sandboxMode)
{
    return sandboxMode.is_null() || sandboxMode == "off";
}

std::vector<Widening> findWidenings(const Graph& before, const Graph& after, const Diff& diff)
{
    std::vector<Widening> out;
    for (const NodeChange& change : diff.changedNodes)
        addChanged(change.id.value(), change.fields, out);
    for (const EdgeChange& change : diff.changedEdges)
        addChanged(change.id.value(), change.fields, out);
    addEmptied(after, diff, out);
    addWildcards(before, after, diff, out);
    addRoutes(before, diff, out);
    return out;
}

std::vector<EdgeId> findDirectGrants(const Graph& after, const Diff& diff)
{
    const auto isDenied = [&](const NodeId& from, const NodeId& tool) {
        const auto denials = edgesOf(after, EdgeKind::ToolDeny, from);
        return std::any_of(denials.begin(), denials.end(), [&](const Edge& edge) { return edge.to == tool; });
    };
    const NodeId gateway = nodeId(NodeKind::Gateway, {});
    std::vector<EdgeId> out;
    for (const Edge& edge : diff.addedEdges) {
        if (isGrant(edge.kind) && !isDenied(edge.from, edge.to) && !isDenied(gateway, edge.to))
            out.push_back(edge.id());
    }
    return out; // in the order of the diff, which is that of ids
}

} // namespace fabric::planning
