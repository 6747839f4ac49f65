// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/digest.h"
#include "core/topology/types.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace fabric::topology {

class GraphBuilder;

/// Where an edge begins and ends, as positions in Graph::nodes().
struct EdgeEnds
{
    std::uint32_t from = 0;
    std::uint32_t to = 0;
};

/// An immutable topology: nodes sorted by id, edges sorted by id, every edge end is a node (a dangling one if need be).
///
/// Digest (CONTRACTS, "Digests"): per element SHA-256 of its RFC 8785 form without path; elements fall into
/// kBucketCount buckets by the first byte of SHA-256(id); a bucket's digest covers its sorted element digests; the
/// graph's digest covers the bucket digests. One changed node costs one element and one bucket.
///
/// Thread-safety: immutable, cheap to copy (shared state).
class Graph
{
public:
    static constexpr std::size_t kBucketCount = 256;
    static constexpr int kFormatVersion = 1;

    Graph(); ///< the empty graph

    [[nodiscard]] std::span<const Node> nodes() const;
    [[nodiscard]] std::span<const Edge> edges() const;
    /// Sorted like edges().
    [[nodiscard]] std::span<const EdgeId> edgeIds() const;
    /// Sorted like edges().
    [[nodiscard]] std::span<const EdgeEnds> edgeEnds() const;
    [[nodiscard]] const Node* find(const NodeId& id) const; ///< null if absent; binary search
    [[nodiscard]] const Edge* find(const EdgeId& id) const;
    [[nodiscard]] std::optional<std::size_t> positionOf(const NodeId& id) const; ///< in nodes(); binary search
    [[nodiscard]] bool isEmpty() const { return nodes().empty(); }

    [[nodiscard]] const Digest& digest() const;
    /// Over elements of origin configured and implied only: what gateway mode and file mode must agree on. Whether a
    /// reference dangles takes no part, because it may point at something that only the running runtime knows.
    [[nodiscard]] const Digest& configuredDigest() const;
    /// Parallel to nodes() and edges().
    [[nodiscard]] std::span<const Digest> nodeDigests() const;
    [[nodiscard]] std::span<const Digest> edgeDigests() const;
    [[nodiscard]] std::span<const Digest, kBucketCount> bucketDigests() const;

    bool operator==(const Graph& other) const { return digest() == other.digest(); }

private:
    friend class GraphBuilder;
    struct Data;
    explicit Graph(std::shared_ptr<const Data> data); ///< shared: revisions are handed to API, store and observers
    std::shared_ptr<const Data> m_data;
};

/// Collects nodes and edges in any order and checks them.
class GraphBuilder
{
public:
    /// The most that one graph may hold; more is TooLarge at build().
    static constexpr std::size_t kMaxNodes = 250'000;
    static constexpr std::size_t kMaxEdges = 1'000'000;

    GraphBuilder& add(Node node);
    GraphBuilder& add(Edge edge);
    /// True if a node of this id was added.
    [[nodiscard]] bool has(const NodeId& id) const;

    /// Adds a dangling node for every edge end and parent that nothing defined (kind and name from the id's
    /// `<kind>:<name>`), marks edges to it and no others, checks attributes, puts the ends of undirected edges in order,
    /// gives repeated edges the keys `key`, `key#2`, ... in the order of adding. Leaves the builder empty.
    /// @return InvalidArgument for a repeated node id, an id that is malformed or not of the node's kind, a forbidden
    /// attribute or nodes that enclose each other; TooLarge. `where` is the element's path, or its id if it has none.
    /// Takes over the digests of what is equal in @p previous: the graph is the same without it, only slower made.
    [[nodiscard]] Result<Graph> build(const Graph& previous = Graph());
    /// How many digests of elements the last build() computed.
    [[nodiscard]] std::size_t computedDigests() const { return m_computedDigests; }

private:
    /// Computes the digests of sorted elements.
    Result<> seal(Graph::Data& data, const Graph::Data& before);

    std::vector<Node> m_nodes;
    std::vector<Edge> m_edges;
    std::unordered_set<std::string> m_ids;
    std::size_t m_computedDigests = 0;
};

/// One document: `{"format":1,"nodes":[...],"edges":[...]}`, sorted by id. The form that is stored and served.
[[nodiscard]] Json toJson(const Graph& graph);
[[nodiscard]] Json toJson(const Node& node);
[[nodiscard]] Json toJson(const Edge& edge);
/// Strict about everything but unknown members of the document, which a newer version may add.
[[nodiscard]] Result<Graph> parseGraph(const Json& value, const std::string& path = {});
/// Leaves out members and attributes that this version does not know, so that an older console can read a newer agent.
[[nodiscard]] Result<Graph> parseNewerGraph(const Json& value, const std::string& path = {});
[[nodiscard]] Result<Node> parseNode(const Json& value, const std::string& path);
[[nodiscard]] Result<Edge> parseEdge(const Json& value, const std::string& path);

} // namespace fabric::topology
