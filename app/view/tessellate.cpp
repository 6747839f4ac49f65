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
constexpr float kCurveFlatness = 0.5F;
constexpr int kMaxPieces = 96;
/// An arrow head shorter than this, in pixels, is not seen.
constexpr float kLeastArrowPx = 3;
/// A side that fades out over one pixel reaches this far, in pixels, at the smallest scale that it is shown at.
constexpr float kRimPx = 0.5F * Tessellator::kScaleTolerance + 0.05F;

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

/// A closed path, clockwise, with round corners; their points grow with the size on screen.
std::vector<Point> roundedOutline(const Rect& r, float radius, float scale)
{
    radius = std::min({radius, r.w / 2, r.h / 2});
    if (radius * scale < 1)
        return {{r.x, r.y}, {r.right(), r.y}, {r.right(), r.bottom()}, {r.x, r.bottom()}, {r.x, r.y}};
    const int steps = arcSteps(radius * scale);
    const std::array<Point, 4> centres{Point{r.right() - radius, r.y + radius},
                                       Point{r.right() - radius, r.bottom() - radius},
                                       Point{r.x + radius, r.bottom() - radius}, Point{r.x + radius, r.y + radius}};
    std::vector<Point> result;
    result.reserve(static_cast<std::size_t>(steps + 1) * 4 + 1);
    for (std::size_t corner = 0; corner < 4; ++corner) {
        for (int i = 0; i <= steps; ++i) {
            const float angle
                = kQuarter * (static_cast<float>(corner) - 1 + static_cast<float>(i) / static_cast<float>(steps));
            result.push_back(plus(centres[corner], {std::cos(angle), std::sin(angle)}, radius));
        }
    }
    result.push_back(result.front());
    return result;
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

void Layer::clear()
{
    lines.clear();
    panels.clear();
    outlines.clear();
    shapes.clear();
}

Tessellator::Tessellator(const InkColours& colours, float scale, std::optional<Rect> seen)
    : m_colours(colours)
    , m_scale(scale)
    , m_rim(kRimPx / scale)
    , m_seen(seen)
{
}

Tint Tessellator::tint(Ink ink, float alpha) const
{
    const std::uint32_t argb = m_colours[static_cast<std::size_t>(ink)];
    const float a = ink == Ink::None ? 0 : static_cast<float>(argb >> 24) / 255 * std::clamp(alpha, 0.0F, 1.0F);
    const auto channel = [a, argb](unsigned shift) {
        return static_cast<std::uint8_t>(std::lround(static_cast<float>((argb >> shift) & 0xff) * a));
    };
    return {channel(16), channel(8), channel(0), static_cast<std::uint8_t>(std::lround(a * 255))};
}

void Tessellator::addPanel(const Rect& rect, float radius, float frameWidth, Tint fill, Tint frame,
                           PanelMesh& mesh) const
{
    const Point half{rect.w / 2, rect.h / 2};
    const Point middle = rect.centre();
    const float reach = frameWidth / 2 + m_rim;
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const auto& [side, end] : {std::pair{-1.0F, -1.0F}, {1.0F, -1.0F}, {1.0F, 1.0F}, {-1.0F, 1.0F}}) {
        const Point d{side * (half.x + reach), end * (half.y + reach)};
        mesh.vertices.push_back({middle.x + d.x, middle.y + d.y, d.x, d.y, half.x, half.y,
                                 std::min({radius, half.x, half.y}), frameWidth, fill, frame});
    }
    mesh.indices.insert(mesh.indices.end(), {first, first + 1, first + 2, first, first + 2, first + 3});
}

void Tessellator::fillConvex(const std::vector<Point>& outline, Tint inside, Mesh& mesh) const
{
    const auto n = static_cast<std::uint32_t>(outline.size());
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    const std::vector<Point> normals = mitres(outline);
    const float rim = 0.5F / m_scale;
    for (std::size_t i = 0; i < n; ++i) {
        const Point inner = plus(outline[i], normals[i], -rim);
        const Point outer = plus(outline[i], normals[i], rim);
        mesh.vertices.push_back({inner.x, inner.y, inside});
        mesh.vertices.push_back({outer.x, outer.y, {}});
    }
    for (std::uint32_t i = 1; i + 1 < n; ++i)
        mesh.indices.insert(mesh.indices.end(), {first, first + 2 * i, first + 2 * (i + 1)});
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t a = first + 2 * i;
        const std::uint32_t b = first + 2 * ((i + 1) % n);
        mesh.indices.insert(mesh.indices.end(), {a, a + 1, b, b, a + 1, b + 1});
    }
}

void Tessellator::stroke(const std::vector<Point>& path, float width, Dash dash, Tint tint, LineMesh& mesh) const
{
    const std::pair<float, float> pattern = patternOf(dash);
    const float reach = std::max(width / 2, m_rim) + m_rim; // the shader makes thin lines a little wider
    float along = 0;
    const auto addPair = [&](std::size_t i) {
        const Point way = unit(minus(path[std::min(i + 1, path.size() - 1)], path[i == 0 ? 0 : i - 1]));
        for (const float across : {-reach, reach}) {
            const Point p = plus(path[i], {way.y, -way.x}, across);
            mesh.vertices.push_back({p.x, p.y, along, across, width / 2, pattern.first, pattern.second, tint});
        }
    };
    bool isBegun = false;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const float step = length(minus(path[i + 1], path[i]));
        if (m_seen && !isSeen(std::array{path[i], path[i + 1]}, m_seen->grownBy(reach))) {
            isBegun = false;
            along += step;
            continue;
        }
        if (!std::exchange(isBegun, true))
            addPair(i);
        along += step;
        addPair(i + 1);
        const auto end = static_cast<std::uint32_t>(mesh.vertices.size());
        mesh.indices.insert(mesh.indices.end(), {end - 4, end - 3, end - 2, end - 2, end - 3, end - 1});
    }
}

