// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/reload_table.h"
#include "agent/openclaw/source_document.h"
#include "core/planning/intent.h"
#include "core/planning/plan.h"
#include "tests/bench/bench_time.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

// Plans over an OpenClaw configuration of 10,000 resources: the realistic one, its agents again and again, and 500 routes. Prints
// `figure<TAB>value<TAB>unit<TAB>reference<TAB>ratio`. Times are processor time, the median of kRounds.

using namespace fabric;
using namespace fabric::openclaw;
using fabric::bench::medianOf;
using fabric::bench::print;
using planning::Content;

namespace {

constexpr std::size_t kResources = 10'000;
constexpr std::size_t kRoutes = 500;
constexpr const char* kVersion = "2026.9.6";
const OpenClawConfiguration kConfiguration;

template <class T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s (%s)\n", result.error().message.c_str(), result.error().where.c_str());
        std::exit(1);
    }
    return *std::move(result);
}

provider::Source sourceOf(const Json& document)
{
    provider::Source::Parts parts;
    parts.provider = kConfiguration.provider();
    parts.providerVersion = kVersion;
    parts.document = maskedDocument(document);
    parts.resources = must(kConfiguration.resources(parts.document));
    parts.reloadKinds = builtInReloadKinds(kVersion);
    return must(provider::Source::create(std::move(parts)));
}

Json largeDocument()
{
    std::ifstream file(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw/openclaw.realistic.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    Json document = Json::parse(text);
    const std::size_t others = sourceOf(document).resources().size() - document["agents"]["entries"].size();
    const Json entries = document["agents"]["entries"];
    for (int round = 1; document["agents"]["entries"].size() + others < kResources; ++round) {
        for (const auto& [id, entry] : entries.items()) {
            if (id != "ops" && document["agents"]["entries"].size() + others < kResources) // may spawn all of them
                document["agents"]["entries"][id + "-" + std::to_string(round)] = entry;
        }
    }
    for (std::size_t i = document["bindings"].size(); i < kRoutes; ++i) {
        const Json peer{{"kind", "direct"}, {"id", std::to_string(i)}};
        document["bindings"].push_back(
            {{"agentId", "writer-" + std::to_string(1 + i % 100)},
             {"match", {{"channel", "telegram"}, {"accountId", "default"}, {"peer", peer}}}});
    }
    return document;
}

Content edited(const Content& observed, const std::vector<provider::Edit>& edits)
{
    return must(planning::edited(must(planning::adopt(observed)), observed, edits, kConfiguration));
}

provider::Edit modelOf(const std::string& agent, const char* model)
{
    return must(provider::parseEdit({{"edit", "set-model"},
                                     {"subject", "agent:" + agent},
                                     {"primary", std::string("model:") + model},
                                     {"fallbacks", Json::array()}}));
}

void measure(const char* figure, const Content& observed, const Content& desired)
{
    planning::Plan plan;
    print(figure, medianOf([&] { plan = must(planning::makePlan(observed, desired, kConfiguration)); }));
    std::size_t fields = 0;
    for (const provider::Operation& operation : plan.operations)
        fields += operation.changes.size();
    std::printf("# that plan: %zu operations, %zu fields\n", plan.operations.size(), fields);
}

} // namespace

int main()
{
    const provider::Source source = sourceOf(largeDocument());
    const Content observed{must(kConfiguration.graphOf(source, topology::Graph())), source};
    if (observed.source.resources().size() != kResources) {
        std::fprintf(stderr, "%zu resources\n", observed.source.resources().size());
        return 1;
    }
    measure("plan of 10,000 OpenClaw resources, nothing changed", observed, must(planning::adopt(observed)));
    measure("plan of 10,000 OpenClaw resources, one model changed", observed,
            edited(observed, {modelOf("writer", "local-vllm/qwen3-32b")}));
    const provider::Edit tool
        = provider::SetTool{topology::nodeId(topology::NodeKind::Agent, "writer-7"),
                            topology::nodeId(topology::NodeKind::Tool, "exec"), provider::SetTool::Permission::Deny};
    measure("plan of 10,000 OpenClaw resources, one tool changed", observed, edited(observed, {tool}));
    const auto edges = observed.graph.edges();
    const auto route = std::find_if(edges.begin(), edges.end(), [](const topology::Edge& edge) {
        return edge.kind == topology::EdgeKind::RoutesTo && edge.to == topology::NodeId("agent:writer-7");
    });
    if (route == edges.end())
        return 1;
    measure("plan of 10,000 OpenClaw resources, one route of 500 changed", observed,
            edited(observed, {provider::ChangeRoute{route->id(), topology::NodeId("agent:coder-7")}}));
    measure("plan of 10,000 OpenClaw resources, one agent removed", observed,
            edited(observed, {provider::RemoveAgent{topology::NodeId("agent:reviewer-7")}}));
    Json document = observed.source.document();
    for (auto& [id, entry] : document["agents"]["entries"].items())
        entry["model"] = "local-vllm/gemma-3";
    const Content all = must(planning::imported(must(planning::adopt(observed)), observed.source, observed,
                                                dumpJson(document), kConfiguration));
    measure("plan of 10,000 OpenClaw resources, every agent's model changed", observed, all);
}
