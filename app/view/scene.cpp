// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/scene.h"

#include <cmath>
#include <map>
#include <numeric>

namespace fabric::view {

namespace {

/// Below these sizes on screen (pixels) a level of detail would be a smear. A row of 15 px carries a 7 px font, the
/// least that Inter can be read at; a row of 10 px still shows its shape.
constexpr float kLabelRowPx = 15;
constexpr float kShapeRowPx = 10;
constexpr float kFullRowPx = 42;
constexpr float kCardPx = 6;

/// Bundles end in the part of a box below this share of its height: above stand name and number, and in a row of boxes
/// a bundle runs over those that stand further in.
constexpr float kBundleTop = 0.75F;

/// Points on a curve that a distance is measured to; the error stays below a pixel for curves of our size.
constexpr int kHitSamples = 32;

float distanceToSegment(Point p, Point a, Point b)
{
    const float dx = b.x - a.x;
    const float dy = b.y - a.y;
    const float length = dx * dx + dy * dy;
    const float t = length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0F, 1.0F) : 0;
    return std::hypot(p.x - (a.x + t * dx), p.y - (a.y + t * dy));
}

float distanceTo(const Curve& curve, Point p)
{
    float best = std::numeric_limits<float>::max();
    Point last = curve[0];
    for (int i = 1; i <= kHitSamples; ++i) {
        const Point next = pointAt(curve, static_cast<float>(i) / kHitSamples);
        best = std::min(best, distanceToSegment(p, last, next));
        last = next;
    }
    return best;
}

} // namespace

Scene::Scene(Layout layout)
    : m_layout(std::move(layout))
    , m_nodeIndex(m_layout.bounds, m_layout.nodeRects)
{
    m_edgeBounds.reserve(m_layout.edges.size());
    for (const EdgeLine& line : m_layout.edges) {
        m_edgeBounds.push_back(line.form == EdgeForm::Enclosed ? Rect{} : boundsOf(line.curve).grownBy(1));
        m_restEdgeCount += line.form != EdgeForm::Enclosed && !line.isSet ? 1 : 0;
    }
    buildIncidence();
    buildFaces();
    buildBundles();
}

void Scene::buildIncidence()
{
    m_incidenceStart.assign(m_layout.nodeBox.size() + 1, 0);
    for (const EdgeLine& line : m_layout.edges) {
        ++m_incidenceStart[line.from + 1];
        if (line.from != line.to)
            ++m_incidenceStart[line.to + 1];
    }
    std::partial_sum(m_incidenceStart.begin(), m_incidenceStart.end(), m_incidenceStart.begin());
    m_incidence.resize(m_incidenceStart.back());
    std::vector<std::uint32_t> next(m_incidenceStart.begin(), m_incidenceStart.end() - 1);
    for (std::uint32_t i = 0; i < m_layout.edges.size(); ++i) {
        const EdgeLine& line = m_layout.edges[i];
        m_incidence[next[line.from]++] = i;
        if (line.from != line.to)
            m_incidence[next[line.to]++] = i;
    }
}

void Scene::buildBundles()
{
    std::map<std::tuple<std::uint32_t, std::uint32_t, EdgeStyle>, std::uint32_t> counts;
    for (const EdgeLine& line : m_layout.edges) {
        if (line.form == EdgeForm::Across && !line.isSet)
            ++counts[{m_layout.nodeBox[line.from], m_layout.nodeBox[line.to], line.style}];
    }
    m_bundles.reserve(counts.size());
    for (const auto& [key, count] : counts) {
        const auto [from, to, style] = key;
        m_bundles.push_back({from, to, style, count, {}});
    }
    // Should there be more boxes than lines allowed, the strongest bundles stay.
    std::stable_sort(m_bundles.begin(), m_bundles.end(),
                     [](const Bundle& a, const Bundle& b) { return a.edgeCount > b.edgeCount; });
    if (m_bundles.size() > kMaxLines)
        m_bundles.resize(kMaxLines);
    spreadBundles();
}

