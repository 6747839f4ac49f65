// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/graph_canvas.h"

#include "app/view/painted_graph.h"

#include <QCoreApplication>
#include <QCursor>

#include <algorithm>
#include <cmath>
#include <map>

namespace fabric::view {

namespace {

/// Free space around a fitted picture, in pixels: controls and legend stand at the bottom.
constexpr qreal kMarginX = 24;
constexpr qreal kMarginTop = 28;
constexpr qreal kMarginBottom = 84;
constexpr qreal kMaxFitZoom = 1.25;
/// How far out one may zoom beyond the whole picture.
constexpr qreal kBeyondFit = 0.5;
constexpr float kHitTolerancePx = 5;
constexpr qreal kRevealMargin = 48;

} // namespace

GraphCanvas::GraphCanvas(QQuickItem* parent)
    : QQuickItem(parent)
    , m_labels(new LabelModel(this))
    , m_worker(std::make_unique<LayoutWorker>([this](std::shared_ptr<const Scene> scene, std::uint64_t version) {
        QMetaObject::invokeMethod(
            this, [this, scene = std::move(scene), version] { onSceneReady(scene, version); }, Qt::QueuedConnection);
    }))
{
    setFlag(ItemHasContents);
    setAcceptedMouseButtons(Qt::LeftButton | Qt::MiddleButton);
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
    setClip(true);
}

GraphCanvas::~GraphCanvas()
{
    m_worker.reset(); // before anything that its thread may reach is gone
}

void GraphCanvas::setModel(model::TopologyModel* model)
{
    if (model == m_model)
        return;
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    if (m_model) {
        connect(m_model, &model::TopologyModel::graphChanged, this, &GraphCanvas::onGraphChanged);
        connect(m_model, &model::TopologyModel::selectionChanged, this, &GraphCanvas::updateEmphasis);
        connect(m_model, &model::TopologyModel::searchChanged, this, &GraphCanvas::updateEmphasis);
        connect(m_model, &model::TopologyModel::changedMarksChanged, this, &GraphCanvas::updateEmphasis);
        connect(m_model, &model::TopologyModel::revealRequested, this, &GraphCanvas::reveal);
        connect(m_model, &model::TopologyModel::filterChanged, this, [this] {
            m_isBaseDirty = m_areLabelsDirty = true;
            updateEmphasis();
        });
        onGraphChanged(false);
    }
    Q_EMIT modelChanged();
}

void GraphCanvas::setPalette(GraphPalette* palette)
{
    if (palette == m_palette)
        return;
    if (m_palette)
        m_palette->disconnect(this);
    m_palette = palette;
    m_labels->setPalette(palette);
    if (m_palette) {
        connect(m_palette, &GraphPalette::changed, this, [this] {
            m_isBaseDirty = m_isHighlightDirty = true;
            m_dotSize = {};
            m_labels->setPalette(m_palette);
            polish();
        });
    }
    m_isBaseDirty = m_isHighlightDirty = true;
    polish();
    Q_EMIT paletteChanged();
}

void GraphCanvas::setRightInset(qreal inset)
{
    if (qFuzzyCompare(inset + 1, m_rightInset + 1))
        return;
    m_rightInset = inset;
    Q_EMIT rightInsetChanged();
    if (m_emphasis.selected != kNone)
        revealNode(m_emphasis.selected);
}

void GraphCanvas::onGraphChanged(bool isSameScope)
{
    m_fitsNext |= !isSameScope;
    m_worker->request(m_model->graph(), m_fitsNext ? nullptr : m_scene, ++m_version);
}

void GraphCanvas::onSceneReady(std::shared_ptr<const Scene> scene, std::uint64_t version)
{
    if (version != m_version)
        return; // a newer one is on its way
    const std::shared_ptr<const Scene> before = std::exchange(m_scene, std::move(scene));
    if (m_fitsNext || !before)
        applyFit();
    else
        keepInPlace(*before, *m_scene);
    m_fitsNext = false;
    m_hover = {};
    m_emphasis.hovered = m_emphasis.hoveredEdge = kNone;
    m_isBaseDirty = m_areLabelsDirty = true;
    updateEmphasis();
    Q_EMIT sceneChanged();
    Q_EMIT viewChanged();
}

/// Nothing under the pointer jumps: the node there, else the selected one, else the middle one stays where it is seen.
void GraphCanvas::keepInPlace(const Scene& before, const Scene& after)
{
    std::uint32_t anchor = m_emphasis.hovered != kNone ? m_emphasis.hovered : m_emphasis.selected;
    if (anchor == kNone) {
        const Point centre = visibleRect().centre();
        float best = std::numeric_limits<float>::max();
        for (const std::uint32_t node : before.cull(visibleRect())) {
            const Point p = before.layout().nodeRects[node].centre();
            const float distance = std::hypot(p.x - centre.x, p.y - centre.y);
            if (distance < best && after.indexOf(before.graph().nodes()[node].id) != kNone) {
                best = distance;
                anchor = node;
            }
        }
    }
    if (anchor == kNone)
        return;
    const std::uint32_t now = after.indexOf(before.graph().nodes()[anchor].id);
    if (now == kNone)
        return;
    const Rect& was = before.layout().nodeRects[anchor];
    const Rect& is = after.layout().nodeRects[now];
    setView(m_zoom, m_pan + QPointF(was.x - is.x, was.y - is.y) * m_zoom, m_isFitted);
}

void GraphCanvas::updateEmphasis()
{
    if (!m_scene || !m_model)
        return;
    m_emphasis.selected = m_scene->indexOf(topology::NodeId(m_model->selectedId().toStdString()));
    m_emphasis.matches.clear();
    m_emphasis.changed.clear();
    for (const topology::NodeId& id : m_model->matches())
        m_emphasis.matches.insert(m_scene->indexOf(id));
    for (const topology::NodeId& id : m_model->changed())
        m_emphasis.changed.insert(m_scene->indexOf(id));
    m_emphasis.matches.erase(kNone); // the model may be one graph ahead of the scene
    m_emphasis.changed.erase(kNone);
    const float before = m_emphasis.addedAlpha * m_emphasis.removedAlpha;
    updateDifference();
    updateStrengths();
    m_isBaseDirty |= before < 1; // what fades may be another
    const int match = m_model->currentMatch();
    m_emphasis.focusedMatch
        = match > 0 ? m_scene->indexOf(m_model->matches()[static_cast<std::size_t>(match - 1)]) : kNone;
    m_labels->setBright(m_emphasis.isDimming(), relatedNodes(*m_scene, m_emphasis));
    m_isHighlightDirty = true;
    polish();
}

void GraphCanvas::updateDifference()
{
    const auto nodes = [this](const std::set<topology::NodeId>& ids) {
        std::set<std::uint32_t> indices;
        for (const topology::NodeId& id : ids)
            indices.insert(m_scene->indexOf(id));
        indices.erase(kNone);
        return indices;
    };
    const auto edges = [this](const std::set<topology::EdgeId>& ids) {
        std::set<std::uint32_t> indices;
        const auto all = m_scene->graph().edgeIds();
        for (const topology::EdgeId& id : ids) {
            const auto found = std::lower_bound(all.begin(), all.end(), id);
            if (found != all.end() && *found == id)
                indices.insert(static_cast<std::uint32_t>(found - all.begin()));
        }
        return indices;
    };
    const model::DiffMarks& marks = m_model->marks();
    m_emphasis.addedNodes = nodes(marks.addedNodes);
    m_emphasis.removedNodes = nodes(marks.removedNodes);
    m_emphasis.changedNodes = nodes(marks.changedNodes);
    m_emphasis.addedEdges = edges(marks.addedEdges);
    m_emphasis.removedEdges = edges(marks.removedEdges);
    m_emphasis.changedEdges = edges(marks.changedEdges);
}

void GraphCanvas::setBlend(qreal blend)
{
    const qreal wanted = std::clamp(blend, 0.0, 1.0);
    if (qFuzzyCompare(wanted + 1, m_blend + 1))
        return;
    m_blend = wanted;
    m_emphasis.addedAlpha = static_cast<float>(std::min(1.0, wanted / kBothAsOne));
    m_emphasis.removedAlpha = static_cast<float>(std::min(1.0, (1 - wanted) / (1 - kBothAsOne)));
    updateStrengths();
    m_isBaseDirty = m_isHighlightDirty = true;
    polish();
    Q_EMIT blendChanged();
}

void GraphCanvas::updateStrengths()
{
    std::map<std::uint32_t, float> strengths;
    for (const auto* nodes : {&m_emphasis.addedNodes, &m_emphasis.removedNodes}) {
        for (const std::uint32_t node : *nodes)
            strengths.emplace(node, nodeAlpha(m_emphasis, node));
    }
    std::erase_if(strengths, [](const auto& row) { return row.second >= 1; });
    m_labels->setStrengths(std::move(strengths));
}

QList<int> GraphCanvas::shownStyles() const
{
    std::array<bool, kEdgeStyleCount> has{};
    if (m_scene) {
        for (const EdgeLine& line : m_scene->layout().edges)
            has[static_cast<std::size_t>(line.style)] |= line.form != EdgeForm::Enclosed && !line.isSet;
    }
    QList<int> result;
    for (std::size_t i = 0; i < has.size(); ++i) {
        if (has[i])
            result << static_cast<int>(i);
    }
    return result;
}

// --- view -----------------------------------------------------------------------------------------------------------

Rect GraphCanvas::visibleRect() const
{
    const Point origin = toScene({0, 0});
    return {origin.x, origin.y, static_cast<float>(width() / m_zoom), static_cast<float>(height() / m_zoom)};
}

Point GraphCanvas::toScene(const QPointF& at) const
{
    const QPointF p = (at - m_pan) / m_zoom;
    return {static_cast<float>(p.x()), static_cast<float>(p.y())};
}

qreal GraphCanvas::minimumZoom() const
{
    if (!m_scene || m_scene->layout().bounds.isEmpty() || width() <= 0)
        return 0.05;
    const Rect& b = m_scene->layout().bounds;
    const qreal whole = std::min(width() / static_cast<qreal>(b.w), height() / static_cast<qreal>(b.h));
    return std::min(whole * kBeyondFit, qreal{0.5});
}

void GraphCanvas::setView(qreal zoom, QPointF pan, bool isFitted)
{
    m_zoom = std::clamp(zoom, minimumZoom(), kMaxZoom);
    m_pan = {std::round(pan.x()), std::round(pan.y())}; // whole pixels keep text and hair lines sharp
    m_isFitted = isFitted;
    m_areLabelsDirty = true;
    polish();
    update();
    Q_EMIT viewChanged();
}

void GraphCanvas::applyFit()
{
    if (!m_scene || m_scene->layout().bounds.isEmpty() || width() <= 0 || height() <= 0)
        return;
    const Rect& b = m_scene->layout().bounds;
    const qreal roomX = std::max(width() - m_rightInset - 2 * kMarginX, qreal{50});
    const qreal roomY = std::max(height() - kMarginTop - kMarginBottom, qreal{50});
    qreal zoom = std::min({roomX / static_cast<qreal>(b.w), roomY / static_cast<qreal>(b.h), kMaxFitZoom});
    if (zoom > 0.94 && zoom < 1.06)
        zoom = std::min(zoom, qreal{1}); // sharp text is worth a little air
    const qreal left = kMarginX + (roomX - static_cast<qreal>(b.w) * zoom) / 2;
    // A little above the middle, where a picture looks centred.
    const qreal top = kMarginTop + (roomY - static_cast<qreal>(b.h) * zoom) * 0.3;
    m_zoom = zoom;
    setView(zoom, {left - static_cast<qreal>(b.x) * zoom, top - static_cast<qreal>(b.y) * zoom}, true);
}

void GraphCanvas::fit()
{
    applyFit();
}

void GraphCanvas::zoomBy(qreal factor, const QPointF& at)
{
    const bool isBeyond = m_scene && factor < 1 && m_zoom * factor < minimumZoom();
    const qreal zoom = std::clamp(m_zoom * factor, minimumZoom(), kMaxZoom);
    setView(zoom, at - (at - m_pan) * (zoom / m_zoom), false);
    if (isBeyond)
        Q_EMIT zoomedOut();
}

void GraphCanvas::panBy(qreal dx, qreal dy)
{
    setView(m_zoom, m_pan + QPointF(dx, dy), false);
}

void GraphCanvas::centreOn(qreal sceneX, qreal sceneY)
{
    setView(m_zoom, middle() - QPointF(sceneX, sceneY) * m_zoom, false);
}

void GraphCanvas::reveal(const QString& id)
{
    const std::uint32_t node = m_scene ? m_scene->indexOf(topology::NodeId(id.toStdString())) : kNone;
    if (node != kNone)
        revealNode(node);
}

void GraphCanvas::revealNode(std::uint32_t node)
{
    const Rect& r = m_scene->layout().nodeRects[node];
    const QRectF seen(QPointF(r.x, r.y) * m_zoom + m_pan, QSizeF(r.w, r.h) * m_zoom);
    const auto shift = [](qreal low, qreal high, qreal from, qreal to) {
        if (high - low > to - from || low < from)
            return from - low;
        return high > to ? to - high : 0.0;
    };
    const qreal dx = shift(seen.left(), seen.right(), kRevealMargin, width() - m_rightInset - kRevealMargin);
    const qreal dy = shift(seen.top(), seen.bottom(), kRevealMargin, height() - kRevealMargin);
    if (dx != 0 || dy != 0)
        setView(m_zoom, m_pan + QPointF(dx, dy), false);
}

void GraphCanvas::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickItem::geometryChange(now, before);
    if (now.size() == before.size())
        return;
    if (m_isFitted)
        applyFit(); // nobody moved the picture yet: it follows the window
    m_areLabelsDirty = true;
    polish();
    Q_EMIT viewChanged();
}

