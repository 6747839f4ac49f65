// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/store/actors.h"

#include <string_view>

namespace fabric::store {

constexpr std::string_view kApiKey = "apikey:";
constexpr std::size_t kPrefixSize = 8; ///< hex digits

std::string apiKeyActor(const std::string& prefix)
{
    return std::string(kApiKey).append(prefix);
}

Result<std::string> withNames(Session& session, const std::string& text)
{
    std::string out;
    std::size_t done = 0;
    for (auto at = text.find(kApiKey); at != std::string::npos; at = text.find(kApiKey, at + 1)) {
        const std::size_t end = at + kApiKey.size() + kPrefixSize;
        if (end > text.size())
            break;
        FABRIC_TRY(const auto key, session.apiKeys().find(text.substr(end - kPrefixSize, kPrefixSize)));
        if (!key)
            continue;
        out.append(text, done, at - done).append(key->name);
        done = end;
    }
    return out.append(text, done);
}

} // namespace fabric::store
