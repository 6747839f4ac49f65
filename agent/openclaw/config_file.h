// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_paths.h"
#include "core/base/json.h"
#include "core/provider/provider.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fabric::openclaw {

/// What became of reading a configuration. All but Ok are states that an operator must see; none is an empty topology.
enum class ConfigState {
    Ok,
    Missing,
    BrokenLink,
    Unreadable,
    NotAFile,
    TooLarge,
    Failed,
    Invalid, ///< not JSON5, or not a map
    IncludeFailed, ///< an included file is missing, refused or invalid
};

/// A `${VAR}` whose value is not known here.
struct UnresolvedReference
{
    std::string variable;
    std::string path; ///< configuration path
    bool operator==(const UnresolvedReference&) const = default;
};

struct ConfigReading
{
    ConfigState state = ConfigState::Missing;
    std::string path;
    std::string realPath; ///< with links resolved; empty if there is nothing
    bool isLink = false;
    std::string sha256; ///< of the root file's bytes, lower case hex: `hash` of versions up to 2026.7
    std::string touchedVersion; ///< version of OpenClaw that wrote the file last, by its own `meta`; may be empty
    Json authored; ///< the root file as written; only if Ok
    Json resolved; ///< with includes and known variables resolved; only if Ok
    Json view; ///< what mapTopology() takes; only if Ok
    /// Every path that an include led to, so that it can be watched, also if reading it failed. Sorted.
    std::vector<std::string> includedPaths;
    std::vector<UnresolvedReference> unresolved;
    /// What is wrong, in words for the operator. A reference in the root file is no problem: it is compared by name.
    std::vector<provider::Problem> problems;
};

struct ConfigReadOptions
{
    /// What is known of the gateway's environment. The configuration's own `env` is added where this has nothing.
    Environment environment;
    /// Folders besides the configuration's own that `$include` may read from.
    std::vector<std::string> includeRoots;
};

/// Reads a configuration as the gateway would (measured against OpenClaw 2026.9.6; docs/providers/openclaw.md), without
/// checking it against OpenClaw's schema. Blocks on the file system; never writes.
[[nodiscard]] ConfigReading readConfig(const std::string& path, const FileReader& files,
                                       const ConfigReadOptions& options = {});

/// The secret that clients of this gateway show: `gateway.auth.token` of @p resolved, where it is text or names a variable
/// of @p environment. Empty if there is none.
[[nodiscard]] std::string gatewayTokenOf(const Json& resolved, const Environment& environment);

} // namespace fabric::openclaw
