// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/tessellate.h"

#include <cmath>
#include <numbers>

namespace fabric::view {

namespace {

constexpr float kArrowLength = 8;
constexpr float kArrowWidth = 7;
/// One straight piece per so many pixels of a curve.
constexpr float kPiecePx = 9;

Point minus(Point a, Point b)
{
    return {a.x - b.x, a.y - b.y};
}
Point plus(Point a, Point b, float factor)
{
    return {a.x + b.x * factor, a.y + b.y * factor};
}
float length(Point p)
{
    return std::hypot(p.x, p.y);
}

Point unit(Point p)
{
    const float l = length(p);
    return l > 0 ? Point{p.x / l, p.y / l} : Point{1, 0};
}

/// Corners, clockwise, with @p radius; corner points grow with the size on screen.
std::vector<Point> roundedOutline(const Rect& r, float radius, float scale)
{
    radius = std::min({radius, r.w / 2, r.h / 2});
    if (radius * scale < 1)
        return {{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}};
    const int steps = std::clamp(static_cast<int>(radius * scale / 1.6F), 2, 12);
    const std::array<Point, 4> centres{Point{r.right() - radius, r.y + radius},
                                       Point{r.right() - radius, r.bottom() - radius},
                                       Point{r.x + radius, r.bottom() - radius}, Point{r.x + radius, r.y + radius}};
    std::vector<Point> result;
    result.reserve(static_cast<std::size_t>(steps + 1) * 4);
    constexpr float kQuarter = std::numbers::pi_v<float> / 2;
    for (std::size_t corner = 0; corner < 4; ++corner) {
        for (int i = 0; i <= steps; ++i) {
            const float angle
                = kQuarter * (static_cast<float>(corner) - 1 + static_cast<float>(i) / static_cast<float>(steps));
            const Point p = plus(centres[corner], {std::cos(angle), std::sin(angle)}, radius);
            if (result.empty() || length(minus(p, result.back())) > 1e-3F) // a circle's corners meet
                result.push_back(p);
        }
    }
    if (length(minus(result.front(), result.back())) <= 1e-3F)
        result.pop_back();
    return result;
}

std::vector<Point> shapeOutline(const DrawShape& s, float scale)
{
    const float h = s.size / 2;
    const Point c = s.centre;
    switch (s.shape) {
    case Shape::Pentagon: // a tag that points to where messages go
        return {{c.x - h, c.y - h * 0.85F},
                {c.x + h * 0.35F, c.y - h * 0.85F},
                {c.x + h, c.y},
                {c.x + h * 0.35F, c.y + h * 0.85F},
                {c.x - h, c.y + h * 0.85F}};
    case Shape::Diamond:
        return {{c.x, c.y - h * 1.1F}, {c.x + h * 1.1F, c.y}, {c.x, c.y + h * 1.1F}, {c.x - h * 1.1F, c.y}};
    case Shape::Circle: return roundedOutline({c.x - h, c.y - h, s.size, s.size}, h, std::max(scale, 0.5F) * 2);
    case Shape::Hexagon:
        return {{c.x - h * 0.5F, c.y - h * 0.9F}, {c.x + h * 0.5F, c.y - h * 0.9F}, {c.x + h, c.y},
                {c.x + h * 0.5F, c.y + h * 0.9F}, {c.x - h * 0.5F, c.y + h * 0.9F}, {c.x - h, c.y}};
    case Shape::Square:
    case Shape::Avatar: return roundedOutline({c.x - h * 0.9F, c.y - h * 0.9F, s.size * 0.9F, s.size * 0.9F}, 2, scale);
    }
    return {};
}

/// Normals at the corners of a closed outline, outwards for clockwise ones, lengthened so that edges keep distance.
std::vector<Point> mitres(const std::vector<Point>& outline)
{
    const std::size_t n = outline.size();
    std::vector<Point> result(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Point before = unit(minus(outline[i], outline[(i + n - 1) % n]));
        const Point after = unit(minus(outline[(i + 1) % n], outline[i]));
        const Point sum = unit({before.y + after.y, -before.x - after.x});
        const float cosine = std::max(sum.x * before.y - sum.y * before.x, 0.3F);
        result[i] = {sum.x / cosine, sum.y / cosine};
    }
    return result;
}

} // namespace

Tessellator::Tessellator(const InkColours& colours, float scale)
    : m_colours(colours)
    , m_scale(scale)
    , m_rim(0.5F / scale)
{
}

Tessellator::Colour Tessellator::colour(Ink ink, float alpha) const
{
    const std::uint32_t argb = m_colours[static_cast<std::size_t>(ink)];
    const float a = static_cast<float>(argb >> 24) / 255 * std::clamp(alpha, 0.0F, 1.0F);
    const auto channel = [a, argb](unsigned shift) {
        return static_cast<std::uint8_t>(std::lround(static_cast<float>((argb >> shift) & 0xff) * a));
    };
    return {channel(16), channel(8), channel(0), static_cast<std::uint8_t>(std::lround(a * 255))};
}

void Tessellator::fillConvex(const std::vector<Point>& outline, Colour c, Mesh& mesh) const
{
    const auto n = static_cast<std::uint32_t>(outline.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const std::vector<Point> normals = mitres(outline);
    for (std::size_t i = 0; i < n; ++i) {
        const Point inner = plus(outline[i], normals[i], -m_rim);
        const Point outer = plus(outline[i], normals[i], m_rim);
        mesh.vertices.push_back({inner.x, inner.y, c.r, c.g, c.b, c.a});
        mesh.vertices.push_back({outer.x, outer.y, 0, 0, 0, 0});
    }
    for (std::uint32_t i = 1; i + 1 < n; ++i)
        mesh.indices.insert(mesh.indices.end(), {first, first + 2 * i, first + 2 * (i + 1)});
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t a = first + 2 * i;
        const std::uint32_t b = first + 2 * ((i + 1) % n);
        mesh.indices.insert(mesh.indices.end(), {a, a + 1, b, b, a + 1, b + 1});
    }
}

void Tessellator::strokeClosed(const std::vector<Point>& outline, float width, Colour c, Mesh& mesh) const
{
    const auto n = static_cast<std::uint32_t>(outline.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const std::vector<Point> normals = mitres(outline);
    const float half = std::max(width / 2, m_rim * 0.5F);
    const std::array<float, 4> offsets{-half - m_rim, -half + m_rim, half - m_rim, half + m_rim};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            const Point p = plus(outline[i], normals[i], offsets[k]);
            const bool isSolid = k == 1 || k == 2;
            mesh.vertices.push_back({p.x, p.y, isSolid ? c.r : std::uint8_t{0}, isSolid ? c.g : std::uint8_t{0},
                                     isSolid ? c.b : std::uint8_t{0}, isSolid ? c.a : std::uint8_t{0}});
        }
    }
    for (std::uint32_t i = 0; i < n; ++i) {
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t a = first + 4 * i + k;
            const std::uint32_t b = first + 4 * ((i + 1) % n) + k;
            mesh.indices.insert(mesh.indices.end(), {a, a + 1, b, b, a + 1, b + 1});
        }
    }
}

