// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/painted_graph.h"

#include "app/view/graph_canvas.h"
#include "app/view/tessellate.h"

#include <QPainter>
#include <QPainterPath>

namespace fabric::view {

namespace {

constexpr qreal kDimmed = 0.35;

QRectF toQt(const Rect& r)
{
    return {r.x, r.y, r.w, r.h};
}
QPointF toQt(Point p)
{
    return {p.x, p.y};
}

class ListPainter
{
public:
    ListPainter(QPainter& painter, const InkColours& colours, float scale)
        : m_painter(painter)
        , m_colours(colours)
        , m_scale(scale)
    {
    }

    void draw(const DrawRect& r)
    {
        m_painter.setBrush(r.fill == Ink::None ? QBrush(Qt::NoBrush) : QBrush(colour(r.fill, r.alpha)));
        m_painter.setPen(r.stroke == Ink::None || r.strokeWidth <= 0 ? QPen(Qt::NoPen)
                                                                     : pen(r.stroke, r.alpha, r.strokeWidth));
        if (r.isDashed && r.stroke != Ink::None) {
            QPen dashedPen = m_painter.pen();
            dashedPen.setDashPattern({5, 3});
            m_painter.setPen(dashedPen);
        }
        m_painter.drawRoundedRect(toQt(r.rect), static_cast<qreal>(r.radius), static_cast<qreal>(r.radius));
    }

    void draw(const DrawLine& line)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(pen(line.ink, line.alpha, line.width));
        for (const auto& piece : dashed(flatten(line.curve, m_scale), line.dash, line.hasArrow ? 6 : 0, m_scale)) {
            QPolygonF polygon;
            for (const Point p : piece)
                polygon << toQt(p);
            m_painter.drawPolyline(polygon);
        }
        if (line.hasArrow)
            drawArrow(line);
    }

    void draw(const DrawShape& shape)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour(shape.ink, shape.alpha));
        const QPolygonF outline = outlineOf(shape);
        if (outline.isEmpty())
            m_painter.drawEllipse(toQt(shape.centre), static_cast<qreal>(shape.size) / 2,
                                  static_cast<qreal>(shape.size) / 2);
        else
            m_painter.drawPolygon(outline);
    }

private:
    [[nodiscard]] QColor colour(Ink ink, float alpha) const
    {
        QColor c = QColor::fromRgba(m_colours[static_cast<std::size_t>(ink)]);
        c.setAlphaF(c.alphaF() * alpha);
        return c;
    }

    [[nodiscard]] QPen pen(Ink ink, float alpha, float width) const
    {
        return {QBrush(colour(ink, alpha)), static_cast<qreal>(width)};
    }

    void drawArrow(const DrawLine& line)
    {
        const QPointF tip = toQt(line.curve[3]);
        const QLineF back(tip, toQt(pointAt(line.curve, 0.94F)));
        const QPointF along = (back.p2() - tip) / std::max(back.length(), 1e-3);
        const QPointF side(-along.y() * 3.5, along.x() * 3.5);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour(line.ink, line.alpha));
        m_painter.drawPolygon(QPolygonF{{tip, tip + along * 8 + side, tip + along * 8 - side}});
    }

    static QPolygonF outlineOf(const DrawShape& s)
    {
        const QPointF c = toQt(s.centre);
        const qreal h = static_cast<qreal>(s.size) / 2;
        switch (s.shape) {
        case Shape::Pentagon:
            return QPolygonF{{c + QPointF(-h, -h * 0.85), c + QPointF(h * 0.35, -h * 0.85), c + QPointF(h, 0),
                              c + QPointF(h * 0.35, h * 0.85), c + QPointF(-h, h * 0.85)}};
        case Shape::Diamond:
            return QPolygonF{
                {c + QPointF(0, -h * 1.1), c + QPointF(h * 1.1, 0), c + QPointF(0, h * 1.1), c + QPointF(-h * 1.1, 0)}};
        case Shape::Hexagon:
            return QPolygonF{{c + QPointF(-h * 0.5, -h * 0.9), c + QPointF(h * 0.5, -h * 0.9), c + QPointF(h, 0),
                              c + QPointF(h * 0.5, h * 0.9), c + QPointF(-h * 0.5, h * 0.9), c + QPointF(-h, 0)}};
        case Shape::Square:
        case Shape::Avatar: return QPolygonF(QRectF(c.x() - h * 0.9, c.y() - h * 0.9, h * 1.8, h * 1.8));
        case Shape::Circle: return {};
        }
        return {};
    }

    QPainter& m_painter;
    const InkColours& m_colours;
    float m_scale;
};

} // namespace

void paintList(QPainter& painter, const DrawList& list, const InkColours& colours, float scale)
{
    ListPainter drawer(painter, colours, scale);
    for (const DrawRect& rect : list.boxes)
        drawer.draw(rect);
    for (const DrawLine& line : list.lines)
        drawer.draw(line);
    for (const DrawRect& rect : list.nodes)
        drawer.draw(rect);
    for (const DrawShape& shape : list.shapes)
        drawer.draw(shape);
}

PaintedGraph::PaintedGraph(GraphCanvas* canvas)
    : QQuickPaintedItem(canvas)
    , m_canvas(canvas)
{
    setAntialiasing(true);
    setSize(canvas->size());
    setZ(-1); // below the labels, which are children of the canvas too
}

void PaintedGraph::paint(QPainter* painter)
{
    if (!m_canvas->palette() || !m_canvas->hasScene())
        return;
    const InkColours& colours = m_canvas->palette()->colours();
    const auto scale = static_cast<float>(m_canvas->zoom());
    painter->translate(m_canvas->panX(), m_canvas->panY());
    painter->scale(m_canvas->zoom(), m_canvas->zoom());
    DrawList boxes;
    DrawList rest = m_canvas->baseList();
    std::swap(boxes.boxes, rest.boxes); // frames never fade
    paintList(*painter, boxes, colours, scale);
    painter->setOpacity(m_canvas->isDimming() ? kDimmed : 1);
    paintList(*painter, rest, colours, scale);
    painter->setOpacity(1);
    paintList(*painter, m_canvas->highlightList(), colours, scale);
}

} // namespace fabric::view
