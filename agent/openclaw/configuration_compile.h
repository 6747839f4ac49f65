// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"

#include <string>
#include <vector>

namespace fabric::openclaw {

/// Configuration::compile() for OpenClaw (facts: docs/providers/openclaw.md). Payloads:
/// - CreateAgent: params of `agents.create`: {name, workspace?, model?}; the name is the id, the rest of the entry is in the patch;
/// - Patch: {"patch": merge patch, "replacePaths": [...]}; the list is left out for versions that do not know it;
/// - DeleteAgent: params of `agents.delete`: {agentId, deleteFiles: false}.
[[nodiscard]] Result<provider::Compiled> compileChanges(const provider::Source& before,
                                                        const std::vector<provider::ResourceChange>& changes);

/// Configuration::set().
[[nodiscard]] Result<> setResource(Json& document, const provider::ResourceId& id, std::optional<Json> value);

/// Configuration::references().
[[nodiscard]] std::vector<provider::ResourceId> referencesOf(const provider::ResourceId& id, Json content);

} // namespace fabric::openclaw
