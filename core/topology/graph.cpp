// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/graph.h"

#include "core/base/encoding.h"
#include "core/topology/schema.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace fabric::topology {

struct Graph::Data
{
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    std::vector<EdgeId> edgeIds;
    std::vector<Digest> nodeDigests;
    std::vector<Digest> edgeDigests;
    std::array<Digest, kBucketCount> buckets;
    Digest digest;
    Digest configuredDigest;
};

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

void markDangling(const std::vector<Node>& nodes, std::vector<Edge>& edges)
{
    std::unordered_set<std::string_view> dangling;
    for (const Node& node : nodes) {
        if (node.isDangling)
            dangling.insert(node.id.value());
    }
    for (Edge& edge : edges)
        edge.isDangling = dangling.contains(edge.from.value()) || dangling.contains(edge.to.value());
}

/// Sorts @p edges and @p ids together.
void sortById(std::vector<Edge>& edges, std::vector<EdgeId>& ids)
{
    std::vector<std::size_t> rank(ids.size());
    std::iota(rank.begin(), rank.end(), std::size_t{0});
    std::sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
    std::vector<Edge> sortedEdges;
    std::vector<EdgeId> sortedIds;
    sortedEdges.reserve(rank.size());
    sortedIds.reserve(rank.size());
    for (const std::size_t i : rank) {
        sortedEdges.push_back(std::move(edges[i]));
        sortedIds.push_back(std::move(ids[i]));
    }
    edges = std::move(sortedEdges);
    ids = std::move(sortedIds);
}

const Node* findIn(std::span<const Node> nodes, const NodeId& id)
{
    const auto found = std::lower_bound(nodes.begin(), nodes.end(), id,
                                        [](const Node& node, const NodeId& key) { return node.id < key; });
    return found != nodes.end() && found->id == id ? &*found : nullptr;
}

/// Refuses nodes that enclose themselves. Every node is walked over once: a walk stops where an earlier one came by.
Result<> checkEnclosure(std::span<const Node> nodes)
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
            node = node->parent ? findIn(nodes, *node->parent) : nullptr;
        }
    }
    return {};
}

/// The Merkle tree over elements (see Graph).
class Buckets
{
public:
    void add(const std::string& id, const Digest& element)
    {
        m_elements[static_cast<std::size_t>(sha256(id).bytes()[0])].push_back(element);
    }

    std::array<Digest, Graph::kBucketCount> finish()
    {
        std::array<Digest, Graph::kBucketCount> out;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (m_elements[i].empty())
                continue; // stays null
            std::sort(m_elements[i].begin(), m_elements[i].end());
            Sha256 hash;
            for (const Digest& digest : m_elements[i])
                hash.add(digest.bytes());
            out[i] = hash.finish();
        }
        return out;
    }

private:
    std::array<std::vector<Digest>, Graph::kBucketCount> m_elements;
};

Digest root(const std::array<Digest, Graph::kBucketCount>& buckets)
{
    Sha256 hash;
    hash.add("fabric-graph-" + std::to_string(Graph::kFormatVersion));
    for (const Digest& bucket : buckets)
        hash.add(bucket.bytes());
    return hash.finish();
}

template <class Element>
Result<Digest> digestOf(const Element& element)
{
    Json json = toJson(element);
    json.erase("path");
    FABRIC_TRY(const std::string text, canonicalJson(json));
    return sha256(text);
}

} // namespace

Graph::Graph()
{
    static const std::shared_ptr<const Data> empty = [] {
        auto data = std::make_shared<Data>();
        data->digest = root(data->buckets);
        data->configuredDigest = data->digest;
        return data;
    }();
    m_data = empty;
}

