// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// An agent that is upgraded in the middle of a group's change finishes it: all members on the new state, or all on the old one.
// tests/fixtures/rollouts/group-<record format>-<group format>.json holds what agents of before stored: the plan, and group and
// members in its moments. With FABRIC_RECORD_FIXTURE=1 this test writes the one of the present formats; do it before either is
// changed.

#include "core/base/json.h"
#include "tests/agent/rollouts/group_world.h"
#include "tests/support/verify_result.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::test;
using namespace std::chrono_literals;
using rollout::Group;

namespace {

QDir fixtures()
{
    return QDir(QFINDTESTDATA("../../fixtures/rollouts"));
}

QString presentName()
{
    return QStringLiteral("group-%1-%2.json")
        .arg(QString::number(rollout::Record::kFormat), QString::number(Group::kFormat));
}

Json read(const QString& name)
{
    QFile file(fixtures().filePath(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return parseJson(file.readAll().toStdString()).value_or(Json());
}

/// Keeps what is stored at this moment, if the states of the group and its members are new and say something of groups.
void keep(const GroupWorld& world, Json& moments)
{
    static const std::set<std::string> kTelling{"not started",           "writing",     "soaking", "held",
                                                "awaiting_confirmation", "rolling_back"};
    const store::RolloutGroupRecord& group = world.store.state().groups.begin()->second;
    if (group.isFinished)
        return;
    std::string name = group.state;
    if (!group.body.at("confirmedBy").get<std::string>().empty())
        name += ", confirmed";
    Json members = Json::array();
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string state = world.stateOf(i);
        if (!kTelling.contains(state))
            return;
        name += ", " + state;
        const auto at = world.store.state().rollouts.find(world.begun->members.at(i).rollout);
        members.push_back(at == world.store.state().rollouts.end() ? Json() : at->second.body);
    }
    if (!moments.contains(name))
        moments[name] = {{"group", group.body}, {"members", std::move(members)}};
}

enum class Course { Confirmed, TakenBack, Halted };

void record(Course course, Json& moments)
{
    GroupWorld world;
    world.begin(600s);
    bool isAsked = false;
    const auto ignore = [](const Result<Group>&) {};
    for (int steps = 0; steps < 20'000 && !isTerminal(*rollout::groupStateFrom(world.state())); ++steps) {
        keep(world, moments);
        const bool isDue
            = course == Course::Halted ? world.stateOf(1) == "soaking" : world.state() == "awaiting_confirmation";
        if (isDue && !std::exchange(isAsked, true)) {
            if (course == Course::Confirmed)
                world.groups->confirm(world.begun->id, "tester", ignore);
            else
                world.groups->rollBack(world.begun->id, "tester", ignore);
        }
        world.scheduler.runNext();
    }
}

bool isWritten(const Json& member)
{
    const auto state = rollout::stateFrom(member.at("state").get<std::string>());
    if (rollout::info(*state).isBeforeWrite)
        return false;
    return *state != rollout::State::Writing || member.at("stage") == "answered";
}

/// Stores @p moment as an agent of before did, and brings the runtimes to where that agent left them.
void leave(GroupWorld& world, const Json& moment)
{
    world.change([&](store::Session& session) -> Result<> {
        const Json& group = moment.at("group");
        FABRIC_CHECK(session.rolloutGroups().add({.id = group.at("id").get<std::string>(),
                                                  .version = 1,
                                                  .state = group.at("state").get<std::string>(),
                                                  .isFinished = false,
                                                  .createdAt = world.clock.now(),
                                                  .changedAt = world.clock.now(),
                                                  .body = group}));
        for (std::size_t i = 0; i < 2; ++i) {
            const Json& member = moment.at("members").at(i);
            if (member.is_null())
                continue;
            FABRIC_CHECK(session.rollouts().add({.id = RolloutId(member.at("id").get<std::string>()),
                                                 .version = 1,
                                                 .runtime = world.ids.at(i),
                                                 .plan = world.planId(i),
                                                 .group = group.at("id").get<std::string>(),
                                                 .state = member.at("state").get<std::string>(),
                                                 .isFinished = false,
                                                 .createdAt = world.clock.now(),
                                                 .changedAt = world.clock.now(),
                                                 .body = member}));
        }
        FABRIC_CHECK(session.audit().append({world.clock.now(), "agent", "rollout.group.running", "x"}));
        FABRIC_CHECK(session.outbox().append({world.clock.now(), "rollout.group.running", "x"}));
        return {};
    });
    for (std::size_t i = 0; i < 2; ++i) {
        const Json& member = moment.at("members").at(i);
        if (!member.is_object() || !member.at("backup").is_object())
            continue;
        ModelRuntime& model = *world.models.at(i);
        provider::Reading reading;
        reading.hash = model.hash();
        model.backUp(member["backup"]["id"].get<std::string>(), reading, [](const Result<provider::Backup>&) {});
        world.run(1s);
        if (isWritten(member))
            model.write({provider::LeaseToken("old"), model.hash(), world.plans.at(i).operations.front(), ""},
                        [](const Result<provider::WriteAnswer>&) {});
        world.run(5s);
    }
}

} // namespace

class TestGroupUpgrade : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("FABRIC_RECORD_FIXTURE"))
            return;
        Json moments = Json::object();
        for (const Course course : {Course::Confirmed, Course::TakenBack, Course::Halted})
            record(course, moments);
        QFile file(fixtures().filePath(presentName()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Json fixture{{"plan", toJson(modelPlan(ModelPlan::Patch, false))}, {"moments", moments}};
        file.write(QByteArray::fromStdString(fixture.dump(1)) + '\n');
    }

    void everyMoment_ofEveryFormatEndsAllNewOrAllOld_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("moment");
        const QStringList files = fixtures().entryList({QStringLiteral("group-*.json")}, QDir::Files, QDir::Name);
        QVERIFY2(!files.isEmpty(), "no fixture of what was stored once");
        for (const QString& file : files) {
            const Json fixture = read(file);
            QVERIFY(fixture.is_object());
            for (const auto& [name, moment] : fixture.at("moments").items())
                QTest::addRow("%s: %s", qUtf8Printable(file), name.c_str()) << file << QString::fromStdString(name);
        }
    }
    void everyMoment_ofEveryFormatEndsAllNewOrAllOld()
    {
        QFETCH(QString, file);
        QFETCH(QString, moment);
        const Json fixture = read(file);
        const Json stored = fixture.at("moments").at(moment.toStdString());
        GroupWorld world(planning::parsePlan(fixture.at("plan")).value());
        world.stopAgent();
        leave(world, stored);
        int writes = 0;
        for (const auto& model : world.models)
            model->onWrite = [&writes](const provider::WriteRequest&) { ++writes; };

        world.startAgent();
        std::optional<Result<int>> recovered;
        world.driver->recover([&](const Result<int>& outcome) {
            FABRIC_VERIFY_RESULT(outcome);
            world.groups->recover([&](const Result<int>& count) { recovered = count; });
        });
        world.run(1s);
        QVERIFY(recovered.has_value());
        FABRIC_VERIFY_RESULT(*recovered);
        QCOMPARE(recovered->value(), 1);
        const rollout::GroupId id(stored.at("group").at("id").get<std::string>());
        bool isConfirmed = false;
        for (int i = 0; i < 20'000 && !isTerminal(*rollout::groupStateFrom(world.state())); ++i) {
            if (world.state() == "awaiting_confirmation" && !std::exchange(isConfirmed, true))
                world.groups->confirm(id, "tester", [](const Result<Group>&) {});
            world.run(50ms);
        }
        const bool isNew = stored.at("group").at("state") != "rolling_back";
        QCOMPARE(world.state(), std::string(isNew ? "succeeded" : "rolled_back"));
        for (std::size_t i = 0; i < 2; ++i) {
            QVERIFY(isPlanned(world.plans.at(i), world.models.at(i)->document(), isNew));
            QVERIFY(world.store.state().rollouts.contains(
                RolloutId(stored.at("group").at("members").at(i).at("rollout").get<std::string>())));
        }
        const auto wasWritten = [&](std::size_t i) {
            return stored.at("members").at(i).is_object() && isWritten(stored.at("members").at(i));
        };
        QCOMPARE(writes, isNew ? int(!wasWritten(0)) + int(!wasWritten(1)) : 0); // never a second time
    }
};

QTEST_GUILESS_MAIN(TestGroupUpgrade)
#include "tst_group_upgrade.moc"
