// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/change_lists.h"
#include "app/model/format.h"
#include "app/session/replay_backend.h"

#include <QTest>

using namespace fabric;
using namespace fabric::model;
using namespace std::chrono_literals;

namespace {

const UnixMillis kNow = parseRfc3339("2026-11-26T14:03:22Z").value();

/// The recorded answers, with their own times.
const session::ReplayBackend::Recording& recorded()
{
    static const auto recording = session::ReplayBackend::load(
        QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/changes.json"), std::nullopt);
    return recording.value();
}

const wire::Rollout& rolloutOf(const char* id)
{
    const auto& all = recorded().rollouts;
    return *std::find_if(all.begin(), all.end(), [&](const wire::Rollout& r) { return r.id == id; });
}

} // namespace

/// The lists of plans and of rollouts, and what they say waits for somebody.
class TestChangeLists : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plans_sayHowManyWait()
    {
        PlanListModel plans;
        QCOMPARE(plans.headline(), QStringLiteral("There are no plans yet"));
        std::vector<wire::PlanSummary> all;
        for (const wire::PlanDocument& plan : recorded().plans)
            all.push_back(plan.summary);
        plans.setPlans(all, kNow);
        QCOMPARE(plans.openCount(), 2);
        QCOMPARE(plans.headline(), QStringLiteral("2 plans wait to be rolled out"));
        plans.setNow({kNow.count + std::chrono::milliseconds(48h).count()});
        QCOMPARE(plans.headline(), QStringLiteral("No plan waits for you"));
    }

    void plans_sayWhatBecameOfThem()
    {
        PlanListModel plans;
        wire::PlanSummary plan = recorded().plans.front().summary;
        plans.setPlans({plan}, kNow);
        const auto state = [&] { return plans.value(0, QStringLiteral("state")).toString(); };
        QCOMPARE(state(), QString());
        wire::Rollout rollout = recorded().rollouts.front();
        rollout.id = "one";
        rollout.plan = plan.id;
        rollout.runtime = "elsewhere"; // a plan is one of its runtime
        rollout.state = "writing";
        rollout.isTerminal = false;
        plans.setRollout(rollout, kNow);
        QCOMPARE(state(), QString());
        rollout.runtime = plan.runtime;
        plans.setRollout(rollout, kNow);
        QCOMPARE(state(), QStringLiteral("writing"));
        QCOMPARE(plans.openCount(), 0);
        rollout.state = "rolled_back";
        rollout.isTerminal = true;
        plans.setRollout(rollout, kNow);
        QCOMPARE(state(), QStringLiteral("rolled back"));
        rollout.id = "an older one";
        rollout.state = "succeeded";
        plans.setRollout(rollout, kNow);
        QCOMPARE(state(), QStringLiteral("rolled back"));
        plan.rollouts = {"one"};
        plan.rolloutState = "failed_operator_needed";
        plans.setPlans({plan}, kNow);
        QCOMPARE(state(), QStringLiteral("needs the operator"));
        plan.rolloutState.reset(); // an agent of before does not say what became of it
        plans.setPlans({plan}, kNow);
        QCOMPARE(state(), QStringLiteral("rolled out"));
    }

    void rollouts_areFiltered()
    {
        RolloutListModel rollouts;
        rollouts.setRollouts(recorded().rollouts, kNow);
        QCOMPARE(rollouts.count(), 8);
        QCOMPARE(rollouts.headline(), QStringLiteral("One rollout needs the operator"));
        QCOMPARE(rollouts.activeCount(), 4);
        QCOMPARE(rollouts.needsYouCount(), 3); // 315: the operator, 316: a confirmation, 319: its gate
        rollouts.setRuntimeFilter(QStringLiteral("hq"));
        QCOMPARE(rollouts.count(), 4);
        rollouts.setStateFilter(QStringLiteral("active"));
        QCOMPARE(rollouts.count(), 1);
        QCOMPARE(rollouts.value(0, QStringLiteral("rolloutId")).toString(), QStringLiteral("318"));
        rollouts.setRuntimeFilter({});
        rollouts.setStateFilter(QStringLiteral("operator"));
        QCOMPARE(rollouts.count(), 1);
        QVERIFY(!rollouts.value(0, QStringLiteral("needsYou")).toBool()); // its state says so
        QCOMPARE(rollouts.runtimes().join(QLatin1Char(' ')), QStringLiteral("apac emea hq lab"));
    }

    void theOperatorIsNeeded_untilALaterChangeSucceeded()
    {
        const wire::Rollout lost = rolloutOf("315");
        wire::Rollout later = lost;
        later.id = "320";
        later.state = "cancelled";
        RolloutListModel rollouts;
        const auto word = [&] { return rollouts.value(rollouts.count() - 1, QStringLiteral("state")).toString(); };
        rollouts.setRollouts({later, lost}, kNow);
        QCOMPARE(rollouts.needsYouCount(), 1);
        QCOMPARE(word(), QStringLiteral("needs the operator"));
        later.state = "succeeded";
        later.createdAt = "2020-01-01T00:00:00.000Z";
        rollouts.setRollouts({lost}, kNow);
        rollouts.setRollout(later, kNow); // somebody opened one that was before
        QCOMPARE(rollouts.needsYouCount(), 1);
        later.createdAt = "2026-11-26T14:00:00.000Z";
        later.state = "rolled_back"; // to what was lost, perhaps
        rollouts.setRollouts({later, lost}, kNow);
        QCOMPARE(rollouts.needsYouCount(), 1);
        later.state = "succeeded";
        rollouts.setRollouts({later, lost}, kNow);
        QCOMPARE(rollouts.needsYouCount(), 0);
        QCOMPARE(word(), QStringLiteral("needed the operator"));
        QCOMPARE(rollouts.headline(), QStringLiteral("Nothing is being changed"));
        later.runtime = "hq";
        rollouts.setRollouts({later, lost}, kNow);
        QCOMPARE(rollouts.needsYouCount(), 1);
    }
};

QTEST_GUILESS_MAIN(TestChangeLists)
#include "tst_change_lists.moc"
