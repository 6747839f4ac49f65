// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/wire/change_types.h"

#include <string>

namespace fabric::composition {

/// The evidence of a rollout for people: a line for each step with its time, state and author, what was sent and what came.
/// Hashes are shortened, parts that are well are counted. The document itself is what proves.
[[nodiscard]] std::string evidenceText(const wire::Evidence& evidence);

} // namespace fabric::composition
