// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/group_simulation.h"
#include "tests/support/fake_random.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace fabric;
using namespace fabric::test;

namespace {

constexpr std::uint64_t kSeeds = 1500; ///< two minutes of one core
constexpr std::array kEnds{rollout::GroupState::Cancelled, rollout::GroupState::Succeeded,
                           rollout::GroupState::RolledBack, rollout::GroupState::FailedOperatorNeeded};

} // namespace

/// FABRIC_SIMULATION_SEEDS: how many seeds. FABRIC_SEED: only this one, to repeat a failure.
class TestGroupSimulation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void calmGroups_succeed()
    {
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            const GroupSimulationResult result = simulateGroup({.seed = seed, .isCalm = true});
            QVERIFY2(result.failure.empty(), ("seed " + std::to_string(seed) + ": " + result.failure).c_str());
            const bool isConfirmed = !result.group.request.confirmWithin || !result.group.confirmedBy.empty();
            QVERIFY2(!isConfirmed || result.group.state == rollout::GroupState::Succeeded,
                     ("seed " + std::to_string(seed) + ": " + result.group.outcome).c_str());
        }
    }

    /// In rows, because Qt Test gives every one of them five minutes.
    void everySeed_keepsEveryPromise_data()
    {
        constexpr std::uint64_t kRow = 100;
        QTest::addColumn<quint64>("first");
        QTest::addColumn<quint64>("count");
        if (std::getenv("FABRIC_SEED") != nullptr) {
            QTest::addRow("one") << quint64{testSeed(1)} << quint64{1};
            return;
        }
        const char* text = std::getenv("FABRIC_SIMULATION_SEEDS");
        const std::uint64_t count = text == nullptr ? kSeeds : std::strtoull(text, nullptr, 10);
        for (std::uint64_t first = 1; first <= count; first += kRow)
            QTest::addRow("from %d", static_cast<int>(first))
                << quint64{first} << quint64{std::min(kRow, count - first + 1)};
    }

    void everySeed_keepsEveryPromise()
    {
        QFETCH(quint64, first);
        QFETCH(quint64, count);
        for (std::uint64_t seed = first; seed < first + count; ++seed) {
            const GroupSimulationResult result = simulateGroup({.seed = seed});
            QVERIFY2(result.failure.empty(), ("FABRIC_SEED=" + std::to_string(seed) + ": " + result.failure).c_str());
            ++m_ends.at(static_cast<std::size_t>(result.group.state));
            ++m_runs;
        }
    }

    /// An end that never comes would not be tested.
    void everyEnd_isReached()
    {
        QVERIFY(m_runs > 0);
        if (m_runs < kSeeds) // somebody repeats a few seeds: that says nothing about the ends
            return;
        for (const rollout::GroupState end : kEnds) {
            const int count = m_ends.at(static_cast<std::size_t>(end));
            qInfo("%s: %d", std::string(toText(end)).c_str(), count);
            QVERIFY2(count > 0, std::string(toText(end)).c_str());
        }
    }

    void plantedMistakes_areAllFound_data()
    {
        QTest::addColumn<int>("number");
        for (int number = 1; number <= kGroupMistakes; ++number)
            QTest::addRow("mistake %d", number) << number;
    }

    void plantedMistakes_areAllFound()
    {
        QFETCH(int, number);
        std::string found;
        for (std::uint64_t seed = 1; seed <= kSeeds && found.empty(); ++seed) {
            const auto result = simulateGroup({.seed = seed, .mistake = static_cast<GroupMistake>(number)});
            if (!result.failure.empty())
                found = "seed " + std::to_string(seed) + ": " + result.failure;
        }
        QVERIFY2(!found.empty(), "no seed found it");
        qInfo("%s", found.c_str());
    }

private:
    std::array<int, 7> m_ends{};
    std::uint64_t m_runs = 0;
};

QTEST_GUILESS_MAIN(TestGroupSimulation)
#include "tst_group_simulation.moc"
