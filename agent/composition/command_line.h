// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/config/config.h"

#include <map>
#include <string>
#include <vector>

namespace fabric::composition {

/// One understood command line.
struct Invocation
{
    std::string command; ///< `serve`, `config show`, `apikey create`, `help`, `version`, ...
    std::map<std::string, std::string> flags; ///< by name without dashes; `json` is "true" if given
    std::vector<std::string> arguments; ///< what stands after the command

    [[nodiscard]] std::string flag(const std::string& name) const; ///< empty if it is not given
    [[nodiscard]] bool wantsJson() const { return flags.contains("json"); }
};

/// @param arguments without the program's name.
/// @return InvalidArgument for an unknown command, an unknown or repeated flag, a missing value or argument.
[[nodiscard]] Result<Invocation> parseCommandLine(const std::vector<std::string>& arguments);

/// The settings that a command works with.
/// @return InvalidArgument whatever is wrong with them: a missing file is bad configuration too, not a refusal.
[[nodiscard]] Result<config::Config> configOf(const Invocation& invocation, const config::EnvironmentMap& environment);

/// The text of `--help`, made from the tables of commands and settings.
/// The help of the command or the group of commands that @p words name, of the whole program for none.
/// @return empty if they name neither.
[[nodiscard]] std::string helpText(const std::string& words = {});

/// The flags of @p invocation that say which agent is meant, each with a space before it, as a shell takes them.
[[nodiscard]] std::string agentFlags(const Invocation& invocation);

} // namespace fabric::composition
