// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/navigation.h"

#include <QJSEngine>
#include <QStringList>

namespace fabric::model {
namespace {

constexpr qsizetype kMaxBack = 32;

std::vector<PageRow> pageTable()
{
    using N = Navigation;
    const QString runtime = N::tr("Runtime");
    const QString change = N::tr("Change");
    return {
        {QStringLiteral("runtimes"), N::tr("Runtimes"), runtime, QStringLiteral("server"),
         QStringLiteral("RuntimesPage.qml")},
        {QStringLiteral("topology"), N::tr("Topology"), runtime, QStringLiteral("graph"),
         QStringLiteral("TopologyPage.qml")},
        {QStringLiteral("intent"), N::tr("Intent"), change, QStringLiteral("edit"), QStringLiteral("IntentPage.qml")},
        {QStringLiteral("plans"), N::tr("Plans"), change, QStringLiteral("plan"), QStringLiteral("PlansPage.qml")},
        {QStringLiteral("rollouts"), N::tr("Rollouts"), change, QStringLiteral("rollout"),
         QStringLiteral("RolloutsPage.qml")},
    };
}

std::vector<ShortcutRow> shortcutTable()
{
    using N = Navigation;
    const QString everywhere = N::tr("Everywhere");
    const QString topology = N::tr("Topology");
    const QString changes = N::tr("Plans and rollouts");
    const auto key = [](const char* text) { return QString::fromLatin1(text); };
    return {
        {key("Ctrl+K"), N::tr("Find an object or an action"), everywhere, key("search")},
        {key("Alt+1"), N::tr("Runtimes"), everywhere, key("page:runtimes")},
        {key("Alt+2"), N::tr("Topology"), everywhere, key("page:topology")},
        {key("Alt+3"), N::tr("Intent"), everywhere, key("page:intent")},
        {key("Alt+4"), N::tr("Plans"), everywhere, key("page:plans")},
        {key("Alt+5"), N::tr("Rollouts"), everywhere, key("page:rollouts")},
        {key("Ctrl+B"), N::tr("Fold the rail"), everywhere, key("rail")},
        {key("F5"), N::tr("Try the connection again"), everywhere, key("retry")},
        {key("Esc"), N::tr("Back one level"), everywhere, key("back")},
        {key("?"), N::tr("Show these keys"), everywhere, key("shortcuts")},
        {key("F"), N::tr("Fit everything"), topology, {}},
        {key("+ / -"), N::tr("Zoom"), topology, {}},
        {key("Left / Right / Up / Down"), N::tr("Follow an edge"), topology, {}},
        {key("Enter"), N::tr("Open the panel of the node"), topology, {}},
        {key("E"), N::tr("Change what is selected"), topology, {}},
        {key("Ctrl+Enter"), N::tr("Plan, roll out, or confirm: opens the question"), changes, {}},
        {key("Ctrl+Enter, in a question"), N::tr("Yes, do it"), changes, {}},
    };
}

} // namespace

PageListModel::PageListModel(QObject* parent)
    : KeyedListModel(parent)
{
    sync(pageTable());
}

QVariant PageListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PageRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case PageIdRole: return row.key;
    case Qt::DisplayRole:
    case TitleRole: return row.title;
    case SectionRole: return row.section;
    case IconRole: return row.icon;
    default: return {};
    }
}

QHash<int, QByteArray> PageListModel::roleNames() const
{
    return {{PageIdRole, "pageId"}, {TitleRole, "title"}, {SectionRole, "section"}, {IconRole, "iconName"}};
}

const PageRow* PageListModel::find(const QString& pageId) const
{
    const auto found
        = std::find_if(rows().begin(), rows().end(), [&](const PageRow& row) { return row.key == pageId; });
    return found == rows().end() ? nullptr : &*found;
}

ShortcutListModel::ShortcutListModel(QObject* parent)
    : KeyedListModel(parent)
{
    sync(shortcutTable());
}

QVariant ShortcutListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ShortcutRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case KeysRole: return row.key;
    case MeaningRole: return row.meaning;
    case GroupRole: return row.group;
    case ActionRole: return row.action;
    default: return {};
    }
}

QHash<int, QByteArray> ShortcutListModel::roleNames() const
{
    return {{KeysRole, "keys"}, {MeaningRole, "meaning"}, {GroupRole, "group"}, {ActionRole, "action"}};
}

Navigation::Navigation(QObject* parent)
    : QObject(parent)
{
}

Navigation* Navigation::instance()
{
    static Navigation navigation(nullptr);
    return &navigation;
}

Navigation* Navigation::create(QQmlEngine*, QJSEngine*)
{
    QJSEngine::setObjectOwnership(instance(), QJSEngine::CppOwnership);
    return instance();
}

void Navigation::setPage(const QString& pageId)
{
    if (pageId == m_page || !m_pages.find(pageId))
        return;
    m_before.append(m_page);
    if (m_before.size() > kMaxBack)
        m_before.removeFirst();
    enter(pageId);
}

void Navigation::openList(const QString& pageId)
{
    Q_EMIT listWanted(pageId);
    setPage(pageId);
}

void Navigation::enter(const QString& pageId)
{
    m_page = pageId;
    Q_EMIT pageChanged();
}

QString Navigation::pageTitle() const
{
    return m_pages.find(m_page)->title;
}

QString Navigation::pageFile() const
{
    return m_pages.find(m_page)->file;
}

void Navigation::setSelectedNodeId(const QString& nodeId)
{
    if (m_selectedNodeId == nodeId)
        return;
    m_selectedNodeId = nodeId;
    Q_EMIT selectedNodeIdChanged();
}

void Navigation::setInspectedRuntimeId(const QString& runtimeId)
{
    if (m_inspectedRuntimeId == runtimeId)
        return;
    m_inspectedRuntimeId = runtimeId;
    Q_EMIT inspectedRuntimeIdChanged();
}

void Navigation::showNode(const QString& nodeId)
{
    setPage(QStringLiteral("topology"));
    setSelectedNodeId(nodeId);
}

bool Navigation::back()
{
    if (m_page == QLatin1String("topology") && !m_selectedNodeId.isEmpty()) {
        setSelectedNodeId({});
        return true;
    }
    if (m_page == QLatin1String("runtimes") && !m_inspectedRuntimeId.isEmpty()) {
        setInspectedRuntimeId({});
        return true;
    }
    if (m_before.isEmpty())
        return false;
    enter(m_before.takeLast());
    return true;
}

} // namespace fabric::model
