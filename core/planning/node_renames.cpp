// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/node_renames.h"

#include <algorithm>

namespace fabric::planning {

using namespace topology;

namespace {

/// The nodes of @p graph that @p other lacks, by where they are configured.
std::multimap<std::string_view, const Node*> byPath(const Graph& graph, const Graph& other)
{
    std::multimap<std::string_view, const Node*> out;
    for (const Node& node : graph.nodes()) {
        if (!node.isDangling && other.find(node.id) == nullptr)
            out.emplace(node.path, &node);
    }
    return out;
}

} // namespace

std::vector<NodeRename> nodeRenames(const std::map<provider::ResourceId, provider::ResourceId>& declared,
                                    const Graph& before, const Graph& after)
{
    std::vector<NodeRename> out;
    if (declared.empty())
        return out;
    const auto gone = byPath(before, after);
    const auto fresh = byPath(after, before);
    for (const auto& [from, to] : declared) {
        const auto [oldFirst, oldLast] = gone.equal_range(from.value());
        const auto [newFirst, newLast] = fresh.equal_range(to.value());
        for (auto old = oldFirst; old != oldLast; ++old) {
            const NodeKind kind = old->second->kind;
            const auto twin
                = std::find_if(newFirst, newLast, [kind](const auto& row) { return row.second->kind == kind; });
            if (twin != newLast) {
                out.push_back({old->second->id, twin->second->id});
                break;
            }
        }
    }
    std::sort(out.begin(), out.end(), [](const NodeRename& a, const NodeRename& b) { return a.from < b.from; });
    return out;
}

Result<Graph> renamedGraph(const Graph& graph, const std::vector<NodeRename>& renames)
{
    const auto rename = [&](NodeId& id) {
        const auto found
            = std::lower_bound(renames.begin(), renames.end(), id,
                               [](const NodeRename& row, const NodeId& wanted) { return row.from < wanted; });
        if (found != renames.end() && found->from == id)
            id = found->to;
    };
    GraphBuilder builder;
    for (Node node : graph.nodes()) {
        rename(node.id);
        if (node.parent)
            rename(*node.parent);
        builder.add(std::move(node));
    }
    for (Edge edge : graph.edges()) {
        rename(edge.from);
        rename(edge.to);
        builder.add(std::move(edge));
    }
    return builder.build(graph);
}

} // namespace fabric::planning
