// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fabric::config {

/// Where an effective value comes from, in rising precedence.
enum class Source { Default, File, Environment, Flag };
[[nodiscard]] std::string_view toText(Source source);

/// One scalar setting. TOML `[section] key`, environment `FABRIC_<SECTION>_<KEY>`, flag `--section-key`; the section
/// `agent` is left out of the last two.
struct SettingSpec
{
    std::string_view section;
    std::string_view key;
    enum class Type { Path, Endpoint, Choice, Number } type;
    std::string_view fallback;
    std::string_view choices; ///< for Choice: words with '|' between; for Number: the least and the most, so too
    std::string_view meaning; ///< one line for --help and the manual

    [[nodiscard]] std::string name() const; ///< `agent.listen`
    [[nodiscard]] std::string environment() const; ///< `FABRIC_LISTEN`
    [[nodiscard]] std::string flag() const; ///< `listen` (without the dashes)
};

/// Every scalar setting there is: command line, environment, file and documentation all come from this table.
[[nodiscard]] std::span<const SettingSpec> settingSpecs();

struct SettingValue
{
    std::string value;
    Source source = Source::Default;
    std::string where; ///< `<file>:<line>`, the variable or the flag; empty for a default
};

/// Checks one value against its spec. InvalidArgument, where = @p where, message names the key.
[[nodiscard]] Result<> checkSetting(const SettingSpec& spec, std::string_view value, const std::string& where);

} // namespace fabric::config
