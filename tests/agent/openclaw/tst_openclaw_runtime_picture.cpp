// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/runtime_picture.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using provider::AccessMode;
using provider::HealthState;
using session::Reach;

namespace {

topology::Node node(const char* id, topology::NodeKind kind, topology::Origin origin)
{
    topology::Node out;
    out.id = topology::NodeId(id);
    out.kind = kind;
    out.name = id;
    out.origin = origin;
    return out;
}

topology::Edge triggers(const char* job, const char* agent)
{
    topology::Edge edge;
    edge.kind = topology::EdgeKind::Triggers;
    edge.from = topology::NodeId(job);
    edge.to = topology::NodeId(agent);
    edge.origin = topology::Origin::RuntimeOnly;
    return edge;
}

} // namespace

class TestRuntimePicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void picture_data()
    {
        QTest::addColumn<Sight>("sight");
        QTest::addColumn<Picture>("picture");
        const auto row = [](const char* name, Sight sight, AccessMode mode, HealthState health) {
            QTest::newRow(name) << sight << Picture{mode, health};
        };
        using enum FileSight;
        row("first contact", {Reach::Connecting, false, false, NotRead, false}, AccessMode::None,
            HealthState::Connecting);
        row("connected, nothing read yet", {Reach::Ready, false, false, NotRead, false}, AccessMode::Gateway,
            HealthState::Connecting);
        row("live", {Reach::Ready, true, true, NotRead, false}, AccessMode::Gateway, HealthState::Live);
        row("live with problems", {Reach::Ready, true, true, NotRead, true}, AccessMode::Gateway,
            HealthState::Degraded);
        row("invalid from the start", {Reach::Ready, false, false, NotRead, true}, AccessMode::Gateway,
            HealthState::Degraded);
        row("cut off a moment ago", {Reach::Connecting, false, true, NotRead, false}, AccessMode::Gateway,
            HealthState::Connecting);
        row("restarts", {Reach::Restarting, false, true, NotRead, false}, AccessMode::Gateway, HealthState::Restarting);
        row("comes up, never seen, file there", {Reach::Restarting, false, false, Read, false}, AccessMode::File,
            HealthState::Restarting);
        row("gone, file there", {Reach::Unreachable, false, true, Read, false}, AccessMode::File,
            HealthState::FileOnly);
        row("gone, no file", {Reach::Unreachable, false, true, Failed, false}, AccessMode::None, HealthState::Down);
        row("refused, file there", {Reach::Refused, false, false, Read, true}, AccessMode::File, HealthState::Refused);
        row("refused, no file", {Reach::Refused, false, false, Failed, true}, AccessMode::None, HealthState::Refused);
        row("stopped", {Reach::Stopped, false, true, Read, false}, AccessMode::None, HealthState::Down);
    }
    void picture()
    {
        QFETCH(Sight, sight);
        QFETCH(Picture, picture);
        QVERIFY(pictureOf(sight) == picture);
    }

    void readsTheFileOnlyWhereItHelps()
    {
        QVERIFY(wantsFile(Reach::Unreachable, true));
        QVERIFY(wantsFile(Reach::Refused, true));
        QVERIFY(wantsFile(Reach::Restarting, false));
        QVERIFY2(!wantsFile(Reach::Restarting, true), "a restart is waited for");
        QVERIFY(!wantsFile(Reach::Connecting, false));
        QVERIFY(!wantsFile(Reach::Ready, false));
        QVERIFY(!wantsFile(Reach::Stopped, true));
    }

    void keepsRuntimeOnlyElements()
    {
        using enum topology::Origin;
        topology::GraphBuilder before;
        before.add(node("agent:a", topology::NodeKind::Agent, Configured))
            .add(node("agent:b", topology::NodeKind::Agent, Configured))
            .add(node("cron:1", topology::NodeKind::CronJob, RuntimeOnly))
            .add(node("cron:2", topology::NodeKind::CronJob, RuntimeOnly))
            .add(triggers("cron:1", "agent:a"))
            .add(triggers("cron:2", "agent:b"));
        const auto last = before.build().value();
        QVERIFY(hasRuntimeOnly(last));

        topology::GraphBuilder now; // agent b was taken out of the file meanwhile
        now.add(node("agent:a", topology::NodeKind::Agent, Configured));
        const auto configured = now.build().value();
        QVERIFY(!hasRuntimeOnly(configured));
        const auto merged = withRuntimeOnly(configured, last);
        QVERIFY(merged);
        QCOMPARE(merged->nodes().size(), std::size_t{4});
        const topology::Node* gone = merged->find(topology::NodeId("agent:b"));
        QVERIFY2(gone != nullptr && gone->isDangling, "a job that triggers nothing is shown so");
        QVERIFY(merged->configuredDigest() == configured.configuredDigest());
        QVERIFY(withRuntimeOnly(last, last).value() == last);
    }
};

QTEST_GUILESS_MAIN(TestRuntimePicture)
#include "tst_openclaw_runtime_picture.moc"
