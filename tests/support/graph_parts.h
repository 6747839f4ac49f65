// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <QtGlobal>

#include <string>

namespace fabric::test {

/// A node that is named as its id says.
[[nodiscard]] inline topology::Node node(topology::NodeKind kind, std::string_view name,
                                         Json attributes = Json::object())
{
    topology::Node out;
    out.id = topology::nodeId(kind, name);
    out.kind = kind;
    out.name = name.empty() ? std::string(toText(kind)) : std::string(name);
    out.attributes = std::move(attributes);
    return out;
}

[[nodiscard]] inline topology::Edge edge(topology::EdgeKind kind, std::string from, std::string to,
                                         std::string key = {})
{
    topology::Edge out;
    out.kind = kind;
    out.from = topology::NodeId(std::move(from));
    out.to = topology::NodeId(std::move(to));
    out.key = std::move(key);
    return out;
}

/// A graph of nodes and edges that are known to be right; ends the test program otherwise.
[[nodiscard]] inline topology::Graph graphOf(std::vector<topology::Node> nodes, std::vector<topology::Edge> edges = {})
{
    topology::GraphBuilder builder;
    for (topology::Node& item : nodes)
        builder.add(std::move(item));
    for (topology::Edge& item : edges)
        builder.add(std::move(item));
    auto graph = builder.build();
    if (!graph)
        qFatal("%s (%s)", graph.error().message.c_str(), graph.error().where.c_str());
    return *graph;
}

} // namespace fabric::test
