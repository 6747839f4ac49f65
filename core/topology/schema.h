// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/types.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace fabric::topology {

/// One allowed attribute.
struct AttributeRule
{
    std::string_view name;
    enum class Type {
        Text,
        Url, ///< text; refused with user name, password, query or fragment, which often hold a secret
        Boolean,
        Integer, ///< within 2^53 either way
        TextSet, ///< an array whose order means nothing: sorted, without repeats, in the graph
        TextList, ///< an array whose order means something
    } type;
    std::string_view meaning; ///< one line for people: console and data dictionary
};

/// The allow-list of a kind: no other attribute can enter a graph, so no unknown field can carry a secret into it.
[[nodiscard]] std::span<const AttributeRule> attributesOf(NodeKind kind);
[[nodiscard]] std::span<const AttributeRule> attributesOf(EdgeKind kind);

inline constexpr std::size_t kMaxTextBytes = 4096; ///< of one text, also of ids, names, keys and paths
inline constexpr std::size_t kMaxItems = 1000; ///< of one set or list
inline constexpr std::size_t kMaxItemsBytes = 65536; ///< of all texts of one set or list together

/// Checks names and types, sorts sets, drops members that are null (null means "absent"). Text must be clean UTF-8.
/// @return InvalidArgument or TooLarge; `where` is the JSON pointer of the attribute, never its value.
[[nodiscard]] Result<Json> checkedAttributes(NodeKind kind, const Json& attributes);
[[nodiscard]] Result<Json> checkedAttributes(EdgeKind kind, const Json& attributes);

} // namespace fabric::topology
