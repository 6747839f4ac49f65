// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/keyed_list_model.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

namespace fabric::model {

/// One entry of the rail.
struct PageRow
{
    QString key; ///< `runtimes`
    QString title;
    QString section; ///< heading of its group in the rail; empty for the first
    QString icon;
    QString file; ///< in qml/pages
    bool operator==(const PageRow&) const = default;
};

/// The pages that exist, in the order of the rail. A new page is one row of the table in navigation.cpp.
class PageListModel : public KeyedListModel<PageRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Navigation")

public:
    enum Role { PageIdRole = Qt::UserRole + 1, TitleRole, SectionRole, IconRole };
    Q_ENUM(Role)

    explicit PageListModel(QObject* parent = nullptr);
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] const PageRow* find(const QString& pageId) const; ///< null if absent
};

/// One key and what it does. `action` is empty for keys that a page handles itself.
struct ShortcutRow
{
    QString key; ///< one sequence in Qt's portable text; rows without action may show several
    QString meaning;
    QString group;
    QString action;
    bool operator==(const ShortcutRow&) const = default;
};

/// The one table of keys: the window makes its shortcuts from it, and the overlay on `?` shows it.
class ShortcutListModel : public KeyedListModel<ShortcutRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Navigation")

public:
    enum Role { KeysRole = Qt::UserRole + 1, MeaningRole, GroupRole, ActionRole };
    Q_ENUM(Role)

    explicit ShortcutListModel(QObject* parent = nullptr);
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
};

/// Where the user is: the page, the selected node, the way back. One object per process; GUI thread.
class Navigation : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString page READ page WRITE setPage NOTIFY pageChanged)
    Q_PROPERTY(QString pageTitle READ pageTitle NOTIFY pageChanged)
    Q_PROPERTY(QString pageFile READ pageFile NOTIFY pageChanged)
    /// The node that the topology page shows as selected; empty for none. Search and --select set it, the page follows
    /// and writes it back.
    Q_PROPERTY(QString selectedNodeId READ selectedNodeId WRITE setSelectedNodeId NOTIFY selectedNodeIdChanged)
    /// The runtime whose panel is open on the runtimes page; empty for none.
    Q_PROPERTY(
        QString inspectedRuntimeId READ inspectedRuntimeId WRITE setInspectedRuntimeId NOTIFY inspectedRuntimeIdChanged)
    Q_PROPERTY(fabric::model::PageListModel* pages READ pages CONSTANT)
    Q_PROPERTY(fabric::model::ShortcutListModel* shortcuts READ shortcuts CONSTANT)

public:
    /// No default argument: QML would make its own object of a type that it can construct, and not ask create().
    explicit Navigation(QObject* parent);
    static Navigation* instance();
    static Navigation* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] QString page() const { return m_page; }
    /// Ignores pages that do not exist.
    void setPage(const QString& pageId);
    [[nodiscard]] QString pageTitle() const;
    [[nodiscard]] QString pageFile() const;
    [[nodiscard]] QString selectedNodeId() const { return m_selectedNodeId; }
    void setSelectedNodeId(const QString& nodeId);
    [[nodiscard]] QString inspectedRuntimeId() const { return m_inspectedRuntimeId; }
    void setInspectedRuntimeId(const QString& runtimeId);
    [[nodiscard]] PageListModel* pages() { return &m_pages; }
    [[nodiscard]] ShortcutListModel* shortcuts() { return &m_shortcuts; }

    /// The page as the rail and its keys show it: its list, whatever was open there.
    Q_INVOKABLE void openList(const QString& pageId);
    /// Shows the node on the topology page.
    Q_INVOKABLE void showNode(const QString& nodeId);
    /// One level: first the selection or the panel goes, then the page before comes. False if there was nothing to go back to.
    Q_INVOKABLE bool back();

Q_SIGNALS:
    void pageChanged();
    /// Nothing of this page is to be open any more.
    void listWanted(const QString& pageId);
    void selectedNodeIdChanged();
    void inspectedRuntimeIdChanged();

private:
    void enter(const QString& pageId);

    PageListModel m_pages;
    ShortcutListModel m_shortcuts;
    QString m_page = QStringLiteral("topology");
    QString m_selectedNodeId;
    QString m_inspectedRuntimeId;
    QStringList m_before; ///< pages before this one, oldest first, at most kMaxBack
};

} // namespace fabric::model
