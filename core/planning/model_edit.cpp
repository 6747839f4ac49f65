// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/model_edit.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::planning {
namespace {

using topology::Edge;
using topology::EdgeKind;
using topology::NodeId;
using topology::NodeKind;

constexpr std::string_view kFallback = "fallback";

bool isInherited(const Edge& edge)
{
    const auto found = edge.attributes.find(topology::attribute::kInherited);
    return found != edge.attributes.end() && found->is_boolean() && found->get<bool>();
}

/// The fallbacks of one agent. Those of the defaults show at any agent that inherits them.
std::vector<const Edge*> fallbacksOf(const NodeId& subject, const topology::Graph& graph)
{
    const bool wantsDefaults = subject == topology::nodeId(NodeKind::Gateway, {});
    std::vector<const Edge*> found;
    for (const Edge& edge : graph.edges()) {
        if (edge.kind != EdgeKind::UsesModel || edge.key != kFallback || isInherited(edge) != wantsDefaults)
            continue;
        if (wantsDefaults ? found.empty() || edge.from == found.front()->from : edge.from == subject)
            found.push_back(&edge);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Edge* a, const Edge* b) { return a->order.value_or(0) < b->order.value_or(0); });
    return found;
}

} // namespace

provider::SetModel modelEdit(const NodeId& subject, const NodeId& model, const topology::Graph& graph)
{
    provider::SetModel edit{subject, model, {}};
    for (const Edge* fallback : fallbacksOf(subject, graph)) {
        if (fallback->to != model)
            edit.fallbacks.push_back(fallback->to);
    }
    return edit;
}

} // namespace fabric::planning
