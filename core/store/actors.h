// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/store/store.h"

#include <string>

// Who did something, as the audit chain names it: `agent`, `apikey:<prefix>`, `cli:<user>`.

namespace fabric::store {

/// The actor of the API key with this prefix.
[[nodiscard]] std::string apiKeyActor(const std::string& prefix);

/// @p text for people: each actor in it that is an API key, revoked or not, by the name of the key.
[[nodiscard]] Result<std::string> withNames(Session& session, const std::string& text);

} // namespace fabric::store