/// The ends of bundles share the side of their box, in the order of what they lead to, so that they do not meet in one
/// point and cross as little as they can.
void Scene::spreadBundles()
{
    struct End
    {
        std::uint32_t box;
        bool isRight; ///< side of the box
        float height; ///< of what the bundle leads to
        float distance; ///< to it: of one row the nearest comes first, so that the others pass below its text
        std::uint32_t bundle;
        std::size_t point; ///< of the curve: 0 or 3
    };
    std::vector<End> ends;
    ends.reserve(m_bundles.size() * 2);
    for (std::uint32_t i = 0; i < m_bundles.size(); ++i) {
        const Rect& from = m_layout.boxes[m_bundles[i].fromBox].rect;
        const Rect& to = m_layout.boxes[m_bundles[i].toBox].rect;
        const bool isForward = to.x >= from.x;
        ends.push_back({m_bundles[i].fromBox, isForward, to.centre().y, std::abs(to.x - from.x), i, 0});
        ends.push_back({m_bundles[i].toBox, !isForward, from.centre().y, std::abs(to.x - from.x), i, 3});
    }
    std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) {
        return std::tie(a.box, a.isRight, a.height, a.distance, a.bundle, a.point)
            < std::tie(b.box, b.isRight, b.height, b.distance, b.bundle, b.point);
    });
    for (std::size_t first = 0; first < ends.size();) {
        std::size_t last = first;
        while (last < ends.size() && ends[last].box == ends[first].box && ends[last].isRight == ends[first].isRight)
            ++last;
        const Rect& r = m_layout.boxes[ends[first].box].rect;
        const float top = m_layout.boxes[ends[first].box].kind == BoxKind::Agents ? 0 : kBundleTop;
        const float step = r.h * (1 - top) / static_cast<float>(last - first);
        for (std::size_t i = first; i < last; ++i)
            m_bundles[ends[i].bundle].curve[ends[i].point]
                = {ends[i].isRight ? r.right() : r.x, r.y + r.h * top + step * (static_cast<float>(i - first) + 0.5F)};
        first = last;
    }
    for (Bundle& bundle : m_bundles) {
        const float bend = (bundle.curve[3].x - bundle.curve[0].x) / 2;
        bundle.curve[1] = {bundle.curve[0].x + bend, bundle.curve[0].y};
        bundle.curve[2] = {bundle.curve[3].x - bend, bundle.curve[3].y};
    }
}

std::uint32_t Scene::indexOf(const topology::NodeId& id) const
{
    const auto nodes = graph().nodes();
    const topology::Node* node = graph().find(id);
    return node ? static_cast<std::uint32_t>(node - nodes.data()) : kNone;
}

std::span<const std::uint32_t> Scene::edgesOf(std::uint32_t node) const
{
    const auto first = m_incidence.begin() + m_incidenceStart[node];
    return {first, m_incidence.begin() + m_incidenceStart[node + 1]};
}

bool Scene::isHidden(std::uint32_t node, KindMask hidden) const
{
    return (maskOf(graph().nodes()[node].kind) & hidden) != 0;
}

std::vector<std::uint32_t> Scene::cull(const Rect& rect) const
{
    return m_nodeIndex.query(rect);
}

std::vector<std::uint32_t> Scene::cullEdges(const Rect& rect) const
{
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < m_edgeBounds.size(); ++i) {
        if (!m_edgeBounds[i].isEmpty() && !m_layout.edges[i].isSet && m_edgeBounds[i].intersects(rect))
            result.push_back(i);
    }
    return result;
}

Detail Scene::levelOfDetail(float scale) const
{
    const float row = metrics::kRowHeight * scale;
    if (row < kShapeRowPx)
        return Detail::Boxes;
    if (row < kLabelRowPx)
        return Detail::Nodes;
    return row < kFullRowPx ? Detail::Labels : Detail::Full;
}

