// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/ids.h"

namespace fabric {

Result<RuntimeId> parseRuntimeId(std::string_view text, std::string where)
{
    const auto isAlnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    bool valid = !text.empty() && text.size() <= 63 && isAlnum(text.front());
    for (const char c : text)
        valid = valid && (isAlnum(c) || c == '-');
    if (!valid)
        return fail(ErrorCode::InvalidArgument,
                    "a runtime id has 1 to 63 characters a-z, 0-9 and '-', and does not begin with '-'",
                    std::move(where));
    return RuntimeId{std::string(text)};
}

} // namespace fabric
