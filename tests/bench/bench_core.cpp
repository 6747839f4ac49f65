// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/digest.h"
#include "core/topology/diff.h"
#include "core/topology/reachability.h"
#include "tests/bench/bench_time.h"
#include "tests/support/graph_parts.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

// Prints `figure<TAB>value<TAB>unit<TAB>reference<TAB>ratio`. Times are processor time, the median of kRounds.

using namespace fabric;
using namespace fabric::test;
using namespace fabric::topology;
using fabric::bench::medianOf;
using fabric::bench::print;

namespace {

/// A tree of agents that spawn each other, with attributes and models; 1.4 edges for each node.
struct Company
{
    std::vector<Node> nodes;
    std::vector<Edge> edges;

    explicit Company(int nodeCount)
    {
        const auto idOf = [](int i) { return "agent:a" + std::to_string(i); };
        for (int i = 0; i < nodeCount; ++i) {
            nodes.push_back(node(NodeKind::Agent, "a" + std::to_string(i),
                                 {{"workspace", "/srv/agents/" + std::to_string(i)},
                                  {"sandboxMode", "all"},
                                  {"toolsProfile", "full"},
                                  {"skills", {"review", "search"}}}));
            nodes.back().path = "agents." + std::to_string(i);
            if (i > 0)
                edges.push_back(edge(EdgeKind::MaySpawn, idOf(i / 2), idOf(i)));
            if (i % 5 < 2)
                edges.push_back(edge(EdgeKind::ToolAllow, idOf(i), "tool:t" + std::to_string(i % 50), "allow"));
        }
    }

    [[nodiscard]] Graph build(const Graph& previous = Graph()) const
    {
        GraphBuilder builder;
        for (const Node& item : nodes)
            builder.add(item);
        for (const Edge& item : edges)
            builder.add(item);
        return builder.build(previous).value();
    }
};

void benchBuild()
{
    Company company(10'000);
    const Graph graph = company.build();
    const double full = medianOf([&] { (void)company.build().digest(); });
    std::string text;
    for (const Node& item : graph.nodes())
        text += canonicalJson(toJson(item)).value();
    for (const Edge& item : graph.edges())
        text += canonicalJson(toJson(item)).value();
    print("graph build and digest, 10,000 nodes", full, "SHA-256 of the same text at once",
          medianOf([&] { (void)sha256(text); }));
    company.nodes[5'000].name = "changed";
    print("the same with one node changed, from the graph before", medianOf([&] { (void)company.build(graph); }),
          "built anew", full);
}

void benchDiff(int nodeCount, const std::string& name)
{
    Company company(nodeCount);
    const Graph before = company.build();
    for (std::size_t i = 0; i < company.nodes.size(); i += 100)
        company.nodes[i].name = "changed";
    std::erase_if(company.nodes, [n = 0](const Node&) mutable { return n++ % 1'000 == 999; });
    const Graph after = company.build(before);
    const auto idsOf = [](const Graph& graph) {
        std::vector<std::string> ids;
        for (const Node& item : graph.nodes())
            ids.push_back(item.id.value());
        for (const EdgeId& id : graph.edgeIds())
            ids.push_back(id.value());
        std::sort(ids.begin(), ids.end());
        return ids;
    };
    const auto left = idsOf(before);
    const auto right = idsOf(after);
    const double reference = medianOf([&] {
        std::vector<std::string> out;
        std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(out));
        std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(out));
    });
    Diff difference;
    const double value = medianOf([&] { difference = diff(before, after); });
    print("graph diff, " + name + " nodes, " + std::to_string(difference.size()) + " changes", value,
          "std::set_difference of the ids, both ways", reference);
    print("apply that diff", medianOf([&] { (void)apply(difference, before).has_value(); }));
}

void benchJson()
{
    const Graph graph = Company(10'000).build();
    const Json json = toJson(graph);
    const std::string text = dumpJson(json);
    std::printf("# the document of 10,000 nodes and %zu edges has %.1f MB\n", graph.edges().size(),
                static_cast<double>(text.size()) / 1e6);
    print("canonical JSON of 10,000 nodes", medianOf([&] { (void)canonicalJson(json).has_value(); }), "nlohmann dump()",
          medianOf([&] { (void)dumpJson(json); }));
    const JsonLimits limits{.maxBytes = 64 << 20};
    const double parsing = medianOf([&] { (void)parseJson(text, limits).has_value(); });
    print("parse JSON of 10,000 nodes, bounded", parsing, "nlohmann parse()",
          medianOf([&] { (void)Json::parse(text).size(); }));
    print("graph from that JSON, checked", medianOf([&] { (void)parseGraph(json).has_value(); }), "parse the JSON",
          parsing);
    print("reachability from the root, 10,000 nodes",
          medianOf([&] { (void)reachableFrom(graph, {.from = NodeId("agent:a0")}).has_value(); }));
}

} // namespace

int main()
{
    benchBuild();
    benchDiff(10'000, "10,000");
    benchDiff(200'000, "200,000");
    benchJson();
}
