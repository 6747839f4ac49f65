// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/search_model.h"

#include "app/model/runtime_words.h"

namespace fabric::model {
namespace {

QString qt(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

/// Smaller is better; -1: no match.
int rankOf(const QString& title, const QString& id, const QString& query)
{
    const qsizetype at = title.indexOf(query);
    if (at == 0)
        return 0;
    for (qsizetype i = at; i > 0; i = title.indexOf(query, i + 1)) {
        if (!title[i - 1].isLetterOrNumber())
            return 1;
    }
    if (at > 0)
        return 2;
    return id.contains(query) ? 3 : -1;
}

} // namespace

SearchModel::SearchModel(QObject* parent)
    : KeyedListModel(parent)
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &SearchModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &SearchModel::countChanged);
}

QVariant SearchModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SearchRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole: return row.id;
    case Qt::DisplayRole:
    case TitleRole: return row.title;
    case SubtitleRole: return row.subtitle;
    case KindRole: return row.kind;
    default: return {};
    }
}

QHash<int, QByteArray> SearchModel::roleNames() const
{
    return {{IdRole, "targetId"}, {TitleRole, "title"}, {SubtitleRole, "subtitle"}, {KindRole, "kind"}};
}

SearchModel::Candidate SearchModel::candidate(SearchRow row)
{
    QString folded = row.title.toCaseFolded();
    QString foldedId = row.id.toCaseFolded();
    return {std::move(row), std::move(folded), std::move(foldedId)};
}

void SearchModel::setGraph(const topology::Graph& graph)
{
    m_nodes.clear();
    m_nodes.reserve(graph.nodes().size());
    for (const topology::Node& node : graph.nodes()) {
        const QString id = qt(node.id.value());
        const QString kind = qt(topology::toText(node.kind));
        const QString subtitle = node.path.empty() ? kind : kind + QStringLiteral(" · ") + qt(node.path);
        m_nodes.push_back(candidate({QLatin1String("node:") + id, id, qt(node.name), subtitle, kind}));
    }
    search();
}

void SearchModel::setRuntimes(const std::vector<wire::Runtime>& runtimes)
{
    m_runtimes.clear();
    for (const wire::Runtime& runtime : runtimes) {
        const QString id = qt(runtime.id);
        m_runtimes.push_back(candidate(
            {QLatin1String("runtime:") + id, id, displayName(runtime), tr("runtime"), QStringLiteral("runtime")}));
    }
    search();
}

void SearchModel::setChanges(std::vector<SearchRow> rows)
{
    m_changes.clear();
    m_changes.reserve(rows.size());
    for (SearchRow& row : rows) {
        Candidate made = candidate(std::move(row));
        made.foldedId += QLatin1Char(' ') + made.row.subtitle.toCaseFolded(); // what it is, and where, finds it too
        m_changes.push_back(std::move(made));
    }
    search();
}

void SearchModel::setQuery(const QString& query)
{
    if (m_query == query)
        return;
    m_query = query;
    m_wasActivated = false;
    Q_EMIT queryChanged();
    search();
    setCurrent(count() > 0 ? 0 : -1);
}

void SearchModel::search()
{
    const QString query = m_query.trimmed().toCaseFolded();
    struct Match
    {
        int rank;
        bool isDerived; ///< about something that is found itself: after that
        const Candidate* candidate;
    };
    std::vector<Match> found;
    const auto look = [&](const std::vector<Candidate>& candidates) {
        for (const Candidate& candidate : candidates) {
            const int rank = query.isEmpty() ? -1 : rankOf(candidate.folded, candidate.foldedId, query);
            if (rank >= 0)
                found.push_back(
                    {rank,
                     candidate.row.kind == QLatin1String("intent") || candidate.row.kind == QLatin1String("action"),
                     &candidate});
        }
    };
    look(m_nodes);
    look(m_runtimes);
    look(m_changes);
    const auto best = found.begin() + static_cast<std::ptrdiff_t>(std::min(found.size(), kMaxResults));
    std::partial_sort(found.begin(), best, found.end(), [](const Match& a, const Match& b) {
        return std::tie(a.rank, a.isDerived, a.candidate->folded, a.candidate->row.key)
            < std::tie(b.rank, b.isDerived, b.candidate->folded, b.candidate->row.key);
    });
    std::vector<SearchRow> rows;
    for (auto it = found.begin(); it != best; ++it)
        rows.push_back(it->candidate->row);
    sync(std::move(rows));
    setCurrent(std::min(m_current, count() - 1));
}

void SearchModel::setCurrent(int row)
{
    const int wanted = std::clamp(row, -1, count() - 1);
    if (wanted == m_current)
        return;
    m_current = wanted;
    m_wasActivated = false;
    Q_EMIT currentChanged();
}

void SearchModel::step(int by)
{
    const int rows = count();
    if (rows > 0)
        setCurrent((m_current + by % rows + rows) % rows);
}

bool SearchModel::activateNext()
{
    if (m_wasActivated)
        step(1);
    return activate(std::max(m_current, 0));
}

bool SearchModel::activate(int row)
{
    if (row < 0 || row >= count())
        return false;
    setCurrent(row);
    m_wasActivated = true;
    const SearchRow target = rows()[static_cast<std::size_t>(row)];
    if (target.kind == QLatin1String("runtime"))
        Q_EMIT runtimeActivated(target.id);
    else if (target.key.startsWith(QLatin1String("node:")))
        Q_EMIT nodeActivated(target.id);
    else {
        Q_EMIT changeActivated(target.kind, target.id);
        return true;
    }
    return false;
}

} // namespace fabric::model
