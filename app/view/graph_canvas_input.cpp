// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/graph_canvas.h"

#include <QCursor>
#include <QGuiApplication>
#include <QStyleHints>

#include <cmath>

namespace fabric::view {

namespace {

constexpr qreal kKeyPan = 64; ///< pixels
/// One notch of a wheel is 120 eighths of a degree (QWheelEvent); where it moves, it does so by this many pixels.
constexpr qreal kNotchPan = 64;
constexpr int kNotch = 120;

/// Whether a wheel was turned; fingers on a touchpad tell of pixels. So may a wheel on X, where pixelDelta is "driver-specific
/// and unreliable" (QWheelEvent): that one is known by whole notches without a beginning and an end.
bool isWheel(const QWheelEvent& event)
{
    if (event.deviceType() == QInputDevice::DeviceType::TouchPad)
        return false;
    const QPoint turned = event.angleDelta();
    const bool isNotches = turned.x() % kNotch == 0 && turned.y() % kNotch == 0;
    return event.pixelDelta().isNull() || (isNotches && event.phase() == Qt::NoScrollPhase);
}

} // namespace

void GraphCanvas::mousePressEvent(QMouseEvent* event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    m_pressedAt = m_lastAt = event->position();
    m_isPressed = true;
    m_isDragging = false;
    event->accept();
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_isPressed)
        return;
    const QPointF at = event->position();
    if (!m_isDragging && (at - m_pressedAt).manhattanLength() < QGuiApplication::styleHints()->startDragDistance())
        return;
    if (!std::exchange(m_isDragging, true)) {
        setHover({}, at);
        setCursor(Qt::ClosedHandCursor);
    }
    panBy(at.x() - m_lastAt.x(), at.y() - m_lastAt.y());
    m_lastAt = at;
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const bool wasClick = m_isPressed && !m_isDragging && event->button() == Qt::LeftButton;
    mouseUngrabEvent();
    if (wasClick)
        clickAt(event->position());
}

void GraphCanvas::mouseUngrabEvent()
{
    m_isPressed = m_isDragging = false;
    setCursor(Qt::ArrowCursor);
}

/// A double click on a box or on free space looks closer; on a node it has selected already.
void GraphCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (hitAt(event->position()).kind != Hit::Kind::Node)
        zoomBy(kZoomStep * kZoomStep, event->position());
}

void GraphCanvas::clickAt(const QPointF& at)
{
    if (!m_scene || !m_model)
        return;
    const Hit hit = hitAt(at);
    std::uint32_t node = hit.kind == Hit::Kind::Node ? hit.index : kNone;
    if (hit.kind == Hit::Kind::Box)
        node = m_scene->layout().boxes[hit.index].owner;
    if (hit.kind == Hit::Kind::Edge)
        node = m_scene->layout().edges[hit.index].from;
    m_model->setSelectedId(node == kNone ? QString()
                                         : QString::fromStdString(m_scene->graph().nodes()[node].id.value()));
}

void GraphCanvas::hoverMoveEvent(QHoverEvent* event)
{
    if (!m_isDragging)
        setHover(hitAt(event->position()), event->position());
}

void GraphCanvas::hoverLeaveEvent(QHoverEvent*)
{
    setHover({}, {});
}

void GraphCanvas::wheelEvent(QWheelEvent* event)
{
    const bool isTurned = isWheel(*event);
    const bool isAcross = event->modifiers().testFlag(Qt::ShiftModifier);
    const QPointF turns = QPointF(event->angleDelta()) / kNotch;
    if (event->modifiers().testFlag(Qt::ControlModifier) || (isTurned && !isAcross && turns.y() != 0)) {
        zoomBy(std::pow(kZoomStep, turns.y()), event->position());
    } else {
        QPointF delta = isTurned || event->pixelDelta().isNull() ? turns * kNotchPan : QPointF(event->pixelDelta());
        if (isAcross)
            delta = delta.transposed();
        panBy(delta.x(), delta.y());
    }
    setHover(hitAt(event->position()), event->position());
    event->accept();
}

bool GraphCanvas::goBack()
{
    if (!m_model)
        return false;
    if (!m_model->selectedId().isEmpty()) {
        m_model->setSelectedId({});
        return true;
    }
    if (!m_model->searchText().isEmpty()) {
        m_model->setSearchText({});
        return true;
    }
    return false;
}

void GraphCanvas::moveSelection(Scene::Direction direction)
{
    if (!m_scene || !m_model)
        return;
    std::uint32_t next = kNone;
    if (m_emphasis.selected != kNone) {
        next = m_scene->neighbour(m_emphasis.selected, direction, hidden());
    } else if (!m_scene->layout().rows.empty()) {
        next = m_scene->layout().rows.front(); // arrows without a selection begin somewhere
    }
    if (next == kNone)
        return;
    m_model->setSelectedId(QString::fromStdString(m_scene->graph().nodes()[next].id.value()));
    revealNode(next);
}

void GraphCanvas::keyPressEvent(QKeyEvent* event)
{
    using Direction = Scene::Direction;
    const bool isPanning = event->modifiers().testAnyFlags(Qt::ShiftModifier | Qt::ControlModifier);
    switch (event->key()) {
    case Qt::Key_Left: isPanning ? panBy(kKeyPan, 0) : moveSelection(Direction::Left); return;
    case Qt::Key_Right: isPanning ? panBy(-kKeyPan, 0) : moveSelection(Direction::Right); return;
    case Qt::Key_Up: isPanning ? panBy(0, kKeyPan) : moveSelection(Direction::Up); return;
    case Qt::Key_Down: isPanning ? panBy(0, -kKeyPan) : moveSelection(Direction::Down); return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); return;
    case Qt::Key_Minus: zoomOut(); return;
    case Qt::Key_0: resetZoom(); return;
    case Qt::Key_F:
        if (event->modifiers() == Qt::NoModifier) {
            fit();
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_model && m_model->matchCount() > 0) {
            m_model->selectNextMatch(event->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
            return;
        }
        break;
    case Qt::Key_Escape:
        if (!goBack())
            Q_EMIT backRequested();
        return;
    default: break;
    }
    event->ignore();
}

void GraphCanvas::focusInEvent(QFocusEvent* event)
{
    QQuickItem::focusInEvent(event);
    const Qt::FocusReason reason = event->reason();
    m_isFocusVisible = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason;
    Q_EMIT focusVisibleChanged();
}

void GraphCanvas::focusOutEvent(QFocusEvent* event)
{
    QQuickItem::focusOutEvent(event);
    m_isFocusVisible = false;
    Q_EMIT focusVisibleChanged();
}

} // namespace fabric::view
