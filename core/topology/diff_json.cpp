// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/encoding.h"
#include "core/base/object_reader.h"
#include "core/topology/diff.h"
#include "core/topology/diff_fields.h"
#include "core/topology/schema.h"

#include <array>
#include <limits>

namespace fabric::topology {
namespace {

/// Longest edge id: three texts in which every byte may be escaped as three, and a kind.
constexpr std::size_t kMaxEdgeIdBytes = 9 * kMaxTextBytes + 64;

Json toJson(const std::vector<FieldChange>& fields)
{
    Json out = Json::array();
    for (const FieldChange& change : fields)
        out.push_back({{"field", change.field}, {"before", change.before}, {"after", change.after}});
    return out;
}

template <class Change>
Json changesToJson(const std::vector<Change>& changes)
{
    Json out = Json::array();
    for (const Change& change : changes)
        out.push_back({{"id", change.id.value()}, {"fields", toJson(change.fields)}});
    return out;
}

template <class Element>
Json elementsToJson(const std::vector<Element>& elements)
{
    Json out = Json::array();
    for (const Element& element : elements)
        out.push_back(topology::toJson(element));
    return out;
}

Result<FieldChange> parseField(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    FieldChange out;
    out.field = reader.string("field");
    if (!fieldTarget(out.field))
        reader.note(ErrorCode::InvalidArgument, reader.at("field") + " is no field that can change",
                    reader.at("field"));
    if (const Json* before = reader.value("before"))
        out.before = *before;
    if (const Json* after = reader.value("after"))
        out.after = *after;
    if (out.before == out.after)
        reader.note(ErrorCode::InvalidArgument, reader.at("after") + " is the same as before", reader.at("after"));
    FABRIC_CHECK(reader.finish());
    return out;
}

/// Parses a list whose items must rise by `idOf`, so that none is there twice.
template <class T, class Parse, class IdOf>
Result<> parseList(const Json& items, const std::string& path, Parse parse, IdOf idOf, std::vector<T>& out)
{
    out.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string where = pointerTo(path, std::to_string(i));
        FABRIC_TRY(T item, parse(items[i], where));
        if (!out.empty() && !(idOf(out.back()) < idOf(item)))
            return fail(ErrorCode::InvalidArgument, where + " is not in order or there twice", where);
        out.push_back(std::move(item));
    }
    return {};
}

template <class Change, class Id>
Result<Change> parseChange(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Change out;
    out.id = Id(reader.string("id"));
    const Json* fields = reader.array("fields");
    if (out.id.isEmpty() || out.id.value().size() > kMaxEdgeIdBytes || !isCleanUtf8(out.id.value()))
        reader.note(ErrorCode::InvalidArgument, reader.at("id") + " is not an id", reader.at("id"));
    if (fields != nullptr && fields->empty())
        reader.note(ErrorCode::InvalidArgument, reader.at("fields") + " must not be empty", reader.at("fields"));
    FABRIC_CHECK(reader.finish());
    FABRIC_CHECK(parseList(
        *fields, pointerTo(path, "fields"), parseField, [](const FieldChange& f) -> const auto& { return f.field; },
        out.fields));
    return out;
}

Result<EdgeMove> parseMove(const Json& value, const std::string& path)
{
    constexpr int kMax = std::numeric_limits<int>::max();
    ObjectReader reader(value, path);
    EdgeMove out;
    out.id = EdgeId(reader.string("id"));
    out.before = static_cast<int>(reader.integer("before", 0, kMax));
    out.after = static_cast<int>(reader.integer("after", 0, kMax));
    if (out.id.isEmpty() || out.id.value().size() > kMaxEdgeIdBytes || !isCleanUtf8(out.id.value()))
        reader.note(ErrorCode::InvalidArgument, reader.at("id") + " is not an id", reader.at("id"));
    if (out.before == out.after)
        reader.note(ErrorCode::InvalidArgument, reader.at("after") + " is the same as before", reader.at("after"));
    FABRIC_CHECK(reader.finish());
    return out;
}

} // namespace

std::optional<FieldTarget> fieldTarget(std::string_view pointer)
{
    constexpr std::string_view kAttributes = "/attributes/";
    // Attribute names need no escapes (schema.cpp), so '~' and a further '/' belong to no field.
    if (pointer.starts_with(kAttributes)) {
        const std::string_view name = pointer.substr(kAttributes.size());
        if (name.empty() || name.find_first_of("/~") != std::string_view::npos)
            return std::nullopt;
        return FieldTarget{std::string(name), true};
    }
    constexpr std::array<std::string_view, 5> kMembers{"/dangling", "/name", "/order", "/origin", "/parent"};
    if (std::find(kMembers.begin(), kMembers.end(), pointer) == kMembers.end())
        return std::nullopt;
    return FieldTarget{std::string(pointer.substr(1)), false};
}

Json toJson(const Diff& diff)
{
    Json moves = Json::array();
    for (const EdgeMove& move : diff.movedEdges)
        moves.push_back({{"id", move.id.value()}, {"before", move.before}, {"after", move.after}});
    return {{"addedNodes", elementsToJson(diff.addedNodes)},
            {"removedNodes", elementsToJson(diff.removedNodes)},
            {"changedNodes", changesToJson(diff.changedNodes)},
            {"addedEdges", elementsToJson(diff.addedEdges)},
            {"removedEdges", elementsToJson(diff.removedEdges)},
            {"changedEdges", changesToJson(diff.changedEdges)},
            {"movedEdges", std::move(moves)}};
}

Result<Diff> parseDiff(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path, UnknownFields::Ignore);
    const auto list = [&](const char* key) { return std::pair(reader.array(key), pointerTo(path, key)); };
    const auto [addedNodes, addedNodesAt] = list("addedNodes");
    const auto [removedNodes, removedNodesAt] = list("removedNodes");
    const auto [changedNodes, changedNodesAt] = list("changedNodes");
    const auto [addedEdges, addedEdgesAt] = list("addedEdges");
    const auto [removedEdges, removedEdgesAt] = list("removedEdges");
    const auto [changedEdges, changedEdgesAt] = list("changedEdges");
    const auto [movedEdges, movedEdgesAt] = list("movedEdges");
    FABRIC_CHECK(reader.finish());
    const auto nodeIdOf = [](const Node& node) -> const NodeId& { return node.id; };
    const auto edgeIdOf = [](const Edge& edge) { return edge.id(); };
    const auto changeIdOf = [](const auto& change) -> const auto&
    {
        return change.id;
    };
    Diff out;
    FABRIC_CHECK(parseList(*addedNodes, addedNodesAt, parseNode, nodeIdOf, out.addedNodes));
    FABRIC_CHECK(parseList(*removedNodes, removedNodesAt, parseNode, nodeIdOf, out.removedNodes));
    FABRIC_CHECK(
        parseList(*changedNodes, changedNodesAt, parseChange<NodeChange, NodeId>, changeIdOf, out.changedNodes));
    FABRIC_CHECK(parseList(*addedEdges, addedEdgesAt, parseEdge, edgeIdOf, out.addedEdges));
    FABRIC_CHECK(parseList(*removedEdges, removedEdgesAt, parseEdge, edgeIdOf, out.removedEdges));
    FABRIC_CHECK(
        parseList(*changedEdges, changedEdgesAt, parseChange<EdgeChange, EdgeId>, changeIdOf, out.changedEdges));
    FABRIC_CHECK(parseList(*movedEdges, movedEdgesAt, parseMove, changeIdOf, out.movedEdges));
    return out;
}

} // namespace fabric::topology
