// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/model_edit.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::composition {
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

Result<ModelWish> parseModelWish(const std::string& text)
{
    const auto equals = text.find('=');
    const auto slash = equals == std::string::npos ? equals : text.find('/', equals);
    if (equals == 0 || slash == std::string::npos || slash == equals + 1 || slash + 1 == text.size())
        return fail(ErrorCode::InvalidArgument, "a model is set as AGENT=PROVIDER/MODEL", "--model");
    const std::string agent = text.substr(0, equals);
    return ModelWish{agent == "defaults" ? topology::nodeId(NodeKind::Gateway, {})
                                         : topology::nodeId(NodeKind::Agent, agent),
                     topology::nodeId(NodeKind::Model, text.substr(equals + 1))};
}

provider::Edit modelEdit(const ModelWish& wish, const topology::Graph& graph)
{
    provider::SetModel edit{wish.subject, wish.model, {}};
    for (const Edge* fallback : fallbacksOf(wish.subject, graph)) {
        if (fallback->to != wish.model)
            edit.fallbacks.push_back(fallback->to);
    }
    return edit;
}

} // namespace fabric::composition
