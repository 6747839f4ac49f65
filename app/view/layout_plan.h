// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/layout.h"

namespace fabric::view {

/// The unfinished layout that its steps hand on: membership, then order, then geometry. Internal to app/view/layout*.
struct LayoutPlan
{
    Layout& layout;
    const Layout* previous;
    std::array<std::vector<std::uint32_t>, kColumnCount> order; ///< indices of boxes, top to bottom
};

/// Fills boxes, rows (by id), nodeBox and the ends, form and style of the edges.
void assignMembership(LayoutPlan& plan);

/// Sorts the boxes of each column and the rows of each box.
void orderColumns(LayoutPlan& plan);

/// Fills all rectangles and curves from the order.
void placeBoxes(LayoutPlan& plan);
void routeEdges(Layout& layout);

/// The height of a box of @p rowCount rows in @p gridColumns.
[[nodiscard]] float boxHeight(BoxKind kind, std::uint32_t rowCount, std::uint32_t gridColumns);
[[nodiscard]] float boxWidth(BoxKind kind, std::uint32_t gridColumns);
/// The place of row @p row in @p box, whose rect is known.
[[nodiscard]] Rect rowRect(const Box& box, std::uint32_t row);

} // namespace fabric::view
