// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/reload_table.h"
#include "agent/openclaw/source_document.h"
#include "core/planning/intent.h"
#include "tests/agent/openclaw/samples.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

// Changes that operators make, with their plans in golden/.

namespace fabric::openclaw {

inline constexpr const char* kStoryVersion = "2026.9.6";

inline planning::Content contentOf(const Json& config)
{
    const OpenClawConfiguration configuration;
    provider::Source::Parts parts;
    parts.provider = configuration.provider();
    parts.providerVersion = kStoryVersion;
    parts.document = maskedDocument(config);
    parts.resources = configuration.resources(parts.document).value();
    parts.reloadKinds = builtInReloadKinds(kStoryVersion);
    planning::Content out;
    out.source = provider::Source::create(std::move(parts)).value();
    out.graph = configuration.graphOf(out.source, topology::Graph()).value();
    return out;
}

inline provider::Edit edit(const char* text)
{
    auto parsed = provider::parseEdit(parseJson(text).value());
    if (!parsed)
        qFatal("%s: %s (%s)", text, parsed.error().message.c_str(), parsed.error().where.c_str());
    return *std::move(parsed);
}

/// One change that operators make, as the golden file of the same name has its plan.
struct Story
{
    const char* name;
    std::vector<const char*> edits;
};

inline const std::vector<Story>& stories()
{
    static const std::vector<Story> all{
        {"change-model",
         {R"({"edit":"set-model","subject":"agent:writer","primary":"model:local-vllm/qwen3-32b","fallbacks":[]})"}},
        {"add-agent",
         {R"({"edit":"add-agent","id":"auditor","name":"Auditor","model":"model:local-vllm/llama-small","workspace":"","toolsProfile":"minimal"})",
          R"({"edit":"allow-delegation","from":"agent:main","to":"agent:auditor"})"}},
        {"remove-agent", {R"({"edit":"remove-agent","agent":"agent:support"})"}},
        {"shell-for-ops",
         {R"({"edit":"set-tool","subject":"agent:ops","tool":"tool:exec","permission":"also-allow"})"}},
    };
    return all;
}

/// The revisions that a story's plan leads from and to.
struct StoryContents
{
    planning::Content observed;
    planning::Content desired;
};

inline Result<StoryContents> contentsOf(const Story& story)
{
    const OpenClawConfiguration configuration;
    StoryContents out;
    out.observed = contentOf(sample("openclaw.realistic.json"));
    std::vector<provider::Edit> edits;
    edits.reserve(story.edits.size());
    for (const char* text : story.edits)
        edits.push_back(edit(text));
    FABRIC_TRY(const planning::Content adopted, planning::adopt(out.observed));
    FABRIC_TRY(out.desired, planning::edited(adopted, out.observed, edits, configuration));
    return out;
}

} // namespace fabric::openclaw
