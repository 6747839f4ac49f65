// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/core/rollout/machine_fixture.h"
#include "tests/core/rollout/states_picture.h"
#include "tests/support/fake_random.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace fabric;
using namespace fabric::rollout;
using fabric::rollout::test::Machine;

namespace {

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// As the document writes it.
QString deadlineText(const StateInfo& row)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(row.deadline).count();
    if (row.kind == DeadlineKind::None)
        return QStringLiteral("-");
    const QString time
        = seconds % 3600 == 0 ? QStringLiteral("%1 h").arg(seconds / 3600) : QStringLiteral("%1 s").arg(seconds);
    return row.kind == DeadlineKind::Wall ? time + QStringLiteral(" (wall)") : time;
}

QString leavesText(const StateInfo& row)
{
    QStringList names;
    for (const StateInfo& other : kStates) {
        if (mayLeaveTo(row.state, other.state))
            names.append(textOf(other.name));
    }
    names.sort();
    return names.isEmpty() ? QStringLiteral("-") : names.join(QStringLiteral(", "));
}

/// An event that fits or does not, with an answer that is true or not.
Event anyEvent(fabric::test::FakeRandom& random, const Machine& machine)
{
    const std::int64_t serial = random.chance(85) ? machine.record.transient.asked : random.below(20);
    const auto anyLook = [&] {
        static constexpr std::array<const char*, 4> kHashes{"h0", "h1", "h2", "h3"};
        static constexpr std::array<const char*, 4> kTexts{"old", "new", "odd", ""};
        Look look
            = Machine::look(kHashes.at(random.below(4)), kTexts.at(random.below(4)), random.chance(80) ? "rest" : "x");
        look.isValid = random.chance(90);
        look.isApplied = random.chance(90);
        look.exists = random.chance(95);
        look.bootId = random.chance(90) ? "boot1" : "boot2";
        if (random.chance(10))
            look.parts = {{"ready", provider::PartHealth::Down, ""}};
        if (random.chance(5))
            look.stale = {provider::ResourceId("a")};
        return look;
    };
    const auto anyAnswer = [&]() -> Result<provider::WriteAnswer> {
        if (random.chance(10))
            return fail(random.chance(50) ? ErrorCode::Unavailable : ErrorCode::FailedPrecondition, "no");
        return provider::WriteAnswer{static_cast<provider::WriteAnswer::Verdict>(random.below(5)),
                                     random.chance(50) ? "h1" : "", random.chance(20), "",
                                     std::chrono::milliseconds(random.below(5000))};
    };
    switch (random.below(20)) {
    case 0: return Recovered{provider::LeaseToken("lease" + std::to_string(random.below(100)))};
    case 1: return random.chance(20) ? Event(CancelAsked{"me"}) : Event(Woke{});
    case 2: return ConfirmAsked{"me"};
    case 3: return random.chance(20) ? Event(RollbackAsked{"me"}) : Event(Woke{});
    case 4: return GateDecided{{static_cast<GateDecision::Verdict>(random.below(3)), "built-in", "because"}};
    case 5:
    case 6:
        return BackedUp{
            serial,
            provider::Backup{provider::Backup::Form::Bytes, "b1", sha256("b"), random.chance(80) ? "h0" : "h9"}};
    case 7:
    case 8: return WriteAnswered{serial, anyAnswer()};
    case 9: return RestoreAnswered{serial, anyAnswer()};
    case 10: return RestoreChecked{serial, random.chance(50)};
    case 11: return StartAnswered{serial, random.chance(50)};
    case 12:
        return random.chance(30) ? Event(GroupConfirmed{})
            : random.chance(50)  ? Event(GroupReleased{})
                                 : Event(GroupFailed{"other"});
    case 13:
    case 14: return Woke{};
    default:
        if (random.chance(10))
            return LookTaken{serial, fail(ErrorCode::Unavailable, "no"), fail(ErrorCode::Unavailable, "no")};
        return LookTaken{serial, anyLook(), Machine::oneOperation()};
    }
}

