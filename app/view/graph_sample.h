// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/graph_palette.h"
#include "app/view/layout.h"

#include <QPointer>
#include <QQuickPaintedItem>

namespace fabric::view {

/// The sign of a family of kinds, or a piece of line of an edge style, as the canvas draws them: for legend, panel, menu.
class GraphSample : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(fabric::view::GraphPalette* palette READ palette WRITE setPalette NOTIFY changed)
    /// KindGroup; -1: none
    Q_PROPERTY(int group READ group WRITE setGroup NOTIFY changed)
    /// EdgeStyle; -1: none
    Q_PROPERTY(int style READ style WRITE setStyle NOTIFY changed)
    /// The words of the legend: "routes to", ...
    Q_PROPERTY(QString title READ title NOTIFY changed)

public:
    explicit GraphSample(QQuickItem* parent = nullptr);

    [[nodiscard]] GraphPalette* palette() const { return m_palette; }
    void setPalette(GraphPalette* palette);
    [[nodiscard]] int group() const { return m_group; }
    void setGroup(int group);
    [[nodiscard]] int style() const { return m_style; }
    void setStyle(int style);

    [[nodiscard]] QString title() const;

    void paint(QPainter* painter) override;

Q_SIGNALS:
    void changed();

private:
    QPointer<GraphPalette> m_palette;
    int m_group = -1;
    int m_style = -1;
};

} // namespace fabric::view
