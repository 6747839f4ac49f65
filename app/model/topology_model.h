// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/detail_list.h"
#include "core/topology/graph.h"

#include <QAbstractListModel>
#include <QString>
#include <QTimer>

#include <set>
#include <vector>

namespace fabric::model {

/// How a picture of two graphs differs from the first to the second. All ids are of the graph that is shown.
struct DiffMarks
{
    std::set<topology::NodeId> addedNodes;
    std::set<topology::NodeId> removedNodes;
    std::set<topology::NodeId> changedNodes;
    std::set<topology::EdgeId> addedEdges;
    std::set<topology::EdgeId> removedEdges;
    std::set<topology::EdgeId> changedEdges;
    bool operator==(const DiffMarks&) const = default;
};

/// The topology that is shown: its graph, and what the user does with it (selection, search, filter). A list of its nodes
/// for the outline and for assistive technology; canvas, panel and minimap follow its signals. GUI thread.
class TopologyModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString stateText READ stateText NOTIFY stateChanged)
    Q_PROPERTY(QString selectedId READ selectedId WRITE setSelectedId NOTIFY selectionChanged)
    Q_PROPERTY(int selectedRow READ selectedRow NOTIFY selectionChanged)
    Q_PROPERTY(QString selectedTitle READ selectedTitle NOTIFY detailsChanged)
    Q_PROPERTY(QString selectedKind READ selectedKind NOTIFY detailsChanged)
    Q_PROPERTY(QString selectedPath READ selectedPath NOTIFY detailsChanged)
    Q_PROPERTY(int selectedGroup READ selectedGroup NOTIFY detailsChanged)
    Q_PROPERTY(bool isChangeable READ isChangeable NOTIFY detailsChanged)
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY searchChanged)
    Q_PROPERTY(int matchCount READ matchCount NOTIFY searchChanged)
    Q_PROPERTY(int currentMatch READ currentMatch NOTIFY searchChanged)
    Q_PROPERTY(int hiddenKinds READ hiddenKindBits NOTIFY filterChanged)
    Q_PROPERTY(QAbstractItemModel* details READ details CONSTANT)
    Q_PROPERTY(QAbstractItemModel* chips READ chips CONSTANT)