Request anyRequest(fabric::test::FakeRandom& random)
{
    Request request = Machine::wish();
    request.soak = std::chrono::milliseconds(random.below(60'000));
    if (random.chance(40))
        request.confirmWithin = std::chrono::milliseconds(1 + random.below(600'000));
    if (random.chance(30))
        request.group = GroupId("g");
    return request;
}

} // namespace

class TestRolloutStates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table_isInTheOrderOfTheEnumAndConsistent()
    {
        for (std::size_t i = 0; i < kStates.size(); ++i) {
            const StateInfo& row = kStates.at(i);
            QCOMPARE(static_cast<std::size_t>(row.state), i);
            QVERIFY(stateFrom(row.name) == row.state);
            if (isTerminal(row.state))
                QCOMPARE(row.leavesTo, States{0});
            else
                QVERIFY(mayLeaveTo(row.state, row.atDeadline) && row.deadline.count() > 0);
        }
        QVERIFY(!stateFrom("nowhere"));
    }

    void document_hasTheSameTable()
    {
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/docs/rollout.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        const QRegularExpression line(
            QStringLiteral("^\\| `([a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$"),
            QRegularExpression::MultilineOption);
        std::size_t row = 0;
        for (auto found = line.globalMatch(text); found.hasNext(); ++row) {
            const auto match = found.next();
            QVERIFY(row < kStates.size());
            QCOMPARE(match.captured(1), textOf(kStates.at(row).name));
            QCOMPARE(match.captured(2), deadlineText(kStates.at(row)));
            QStringList leaves = match.captured(3).split(QStringLiteral(", "));
            leaves.sort();
            QCOMPARE(leaves.join(QStringLiteral(", ")), leavesText(kStates.at(row)));
        }
        QCOMPARE(row, kStates.size());
    }

    void picture_isMadeFromTheTable()
    {
        const QByteArray wanted = QByteArray::fromStdString(rollout::test::statesPicture());
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/docs/rollout-states.svg"));
        if (qEnvironmentVariableIsSet("FABRIC_UPDATE_GOLDEN")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(wanted), wanted.size());
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), "FABRIC_UPDATE_GOLDEN=1 writes it");
        QVERIFY2(file.readAll() == wanted, "docs/rollout-states.svg: FABRIC_UPDATE_GOLDEN=1 writes it anew");
    }

    void randomEvents_followTheTableAndEveryDeadlineIsKept()
    {
        const std::uint64_t first = fabric::test::testSeed(1);
        for (std::uint64_t seed = first; seed < first + 400; ++seed) {
            fabric::test::FakeRandom random(seed);
            Machine machine(anyRequest(random));
            for (int i = 0; i < 200 && !isTerminal(machine.record.state); ++i) {
                const State before = machine.record.state;
                machine.pass(std::chrono::milliseconds(random.below(random.chance(3) ? 200'000 : 500)));
                machine.send(anyEvent(random, machine));
                const QString where = QStringLiteral("FABRIC_SEED=%1 step %2: %3 -> %4")
                                          .arg(seed)
                                          .arg(i)
                                          .arg(textOf(toText(before)), textOf(toText(machine.record.state)));
                QVERIFY2(before == machine.record.state || mayLeaveTo(before, machine.record.state), qPrintable(where));
                if (isTerminal(machine.record.state)) {
                    QVERIFY2(!machine.wakeAfter && machine.does(Effect::Kind::Report), qPrintable(where));
                    QVERIFY2(!machine.record.outcome.empty(), qPrintable(where));
                    QVERIFY2(machine.record.state != State::FailedOperatorNeeded
                                 || !machine.record.operatorAction.empty(),
                             qPrintable(where));
                } else {
                    QVERIFY2(machine.wakeAfter.has_value() && machine.wakeAfter->count() >= 0, qPrintable(where));
                }
                const auto again = parseRecord(toJson(machine.record));
                QVERIFY2(again && *again == machine.record, qPrintable(where));
            }
            // Left alone, it ends.
            for (int i = 0; i < 100 && !isTerminal(machine.record.state); ++i) {
                const State before = machine.record.state;
                machine.pass(info(before).kind == DeadlineKind::Wall ? std::chrono::hours(25)
                                                                     : std::chrono::minutes(11));
                machine.send(Woke{});
                QVERIFY2(before != machine.record.state, qPrintable(QStringLiteral("FABRIC_SEED=%1 stuck").arg(seed)));
            }
            QVERIFY2(isTerminal(machine.record.state), qPrintable(QStringLiteral("FABRIC_SEED=%1 endless").arg(seed)));
        }
    }
};

QTEST_GUILESS_MAIN(TestRolloutStates)
#include "tst_rollout_states.moc"
