// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/merkle.h"

#include <cstdint>
#include <vector>

// What a graph holds. Only graph.cpp and graph_builder.cpp need this.

namespace fabric::topology {

/// Elements sorted by id, with what was computed for each.
template <class Element>
struct Run
{
    std::vector<Element> elements;
    std::vector<Digest> digests;
    std::vector<std::uint8_t> buckets;
};

struct Graph::Data
{
    Run<Node> nodes;
    Run<Edge> edges;
    std::vector<EdgeId> edgeIds;
    std::vector<EdgeEnds> edgeEnds;
    BucketList buckets;
    BucketList configuredBuckets;
    Digest digest;
    Digest configuredDigest;
};

} // namespace fabric::topology
