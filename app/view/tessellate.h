// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/draw_list.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace fabric::view {

/// A premultiplied colour.
struct Tint
{
    std::uint8_t r = 0, g = 0, b = 0, a = 0;
};

/// One corner of a triangle; the same layout as QSGGeometry::ColoredPoint2D.
struct Vertex
{
    float x, y;
    Tint tint;
};

/// A corner of a piece of a line. Lengths are in scene units; shaders/line.frag fades the sides over one pixel and
/// leaves out the gaps between dashes, so that neither depends on the zoom.
struct LineVertex
{
    float x, y;
    float along; ///< from the start of the line
    float across; ///< from its middle, to one side or the other
    float half; ///< of the width
    float dash, gap; ///< 0, 0: solid
    Tint tint;
};

/// A corner of a rectangle with round corners and a frame around its outline (shaders/panel.frag).
struct PanelVertex
{
    float x, y;
    float dx, dy; ///< from the middle
    float halfWidth, halfHeight, radius;
    float frameWidth; ///< half of it outside
    Tint fill;
    Tint frame;
};

/// Triangles with 32-bit indices (measured to work on llvmpipe; a scene of 10,000 nodes has more than 65,536 corners).
template <class Corner>
struct MeshOf
{
    std::vector<Corner> vertices;
    std::vector<std::uint32_t> indices;
    void clear()
    {
        vertices.clear();
        indices.clear();
    }
};
using Mesh = MeshOf<Vertex>;
using LineMesh = MeshOf<LineVertex>;
using PanelMesh = MeshOf<PanelVertex>;

/// What is drawn together, bottom to top.
struct Layer
{
    LineMesh lines;
    PanelMesh panels;
    LineMesh outlines; ///< dashed ones
    Mesh shapes;
    void clear();
};

/// Turns draw lists into triangles, as few as can be: on a software renderer each of them costs (ADR 9).
/// Outlines are smooth without multisampling: shaders or a rim of one pixel at @p scale fade them out. The triangles may
/// be shown up to kScaleTolerance smaller or larger.
class Tessellator
{
public:
    static constexpr float kScaleTolerance = 1.25F;

    /// Of lines, only what is in @p seen becomes triangles (absent: everything); a picture may hold thousands that lead
    /// far out of it.
    Tessellator(const InkColours& colours, float scale, std::optional<Rect> seen = {});

    void add(const DrawRect& rect, Layer& layer) const;
    void add(const DrawLine& line, Layer& layer) const;
    void add(const DrawShape& shape, Layer& layer) const;

    /// Dots of the canvas: small squares every @p step units.
    void addDots(const Rect& area, float step, float size, Ink ink, float alpha, Mesh& mesh) const;

private:
    [[nodiscard]] Tint tint(Ink ink, float alpha) const;
    void addPanel(const Rect& rect, float radius, float frameWidth, Tint fill, Tint frame, PanelMesh& mesh) const;
    void fillConvex(const std::vector<Point>& outline, Tint tint, Mesh& mesh) const;
    void stroke(const std::vector<Point>& path, float width, Dash dash, Tint tint, LineMesh& mesh) const;
    void addArrow(const DrawLine& line, Tint tint, LineMesh& mesh) const;

    const InkColours& m_colours;
    float m_scale;
    float m_rim; ///< how far a fading side reaches beyond its outline, in scene units
    std::optional<Rect> m_seen;
};

/// The points of a curve, close enough together to look round at @p scale.
[[nodiscard]] std::vector<Point> flatten(const Curve& curve, float scale);
/// Corners of the shapes that have some, clockwise; empty for the round and square ones.
[[nodiscard]] std::vector<Point> shapeOutline(const DrawShape& shape);
/// Without the last @p cut of its length; empty if nothing is left.
[[nodiscard]] std::vector<Point> shortened(std::vector<Point> path, float cut);

/// How far before its end a line stops for its arrow head, in scene units.
[[nodiscard]] float arrowCut(const DrawLine& line, float scale);

} // namespace fabric::view
