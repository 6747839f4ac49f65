// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/change_search.h"

#include "app/model/change_words.h"
#include "app/model/runtime_words.h"
#include "core/wire/plan_name.h"

namespace fabric::model {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

QString joined(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

SearchRow rowOf(const wire::PlanSummary& plan)
{
    const QString id = qt(wire::toText({plan.id, plan.runtime}));
    const QString title = plan.title.empty() ? SearchModel::tr("Plan %1").arg(digestShort(plan.id)) : qt(plan.title);
    return {QLatin1String("plan:") + id, id, title,
            joined({SearchModel::tr("plan"), qt(plan.runtime), digestShort(plan.id)}), QStringLiteral("plan")};
}

QString titleOf(const wire::Rollout& rollout)
{
    return rollout.title.empty() ? SearchModel::tr("Rollout %1").arg(qt(rollout.id)) : qt(rollout.title);
}

SearchRow rowOf(const wire::Rollout& rollout)
{
    const QString id = qt(rollout.id);
    return {QLatin1String("rollout:") + id, id, titleOf(rollout),
            joined({SearchModel::tr("rollout"), qt(rollout.runtime), stateShort(rollout.state)}),
            QStringLiteral("rollout")};
}

void addActions(const wire::Rollout& rollout, std::vector<SearchRow>& rows)
{
    const auto add = [&](bool isPossible, const char* action, const QString& title) {
        if (!isPossible)
            return;
        const QString id = QLatin1String(action) + QLatin1Char(':') + qt(rollout.id);
        const QString what
            = rollout.group ? SearchModel::tr("%1, for its whole group").arg(titleOf(rollout)) : titleOf(rollout);
        rows.push_back({QLatin1String("action:") + id, id, title.arg(what),
                        joined({SearchModel::tr("action"), qt(rollout.runtime), stateShort(rollout.state)}),
                        QStringLiteral("action")});
    };
    add(waitsForSomebody(rollout), "confirm", SearchModel::tr("Confirm: %1"));
    add(rollout.canCancel, "cancel", SearchModel::tr("Cancel: %1"));
    add(rollout.canRollBack, "rollback", SearchModel::tr("Roll back: %1"));
}

} // namespace

std::vector<SearchRow> changeRows(const std::vector<wire::PlanSummary>& plans,
                                  const std::vector<wire::Rollout>& rollouts,
                                  const std::vector<wire::Runtime>& runtimes, bool mayChange)
{
    std::vector<SearchRow> rows;
    rows.reserve(plans.size() + rollouts.size() + runtimes.size());
    for (const wire::PlanSummary& plan : plans)
        rows.push_back(rowOf(plan));
    for (const wire::Rollout& rollout : rollouts) {
        rows.push_back(rowOf(rollout));
        if (mayChange)
            addActions(rollout, rows);
    }
    for (const wire::Runtime& runtime : runtimes) {
        const QString id = qt(runtime.id);
        rows.push_back({QLatin1String("intent:") + id, id, SearchModel::tr("Intent of %1").arg(displayName(runtime)),
                        SearchModel::tr("what is wanted, next to what runs"), QStringLiteral("intent")});
        if (mayChange)
            rows.push_back({QLatin1String("action:plan:") + id, QLatin1String("plan:") + id,
                            SearchModel::tr("Plan what is wanted of %1").arg(displayName(runtime)),
                            SearchModel::tr("action"), QStringLiteral("action")});
    }
    return rows;
}

} // namespace fabric::model
