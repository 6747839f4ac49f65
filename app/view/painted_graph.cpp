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
        QPen linePen = pen(line.ink, line.alpha, line.width);
        linePen.setCapStyle(Qt::FlatCap);
        if (const auto [on, off] = patternOf(line.dash);
            on > 0) { // in widths; from afar they keep their size on screen
            const float stretch = std::max(1.0F, 1 / m_scale) / line.width;
            linePen.setDashPattern({static_cast<qreal>(on * stretch), static_cast<qreal>(off * stretch)});
        }
        m_painter.setPen(linePen);
        const float cut = arrowCut(line, m_scale);
        QPolygonF polygon;
        for (const Point p : shortened(flatten(line.curve, m_scale), cut))
            polygon << toQt(p);
        m_painter.drawPolyline(polygon);
        if (cut > 0)
            drawArrow(line);
    }

    void draw(const DrawShape& shape)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour(shape.ink, shape.alpha));
        const qreal half = static_cast<qreal>(shape.size) / 2;
        const auto square = [&](qreal reach, qreal radius) {
            const QPointF corner(reach, reach);
            m_painter.drawRoundedRect(QRectF(toQt(shape.centre) - corner, toQt(shape.centre) + corner), radius, radius);
        };
        switch (shape.shape) {
        case Shape::Circle: square(half, half); break;
        case Shape::Square:
        case Shape::Avatar: square(half * 0.9, 2); break;
        case Shape::Pentagon:
        case Shape::Diamond:
        case Shape::Hexagon: {
            QPolygonF outline;
            for (const Point p : shapeOutline(shape))
                outline << toQt(p);
            m_painter.drawPolygon(outline);
        }
        }
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
