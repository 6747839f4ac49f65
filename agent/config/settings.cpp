// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/config/settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>

namespace fabric::config {
namespace {

using Type = SettingSpec::Type;

constexpr std::array kSpecs{
    SettingSpec{"agent", "data_dir", Type::Path, "", "", "folder of everything that the agent keeps"},
    SettingSpec{"agent", "listen", Type::Endpoint, "127.0.0.1:7420", "", "address and port of the HTTP API"},
    SettingSpec{"agent", "log_level", Type::Choice, "info", "debug|info|warning|critical", "what is logged"},
    SettingSpec{"backups", "keep", Type::Number, "50", "1|100000", "how many old states are kept at least"},
    SettingSpec{"backups", "days", Type::Number, "90", "1|36500", "how long old states are kept at least, in days"},
    SettingSpec{"storage", "url", Type::Choice, "sqlite", "sqlite", "where durable state lives"},
};

std::string joined(const SettingSpec& spec, char between, bool isUpper)
{
    std::string text = spec.section == "agent" ? std::string{} : std::string(spec.section) + between;
    text += spec.key;
    for (char& c : text) {
        if (c == '_')
            c = between;
        if (isUpper)
            c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return text;
}

bool isEndpoint(std::string_view value)
{
    const auto colon = value.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return false;
    const std::string_view port = value.substr(colon + 1);
    int number = -1;
    const auto read = std::from_chars(port.data(), port.data() + port.size(), number);
    return read.ec == std::errc{} && read.ptr == port.data() + port.size() && number >= 0 && number <= 65535;
}

bool isChoice(std::string_view choices, std::string_view value)
{
    while (!choices.empty()) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == value)
            return true;
        choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
    }
    return false;
}

std::optional<std::int64_t> numberIn(std::string_view text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

bool isBetween(std::string_view bounds, std::string_view value)
{
    const auto bar = bounds.find('|');
    const auto number = numberIn(value);
    return number && *number >= numberIn(bounds.substr(0, bar)) && *number <= numberIn(bounds.substr(bar + 1));
}

} // namespace

std::string_view toText(Source source)
{
    switch (source) {
    case Source::Default: return "default";
    case Source::File: return "file";
    case Source::Environment: return "environment";
    case Source::Flag: return "flag";
    }
    return "";
}

std::string SettingSpec::name() const
{
    return std::string(section) + "." + std::string(key);
}

std::string SettingSpec::environment() const
{
    return "FABRIC_" + joined(*this, '_', true);
}

std::string SettingSpec::flag() const
{
    return joined(*this, '-', false);
}

std::span<const SettingSpec> settingSpecs()
{
    return kSpecs;
}

Result<> checkSetting(const SettingSpec& spec, std::string_view value, const std::string& where)
{
    const auto refuse
        = [&](const std::string& what) { return fail(ErrorCode::InvalidArgument, spec.name() + " " + what, where); };
    switch (spec.type) {
    case Type::Path:
        if (value.empty() || value.front() != '/')
            return refuse("must be an absolute path");
        break;
    case Type::Endpoint:
        if (!isEndpoint(value))
            return refuse("must be an address and a port, such as 127.0.0.1:7420");
        break;
    case Type::Choice:
        if (!isChoice(spec.choices, value))
            return refuse("must be one of " + std::string(spec.choices));
        break;
    case Type::Number:
        if (!isBetween(spec.choices, value)) {
            std::string bounds(spec.choices);
            bounds.replace(bounds.find('|'), 1, " to ");
            return refuse("must be a whole number of " + bounds);
        }
        break;
    }
    return {};
}

} // namespace fabric::config
