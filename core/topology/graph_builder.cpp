// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/encoding.h"
#include "core/topology/graph_data.h"
#include "core/topology/schema.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace fabric::topology {
namespace {

template <class Element>
[[nodiscard]] std::string whereIs(const Element& element, const std::string& id)
{
    return element.path.empty() ? id : element.path;
}

[[nodiscard]] bool isText(const std::string& text)
{
    return text.size() <= kMaxTextBytes && isCleanUtf8(text);
}

[[nodiscard]] bool isId(const NodeId& id)
{
    return isText(id.value()) && kindOf(id).has_value();
}

/// `agent:coder` -> `coder`.
[[nodiscard]] std::string nameFromId(const NodeId& id)
{
    const auto colon = id.value().find(':');
    return colon == std::string::npos ? id.value() : id.value().substr(colon + 1);
}

Result<> checkNode(Node& node)
{
    if (!isId(node.id) || kindOf(node.id) != node.kind)
        return fail(ErrorCode::InvalidArgument, "a node's id must be '<kind>:<name>' with the kind of the node",
                    isText(node.path) ? node.path : std::string());
    const std::string where = whereIs(node, node.id.value());
    if (node.name.empty())
        node.name = nameFromId(node.id);
    if (!isText(node.name) || !isText(node.path))
        return fail(ErrorCode::InvalidArgument, "a node's name or path is too long or not UTF-8", node.id.value());
    if (node.parent && !isId(*node.parent))
        return fail(ErrorCode::InvalidArgument, "the parent of a node is not a node id", where);
    auto attributes = checkedAttributes(node.kind, node.attributes);
    if (!attributes)
        return fail(attributes.error().code, attributes.error().message, where);
    node.attributes = *std::move(attributes);
    return {};
}

Result<> checkEdge(Edge& edge)
{
    if (!isId(edge.from) || !isId(edge.to))
        return fail(ErrorCode::InvalidArgument, "an end of an edge is not a node id",
                    isText(edge.path) ? edge.path : std::string());
    if (edge.kind == EdgeKind::AgentToAgent && edge.to < edge.from)
        std::swap(edge.from, edge.to);
    if (!isText(edge.key) || !isText(edge.path))
        return fail(ErrorCode::InvalidArgument, "an edge's key or path is too long or not UTF-8", edge.from.value());
    const std::string where = whereIs(edge, edge.from.value());
    if (edge.order && *edge.order < 0)
        return fail(ErrorCode::InvalidArgument, "the order of an edge must not be negative", where);
    auto attributes = checkedAttributes(edge.kind, edge.attributes);
    if (!attributes)
        return fail(attributes.error().code, attributes.error().message, where);
    edge.attributes = *std::move(attributes);
    return {};
}

/// Gives every edge its own id; a repeated one takes the next free `key#n`. @return the ids, parallel to @p edges.
std::vector<EdgeId> separate(std::vector<Edge>& edges)
{
    std::unordered_map<std::string, int> uses;
    uses.reserve(edges.size());
    std::vector<EdgeId> ids;
    ids.reserve(edges.size());
    for (Edge& edge : edges) {
        EdgeId id = edge.id();
        const std::string key = edge.key;
        const std::string first = id.value();
        while (!uses.try_emplace(id.value(), 1).second) {
            edge.key = key + "#" + std::to_string(++uses[first]);
            id = edge.id();
        }
        ids.push_back(std::move(id));
    }
    return ids;
}

/// Stands in for what is referred to and not defined. Its origin is the strongest one among those who refer to it, so
/// that a reference of a runtime-only element never adds something configured.
class Missing
{
public:
    explicit Missing(const std::unordered_set<std::string>& defined)
        : m_defined(defined)
    {
    }

    void refer(const NodeId& id, Origin origin)
    {
        if (m_defined.contains(id.value()))
            return;
        const auto [found, isNew] = m_missing.try_emplace(id.value(), origin);
        if (!isNew)
            found->second = std::min(found->second, origin);
    }

