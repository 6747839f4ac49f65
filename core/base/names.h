// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace fabric {

/// One row of a table that names the values of an enum outside (JSON, API, database).
template <class E>
struct Named
{
    E value;
    std::string_view name;
};

/// The name of @p value; empty for a value that the table lacks, which only a cast can make.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::string_view nameOf(const std::array<Named<E>, N>& table, E value)
{
    for (const Named<E>& row : table) {
        if (row.value == value)
            return row.name;
    }
    return {};
}

/// The value of that name; empty for a name that nobody has.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::optional<E> valueOf(const std::array<Named<E>, N>& table, std::string_view name)
{
    for (const Named<E>& row : table) {
        if (row.name == name)
            return row.value;
    }
    return std::nullopt;
}

} // namespace fabric
