// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <cstddef>
#include <string>

namespace fabric::composition {

/// What a command is given to read: all of the file at @p path, or of standard input if that is `-`.
/// @return InvalidArgument (where = path) if it cannot be read, for a command is used wrongly then; TooLarge beyond @p maxBytes.
[[nodiscard]] Result<std::string> readInput(const std::string& path, std::size_t maxBytes);

/// The same as JSON. @return also InvalidArgument (where = path and place) if it is none.
[[nodiscard]] Result<Json> readJsonInput(const std::string& path, const JsonLimits& limits);

} // namespace fabric::composition
