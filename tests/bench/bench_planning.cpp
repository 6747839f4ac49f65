// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/intent.h"
#include "core/planning/plan.h"
#include "tests/bench/bench_time.h"
#include "tests/support/toy_configuration.h"

#include <cstdio>
#include <fstream>
#include <iterator>

// Plans over 10,000 resources of the made-up configuration. Prints `figure<TAB>value<TAB>unit<TAB>reference<TAB>ratio`.
// Times are processor time, the median of kRounds.
//
// For a comparison with other planners, which are processes that read files:
//   --write FOLDER COUNT      writes observed.json, same.json and changed.json: revisions of COUNT agents
//   --plan OBSERVED DESIRED   makes the plan of two such files and prints its id and the number of changed fields

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::test;
using fabric::bench::medianOf;
using fabric::bench::print;

namespace {

constexpr int kResources = 10'000;
const ToyConfiguration kToy;

Plan mustPlan(const Content& observed, const Content& desired)
{
    auto plan = makePlan(observed, desired, kToy);
    if (!plan) {
        std::fprintf(stderr, "no plan: %s\n", plan.error().message.c_str());
        std::exit(1);
    }
    return *std::move(plan);
}

constexpr JsonLimits kLimits{.maxBytes = 64 << 20, .maxDepth = 64, .maxValues = 10'000'000};

topology::Graph graphFrom(const std::string& text)
{
    return topology::parseGraph(parseJson(text, kLimits).value()).value();
}

provider::Source sourceFrom(const std::string& text)
{
    return provider::parseSource(parseJson(text, kLimits).value()).value();
}

/// As a revision is stored.
struct StoredTexts
{
    explicit StoredTexts(const Content& content)
        : graph(dumpJson(topology::toJson(content.graph)))
        , source(dumpJson(provider::toJson(content.source)))
        , graphDigest(content.graph.digest())
    {
    }
    std::string graph;
    std::string source;
    Digest graphDigest;
};

/// As the agent does it: what both revisions hold is read once, and no graph if all resources are equal.
Plan planFromStored(const StoredTexts& observed, const StoredTexts& desired)
{
    const provider::Source now = sourceFrom(observed.source);
    const provider::Source wanted = sourceFrom(desired.source);
    const auto equal = planOfEqual({observed.graphDigest, now}, {desired.graphDigest, wanted}, kToy).value();
    if (equal)
        return *equal;
    return mustPlan({graphFrom(observed.graph), now}, {graphFrom(desired.graph), wanted});
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
void benchCold(const Content& observed)
{
    const std::string document = dumpJson(largeToyDocument(kResources, kResources / 5));
    print("plan of 10,000 resources (2,000 agents), nothing changed, from the text of both documents", medianOf([&] {
              const Content before = toyContent(parseJson(document, kLimits).value());
              const provider::Source source = toySource(parseJson(document, kLimits).value());
              (void)mustPlan(before, {kToy.graphOf(source, before.graph).value(), source}).risk;
          }));
    const StoredTexts stored(observed);
    // An intent that owns a field: its source is another one, although it asks for nothing new.
    const StoredTexts same(owning(observed, observed, {"/agents/agent77/model"}));
    print("plan of 10,000 resources, nothing changed, from both stored revisions",
          medianOf([&] { (void)planFromStored(stored, same).risk; }));
    const StoredTexts model(
        changed(observed, {"/agents/agent77/model"}, [](Json& value) { value["agents"]["agent77"]["model"] = "m6"; }));
    print("plan of 10,000 resources, one model changed, from both stored revisions",
          medianOf([&] { (void)planFromStored(stored, model).risk; }));
    std::printf(
        "# one stored revision of 10,000 agents has %.1f MB of topology and %.1f MB of source, %zu nodes, %zu edges\n",
        static_cast<double>(stored.graph.size()) / 1e6, static_cast<double>(stored.source.size()) / 1e6,
        observed.graph.nodes().size(), observed.graph.edges().size());
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

/// Every agent with another model and other tools.
Content allChanged(const Content& observed)
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
    return owning(all, observed, pointers);
}

void benchAllChanged(const Content& observed)
{
    const Content desired = allChanged(observed);
    Plan plan;
    print("plan of 10,000 resources, every agent's model and tools changed",
          medianOf([&] { plan = mustPlan(observed, desired); }));
    print("id of that plan", medianOf([&] { (void)planId(plan).has_value(); }));
    std::printf("# that plan: %zu changed fields, %zu risks, %zu pairs gained, %.1f MB\n",
                plan.operations[0].changes.size(), plan.risks.size(), plan.reachability.gained.size(),
                static_cast<double>(dumpJson(toJson(plan)).size()) / 1e6);
}

int writeRevisions(const std::string& folder, int count)
{
    const Content observed = toyContent(largeToyDocument(count));
    const auto write = [&](const char* name, const Content& content) {
        std::ofstream(folder + "/" + name) << dumpJson(toJson(content));
    };
    write("observed.json", observed);
    write("same.json", adopt(observed).value());
    write("changed.json", allChanged(observed));
    return 0;
}

int planFiles(const char* observed, const char* desired)
{
    const auto contentOf = [](const char* path) {
        std::ifstream file(path);
        const std::string text(std::istreambuf_iterator<char>(file), {});
        return parseContent(parseJson(text, kLimits).value(), kToy).value();
    };
    const Plan plan = mustPlan(contentOf(observed), contentOf(desired));
    std::size_t fields = 0;
    for (const provider::Operation& operation : plan.operations)
        fields += operation.changes.size();
    std::printf("%s %zu\n", planId(plan).value().text().c_str(), fields);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 3 && arguments[0] == "--write")
        return writeRevisions(arguments[1], std::stoi(arguments[2]));
    if (arguments.size() == 3 && arguments[0] == "--plan")
        return planFiles(argv[2], argv[3]);
    const Content observed = toyContent(largeToyDocument(kResources));
    const Content same = adopt(observed).value();
    if (observed.source.resources().size() != kResources)
        return 1;
    print("plan of 10,000 resources, nothing changed, warm", medianOf([&] { (void)mustPlan(observed, same).risk; }));
    benchCold(observed);
    benchOneChange(observed);
    benchAllChanged(observed);
}
