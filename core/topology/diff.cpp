// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/diff.h"

#include "core/topology/diff_fields.h"

#include <unordered_map>

namespace fabric::topology {
namespace {

void addChange(const std::string& field, const Json& before, const Json& after, std::vector<FieldChange>& out)
{
    if (before != after)
        out.push_back({field, before, after});
}

/// Compares two objects member by member; an absent member counts as null.
void compareMembers(const std::string& base, const Json& before, const Json& after, std::vector<FieldChange>& out)
{
    auto left = before.begin();
    auto right = after.begin();
    while (left != before.end() || right != after.end()) {
        if (right == after.end() || (left != before.end() && left.key() < right.key())) {
            addChange(pointerTo(base, left.key()), left.value(), Json(), out);
            ++left;
        } else if (left == before.end() || right.key() < left.key()) {
            addChange(pointerTo(base, right.key()), Json(), right.value(), out);
            ++right;
        } else {
            if (base.empty() && left.key() == "attributes")
                compareMembers("/attributes", left.value(), right.value(), out);
            else
                addChange(pointerTo(base, left.key()), left.value(), right.value(), out);
            ++left;
            ++right;
        }
    }
}

template <class Element>
std::vector<FieldChange> changedFields(const Element& before, const Element& after)
{
    Json left = toJson(before);
    Json right = toJson(after);
    left.erase("path");
    right.erase("path");
    std::vector<FieldChange> out;
    compareMembers({}, left, right, out);
    return out;
}

/// Merges two sorted runs of elements: calls `removed(i)`, `added(j)` or `changed(i, j)` for what differs.
template <class IdAt, class Removed, class Added, class Changed>
void merge(std::span<const Digest> before, std::span<const Digest> after, IdAt idAt, Removed removed, Added added,
           Changed changed)
{
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < after.size()) {
        // A digest covers the id: most elements are equal, and equal digests lie side by side in memory.
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            ++i;
            ++j;
            continue;
        }
        const int order = i == before.size() ? 1
            : j == after.size()              ? -1
                                             : idAt(false, i).value().compare(idAt(true, j).value());
        if (order < 0) {
            removed(i++);
        } else if (order > 0) {
            added(j++);
        } else {
            changed(i++, j++);
        }
    }
}

/// The single change of an edge that only moved.
std::optional<EdgeMove> asMove(const EdgeId& id, const std::vector<FieldChange>& fields)
{
    if (fields.size() != 1 || fields[0].field != "/order" || fields[0].before.is_null() || fields[0].after.is_null())
        return std::nullopt;
    return EdgeMove{id, fields[0].before.get<int>(), fields[0].after.get<int>()};
}

Error misfit(const std::string& id, std::string_view what)
{
    return {ErrorCode::FailedPrecondition, "the difference does not fit: '" + id + "' " + std::string(what), id};
}

/// The element with its fields set; FailedPrecondition if a field is not what it was before.
template <class Element, class Parse>
Result<Element> changedElement(const Element& element, const std::string& id, const std::vector<FieldChange>& fields,
                               Parse parse)
{
    Json json = toJson(element);
    for (const FieldChange& change : fields) {
        const auto target = fieldTarget(change.field);
        if (!target)
            return tl::make_unexpected(misfit(id, "has no field of that name that can change"));
        Json& object = target->isAttribute ? json["attributes"] : json;
        const auto found = object.find(target->name);
        if ((found == object.end() ? Json() : *found) != change.before)
            return tl::make_unexpected(misfit(id, "is not as it was before"));
        if (change.after.is_null())
            object.erase(target->name);
        else
            object[target->name] = change.after;
    }
    auto parsed = parse(json, std::string());
    if (!parsed)
        return tl::make_unexpected(misfit(id, "would become invalid"));
    return parsed;
}

/// What a difference does to one sort of elements, looked up by id; whatever is left over found nothing to act on.
template <class Element, class Change>
class Edits
{
public:
    void remove(const std::string& id, const Element& element) { m_removed.emplace(id, &element); }
    void change(const std::string& id, const Change& change) { m_changed.emplace(id, &change); }

    /// Hands what becomes of @p element to @p add.
    template <class Apply, class Add>
    Result<> visit(const std::string& id, const Element& element, Apply apply, Add add)
    {
        if (const auto removed = m_removed.find(id); removed != m_removed.end()) {
            if (!(*removed->second == element))
                return tl::make_unexpected(misfit(id, "is not as it was before"));
            m_removed.erase(removed);
            return {};
        }
        const auto changed = m_changed.find(id);
        if (changed == m_changed.end()) {
            add(element);
            return {};
        }
        FABRIC_TRY(Element after, apply(element, *changed->second));
        m_changed.erase(changed);
        add(std::move(after));
        return {};
    }

    [[nodiscard]] Result<> checkAllUsed() const
    {
        if (!m_removed.empty())
            return tl::make_unexpected(misfit(m_removed.begin()->first, "is not there to be removed"));
        if (!m_changed.empty())
            return tl::make_unexpected(misfit(m_changed.begin()->first, "is not there to be changed"));
        return {};
    }

private:
    std::unordered_map<std::string, const Element*> m_removed;
    std::unordered_map<std::string, const Change*> m_changed;
};

