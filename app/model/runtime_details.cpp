// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/runtime_details.h"

#include "app/model/format.h"
#include "app/model/runtime_words.h"

namespace fabric::model {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

std::vector<Fact> factsOf(const RuntimeRow& row)
{
    const wire::Runtime& runtime = row.runtime;
    const provider::Identity& identity = runtime.status.identity;
    std::vector<Fact> facts;
    const auto add = [&](const QString& label, const QString& value, bool isCode) {
        if (!value.isEmpty())
            facts.push_back({label, value, isCode});
    };
    add(RuntimeDetails::tr("Id"), qt(runtime.id), true);
    add(RuntimeDetails::tr("Environment"), qt(runtime.environment), false);
    add(RuntimeDetails::tr("Version"), qt(identity.version), true);
    add(RuntimeDetails::tr("Read through"), modeWord(runtime.status.mode), false);
    add(RuntimeDetails::tr("Last observed"), row.lastObserved, false);
    add(RuntimeDetails::tr("Revision"), runtime.currentRevision ? grouped(*runtime.currentRevision) : QString(), true);
    add(RuntimeDetails::tr("Size"),
        runtime.currentRevision
            ? RuntimeDetails::tr("%1 nodes, %2 edges").arg(grouped(runtime.nodeCount), grouped(runtime.edgeCount))
            : QString(),
        false);
    add(RuntimeDetails::tr("Device"), qt(identity.deviceId), true);
    add(RuntimeDetails::tr("Boot id"), qt(identity.bootId), true);
    add(RuntimeDetails::tr("Protocol"), identity.protocol ? QString::number(*identity.protocol) : QString(), true);
    add(RuntimeDetails::tr("Capabilities"),
        identity.capabilities.empty()
            ? QString()
            : RuntimeDetails::tr("%1 announced").arg(grouped(static_cast<std::int64_t>(identity.capabilities.size()))),
        false);
    add(RuntimeDetails::tr("Configuration"), qt(runtime.status.configPath), true);
    add(RuntimeDetails::tr("Endpoint"), qt(runtime.status.endpoint), true);
    return facts;
}

std::vector<ProblemRow> problemsOf(const wire::Runtime& runtime)
{
    std::vector<ProblemRow> rows;
    for (const provider::Problem& problem : runtime.status.problems) {
        const QString key = qt(problem.code) + QLatin1Char(' ') + qt(problem.where);
        const bool isRepeated
            = std::any_of(rows.begin(), rows.end(), [&](const ProblemRow& row) { return row.key == key; });
        if (!isRepeated)
            rows.push_back({key, qt(problem.message), qt(problem.action), qt(problem.where)});
    }
    return rows;
}

} // namespace

RuntimeDetails::RuntimeDetails(QObject* parent)
    : QObject(parent)
{
}

void RuntimeDetails::setSource(RuntimeListModel* source)
{
    if (m_source == source)
        return;
    if (m_source)
        m_source->disconnect(this);
    m_source = source;
    if (m_source) {
        connect(m_source, &QAbstractItemModel::dataChanged, this, &RuntimeDetails::update);
        connect(m_source, &QAbstractItemModel::rowsInserted, this, &RuntimeDetails::update);
        connect(m_source, &QAbstractItemModel::rowsRemoved, this, &RuntimeDetails::update);
    }
    Q_EMIT sourceChanged();
    update();
}

void RuntimeDetails::setRuntimeId(const QString& id)
{
    if (m_runtimeId == id)
        return;
    m_runtimeId = id;
    update();
}

void RuntimeDetails::update()
{
    const int at = m_source ? m_source->rowOf(m_runtimeId) : -1;
    m_isPresent = at >= 0;
    if (m_isPresent) {
        const RuntimeRow& row = m_source->rows()[static_cast<std::size_t>(at)];
        m_name = displayName(row.runtime);
        m_state = row.state;
        m_tone = stateTone(row.runtime.status.health);
        m_detail = qt(row.runtime.status.detail);
        m_pairing = pairingSentence(row.runtime.status);
        m_facts.setFacts(factsOf(row));
        m_problems.setProblems(problemsOf(row.runtime));
    } else {
        m_facts.setFacts({});
        m_problems.setProblems({});
    }
    Q_EMIT changed();
}

} // namespace fabric::model
