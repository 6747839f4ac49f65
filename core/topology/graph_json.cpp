// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/object_reader.h"
#include "core/topology/graph.h"
#include "core/topology/schema.h"

#include <limits>
#include <unordered_set>

namespace fabric::topology {
namespace {

/// Reads a member that holds one name of a closed list.
template <class E>
E readName(ObjectReader& reader, const char* key, std::optional<E> (*from)(std::string_view))
{
    const std::string text = reader.string(key);
    const std::optional<E> value = from(text);
    if (!value)
        reader.note(ErrorCode::InvalidArgument, reader.at(key) + " is not a known name", reader.at(key));
    return value.value_or(E{});
}

/// Reads `attributes` by the allow-list of @p kind.
template <class Kind>
Json readAttributes(ObjectReader& reader, Kind kind)
{
    const Json* attributes = reader.object("attributes");
    if (attributes == nullptr || reader.hasError())
        return Json::object();
    auto checked = checkedAttributes(kind, *attributes);
    if (checked)
        return *std::move(checked);
    reader.note(checked.error().code, checked.error().message, reader.at("attributes") + checked.error().where);
    return Json::object();
}

NodeId readNodeId(ObjectReader& reader, const char* key, const std::optional<std::string>& text)
{
    NodeId id(text.value_or(""));
    if (id.value().size() > kMaxTextBytes || !kindOf(id))
        reader.note(ErrorCode::InvalidArgument, reader.at(key) + " is not a node id", reader.at(key));
    return id;
}

Result<> addNodes(const Json& items, const std::string& path, GraphBuilder& builder)
{
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string where = pointerTo(path, std::to_string(i));
        FABRIC_TRY(Node node, parseNode(items[i], where));
        if (builder.has(node.id))
            return fail(ErrorCode::InvalidArgument, where + " repeats a node", pointerTo(where, "id"));
        builder.add(std::move(node));
    }
    return {};
}

Result<> addEdges(const Json& items, const std::string& path, GraphBuilder& builder)
{
    std::unordered_set<std::string> ids;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string where = pointerTo(path, std::to_string(i));
        FABRIC_TRY(Edge edge, parseEdge(items[i], where));
        if (!ids.insert(edge.id().value()).second)
            return fail(ErrorCode::InvalidArgument, where + " repeats an edge", pointerTo(where, "key"));
        for (const auto& [end, key] : {std::pair(edge.from, "from"), std::pair(edge.to, "to")}) {
            if (!builder.has(end))
                return fail(ErrorCode::InvalidArgument, where + " has an end that is no node of the document",
                            pointerTo(where, key));
        }
        builder.add(std::move(edge));
    }
    return {};
}

/// What only the whole document shows.
Result<> checkWhole(const Graph& graph, const Json& nodes, const Json& edges, const std::string& path)
{
    // Every edge end was checked before, so a node too many can only be a parent.
    if (graph.nodes().size() != nodes.size())
        return fail(ErrorCode::InvalidArgument, "a node has a parent that is no node of the document",
                    pointerTo(path, "nodes"));
    const auto dangling = [](const auto& items) {
        return std::count_if(items.begin(), items.end(), [](const auto& item) { return item.isDangling; });
    };
    const auto claimed = std::count_if(edges.begin(), edges.end(),
                                       [](const Json& item) { return item.at("dangling").template get<bool>(); });
    if (dangling(graph.edges()) != claimed)
        return fail(ErrorCode::InvalidArgument, "an edge is marked as dangling and is not, or the other way round",
                    pointerTo(path, "edges"));
    return {};
}

} // namespace

Json toJson(const Node& node)
{
    Json out{{"id", node.id.value()}, {"kind", toText(node.kind)},   {"origin", toText(node.origin)},
             {"name", node.name},     {"dangling", node.isDangling}, {"attributes", node.attributes},
             {"path", node.path}};
    if (node.parent)
        out["parent"] = node.parent->value();
    return out;
}

Json toJson(const Edge& edge)
{
    Json out{{"kind", toText(edge.kind)},     {"from", edge.from.value()},
             {"to", edge.to.value()},         {"key", edge.key},
             {"origin", toText(edge.origin)}, {"dangling", edge.isDangling},
             {"attributes", edge.attributes}, {"path", edge.path}};
    if (edge.order)
        out["order"] = *edge.order;
    return out;
}

Json toJson(const Graph& graph)
{
    Json nodes = Json::array();
    for (const Node& node : graph.nodes())
        nodes.push_back(toJson(node));
    Json edges = Json::array();
    for (const Edge& edge : graph.edges())
        edges.push_back(toJson(edge));
    return {{"format", Graph::kFormatVersion}, {"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

Result<Node> parseNode(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Node node;
    node.id = readNodeId(reader, "id", reader.string("id"));
    node.kind = readName(reader, "kind", nodeKindFrom);
    if (kindOf(node.id) != node.kind)
        reader.note(ErrorCode::InvalidArgument, reader.at("kind") + " is not the kind that the id tells",
                    reader.at("kind"));
    node.origin = readName(reader, "origin", originFrom);
    node.name = reader.string("name");
    if (node.name.empty())
        reader.note(ErrorCode::InvalidArgument, reader.at("name") + " must not be empty", reader.at("name"));
    if (const auto parent = reader.optionalString("parent"))
        node.parent = readNodeId(reader, "parent", parent);
    node.isDangling = reader.boolean("dangling");
    node.attributes = readAttributes(reader, node.kind);
    node.path = reader.string("path");
    FABRIC_CHECK(reader.finish());
    return node;
}

Result<Edge> parseEdge(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Edge edge;
    edge.kind = readName(reader, "kind", edgeKindFrom);
    edge.from = readNodeId(reader, "from", reader.string("from"));
    edge.to = readNodeId(reader, "to", reader.string("to"));
    if (edge.kind == EdgeKind::AgentToAgent && edge.to < edge.from)
        reader.note(ErrorCode::InvalidArgument, reader.at("to") + " must not sort before 'from' in an undirected edge",
                    reader.at("to"));
    edge.key = reader.string("key");
    edge.origin = readName(reader, "origin", originFrom);
    edge.isDangling = reader.boolean("dangling");
    if (const auto order = reader.optionalInteger("order", 0, std::numeric_limits<int>::max()))
        edge.order = static_cast<int>(*order);
    edge.attributes = readAttributes(reader, edge.kind);
    edge.path = reader.string("path");
    FABRIC_CHECK(reader.finish());
    return edge;
}

Result<Graph> parseGraph(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path, UnknownFields::Ignore);
    (void)reader.integer("format", Graph::kFormatVersion, Graph::kFormatVersion);
    const Json* nodes = reader.array("nodes");
    const Json* edges = reader.array("edges");
    FABRIC_CHECK(reader.finish());
    GraphBuilder builder;
    FABRIC_CHECK(addNodes(*nodes, pointerTo(path, "nodes"), builder));
    FABRIC_CHECK(addEdges(*edges, pointerTo(path, "edges"), builder));
    auto graph = builder.build();
    if (!graph) // the builder knows configuration paths, the caller of a parser wants a pointer
        return fail(graph.error().code, graph.error().message, pointerTo(path, "nodes"));
    FABRIC_CHECK(checkWhole(*graph, *nodes, *edges, path));
    return graph;
}

} // namespace fabric::topology
