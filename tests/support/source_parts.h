// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/source.h"

namespace fabric::test {

/// The parts of a small source in which nothing is empty but what only desired ones have.
[[nodiscard]] inline provider::Source::Parts sampleParts(const std::string& model = "openai/gpt-5")
{
    const Json main{{"model", model}, {"name", "__OPENCLAW_REDACTED__"}};
    provider::Source::Parts parts;
    parts.provider = "openclaw";
    parts.providerVersion = "2026.9.6";
    parts.document = {{"agents", {{"entries", {{"main", main}}}}}, {"bindings", Json::array()}};
    parts.resources = {{provider::ResourceId("agents.entries.main"), sha256(canonicalJson(main).value())},
                       {provider::ResourceId("bindings"), sha256("[]")}};
    parts.reloadKinds = {{"agents", provider::ReloadKind::Hot}, {"bindings", provider::ReloadKind::None}};
    parts.former = {provider::ResourceId("agents.entries.old")};
    return parts;
}

[[nodiscard]] inline provider::Source sampleSource(const std::string& model = "openai/gpt-5")
{
    return provider::Source::create(sampleParts(model)).value();
}

} // namespace fabric::test
