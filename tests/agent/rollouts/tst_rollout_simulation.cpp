// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/simulation.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace fabric;
using namespace fabric::test;

namespace {

constexpr int kEnoughForEveryEnd = 1000;

std::uint64_t countFromEnvironment(std::uint64_t fallback)
{
    const char* text = std::getenv("FABRIC_SIMULATION_SEEDS");
    return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

} // namespace

/// FABRIC_SIMULATION_SEEDS: how many seeds. FABRIC_SEED: only this one, to repeat a failure.
class TestRolloutSimulation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// In rows, because Qt Test gives every one of them five minutes.
    void everySeed_keepsEveryPromise_data()
    {
        constexpr std::uint64_t kRow = 250;
        QTest::addColumn<quint64>("first");
        QTest::addColumn<quint64>("count");
        if (std::getenv("FABRIC_SEED") != nullptr) {
            QTest::addRow("one") << quint64{testSeed(1)} << quint64{1};
            return;
        }
        const std::uint64_t count = countFromEnvironment(10'000);
        for (std::uint64_t first = 1; first <= count; first += kRow)
            QTest::addRow("from %d", static_cast<int>(first))
                << quint64{first} << quint64{std::min(kRow, count - first + 1)};
    }

    void everySeed_keepsEveryPromise()
    {
        QFETCH(quint64, first);
        QFETCH(quint64, count);
        for (std::uint64_t seed = first; seed < first + count; ++seed) {
            const SimulationResult result = simulate({.seed = seed});
            QVERIFY2(result.failure.empty(), ("FABRIC_SEED=" + std::to_string(seed) + ": " + result.failure).c_str());
            ++m_ends.at(static_cast<std::size_t>(result.record.state));
            ++m_runs;
        }
    }

    /// An end that never comes would not be tested.
    void everyEnd_isReached()
    {
        QVERIFY(m_runs > 0);
        if (m_runs < kEnoughForEveryEnd) // somebody repeats a few seeds: that says nothing about the ends
            return;
        for (const rollout::StateInfo& row : rollout::kStates) {
            if (rollout::isTerminal(row.state))
                QVERIFY2(m_ends.at(static_cast<std::size_t>(row.state)) > 0, std::string(row.name).c_str());
        }
    }

    void plantedMistakes_areAllFound_data()
    {
        QTest::addColumn<int>("number");
        for (int number = 1; number <= kMistakes; ++number)
            QTest::addRow("mistake %d", number) << number;
    }

    void plantedMistakes_areAllFound()
    {
        QFETCH(int, number);
        constexpr std::uint64_t kSeeds = 1000;
        std::string found;
        for (std::uint64_t seed = 1; seed <= kSeeds && found.empty(); ++seed) {
            const SimulationResult result = simulate({.seed = seed, .mistake = static_cast<Mistake>(number)});
            if (!result.failure.empty())
                found = "seed " + std::to_string(seed) + ": " + result.failure;
        }
        QVERIFY2(!found.empty(), "no seed found it");
        qInfo("%s", found.c_str());
    }

private:
    std::array<int, rollout::kStateCount> m_ends{};
    int m_runs = 0;
};

QTEST_GUILESS_MAIN(TestRolloutSimulation)
#include "tst_rollout_simulation.moc"
