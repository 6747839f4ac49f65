// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/simulation.h"

#include <QTest>

#include <array>

using namespace fabric;
using namespace fabric::test;

namespace {

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
    void everySeed_keepsEveryPromise()
    {
        const bool isReplay = std::getenv("FABRIC_SEED") != nullptr;
        const std::uint64_t first = testSeed(1);
        const std::uint64_t count = isReplay ? 1 : countFromEnvironment(10'000);
        std::array<int, rollout::kStateCount> ends{};
        for (std::uint64_t seed = first; seed < first + count; ++seed) {
            const SimulationResult result = simulate({.seed = seed});
            QVERIFY2(result.failure.empty(), ("FABRIC_SEED=" + std::to_string(seed) + ": " + result.failure).c_str());
            ++ends.at(static_cast<std::size_t>(result.record.state));
        }
        for (const rollout::StateInfo& row : rollout::kStates) {
            if (!rollout::isTerminal(row.state))
                continue;
            const int seen = ends.at(static_cast<std::size_t>(row.state));
            qInfo("%s: %d", std::string(row.name).c_str(), seen);
            QVERIFY2(isReplay || count < 1000 || seen > 0, "an end that never comes is not tested");
        }
    }

    void plantedMistakes_areAllFound()
    {
        constexpr std::uint64_t kSeeds = 3000;
        for (int number = 1; number <= kMistakes; ++number) {
            bool isFound = false;
            for (std::uint64_t seed = 1; seed <= kSeeds && !isFound; ++seed) {
                const SimulationResult result = simulate({.seed = seed, .mistake = static_cast<Mistake>(number)});
                isFound = !result.failure.empty();
                if (isFound)
                    qInfo("mistake %d: seed %d: %s", number, static_cast<int>(seed), result.failure.c_str());
            }
            QVERIFY2(isFound, ("mistake " + std::to_string(number) + " was not found").c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestRolloutSimulation)
#include "tst_rollout_simulation.moc"
