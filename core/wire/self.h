// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"
#include "core/wire/types.h"

#include <string>
#include <vector>

namespace fabric::wire {

/// `GET /api/v1/self`: who asks, and what he may do.
struct Self
{
    std::string actor; ///< as the audit chain names it: `apikey:<prefix>`, `cli:<user>`
    std::string name; ///< the key's; on the unix socket the user's
    std::string role; ///< viewer | operator | approver | admin | service; a newer agent may know more
    std::vector<std::string> scopes; ///< what a service key may do besides; empty: nothing
};

[[nodiscard]] Json toJson(const Self& value);

template <>
Result<Self> parse<Self>(const Json& value, const std::string& path);

} // namespace fabric::wire