Result<> applyNodes(const Diff& diff, const Graph& graph, GraphBuilder& builder)
{
    Edits<Node, NodeChange> edits;
    for (const Node& node : diff.removedNodes)
        edits.remove(node.id.value(), node);
    for (const NodeChange& change : diff.changedNodes)
        edits.change(change.id.value(), change);
    for (const Node& node : graph.nodes()) {
        FABRIC_CHECK(edits.visit(
            node.id.value(), node,
            [](const Node& before, const NodeChange& change) {
                return changedElement(before, change.id.value(), change.fields, parseNode);
            },
            [&](Node after) { builder.add(std::move(after)); }));
    }
    for (const Node& node : diff.addedNodes) {
        if (graph.find(node.id) != nullptr || builder.has(node.id))
            return tl::make_unexpected(misfit(node.id.value(), "is there already"));
        builder.add(node);
    }
    return edits.checkAllUsed();
}

/// Adds the edges of the result to @p edges.
Result<> applyEdges(const Diff& diff, const Graph& graph, std::vector<Edge>& edges)
{
    std::vector<EdgeChange> moves;
    for (const EdgeMove& move : diff.movedEdges)
        moves.push_back({move.id, {{"/order", Json(move.before), Json(move.after)}}});
    Edits<Edge, EdgeChange> edits;
    for (const Edge& edge : diff.removedEdges)
        edits.remove(edge.id().value(), edge);
    for (const EdgeChange& change : diff.changedEdges)
        edits.change(change.id.value(), change);
    for (const EdgeChange& move : moves)
        edits.change(move.id.value(), move);
    for (std::size_t i = 0; i < graph.edges().size(); ++i) {
        FABRIC_CHECK(edits.visit(
            graph.edgeIds()[i].value(), graph.edges()[i],
            [](const Edge& before, const EdgeChange& change) {
                return changedElement(before, change.id.value(), change.fields, parseEdge);
            },
            [&](Edge after) { edges.push_back(std::move(after)); }));
    }
    for (const Edge& edge : diff.addedEdges) {
        if (graph.find(edge.id()) != nullptr)
            return tl::make_unexpected(misfit(edge.id().value(), "is there already"));
        edges.push_back(edge);
    }
    return edits.checkAllUsed();
}

/// The builder completes what is missing; a difference that needs that is not one between two graphs.
Result<> checkComplete(const Graph& result, const std::vector<Edge>& edges, std::size_t nodeCount)
{
    if (result.nodes().size() != nodeCount)
        return fail(ErrorCode::FailedPrecondition, "the difference removes a node that others still refer to");
    for (const Edge& edge : edges) {
        const EdgeId id = edge.id();
        const Edge* built = result.find(id);
        if (built == nullptr || !(*built == edge))
            return tl::make_unexpected(misfit(id.value(), "is marked wrongly or twice"));
    }
    return {};
}

} // namespace

std::size_t Diff::size() const
{
    return addedNodes.size() + removedNodes.size() + changedNodes.size() + addedEdges.size() + removedEdges.size()
        + changedEdges.size() + movedEdges.size();
}

Diff diff(const Graph& before, const Graph& after)
{
    Diff out;
    if (before == after)
        return out;
    merge(
        before.nodeDigests(), after.nodeDigests(),
        [&](bool isAfter, std::size_t i) -> const NodeId& { return (isAfter ? after : before).nodes()[i].id; },
        [&](std::size_t i) { out.removedNodes.push_back(before.nodes()[i]); },
        [&](std::size_t j) { out.addedNodes.push_back(after.nodes()[j]); },
        [&](std::size_t i, std::size_t j) {
            out.changedNodes.push_back({before.nodes()[i].id, changedFields(before.nodes()[i], after.nodes()[j])});
        });
    merge(
        before.edgeDigests(), after.edgeDigests(),
        [&](bool isAfter, std::size_t i) -> const EdgeId& { return (isAfter ? after : before).edgeIds()[i]; },
        [&](std::size_t i) { out.removedEdges.push_back(before.edges()[i]); },
        [&](std::size_t j) { out.addedEdges.push_back(after.edges()[j]); },
        [&](std::size_t i, std::size_t j) {
            const EdgeId& id = before.edgeIds()[i];
            auto fields = changedFields(before.edges()[i], after.edges()[j]);
            if (auto move = asMove(id, fields))
                out.movedEdges.push_back(*std::move(move));
            else
                out.changedEdges.push_back({id, std::move(fields)});
        });
    return out;
}

Result<Graph> apply(const Diff& diff, const Graph& graph)
{
    GraphBuilder builder;
    FABRIC_CHECK(applyNodes(diff, graph, builder));
    const std::size_t nodeCount = graph.nodes().size() + diff.addedNodes.size() - diff.removedNodes.size();
    std::vector<Edge> edges;
    edges.reserve(graph.edges().size() + diff.addedEdges.size());
    FABRIC_CHECK(applyEdges(diff, graph, edges));
    for (const Edge& edge : edges)
        builder.add(edge);
    FABRIC_TRY(Graph result, builder.build(graph));
    FABRIC_CHECK(checkComplete(result, edges, nodeCount));
    return result;
}

} // namespace fabric::topology