public:
    enum class State { Loading, Empty, Error, Stale, Ready };
    Q_ENUM(State)
    enum Role {
        NodeIdRole = Qt::UserRole + 1,
        TitleRole,
        KindRole,
        GroupRole,
        StateTextRole,
        IsMatchRole,
        IsSelectedRole,
        IsChangedRole
    };
    Q_ENUM(Role)

    /// How long a change stays marked (CONSOLE.md, "Quiet until it matters").
    static constexpr std::chrono::milliseconds kMarkTime{1500};

    explicit TopologyModel(QObject* parent = nullptr);
    /// The one that the page shows: Topology::instance().
    static TopologyModel* instance();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Shows @p graph and becomes Ready (Empty without nodes). With the same @p scope (runtime id) as before, what
    /// differs is marked for kMarkTime and selection and filter stay; another scope begins anew.
    void setGraph(const topology::Graph& graph, const QString& scope = {});
    [[nodiscard]] const topology::Graph& graph() const { return m_graph; }
    [[nodiscard]] QString scope() const { return m_scope; }
    /// Nothing is known yet, or no more; @p text says in words what and what to do. The graph stays when Stale.
    void setState(State state, const QString& text);
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString stateText() const { return m_stateText; }

    /// Says of every runtime-only node that it is stale and from when (`as last seen before 14:02`); empty: current.
    void setRuntimeOnlyNote(const QString& note);
    [[nodiscard]] QString runtimeOnlyNote() const { return m_runtimeOnlyNote; }

    [[nodiscard]] QString selectedId() const;
    /// An id that is not in the graph selects nothing.
    void setSelectedId(const QString& id);
    [[nodiscard]] int selectedRow() const { return rowOf(m_selected); }
    [[nodiscard]] QString selectedTitle() const { return m_selectedTitle; }
    [[nodiscard]] QString selectedKind() const { return m_selectedKind; }
    [[nodiscard]] QString selectedPath() const { return m_selectedPath; }
    [[nodiscard]] int selectedGroup() const { return static_cast<int>(m_selectedGroup); }
    /// The selected node is of a kind that EditDraft knows changes for.
    [[nodiscard]] bool isChangeable() const;
    [[nodiscard]] DetailList* details() const { return m_details; }
    [[nodiscard]] DetailList* chips() const { return m_chips; }

    [[nodiscard]] QString searchText() const { return m_searchText; }
    /// Matches names and ids, without regard to case.
    void setSearchText(const QString& text);
    [[nodiscard]] int matchCount() const { return static_cast<int>(m_matches.size()); }
    /// From 1; 0 if there is none.
    [[nodiscard]] int currentMatch() const { return m_matches.empty() ? 0 : static_cast<int>(m_match) + 1; }
    [[nodiscard]] const std::vector<topology::NodeId>& matches() const { return m_matches; }
    /// Goes to the next match and selects it; round at the end.
    Q_INVOKABLE void selectNextMatch(int step = 1);

    /// A bit per NodeKind (1 << kind).
    [[nodiscard]] quint32 hiddenKinds() const { return m_hiddenKinds; }
    [[nodiscard]] int hiddenKindBits() const { return static_cast<int>(m_hiddenKinds); } // QML tools know no uint
    Q_INVOKABLE void setKindShown(int kind, bool isShown);
    Q_INVOKABLE void showAllKinds();
    /// The kinds that the graph has, for the menu: parallel lists of kind, words and number.
    Q_INVOKABLE [[nodiscard]] QList<int> presentKinds() const;
    Q_INVOKABLE [[nodiscard]] QString kindTitle(int kind) const;
    Q_INVOKABLE [[nodiscard]] int kindCount(int kind) const;

    /// Draws a difference on the graph until others are set; a new scope has none.
    void setMarks(DiffMarks marks);
    [[nodiscard]] const DiffMarks& marks() const { return m_marks; }
    /// `added`, `removed`, `changed`; empty for what is the same.
    [[nodiscard]] QString markWord(const topology::NodeId& id) const;
    [[nodiscard]] QString markWord(const topology::EdgeId& id) const;

    /// What just changed; empties itself after kMarkTime.
    [[nodiscard]] const std::set<topology::NodeId>& changed() const { return m_changed; }
    [[nodiscard]] int rowOf(const topology::NodeId& id) const;

Q_SIGNALS:
    void stateChanged();
    /// The graph is another one; @p isSameScope tells an update from a new picture.
    void graphChanged(bool isSameScope);
    void selectionChanged();
    void detailsChanged();
    void searchChanged();
    void filterChanged();
    void changedMarksChanged();
    /// The canvas should bring this node into view.
    void revealRequested(const QString& id);

private:
    void updateRows(const topology::Graph& next);
    void mark(std::set<topology::NodeId> changed);
    void updateDetails();
    [[nodiscard]] QString stateTextOf(const topology::Node& node) const;
    void updateMatches();
    void changeOf(const topology::NodeId& id, int role);

    topology::Graph m_graph;
    std::vector<const topology::Node*> m_rows; ///< into m_graph, except inside updateRows()
    QString m_scope;
    State m_state = State::Loading;
    QString m_stateText;
    QString m_runtimeOnlyNote;
    topology::NodeId m_selected;
    QString m_selectedTitle;
    QString m_selectedKind;
    QString m_selectedPath;
    KindGroup m_selectedGroup = KindGroup::Gateway;
    DetailList* m_details;
    DetailList* m_chips;
    QString m_searchText;
    std::vector<topology::NodeId> m_matches; ///< sorted by id
    std::size_t m_match = 0;
    quint32 m_hiddenKinds = 0;
    std::set<topology::NodeId> m_changed;
    DiffMarks m_marks;
    QTimer m_markTimer;
};

/// The console's one topology: a type of its own, because QML tools cannot know one type as singleton and as property.
class Topology final : public fabric::model::TopologyModel // qualified for moc: QML tools look the base up by this name
{
    Q_OBJECT

public:
    using TopologyModel::TopologyModel;
    /// Made on first use.
    static Topology* instance();
};

} // namespace fabric::model
