// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/graph_minimap.h"

#include <QPainter>

namespace fabric::view {

namespace {

constexpr qreal kMargin = 8;

QRectF toQt(const Rect& r)
{
    return {r.x, r.y, r.w, r.h};
}

} // namespace

GraphMinimap::GraphMinimap(QQuickItem* parent)
    : QQuickPaintedItem(parent)
{
    setAcceptedMouseButtons(Qt::LeftButton);
    setAntialiasing(true);
}

void GraphMinimap::setCanvas(GraphCanvas* canvas)
{
    if (canvas == m_canvas)
        return;
    if (m_canvas)
        m_canvas->disconnect(this);
    m_canvas = canvas;
    if (m_canvas) {
        connect(m_canvas, &GraphCanvas::viewChanged, this, [this] { update(); });
        connect(m_canvas, &GraphCanvas::sceneChanged, this, [this] { update(); });
        connect(m_canvas, &GraphCanvas::paletteChanged, this, [this] { update(); });
    }
    update();
    Q_EMIT canvasChanged();
}

QTransform GraphMinimap::fitting() const
{
    const std::shared_ptr<const Scene> scene = m_canvas ? m_canvas->scene() : nullptr;
    if (!scene || scene->layout().bounds.isEmpty())
        return {};
    const QRectF whole = toQt(scene->layout().bounds);
    const qreal scale = std::min((width() - 2 * kMargin) / whole.width(), (height() - 2 * kMargin) / whole.height());
    QTransform result;
    result.translate(width() / 2, height() / 2);
    result.scale(scale, scale);
    result.translate(-whole.center().x(), -whole.center().y());
    return result;
}

void GraphMinimap::paint(QPainter* painter)
{
    const std::shared_ptr<const Scene> scene = m_canvas ? m_canvas->scene() : nullptr;
    if (!scene || !m_canvas->palette())
        return;
    const GraphPalette& palette = *m_canvas->palette();
    const QTransform transform = fitting();
    painter->setPen(Qt::NoPen);
    const auto fill = [&](const Rect& rect, Ink ink) {
        QColor colour = palette.colour(ink);
        colour.setAlphaF(0.55F);
        QRectF r = transform.mapRect(toQt(rect));
        r.setSize(r.size().expandedTo({1, 1}));
        painter->fillRect(r, colour);
    };
    for (const Box& box : scene->layout().boxes) {
        if (box.kind != BoxKind::Agents || box.rowCount > 400) { // beyond, cards are smaller than a pixel here
            fill(box.rect, inkOf(Scene::kindOfBox(box.kind)));
            continue;
        }
        for (std::uint32_t row = 0; row < box.rowCount; ++row)
            fill(scene->layout().nodeRects[scene->layout().rows[box.firstRow + row]], Ink::KindAgent);
    }
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(palette.colour(Ink::Accent), 1.5));
    const QRectF seen = transform.mapRect(toQt(m_canvas->visibleRect()));
    painter->drawRoundedRect(seen.intersected(boundingRect().adjusted(1, 1, -1, -1)), 2, 2);
}

void GraphMinimap::mousePressEvent(QMouseEvent* event)
{
    moveTo(event->position());
}
void GraphMinimap::mouseMoveEvent(QMouseEvent* event)
{
    moveTo(event->position());
}

void GraphMinimap::moveTo(const QPointF& at)
{
    bool isInvertible = false;
    const QTransform back = fitting().inverted(&isInvertible);
    if (!m_canvas || !isInvertible)
        return;
    const QPointF p = back.map(at);
    m_canvas->centreOn(p.x(), p.y());
}

} // namespace fabric::view
