// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/parts.h"
#include "tests/core/rollout/machine_fixture.h"

#include <QTest>

using namespace fabric;
using namespace fabric::rollout;
using fabric::provider::PartHealth;
using fabric::provider::PartState;
using fabric::rollout::test::Machine;
using namespace topology;

namespace {

Node nodeOf(NodeKind kind, const std::string& name)
{
    Node node;
    node.id = nodeId(kind, name);
    node.kind = kind;
    node.name = name;
    return node;
}

Edge edgeTo(const NodeId& to)
{
    Edge edge;
    edge.kind = EdgeKind::UsesModel;
    edge.from = nodeId(NodeKind::Agent, "writer");
    edge.to = to;
    edge.key = "primary";
    return edge;
}

Look lookWith(PartHealth shop, const std::vector<std::string>& touched, PartHealth other = PartHealth::Ok)
{
    Look look = Machine::look("h1", "new");
    look.parts
        = {{"account:t/other", other, ""}, {"account:t/shop", shop, "Unauthorized"}, {"ready", PartHealth::Ok, ""}};
    look.touchedParts = touched;
    return look;
}

const std::vector<std::string> kTouched{"account:t/shop", "ready"};

Machine soakingAfter(PartHealth before)
{
    Machine machine;
    machine.toPreflight();
    Look base = lookWith(before, kTouched);
    base.hash = "h0";
    base.touched = {{provider::ResourceId("a"), sha256("old")}};
    machine.see(base);
    machine.send(BackedUp{machine.record.transient.asked,
                          provider::Backup{provider::Backup::Form::Bytes, "b1", sha256("bytes"), "h0"}});
    machine.answer(provider::WriteAnswer::Verdict::Accepted, "h1");
    for (int looks = 0; looks < 3; ++looks)
        machine.see(lookWith(before, kTouched));
    return machine;
}

} // namespace

class TestRolloutParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlan_touchesWhatItChangesAndWhatThatLeadsTo()
    {
        planning::Plan plan;
        plan.diff.addedNodes = {nodeOf(NodeKind::Plugin, "mem0")};
        plan.diff.removedNodes = {nodeOf(NodeKind::Account, "t/gone")};
        plan.diff.changedNodes = {{nodeId(NodeKind::ModelProvider, "openai"), {}}};
        plan.diff.addedEdges = {edgeTo(nodeId(NodeKind::Model, "local/a"))};
        plan.diff.movedEdges = {{edgeTo(nodeId(NodeKind::Model, "far/odd|name%")).id(), 0, 1}};
        plan.blastRadius.channels = {"account:d/one", "channel:t"};
        const TouchedParts touched(plan);
        for (const char* subject : {"ready", "plugin:mem0", "provider:openai", "model:openai/gpt", "model:local/a",
                                    "provider:local", "model:far/odd|name%", "account:d/one", "account:t/shop"})
            QVERIFY2(touched.contains(subject), subject);
        for (const char* subject :
             {"account:t/gone", "account:d/two", "account:tt/shop", "model:local/b", "plugin:other", "provider:open"})
            QVERIFY2(!touched.contains(subject), subject);
    }

    void parts_areComparedWithTheBaseline_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("now");
        QTest::addColumn<bool>("isWorse");
        QTest::newRow("ok stays ok") << "ok"
                                     << "ok" << false;
        QTest::newRow("ok to off") << "ok"
                                   << "off" << false;
        QTest::newRow("ok to degraded") << "ok"
                                        << "degraded" << true;
        QTest::newRow("ok to unknown") << "ok"
                                       << "unknown" << true;
        QTest::newRow("ok to down") << "ok"
                                    << "down" << true;
        QTest::newRow("degraded to down") << "degraded"
                                          << "down" << true;
        QTest::newRow("down stays down") << "down"
                                         << "down" << false;
        QTest::newRow("down to degraded") << "down"
                                          << "degraded" << false;
        QTest::newRow("not told of any more") << "ok"
                                              << "" << true;
        QTest::newRow("was down, not told of any more") << "down"
                                                        << "" << false;
        QTest::newRow("new and ok") << ""
                                    << "ok" << false;
        QTest::newRow("new and down") << ""
                                      << "down" << true;
    }
    void parts_areComparedWithTheBaseline()
    {
        QFETCH(QString, before);
        QFETCH(QString, now);
        QFETCH(bool, isWorse);
        const auto partsOf = [](const QString& health) {
            std::vector<PartState> parts{{"ready", PartHealth::Ok, ""}};
            if (!health.isEmpty())
                parts.insert(parts.begin(),
                             {"account:t/shop", *provider::partHealthFrom(health.toStdString()), "detail"});
            return parts;
        };
        const PartChanges ours = comparedWith(partsOf(before), partsOf(now), {"account:t/shop", "ready"}, false);
        QCOMPARE(!ours.worse.empty(), isWorse);
        QVERIFY(ours.elsewhere.empty());
        const PartChanges others = comparedWith(partsOf(before), partsOf(now), {"ready"}, false);
        QVERIFY(others.worse.empty());
        QCOMPARE(!others.elsewhere.empty(), isWorse && !now.isEmpty());
        QCOMPARE(!comparedWith(partsOf(before), partsOf(now), {"ready"}, true).worse.empty(),
                 isWorse && !now.isEmpty());
        if (isWorse && !now.isEmpty() && !before.isEmpty())
            QCOMPARE(ours.worse.front(),
                     "account:t/shop is " + now.toStdString() + ", it was " + before.toStdString() + " (detail)");
    }

    void aTouchedPartThatGetsWorse_goesBackAndIsNamed()
    {
        Machine machine = soakingAfter(PartHealth::Ok);
        QVERIFY(machine.record.state == State::Soaking);
        machine.sleep();
        machine.see(lookWith(PartHealth::Down, kTouched));
        QVERIFY(machine.record.state == State::Soaking); // one bad look may be a channel that reconnects
        machine.sleep();
        machine.see(lookWith(PartHealth::Down, kTouched));
        QVERIFY(machine.record.state == State::RollingBack);
        QCOMPARE(machine.record.reason, std::string("account:t/shop is down, it was ok (Unauthorized)"));
    }

    void aPartThatReconnectsMeanwhile_isForgiven()
    {
        Machine machine = soakingAfter(PartHealth::Ok);
        for (int looks = 0; machine.record.state == State::Soaking && looks < 50; ++looks) {
            machine.sleep();
            machine.see(lookWith(looks == 1 ? PartHealth::Degraded : PartHealth::Ok, kTouched));
        }
        QVERIFY(machine.record.state == State::Succeeded);
    }

    void aPartThatIsNotTouched_isAFindingOnly()
    {
        Machine machine = soakingAfter(PartHealth::Ok);
        while (machine.record.state == State::Soaking) {
            machine.sleep();
            machine.see(lookWith(PartHealth::Ok, kTouched, PartHealth::Down));
        }
        QVERIFY(machine.record.state == State::Succeeded);
        QCOMPARE(machine.record.notes,
                 std::vector<std::string>{"account:t/other is down, it was ok; the plan does not touch it"});
    }

    void afterARestart_everyPartCounts()
    {
        Machine machine = soakingAfter(PartHealth::Ok);
        machine.record.baseBoot = "boot0";
        for (int looks = 0; looks < 2; ++looks) {
            machine.sleep();
            machine.see(lookWith(PartHealth::Ok, kTouched, PartHealth::Down));
        }
        QVERIFY(machine.record.state == State::RollingBack);
    }

    void aPartThatWasUnwellBefore_isAFindingOnly()
    {
        Machine machine = soakingAfter(PartHealth::Down);
        while (machine.record.state == State::Soaking) {
            machine.sleep();
            machine.see(lookWith(PartHealth::Down, kTouched));
        }
        QVERIFY(machine.record.state == State::Succeeded);
        QCOMPARE(machine.record.notes,
                 std::vector<std::string>{"account:t/shop was down before the change already (Unauthorized)"});
    }

    void aModel_thatTheRuntimeDoesNotTellOf_isAFinding()
    {
        planning::Plan plan;
        plan.diff.addedEdges = {edgeTo(NodeId("model:x/nope"))};
        provider::Reading reading;
        QVERIFY2(lookAt(plan, reading).untoldModels.empty(), "it tells of no model at all: that says nothing");
        reading.parts = {{"model:x/large", PartHealth::Ok, ""}};
        QCOMPARE(lookAt(plan, reading).untoldModels, std::vector<std::string>{"model:x/nope"});
        reading.parts.push_back({"model:x/nope", PartHealth::Ok, ""});
        QVERIFY(lookAt(plan, reading).untoldModels.empty());

        Machine machine;
        machine.toPreflight();
        Look look = lookWith(PartHealth::Ok, kTouched);
        look.hash = "h0";
        look.touched = {{provider::ResourceId("a"), sha256("old")}};
        machine.see(look);
        machine.send(BackedUp{machine.record.transient.asked,
                              provider::Backup{provider::Backup::Form::Bytes, "b1", sha256("bytes"), "h0"}});
        machine.answer(provider::WriteAnswer::Verdict::Accepted, "h1");
        look = lookWith(PartHealth::Ok, kTouched);
        look.untoldModels = {"model:x/nope"};
        for (int looks = 0; looks < 3; ++looks)
            machine.see(look);
        QVERIFY(machine.record.state == State::Soaking);
        QCOMPARE(
            machine.record.notes,
            std::vector<std::string>{"model:x/nope: the runtime does not tell of it, so nothing shows that it works"});
    }
};

QTEST_GUILESS_MAIN(TestRolloutParts)
#include "tst_rollout_parts.moc"
