// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/draw_list.h"

#include <cmath>

namespace fabric::view {

namespace {

constexpr float kBoxRadius = 10;
constexpr float kRowRadius = 6;
constexpr float kLineWidth = 1.6F;
constexpr float kStrongWidth = 2.4F;
constexpr float kSignSize = 14;
constexpr float kShapeInset = 14; ///< middle of a row's shape, from its left
constexpr float kShapeSize = 11;
constexpr float kAvatarInset = 12;
constexpr float kAvatarSize = 36;
/// Lines thinner than this on screen shimmer when the picture moves.
constexpr float kLeastWidthPx = 0.7F;

class Drawer
{
public:
    Drawer(const Scene& scene, const ViewState& view, const Emphasis& emphasis)
        : m_scene(scene)
        , m_emphasis(emphasis)
        , m_layout(scene.layout())
        , m_view(view)
        , m_detail(scene.levelOfDetail(view.scale))
    {
    }

    DrawList base()
    {
        for (const Box& box : m_layout.boxes)
            drawBox(box);
        drawRestEdges();
        for (const std::uint32_t node : m_scene.cull(m_view.visible))
            drawNode(node);
        return std::move(m_list);
    }

    DrawList highlight()
    {
        const Emphasis& emphasis = m_emphasis;
        const std::uint32_t focus = emphasis.selected != kNone ? emphasis.selected : emphasis.hovered;
        const std::set<std::uint32_t> related = relatedNodes(m_scene, emphasis);
        if (focus != kNone)
            drawEdgesOf(focus, emphasis.selected != kNone);
        if (emphasis.selected != kNone && emphasis.hovered != kNone && emphasis.hovered != emphasis.selected)
            drawEdgesOf(emphasis.hovered, false);
        if (emphasis.hoveredEdge != kNone)
            drawEdge(emphasis.hoveredEdge, true);
        if (emphasis.isDimming()) {
            for (const std::uint32_t node : related)
                drawNode(node);
        }
        drawDifference();
        if (emphasis.hovered != kNone)
            drawOutline(emphasis.hovered, 0, 1, Ink::Text3, 1);
        for (const std::uint32_t node : emphasis.matches)
            drawOutline(node, 2, node == emphasis.focusedMatch ? 2.5F : 1.5F, Ink::Accent,
                        node == emphasis.focusedMatch ? 1 : 0.7F);
        for (const std::uint32_t node : emphasis.changed)
            drawOutline(node, 4, 2, Ink::Ok, 1);
        if (emphasis.selected != kNone) {
            drawOutline(emphasis.selected, 0, 2, Ink::Accent, 1);
            drawOutline(emphasis.selected, 4, 1.5F, Ink::Accent, 0.45F);
        }
        return std::move(m_list);
    }

private:
    [[nodiscard]] const topology::Node& thing(std::uint32_t node) const { return m_scene.graph().nodes()[node]; }
    [[nodiscard]] bool isHidden(std::uint32_t node) const { return (maskOf(thing(node).kind) & m_view.hidden) != 0; }
    [[nodiscard]] const Box& boxOf(std::uint32_t node) const { return m_layout.boxes[m_layout.nodeBox[node]]; }
    /// A width that stays visible when zoomed out.
    [[nodiscard]] float width(float wanted) const { return std::max(wanted, kLeastWidthPx / m_view.scale); }

    void drawBox(const Box& box)
    {
        const bool isFolded = m_scene.isFolded(box, m_view.scale);
        const bool isHiddenKind = (maskOf(Scene::kindOfBox(box.kind)) & m_view.hidden) != 0;
        if (isHiddenKind || !box.rect.intersects(m_view.visible) || (box.kind == BoxKind::Agents && !isFolded))
            return;
        const bool isMissing = box.owner != kNone && thing(box.owner).isDangling;
        const float alpha = box.owner == kNone ? 1 : nodeAlpha(m_emphasis, box.owner);
        if (alpha > 0)
            m_list.boxes.push_back({box.rect, std::min(kBoxRadius, 10 / m_view.scale), Ink::Surface,
                                    isMissing ? Ink::Bad : Ink::Line, width(1), alpha, isMissing});
    }