    void addTo(std::vector<Node>& nodes) const
    {
        for (const auto& [id, origin] : m_missing) {
            Node node;
            node.id = NodeId(id);
            node.kind = kindOf(node.id).value_or(NodeKind::Gateway);
            node.origin = origin;
            node.name = nameFromId(node.id);
            node.isDangling = true;
            nodes.push_back(std::move(node));
        }
    }

private:
    const std::unordered_set<std::string>& m_defined;
    std::unordered_map<std::string, Origin> m_missing;
};

using Positions = std::unordered_map<std::string_view, std::uint32_t>;

/// Where each of the sorted @p nodes is; borrows their ids.
Positions positionsOf(const std::vector<Node>& nodes)
{
    Positions out;
    out.reserve(nodes.size());
    for (const Node& node : nodes)
        out.emplace(node.id.value(), static_cast<std::uint32_t>(out.size()));
    return out;
}

/// Finds the ends of every edge, which are all there, and marks those that dangle. @return parallel to @p edges.
std::vector<EdgeEnds> connect(const std::vector<Node>& nodes, const Positions& positions, std::vector<Edge>& edges)
{
    std::vector<EdgeEnds> out;
    out.reserve(edges.size());
    for (Edge& edge : edges) {
        const EdgeEnds& ends = out.emplace_back(
            EdgeEnds{positions.find(edge.from.value())->second, positions.find(edge.to.value())->second});
        edge.isDangling = nodes[ends.from].isDangling || nodes[ends.to].isDangling;
    }
    return out;
}

/// Brings @p items into the order of @p rank.
template <class T>
void reorder(const std::vector<std::size_t>& rank, std::vector<T>& items)
{
    std::vector<T> sorted;
    sorted.reserve(rank.size());
    for (const std::size_t i : rank)
        sorted.push_back(std::move(items[i]));
    items = std::move(sorted);
}

/// Sorts @p edges, @p ids and @p ends together.
void sortById(std::vector<Edge>& edges, std::vector<EdgeId>& ids, std::vector<EdgeEnds>& ends)
{
    if (std::is_sorted(ids.begin(), ids.end())) // a document that was stored
        return;
    std::vector<std::size_t> rank(ids.size());
    std::iota(rank.begin(), rank.end(), std::size_t{0});
    std::sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
    reorder(rank, edges);
    reorder(rank, ids);
    reorder(rank, ends);
}

/// @p nodes are sorted.
Result<> checkUnique(const std::vector<Node>& nodes)
{
    const auto twin
        = std::adjacent_find(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.id == b.id; });
    if (twin != nodes.end())
        return fail(ErrorCode::InvalidArgument, "two nodes have the id '" + twin->id.value() + "'",
                    whereIs(*twin, twin->id.value()));
    return {};
}

/// Refuses nodes that enclose themselves. Every node is walked over once: a walk stops where an earlier one came by.
Result<> checkEnclosure(const std::vector<Node>& nodes, const Positions& positions)
{
    std::vector<std::size_t> visitedBy(nodes.size(), 0);
    for (std::size_t start = 0; start < nodes.size(); ++start) {
        const Node* node = &nodes[start];
        while (node != nullptr) {
            std::size_t& visitor = visitedBy[static_cast<std::size_t>(node - nodes.data())];
            if (visitor == start + 1)
                return fail(ErrorCode::InvalidArgument, "a node encloses itself", whereIs(*node, node->id.value()));
            if (visitor != 0)
                break;
            visitor = start + 1;
            node = node->parent ? &nodes[positions.find(node->parent->value())->second] : nullptr;
        }
    }
    return {};
}

/// An edge's digest as if its ends were known, for Graph::configuredDigest().
Result<Digest> configuredDigestOf(const Edge& edge, const Digest& digest)
{
    if (!edge.isDangling)
        return digest;
    Edge plain = edge;
    plain.isDangling = false;
    return digestOf(plain);
}

/// Fills in digests and buckets; takes them over from @p before for elements that are equal. `idOf(isBefore, i)` is the id
/// of element i of one of them; `report(i, isFresh)` is called for each.
template <class Element, class IdOf, class Report>
Result<> sealRun(Run<Element>& run, const Run<Element>& before, IdOf idOf, Report report)
{
    std::size_t old = 0;
    for (std::size_t i = 0; i < run.elements.size(); ++i) {
        const std::string& id = idOf(false, i);
        while (old < before.elements.size() && idOf(true, old) < id)
            ++old;
        const bool isFresh
            = old == before.elements.size() || idOf(true, old) != id || !(before.elements[old] == run.elements[i]);
        FABRIC_TRY(const Digest digest, isFresh ? digestOf(run.elements[i]) : Result<Digest>(before.digests[old]));
        run.digests.push_back(digest);
        run.buckets.push_back(isFresh ? bucketOf(id) : before.buckets[old]);
        FABRIC_CHECK(report(i, isFresh));
    }
    return {};
}

} // namespace

