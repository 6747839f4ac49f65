// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <string>
#include <variant>
#include <vector>

namespace fabric::topology {

/// One changed field of a node or edge; JSON null stands for "absent". `field` is a JSON pointer into toJson().
struct FieldChange
{
    std::string field;
    Json before;
    Json after;
    bool operator==(const FieldChange&) const = default;
};

struct NodeChange
{
    NodeId id;
    std::vector<FieldChange> fields; ///< never empty, sorted by field
    bool operator==(const NodeChange&) const = default;
};

struct EdgeChange
{
    EdgeId id;
    std::vector<FieldChange> fields;
    bool operator==(const EdgeChange&) const = default;
};

/// An edge whose only change is its rank.
struct EdgeMove
{
    EdgeId id;
    int before = 0;
    int after = 0;
    bool operator==(const EdgeMove&) const = default;
};

/// The typed difference of two graphs, matched by identity, each list sorted by id.
struct Diff
{
    std::vector<Node> addedNodes;
    std::vector<Node> removedNodes;
    std::vector<NodeChange> changedNodes;
    std::vector<Edge> addedEdges;
    std::vector<Edge> removedEdges;
    std::vector<EdgeChange> changedEdges;
    std::vector<EdgeMove> movedEdges;

    [[nodiscard]] bool isEmpty() const { return size() == 0; }
    [[nodiscard]] std::size_t size() const;
    bool operator==(const Diff&) const = default;
};

/// Linear in the number of elements: a merge over sorted ids that compares digests.
[[nodiscard]] Diff diff(const Graph& before, const Graph& after);

/// apply(diff(a, b), a) == b. @return FailedPrecondition, naming the element, if @p diff does not fit @p graph.
[[nodiscard]] Result<Graph> apply(const Diff& diff, const Graph& graph);

[[nodiscard]] Json toJson(const Diff& diff);
[[nodiscard]] Result<Diff> parseDiff(const Json& value, const std::string& path = {});

} // namespace fabric::topology
