// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/schema.h"
#include "tests/support/fake_random.h"
#include "tests/support/graph_parts.h"

#include <algorithm>
#include <map>

namespace fabric::test {

/// Nodes and edges in any order, before they become a graph.
struct Parts
{
    std::vector<topology::Node> nodes;
    std::vector<topology::Edge> edges;
};

[[nodiscard]] inline std::string randomText(FakeRandom& random)
{
    // Characters that need care somewhere: JSON and pointer escapes, edge id separators, UTF-16 order, controls.
    static constexpr std::array<const char*, 16> kPieces{
        "a", "b",  "/", "~", "|", "%", "\"", "\\", "\n", "\x01", "\xc3\xa4", "\xef\xac\xb3", "\xf0\x9f\x98\x80",
        " ", "#2", ":"};
    std::string out = "t";
    for (std::uint32_t i = random.below(6); i > 0; --i)
        out += kPieces[random.below(kPieces.size())];
    return out;
}

[[nodiscard]] inline Json randomValue(FakeRandom& random, topology::AttributeRule::Type type)
{
    using Type = topology::AttributeRule::Type;
    switch (type) {
    case Type::Text: return randomText(random);
    case Type::Url: return "https://host" + std::to_string(random.below(9)) + ":8443/v1";
    case Type::Boolean: return random.chance(50);
    case Type::Integer: return static_cast<std::int64_t>(random.below(1'000'000)) - 500'000;
    case Type::TextSet:
    case Type::TextList: break;
    }
    Json out = Json::array();
    for (std::uint32_t i = random.below(4); i > 0; --i)
        out.push_back(randomText(random));
    return out;
}

template <class Kind>
[[nodiscard]] Json randomAttributes(FakeRandom& random, Kind kind)
{
    Json out = Json::object();
    for (const topology::AttributeRule& rule : topology::attributesOf(kind)) {
        if (random.chance(30))
            out[std::string(rule.name)] = randomValue(random, rule.type);
    }
    return out;
}

[[nodiscard]] inline topology::Origin randomOrigin(FakeRandom& random)
{
    return static_cast<topology::Origin>(random.below(3));
}

[[nodiscard]] inline topology::Edge randomEdge(FakeRandom& random, const std::vector<topology::Node>& nodes)
{
    const auto end = [&] {
        if (nodes.empty() || random.chance(5))
            return "agent:missing" + std::to_string(random.below(10));
        return nodes[random.below(static_cast<std::uint32_t>(nodes.size()))].id.value();
    };
    const auto kind = static_cast<topology::EdgeKind>(random.below(13));
    topology::Edge out = edge(kind, end(), end(), random.chance(50) ? randomText(random) : std::string());
    out.origin = randomOrigin(random);
    out.attributes = randomAttributes(random, kind);
    if (random.chance(30))
        out.order = static_cast<int>(random.below(5));
    out.path = "edges." + std::to_string(random.below(1000));
    return out;
}

/// Distinct edges, as a provider that names its edges well makes them: the outcome does not hang on their order.
inline void dropRepeatedEdges(std::vector<topology::Edge>& edges)
{
    std::map<std::string, bool> seen;
    std::erase_if(edges, [&](const topology::Edge& item) {
        topology::Edge copy = item;
        if (copy.kind == topology::EdgeKind::AgentToAgent && copy.to < copy.from)
            std::swap(copy.from, copy.to);
        return !seen.emplace(copy.id().value(), true).second;
    });
}

[[nodiscard]] inline Parts randomParts(FakeRandom& random, std::size_t nodeCount, std::size_t edgeCount)
{
    Parts out;
    for (std::size_t i = 0; i < nodeCount; ++i) {
        const auto kind = static_cast<topology::NodeKind>(random.below(15));
        topology::Node item = node(kind, std::to_string(i) + randomText(random), randomAttributes(random, kind));
        item.name = randomText(random);
        item.origin = randomOrigin(random);
        item.path = "nodes." + std::to_string(i);
        if (!out.nodes.empty() && random.chance(20)) // an earlier one, so that nothing encloses itself
            item.parent = out.nodes[random.below(static_cast<std::uint32_t>(out.nodes.size()))].id;
        out.nodes.push_back(std::move(item));
    }
    for (std::size_t i = 0; i < edgeCount; ++i)
        out.edges.push_back(randomEdge(random, out.nodes));
    dropRepeatedEdges(out.edges);
    return out;
}

[[nodiscard]] inline topology::Graph graphOf(const Parts& parts)
{
    return graphOf(parts.nodes, parts.edges);
}

template <class T>
void shuffle(FakeRandom& random, std::vector<T>& items)
{
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
}

/// A few changes of every sort: what one edit of a configuration may do.
inline void mutate(FakeRandom& random, Parts& parts)
{
    std::erase_if(parts.nodes, [&](const topology::Node&) { return random.chance(10); });
    std::erase_if(parts.edges, [&](const topology::Edge&) { return random.chance(10); });
    for (topology::Node& item : parts.nodes) {
        if (random.chance(10))
            item.attributes = randomAttributes(random, item.kind);
        if (random.chance(5))
            item.name = randomText(random);
        if (random.chance(5))
            item.parent.reset();
        if (random.chance(5))
            item.origin = randomOrigin(random);
    }
    for (topology::Edge& item : parts.edges) {
        if (random.chance(10))
            item.order = static_cast<int>(random.below(5));
        if (random.chance(5))
            item.attributes = randomAttributes(random, item.kind);
    }
    const Parts more = randomParts(random, 3, 0);
    for (topology::Node item : more.nodes) {
        item.id = topology::nodeId(item.kind, "new" + item.id.value());
        item.parent.reset();
        parts.nodes.push_back(std::move(item));
    }
    for (int i = 0; i < 5; ++i)
        parts.edges.push_back(randomEdge(random, parts.nodes));
    dropRepeatedEdges(parts.edges);
}

} // namespace fabric::test
