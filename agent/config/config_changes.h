// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/config/config.h"

namespace fabric::config {

/// What another reading of the settings found.
struct ConfigChanges
{
    std::vector<RuntimeId> changedRuntimes; ///< in both, with other settings
    std::vector<std::string> needRestart; ///< `agent.listen`: settings that a running agent does not take
};

/// @p running: what the agent works with. Only values count, not the lines that they stand in.
/// @return NotFound (where = the file) if @p running had a file and @p next has another one or none: a file that was moved
/// away says nothing, least of all that every runtime is to go.
[[nodiscard]] Result<ConfigChanges> compare(const Config& running, const Config& next);

} // namespace fabric::config
