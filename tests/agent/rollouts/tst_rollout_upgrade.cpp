// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// An agent that is upgraded in the middle of a rollout finishes it. tests/fixtures/rollouts/format-<n>.json holds what agents of
// each format stored: the plan, and the record in every state. With FABRIC_RECORD_FIXTURE=1 this test writes the one of the
// present format; do it before the format is changed.

#include "core/base/json.h"
#include "tests/agent/rollouts/calm_world.h"
#include "tests/support/verify_result.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace fabric;
using namespace fabric::test;
using namespace std::chrono_literals;

namespace {

QString fixturePath(int format)
{
    return QFINDTESTDATA("../../fixtures/rollouts") + QStringLiteral("/format-%1.json").arg(QString::number(format));
}

/// Every different (state, stage) that is stored while a rollout runs.
void record(World& world, Json& records)
{
    if (world.store.state().rollouts.empty())
        return;
    const store::RolloutRecord& row = world.row();
    if (row.isFinished)
        return;
    std::string name = row.state;
    if (row.state == "writing")
        name += "/" + row.body.at("stage").get<std::string>();
    if (!row.body.at("confirmedBy").get<std::string>().empty())
        name += "/confirmed";
    if (!records.contains(name))
        records[name] = row.body;
}

void drive(World& world, Json& records, rollout::State backFrom, bool isConfirmed)
{
    rollouts::Driver driver(world.ports(world.scheduler));
    driver.begin(world.request, [](const Result<rollout::Record>&) {});
    const auto ignore = [](const Result<rollout::Record>&) {};
    bool isAsked = false;
    for (int steps = 0; steps < 2000 && world.scheduler.runNext(); ++steps) {
        record(world, records);
        const auto running = driver.running();
        if (isAsked || running.empty() || running.front().state != backFrom)
            continue;
        isAsked = true;
        if (isConfirmed)
            driver.confirm(running.front().id, "tester", ignore);
        else
            driver.rollBack(running.front().id, "tester", ignore);
    }
}

Json fixtureOf(int format)
{
    QFile file(fixturePath(format));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return parseJson(file.readAll().toStdString()).value_or(Json());
}

/// Stores @p body as an agent of before did, and brings the runtime to where that agent left it.
void leave(World& world, const Json& body, bool isWritten)
{
    world.change([&](store::Session& session) -> Result<> {
        FABRIC_CHECK(session.rollouts().add({.id = RolloutId(body.at("id").get<std::string>()),
                                             .version = 1,
                                             .runtime = world.request.runtime,
                                             .plan = world.request.plan,
                                             .group = {},
                                             .state = body.at("state").get<std::string>(),
                                             .isFinished = false,
                                             .createdAt = world.clock.now(),
                                             .changedAt = world.clock.now(),
                                             .body = body}));
        FABRIC_CHECK(session.audit().append({world.clock.now(), "agent", "rollout.requested", "runtime:hq"}));
        FABRIC_CHECK(session.outbox().append({world.clock.now(), "rollout.requested", "runtime:hq"}));
        return {};
    });
    if (!body.at("backup").is_object())
        return;
    provider::Reading reading;
    reading.hash = world.model.hash();
    world.model.backUp(body["backup"]["id"].get<std::string>(), reading, [](const Result<provider::Backup>&) {});
    world.run();
    if (!isWritten)
        return;
    world.model.write({provider::LeaseToken("old"), world.model.hash(), world.plan.operations.front(), ""},
                      [](const Result<provider::WriteAnswer>&) {});
    world.run();
    QVERIFY(isPlanned(world.plan, world.model.document(), true));
    world.writes = 0;
}

} // namespace

class TestRolloutUpgrade : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("FABRIC_RECORD_FIXTURE"))
            return;
        Json records = Json::object();
        Json plan;
        for (const auto& [backFrom, isConfirmed] :
             {std::pair(rollout::State::Soaking, false), std::pair(rollout::State::AwaitingConfirmation, true)}) {
            World world;
            world.request.confirmWithin = 600s;
            world.request.soak = 2s;
            plan = toJson(world.plan);
            drive(world, records, backFrom, isConfirmed);
        }
        QFile file(fixturePath(rollout::Record::kFormat));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(Json{{"plan", plan}, {"records", records}}.dump(1)) + '\n');
    }

    void everyState_ofEveryFormatIsFinished_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isWritten");
        QTest::addColumn<bool>("confirms");
        QTest::addColumn<QString>("end");
        for (int format = 1; format <= rollout::Record::kFormat; ++format) {
            const Json fixture = fixtureOf(format);
            if (format == rollout::Record::kFormat && fixture.is_null())
                continue; // the present one is recorded when it is about to become an old one
            QVERIFY2(fixture.is_object(), "no fixture of a format that was stored once");
            const auto add = [&](const std::string& name, bool isWritten, bool confirms, const char* end) {
                QTest::addRow("format %d, %s%s%s", format, name.c_str(), isWritten ? ", written" : "",
                              confirms ? "" : ", unconfirmed")
                    << format << QString::fromStdString(name) << isWritten << confirms << QString::fromLatin1(end);
            };
            for (const auto& [name, body] : fixture.at("records").items()) {
                if (name == "rolling_back") {
                    add(name, true, true, "rolled_back");
                } else if (name == "writing/intended") {
                    add(name, true, true, "succeeded");
                    add(name, false, true, "succeeded");
                } else if (name == "awaiting_confirmation") {
                    add(name, true, true, "succeeded");
                    add(name, true, false, "rolled_back");
                } else {
                    add(name, !rollout::info(*rollout::stateFrom(body.at("state").get<std::string>())).isBeforeWrite,
                        true, "succeeded");
                }
            }
        }
    }
    void everyState_ofEveryFormatIsFinished()
    {
        QFETCH(int, format);
        QFETCH(QString, name);
        QFETCH(bool, isWritten);
        QFETCH(bool, confirms);
        QFETCH(QString, end);
        const Json fixture = fixtureOf(format);
        World world(planning::parsePlan(fixture.at("plan")).value());
        leave(world, fixture.at("records").at(name.toStdString()), isWritten);

        rollouts::Driver driver(world.ports(world.scheduler));
        driver.setListener([&](const rollout::Record& record) {
            if (confirms && record.state == rollout::State::AwaitingConfirmation)
                driver.confirm(record.id, "tester", [](const Result<rollout::Record>&) {});
        });
        std::optional<Result<int>> recovered;
        driver.recover([&](const Result<int>& outcome) { recovered = outcome; });
        world.run();
        QVERIFY(recovered.has_value());
        FABRIC_VERIFY_RESULT(*recovered);
        QCOMPARE(recovered->value(), 1);
        QCOMPARE(QString::fromStdString(world.row().state), end);
        QCOMPARE(world.row().body.at("format").get<int>(), rollout::Record::kFormat);
        QVERIFY(isPlanned(world.plan, world.model.document(), end == QLatin1String("succeeded")));
        QCOMPARE(world.writes, isWritten || end == QLatin1String("rolled_back") ? 0 : 1); // never a second time
    }
};

QTEST_GUILESS_MAIN(TestRolloutUpgrade)
#include "tst_rollout_upgrade.moc"
