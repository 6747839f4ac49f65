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

/// A value in a document, as JSON text.
struct Put
{
    const char* pointer;
    const char* value;
};

inline Json with(Json document, const std::vector<Put>& puts)
{
    for (const Put& put : puts)
        document[Json::json_pointer(put.pointer)] = parseJson(put.value).value();
    return document;
}

/// One change that operators make, as the golden file of the same name has its plan.
struct Story
{
    const char* name;
    std::vector<const char*> edits;
    std::vector<Put> imported = {}; ///< in a document that somebody brings, before the edits
    std::vector<Put> meanwhile = {}; ///< done to the runtime by somebody else
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
        {"replace-agent",
         {R"({"edit":"remove-agent","agent":"agent:support"})",
          R"({"edit":"add-agent","id":"helpdesk","name":"Help desk","model":"model:local-vllm/llama-small","workspace":"","toolsProfile":"messaging"})"}},
        {"restart", {}, {{"/env/vars/STORY", R"("${OC_TEST_OPENAI_KEY}")"}}},
        {"conflict",
         {R"({"edit":"set-model","subject":"agent:writer","primary":"model:local-vllm/qwen3-32b","fallbacks":[]})",
          R"({"edit":"set-model","subject":"agent:reviewer","primary":"model:local-vllm/qwen3-32b","fallbacks":[]})"},
         {},
         {{"/agents/entries/writer/model", R"("openai/gpt-5.4")"}}},
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
    const Json document = sample("openclaw.realistic.json");
    const planning::Content before = contentOf(document);
    std::vector<provider::Edit> edits;
    edits.reserve(story.edits.size());
    for (const char* text : story.edits)
        edits.push_back(edit(text));
    FABRIC_TRY(out.desired, planning::adopt(before));
    if (!story.imported.empty()) {
        const std::string text = dumpJson(with(before.source.document(), story.imported));
        FABRIC_TRY(out.desired, planning::imported(out.desired, before.source, before, text, configuration));
    }
    if (!edits.empty()) {
        FABRIC_TRY(out.desired, planning::edited(out.desired, before, edits, configuration));
    }
    out.observed = contentOf(with(document, story.meanwhile));
    return out;
}

} // namespace fabric::openclaw
