// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/merkle.h"

namespace fabric::topology {
namespace {

Result<Digest> digestWithoutPath(Json json)
{
    json.erase("path");
    FABRIC_TRY(const std::string text, canonicalJson(json));
    return sha256(text);
}

} // namespace

Result<Digest> digestOf(const Node& node)
{
    return digestWithoutPath(toJson(node));
}

Result<Digest> digestOf(const Edge& edge)
{
    return digestWithoutPath(toJson(edge));
}

std::uint8_t bucketOf(const std::string& id)
{
    return std::to_integer<std::uint8_t>(sha256(id).bytes()[0]);
}

Digest BucketList::root() const
{
    Sha256 hash;
    hash.add("fabric-graph-" + std::to_string(Graph::kFormatVersion));
    for (const Digest& digest : digests)
        hash.add(digest.bytes());
    return hash.finish();
}

void Buckets::add(std::uint8_t bucket, const Digest& element, bool isFresh)
{
    m_elements[bucket].push_back(element);
    m_hasFresh[bucket] = m_hasFresh[bucket] || isFresh;
}

BucketList Buckets::finish(const BucketList& before)
{
    BucketList out;
    for (std::size_t i = 0; i < Graph::kBucketCount; ++i) {
        std::vector<Digest>& elements = m_elements[i];
        out.counts[i] = static_cast<std::uint32_t>(elements.size());
        if (elements.empty())
            continue;
        if (!m_hasFresh[i] && out.counts[i] == before.counts[i]) {
            out.digests[i] = before.digests[i];
            continue;
        }
        std::sort(elements.begin(), elements.end());
        Sha256 hash;
        for (const Digest& digest : elements)
            hash.add(digest.bytes());
        out.digests[i] = hash.finish();
    }
    return out;
}

} // namespace fabric::topology
