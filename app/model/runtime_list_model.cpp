// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/runtime_list_model.h"

#include "app/model/format.h"
#include "app/model/runtime_words.h"

namespace fabric::model {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

RuntimeRow rowOf(const wire::Runtime& runtime, UnixMillis now)
{
    RuntimeRow row{runtime.id, runtime, stateWord(runtime.status, now), {}};
    if (const auto at = runtime.lastObservedAt ? timeFromWire(*runtime.lastObservedAt) : std::nullopt)
        row.lastObserved = age(*at, now);
    return row;
}

QString summaryOf(const RuntimeRow& row)
{
    const wire::Runtime& runtime = row.runtime;
    QStringList parts{displayName(runtime), row.state};
    for (const provider::Problem& problem : runtime.status.problems)
        parts << qt(problem.message);
    parts << qt(runtime.status.identity.version) << sizeWord(runtime) << modeWord(runtime.status.mode)
          << row.lastObserved;
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

} // namespace

bool RuntimeRow::operator==(const RuntimeRow& other) const
{
    const auto tie = [](const RuntimeRow& row) {
        const wire::Runtime& r = row.runtime;
        return std::tie(row.key, row.state, row.lastObserved, r.provider, r.environment, r.addedAt, r.status,
                        r.lastObservedAt, r.currentRevision, r.runtimeOnlyIsStale, r.agentCount, r.nodeCount,
                        r.edgeCount);
    };
    return tie(*this) == tie(other);
}

RuntimeListModel::RuntimeListModel(QObject* parent)
    : KeyedListModel(parent)
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &RuntimeListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &RuntimeListModel::countChanged);
    updateHeadline();
}

QVariant RuntimeListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RuntimeRow& row = rows()[static_cast<std::size_t>(index.row())];
    const wire::Runtime& runtime = row.runtime;
    switch (role) {
    case RuntimeIdRole: return qt(runtime.id);
    case Qt::DisplayRole:
    case NameRole: return displayName(runtime);
    case EnvironmentRole: return qt(runtime.environment);
    case VersionRole: return qt(runtime.status.identity.version);
    case ModeRole: return modeWord(runtime.status.mode);
    case StateRole: return row.state;
    case ToneRole: return stateTone(runtime.status.health);
    case SizeRole: return sizeWord(runtime);
    case ContentRole: return contentWord(runtime);
    case LastObservedRole: return row.lastObserved;
    case SummaryRole: return summaryOf(row);
    case ProblemRole: return runtime.status.problems.empty() ? QString() : qt(runtime.status.problems.front().message);
    case NeedsYouRole: return needsYou(runtime.status);
    default: return {};
    }
}

QHash<int, QByteArray> RuntimeListModel::roleNames() const
{
    return {{RuntimeIdRole, "runtimeId"},
            {NameRole, "name"},
            {EnvironmentRole, "environment"},
            {VersionRole, "version"},
            {ModeRole, "mode"},
            {StateRole, "health"},
            {ToneRole, "tone"},
            {SizeRole, "extent"},
            {ContentRole, "content"},
            {LastObservedRole, "lastObserved"},
            {ProblemRole, "problem"},
            {SummaryRole, "summary"},
            {NeedsYouRole, "needsYou"}};
}

void RuntimeListModel::setRuntimes(std::vector<wire::Runtime> runtimes, UnixMillis now)
{
    std::sort(runtimes.begin(), runtimes.end(),
              [](const wire::Runtime& a, const wire::Runtime& b) { return a.id < b.id; });
    std::vector<RuntimeRow> next;
    next.reserve(runtimes.size());
    for (const wire::Runtime& runtime : runtimes)
        next.push_back(model::rowOf(runtime, now));
    sync(std::move(next));
    updateHeadline();
}

void RuntimeListModel::setRuntime(const wire::Runtime& runtime, UnixMillis now)
{
    std::vector<wire::Runtime> all = runtimes();
    const auto found = std::find_if(all.begin(), all.end(), [&](const wire::Runtime& r) { return r.id == runtime.id; });
    if (found == all.end())
        all.push_back(runtime);
    else
        *found = runtime;
    setRuntimes(std::move(all), now);
}

void RuntimeListModel::setNow(UnixMillis now)
{
    for (std::size_t i = 0; i < rows().size(); ++i)
        replace(i, model::rowOf(rows()[i].runtime, now));
}

const wire::Runtime* RuntimeListModel::find(const std::string& id) const
{
    const auto found = std::find_if(rows().begin(), rows().end(), [&](const RuntimeRow& row) { return row.key == id; });
    return found == rows().end() ? nullptr : &found->runtime;
}

int RuntimeListModel::rowOf(const QString& runtimeId) const
{
    const std::string id = runtimeId.toStdString();
    const auto found = std::find_if(rows().begin(), rows().end(), [&](const RuntimeRow& row) { return row.key == id; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

QString RuntimeListModel::idAt(int row) const
{
    return row >= 0 && row < rowCount() ? qt(rows()[static_cast<std::size_t>(row)].key) : QString();
}

void RuntimeListModel::updateHeadline()
{
    const std::vector<wire::Runtime> all = runtimes();
    QString line = model::headline(all);
    QString detail = model::headlineDetail(all);
    if (line == m_headline && detail == m_headlineDetail)
        return;
    m_headline = std::move(line);
    m_headlineDetail = std::move(detail);
    Q_EMIT headlineChanged();
}

std::vector<wire::Runtime> RuntimeListModel::runtimes() const
{
    std::vector<wire::Runtime> all;
    all.reserve(rows().size());
    for (const RuntimeRow& row : rows())
        all.push_back(row.runtime);
    return all;
}

} // namespace fabric::model
