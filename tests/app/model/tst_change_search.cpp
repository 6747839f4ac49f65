// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/change_search.h"
#include "app/session/replay_backend.h"

#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::model;

namespace {

const session::ReplayBackend::Recording& recorded()
{
    static const auto recording = session::ReplayBackend::load(
        QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/changes.json"), std::nullopt);
    return recording.value();
}

std::vector<SearchRow> rows(bool mayChange)
{
    std::vector<wire::PlanSummary> plans;
    for (const wire::PlanDocument& plan : recorded().plans)
        plans.push_back(plan.summary);
    return changeRows(plans, recorded().rollouts, recorded().runtimes, mayChange);
}

QStringList keysOf(SearchModel& model, const QString& query)
{
    model.setQuery(query);
    QStringList keys;
    for (const SearchRow& row : model.rows())
        keys << row.key;
    return keys;
}

} // namespace

class TestChangeSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsPlansRolloutsAndIntents()
    {
        SearchModel model;
        model.setChanges(rows(true));
        const wire::PlanSummary& summary = recorded().plans[0].summary;
        const QString plan = QString::fromStdString(summary.id + '@' + summary.runtime);
        QVERIFY(keysOf(model, QStringLiteral("stronger model")).contains(QLatin1String("plan:") + plan));
        QVERIFY(keysOf(model, plan.mid(7, 8)).contains(QLatin1String("plan:") + plan)); // by its digest
        QVERIFY(keysOf(model, QStringLiteral("reviewer uses")).contains(QStringLiteral("rollout:318")));
        for (const wire::Rollout& rollout : recorded().rollouts) // by what it is
            QVERIFY(keysOf(model, QStringLiteral("rollout")).contains(QString::fromStdString("rollout:" + rollout.id)));
        QVERIFY(keysOf(model, QStringLiteral("intent")).contains(QStringLiteral("intent:hq")));
    }

    void offersWhatCanBeDone_whereItCan()
    {
        SearchModel model;
        model.setChanges(rows(true));
        QCOMPARE(keysOf(model, QStringLiteral("confirm:")), QStringList{QStringLiteral("action:confirm:316")});
        for (const wire::Rollout& rollout : recorded().rollouts) {
            const QString id = QString::fromStdString(rollout.id);
            QCOMPARE(keysOf(model, QStringLiteral("cancel:")).contains(QLatin1String("action:cancel:") + id),
                     rollout.canCancel);
            QCOMPARE(keysOf(model, QStringLiteral("roll back:")).contains(QLatin1String("action:rollback:") + id),
                     rollout.canRollBack);
        }
        QVERIFY(keysOf(model, QStringLiteral("plan what")).contains(QStringLiteral("action:plan:hq")));
        model.setChanges(rows(false)); // a key that may only look
        for (const char* query : {"confirm:", "cancel:", "roll back:", "plan what"})
            QCOMPARE(keysOf(model, QString::fromLatin1(query)), QStringList());
    }

    void findsAThing_beforeWhatCanBeDoneAboutIt()
    {
        SearchModel model;
        model.setRuntimes(recorded().runtimes);
        model.setChanges(rows(true));
        QCOMPARE(keysOf(model, QStringLiteral("emea")).front(), QStringLiteral("runtime:emea"));
    }

    void saysWhatWasChosen()
    {
        SearchModel model;
        model.setChanges(rows(true));
        QSignalSpy chosen(&model, &SearchModel::changeActivated);
        model.setQuery(QStringLiteral("confirm:"));
        model.activateNext();
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0], (QVariantList{QStringLiteral("action"), QStringLiteral("confirm:316")}));
    }
};

QTEST_GUILESS_MAIN(TestChangeSearch)
#include "tst_change_search.moc"
