// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/redaction.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cctype>

namespace fabric {

bool isSecretName(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            plain.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
    // Counts and limits of tokens (maxTokens, tokenBudget) are no secrets.
    if (plain.ends_with("tokens") || plain.starts_with("tokencount") || plain.starts_with("tokenbudget"))
        return false;
    constexpr std::array<std::string_view, 9> kWords{"token",         "password", "passphrase", "apikey",    "secret",
                                                     "authorization", "cookie",   "privatekey", "credential"};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view word) { return plain.find(word) != std::string::npos; });
}

Json redacted(const Json& value)
{
    if (value.is_array()) {
        Json out = Json::array();
        for (const Json& item : value)
            out.push_back(redacted(item));
        return out;
    }
    if (!value.is_object())
        return value;
    Json out = Json::object();
    for (const auto& [key, member] : value.items()) {
        const bool isBlank = member.is_null() || (member.is_string() && member.get_ref<const std::string&>().empty());
        out[key] = isSecretName(key) && !isBlank ? Json(kRedacted) : redacted(member);
    }
    return out;
}

} // namespace fabric
