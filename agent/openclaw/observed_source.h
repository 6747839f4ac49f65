// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/reload_kinds.h"

#include <span>
#include <string>
#include <vector>

// The source (ADR 10) of what a connection sees. Both modes must give the same one for the same configuration, or every
// restart of a gateway would make two revisions.

namespace fabric::openclaw {

/// What one look knows of the configuration behind its graph.
struct SourceInput
{
    const Json& view; ///< viewOf()
    const Json& authored; ///< the root file as written
    std::string version; ///< of the runtime
    ReloadKinds reloadKinds;
};

/// @param last the source before, empty if there is none: for the ids that the runtime may remember.
/// @return InvalidArgument or TooLarge for a configuration that no source can be made of.
[[nodiscard]] Result<provider::Source> sourceOf(const SourceInput& input, const provider::Source& last);

/// Agents that were there once and are not now: those of @p last that are missing in @p resources, and its former ones as
/// far as there is room.
[[nodiscard]] std::vector<provider::ResourceId> formerOf(const provider::Source& last,
                                                         std::span<const provider::Resource> resources);

/// What the gateway answered; where it did not (@p isComplete is false), what @p last says of the same version, else the
/// built-in table.
[[nodiscard]] ReloadKinds knownReloadKinds(const ReloadKinds& answered, bool isComplete, const std::string& version,
                                           const provider::Source& last);

} // namespace fabric::openclaw
