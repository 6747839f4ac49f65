// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/graph_sample.h"

#include "app/model/detail_list.h"
#include "app/view/painted_graph.h"

#include <QPainter>

namespace fabric::view {

namespace {

constexpr std::array kOneOfEachGroup{
    topology::NodeKind::Account, topology::NodeKind::Agent, topology::NodeKind::Model,
    topology::NodeKind::Tool,    topology::NodeKind::Hook,  topology::NodeKind::Gateway,
};

} // namespace

GraphSample::GraphSample(QQuickItem* parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
}

void GraphSample::setPalette(GraphPalette* palette)
{
    if (palette == m_palette)
        return;
    if (m_palette)
        m_palette->disconnect(this);
    m_palette = palette;
    if (m_palette)
        connect(m_palette, &GraphPalette::changed, this, [this] { update(); });
    update();
    Q_EMIT changed();
}

void GraphSample::setGroup(int group)
{
    if (std::exchange(m_group, group) == group)
        return;
    update();
    Q_EMIT changed();
}

void GraphSample::setStyle(int style)
{
    if (std::exchange(m_style, style) == style)
        return;
    update();
    Q_EMIT changed();
}

QString GraphSample::title() const
{
    if (m_style < 0 || m_style >= static_cast<int>(kEdgeStyleCount))
        return {};
    switch (static_cast<EdgeStyle>(m_style)) {
    case EdgeStyle::Routes: return tr("routes to");
    case EdgeStyle::Triggers: return tr("triggers");
    case EdgeStyle::Spawns: return tr("may spawn");
    case EdgeStyle::Talks: return tr("may talk");
    case EdgeStyle::Uses: return tr("uses");
    case EdgeStyle::Allows: return tr("may use");
    case EdgeStyle::Denies: return tr("denied");
    case EdgeStyle::Hosts: return tr("hosts");
    }
    return {};
}

void GraphSample::paint(QPainter* painter)
{
    if (!m_palette)
        return;
    DrawList list;
    const Point middle{static_cast<float>(width() / 2), static_cast<float>(height() / 2)};
    if (m_style >= 0 && m_style < static_cast<int>(kEdgeStyleCount)) {
        const EdgeLook look = lookOf(static_cast<EdgeStyle>(m_style));
        const Point end{static_cast<float>(width()), middle.y};
        list.lines.push_back(
            {Curve{Point{0, middle.y}, Point{end.x / 3, middle.y}, Point{end.x * 2 / 3, middle.y}, end}, 2, look.ink, 1,
             look.dash, false});
    } else if (m_group >= 0 && m_group < static_cast<int>(kOneOfEachGroup.size())) {
        const topology::NodeKind kind = kOneOfEachGroup[static_cast<std::size_t>(m_group)];
        list.shapes.push_back(
            {shapeOf(kind), middle, static_cast<float>(std::min(width(), height())) - 2, inkOf(kind), 1});
    }
    paintList(*painter, list, m_palette->colours(), 1);
}

} // namespace fabric::view
