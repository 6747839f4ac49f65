// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/detail_list.h"
#include "core/topology/graph.h"

namespace fabric::model {

/// What the panel says about one node.
struct NodeDetails
{
    QString title;
    QString kind;
    QString path; ///< where it is configured
    KindGroup group = KindGroup::Gateway;
    std::vector<DetailItem> chips;
    std::vector<DetailItem> lines;
};

/// At most this many rows in one section; the rest is a number.
inline constexpr std::size_t kMaxDetailRows = 40;

/// Pure: what reaches @p id, what it reaches directly and what it can finally reach, with the way. Empty if absent.
/// @param runtimeOnlyNote what is said of a runtime-only node that is stale; empty: it is current.
[[nodiscard]] NodeDetails detailsOf(const topology::Graph& graph, const topology::NodeId& id,
                                    const QString& runtimeOnlyNote = {});

} // namespace fabric::model
