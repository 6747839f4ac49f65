// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace fabric {

/// A string that is an identity of one kind only; never implicitly made, never mixed with another kind.
template <class Tag>
class StrongId
{
public:
    StrongId() = default;
    explicit StrongId(std::string value)
        : m_value(std::move(value))
    {
    }

    [[nodiscard]] const std::string& value() const { return m_value; }
    [[nodiscard]] bool isEmpty() const { return m_value.empty(); }
    auto operator<=>(const StrongId&) const = default;
    bool operator==(const StrongId&) const = default;

private:
    std::string m_value;
};

/// Slug `[a-z0-9][a-z0-9-]{0,62}` that the operator gives to a runtime; immutable.
using RuntimeId = StrongId<struct RuntimeIdTag>;

/// @return InvalidArgument (where = @p where) if @p text is not a runtime slug.
[[nodiscard]] Result<RuntimeId> parseRuntimeId(std::string_view text, std::string where = {});

/// Rising per store, from 1. 0 means "none".
using RevisionNumber = std::int64_t;

} // namespace fabric

template <class Tag>
struct std::hash<fabric::StrongId<Tag>>
{
    std::size_t operator()(const fabric::StrongId<Tag>& id) const noexcept
    {
        return std::hash<std::string>{}(id.value());
    }
};
