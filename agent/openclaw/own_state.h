// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/file_ops.h"
#include "core/provider/configuration.h"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <vector>

// Whose state a configuration is, and how our own changes are taken back. Pure.

namespace fabric::openclaw {

/// The configuration that @p files hold (the first one is the root), with its includes and as authored. Not masked: it may
/// hold secrets.
[[nodiscard]] Result<Json> authoredDocument(const std::vector<StoredFile>& files);

/// True if @p plain is what @p redacted shows: equal, but for values that are masked there.
[[nodiscard]] bool isShownAs(const Json& plain, const Json& redacted);

/// True if @p now is @p before with nothing but the changes of @p operations, each of them done or not, and with what the
/// gateway itself adds (`meta`, the home of a created agent) or removes (mentions of a deleted one).
[[nodiscard]] bool isOwnState(const Json& before, const Json& now, std::span<const provider::Operation> operations);

/// True if the one agent is all that @p after differs in from @p before (`sourceConfig` both): it came, or it and its
/// mentions went.
[[nodiscard]] bool isOnlyAgent(const Json& before, const Json& after, const std::string& agentId);

/// The ids of the roster, sorted, whatever form it has.
[[nodiscard]] std::vector<std::string> rosterOf(const Json& config);

/// Two documents without `meta` and without empty containers are the same.
[[nodiscard]] bool isSameBarMeta(Json one, Json other);

/// The operations that take back what @p done changed, on a runtime that is at @p now.
/// @param before the masked document of before them.
/// @return FailedPrecondition if a field was changed again by somebody else (message and where name it), or cannot be
/// written back.
[[nodiscard]] Result<std::vector<provider::Operation>> undoOperations(const provider::Configuration& configuration,
                                                                      const Json& before, const provider::Source& now,
                                                                      std::span<const provider::Operation> done);

} // namespace fabric::openclaw