// --- hover ----------------------------------------------------------------------------------------------------------

Hit GraphCanvas::hitAt(const QPointF& at) const
{
    if (!m_scene)
        return {};
    const auto scale = static_cast<float>(m_zoom);
    const Hit hit = m_scene->hitTest(toScene(at), kHitTolerancePx / scale, scale, hidden());
    const float seen = hit.kind == Hit::Kind::Node ? nodeAlpha(m_emphasis, hit.index)
        : hit.kind == Hit::Kind::Edge              ? edgeAlpha(m_emphasis, hit.index)
                                                   : 1;
    return seen > 0 ? hit : Hit{};
}

void GraphCanvas::setHover(const Hit& hit, const QPointF& at)
{
    if (hit == m_hover)
        return;
    m_hover = hit;
    m_emphasis.hovered = hit.kind == Hit::Kind::Node ? hit.index : kNone;
    m_emphasis.hoveredEdge = hit.kind == Hit::Kind::Edge ? hit.index : kNone;
    m_hoverPoint = at;
    describeHover(hit);
    setCursor(hit.kind == Hit::Kind::Nothing ? Qt::ArrowCursor : Qt::PointingHandCursor);
    m_isHighlightDirty = true;
    polish();
    Q_EMIT hoverChanged();
}

void GraphCanvas::describeHover(const Hit& hit)
{
    m_hoverTitle.clear();
    m_hoverText.clear();
    if (!m_scene || hit.kind == Hit::Kind::Nothing)
        return;
    const auto& faces = m_scene->faces();
    if (hit.kind == Hit::Kind::Node) {
        const topology::Node& node = m_scene->graph().nodes()[hit.index];
        const NodeFace& face = faces[hit.index];
        QStringList words{model::wordFor(node.kind), m_model ? m_model->markWord(node.id) : QString(), face.detail,
                          face.state.text};
        for (const model::Phrase& badge : face.badges)
            words << badge.text;
        words.removeAll(QString());
        m_hoverTitle = face.title;
        m_hoverText = words.join(tr(", "));
    } else if (hit.kind == Hit::Kind::Edge) {
        const topology::Edge& edge = m_scene->graph().edges()[hit.index];
        const EdgeLine& line = m_scene->layout().edges[hit.index];
        m_hoverTitle = tr("%1 %2 %3").arg(faces[line.from].title, model::wordFor(edge.kind), faces[line.to].title);
        QStringList words{m_model ? m_model->markWord(edge.id()) : QString(), model::detailOf(edge)};
        words.removeAll(QString());
        m_hoverText = words.join(tr(", "));
    } else {
        const Box& box = m_scene->layout().boxes[hit.index];
        m_hoverTitle = m_scene->boxTitle(box);
        m_hoverText = box.rowCount == 1 ? tr("1 inside") : tr("%1 inside").arg(box.rowCount);
    }
}

} // namespace fabric::view
