// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/gate.h"

#include <QTest>

using namespace fabric;
using namespace fabric::rollout;
using store::Role;
using Verdict = GateDecision::Verdict;

namespace {

planning::Plan normalPlan()
{
    planning::Plan plan;
    plan.risk = planning::RiskLevel::High;
    return plan;
}

planning::Plan criticalPlan()
{
    planning::Plan plan;
    plan.risk = planning::RiskLevel::Critical;
    return plan;
}

Verdict decide(const planning::Plan& plan, Role role, const std::string& typed = {})
{
    const GateDecision decision = BuiltInGate().decide(
        {.plan = plan, .planId = sha256("p"), .actor = "ada", .role = role, .typedDigits = typed});
    return decision.rule == "built-in" && !decision.reason.empty() ? decision.verdict : Verdict{99};
}

std::string digits()
{
    return sha256("p").text().substr(7, 8);
}

} // namespace

class GateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lets_whoMayRunPlans_runANormalOne()
    {
        for (const Role role : {Role::Operator, Role::Approver, Role::Admin})
            QVERIFY(decide(normalPlan(), role) == Verdict::Allowed);
    }

    void denies_rolesThatMayNot()
    {
        for (const Role role : {Role::Viewer, Role::Service}) {
            QVERIFY(decide(normalPlan(), role) == Verdict::Denied);
            QVERIFY(decide(criticalPlan(), role, digits()) == Verdict::Denied);
        }
    }

    void waitsForAnAdmin_whenThePlanIsCritical()
    {
        QVERIFY(decide(criticalPlan(), Role::Operator) == Verdict::Waiting);
        QVERIFY(decide(criticalPlan(), Role::Operator, digits()) == Verdict::Waiting);
        QVERIFY(decide(criticalPlan(), Role::Approver, digits()) == Verdict::Waiting);
    }

    void waitsForTheDigits_ofAnAdmin()
    {
        QVERIFY(decide(criticalPlan(), Role::Admin) == Verdict::Waiting);
        QVERIFY(decide(criticalPlan(), Role::Admin, digits()) == Verdict::Allowed);
    }

    void denies_wrongDigits()
    {
        QVERIFY(decide(criticalPlan(), Role::Admin, "00000000") == Verdict::Denied);
        QVERIFY(decide(criticalPlan(), Role::Admin, digits().substr(0, 7)) == Verdict::Denied);
        QVERIFY(decide(criticalPlan(), Role::Admin, digits() + "0") == Verdict::Denied);
        QVERIFY(decide(normalPlan(), Role::Operator, "00000000") == Verdict::Denied);
    }

    void asksAnAdmin_whenAnAuthorityWidens()
    {
        planning::Plan plan = normalPlan();
        plan.reachability.gained.push_back({topology::NodeId("hook:h"), topology::NodeId("tool:t"), false, {}});
        QVERIFY(decide(plan, Role::Operator) == Verdict::Waiting);
        plan = normalPlan();
        plan.reachability.directGrants.emplace_back("tool-allow|agent:a|tool:t|allow");
        QVERIFY(decide(plan, Role::Operator) == Verdict::Waiting);
        plan = normalPlan();
        plan.reachability.widened.push_back({"agent:a", "r"});
        QVERIFY(decide(plan, Role::Operator) == Verdict::Waiting);
        QVERIFY(decide(plan, Role::Admin, digits()) == Verdict::Allowed);
        plan = normalPlan();
        plan.reachability.lost.push_back({topology::NodeId("hook:h"), topology::NodeId("tool:t"), false, {}});
        QVERIFY(decide(plan, Role::Operator) == Verdict::Allowed);
    }
};

QTEST_APPLESS_MAIN(GateTest)
#include "tst_gate.moc"
