// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/change_lists.h"

#include "app/model/format.h"
#include "core/wire/plan_name.h"

#include <algorithm>
#include <string>

namespace fabric::model {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

bool isExpired(const wire::PlanSummary& plan, UnixMillis now)
{
    const auto expires = timeFromWire(plan.expiresAt);
    return expires && *expires <= now;
}

QString ageOf(const std::string& text, UnixMillis now)
{
    const auto time = timeFromWire(text);
    return time ? age(*time, now) : QString();
}

QString planState(const wire::PlanSummary& plan, UnixMillis now)
{
    if (plan.rolloutState)
        return stateShort(*plan.rolloutState);
    if (!plan.rollouts.empty()) // an agent that does not say what became of it
        return PlanListModel::tr("rolled out");
    if (plan.operationCount == 0)
        return PlanListModel::tr("nothing to do");
    return isExpired(plan, now) ? PlanListModel::tr("expired") : QString();
}

ShownRow rowOf(const wire::PlanSummary& plan, UnixMillis now)
{
    QString title = qt(plan.title);
    if (title.isEmpty())
        title = counted(plan.operationCount, PlanListModel::tr("1 change"), PlanListModel::tr("%1 changes"));
    const QString state = planState(plan, now);
    QStringList detail{qt(plan.runtime), qt(plan.author), ageOf(plan.createdAt, now), state};
    detail.removeAll(QString());
    const QString words = detail.join(QStringLiteral(" · "));
    const QString risk = riskWord(plan.risk);
    const std::string id = wire::toText({plan.id, plan.runtime});
    return {id,
            {qt(id), title, words, risk, static_cast<int>(riskTone(plan.risk)), state,
             PlanListModel::tr("%1, risk %2, %3").arg(title, risk, words)}};
}

bool waitsForGate(const wire::Rollout& rollout)
{
    return rollout.state == "waiting_gates" && !rollout.group; // a member of a group waits for its wave
}

/// @param isRepaired it needed the operator, who was there since then.
ShownRow rowOf(const wire::Rollout& rollout, bool isRepaired, UnixMillis now)
{
    const QString title
        = rollout.title.empty() ? RolloutListModel::tr("Rollout %1").arg(qt(rollout.id)) : qt(rollout.title);
    QStringList detail{qt(rollout.runtime), qt(rollout.author), ageOf(rollout.createdAt, now)};
    detail.removeAll(QString());
    const QString words = detail.join(QStringLiteral(" · "));
    const QString state = isRepaired ? RolloutListModel::tr("needed the operator") : stateShort(rollout.state);
    const Ui::Tone tone = isRepaired ? Ui::Neutral : rolloutTone(rollout.state);
    return {rollout.id,
            {qt(rollout.id), title, words, state, static_cast<int>(tone),
             waitsForSomebody(rollout) || waitsForGate(rollout),
             RolloutListModel::tr("%1, %2, %3").arg(title, state, words)}};
}

bool hasLost(const wire::Rollout& rollout)
{
    return rollout.state == "failed_operator_needed";
}

bool passes(const wire::Rollout& rollout, const QString& filter)
{
    if (filter == QLatin1String("active"))
        return !rollout.isTerminal;
    if (filter == QLatin1String("succeeded"))
        return rollout.state == "succeeded";
    if (filter == QLatin1String("rolled-back"))
        return rollout.state == "rolled_back" || rollout.state == "rolling_back";
    if (filter == QLatin1String("operator"))
        return hasLost(rollout);
    if (filter == QLatin1String("cancelled"))
        return rollout.state == "cancelled";
    return true;
}

} // namespace

PlanListModel::PlanListModel(QObject* parent)
    : RowListModel(kRoles, parent)
{
}

void PlanListModel::setPlans(std::vector<wire::PlanSummary> plans, UnixMillis now)
{
    m_plans = std::move(plans);
    setNow(now);
}

void PlanListModel::setRollout(const wire::Rollout& rollout, UnixMillis now)
{
    const auto plan = std::find_if(m_plans.begin(), m_plans.end(), [&](const wire::PlanSummary& summary) {
        return summary.id == rollout.plan && summary.runtime == rollout.runtime;
    });
    if (plan == m_plans.end())
        return;
    auto& rollouts = plan->rollouts;
    const bool isKnown = std::find(rollouts.begin(), rollouts.end(), rollout.id) != rollouts.end();
    if (!isKnown && !rollout.isTerminal) // a runtime runs one at a time: whichever runs is the newest
        rollouts.insert(rollouts.begin(), rollout.id);
    if (rollouts.empty() || rollouts.front() != rollout.id)
        return;
    plan->rolloutState = rollout.state;
    setNow(now);
}

void PlanListModel::setNow(UnixMillis now)
{
    std::vector<ShownRow> rows;
    rows.reserve(m_plans.size());
    int open = 0;
    for (const wire::PlanSummary& plan : m_plans) {
        rows.push_back(rowOf(plan, now));
        open += plan.rollouts.empty() && plan.operationCount > 0 && !isExpired(plan, now) ? 1 : 0;
    }
    setRows(std::move(rows));
    m_openCount = open;
    Q_EMIT headlineChanged();
}

