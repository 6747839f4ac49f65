// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

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
};

/// @param arguments without the program's name.
/// @return InvalidArgument for an unknown command, an unknown or repeated flag, a missing value or argument.
[[nodiscard]] Result<Invocation> parseCommandLine(const std::vector<std::string>& arguments);

/// The text of `--help`, made from the tables of commands and settings.
[[nodiscard]] std::string helpText();

} // namespace fabric::composition