    void drawRestEdges()
    {
        std::vector<std::uint32_t> edges = m_scene.cullEdges(m_view.visible);
        if (m_detail > Detail::Boxes && edges.size() > Scene::kManyLines) // those that only pass by say nothing
            std::erase_if(edges, [this](std::uint32_t edge) {
                const EdgeLine& line = m_layout.edges[edge];
                return !m_layout.nodeRects[line.from].intersects(m_view.visible)
                    && !m_layout.nodeRects[line.to].intersects(m_view.visible);
            });
        if (edges.size() > (m_detail == Detail::Boxes ? Scene::kManyLines : Scene::kMaxLines))
            drawBundles();
        else
            for (const std::uint32_t edge : edges)
                drawEdge(edge, false);
    }

    void drawBundles()
    {
        for (const Bundle& bundle : m_scene.bundles()) {
            if (!boundsOf(bundle.curve).grownBy(1).intersects(m_view.visible))
                continue;
            const auto kindOf = [this](std::uint32_t box) { return Scene::kindOfBox(m_layout.boxes[box].kind); };
            if (((maskOf(kindOf(bundle.fromBox)) | maskOf(kindOf(bundle.toBox))) & m_view.hidden) != 0)
                continue;
            const EdgeLook look = lookOf(bundle.style);
            const float weight = 1 + std::log2(static_cast<float>(bundle.edgeCount)) / 2;
            m_list.lines.push_back({bundle.curve, weight / m_view.scale, look.ink, 0.45F, Dash::Solid, false});
        }
    }

    void drawEdge(std::uint32_t edge, bool isStrong)
    {
        const EdgeLine& line = m_layout.edges[edge];
        const float seen = edgeAlpha(m_emphasis, edge);
        if (line.form == EdgeForm::Enclosed || isHidden(line.from) || isHidden(line.to) || seen <= 0)
            return;
        const EdgeLook look = lookOf(line.style);
        const bool isMissing = m_scene.graph().edges()[edge].isDangling;
        m_list.lines.push_back({line.curve, width(isStrong ? kStrongWidth : kLineWidth),
                                isMissing ? Ink::Bad : look.ink, seen * (isStrong ? 1 : look.alpha), look.dash,
                                look.hasArrow});
    }

    void drawEdgesOf(std::uint32_t node, bool isStrong)
    {
        std::size_t budget = Scene::kMaxLines;
        for (const std::uint32_t edge : m_scene.edgesOf(node)) {
            // A set is drawn from the side that has it: seven badges that all mean one node would be a hairball again.
            if (m_layout.edges[edge].isSet && m_layout.edges[edge].from != node)
                continue;
            if (budget-- == 0)
                return;
            const std::size_t before = m_list.lines.size();
            drawEdge(edge, isStrong);
            if (m_list.lines.size() > before)
                m_list.lines.back().alpha = edgeAlpha(m_emphasis, edge);
        }
    }

    void drawNode(std::uint32_t node)
    {
        const Box& box = boxOf(node);
        const float alpha = nodeAlpha(m_emphasis, node);
        if (alpha <= 0 || box.owner == node || isHidden(node) || m_scene.isFolded(box, m_view.scale))
            return;
        const Rect& r = m_layout.nodeRects[node];
        const bool isMissing = thing(node).isDangling;
        const Ink kindInk = isMissing ? Ink::Bad : inkOf(thing(node).kind);
        if (box.kind == BoxKind::Agents) {
            m_list.nodes.push_back(
                {r, kBoxRadius, Ink::Surface, isMissing ? Ink::Bad : Ink::LineStrong, width(1), alpha, isMissing});
            if (m_detail >= Detail::Labels)
                m_list.nodes.push_back({{r.x + kAvatarInset, r.y + kAvatarInset, kAvatarSize, kAvatarSize},
                                        8,
                                        Ink::AccentBg,
                                        Ink::None,
                                        0,
                                        alpha});
            return;
        }
        m_list.nodes.push_back(
            {r, kRowRadius, Ink::Raised, isMissing ? Ink::Bad : Ink::Line, width(1), alpha, isMissing});
        m_list.shapes.push_back(
            {shapeOf(thing(node).kind), {r.x + kShapeInset, r.centre().y}, kShapeSize, kindInk, alpha});
    }

