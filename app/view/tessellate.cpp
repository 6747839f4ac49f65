// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/tessellate.h"

#include <cmath>
#include <numbers>

namespace fabric::view {

namespace {

constexpr float kArrowLength = 8;
constexpr float kArrowWidth = 7;
/// How far, in pixels, a straight piece may be from the arc that it stands for; of a curve, the bound on that.
constexpr float kFlatness = 0.4F;
constexpr float kCurveFlatness = 0.8F;
constexpr int kMaxPieces = 96;
/// A box smaller than this, in pixels, is a speck.
constexpr float kSpeckPx = 10;
/// A stroke that is thinner than this, in rims, has no middle of its own.
constexpr float kThinStroke = 2;

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

constexpr float kQuarter = std::numbers::pi_v<float> / 2;

/// Straight pieces of a quarter of a circle with a radius of so many pixels, at least four.
int arcSteps(float pixels)
{
    const float angle = 2 * std::acos(1 - kFlatness / pixels);
    return std::clamp(static_cast<int>(std::lround(kQuarter / angle)), 1, 12);
}

/// Corners, clockwise, with @p radius; corner points grow with the size on screen, and a speck has no round corners.
std::vector<Point> roundedOutline(const Rect& r, float radius, float scale)
{
    radius = std::min({radius, r.w / 2, r.h / 2});
    if (radius * scale < 1 || (std::min(r.w, r.h) * scale < kSpeckPx && radius < std::min(r.w, r.h) / 2))
        return {{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}};
    const int steps = arcSteps(radius * scale);
    const std::array<Point, 4> centres{Point{r.right() - radius, r.y + radius},
                                       Point{r.right() - radius, r.bottom() - radius},
                                       Point{r.x + radius, r.bottom() - radius}, Point{r.x + radius, r.y + radius}};
    std::vector<Point> result;
    result.reserve(static_cast<std::size_t>(steps + 1) * 4);
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

/// True if the box of the points touches @p seen.
template <std::size_t n>
bool isSeen(const std::array<Point, n>& points, const Rect& seen)
{
    const auto [left, right]
        = std::minmax_element(points.begin(), points.end(), [](Point a, Point b) { return a.x < b.x; });
    const auto [top, bottom]
        = std::minmax_element(points.begin(), points.end(), [](Point a, Point b) { return a.y < b.y; });
    return left->x <= seen.right() && right->x >= seen.x && top->y <= seen.bottom() && bottom->y >= seen.y;
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

Tessellator::Tessellator(const InkColours& colours, float scale, std::optional<Rect> seen)
    : m_colours(colours)
    , m_scale(scale)
    , m_rim(0.5F / scale)
    , m_seen(seen)
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

void Tessellator::fillConvex(const std::vector<Point>& outline, Colour c, bool hasRim, Mesh& mesh) const
{
    const auto n = static_cast<std::uint32_t>(outline.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const std::uint32_t stride = hasRim ? 2 : 1;
    if (hasRim) {
        const std::vector<Point> normals = mitres(outline);
        for (std::size_t i = 0; i < n; ++i) {
            const Point inner = plus(outline[i], normals[i], -m_rim);
            const Point outer = plus(outline[i], normals[i], m_rim);
            mesh.vertices.push_back({inner.x, inner.y, c.r, c.g, c.b, c.a});
            mesh.vertices.push_back({outer.x, outer.y, 0, 0, 0, 0});
        }
    } else {
        for (const Point p : outline)
            mesh.vertices.push_back({p.x, p.y, c.r, c.g, c.b, c.a});
    }
    for (std::uint32_t i = 1; i + 1 < n; ++i)
        mesh.indices.insert(mesh.indices.end(), {first, first + stride * i, first + stride * (i + 1)});
    for (std::uint32_t i = 0; hasRim && i < n; ++i) {
        const std::uint32_t a = first + 2 * i;
        const std::uint32_t b = first + 2 * ((i + 1) % n);
        mesh.indices.insert(mesh.indices.end(), {a, a + 1, b, b, a + 1, b + 1});
    }
}

Tessellator::Profile Tessellator::profileOf(float width) const
{
    const float half = width / 2;
    if (half < m_rim * kThinStroke)
        return {{-half - m_rim, 0, half + m_rim, 0}, 3};
    return {{-half - m_rim, -half + m_rim, half - m_rim, half + m_rim}, 4};
}

void Tessellator::addAcross(Point at, Point normal, const Profile& profile, Colour c, Mesh& mesh)
{
    for (std::uint32_t k = 0; k < profile.count; ++k) {
        const Point p = plus(at, normal, profile.offsets[k]);
        if (k == 0 || k + 1 == profile.count)
            mesh.vertices.push_back({p.x, p.y, 0, 0, 0, 0});
        else
            mesh.vertices.push_back({p.x, p.y, c.r, c.g, c.b, c.a});
    }
}

void Tessellator::joinAcross(std::uint32_t from, std::uint32_t to, std::uint32_t count, Mesh& mesh)
{
    for (std::uint32_t k = 0; k + 1 < count; ++k)
        mesh.indices.insert(mesh.indices.end(), {from + k, from + k + 1, to + k, to + k, from + k + 1, to + k + 1});
}

void Tessellator::strokeClosed(const std::vector<Point>& outline, float width, Colour c, Mesh& mesh) const
{
    const auto n = static_cast<std::uint32_t>(outline.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const std::vector<Point> normals = mitres(outline);
    const Profile profile = profileOf(std::max(width, m_rim));
    for (std::size_t i = 0; i < n; ++i)
        addAcross(outline[i], normals[i], profile, c, mesh);
    for (std::uint32_t i = 0; i < n; ++i)
        joinAcross(first + profile.count * i, first + profile.count * ((i + 1) % n), profile.count, mesh);
}

void Tessellator::strokePath(const std::vector<Point>& path, float width, Colour c, Mesh& mesh) const
{
    if (path.size() < 2)
        return;
    const auto n = static_cast<std::uint32_t>(path.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const Profile profile = profileOf(width);
    for (std::size_t i = 0; i < n; ++i) {
        const Point along = unit(minus(path[std::min<std::size_t>(i + 1, n - 1)], path[i == 0 ? 0 : i - 1]));
        addAcross(path[i], {along.y, -along.x}, profile, c, mesh);
    }
    for (std::uint32_t i = 0; i + 1 < n; ++i)
        joinAcross(first + profile.count * i, first + profile.count * (i + 1), profile.count, mesh);
}

void Tessellator::add(const DrawRect& rect, Mesh& mesh) const
{
    const std::vector<Point> outline = roundedOutline(rect.rect, rect.radius, m_scale);
    const bool hasStroke = rect.stroke != Ink::None && rect.strokeWidth > 0;
    if (rect.fill != Ink::None)
        fillConvex(outline, colour(rect.fill, rect.alpha), !hasStroke || rect.isDashed, mesh); // a stroke hides the rim
    if (!hasStroke)
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
    fillConvex(shapeOutline(shape, m_scale), colour(shape.ink, shape.alpha), true, mesh);
}

void Tessellator::add(const DrawLine& line, Mesh& mesh) const
{
    if (m_seen && !isSeen(line.curve, *m_seen))
        return;
    const Colour c = colour(line.ink, line.alpha);
    const bool hasArrow = line.hasArrow && kArrowLength * m_scale >= 3;
    const float growth = std::max(1.0F, line.width / 2);
    for (const auto& piece :
         dashed(flatten(line.curve, m_scale), line.dash, hasArrow ? kArrowLength * 0.8F * growth : 0, m_scale, m_seen))
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
    fillConvex(head, c, true, mesh);
}

void Tessellator::addDots(const Rect& area, float step, float size, Ink ink, float alpha, Mesh& mesh) const
{
    const Colour c = colour(ink, alpha);
    const auto firstIn = [step](float from) { return static_cast<int>(std::floor(from / step)); };
    const auto endIn = [step](float to) { return static_cast<int>(std::ceil(to / step)); };
    for (int row = firstIn(area.y); row < endIn(area.bottom()); ++row) {
        for (int column = firstIn(area.x); column < endIn(area.right()); ++column) {
            const float x = static_cast<float>(column) * step;
            const float y = static_cast<float>(row) * step;
            const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
            for (const Point p : {Point{x, y}, Point{x + size, y}, Point{x + size, y + size}, Point{x, y + size}})
                mesh.vertices.push_back({p.x, p.y, c.r, c.g, c.b, c.a});
            mesh.indices.insert(mesh.indices.end(), {first, first + 1, first + 2, first, first + 2, first + 3});
        }
    }
}

std::vector<Point> flatten(const Curve& curve, float scale)
{
    // Wang's bound on the pieces of a Bezier curve of third degree (R. Goldman, Pyramid Algorithms, 2003, section 5.6.3).
    const auto bend = [&curve](std::size_t i) {
        return length(
            {curve[i].x - 2 * curve[i + 1].x + curve[i + 2].x, curve[i].y - 2 * curve[i + 1].y + curve[i + 2].y});
    };
    const float pixels = std::max(bend(0), bend(1)) * scale;
    const int pieces
        = std::clamp(static_cast<int>(std::ceil(std::sqrt(0.75F * pixels / kCurveFlatness))), 1, kMaxPieces);
    std::vector<Point> result;
    result.reserve(static_cast<std::size_t>(pieces) + 1);
    for (int i = 0; i <= pieces; ++i)
        result.push_back(pointAt(curve, static_cast<float>(i) / static_cast<float>(pieces)));
    return result;
}

std::vector<std::vector<Point>> dashed(const std::vector<Point>& path, Dash dash, float cut, float scale,
                                       const std::optional<Rect>& seen)
{
    float total = 0;
    for (std::size_t i = 1; i < path.size(); ++i)
        total += length(minus(path[i], path[i - 1]));
    const float end = std::max(total - cut, 0.0F);
    auto [on, off] = patternOf(dash);
    if (dash == Dash::Solid) {
        on = end;
    } else if (scale < 1) { // from afar they keep their size on the screen: smaller ones are a smear
        on /= scale;
        off /= scale;
    }
    std::vector<std::vector<Point>> result;
    if (on <= 0)
        return result;
    float at = 0; // distance at path[i - 1]
    float next = 0; // where the current dash starts
    std::vector<Point> piece;
    const auto finish = [&result, &piece] {
        if (piece.size() > 1)
            result.push_back(std::move(piece));
        piece.clear();
    };
    for (std::size_t i = 1; i < path.size() && at < end; ++i) {
        const Point step = minus(path[i], path[i - 1]);
        const float stepLength = length(step);
        const auto pointOn = [&](float distance) {
            return plus(path[i - 1], step, stepLength > 0 ? (distance - at) / stepLength : 0);
        };
        const float stop = std::min(at + stepLength, end);
        if (seen && !isSeen(std::array{path[i - 1], path[i]}, *seen)) {
            finish();
            if (off > 0 && next < stop) // to the first dash that does not end before the stop
                next += (on + off) * std::ceil(std::max(stop - next - on, 0.0F) / (on + off));
            at += stepLength;
            continue;
        }
        while (next < stop) {
            if (piece.empty())
                piece.push_back(pointOn(std::max(next, at)));
            const float dashEnd = next + on;
            if (dashEnd > stop) {
                piece.push_back(pointOn(stop));
                break;
            }
            piece.push_back(pointOn(dashEnd));
            finish();
            next = dashEnd + off;
            if (off <= 0)
                break;
        }
        at += stepLength;
    }
    finish();
    return result;
}

} // namespace fabric::view
