// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_types.h"
#include "core/base/result.h"

#include <string>

namespace fabric::api {

/// The answer to an error: RFC 9457 problem details. The one place where an Error becomes an HTTP answer.
/// @p traceId also stands in the field `Trace-Id` of every answer, and in the log line of a server error.
[[nodiscard]] HttpResponse problem(const Error& error, const std::string& traceId);
/// The same with a status of HTTP's own that no ErrorCode has (405, 408, 417, 422, 431).
[[nodiscard]] HttpResponse problem(int status, const Error& error, const std::string& traceId);
/// The code that goes with a status that the HTTP layer refuses with.
[[nodiscard]] ErrorCode codeOf(int status);

} // namespace fabric::api
