// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace fabric::api {

/// How the audit chain names a user of this machine, whether he comes through the unix socket or works offline:
/// `cli:<name>`, `cli:<number>` for one without a name, `cli:unknown` if nobody can say who it is.
[[nodiscard]] std::string localActor(std::optional<std::uint32_t> user);

} // namespace fabric::api
