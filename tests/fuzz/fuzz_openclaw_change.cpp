// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/openclaw/plan_stories.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The first line is an array of edits, the rest a document that a person brings; both change the same real configuration.
// What is taken can be planned or is refused; a plan is the same after writing and reading, and never sends a mask.

namespace {

using namespace fabric;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

const planning::Content& observed()
{
    static const planning::Content content = openclaw::contentOf(openclaw::sample("openclaw.realistic.json"));
    return content;
}

void plan(const planning::Content& desired)
{
    const openclaw::OpenClawConfiguration configuration;
    const auto again = planning::parseContent(planning::toJson(desired), configuration);
    require(again.has_value());
    const auto plan = planning::makePlan(observed(), desired, configuration);
    if (!plan)
        return;
    const Json written = planning::toJson(*plan);
    const auto read = planning::parsePlan(written);
    require(read.has_value() && *read == *plan);
    require(planning::planId(*read).value() == planning::planId(*plan).value());
    for (const provider::Operation& operation : plan->operations)
        require(operation.payload.dump().find(provider::kMasked) == std::string::npos);
    const auto fromRead = planning::makePlan(observed(), *again, configuration);
    require(fromRead.has_value() && *fromRead == *plan);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kMaxEdits = 20;
    const openclaw::OpenClawConfiguration configuration;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = text.find('\n');
    static const planning::Content adopted = planning::adopt(observed()).value();
    planning::Content desired = adopted;

    const auto json = parseJson(text.substr(0, line), {.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000});
    if (json && json->is_array()) {
        std::vector<provider::Edit> edits;
        for (const Json& one : *json) {
            const auto edit = provider::parseEdit(one);
            if (!edit || edits.size() == kMaxEdits)
                break;
            const auto again = provider::parseEdit(provider::toJson(*edit));
            require(again.has_value() && provider::toJson(*again) == provider::toJson(*edit));
            edits.push_back(*edit);
        }
        auto edited = planning::edited(desired, observed(), edits, configuration);
        if (edited) {
            desired = *std::move(edited);
            plan(desired);
        }
    }
    if (line == std::string_view::npos || size - line > 65'536)
        return 0;
    const auto imported
        = planning::imported(desired, observed().source, observed(), text.substr(line + 1), configuration);
    if (imported)
        plan(*imported);
    return 0;
}
