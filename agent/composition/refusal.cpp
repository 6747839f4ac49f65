// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/refusal.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace fabric::composition {
namespace {

/// The flag that gives a member of a request; empty if none does.
std::string flagOf(const std::string& member)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kFlags{{
        {"soakSeconds", "soak"},
        {"confirmSeconds", "confirm"},
        {"greenSeconds", "green"},
        {"waveSoakSeconds", "wave-soak"},
        {"probes", "probe"},
        {"configPath", "config-path"},
        {"listsDevices", "device-lists"},
        {"document", "import"},
        {"observed", "made-from"},
    }};
    static constexpr std::array<std::string_view, 9> kSame{"digits", "edits", "reason",  "title",      "waves",
                                                           "role",   "name",  "control", "environment"};
    const auto other = std::find_if(kFlags.begin(), kFlags.end(), [&](const auto& one) { return one.first == member; });
    if (other != kFlags.end())
        return "--" + std::string(other->second);
    return std::find(kSame.begin(), kSame.end(), member) == kSame.end() ? std::string() : "--" + member;
}

} // namespace

Error forPeople(Error error)
{
    const std::string pointer = std::exchange(error.where, {});
    if (!pointer.starts_with('/'))
        return error;
    constexpr std::string_view kBody = "/body";
    const std::string inside = pointer.starts_with("/body/") ? pointer.substr(kBody.size()) : pointer;
    const std::size_t end = std::min(inside.find('/', 1), inside.size());
    const std::string member = inside.substr(1, end - 1);
    const std::string flag = flagOf(member);
    if (const std::size_t at = error.message.find(pointer); at != std::string::npos)
        error.message.replace(at, pointer.size(), flag.empty() ? "'" + member + "'" : flag + inside.substr(end));
    else if (!flag.empty())
        error.where = end == inside.size() ? flag : flag + " " + inside.substr(end);
    return error;
}

} // namespace fabric::composition
