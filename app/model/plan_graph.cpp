// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/plan_graph.h"

#include <QCoreApplication>
#include <QPointer>

namespace fabric::model {

Result<UnionGraph> unionOf(const topology::Graph& before, const topology::Diff& diff)
{
    FABRIC_TRY(const topology::Graph after, topology::apply(diff, before));
    topology::GraphBuilder builder;
    for (const topology::Node& node : after.nodes())
        builder.add(node);
    for (const topology::Edge& edge : after.edges())
        builder.add(edge);
    UnionGraph result;
    for (const topology::Node& node : diff.removedNodes) {
        if (!builder.has(node.id))
            builder.add(node);
        result.marks.removedNodes.insert(node.id);
    }
    for (const topology::Edge& edge : diff.removedEdges) {
        builder.add(edge);
        result.marks.removedEdges.insert(edge.id());
    }
    FABRIC_TRY(result.graph, builder.build(before));
    for (const topology::Node& node : diff.addedNodes)
        result.marks.addedNodes.insert(node.id);
    for (const topology::NodeChange& change : diff.changedNodes)
        result.marks.changedNodes.insert(change.id);
    for (const topology::Edge& edge : diff.addedEdges)
        result.marks.addedEdges.insert(edge.id());
    for (const topology::EdgeChange& change : diff.changedEdges)
        result.marks.changedEdges.insert(change.id);
    return result;
}

PlanGraph* PlanGraph::instance()
{
    static const QPointer<PlanGraph> model = new PlanGraph(QCoreApplication::instance());
    return model;
}

} // namespace fabric::model