    void drawOutline(std::uint32_t node, float distance, float strokeWidth, Ink ink, float alpha)
    {
        const Box& box = boxOf(node);
        if (isHidden(node))
            return;
        const bool isWhole = box.owner == node || m_scene.isFolded(box, m_view.scale);
        const Rect& r = isWhole ? box.rect : m_layout.nodeRects[node];
        const float radius = isWhole || box.kind == BoxKind::Agents ? kBoxRadius : kRowRadius;
        m_list.nodes.push_back({r.grownBy(distance), radius + distance, Ink::None, ink,
                                std::max(strokeWidth, strokeWidth / m_view.scale), alpha});
    }

    /// What marks a difference besides its colour.
    enum class Sign : std::uint8_t { Plus, Minus, Dot };

    void drawDifference()
    {
        for (const std::uint32_t edge : m_emphasis.changedEdges)
            drawChangedEdge(edge, Ink::Warn, Dash::Solid, Sign::Dot);
        for (const std::uint32_t edge : m_emphasis.removedEdges)
            drawChangedEdge(edge, Ink::Bad, Dash::Dashed, Sign::Minus);
        for (const std::uint32_t edge : m_emphasis.addedEdges)
            drawChangedEdge(edge, Ink::Ok, Dash::Solid, Sign::Plus);
        for (const std::uint32_t node : m_emphasis.changedNodes)
            drawChangedNode(node, Ink::Warn, Sign::Dot);
        for (const std::uint32_t node : m_emphasis.removedNodes)
            drawChangedNode(node, Ink::Bad, Sign::Minus);
        for (const std::uint32_t node : m_emphasis.addedNodes)
            drawChangedNode(node, Ink::Ok, Sign::Plus);
    }

    /// One of a set is drawn too: it is what changes. Ownership is enclosure, and the owned node has its own mark.
    void drawChangedEdge(std::uint32_t edge, Ink ink, Dash dash, Sign sign)
    {
        const EdgeLine& line = m_layout.edges[edge];
        const float alpha = edgeAlpha(m_emphasis, edge);
        if (line.form == EdgeForm::Enclosed || isHidden(line.from) || isHidden(line.to) || alpha <= 0)
            return;
        m_list.lines.push_back({line.curve, width(kStrongWidth), ink, alpha, dash, lookOf(line.style).hasArrow});
        drawSign(pointAt(line.curve, 0.5F), ink, sign, alpha);
    }

    void drawChangedNode(std::uint32_t node, Ink ink, Sign sign)
    {
        const float alpha = nodeAlpha(m_emphasis, node);
        const std::size_t before = m_list.nodes.size();
        if (alpha > 0)
            drawOutline(node, 2, 2, ink, alpha);
        if (m_list.nodes.size() == before)
            return; // of a hidden kind, or of the other side
        DrawRect& outline = m_list.nodes.back();
        outline.isDashed = sign == Sign::Minus;
        drawSign({outline.rect.right() - 2, outline.rect.y + 2}, ink, sign, alpha);
    }

