// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Geometry: boxes are stacked in their column and wrap into sub-columns at the target height; rows inside a box that is
// taller than that wrap into a grid, line by line, so that a node added at the end moves nothing. A picture that is so
// high that its rows cannot be read as a whole is an overview: its boxes become about square, so that each has room for
// its number, and stand further apart.

#include "app/view/layout_plan.h"

#include <cmath>
#include <unordered_map>

namespace fabric::view {

namespace {

using namespace metrics;

/// 14 agent cards: a column that a person can take in at once. Larger graphs aim at the shape of a wide window.
constexpr float kMinTargetHeight = 1'240;
/// Half-filled sub-columns and wide gaps make a picture about 1.3 times as wide as its area asks for.
constexpr float kTargetAspect = 1.6F / 1.3F;
/// How far the wanted height may drift before everything is placed anew.
constexpr float kKeepTarget = 1.25F;
/// From here on a window of usual size shows the whole at less than a third: rows fold (Scene::levelOfDetail).
constexpr float kOverviewHeight = 2 * kMinTargetHeight;
/// How much wider gaps become in overviews, so that some pixels of them are left.
constexpr float kMostAir = 3;

bool isCards(BoxKind kind)
{
    return kind == BoxKind::Agents;
}

float cellWidth(BoxKind kind)
{
    return isCards(kind) ? kColumnWidth : kRowWidth;
}
float cellHeight(BoxKind kind)
{
    return isCards(kind) ? kCardHeight : kRowHeight;
}
float cellGapX(BoxKind kind)
{
    return isCards(kind) ? kInnerGutter : kBoxPadding;
}
float cellGapY(BoxKind kind)
{
    return isCards(kind) ? kCardGap : kRowGap;
}

std::uint32_t linesOf(std::uint32_t rowCount, std::uint32_t gridColumns)
{
    return (rowCount + gridColumns - 1) / gridColumns;
}

float wantedHeight(const Layout& layout)
{
    float area = 0;
    for (const Box& box : layout.boxes)
        area += (boxWidth(box.kind, 1) + kSubcolumnGap) * (boxHeight(box.kind, box.rowCount, 1) + kBoxGap);
    return std::max(kMinTargetHeight, std::sqrt(area / kTargetAspect));
}

float targetHeight(const Layout& layout, const Layout* previous)
{
    const float wanted = wantedHeight(layout);
    if (!previous || previous->targetHeight <= 0)
        return wanted;
    const float ratio = wanted / previous->targetHeight;
    return ratio > kKeepTarget || ratio < 1 / kKeepTarget ? wanted : previous->targetHeight;
}

float airOf(float target)
{
    return std::clamp(target / kOverviewHeight, 1.0F, kMostAir);
}

/// @param before the columns that the box had; kept while it is still about square. 0: it is new.
std::uint32_t gridColumnsOf(const Box& box, float target, std::uint32_t before)
{
    if (box.rowCount == 0)
        return 1;
    const float chrome = boxHeight(box.kind, 1, 1) - cellHeight(box.kind);
    const float pitch = cellHeight(box.kind) + cellGapY(box.kind);
    const auto fitting = static_cast<std::uint32_t>(std::max(1.0F, (target - chrome + cellGapY(box.kind)) / pitch));
    const std::uint32_t least = linesOf(box.rowCount, fitting);
    if (target <= kOverviewHeight || isCards(box.kind))
        return least;
    const float square
        = std::sqrt(static_cast<float>(box.rowCount) * pitch / (cellWidth(box.kind) + cellGapX(box.kind)));
    const auto wanted = std::max(least, static_cast<std::uint32_t>(std::ceil(square)));
    return before >= least && before + 1 >= wanted && before <= wanted + 1 ? before : wanted;
}

/// The grid columns of the boxes that were there, by key.
std::unordered_map<std::string_view, std::uint32_t> previousColumns(const Layout* previous)
{
    std::unordered_map<std::string_view, std::uint32_t> result;
    if (previous && previous->targetHeight > kOverviewHeight) {
        for (const Box& box : previous->boxes)
            result.emplace(box.key, box.gridColumns);
    }
    return result;
}

/// Puts the boxes into their final order, column by column.
void sortBoxes(LayoutPlan& plan)
{
    Layout& layout = plan.layout;
    std::vector<Box> sorted;
    std::vector<std::uint32_t> newIndex(layout.boxes.size());
    sorted.reserve(layout.boxes.size());
    for (auto& column : plan.order) {
        for (std::uint32_t& box : column) {
            newIndex[box] = static_cast<std::uint32_t>(sorted.size());
            sorted.push_back(std::move(layout.boxes[box]));
            box = newIndex[box];
        }
    }
    layout.boxes = std::move(sorted);
    for (std::uint32_t& box : layout.nodeBox)
        box = newIndex[box];
}

/// @return the width of the column.
float placeColumn(Layout& layout, const std::vector<std::uint32_t>& order, float left,
                  const std::unordered_map<std::string_view, std::uint32_t>& before)
{
    const float air = airOf(layout.targetHeight);
    float x = left;
    float y = 0;
    float width = 0; // of the sub-column that is being filled
    for (const std::uint32_t index : order) {
        Box& box = layout.boxes[index];
        const auto old = before.find(box.key);
        box.gridColumns = gridColumnsOf(box, layout.targetHeight, old == before.end() ? 0 : old->second);
        const float w = boxWidth(box.kind, box.gridColumns);
        const float h = boxHeight(box.kind, box.rowCount, box.gridColumns);
        if (y > 0 && y + h > layout.targetHeight) {
            x += width + kSubcolumnGap * air;
            y = 0;
            width = 0;
        }
        box.rect = {x, y, w, h};
        y += h + kBoxGap * air;
        width = std::max(width, w);
    }
    return x + width - left;
}

void placeNodes(Layout& layout)
{
    layout.nodeRects.assign(layout.nodeBox.size(), {});
    for (const Box& box : layout.boxes) {
        if (box.owner != kNone)
            layout.nodeRects[box.owner] = {box.rect.x, box.rect.y, box.rect.w, kBoxHeader};
        for (std::uint32_t r = 0; r < box.rowCount; ++r)
            layout.nodeRects[layout.rows[box.firstRow + r]] = rowRect(box, r);
    }
}

/// Arcs nest by distance: each further card goes 10 units deeper, flattening out below kMaxArc.
float arcDepth(float distance)
{
    const float cards = distance / (kCardHeight + kCardGap);
    return kMaxArc * (1 - std::exp(-(cards + 1.2F) / 6));
}

// Where on the side of a card lines end: what travels through stands in the middle, arcs leave above and arrive below.
constexpr float kPortOffset = 12;

Curve across(const Rect& from, const Rect& to)
{
    const bool isForward = to.x >= from.x;
    const Point a{isForward ? from.right() : from.x, from.centre().y};
    const Point b{isForward ? to.x : to.right(), to.centre().y};
    const float bend = (b.x - a.x) * 0.5F;
    return {a, Point{a.x + bend, a.y}, Point{b.x - bend, b.y}, b};
}

Curve arc(const Rect& from, const Rect& to, bool isLeft)
{
    const float port = std::min(kPortOffset, from.h / 4);
    Point a{isLeft ? from.x : from.right(), from.centre().y - port};
    Point b{isLeft ? to.x : to.right(), to.centre().y + port};
    if (isLeft && a.y < b.y) { // undirected: from the lower part of the upper one to the upper part of the lower one
        a.y += 2 * port;
        b.y -= 2 * port;
    }
    const float outer = isLeft ? std::min(a.x, b.x) : std::max(a.x, b.x);
    // 4/3: a cubic with both control points at distance d bulges by 3/4 d.
    const float reach = arcDepth(std::abs(b.y - a.y)) * 4 / 3 * (isLeft ? -1.0F : 1.0F);
    return {a, Point{outer + reach, a.y}, Point{outer + reach, b.y}, b};
}

/// Between sub-columns of the same column, where a gutter arc would run over cards.
bool isSideBySide(const Rect& from, const Rect& to)
{
    return from.x != to.x;
}

} // namespace

float boxHeight(BoxKind kind, std::uint32_t rowCount, std::uint32_t gridColumns)
{
    const auto lines = static_cast<float>(linesOf(rowCount, gridColumns));
    const float rows = lines > 0 ? lines * (cellHeight(kind) + cellGapY(kind)) - cellGapY(kind) : 0;
    return isCards(kind) ? rows : kBoxHeader + rows + (rowCount > 0 ? kBoxPadding : 0);
}

float boxWidth(BoxKind kind, std::uint32_t gridColumns)
{
    const auto n = static_cast<float>(gridColumns);
    const float cells = n * cellWidth(kind) + (n - 1) * cellGapX(kind);
    return isCards(kind) ? cells : cells + 2 * kBoxPadding;
}

Rect rowRect(const Box& box, std::uint32_t row)
{
    const std::uint32_t lineIndex = row / box.gridColumns;
    const auto line = static_cast<float>(lineIndex);
    const auto column = static_cast<float>(row % box.gridColumns);
    const Point origin
        = isCards(box.kind) ? Point{box.rect.x, box.rect.y} : Point{box.rect.x + kBoxPadding, box.rect.y + kBoxHeader};
    return {origin.x + column * (cellWidth(box.kind) + cellGapX(box.kind)),
            origin.y + line * (cellHeight(box.kind) + cellGapY(box.kind)), cellWidth(box.kind), cellHeight(box.kind)};
}

void placeBoxes(LayoutPlan& plan)
{
    Layout& layout = plan.layout;
    sortBoxes(plan);
    layout.targetHeight = targetHeight(layout, plan.previous);
    const auto before = previousColumns(plan.previous);
    float x = 0;
    for (std::size_t c = 0; c < kColumnCount; ++c) {
        if (plan.order[c].empty())
            continue;
        const float width = placeColumn(layout, plan.order[c], x, before);
        Rect column{x, -kTitleHeight, width, kTitleHeight};
        for (const std::uint32_t box : plan.order[c])
            column = column.united(layout.boxes[box].rect);
        layout.columns[c] = column;
        layout.bounds = layout.bounds.isEmpty() ? column : layout.bounds.united(column);
        x += width + kGutter * airOf(layout.targetHeight);
    }
    placeNodes(layout);
}

void routeEdges(Layout& layout)
{
    for (EdgeLine& line : layout.edges) {
        const Rect& from = layout.nodeRects[line.from];
        const Rect& to = layout.nodeRects[line.to];
        switch (line.form) {
        case EdgeForm::Enclosed: break;
        case EdgeForm::Across: line.curve = across(from, to); break;
        case EdgeForm::LeftArc:
        case EdgeForm::RightArc:
            line.curve = isSideBySide(from, to) ? across(from, to) : arc(from, to, line.form == EdgeForm::LeftArc);
            break;
        case EdgeForm::Loop: line.curve = arc(from, from, false); break;
        }
    }
}

} // namespace fabric::view
