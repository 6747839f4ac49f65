// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_types.h"
#include "core/base/result.h"

namespace fabric::api {

/// Keeps web pages out. A page of another site can make a browser send requests here, and with DNS rebinding even read
/// the answers; but then Host names that site, and Origin differs from it.
///
/// Host must be a loopback name or address, @p listenHost, or the very address at which the connection came in; its port
/// is not looked at, because tunnels have their own. An Origin must be the same as Host. On the unix socket, which no
/// browser can reach, only Origin is checked.
/// @return PermissionDenied (where = `/header/Host` or `/header/Origin`).
[[nodiscard]] Result<> checkOrigin(const HttpRequest& request, const std::string& listenHost);

} // namespace fabric::api
