// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/json5.h"
#include "agent/openclaw/topology_map.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// Whatever a configuration and the runtime's answers hold, mapping ends with a graph that can be stored, or an error.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace fabric;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = openclaw::parseJson5(text, {.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000});
    if (!value)
        return 0;
    openclaw::MapInput input;
    input.config = &*value;
    input.cronList = input.devicePairList = input.nodeList = &*value;
    const auto mapped = openclaw::mapTopology(input);
    if (!mapped)
        return 0;
    const auto stored = topology::parseGraph(topology::toJson(mapped->graph));
    if (!stored || stored->digest() != mapped->graph.digest())
        std::abort();
    return 0;
}
