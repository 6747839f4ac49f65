// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/scene.h"

#include <set>
#include <vector>

namespace fabric::view {

/// Line patterns; lengths are in draw_list.cpp. Every edge kind has its own, so that colour is never the only sign.
enum class Dash : std::uint8_t { Solid, Dashed, Dotted, Short };

struct DrawRect
{
    Rect rect{};
    float radius = 0;
    Ink fill = Ink::None;
    Ink stroke = Ink::None;
    float strokeWidth = 1;
    float alpha = 1;
    bool isDashed = false;
};

struct DrawShape
{
    Shape shape = Shape::Square;
    Point centre{};
    float size = 12;
    Ink ink = Ink::Text;
    float alpha = 1;
};

struct DrawLine
{
    Curve curve{};
    float width = 1.5F;
    Ink ink = Ink::Text;
    float alpha = 1;
    Dash dash = Dash::Solid;
    bool hasArrow = false;
};

/// What to draw, bottom to top, in scene units. The same list feeds the scene graph and the software painter.
struct DrawList
{
    std::vector<DrawRect> boxes;
    std::vector<DrawLine> lines;
    std::vector<DrawRect> nodes;
    std::vector<DrawShape> shapes;
};

/// From where the scene is looked at.
struct ViewState
{
    Rect visible; ///< scene units
    float scale = 1; ///< pixels per scene unit
    KindMask hidden = 0;
};

/// What stands out. Node and edge indices of the scene's graph.
struct Emphasis
{
    std::uint32_t selected = kNone;
    std::uint32_t hovered = kNone;
    std::uint32_t hoveredEdge = kNone;
    std::set<std::uint32_t> matches; ///< of the search
    std::set<std::uint32_t> changed; ///< for a moment
    std::uint32_t focusedMatch = kNone;
    /// A difference that is drawn on the picture: nodes and edges.
    std::set<std::uint32_t> addedNodes;
    std::set<std::uint32_t> removedNodes;
    std::set<std::uint32_t> changedNodes;
    std::set<std::uint32_t> addedEdges;
    std::set<std::uint32_t> removedEdges;
    std::set<std::uint32_t> changedEdges;
    /// How much of it is seen, 0 to 1: both are 1 where before and after are shown as one.
    float addedAlpha = 1;
    float removedAlpha = 1;

    /// Everything but what is related fades.
    [[nodiscard]] bool isDimming() const { return selected != kNone || !matches.empty(); }
};

/// The nodes that stay bright: the selected one and whatever it touches, or the matches of the search.
[[nodiscard]] std::set<std::uint32_t> relatedNodes(const Scene& scene, const Emphasis& emphasis);

/// How much of a node and of an edge is seen, because of a difference: 1 of whatever is before and after.
[[nodiscard]] float nodeAlpha(const Emphasis& emphasis, std::uint32_t node);
[[nodiscard]] float edgeAlpha(const Emphasis& emphasis, std::uint32_t edge);

/// @param emphasis of which only the difference counts: what is only before or only after fades.
[[nodiscard]] DrawList drawBase(const Scene& scene, const ViewState& view, const Emphasis& emphasis = {});
/// Drawn over the base: related edges and nodes at full strength, rings.
[[nodiscard]] DrawList drawHighlight(const Scene& scene, const ViewState& view, const Emphasis& emphasis);

struct EdgeLook
{
    Ink ink;
    Dash dash;
    bool hasArrow;
    float alpha; ///< at rest
};
[[nodiscard]] EdgeLook lookOf(EdgeStyle style);

/// Lengths of on and off, in scene units from 100 % on and in pixels below; 0, 0 for Solid.
[[nodiscard]] std::pair<float, float> patternOf(Dash dash);

} // namespace fabric::view
