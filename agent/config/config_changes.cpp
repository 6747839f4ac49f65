// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/config/config_changes.h"

#include <algorithm>
#include <tuple>

namespace fabric::config {
namespace {

bool sameSettings(const RuntimeSettings& a, const RuntimeSettings& b)
{
    const auto all = [](const RuntimeSettings& s) {
        return std::tie(s.id, s.provider, s.environment, s.configPath, s.url, s.control, s.deviceLists, s.token.kind,
                        s.token.name);
    };
    return all(a) == all(b);
}

} // namespace

Result<ConfigChanges> compare(const Config& running, const Config& next)
{
    if (!running.file().empty() && next.file() != running.file())
        return fail(ErrorCode::NotFound, "the configuration file is not there any more", running.file());
    ConfigChanges changes;
    for (const RuntimeSettings& runtime : next.runtimes()) {
        const auto& known = running.runtimes();
        const auto before = std::find_if(known.begin(), known.end(),
                                         [&](const RuntimeSettings& other) { return other.id == runtime.id; });
        if (before != known.end() && !sameSettings(*before, runtime))
            changes.changedRuntimes.push_back(runtime.id);
    }
    for (const auto& [name, value] : next.values()) {
        if (running.value(name) != value.value)
            changes.needRestart.push_back(name);
    }
    return changes;
}

} // namespace fabric::config
