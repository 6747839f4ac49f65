// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <array>

namespace fabric::view {

/// A point of the scene. Scene units are pixels at 100 % zoom; y grows downwards. Float, because a scene of 10,000
/// nodes goes to the graphics card as it is.
struct Point
{
    float x = 0;
    float y = 0;
    bool operator==(const Point&) const = default;
};

struct Rect
{
    float x = 0;
    float y = 0;
    float w = 0;
    float h = 0;

    [[nodiscard]] float right() const { return x + w; }
    [[nodiscard]] float bottom() const { return y + h; }
    [[nodiscard]] Point centre() const { return {x + w / 2, y + h / 2}; }
    [[nodiscard]] bool isEmpty() const { return w <= 0 || h <= 0; }
    [[nodiscard]] bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
    [[nodiscard]] bool contains(const Rect& r) const
    {
        return r.x >= x && r.y >= y && r.right() <= right() && r.bottom() <= bottom();
    }
    [[nodiscard]] bool intersects(const Rect& r) const
    {
        return x < r.right() && r.x < right() && y < r.bottom() && r.y < bottom();
    }
    [[nodiscard]] Rect grownBy(float d) const { return {x - d, y - d, w + 2 * d, h + 2 * d}; }
    [[nodiscard]] Rect united(const Rect& r) const
    {
        const float left = std::min(x, r.x);
        const float top = std::min(y, r.y);
        return {left, top, std::max(right(), r.right()) - left, std::max(bottom(), r.bottom()) - top};
    }
    bool operator==(const Rect&) const = default;
};

/// A cubic Bezier curve: start, two control points, end.
using Curve = std::array<Point, 4>;

[[nodiscard]] inline Point pointAt(const Curve& c, float t)
{
    const float u = 1 - t;
    const float a = u * u * u;
    const float b = 3 * u * u * t;
    const float d = 3 * u * t * t;
    const float e = t * t * t;
    return {a * c[0].x + b * c[1].x + d * c[2].x + e * c[3].x, a * c[0].y + b * c[1].y + d * c[2].y + e * c[3].y};
}

/// The box around the control points, which holds the whole curve.
[[nodiscard]] inline Rect boundsOf(const Curve& c)
{
    const auto [left, right] = std::minmax({c[0].x, c[1].x, c[2].x, c[3].x});
    const auto [top, bottom] = std::minmax({c[0].y, c[1].y, c[2].y, c[3].y});
    return {left, top, right - left, bottom - top};
}

} // namespace fabric::view
