// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/geometry.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fabric::view {

/// A uniform grid over rectangles, as compressed rows. Immutable after construction.
class GridIndex
{
public:
    GridIndex() = default;
    /// Empty rectangles are not indexed. The grid has about as many cells as things, at most 128 x 128.
    GridIndex(const Rect& bounds, std::span<const Rect> things);

    /// Indices of things whose rectangle meets @p rect, ascending, each once.
    [[nodiscard]] std::vector<std::uint32_t> query(const Rect& rect) const;

private:
    struct Cells
    {
        std::uint32_t left, top, right, bottom; ///< inclusive
    };
    [[nodiscard]] Cells cellsOf(const Rect& rect) const;

    Rect m_bounds;
    float m_cellWidth = 1;
    float m_cellHeight = 1;
    std::uint32_t m_columns = 0;
    std::uint32_t m_rows = 0;
    std::vector<std::uint32_t> m_start;
    std::vector<std::uint32_t> m_entries;
    std::vector<Rect> m_things;
};

} // namespace fabric::view