GraphBuilder& GraphBuilder::add(Node node)
{
    m_ids.insert(node.id.value());
    m_nodes.push_back(std::move(node));
    return *this;
}

GraphBuilder& GraphBuilder::add(Edge edge)
{
    m_edges.push_back(std::move(edge));
    return *this;
}

bool GraphBuilder::has(const NodeId& id) const
{
    return m_ids.contains(id.value());
}

Result<Graph> GraphBuilder::build(const Graph& previous)
{
    auto data = std::make_shared<Graph::Data>();
    std::vector<Node>& nodes = data->nodes.elements;
    std::vector<Edge>& edges = data->edges.elements;
    nodes = std::exchange(m_nodes, {});
    edges = std::exchange(m_edges, {});
    const std::unordered_set<std::string> defined = std::exchange(m_ids, {});
    if (nodes.size() > kMaxNodes || edges.size() > kMaxEdges)
        return fail(ErrorCode::TooLarge, "the topology has too many nodes or edges");

    Missing missing(defined);
    for (Node& node : nodes) {
        FABRIC_CHECK(checkNode(node));
        if (node.parent)
            missing.refer(*node.parent, node.origin);
    }
    for (Edge& edge : edges) {
        FABRIC_CHECK(checkEdge(edge));
        missing.refer(edge.from, edge.origin);
        missing.refer(edge.to, edge.origin);
    }
    missing.addTo(nodes);
    if (nodes.size() > kMaxNodes)
        return fail(ErrorCode::TooLarge, "the topology has too many nodes");

    std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.id < b.id; });
    FABRIC_CHECK(checkUnique(nodes));
    const Positions positions = positionsOf(nodes);
    FABRIC_CHECK(checkEnclosure(nodes, positions));
    data->edgeEnds = connect(nodes, positions, edges);
    data->edgeIds = separate(edges);
    sortById(edges, data->edgeIds, data->edgeEnds);
    FABRIC_CHECK(seal(*data, *previous.m_data));
    return Graph(std::move(data));
}

Result<> GraphBuilder::seal(Graph::Data& data, const Graph::Data& before)
{
    m_computedDigests = 0;
    Buckets all;
    Buckets configured;
    FABRIC_CHECK(sealRun(
        data.nodes, before.nodes,
        [&](bool isBefore, std::size_t i) -> const std::string& {
            return (isBefore ? before : data).nodes.elements[i].id.value();
        },
        [&](std::size_t i, bool isFresh) -> Result<> {
            const Node& node = data.nodes.elements[i];
            all.add(data.nodes.buckets[i], data.nodes.digests[i], isFresh);
            if (node.origin != Origin::RuntimeOnly && !node.isDangling)
                configured.add(data.nodes.buckets[i], data.nodes.digests[i], isFresh);
            m_computedDigests += isFresh ? 1 : 0;
            return {};
        }));
    FABRIC_CHECK(sealRun(
        data.edges, before.edges,
        [&](bool isBefore, std::size_t i) -> const std::string& {
            return (isBefore ? before : data).edgeIds[i].value();
        },
        [&](std::size_t i, bool isFresh) -> Result<> {
            all.add(data.edges.buckets[i], data.edges.digests[i], isFresh);
            m_computedDigests += isFresh ? 1 : 0;
            if (data.edges.elements[i].origin == Origin::RuntimeOnly)
                return {};
            FABRIC_TRY(const Digest digest, configuredDigestOf(data.edges.elements[i], data.edges.digests[i]));
            configured.add(data.edges.buckets[i], digest, isFresh);
            return {};
        }));
    data.buckets = all.finish(before.buckets);
    data.configuredBuckets = configured.finish(before.configuredBuckets);
    data.digest = data.buckets.root();
    data.configuredDigest = data.configuredBuckets.root();
    return {};
}

} // namespace fabric::topology
