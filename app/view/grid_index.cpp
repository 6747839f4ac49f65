// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/grid_index.h"

#include <cmath>
#include <numeric>

namespace fabric::view {

namespace {

constexpr float kMaxCells = 128;

std::uint32_t cellAt(float offset, float size, std::uint32_t count)
{
    const float cell = std::floor(offset / size);
    return static_cast<std::uint32_t>(std::clamp(cell, 0.0F, static_cast<float>(count - 1)));
}

} // namespace

GridIndex::GridIndex(const Rect& bounds, std::span<const Rect> things)
    : m_bounds(bounds)
    , m_things(things.begin(), things.end())
{
    const float side = std::clamp(std::ceil(std::sqrt(static_cast<float>(things.size()))), 1.0F, kMaxCells);
    m_columns = m_rows = static_cast<std::uint32_t>(side);
    m_cellWidth = std::max(bounds.w / side, 1.0F);
    m_cellHeight = std::max(bounds.h / side, 1.0F);
    m_start.assign(std::size_t{m_columns} * m_rows + 1, 0);
    const auto forEachCell = [this](const Rect& thing, const auto& visit) {
        if (thing.isEmpty())
            return;
        const Cells cells = cellsOf(thing);
        for (std::uint32_t row = cells.top; row <= cells.bottom; ++row)
            for (std::uint32_t column = cells.left; column <= cells.right; ++column)
                visit(std::size_t{row} * m_columns + column);
    };
    for (const Rect& thing : things)
        forEachCell(thing, [this](std::size_t cell) { ++m_start[cell + 1]; });
    std::partial_sum(m_start.begin(), m_start.end(), m_start.begin());
    m_entries.resize(m_start.back());
    std::vector<std::uint32_t> next(m_start.begin(), m_start.end() - 1);
    for (std::uint32_t i = 0; i < things.size(); ++i)
        forEachCell(things[i], [&](std::size_t cell) { m_entries[next[cell]++] = i; });
}

GridIndex::Cells GridIndex::cellsOf(const Rect& rect) const
{
    return {cellAt(rect.x - m_bounds.x, m_cellWidth, m_columns), cellAt(rect.y - m_bounds.y, m_cellHeight, m_rows),
            cellAt(rect.right() - m_bounds.x, m_cellWidth, m_columns),
            cellAt(rect.bottom() - m_bounds.y, m_cellHeight, m_rows)};
}

std::vector<std::uint32_t> GridIndex::query(const Rect& rect) const
{
    std::vector<std::uint32_t> result;
    if (m_columns == 0)
        return result;
    const Cells cells = cellsOf(rect);
    for (std::uint32_t row = cells.top; row <= cells.bottom; ++row) {
        for (std::uint32_t column = cells.left; column <= cells.right; ++column) {
            const std::size_t cell = std::size_t{row} * m_columns + column;
            for (std::uint32_t i = m_start[cell]; i < m_start[cell + 1]; ++i) {
                if (m_things[m_entries[i]].intersects(rect))
                    result.push_back(m_entries[i]);
            }
        }
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

} // namespace fabric::view
