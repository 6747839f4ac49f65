// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/topology_model.h"

#include "app/model/topology_details.h"
#include "core/topology/diff.h"

#include <QCoreApplication>
#include <QPointer>

namespace fabric::model {

using topology::Graph;
using topology::Node;
using topology::NodeId;

namespace {

NodeId idOf(const QString& text)
{
    return NodeId(text.toStdString());
}
QString textOf(const NodeId& id)
{
    return QString::fromStdString(id.value());
}

/// Nodes of @p after that differ from before, or that an edge touches which does.
std::set<NodeId> touchedBy(const topology::Diff& diff, const Graph& after)
{
    std::set<NodeId> result;
    for (const Node& node : diff.addedNodes)
        result.insert(node.id);
    for (const topology::NodeChange& change : diff.changedNodes)
        result.insert(change.id);
    // An edge belongs to its subject: that is where it was written.
    for (const topology::Edge& edge : diff.addedEdges)
        result.insert(edge.from);
    for (const topology::Edge& edge : diff.removedEdges) {
        if (const NodeId& left = after.find(edge.from) ? edge.from : edge.to; after.find(left))
            result.insert(left);
    }
    const auto insertEnds = [&](const topology::EdgeId& id) {
        if (const topology::Edge* edge = after.find(id))
            result.insert({edge->from, edge->to});
    };
    // A route that now comes later, or has another condition, matters to who sends and to who receives.
    for (const topology::EdgeChange& change : diff.changedEdges)
        insertEnds(change.id);
    for (const topology::EdgeMove& move : diff.movedEdges)
        insertEnds(move.id);
    return result;
}

} // namespace

TopologyModel::TopologyModel(QObject* parent)
    : QAbstractListModel(parent)
    , m_details(new DetailList(this))
    , m_chips(new DetailList(this))
{
    m_markTimer.setSingleShot(true);
    m_markTimer.setInterval(kMarkTime);
    connect(&m_markTimer, &QTimer::timeout, this, [this] { mark({}); });
}

TopologyModel* TopologyModel::instance()
{
    return Topology::instance();
}

Topology* Topology::instance()
{
    static const QPointer<Topology> model = new Topology(QCoreApplication::instance());
    return model;
}

int TopologyModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TopologyModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node& node = *m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case NodeIdRole: return textOf(node.id);
    case Qt::DisplayRole:
    case TitleRole: return titleOf(node);
    case KindRole: return wordFor(node.kind);
    case GroupRole: return static_cast<int>(groupOf(node.kind));
    case StateTextRole: return stateTextOf(node);
    case IsMatchRole: return std::binary_search(m_matches.begin(), m_matches.end(), node.id);
    case IsSelectedRole: return node.id == m_selected;
    case IsChangedRole: return m_changed.contains(node.id);
    default: return {};
    }
}

QHash<int, QByteArray> TopologyModel::roleNames() const
{
    return {{NodeIdRole, "nodeId"},         {TitleRole, "title"},         {KindRole, "kind"},
            {GroupRole, "group"},           {StateTextRole, "stateText"}, {IsMatchRole, "isMatch"},
            {IsSelectedRole, "isSelected"}, {IsChangedRole, "isChanged"}};
}

int TopologyModel::rowOf(const NodeId& id) const
{
    const auto it = std::lower_bound(m_rows.begin(), m_rows.end(), id,
                                     [](const Node* node, const NodeId& wanted) { return node->id < wanted; });
    return it != m_rows.end() && (*it)->id == id ? static_cast<int>(it - m_rows.begin()) : -1;
}

