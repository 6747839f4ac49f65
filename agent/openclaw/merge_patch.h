// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace fabric::openclaw {

/// What `config.patch` takes (OpenClaw 2026.3 to 2026.9): an RFC 7386 merge patch, but that an array whose items all have an `id`
/// is merged by it, and that every array which loses or changes an item must be named.
struct MergePatch
{
    Json patch = Json::object();
    std::vector<std::string> replacePaths; ///< sorted; `a.b`, and `a.b[].c` below a merged item

    [[nodiscard]] bool isEmpty() const { return patch.empty(); }
};

struct MergePatchOptions
{
    bool canReplaceArrays = true; ///< knows replacePaths; without, an array with ids can only grow and change
};

/// The smallest patch that makes @p after of @p before; both objects. A member that is null counts as absent.
/// @return FailedPrecondition (where = path) for a change that would have to send a masked text, or that cannot be said.
[[nodiscard]] Result<MergePatch> mergePatchBetween(const Json& before, const Json& after,
                                                   const MergePatchOptions& options = {});

} // namespace fabric::openclaw