QString PlanListModel::headline() const
{
    if (m_plans.empty())
        return tr("There are no plans yet");
    if (m_openCount == 0)
        return tr("No plan waits for you");
    return counted(m_openCount, tr("One plan waits to be rolled out"), tr("%1 plans wait to be rolled out"));
}

QString PlanListModel::headlineDetail() const
{
    if (m_plans.empty())
        return tr("A plan says what a change would do before anything is touched. Choose something on the topology and "
                  "change "
                  "it: the plan appears here.");
    return counted(static_cast<qsizetype>(m_plans.size()), tr("1 plan in all."), tr("%1 plans in all."));
}

RolloutListModel::RolloutListModel(QObject* parent)
    : RowListModel(kRoles, parent)
{
}

void RolloutListModel::setRollouts(std::vector<wire::Rollout> rollouts, UnixMillis now)
{
    m_all = std::move(rollouts);
    setNow(now);
}

void RolloutListModel::setRollout(const wire::Rollout& rollout, UnixMillis now)
{
    const auto found
        = std::find_if(m_all.begin(), m_all.end(), [&](const wire::Rollout& r) { return r.id == rollout.id; });
    if (found != m_all.end())
        *found = rollout;
    else
        m_all.insert(m_all.begin(), rollout);
    setNow(now);
}

void RolloutListModel::setNow(UnixMillis now)
{
    m_now = now;
    show();
    Q_EMIT headlineChanged();
}

const wire::Rollout* RolloutListModel::find(const std::string& id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const wire::Rollout& r) { return r.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

void RolloutListModel::setRuntimeFilter(const QString& runtime)
{
    if (runtime == m_runtimeFilter)
        return;
    m_runtimeFilter = runtime;
    show();
    Q_EMIT filterChanged();
}

void RolloutListModel::setStateFilter(const QString& state)
{
    if (state == m_stateFilter)
        return;
    m_stateFilter = state;
    show();
    Q_EMIT filterChanged();
}

void RolloutListModel::show()
{
    std::vector<ShownRow> rows;
    rows.reserve(m_all.size());
    for (const wire::Rollout& rollout : m_all) {
        const bool isOfRuntime = m_runtimeFilter.isEmpty() || qt(rollout.runtime) == m_runtimeFilter;
        if (isOfRuntime && passes(rollout, m_stateFilter))
            rows.push_back(rowOf(rollout, hasLost(rollout) && !needsOperator(rollout), m_now));
    }
    setRows(std::move(rows));
}

QStringList RolloutListModel::runtimes() const
{
    QStringList names;
    for (const wire::Rollout& rollout : m_all)
        names << qt(rollout.runtime);
    names.removeDuplicates();
    names.sort();
    return names;
}

int RolloutListModel::activeCount() const
{
    return static_cast<int>(
        std::count_if(m_all.begin(), m_all.end(), [](const wire::Rollout& r) { return !r.isTerminal; }));
}

/// Until a later change of its runtime succeeded: then somebody has put it right. One that went back only brought what was there.
bool RolloutListModel::needsOperator(const wire::Rollout& rollout) const
{
    return hasLost(rollout) && std::none_of(m_all.begin(), m_all.end(), [&](const wire::Rollout& later) {
               return later.runtime == rollout.runtime && later.state == "succeeded"
                   && later.createdAt > rollout.createdAt;
           });
}

/// What is to be confirmed: groups and rollouts.
QSet<QString> RolloutListModel::toConfirm() const
{
    QSet<QString> waiting;
    for (const wire::Rollout& rollout : m_all) {
        if (waitsForSomebody(rollout))
            waiting.insert(rollout.group ? QLatin1String("group ") + qt(*rollout.group) : qt(rollout.id));
    }
    return waiting;
}

int RolloutListModel::needsYouCount() const
{
    const auto others = std::count_if(m_all.begin(), m_all.end(), [this](const wire::Rollout& rollout) {
        return waitsForGate(rollout) || needsOperator(rollout);
    });
    return static_cast<int>(others + toConfirm().size());
}

QString RolloutListModel::headline() const
{
    if (m_all.empty())
        return tr("Nothing was rolled out yet");
    const auto lost
        = std::count_if(m_all.begin(), m_all.end(), [this](const wire::Rollout& r) { return needsOperator(r); });
    if (lost > 0)
        return counted(lost, tr("One rollout needs the operator"), tr("%1 rollouts need the operator"));
    if (const qsizetype waiting = toConfirm().size(); waiting > 0)
        return counted(waiting, tr("One rollout waits for a confirmation"), tr("%1 rollouts wait for a confirmation"));
    const int active = activeCount();
    return active == 0 ? tr("Nothing is being changed")
                       : counted(active, tr("One rollout is under way"), tr("%1 rollouts are under way"));
}

QString RolloutListModel::headlineDetail() const
{
    if (m_all.empty())
        return tr("A rollout carries a plan out step by step, looks whether it is right, and goes back by itself if it "
                  "is not. Start "
                  "one from a plan.");
    return counted(static_cast<qsizetype>(m_all.size()), tr("1 rollout in all."), tr("%1 rollouts in all."));
}

} // namespace fabric::model
