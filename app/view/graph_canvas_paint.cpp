// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// From scene to screen. updatePolish() runs on the GUI thread before a frame and makes draw lists and triangles of what
// changed; updatePaintNode() runs while the GUI thread waits and only copies. Selection and hover rebuild the small
// highlight layer, never the big ones; pan and zoom change a matrix until the built region or level is left.

#include "app/view/graph_canvas.h"
#include "app/view/mesh_node.h"
#include "app/view/painted_graph.h"

#include <QQuickWindow>
#include <QSGRendererInterface>
#include <QSGTransformNode>

#include <cmath>

namespace fabric::view {

namespace {

/// Things around the visible part are built too, so that panning has time; in parts of the visible size.
constexpr float kMargin = 0.15F;
constexpr float kDotStep = 24; ///< pixels, like the grid of the design
constexpr float kDotSize = 1;
constexpr float kDimmed = 0.35F;
constexpr std::size_t kMaxLabels = 200; ///< each is an item

/// A layer's meshes, bottom to top. Children are members, so none has OwnedByParent.
struct LayerNode : public QSGNode
{
    LayerNode()
    {
        for (QSGNode* node : std::initializer_list<QSGNode*>{&lines, &panels, &outlines, &shapes}) {
            node->setFlag(OwnedByParent, false);
            appendChildNode(node);
        }
    }
    ~LayerNode() override { removeAllChildNodes(); }

    void copy(const Layer& layer)
    {
        lines.copy(layer.lines);
        panels.copy(layer.panels);
        outlines.copy(layer.outlines);
        shapes.copy(layer.shapes);
    }

    MeshNode<LineVertex> lines;
    MeshNode<PanelVertex> panels;
    MeshNode<LineVertex> outlines;
    MeshNode<Vertex> shapes;
};

void addAll(const Tessellator& tessellator, const std::vector<DrawRect>& rects, const std::vector<DrawLine>& lines,
            const std::vector<DrawShape>& shapes, Layer& layer)
{
    layer.clear();
    for (const DrawRect& rect : rects)
        tessellator.add(rect, layer);
    for (const DrawLine& line : lines)
        tessellator.add(line, layer);
    for (const DrawShape& shape : shapes)
        tessellator.add(shape, layer);
}

} // namespace

/// The item's part of the scene graph, owned by it. Children are members, so none has OwnedByParent.
struct GraphCanvas::Nodes : public QSGNode
{
    Nodes()
    {
        for (QSGNode* node : std::initializer_list<QSGNode*>{&dots, &boxes, &base, &highlight, &fade, &view, &grid})
            node->setFlag(OwnedByParent, false);
        grid.appendChildNode(&dots);
        fade.appendChildNode(&base);
        view.appendChildNode(&boxes);
        view.appendChildNode(&fade);
        view.appendChildNode(&highlight);
        appendChildNode(&grid);
        appendChildNode(&view);
    }
    ~Nodes() override { removeAllChildNodes(); }