void TopologyModel::setGraph(const Graph& graph, const QString& scope)
{
    const bool isSameScope = scope == m_scope && !m_graph.isEmpty();
    if (isSameScope) {
        const topology::Diff diff = topology::diff(m_graph, graph);
        updateRows(graph);
        if (!diff.isEmpty())
            mark(touchedBy(diff, m_graph));
    } else {
        beginResetModel();
        m_graph = graph;
        m_rows.clear();
        for (const Node& node : m_graph.nodes())
            m_rows.push_back(&node);
        m_scope = scope;
        endResetModel();
        mark({});
        m_marks = {};
        showAllKinds();
    }
    if (!m_selected.isEmpty() && rowOf(m_selected) < 0)
        setSelectedId({});
    updateMatches();
    Q_EMIT graphChanged(isSameScope);
    updateDetails();
    setState(m_graph.isEmpty() ? State::Empty : State::Ready, {});
}

void TopologyModel::setMarks(DiffMarks marks)
{
    if (marks == m_marks)
        return;
    m_marks = std::move(marks);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {StateTextRole});
    Q_EMIT changedMarksChanged();
}

bool TopologyModel::isChangeable() const
{
    const Node* node = m_graph.find(m_selected);
    return node && !node->isDangling
        && (node->kind == topology::NodeKind::Agent || node->kind == topology::NodeKind::Account
            || node->kind == topology::NodeKind::Channel);
}

QString TopologyModel::markWord(const NodeId& id) const
{
    if (m_marks.addedNodes.contains(id))
        return tr("added");
    if (m_marks.removedNodes.contains(id))
        return tr("removed");
    return m_marks.changedNodes.contains(id) ? tr("changed") : QString();
}

QString TopologyModel::markWord(const topology::EdgeId& id) const
{
    if (m_marks.addedEdges.contains(id))
        return tr("added");
    if (m_marks.removedEdges.contains(id))
        return tr("removed");
    return m_marks.changedEdges.contains(id) ? tr("changed") : QString();
}

/// Removes, inserts and changes rows one run after the other; both lists are sorted by id.
void TopologyModel::updateRows(const Graph& next)
{
    const Graph before = m_graph; // keeps the nodes alive that m_rows points to
    m_graph = next;
    for (std::size_t row = m_rows.size(); row-- > 0;) {
        if (m_graph.find(m_rows[row]->id))
            continue;
        beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(row));
        endRemoveRows();
    }
    const auto nodes = m_graph.nodes();
    for (std::size_t row = 0; row < nodes.size(); ++row) {
        if (row < m_rows.size() && m_rows[row]->id == nodes[row].id) {
            const bool isEqual = *m_rows[row] == nodes[row];
            m_rows[row] = &nodes[row];
            if (!isEqual)
                Q_EMIT dataChanged(index(static_cast<int>(row)), index(static_cast<int>(row)));
            continue;
        }
        beginInsertRows({}, static_cast<int>(row), static_cast<int>(row));
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(row), &nodes[row]);
        endInsertRows();
    }
}

void TopologyModel::setState(State state, const QString& text)
{
    if (state == m_state && text == m_stateText)
        return;
    m_state = state;
    m_stateText = text;
    Q_EMIT stateChanged();
}

QString TopologyModel::stateTextOf(const Node& node) const
{
    QString state = stateOf(node).text;
    if (const QString mark = markWord(node.id); !mark.isEmpty())
        state = state.isEmpty() ? mark : mark + QStringLiteral(", ") + state;
    if (m_runtimeOnlyNote.isEmpty() || node.origin != topology::Origin::RuntimeOnly)
        return state;
    return state.isEmpty() ? tr("as last seen") : tr("%1, as last seen").arg(state);
}

void TopologyModel::setRuntimeOnlyNote(const QString& note)
{
    if (note == m_runtimeOnlyNote)
        return;
    m_runtimeOnlyNote = note;
    for (const Node* node : m_rows) {
        if (node->origin == topology::Origin::RuntimeOnly)
            changeOf(node->id, StateTextRole);
    }
    updateDetails();
}

void TopologyModel::changeOf(const NodeId& id, int role)
{
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row), index(row), {role});
}

