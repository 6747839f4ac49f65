// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/graph_canvas.h"

#include <QPointer>
#include <QQuickPaintedItem>

namespace fabric::view {

/// The whole scene in small, and the part that the canvas shows. A press or drag moves the canvas there.
class GraphMinimap : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(fabric::view::GraphCanvas* canvas READ canvas WRITE setCanvas NOTIFY canvasChanged)

public:
    explicit GraphMinimap(QQuickItem* parent = nullptr);
    [[nodiscard]] GraphCanvas* canvas() const { return m_canvas; }
    void setCanvas(GraphCanvas* canvas);
    void paint(QPainter* painter) override;

Q_SIGNALS:
    void canvasChanged();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    /// From scene units to pixels of this item.
    [[nodiscard]] QTransform fitting() const;
    void moveTo(const QPointF& at);

    QPointer<GraphCanvas> m_canvas;
};

} // namespace fabric::view