    QSGTransformNode grid;
    QSGTransformNode view;
    QSGOpacityNode fade;
    MeshNode<Vertex> dots;
    LayerNode boxes;
    LayerNode base;
    LayerNode highlight;
};

void GraphCanvas::itemChange(ItemChange change, const ItemChangeData& data)
{
    QQuickItem::itemChange(change, data);
    if (change == ItemDevicePixelRatioHasChanged)
        m_isBaseDirty = m_isHighlightDirty = true;
    if ((change == ItemSceneChange && data.window) || change == ItemDevicePixelRatioHasChanged)
        polish();
}

void GraphCanvas::ensurePainter()
{
    if (m_painted || !window() || window()->rendererInterface()->graphicsApi() != QSGRendererInterface::Software)
        return;
    m_painted = new PaintedGraph(this);
}

void GraphCanvas::updatePolish()
{
    ensurePainter();
    if (!m_palette || width() <= 0 || height() <= 0)
        return;
    if (m_dotSize != size()) {
        m_dotSize = size();
        m_dotMesh.clear();
        Tessellator(m_palette->colours(), 1)
            .addDots({-kDotStep, -kDotStep, static_cast<float>(width()) + 2 * kDotStep,
                      static_cast<float>(height()) + 2 * kDotStep},
                     kDotStep, kDotSize, Ink::Line, 0.8F, m_dotMesh);
        m_hasNewDots = true;
    }
    if (!m_scene) {
        update();
        return;
    }
    const Rect visible = visibleRect();
    const auto scale = static_cast<float>(m_zoom);
    const float ratio = m_builtScale > 0 ? std::max(scale / m_builtScale, m_builtScale / scale) : 1e9F;
    const bool isOtherLevel = m_scene->levelOfDetail(scale) != m_scene->levelOfDetail(m_builtScale);
    const Rect wanted{std::max(visible.x, m_scene->layout().bounds.x), std::max(visible.y, m_scene->layout().bounds.y),
                      std::min(visible.right(), m_scene->layout().bounds.right())
                          - std::max(visible.x, m_scene->layout().bounds.x),
                      std::min(visible.bottom(), m_scene->layout().bounds.bottom())
                          - std::max(visible.y, m_scene->layout().bounds.y)};
    const bool hasLeft = !wanted.isEmpty() && !m_builtRect.contains(wanted);
    if (m_isBaseDirty || isOtherLevel || hasLeft || ratio > Tessellator::kScaleTolerance) {
        buildBase(visible);
        m_isHighlightDirty = true;
    }
    if (m_isHighlightDirty)
        buildHighlight(visible);
    if (m_areLabelsDirty) {
        // A little more than is seen, so that texts do not pop in at the border.
        m_labels->setLabels(m_scene->labelsFor(visible.grownBy(24 / scale), scale, kMaxLabels, hidden()));
        m_areLabelsDirty = false;
    }
    if (m_painted) {
        m_painted->setSize(size());
        m_painted->update();
    }
    update();
}

/// Of the screen, which may have more of them than the item.
float GraphCanvas::pixelsPerUnit() const
{
    return static_cast<float>(m_zoom * (window() ? window()->effectiveDevicePixelRatio() : 1));
}

void GraphCanvas::buildBase(const Rect& visible)
{
    const auto scale = static_cast<float>(m_zoom);
    const Rect region{visible.x - visible.w * kMargin, visible.y - visible.h * kMargin, visible.w * (1 + 2 * kMargin),
                      visible.h * (1 + 2 * kMargin)};
    m_baseList = drawBase(*m_scene, {region, scale, hidden()}, m_emphasis);
    m_builtRect = region;
    m_builtScale = scale;
    m_isBaseDirty = false;
    if (m_painted)
        return;
    const Tessellator tessellator(m_palette->colours(), pixelsPerUnit(), region);
    addAll(tessellator, m_baseList.boxes, {}, {}, m_boxLayer);
    addAll(tessellator, m_baseList.nodes, m_baseList.lines, m_baseList.shapes, m_baseLayer);
    m_hasNewBase = true;
}

void GraphCanvas::buildHighlight(const Rect& visible)
{
    const auto scale = static_cast<float>(m_zoom);
    m_highlightList = drawHighlight(*m_scene, {visible, scale, hidden()}, m_emphasis);
    m_isHighlightDirty = false;
    if (m_painted)
        return;
    const Tessellator tessellator(m_palette->colours(), pixelsPerUnit(), m_builtRect);
    addAll(tessellator, m_highlightList.nodes, m_highlightList.lines, m_highlightList.shapes, m_highlightLayer);
    m_hasNewHighlight = true;
}

QSGNode* GraphCanvas::updatePaintNode(QSGNode* old, UpdatePaintNodeData*)
{
    if (m_painted) { // the software renderer draws no geometry of ours
        delete old;
        return nullptr;
    }
    auto* nodes = static_cast<Nodes*>(old);
    const bool isNew = !nodes;
    if (isNew)
        nodes = new Nodes;
    if (std::exchange(m_hasNewDots, false) || isNew)
        nodes->dots.copy(m_dotMesh);
    if (std::exchange(m_hasNewBase, false) || isNew) {
        nodes->boxes.copy(m_boxLayer);
        nodes->base.copy(m_baseLayer);
    }
    if (std::exchange(m_hasNewHighlight, false) || isNew)
        nodes->highlight.copy(m_highlightLayer);
    const auto offset = [](qreal pan) {
        return static_cast<float>(pan - std::floor(pan / static_cast<qreal>(kDotStep)) * static_cast<qreal>(kDotStep));
    };
    QMatrix4x4 grid;
    grid.translate(offset(m_pan.x()), offset(m_pan.y()));
    nodes->grid.setMatrix(grid);
    QMatrix4x4 view;
    view.translate(static_cast<float>(m_pan.x()), static_cast<float>(m_pan.y()));
    view.scale(static_cast<float>(m_zoom));
    nodes->view.setMatrix(view);
    nodes->fade.setOpacity(m_emphasis.isDimming() ? static_cast<qreal>(kDimmed) : 1);
    return nodes;
}

} // namespace fabric::view
