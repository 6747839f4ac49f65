// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"
#include "core/provider/provider.h"
#include "core/topology/graph.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fabric::openclaw {

/// What a topology is made of. Borrowed values; null means "not known", which only leaves runtime-only elements out.
struct MapInput
{
    /// The view that both modes agree on: viewOf() in config_view.h. Required.
    const Json* config = nullptr;
    /// Payloads of the runtime's answers to `cron.list`, `device.pair.list`, `node.list`.
    const Json* cronList = nullptr;
    const Json* devicePairList = nullptr;
    const Json* nodeList = nullptr;
    /// Version of the runtime; empty if unknown. Decides defaults that changed between versions.
    std::string version;
};

struct MappedTopology
{
    topology::Graph graph;
    /// Values that could not be read, each with its configuration path; never the value itself.
    std::vector<provider::Problem> problems;
};

/// Turns a configuration and the runtime's answers into a graph. The rules are docs/providers/openclaw.md.
///
/// A value of a type that OpenClaw does not take there costs the attribute and makes a problem; where it could hide
/// an element (a list or a map of elements, an item without its identity), the whole mapping fails: a part of a
/// topology is never a topology. Unknown fields are ignored. No value enters the graph but those that the schema of
/// its kind names (core/topology/schema.h); of URLs only scheme, host and port.
///
/// @return InvalidArgument (where = configuration path), TooLarge.
[[nodiscard]] Result<MappedTopology> mapTopology(const MapInput& input);

} // namespace fabric::openclaw
