// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/keyed_list_model.h"
#include "core/topology/graph.h"
#include "core/wire/types.h"

#include <QtQml/qqmlregistration.h>

namespace fabric::model {

/// One thing that can be found.
struct SearchRow
{
    QString key; ///< `node:` + node id, `runtime:` + runtime id, and those of change_search.h
    QString id; ///< without what kind it is; of an action what to do, a colon and about what
    QString title;
    QString subtitle; ///< what it is and where it is configured
    QString kind; ///< `runtime`, `plan`, `rollout`, `intent`, `action`, or the node kind's name
    bool operator==(const SearchRow&) const = default;
};

/// Finds nodes of the shown topology, runtimes, plans, rollouts, intents and what can be done about them. The best matches first: the name begins with the query, a word of it
/// does, the name holds it, the id holds it; then what is found before what can be done about it; then by name. Case does not matter. At most kMaxResults.
class SearchModel : public KeyedListModel<SearchRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with the session")
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)

public:
    static constexpr std::size_t kMaxResults = 50;
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, SubtitleRole, KindRole };
    Q_ENUM(Role)

    explicit SearchModel(QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    void setGraph(const topology::Graph& graph);
    void setRuntimes(const std::vector<wire::Runtime>& runtimes);
    /// Of changeRows().
    void setChanges(std::vector<SearchRow> rows);

    [[nodiscard]] QString query() const { return m_query; }
    void setQuery(const QString& query);
    [[nodiscard]] int count() const { return rowCount(); }
    [[nodiscard]] int current() const { return m_current; } ///< -1 if nothing was found
    void setCurrent(int row);

    /// To the next or previous match, round and round.
    Q_INVOKABLE void step(int by);
    /// Goes to the current match (activated); a second call in a row goes to the next one.
    /// @return as activate()
    Q_INVOKABLE bool activateNext();
    /// @return true if there is nothing more to look for: another page has the keyboard now.
    Q_INVOKABLE bool activate(int row);

Q_SIGNALS:
    void queryChanged();
    void countChanged();
    void currentChanged();
    void nodeActivated(const QString& nodeId);
    void runtimeActivated(const QString& runtimeId);
    /// @p kind plan, rollout, intent or action.
    void changeActivated(const QString& kind, const QString& id);

private:
    struct Candidate
    {
        SearchRow row;
        QString folded; ///< title in the form that is compared
        QString foldedId;
    };
    static Candidate candidate(SearchRow row);
    void search();

    std::vector<Candidate> m_nodes;
    std::vector<Candidate> m_runtimes;
    std::vector<Candidate> m_changes;
    QString m_query;
    int m_current = -1;
    bool m_wasActivated = false;
};

} // namespace fabric::model