void TopologyModel::mark(std::set<NodeId> changed)
{
    if (changed.empty() && m_changed.empty())
        return;
    std::set<NodeId> touched = m_changed;
    touched.insert(changed.begin(), changed.end());
    m_changed = std::move(changed);
    for (const NodeId& id : touched)
        changeOf(id, IsChangedRole);
    if (!m_changed.empty())
        m_markTimer.start();
    Q_EMIT changedMarksChanged();
}

QString TopologyModel::selectedId() const
{
    return textOf(m_selected);
}

void TopologyModel::setSelectedId(const QString& id)
{
    NodeId next = idOf(id);
    if (rowOf(next) < 0)
        next = {};
    if (next == m_selected)
        return;
    const NodeId before = std::exchange(m_selected, next);
    changeOf(before, IsSelectedRole);
    changeOf(m_selected, IsSelectedRole);
    updateDetails();
    Q_EMIT selectionChanged();
}

void TopologyModel::updateDetails()
{
    NodeDetails details = detailsOf(m_graph, m_selected, m_runtimeOnlyNote);
    m_selectedTitle = details.title;
    m_selectedKind = details.kind;
    m_selectedPath = details.path;
    m_selectedGroup = details.group;
    m_chips->setItems(std::move(details.chips));
    m_details->setItems(std::move(details.lines));
    Q_EMIT detailsChanged();
}

void TopologyModel::setSearchText(const QString& text)
{
    if (text == m_searchText)
        return;
    m_searchText = text;
    m_match = 0;
    updateMatches();
}

void TopologyModel::updateMatches()
{
    const std::vector<NodeId> before = std::exchange(m_matches, {});
    const QString wanted = m_searchText.trimmed();
    if (!wanted.isEmpty()) {
        for (const Node* node : m_rows) {
            if (titleOf(*node).contains(wanted, Qt::CaseInsensitive)
                || textOf(node->id).contains(wanted, Qt::CaseInsensitive))
                m_matches.push_back(node->id);
        }
    }
    if (m_match >= m_matches.size())
        m_match = 0;
    if (before == m_matches && wanted.isEmpty())
        return;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1), {IsMatchRole});
    Q_EMIT searchChanged();
}

void TopologyModel::selectNextMatch(int step)
{
    if (m_matches.empty())
        return;
    const auto count = static_cast<int>(m_matches.size());
    const bool isOnMatch = m_selected == m_matches[m_match];
    if (isOnMatch) // the first Enter goes to the first match
        m_match = static_cast<std::size_t>(((static_cast<int>(m_match) + step) % count + count) % count);
    const QString id = textOf(m_matches[m_match]);
    setSelectedId(id);
    Q_EMIT searchChanged();
    Q_EMIT revealRequested(id);
}

void TopologyModel::setKindShown(int kind, bool isShown)
{
    if (kind < 0 || kind > static_cast<int>(topology::NodeKind::Session))
        return;
    const quint32 bit = quint32{1} << kind;
    const quint32 next = isShown ? m_hiddenKinds & ~bit : m_hiddenKinds | bit;
    if (next == m_hiddenKinds)
        return;
    m_hiddenKinds = next;
    Q_EMIT filterChanged();
}

void TopologyModel::showAllKinds()
{
    if (m_hiddenKinds == 0)
        return;
    m_hiddenKinds = 0;
    Q_EMIT filterChanged();
}

QList<int> TopologyModel::presentKinds() const
{
    std::set<int> kinds;
    for (const Node* node : m_rows)
        kinds.insert(static_cast<int>(node->kind));
    return {kinds.begin(), kinds.end()};
}

QString TopologyModel::kindTitle(int kind) const
{
    if (kind < 0 || kind > static_cast<int>(topology::NodeKind::Session))
        return {};
    return pluralFor(static_cast<topology::NodeKind>(kind));
}

int TopologyModel::kindCount(int kind) const
{
    return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(),
                                          [kind](const Node* node) { return static_cast<int>(node->kind) == kind; }));
}

} // namespace fabric::model
