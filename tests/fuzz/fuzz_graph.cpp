// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/json.h"
#include "core/topology/diff.h"
#include "core/topology/reachability.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The input is a graph document, or a diff document, or {"graph":...,"diff":...}. A graph that is taken is written as the
// same graph; a diff that applies takes the graph to the same place as the diff of the two.

namespace {

using namespace fabric;
using namespace fabric::topology;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

Result<Graph> checkGraph(const Json& json)
{
    auto graph = parseGraph(json);
    if (!graph)
        return graph;
    const auto again = parseGraph(toJson(*graph));
    require(again.has_value() && *again == *graph && again->configuredDigest() == graph->configuredDigest());
    require(diff(*graph, *again).isEmpty());
    if (!graph->isEmpty())
        require(reachableFrom(*graph, {.from = graph->nodes()[0].id, .direction = {}, .maxDepth = 8}).has_value());
    return graph;
}

Result<Diff> checkDiff(const Json& json)
{
    auto parsed = parseDiff(json);
    if (parsed)
        require(toJson(parseDiff(toJson(*parsed)).value()) == toJson(*parsed));
    return parsed;
}

void checkBoth(const Graph& graph, const Diff& change)
{
    const auto after = apply(change, graph);
    if (after)
        require(apply(diff(graph, *after), graph).value() == *after);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = parseJson(text, {.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000});
    if (!json)
        return 0;
    if (json->is_object() && json->contains("graph") && json->contains("diff")) {
        const auto graph = checkGraph(json->at("graph"));
        const auto change = checkDiff(json->at("diff"));
        if (graph && change)
            checkBoth(*graph, *change);
        return 0;
    }
    (void)checkGraph(*json).has_value();
    (void)checkDiff(*json).has_value();
    return 0;
}