/// A line whose width runs from that of the head's foot to nothing at its tip.
void Tessellator::addArrow(const DrawLine& line, Tint tint, LineMesh& mesh) const
{
    const float growth = std::max(1.0F, line.width / 2);
    const Point tip = line.curve[3];
    // The direction of the last stretch, not of the tangent at the very end, which is level for every curve of ours.
    const Point back = unit(minus(pointAt(line.curve, 0.94F), tip));
    const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
    for (const auto& [at, half] :
         {std::pair{plus(tip, back, kArrowLength * growth), kArrowWidth / 2 * growth}, std::pair{tip, 0.0F}}) {
        for (const float across : {-half - m_rim, half + m_rim}) {
            const Point p = plus(at, {-back.y, back.x}, across);
            mesh.vertices.push_back({p.x, p.y, 0, across, half, 0, 0, tint});
        }
    }
    mesh.indices.insert(mesh.indices.end(), {first, first + 1, first + 2, first + 2, first + 1, first + 3});
}

void Tessellator::add(const DrawRect& rect, Layer& layer) const
{
    const bool hasFrame = rect.stroke != Ink::None && rect.strokeWidth > 0;
    const Tint fill = tint(rect.fill, rect.alpha);
    const Tint frame = tint(rect.stroke, rect.alpha);
    if (hasFrame && !rect.isDashed)
        addPanel(rect.rect, rect.radius, rect.strokeWidth, fill, frame, layer.panels);
    else if (rect.fill != Ink::None)
        addPanel(rect.rect, rect.radius, 0, fill, fill, layer.panels);
    if (hasFrame && rect.isDashed)
        stroke(roundedOutline(rect.rect, rect.radius, m_scale), rect.strokeWidth * 1.2F, Dash::Dashed, frame,
               layer.outlines);
}

void Tessellator::add(const DrawShape& shape, Layer& layer) const
{
    const Tint ink = tint(shape.ink, shape.alpha);
    const auto addSquare = [&](float half, float radius) {
        addPanel({shape.centre.x - half, shape.centre.y - half, 2 * half, 2 * half}, radius, 0, ink, ink, layer.panels);
    };
    switch (shape.shape) {
    case Shape::Circle: return addSquare(shape.size / 2, shape.size / 2);
    case Shape::Square:
    case Shape::Avatar: return addSquare(shape.size * 0.45F, 2);
    case Shape::Pentagon:
    case Shape::Diamond:
    case Shape::Hexagon: return fillConvex(shapeOutline(shape), ink, layer.shapes);
    }
}

void Tessellator::add(const DrawLine& line, Layer& layer) const
{
    if (m_seen && !isSeen(line.curve, *m_seen))
        return;
    const Tint ink = tint(line.ink, line.alpha);
    const float cut = arrowCut(line, m_scale);
    stroke(shortened(flatten(line.curve, m_scale), cut), line.width, line.dash, ink, layer.lines);
    if (cut > 0)
        addArrow(line, ink, layer.lines);
}

void Tessellator::addDots(const Rect& area, float step, float size, Ink ink, float alpha, Mesh& mesh) const
{
    const Tint c = tint(ink, alpha);
    const auto firstIn = [step](float from) { return static_cast<int>(std::floor(from / step)); };
    const auto endIn = [step](float to) { return static_cast<int>(std::ceil(to / step)); };
    for (int row = firstIn(area.y); row < endIn(area.bottom()); ++row) {
        for (int column = firstIn(area.x); column < endIn(area.right()); ++column) {
            const float x = static_cast<float>(column) * step;
            const float y = static_cast<float>(row) * step;
            const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
            for (const Point p : {Point{x, y}, Point{x + size, y}, Point{x + size, y + size}, Point{x, y + size}})
                mesh.vertices.push_back({p.x, p.y, c});
            mesh.indices.insert(mesh.indices.end(), {first, first + 1, first + 2, first, first + 2, first + 3});
        }
    }
}

std::vector<Point> shapeOutline(const DrawShape& s)
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
    case Shape::Hexagon:
        return {{c.x - h * 0.5F, c.y - h * 0.9F}, {c.x + h * 0.5F, c.y - h * 0.9F}, {c.x + h, c.y},
                {c.x + h * 0.5F, c.y + h * 0.9F}, {c.x - h * 0.5F, c.y + h * 0.9F}, {c.x - h, c.y}};
    case Shape::Circle:
    case Shape::Square:
    case Shape::Avatar: break;
    }
    return {};
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

std::vector<Point> shortened(std::vector<Point> path, float cut)
{
    while (path.size() > 1 && cut > 0) {
        const Point last = path.back();
        path.pop_back();
        const float step = length(minus(last, path.back()));
        if (step > cut) {
            path.push_back(plus(last, minus(path.back(), last), cut / step));
            return path;
        }
        cut -= step;
    }
    if (path.size() == 1)
        path.clear();
    return path;
}

float arrowCut(const DrawLine& line, float scale)
{
    if (!line.hasArrow || kArrowLength * scale < kLeastArrowPx)
        return 0;
    return kArrowLength * 0.8F * std::max(1.0F, line.width / 2);
}

} // namespace fabric::view