void Tessellator::strokePath(const std::vector<Point>& path, float width, Colour c, Mesh& mesh) const
{
    if (path.size() < 2)
        return;
    const auto n = static_cast<std::uint32_t>(path.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const float half = width / 2;
    const float solid = std::max(half - m_rim, 0.0F);
    const std::array<float, 4> offsets{-half - m_rim, -solid, solid, half + m_rim};
    for (std::size_t i = 0; i < n; ++i) {
        const Point along = unit(minus(path[std::min<std::size_t>(i + 1, n - 1)], path[i == 0 ? 0 : i - 1]));
        const Point normal{along.y, -along.x};
        for (std::size_t k = 0; k < 4; ++k) {
            const Point p = plus(path[i], normal, offsets[k]);
            const bool isSolid = k == 1 || k == 2;
            mesh.vertices.push_back({p.x, p.y, isSolid ? c.r : std::uint8_t{0}, isSolid ? c.g : std::uint8_t{0},
                                     isSolid ? c.b : std::uint8_t{0}, isSolid ? c.a : std::uint8_t{0}});
        }
    }
    for (std::uint32_t i = 0; i + 1 < n; ++i) {
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint32_t a = first + 4 * i + k;
            const std::uint32_t b = a + 4;
            mesh.indices.insert(mesh.indices.end(), {a, a + 1, b, b, a + 1, b + 1});
        }
    }
}

void Tessellator::add(const DrawRect& rect, Mesh& mesh) const
{
    const std::vector<Point> outline = roundedOutline(rect.rect, rect.radius, m_scale);
    if (rect.fill != Ink::None)
        fillConvex(outline, colour(rect.fill, rect.alpha), mesh);
    if (rect.stroke == Ink::None || rect.strokeWidth <= 0)
        return;
    if (!rect.isDashed) {
        strokeClosed(outline, rect.strokeWidth, colour(rect.stroke, rect.alpha), mesh);
        return;
    }
    std::vector<Point> closed = outline;
    closed.push_back(outline.front());
    for (const auto& piece : dashed(closed, Dash::Dashed, 0, m_scale))
        strokePath(piece, rect.strokeWidth * 1.2F, colour(rect.stroke, rect.alpha), mesh);
}

