// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// How a graph gets its digest (see Graph). Only graph.cpp needs this.

namespace fabric::topology {

/// SHA-256 of the RFC 8785 form without path.
[[nodiscard]] Result<Digest> digestOf(const Node& node);
[[nodiscard]] Result<Digest> digestOf(const Edge& edge);

/// The bucket that an element of this id falls into.
[[nodiscard]] std::uint8_t bucketOf(const std::string& id);

/// The digests of all buckets and how many elements each covers. An empty bucket's digest is null.
struct BucketList
{
    std::array<Digest, Graph::kBucketCount> digests;
    std::array<std::uint32_t, Graph::kBucketCount> counts{};

    [[nodiscard]] Digest root() const;
};

/// Collects the digests of elements. A bucket in which nothing is fresh, and from which nothing went, is taken over from
/// the list before instead of being hashed again.
class Buckets
{
public:
    void add(std::uint8_t bucket, const Digest& element, bool isFresh);
    [[nodiscard]] BucketList finish(const BucketList& before);

private:
    std::array<std::vector<Digest>, Graph::kBucketCount> m_elements;
    std::array<bool, Graph::kBucketCount> m_hasFresh{};
};

} // namespace fabric::topology