Graph::Graph(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

std::span<const Node> Graph::nodes() const
{
    return m_data->nodes;
}

std::span<const Edge> Graph::edges() const
{
    return m_data->edges;
}

std::span<const EdgeId> Graph::edgeIds() const
{
    return m_data->edgeIds;
}

const Node* Graph::find(const NodeId& id) const
{
    return findIn(m_data->nodes, id);
}

const Edge* Graph::find(const EdgeId& id) const
{
    const auto& ids = m_data->edgeIds;
    const auto found = std::lower_bound(ids.begin(), ids.end(), id);
    if (found == ids.end() || *found != id)
        return nullptr;
    return &m_data->edges[static_cast<std::size_t>(found - ids.begin())];
}

const Digest& Graph::digest() const
{
    return m_data->digest;
}

const Digest& Graph::configuredDigest() const
{
    return m_data->configuredDigest;
}

std::span<const Digest> Graph::nodeDigests() const
{
    return m_data->nodeDigests;
}

std::span<const Digest> Graph::edgeDigests() const
{
    return m_data->edgeDigests;
}

std::span<const Digest, Graph::kBucketCount> Graph::bucketDigests() const
{
    return m_data->buckets;
}

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

Result<Graph> GraphBuilder::build()
{
    auto data = std::make_shared<Graph::Data>();
    data->nodes = std::exchange(m_nodes, {});
    data->edges = std::exchange(m_edges, {});
    const std::unordered_set<std::string> defined = std::exchange(m_ids, {});
    if (data->nodes.size() > kMaxNodes || data->edges.size() > kMaxEdges)
        return fail(ErrorCode::TooLarge, "the topology has too many nodes or edges");

    Missing missing(defined);
    for (Node& node : data->nodes) {
        FABRIC_CHECK(checkNode(node));
        if (node.parent)
            missing.refer(*node.parent, node.origin);
    }
    for (Edge& edge : data->edges) {
        FABRIC_CHECK(checkEdge(edge));
        missing.refer(edge.from, edge.origin);
        missing.refer(edge.to, edge.origin);
    }
    missing.addTo(data->nodes);
    if (data->nodes.size() > kMaxNodes)
        return fail(ErrorCode::TooLarge, "the topology has too many nodes");

    std::sort(data->nodes.begin(), data->nodes.end(), [](const Node& a, const Node& b) { return a.id < b.id; });
    const auto twin = std::adjacent_find(data->nodes.begin(), data->nodes.end(),
                                         [](const Node& a, const Node& b) { return a.id == b.id; });
    if (twin != data->nodes.end())
        return fail(ErrorCode::InvalidArgument, "two nodes have the id '" + twin->id.value() + "'",
                    whereIs(*twin, twin->id.value()));
    FABRIC_CHECK(checkEnclosure(data->nodes));
    markDangling(data->nodes, data->edges);
    data->edgeIds = separate(data->edges);
    sortById(data->edges, data->edgeIds);
    FABRIC_CHECK(seal(*data));
    return Graph(std::move(data));
}

Result<> GraphBuilder::seal(Graph::Data& data)
{
    Buckets all;
    Buckets configured;
    for (const Node& node : data.nodes) {
        FABRIC_TRY(const Digest digest, digestOf(node));
        data.nodeDigests.push_back(digest);
        all.add(node.id.value(), digest);
        if (node.origin != Origin::RuntimeOnly && !node.isDangling)
            configured.add(node.id.value(), digest);
    }
    for (std::size_t i = 0; i < data.edges.size(); ++i) {
        const Edge& edge = data.edges[i];
        FABRIC_TRY(const Digest digest, digestOf(edge));
        data.edgeDigests.push_back(digest);
        all.add(data.edgeIds[i].value(), digest);
        if (edge.origin == Origin::RuntimeOnly)
            continue;
        Edge plain = edge;
        plain.isDangling = false;
        FABRIC_TRY(const Digest plainDigest, edge.isDangling ? digestOf(plain) : Result<Digest>(digest));
        configured.add(data.edgeIds[i].value(), plainDigest);
    }
    data.buckets = all.finish();
    data.digest = root(data.buckets);
    data.configuredDigest = root(configured.finish());
    return {};
}

} // namespace fabric::topology
