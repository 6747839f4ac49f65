// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace fabric::openclaw {

/// What a gateway shows instead of a secret. It stands in a document of ours as provider::kMasked.
inline constexpr std::string_view kRedactedByGateway = "__OPENCLAW_REDACTED__";

/// The configuration as both modes see it, made of the text as written (@p authored: `parsed` of the gateway, the
/// parsed root file) and the same with includes and variables resolved (@p resolved: `sourceConfig` of the gateway,
/// `resolved` on versions that have no other).
///
/// The rule: what the root file says itself stays as written, so that `${VAR}` and secret references are compared by
/// name. A gateway never shows what an included file says as written; so an object with `$include` is taken whole from
/// the resolved form, its own members included.
///
/// @return FailedPrecondition (where = path) if @p resolved lacks what an include stands for.
[[nodiscard]] Result<Json> viewOf(const Json& authored, const Json& resolved);

/// viewOf() of the payload of a gateway's `config.get`.
/// @return FailedPrecondition if the answer holds no configuration: the file is missing, invalid or not shown.
[[nodiscard]] Result<Json> viewOfAnswer(const Json& payload);

/// Configuration paths of the objects that viewOf() takes from the resolved form.
[[nodiscard]] std::vector<std::string> includePoints(const Json& authored);

} // namespace fabric::openclaw
