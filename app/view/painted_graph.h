// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/draw_list.h"

#include <QQuickPaintedItem>

namespace fabric::view {

class GraphCanvas;

/// Draws a list with QPainter, in scene units. Used where the scene graph is software, and for pictures in files.
void paintList(QPainter& painter, const DrawList& list, const InkColours& colours, float scale);

/// The canvas's stand-in for its geometry with the software scene graph. A child of the canvas; GUI thread.
class PaintedGraph : public QQuickPaintedItem
{
    Q_OBJECT

public:
    explicit PaintedGraph(GraphCanvas* canvas);
    void paint(QPainter* painter) override;

private:
    const GraphCanvas* m_canvas; ///< its parent
};

} // namespace fabric::view
