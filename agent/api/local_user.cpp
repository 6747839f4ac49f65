// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/local_user.h"

#include <array>

#include <pwd.h>

namespace fabric::api {

std::string localActor(std::optional<std::uint32_t> user)
{
    if (!user)
        return "cli:unknown";
    std::array<char, 16 * 1024> text{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(*user, &entry, text.data(), text.size(), &found) != 0 || found == nullptr)
        return "cli:" + std::to_string(*user);
    return std::string("cli:") + found->pw_name;
}

} // namespace fabric::api
