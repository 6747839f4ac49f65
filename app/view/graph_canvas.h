// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/topology_model.h"
#include "app/view/draw_list.h"
#include "app/view/graph_palette.h"
#include "app/view/label_model.h"
#include "app/view/layout_worker.h"
#include "app/view/tessellate.h"

#include <QPointer>
#include <QQuickItem>

#include <memory>

namespace fabric::view {

class PaintedGraph;

/// Draws a topology and takes its input. Layout runs on a worker; the GUI thread turns what is seen into triangles when
/// it changes; the render thread only copies them. Where the scene graph is software, a painter draws the same lists.
///
/// A point p of the scene is seen at p * zoom + pan, in pixels of the item.
class GraphCanvas : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(fabric::model::TopologyModel* model READ model WRITE setModel NOTIFY modelChanged)
    Q_PROPERTY(fabric::view::GraphPalette* palette READ palette WRITE setPalette NOTIFY paletteChanged)
    Q_PROPERTY(qreal zoom READ zoom NOTIFY viewChanged)
    Q_PROPERTY(qreal panX READ panX NOTIFY viewChanged)
    Q_PROPERTY(qreal panY READ panY NOTIFY viewChanged)
    Q_PROPERTY(qreal rightInset READ rightInset WRITE setRightInset NOTIFY rightInsetChanged)
    Q_PROPERTY(qreal blend READ blend WRITE setBlend NOTIFY blendChanged)
    Q_PROPERTY(QAbstractItemModel* labels READ labels CONSTANT)
    Q_PROPERTY(QString summary READ summary NOTIFY sceneChanged)
    Q_PROPERTY(QList<int> shownStyles READ shownStyles NOTIFY sceneChanged)
    Q_PROPERTY(bool hasScene READ hasScene NOTIFY sceneChanged)
    Q_PROPERTY(bool isFitted READ isFitted NOTIFY viewChanged)
    Q_PROPERTY(bool isFocusVisible READ isFocusVisible NOTIFY focusVisibleChanged)
    Q_PROPERTY(QString hoverTitle READ hoverTitle NOTIFY hoverChanged)
    Q_PROPERTY(QString hoverText READ hoverText NOTIFY hoverChanged)
    Q_PROPERTY(QPointF hoverPoint READ hoverPoint NOTIFY hoverChanged)

public:
    static constexpr qreal kMaxZoom = 4;
    static constexpr qreal kZoomStep = 1.2;
    static constexpr qreal kBothAsOne = 0.5; ///< of blend()

    explicit GraphCanvas(QQuickItem* parent = nullptr);
    ~GraphCanvas() override;

    [[nodiscard]] model::TopologyModel* model() const { return m_model; }
    void setModel(model::TopologyModel* model);
    [[nodiscard]] GraphPalette* palette() const { return m_palette; }
    void setPalette(GraphPalette* palette);
    [[nodiscard]] qreal zoom() const { return m_zoom; }
    [[nodiscard]] qreal panX() const { return m_pan.x(); }
    [[nodiscard]] qreal panY() const { return m_pan.y(); }
    /// Width at the right that something else covers; fit and reveal keep clear of it.
    [[nodiscard]] qreal rightInset() const { return m_rightInset; }
    void setRightInset(qreal inset);
    /// Where a difference is drawn: from 0, before, over 0.5, both as one, to 1, after.
    [[nodiscard]] qreal blend() const { return m_blend; }
    void setBlend(qreal blend);
    [[nodiscard]] LabelModel* labels() const { return m_labels; }
    [[nodiscard]] QString summary() const { return m_scene ? m_scene->summary() : QString(); }
    /// EdgeStyle values that the graph has, for the legend.
    [[nodiscard]] QList<int> shownStyles() const;
    [[nodiscard]] bool hasScene() const { return m_scene != nullptr; }
    [[nodiscard]] bool isFitted() const { return m_isFitted; }
    /// The keyboard came here by a key, so it must be seen where it is.
    [[nodiscard]] bool isFocusVisible() const { return m_isFocusVisible; }
    [[nodiscard]] QString hoverTitle() const { return m_hoverTitle; }
    [[nodiscard]] QString hoverText() const { return m_hoverText; }
    [[nodiscard]] QPointF hoverPoint() const { return m_hoverPoint; }
    [[nodiscard]] std::shared_ptr<const Scene> scene() const { return m_scene; }
    [[nodiscard]] Rect visibleRect() const;
    /// What the last polish made; read by painter and tests.
    [[nodiscard]] const DrawList& baseList() const { return m_baseList; }
    [[nodiscard]] const DrawList& highlightList() const { return m_highlightList; }
    [[nodiscard]] bool isDimming() const { return m_emphasis.isDimming(); }
    [[nodiscard]] bool isSoftware() const { return m_painted != nullptr; }

