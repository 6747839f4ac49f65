// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace fabric::storage {

/// Every row, made by @p read (const Rows& -> Result<T>).
template <class T, class Read>
[[nodiscard]] Result<std::vector<T>> allRows(Rows& rows, Read read)
{
    std::vector<T> all;
    while (true) {
        FABRIC_TRY(const bool hasRow, rows.next());
        if (!hasRow)
            return all;
        FABRIC_TRY(T item, read(rows));
        all.push_back(std::move(item));
    }
}

/// The first row, or nothing.
template <class T, class Read>
[[nodiscard]] Result<std::optional<T>> firstRow(Rows& rows, Read read)
{
    FABRIC_TRY(const bool hasRow, rows.next());
    if (!hasRow)
        return std::nullopt;
    FABRIC_TRY(T item, read(rows));
    return item;
}

/// A body that was stored by dumpJson(). DataLoss otherwise.
[[nodiscard]] inline Result<Json> storedJson(const std::string& text, const char* table, std::int64_t sequence)
{
    auto value = parseJson(text);
    if (!value)
        return fail(ErrorCode::DataLoss,
                    "the body of " + std::string(table) + " row " + std::to_string(sequence) + " is damaged");
    return value;
}

} // namespace fabric::storage
