// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"

#include <string>
#include <string_view>

namespace fabric::api {

/// RFC 9110 section 15; empty for a status that this server does not send.
[[nodiscard]] std::string_view reasonOf(int status);
/// IMF-fixdate (RFC 9110 section 5.6.7): `Thu, 26 Nov 2026 09:30:00 GMT`.
[[nodiscard]] std::string httpDate(UnixMillis time);
/// Undoes %XX (RFC 3986; '+' stands for itself). InvalidArgument for a broken escape and for text that is not UTF-8
/// without NUL.
[[nodiscard]] Result<std::string> percentDecoded(std::string_view text, std::string where);

} // namespace fabric::api