void Tessellator::add(const DrawShape& shape, Mesh& mesh) const
{
    fillConvex(shapeOutline(shape, m_scale), colour(shape.ink, shape.alpha), mesh);
}

void Tessellator::add(const DrawLine& line, Mesh& mesh) const
{
    const Colour c = colour(line.ink, line.alpha);
    const bool hasArrow = line.hasArrow && kArrowLength * m_scale >= 3;
    const float growth = std::max(1.0F, line.width / 2);
    for (const auto& piece :
         dashed(flatten(line.curve, m_scale), line.dash, hasArrow ? kArrowLength * 0.8F * growth : 0, m_scale))
        strokePath(piece, line.width, c, mesh);
    if (!hasArrow)
        return;
    const Point tip = line.curve[3];
    // The direction of the last stretch, not of the tangent at the very end, which is level for every curve of ours.
    const Point back = unit(minus(pointAt(line.curve, 0.94F), tip));
    const Point foot = plus(tip, back, kArrowLength * growth);
    const Point side{-back.y * kArrowWidth / 2 * growth, back.x * kArrowWidth / 2 * growth};
    std::vector<Point> head{tip, plus(foot, side, 1), plus(foot, side, -1)};
    const Point a = minus(head[1], head[0]);
    const Point b = minus(head[2], head[0]);
    if (a.x * b.y - a.y * b.x < 0)
        std::swap(head[1], head[2]); // clockwise on screen, as fillConvex wants it
    fillConvex(head, c, mesh);
}

void Tessellator::addDots(const Rect& area, float step, float size, Ink ink, float alpha, Mesh& mesh) const
{
    const Colour c = colour(ink, alpha);
    for (float y = std::floor(area.y / step) * step; y < area.bottom(); y += step) {
        for (float x = std::floor(area.x / step) * step; x < area.right(); x += step) {
            const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
            for (const Point p : {Point{x, y}, Point{x + size, y}, Point{x + size, y + size}, Point{x, y + size}})
                mesh.vertices.push_back({p.x, p.y, c.r, c.g, c.b, c.a});
            mesh.indices.insert(mesh.indices.end(), {first, first + 1, first + 2, first, first + 2, first + 3});
        }
    }
}

std::vector<Point> flatten(const Curve& curve, float scale)
{
    const float chord = length(minus(curve[3], curve[0]));
    const float control
        = length(minus(curve[1], curve[0])) + length(minus(curve[2], curve[1])) + length(minus(curve[3], curve[2]));
    const int pieces = std::clamp(static_cast<int>((chord + control) / 2 * scale / kPiecePx), 4, 48);
    std::vector<Point> result;
    result.reserve(static_cast<std::size_t>(pieces) + 1);
    for (int i = 0; i <= pieces; ++i)
        result.push_back(pointAt(curve, static_cast<float>(i) / static_cast<float>(pieces)));
    return result;
}

std::vector<std::vector<Point>> dashed(const std::vector<Point>& path, Dash dash, float cut, float scale)
{
    float total = 0;
    for (std::size_t i = 1; i < path.size(); ++i)
        total += length(minus(path[i], path[i - 1]));
    const float end = std::max(total - cut, 0.0F);
    auto [on, off] = patternOf(dash);
    if (dash != Dash::Solid && (on + off) * scale < 3) // dashes below a pixel or two are a smear
        dash = Dash::Solid;
    if (dash == Dash::Solid) {
        on = end;
        off = 0;
    }
    std::vector<std::vector<Point>> result;
    if (on <= 0)
        return result;
    float at = 0; // distance at path[i - 1]
    float next = 0; // where the current piece starts
    std::vector<Point> piece;
    for (std::size_t i = 1; i < path.size() && at < end; ++i) {
        const Point step = minus(path[i], path[i - 1]);
        const float stepLength = length(step);
        const auto pointOn = [&](float distance) {
            return plus(path[i - 1], step, stepLength > 0 ? (distance - at) / stepLength : 0);
        };
        const float stop = std::min(at + stepLength, end);
        while (next < stop) {
            if (piece.empty())
                piece.push_back(pointOn(std::max(next, at)));
            const float pieceEnd = next + on;
            if (pieceEnd > stop) {
                piece.push_back(pointOn(stop));
                break;
            }
            piece.push_back(pointOn(pieceEnd));
            result.push_back(std::move(piece));
            piece.clear();
            next = pieceEnd + off;
            if (off <= 0)
                break;
        }
        at += stepLength;
    }
    if (piece.size() > 1)
        result.push_back(std::move(piece));
    return result;
}

} // namespace fabric::view
