// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/wire/change_types.h"
#include "core/wire/group_types.h"

#include <string>

namespace fabric::composition {

/// The evidence of a rollout for people: a line for each step with its time, state and author, what was sent and what came.
/// Hashes are shortened, parts that are well are counted. The document itself is what proves.
[[nodiscard]] std::string evidenceText(const wire::Evidence& evidence);
/// The same of a group; each runtime's own steps are with its rollout, which is named.
[[nodiscard]] std::string evidenceText(const wire::GroupEvidence& evidence);

} // namespace fabric::composition
