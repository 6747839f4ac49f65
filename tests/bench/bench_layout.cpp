// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// CPU time of the topology's layout (median of kRuns, this thread only), and of Graphviz dot for the same 1,000 nodes in
// the same run. dot gets straight lines and no ownership boxes, which is its cheapest setting.

#include "app/view/draw_list.h"
#include "app/view/layout.h"
#include "app/view/scene.h"
#include "tests/app/view/random_graph.h"

#include <QProcess>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

using namespace fabric;
using namespace fabric::view;

namespace {

constexpr int kRuns = 15;

double threadMillis()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class Work>
double medianMillis(Work&& work)
{
    std::vector<double> times;
    for (int i = 0; i < kRuns; ++i) {
        const double start = threadMillis();
        work();
        times.push_back(threadMillis() - start);
    }
    std::nth_element(times.begin(), times.begin() + kRuns / 2, times.end());
    return times[kRuns / 2];
}

double childMillis()
{
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    const auto millis
        = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3; };
    return millis(usage.ru_utime) + millis(usage.ru_stime);
}

/// CPU of one `dot` run; negative if it cannot be run.
double dotMillis(const topology::Graph& graph)
{
    QByteArray text = "digraph { rankdir=LR; splines=false; node [shape=box];\n";
    for (const topology::Node& node : graph.nodes())
        text += '"' + QByteArray::fromStdString(node.id.value()) + "\";\n";
    for (const topology::Edge& edge : graph.edges())
        text += '"' + QByteArray::fromStdString(edge.from.value()) + "\" -> \""
            + QByteArray::fromStdString(edge.to.value()) + "\";\n";
    text += "}\n";
    const double start = childMillis();
    QProcess dot;
    dot.setStandardOutputFile(QProcess::nullDevice());
    dot.start(QStringLiteral("dot"), {QStringLiteral("-Tplain")});
    if (!dot.waitForStarted())
        return -1;
    dot.write(text);
    dot.closeWriteChannel();
    return dot.waitForFinished(300'000) && dot.exitCode() == 0 ? childMillis() - start : -1;
}

void print(const char* figure, double value, const char* reference = "-", const char* ratio = "-")
{
    std::printf("%s\t%.2f\tms CPU\t%s\t%s\n", figure, value, reference, ratio);
}

} // namespace

int main()
{
    const topology::Graph small = tests::GraphMaker(1).make(tests::largeShape(1'000));
    const double own = medianMillis([&] { static_cast<void>(layOut(small)); });
    const double dot = dotMillis(small);
    if (dot > 0) {
        char reference[64];
        char ratio[32];
        std::snprintf(reference, sizeof reference, "dot %.0f ms", dot);
        std::snprintf(ratio, sizeof ratio, "%.4f", own / dot);
        print("layout 1,000 nodes", own, reference, ratio);
    } else {
        print("layout 1,000 nodes", own, "dot not found");
    }
    const topology::Graph large = tests::GraphMaker(1).make(tests::largeShape(10'000));
    std::printf("# the large graph: %zu nodes, %zu edges\n", large.nodes().size(), large.edges().size());
    const Layout first = layOut(large);
    print("layout 10,000 nodes", medianMillis([&] { static_cast<void>(layOut(large)); }));
    print("layout 10,000 nodes, kept order", medianMillis([&] { static_cast<void>(layOut(large, &first)); }));
    print("scene of 10,000 nodes", medianMillis([&] { const Scene scene(first); }));
    const Scene scene(first);
    print("draw list of the overview", medianMillis([&] {
              static_cast<void>(drawBase(scene, {scene.layout().bounds, 0.1F, 0}));
          }));
    return 0;
}
