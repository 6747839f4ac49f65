// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/types.h"

#include <span>
#include <string_view>

namespace fabric::topology {

/// One allowed attribute. `isSet`: an array whose order means nothing (sorted, without repeats, in the graph).
struct AttributeRule
{
    std::string_view name;
    enum class Type { Text, Boolean, Integer, TextSet, TextList } type;
    std::string_view meaning; ///< one line for people: console and data dictionary
};

/// The allow-list of a kind: no other attribute can enter a graph, so no unknown field can carry a secret into it.
[[nodiscard]] std::span<const AttributeRule> attributesOf(NodeKind kind);
[[nodiscard]] std::span<const AttributeRule> attributesOf(EdgeKind kind);

/// Checks names and types, sorts sets. InvalidArgument names the attribute; text must be clean UTF-8 of at most 4 KiB.
[[nodiscard]] Result<Json> checkedAttributes(NodeKind kind, const Json& attributes);
[[nodiscard]] Result<Json> checkedAttributes(EdgeKind kind, const Json& attributes);

} // namespace fabric::topology
