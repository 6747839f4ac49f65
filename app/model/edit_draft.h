// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/row_list_model.h"
#include "core/provider/edit.h"
#include "core/topology/graph.h"

#include <QObject>

namespace fabric::model {

/// One change that a person puts together for a selected node: what kind of change, and with what. Knows which ones make
/// sense on the graph, and says the chosen one in a sentence. GUI thread.
class EditDraft : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Changes")
    Q_PROPERTY(QString subject READ subject NOTIFY changed)
    Q_PROPERTY(bool isPossible READ isPossible NOTIFY changed)
    Q_PROPERTY(QString action READ action WRITE setAction NOTIFY changed)
    Q_PROPERTY(QString actionTitle READ actionTitle NOTIFY changed)
    Q_PROPERTY(QString target READ target WRITE setTarget NOTIFY changed)
    Q_PROPERTY(QString targetTitle READ targetTitle NOTIFY changed)
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
    Q_PROPERTY(bool isComplete READ isComplete NOTIFY changed)
    Q_PROPERTY(fabric::model::RowListModel* actions READ actions CONSTANT)
    Q_PROPERTY(fabric::model::RowListModel* targets READ targets CONSTANT)

public:
    static inline const QList<QByteArray> kRoles{"key", "title", "detail"};

    explicit EditDraft(QObject* parent = nullptr);

    /// Begins anew with a node of @p graph; a node that nothing can be changed of leaves no action.
    void begin(const topology::Graph& graph, const QString& nodeId);

    [[nodiscard]] QString subject() const { return m_subjectTitle; }
    [[nodiscard]] bool isPossible() const { return m_actions.count() > 0; }
    [[nodiscard]] QString action() const { return m_action; }
    void setAction(const QString& action);
    [[nodiscard]] QString actionTitle() const;
    [[nodiscard]] QString target() const { return m_target; }
    void setTarget(const QString& target);
    [[nodiscard]] QString targetTitle() const;
    /// `Ops uses claude-opus-4-6 as its model.`; empty until complete.
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] bool isComplete() const { return edit().has_value(); }
    [[nodiscard]] std::optional<provider::Edit> edit() const;
    [[nodiscard]] RowListModel* actions() { return &m_actions; }
    [[nodiscard]] RowListModel* targets() { return &m_targets; }

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] std::vector<ShownRow> actionsOf(const topology::Node& node) const;
    [[nodiscard]] std::vector<ShownRow> targetsOf(const QString& action) const;
    [[nodiscard]] const topology::Edge* edgeTo(topology::EdgeKind kind, const topology::NodeId& to) const;
    [[nodiscard]] ShownRow rowOf(const topology::Node& node, const QString& detail) const;

    topology::Graph m_graph;
    topology::NodeId m_node;
    QString m_subjectTitle;
    QString m_action;
    QString m_target;
    RowListModel m_actions;
    RowListModel m_targets;
};

} // namespace fabric::model
