// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/intent.h"
#include "core/planning/plan.h"
#include "tests/support/toy_configuration.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

// Plans over 10,000 resources of the made-up configuration. Prints `figure<TAB>value<TAB>unit<TAB>reference<TAB>ratio`.
// Times are processor time, the median of kRounds.

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::test;

namespace {

constexpr int kRounds = 7;
constexpr int kResources = 10'000;
const ToyConfiguration kToy;

/// Median processor time of @p work in milliseconds.
template <class F>
double medianOf(F work)
{
    std::vector<double> times;
    times.reserve(kRounds);
    for (int i = 0; i < kRounds; ++i) {
        const std::clock_t start = std::clock();
        work();
        times.push_back(static_cast<double>(std::clock() - start) * 1e3 / CLOCKS_PER_SEC);
    }
    std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
    return times[kRounds / 2];
}

void print(const char* figure, double value)
{
    std::printf("%s\t%.3f\tms CPU\t-\t-\n", figure, value);
    std::fflush(stdout);
}

Plan mustPlan(const Content& observed, const Content& desired)
{
    auto plan = makePlan(observed, desired, kToy);
    if (!plan) {
        std::fprintf(stderr, "no plan: %s\n", plan.error().message.c_str());
        std::exit(1);
    }
    return *std::move(plan);
}

/// As a revision is stored.
std::string textOf(const Content& content)
{
    return dumpJson({{"graph", toJson(content.graph)}, {"source", toJson(content.source)}});
}

constexpr JsonLimits kLimits{.maxBytes = 64 << 20, .maxDepth = 64, .maxValues = 10'000'000};

Content contentFrom(const std::string& text)
{
    const Json json = parseJson(text, kLimits).value();
    return {topology::parseGraph(json["graph"]).value(), provider::parseSource(json["source"]).value()};
}

/// The intent that owns @p pointers, with @p change made.
template <class F>
Content changed(const Content& observed, const std::vector<std::string>& pointers, F change)
{
    Json document = observed.source.document();
    change(document);
    return owning(toyContent(std::move(document)), observed, pointers);
}

/// From text: of the two documents, as somebody's files hold them, and of the two revisions, as they are stored with graphs.
void benchCold(const Content& observed, const Content& desired)
{
    const std::string document = dumpJson(largeToyDocument(kResources, kResources / 5));
    print("plan of 10,000 resources (2,000 agents), nothing changed, from the text of both documents", medianOf([&] {
              const Content before = toyContent(parseJson(document, kLimits).value());
              const provider::Source source = toySource(parseJson(document, kLimits).value());
              (void)mustPlan(before, {kToy.graphOf(source, before.graph).value(), source}).risk;
          }));
    const std::string observedText = textOf(observed);
    const std::string desiredText = textOf(desired);
    print("plan of 10,000 agents, nothing changed, from the text of both stored revisions",
          medianOf([&] { (void)mustPlan(contentFrom(observedText), contentFrom(desiredText)).risk; }));
    std::printf("# one stored revision of 10,000 agents has %.1f MB, %zu nodes and %zu edges\n",
                static_cast<double>(observedText.size()) / 1e6, observed.graph.nodes().size(),
                observed.graph.edges().size());
}

void benchOneChange(const Content& observed)
{
    const Content model = changed(observed, {"/agents/agent77/model"},
                                  [](Json& document) { document["agents"]["agent77"]["model"] = "m6"; });
    print("plan of 10,000 resources, one model changed", medianOf([&] { (void)mustPlan(observed, model).risk; }));
    const Content tool = changed(observed, {"/agents/agent77/tools"},
                                 [](Json& document) { document["agents"]["agent77"]["tools"] = {"exec"}; });
    print("plan of 10,000 resources, one tool changed", medianOf([&] { (void)mustPlan(observed, tool).risk; }));
    const Content route
        = changed(observed, {"/routes"}, [](Json& document) { document["routes"][77]["to"] = "agent0"; });
    print("plan of 10,000 resources, one route of 500 changed",
          medianOf([&] { (void)mustPlan(observed, route).risk; }));
}

void benchAllChanged(const Content& observed)
{
    std::vector<std::string> pointers;
    const Content all = changed(observed, {}, [&](Json& document) {
        int i = 0;
        for (auto agent = document["agents"].begin(); agent != document["agents"].end(); ++agent) {
            agent.value()["model"] = "m" + std::to_string((i + 3) % 7) + "x";
            agent.value()["tools"] = {"tool" + std::to_string((i++ + 1) % 50)};
            pointers.push_back("/agents/" + agent.key() + "/model");
            pointers.push_back("/agents/" + agent.key() + "/tools");
        }
    });
    const Content desired = owning(all, observed, pointers);
    Plan plan;
    print("plan of 10,000 resources, every agent's model and tools changed",
          medianOf([&] { plan = mustPlan(observed, desired); }));
    print("id of that plan", medianOf([&] { (void)planId(plan).has_value(); }));
    std::printf("# that plan: %zu changed fields, %zu risks, %zu pairs gained, %.1f MB\n",
                plan.operations[0].changes.size(), plan.risks.size(), plan.reachability.gained.size(),
                static_cast<double>(dumpJson(toJson(plan)).size()) / 1e6);
}

} // namespace

int main()
{
    const Content observed = toyContent(largeToyDocument(kResources));
    const Content same = adopt(observed).value();
    if (observed.source.resources().size() != kResources)
        return 1;
    print("plan of 10,000 resources, nothing changed, warm", medianOf([&] { (void)mustPlan(observed, same).risk; }));
    benchCold(observed, same);
    benchOneChange(observed);
    benchAllChanged(observed);
}
