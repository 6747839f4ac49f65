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

/// Those of @p attributes that the allow-list of @p kind names.
template <class Kind>
Json knownAttributes(Kind kind, const Json& attributes)
{
    Json known = Json::object();
    for (const AttributeRule& rule : attributesOf(kind)) {
        if (const auto found = attributes.find(rule.name); found != attributes.end())
            known[std::string(rule.name)] = *found;
    }
    return known;
}

/// Reads `attributes` by the allow-list of @p kind.
template <class Kind>
Json readAttributes(ObjectReader& reader, Kind kind, UnknownFields unknown)
{
    const Json* attributes = reader.object("attributes");
    if (attributes == nullptr || reader.hasError())
        return Json::object();
    auto checked = unknown == UnknownFields::Ignore ? checkedAttributes(kind, knownAttributes(kind, *attributes))
                                                    : checkedAttributes(kind, *attributes);
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

Result<Node> readNode(const Json& value, const std::string& path, UnknownFields unknown)
{
    ObjectReader reader(value, path, unknown);
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
    node.attributes = readAttributes(reader, node.kind, unknown);
    node.path = reader.string("path");
    FABRIC_CHECK(reader.finish());
    return node;
}

Result<Edge> readEdge(const Json& value, const std::string& path, UnknownFields unknown)
{
    ObjectReader reader(value, path, unknown);
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
    edge.attributes = readAttributes(reader, edge.kind, unknown);
    edge.path = reader.string("path");
    FABRIC_CHECK(reader.finish());
    return edge;
}

/// Builds a graph from a document that must be complete: nothing may be left for the builder to add or to put right.
class DocumentReader
{
public:
    explicit DocumentReader(UnknownFields unknown)
        : m_unknown(unknown)
    {
    }

    Result<> addNodes(const Json& items, const std::string& path)
    {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string where = pointerTo(path, std::to_string(i));
            FABRIC_TRY(Node node, readNode(items[i], where, m_unknown));
            if (m_builder.has(node.id))
                return fail(ErrorCode::InvalidArgument, where + " repeats a node", pointerTo(where, "id"));
            if (node.isDangling)
                m_dangling.insert(node.id.value());
            if (node.parent)
                m_parents.emplace_back(*node.parent, pointerTo(where, "parent"));
            m_builder.add(std::move(node));
        }
        for (const auto& [parent, where] : m_parents)
            FABRIC_CHECK(checkIsNode(parent, where));
        return {};
    }

    Result<> addEdges(const Json& items, const std::string& path)
    {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string where = pointerTo(path, std::to_string(i));
            FABRIC_TRY(Edge edge, readEdge(items[i], where, m_unknown));
            if (!m_edgeIds.insert(edge.id().value()).second)
                return fail(ErrorCode::InvalidArgument, where + " repeats an edge", pointerTo(where, "key"));
            FABRIC_CHECK(checkIsNode(edge.from, pointerTo(where, "from")));
            FABRIC_CHECK(checkIsNode(edge.to, pointerTo(where, "to")));
            const bool isDangling = m_dangling.contains(edge.from.value()) || m_dangling.contains(edge.to.value());
            if (edge.isDangling != isDangling)
                return fail(ErrorCode::InvalidArgument, where + " does not tell rightly whether it dangles",
                            pointerTo(where, "dangling"));
            m_builder.add(std::move(edge));
        }
        return {};
    }

    /// The builder knows configuration paths, the caller of a parser wants a pointer.
    Result<Graph> build(const std::string& path)
    {
        auto graph = m_builder.build();
        if (!graph)
            return fail(graph.error().code, graph.error().message, pointerTo(path, "nodes"));
        return graph;
    }

private:
    [[nodiscard]] Result<> checkIsNode(const NodeId& id, const std::string& where) const
    {
        if (m_builder.has(id))
            return {};
        return fail(ErrorCode::InvalidArgument, where + " is no node of the document", where);
    }

    UnknownFields m_unknown;
    GraphBuilder m_builder;
    std::vector<std::pair<NodeId, std::string>> m_parents;
    std::unordered_set<std::string> m_dangling;
    std::unordered_set<std::string> m_edgeIds;
};

Result<Graph> readGraph(const Json& value, const std::string& path, UnknownFields unknown)
{
    ObjectReader reader(value, path, UnknownFields::Ignore);
    (void)reader.integer("format", Graph::kFormatVersion, Graph::kFormatVersion);
    const Json* nodes = reader.array("nodes");
    const Json* edges = reader.array("edges");
    FABRIC_CHECK(reader.finish());
    DocumentReader document(unknown);
    FABRIC_CHECK(document.addNodes(*nodes, pointerTo(path, "nodes")));
    FABRIC_CHECK(document.addEdges(*edges, pointerTo(path, "edges")));
    return document.build(path);
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
    return readNode(value, path, UnknownFields::Reject);
}

Result<Edge> parseEdge(const Json& value, const std::string& path)
{
    return readEdge(value, path, UnknownFields::Reject);
}

Result<Graph> parseGraph(const Json& value, const std::string& path)
{
    return readGraph(value, path, UnknownFields::Reject);
}

Result<Graph> parseNewerGraph(const Json& value, const std::string& path)
{
    return readGraph(value, path, UnknownFields::Ignore);
}

} // namespace fabric::topology
