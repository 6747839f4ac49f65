// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fabric::topology {

/// What a FieldChange::field points at: a member of an element, or one of its attributes.
struct FieldTarget
{
    std::string name;
    bool isAttribute = false;
};

/// @return nothing for a pointer to what cannot change: identity, provenance, unknown members.
[[nodiscard]] std::optional<FieldTarget> fieldTarget(std::string_view pointer);

} // namespace fabric::topology