    /// A disc that keeps its size on screen from afar, with the sign on it.
    void drawSign(Point at, Ink ink, Sign sign, float alpha)
    {
        const float unit = std::max(1.0F, 1 / m_view.scale);
        const auto bar = [&](float w, float h, float radius, Ink fill) {
            m_list.nodes.push_back({{at.x - w * unit / 2, at.y - h * unit / 2, w * unit, h * unit},
                                    radius * unit,
                                    fill,
                                    Ink::None,
                                    0,
                                    alpha});
        };
        bar(kSignSize + 3, kSignSize + 3, (kSignSize + 3) / 2, Ink::Surface);
        bar(kSignSize, kSignSize, kSignSize / 2, ink);
        if (sign == Sign::Dot)
            return bar(4, 4, 2, Ink::Surface);
        bar(kSignSize - 6, 2, 0, Ink::Surface);
        if (sign == Sign::Plus)
            bar(2, kSignSize - 6, 0, Ink::Surface);
    }

    const Scene& m_scene;
    const Emphasis& m_emphasis;
    const Layout& m_layout;
    const ViewState& m_view;
    Detail m_detail;
    DrawList m_list;
};

} // namespace

EdgeLook lookOf(EdgeStyle style)
{
    switch (style) {
    case EdgeStyle::Routes: return {Ink::KindChannel, Dash::Solid, true, 0.75F};
    case EdgeStyle::Triggers: return {Ink::KindTrigger, Dash::Solid, true, 0.75F};
    case EdgeStyle::Spawns: return {Ink::KindAgent, Dash::Dashed, true, 0.7F};
    case EdgeStyle::Talks: return {Ink::Text3, Dash::Dotted, false, 0.6F};
    case EdgeStyle::Uses: return {Ink::KindModel, Dash::Solid, true, 0.65F};
    case EdgeStyle::Allows: return {Ink::KindTool, Dash::Solid, true, 0.65F};
    case EdgeStyle::Denies: return {Ink::Bad, Dash::Short, true, 0.65F};
    case EdgeStyle::Hosts: return {Ink::KindGateway, Dash::Solid, true, 0.6F};
    }
    Q_UNREACHABLE();
}

std::pair<float, float> patternOf(Dash dash)
{
    switch (dash) {
    case Dash::Solid: return {0, 0};
    case Dash::Dashed: return {6, 4};
    case Dash::Dotted: return {1.5F, 4};
    case Dash::Short: return {3, 3.5F};
    }
    Q_UNREACHABLE();
}

std::set<std::uint32_t> relatedNodes(const Scene& scene, const Emphasis& emphasis)
{
    std::set<std::uint32_t> result = emphasis.matches;
    if (emphasis.selected == kNone)
        return result;
    result.insert(emphasis.selected);
    for (const std::uint32_t edge : scene.edgesOf(emphasis.selected)) {
        const EdgeLine& line = scene.layout().edges[edge];
        // The same rule as for lines: what stands for a set is shown from its own side. Ownership counts both ways.
        if (line.isSet && line.from != emphasis.selected)
            continue;
        result.insert(line.from == emphasis.selected ? line.to : line.from);
    }
    return result;
}

float nodeAlpha(const Emphasis& emphasis, std::uint32_t node)
{
    if (emphasis.addedAlpha < 1 && emphasis.addedNodes.contains(node))
        return emphasis.addedAlpha;
    return emphasis.removedAlpha < 1 && emphasis.removedNodes.contains(node) ? emphasis.removedAlpha : 1;
}

float edgeAlpha(const Emphasis& emphasis, std::uint32_t edge)
{
    if (emphasis.addedAlpha < 1 && emphasis.addedEdges.contains(edge))
        return emphasis.addedAlpha;
    return emphasis.removedAlpha < 1 && emphasis.removedEdges.contains(edge) ? emphasis.removedAlpha : 1;
}

DrawList drawBase(const Scene& scene, const ViewState& view, const Emphasis& emphasis)
{
    return Drawer(scene, view, emphasis).base();
}

DrawList drawHighlight(const Scene& scene, const ViewState& view, const Emphasis& emphasis)
{
    return Drawer(scene, view, emphasis).highlight();
}

} // namespace fabric::view
