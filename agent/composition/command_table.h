// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace fabric::composition {

/// A flag of one command only; settings (`--listen` ...) and `--config` belong to every command.
struct Flag
{
    std::string_view name;
    std::string_view value; ///< placeholder, empty for a switch
    std::string_view meaning;
};

/// One command of the program, and all that its help says.
struct Command
{
    std::string_view words;
    std::string_view argument; ///< what stands after the words, empty for nothing
    std::size_t least; ///< arguments
    std::size_t most;
    std::span<const Flag> flags;
    std::string_view meaning; ///< one line
    std::string_view more; ///< further lines of its own help, each with its end; may be empty
    bool isClient; ///< asks a running agent: `--url` and `--key-file` belong to it too
};

/// All commands: those of more words before those that they begin with. The storage is static.
[[nodiscard]] std::span<const Command> commands();

/// What commands that ask a running agent take beside their own flags.
[[nodiscard]] std::span<const Flag> clientFlags();

} // namespace fabric::composition
