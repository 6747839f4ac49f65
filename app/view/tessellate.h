// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/draw_list.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace fabric::view {

/// One corner of a triangle; the same layout as QSGGeometry::ColoredPoint2D, colour premultiplied.
struct Vertex
{
    float x, y;
    std::uint8_t r, g, b, a;
};

/// Triangles with 32-bit indices (measured to work on llvmpipe; a scene of 10,000 nodes has more than 65,536 corners).
struct Mesh
{
    std::vector<Vertex> vertices;
    std::vector<std::uint32_t> indices;
    void clear()
    {
        vertices.clear();
        indices.clear();
    }
};

/// Turns draw lists into triangles. Edges are smooth without multisampling: every outline has a rim of one screen pixel
/// that fades out, so @p scale decides its width.
class Tessellator
{
public:
    /// Of lines, only what is in @p seen becomes triangles (absent: everything); a picture may hold thousands that lead
    /// far out of it.
    Tessellator(const InkColours& colours, float scale, std::optional<Rect> seen = {});

    void add(const DrawRect& rect, Mesh& mesh) const;
    void add(const DrawLine& line, Mesh& mesh) const;
    void add(const DrawShape& shape, Mesh& mesh) const;

    /// Dots of the canvas: small squares every @p step units.
    void addDots(const Rect& area, float step, float size, Ink ink, float alpha, Mesh& mesh) const;

private:
    struct Colour
    {
        std::uint8_t r, g, b, a;
    };
    [[nodiscard]] Colour colour(Ink ink, float alpha) const;
    /// Across a stroke: how far its corners are from the middle. The outer ones are transparent.
    struct Profile
    {
        std::array<float, 4> offsets;
        std::uint32_t count; ///< 3: thin, full only in the middle; 4
    };
    [[nodiscard]] Profile profileOf(float width) const;
    static void addAcross(Point at, Point normal, const Profile& profile, Colour c, Mesh& mesh);
    static void joinAcross(std::uint32_t from, std::uint32_t to, std::uint32_t count, Mesh& mesh);
    void fillConvex(const std::vector<Point>& outline, Colour c, bool hasRim, Mesh& mesh) const;
    void strokeClosed(const std::vector<Point>& outline, float width, Colour c, Mesh& mesh) const;
    void strokePath(const std::vector<Point>& path, float width, Colour c, Mesh& mesh) const;

    const InkColours& m_colours;
    float m_scale;
    float m_rim; ///< half of the fading rim, in scene units
    std::optional<Rect> m_seen;
};

/// The points of a curve, close enough together to look round at @p scale.
[[nodiscard]] std::vector<Point> flatten(const Curve& curve, float scale);
/// Pieces of a path that are drawn when it is dashed; the path itself for Solid. Shortened at the end by @p cut. What is
/// out of @p seen may be missing, the dashes in it stay where they are.
[[nodiscard]] std::vector<std::vector<Point>> dashed(const std::vector<Point>& path, Dash dash, float cut, float scale,
                                                     const std::optional<Rect>& seen = {});

} // namespace fabric::view
