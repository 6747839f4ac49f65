// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/observed_source.h"

#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/source_document.h"

#include <algorithm>
#include <set>

namespace fabric::openclaw {
namespace {

bool isAgent(const provider::ResourceId& id)
{
    return id.value().starts_with("agents.entries.");
}

} // namespace

std::vector<provider::ResourceId> formerOf(const provider::Source& last, std::span<const provider::Resource> resources)
{
    std::set<provider::ResourceId> present;
    for (const provider::Resource& resource : resources)
        present.insert(resource.id);
    std::vector<provider::ResourceId> former;
    const auto add = [&](const provider::ResourceId& id) {
        if (former.size() < provider::Source::kMaxFormer && !present.contains(id))
            former.push_back(id);
    };
    for (const provider::Resource& resource : last.resources()) {
        if (isAgent(resource.id))
            add(resource.id);
    }
    for (const provider::ResourceId& id : last.parts().former)
        add(id);
    return former;
}

ReloadKinds knownReloadKinds(const ReloadKinds& answered, bool isComplete, const std::string& version,
                             const provider::Source& last)
{
    if (isComplete)
        return minimal(answered);
    ReloadKinds kinds = !last.isEmpty() && last.parts().providerVersion == version ? last.parts().reloadKinds
                                                                                   : builtInReloadKinds(version);
    for (const auto& [path, kind] : answered)
        kinds.insert_or_assign(path, kind);
    return minimal(kinds);
}

Result<provider::Source> sourceOf(const SourceInput& input, const provider::Source& last)
{
    provider::Source::Parts parts;
    const OpenClawConfiguration configuration;
    parts.provider = configuration.provider();
    parts.providerVersion = input.version;
    parts.document = maskedDocument(input.view, input.authored);
    FABRIC_TRY(parts.resources, configuration.resources(parts.document));
    parts.former = formerOf(last, parts.resources);
    parts.reloadKinds = input.reloadKinds;
    return provider::Source::create(std::move(parts));
}

} // namespace fabric::openclaw