bool Scene::isFolded(const Box& box, float scale) const
{
    return box.kind == BoxKind::Agents ? metrics::kCardHeight * scale < kCardPx : levelOfDetail(scale) <= Detail::Boxes;
}

Hit Scene::hitTest(Point point, float tolerance, float scale, KindMask hidden) const
{
    for (const std::uint32_t node : cull(Rect{point.x, point.y, 0, 0}.grownBy(0.01F))) {
        const bool isRow = m_layout.boxes[m_layout.nodeBox[node]].owner != node;
        if (isHidden(node, hidden) || (isRow && isFolded(m_layout.boxes[m_layout.nodeBox[node]], scale)))
            continue;
        return {Hit::Kind::Node, node};
    }
    Hit nearest;
    float best = tolerance;
    if (levelOfDetail(scale) >= Detail::Nodes) {
        for (const std::uint32_t edge : cullEdges(Rect{point.x, point.y, 0, 0}.grownBy(tolerance))) {
            const EdgeLine& line = m_layout.edges[edge];
            if (isHidden(line.from, hidden) || isHidden(line.to, hidden))
                continue;
            const float distance = distanceTo(line.curve, point);
            if (distance <= best) {
                best = distance;
                nearest = {Hit::Kind::Edge, edge};
            }
        }
    }
    if (nearest.kind != Hit::Kind::Nothing)
        return nearest;
    for (std::uint32_t i = 0; i < m_layout.boxes.size(); ++i) {
        const Box& box = m_layout.boxes[i];
        if (box.rect.contains(point) && (box.kind != BoxKind::Agents || isFolded(box, scale)))
            return {Hit::Kind::Box, i};
    }
    return {};
}

std::uint32_t Scene::neighbour(std::uint32_t node, Direction direction, KindMask hidden) const
{
    const Point here = m_layout.nodeRects[node].centre();
    const bool isHorizontal = direction == Direction::Left || direction == Direction::Right;
    const auto lies = [&](std::uint32_t other) {
        const Rect& rect = m_layout.nodeRects[other];
        switch (direction) {
        case Direction::Left: return rect.right() <= m_layout.nodeRects[node].x;
        case Direction::Right: return rect.x >= m_layout.nodeRects[node].right();
        case Direction::Up: return rect.centre().y < here.y;
        case Direction::Down: return rect.centre().y > here.y;
        }
        return false;
    };
    const auto nearest = [&](std::span<const std::uint32_t> candidates) {
        std::uint32_t best = kNone;
        float bestCost = std::numeric_limits<float>::max();
        for (const std::uint32_t other : candidates) {
            if (other == node || isHidden(other, hidden) || !lies(other))
                continue;
            const Point there = m_layout.nodeRects[other].centre();
            // Off the axis counts double, so that Down prefers what is below to what is beside.
            const float dx = std::abs(there.x - here.x) * (isHorizontal ? 1.0F : 2.0F);
            const float dy = std::abs(there.y - here.y) * (isHorizontal ? 2.0F : 1.0F);
            if (dx + dy < bestCost) {
                bestCost = dx + dy;
                best = other;
            }
        }
        return best;
    };
    if (isHorizontal) {
        std::vector<std::uint32_t> linked;
        for (const std::uint32_t edge : edgesOf(node)) {
            const EdgeLine& line = m_layout.edges[edge];
            if (line.form != EdgeForm::Enclosed)
                linked.push_back(line.from == node ? line.to : line.from);
        }
        if (const std::uint32_t found = nearest(linked); found != kNone)
            return found;
        return kNone;
    }
    const Rect& column
        = m_layout.columns[static_cast<std::size_t>(columnOf(m_layout.boxes[m_layout.nodeBox[node]].kind))];
    return nearest(cull(column));
}

} // namespace fabric::view
