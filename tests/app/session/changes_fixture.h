// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/session/changes.h"
#include "app/session/replay_backend.h"
#include "tests/support/fake_clock.h"

#include <QPromise>
#include <QTest>

#include <memory>
#include <string>

/// Changes on recorded answers, for the tests of this folder.
namespace fabric::test {

using model::Ui::PageState;
using session::Changes;
using session::ReplayBackend;
using session::Session;

inline QString fixture(const char* name)
{
    return QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/") + QLatin1String(name);
}

inline QString nameOf(const wire::PlanSummary& plan)
{
    return QString::fromStdString(wire::toText({plan.id, plan.runtime}));
}

/// Can say late who asks, how a group is, what a plan is, and which rollouts there are.
class TestBackend final : public ReplayBackend
{
public:
    using ReplayBackend::ReplayBackend;

    [[nodiscard]] QFuture<Result<wire::Self>> self() override
    {
        if (!holdsSelf)
            return ReplayBackend::self();
        m_held.start();
        return m_held.future();
    }
    [[nodiscard]] QFuture<Result<wire::RolloutGroup>> rolloutGroup(const std::string& id) override
    {
        ++groupQuestions;
        if (!holdsGroup)
            return ReplayBackend::rolloutGroup(id);
        heldGroup = std::make_unique<QPromise<Result<wire::RolloutGroup>>>();
        heldGroup->start();
        return heldGroup->future();
    }
    [[nodiscard]] QFuture<Result<std::vector<wire::Rollout>>> rollouts(const client::RolloutFilter& filter) override
    {
        if (!holdsRollouts)
            return ReplayBackend::rollouts(filter);
        heldRollouts = std::make_unique<QPromise<Result<std::vector<wire::Rollout>>>>();
        heldRollouts->start();
        return heldRollouts->future();
    }
    [[nodiscard]] QFuture<Result<wire::Rollout>> rollout(const std::string& id) override
    {
        if (lostRollouts == 0)
            return ReplayBackend::rollout(id);
        --lostRollouts;
        return QtFuture::makeReadyFuture<Result<wire::Rollout>>(fail(ErrorCode::Unavailable, "the answer broke off"));
    }
    [[nodiscard]] QFuture<Result<wire::PlanDocument>> plan(const wire::PlanName& name) override
    {
        if (!holdsPlan)
            return ReplayBackend::plan(name);
        heldPlanName = name;
        heldPlan = std::make_unique<QPromise<Result<wire::PlanDocument>>>();
        heldPlan->start();
        return heldPlan->future();
    }
    void release()
    {
        m_held.addResult(fail(ErrorCode::NotFound, "no such route"));
        m_held.finish();
    }

    bool holdsSelf = false;
    bool holdsGroup = false;
    bool holdsPlan = false;
    bool holdsRollouts = false;
    int lostRollouts = 0; ///< so many answers about one rollout break off
    std::unique_ptr<QPromise<Result<std::vector<wire::Rollout>>>> heldRollouts;
    wire::PlanName heldPlanName;
    std::unique_ptr<QPromise<Result<wire::PlanDocument>>> heldPlan;
    int groupQuestions = 0;
    std::unique_ptr<QPromise<Result<wire::RolloutGroup>>> heldGroup;

private:
    QPromise<Result<wire::Self>> m_held;
};

struct Fixture
{
    test::FakeClock clock{parseRfc3339("2026-11-26T14:03:22Z").value()};
    Session session{clock};
    Changes changes{session, clock};
    TestBackend* backend = nullptr;
    std::string role; ///< empty: the agent does not say
    std::string author; ///< of the newest plan and rollout; empty: as recorded
    bool holdsSelf = false; ///< the agent says it late
    QString plan; ///< the first one
    QString smallPlan; ///< that needs no digits

    bool open(const char* name = "changes.json")
    {
        auto recording = ReplayBackend::load(fixture(name), clock.now()).value();
        recording.self.reset();
        if (!role.empty())
            recording.self = wire::Self{"apikey:0a1b2c3d", "Ada", role, {}};
        if (!author.empty())
            recording.plans[0].summary.author = recording.rollouts[0].author = author;
        auto owned = std::make_unique<TestBackend>(std::move(recording));
        backend = owned.get();
        backend->holdsSelf = holdsSelf;
        if (backend->recording().plans.size() > 1) {
            plan = nameOf(backend->recording().plans[0].summary);
            smallPlan = nameOf(backend->recording().plans[1].summary);
        }
        session.open(std::move(owned), QStringLiteral("ops"), QStringLiteral("replay"), QStringLiteral("hq"));
        return until([&] { return session.topology() != nullptr && changes.plansState() != PageState::Loading; });
    }
    template <class F>
    static bool until(F isTrue)
    {
        return QTest::qWaitFor(isTrue, 20'000);
    }
    void say(const char* type, const char* subject, const Json& data = Json::object()) const
    {
        Q_EMIT backend->eventReceived({"e1-99", type, subject, "2026-11-26T14:03:22.000Z", data});
    }
    /// As the agent tells of a rollout: the subject is its runtime.
    void sayOfRollout(const char* type, const std::string& id) const { say(type, "runtime:hq", {{"rollout", id}}); }
    bool openPlan(const QString& id)
    {
        changes.setPlanId(id);
        return until([&] { return changes.plan()->hasPlan() && changes.plan()->texts()->count() > 0; });
    }
    bool settle()
    {
        return until([&] { return !changes.isBusy(); });
    }
};

} // namespace fabric::test
