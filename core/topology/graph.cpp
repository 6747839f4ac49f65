// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/graph.h"

#include "core/topology/graph_data.h"

#include <algorithm>

namespace fabric::topology {

Graph::Graph()
{
    static const std::shared_ptr<const Data> empty = [] {
        auto data = std::make_shared<Data>();
        data->digest = data->buckets.root();
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
    return m_data->nodes.elements;
}

std::span<const Edge> Graph::edges() const
{
    return m_data->edges.elements;
}

std::span<const EdgeId> Graph::edgeIds() const
{
    return m_data->edgeIds;
}

std::span<const EdgeEnds> Graph::edgeEnds() const
{
    return m_data->edgeEnds;
}

std::optional<std::size_t> Graph::positionOf(const NodeId& id) const
{
    const Node* node = find(id);
    return node == nullptr ? std::nullopt : std::optional(static_cast<std::size_t>(node - nodes().data()));
}

const Node* Graph::find(const NodeId& id) const
{
    const auto& nodes = m_data->nodes.elements;
    const auto found = std::lower_bound(nodes.begin(), nodes.end(), id,
                                        [](const Node& node, const NodeId& key) { return node.id < key; });
    return found != nodes.end() && found->id == id ? &*found : nullptr;
}

const Edge* Graph::find(const EdgeId& id) const
{
    const auto& ids = m_data->edgeIds;
    const auto found = std::lower_bound(ids.begin(), ids.end(), id);
    if (found == ids.end() || *found != id)
        return nullptr;
    return &m_data->edges.elements[static_cast<std::size_t>(found - ids.begin())];
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
    return m_data->nodes.digests;
}

std::span<const Digest> Graph::edgeDigests() const
{
    return m_data->edges.digests;
}

std::span<const Digest, Graph::kBucketCount> Graph::bucketDigests() const
{
    return m_data->buckets.digests;
}

} // namespace fabric::topology