    Q_INVOKABLE void fit();
    /// Keeps the scene's point under @p at (item coordinates) where it is.
    Q_INVOKABLE void zoomBy(qreal factor, const QPointF& at);
    Q_INVOKABLE void zoomIn() { zoomBy(kZoomStep, middle()); }
    Q_INVOKABLE void zoomOut() { zoomBy(1 / kZoomStep, middle()); }
    Q_INVOKABLE void resetZoom() { zoomBy(1 / m_zoom, middle()); }
    Q_INVOKABLE void panBy(qreal dx, qreal dy);
    /// Scrolls no more than needed to see the node.
    Q_INVOKABLE void reveal(const QString& id);
    Q_INVOKABLE void centreOn(qreal sceneX, qreal sceneY);

Q_SIGNALS:
    void modelChanged();
    void paletteChanged();
    void viewChanged();
    void rightInsetChanged();
    void blendChanged();
    void sceneChanged();
    void hoverChanged();
    void focusVisibleChanged();
    /// Esc with nothing selected and nothing searched: back one level.
    void backRequested();
    /// Somebody zooms out further than the picture allows: to the level above.
    void zoomedOut();

protected:
    QSGNode* updatePaintNode(QSGNode* old, UpdatePaintNodeData* data) override;
    void updatePolish() override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void itemChange(ItemChange change, const ItemChangeData& data) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseUngrabEvent() override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void hoverMoveEvent(QHoverEvent* event) override;
    void hoverLeaveEvent(QHoverEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Nodes; // the scene graph's; made and used on the render thread only

    void onGraphChanged(bool isSameScope);
    void onSceneReady(std::shared_ptr<const Scene> scene, std::uint64_t version);
    void keepInPlace(const Scene& before, const Scene& after);
    void updateEmphasis();
    void updateDifference();
    void updateStrengths();
    void setView(qreal zoom, QPointF pan, bool isFitted);
    void applyFit();
    void setHover(const Hit& hit, const QPointF& at);
    void describeHover(const Hit& hit);
    void clickAt(const QPointF& at);
    bool goBack();
    void moveSelection(Scene::Direction direction);
    void revealNode(std::uint32_t node);
    void buildBase(const Rect& visible);
    void buildHighlight(const Rect& visible);
    void ensurePainter();
    [[nodiscard]] float pixelsPerUnit() const;
    [[nodiscard]] Hit hitAt(const QPointF& at) const;
    [[nodiscard]] QPointF middle() const { return {(width() - m_rightInset) / 2, height() / 2}; }
    [[nodiscard]] Point toScene(const QPointF& at) const;
    [[nodiscard]] KindMask hidden() const { return m_model ? m_model->hiddenKinds() : 0; }
    [[nodiscard]] qreal minimumZoom() const;

    QPointer<model::TopologyModel> m_model;
    QPointer<GraphPalette> m_palette;
    LabelModel* m_labels;
    std::shared_ptr<const Scene> m_scene; ///< shared with the worker (see LayoutWorker::Scenes)
    std::uint64_t m_version = 0; ///< of the newest request
    bool m_fitsNext = true; ///< the next scene is a new picture, not an update

    qreal m_zoom = 1;
    QPointF m_pan;
    qreal m_rightInset = 0;
    qreal m_blend = kBothAsOne;
    bool m_isFitted = true;

    Emphasis m_emphasis;
    QString m_hoverTitle;
    QString m_hoverText;
    QPointF m_hoverPoint;
    Hit m_hover;

    QPointF m_pressedAt;
    QPointF m_lastAt;
    bool m_isFocusVisible = false;
    bool m_isPressed = false;
    bool m_isDragging = false;

    DrawList m_baseList;
    DrawList m_highlightList;
    Layer m_boxLayer;
    Layer m_baseLayer;
    Layer m_highlightLayer;
    Mesh m_dotMesh;
    Rect m_builtRect;
    float m_builtScale = 0;
    QSizeF m_dotSize;
    bool m_isBaseDirty = true;
    bool m_isHighlightDirty = true;
    bool m_areLabelsDirty = true;
    bool m_hasNewBase = false; ///< to copy in updatePaintNode
    bool m_hasNewHighlight = false;
    bool m_hasNewDots = false;

    PaintedGraph* m_painted = nullptr; ///< child item, only with the software scene graph
    std::unique_ptr<LayoutWorker> m_worker; ///< last: its thread calls into this object
};

} // namespace fabric::view
