// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/diff.h"
#include "tests/support/graph_parts.h"

#include <QTest>

#include <array>
#include <ctime>
#include <limits>

using namespace fabric;
using namespace fabric::test;
using namespace fabric::topology;

namespace {

/// A graph of @p count agents and the same one with every hundredth agent renamed.
std::pair<Graph, Graph> pairOf(int count)
{
    const auto build = [count](bool isChanged, const Graph& previous) {
        GraphBuilder builder;
        for (int i = 0; i < count; ++i) {
            Node item = node(NodeKind::Agent, std::to_string(i));
            if (isChanged && i % 100 == 0)
                item.name = "renamed";
            builder.add(std::move(item));
        }
        return builder.build(previous).value();
    };
    const Graph before = build(false, Graph());
    return {before, build(true, before)};
}

/// Processor time of one diff in seconds.
double cost(const std::pair<Graph, Graph>& graphs, std::size_t changes)
{
    const std::clock_t start = std::clock();
    const Diff difference = diff(graphs.first, graphs.second);
    const std::clock_t end = std::clock();
    return difference.size() == changes ? static_cast<double>(end - start) / CLOCKS_PER_SEC
                                        : std::numeric_limits<double>::infinity();
}

} // namespace

class TestDiffCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void growsNoFasterThanTheGraph_upTo200000Nodes()
    {
        const auto half = pairOf(100'000);
        const auto full = pairOf(200'000);
        // The least of many, taken in turns: what else runs on the machine adds to a figure, never takes away.
        std::array<double, 2> least{std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
        for (int i = 0; i < 9; ++i) {
            least[0] = std::min(least[0], cost(half, 1'000));
            least[1] = std::min(least[1], cost(full, 2'000));
        }
        const QString figures
            = QStringLiteral("100,000 nodes: %1 ms, 200,000 nodes: %2 ms").arg(least[0] * 1e3).arg(least[1] * 1e3);
        qInfo("%s", qPrintable(figures));
        QVERIFY2(least[1] <= 2.3 * least[0], qPrintable(figures));
    }
};

QTEST_GUILESS_MAIN(TestDiffCost)
#include "tst_diff_cost.moc"
