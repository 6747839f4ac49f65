// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/simulation.h"

#include <QTest>

#include <map>

using namespace fabric;
using namespace fabric::test;
using rollout::State;

/// FABRIC_SEED repeats one failure.
class TestRolloutLiars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLie_isCaught_data()
    {
        QTest::addColumn<int>("lie");
        for (int number = 1; number <= kLies; ++number)
            QTest::addRow("lie %d", number) << number;
    }

    void everyLie_isCaught()
    {
        QFETCH(int, lie);
        const std::uint64_t first = testSeed(1);
        for (std::uint64_t seed = first; seed < first + 20; ++seed) {
            const SimulationResult result = simulate({.seed = seed, .lie = static_cast<Lie>(lie)});
            const std::string where = "FABRIC_SEED=" + std::to_string(seed) + " lie " + std::to_string(lie) + ": "
                + result.failure + " " + std::string(toText(result.record.state)) + " " + result.record.reason;
            QVERIFY2(result.record.state != State::Succeeded, where.c_str());
            QVERIFY2(isTerminal(result.record.state), where.c_str());
            QVERIFY2(result.overwritten == 0, where.c_str());
            QVERIFY2(result.failure.empty(), where.c_str()); // what it says of the end is true
            QVERIFY2(result.hasLied, where.c_str());
        }
    }

    void honestRuns_raiseNoFalseAlarm()
    {
        const std::uint64_t first = testSeed(1);
        for (std::uint64_t seed = first; seed < first + 1000; ++seed) {
            const SimulationResult result = simulate({.seed = seed, .isCalm = true});
            QVERIFY2(result.failure.empty() && result.record.state == State::Succeeded && result.isNew,
                     ("FABRIC_SEED=" + std::to_string(seed) + ": " + result.failure + " "
                      + std::string(toText(result.record.state)) + " " + result.record.reason)
                         .c_str());
        }
    }

    void aRival_isNeverOverwritten()
    {
        const std::uint64_t first = testSeed(1);
        std::map<State, int> ends;
        for (std::uint64_t seed = first; seed < first + 1000; ++seed) {
            const SimulationResult result = simulate({.seed = seed, .isCalm = true, .rivalEdits = 3});
            QVERIFY2(result.failure.empty() && result.overwritten == 0,
                     ("FABRIC_SEED=" + std::to_string(seed) + ": " + result.failure).c_str());
            ++ends[result.record.state];
        }
        // Edits came before, between and after: one where all come too early or too late would be no race.
        for (const State end : {State::Succeeded, State::RolledBack, State::Cancelled, State::FailedOperatorNeeded})
            QVERIFY2(ends[end] >= 10, (std::string(toText(end)) + " " + std::to_string(ends[end])).c_str());
    }
};

QTEST_GUILESS_MAIN(TestRolloutLiars)
#include "tst_rollout_liars.moc"
