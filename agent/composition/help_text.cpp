// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_line.h"
#include "agent/composition/command_table.h"
#include "agent/config/settings.h"

#include <algorithm>

namespace fabric::composition {
namespace {

constexpr std::size_t kWidth = 34; ///< of the first column

std::string row(std::string shown, std::string_view meaning)
{
    shown.resize(std::max(kWidth, shown.size() + 2), ' ');
    return "  " + shown.append(meaning) + "\n";
}

std::string rowOf(const Flag& flag)
{
    std::string shown = "--" + std::string(flag.name);
    if (!flag.value.empty())
        shown.append(" ").append(flag.value);
    return row(std::move(shown), flag.meaning);
}

std::string usageOf(const Command& command)
{
    std::string words(command.words);
    if (command.argument.empty())
        return words;
    const std::string argument(command.argument);
    words += command.least == 0 ? " [" + argument + "]" : " " + argument;
    return command.most > 2 && command.least > 0 ? words + "..." : words;
}

/// The commands that @p words begin, beside the command of exactly these words. All of them for none.
std::string listOf(const std::string& words)
{
    std::string text;
    for (const Command& command : commands()) {
        if (words.empty() || command.words.starts_with(words + " "))
            text += row(usageOf(command), command.meaning);
    }
    return text;
}

std::string settingRows()
{
    std::string text = row("--config FILE", "settings file (TOML) [FABRIC_CONFIG]");
    for (const config::SettingSpec& spec : config::settingSpecs())
        text += row("--" + spec.flag() + " VALUE", std::string(spec.meaning) + " [" + spec.environment() + "]");
    return text;
}

std::string ownHelp(const Command& command)
{
    std::string text = "Usage: fabric-agent " + usageOf(command) + (command.flags.empty() ? "" : " [FLAGS]") + "\n\n"
        + std::string(command.meaning) + "\n";
    if (!command.more.empty())
        text += "\n" + std::string(command.more);
    std::string flags;
    for (const Flag& flag : command.flags)
        flags += rowOf(flag);
    if (command.isClient) {
        for (const Flag& flag : clientFlags())
            flags += rowOf(flag);
    }
    if (!flags.empty())
        text += "\nFlags:\n" + flags;
    const bool isAboutSettings = command.words == "serve" || command.words == "config show";
    if (isAboutSettings)
        return text + "\nSettings (environment variable in brackets):\n" + settingRows();
    return text + "\nIt takes the settings too, such as --data-dir and --config: see fabric-agent serve --help.\n";
}

} // namespace

std::string helpText(const std::string& words)
{
    if (words.empty() || words == "help")
        return "Usage: fabric-agent COMMAND [FLAGS]\n\n" + listOf({})
            + "\nfabric-agent COMMAND --help says more. Each takes the settings as flags, such as --data-dir and "
              "--config:\n"
              "fabric-agent serve --help lists them.\n\n"
              "Exit status: 0 ok, 1 internal, 2 usage or bad configuration, 3 refused or stale, 4 not reachable,\n"
              "5 rolled back, 6 an operator is needed, 7 changes are pending (plan), 130 interrupted by Ctrl-C.\n";
    const auto all = commands();
    const auto own = std::find_if(all.begin(), all.end(), [&](const Command& one) { return one.words == words; });
    const std::string list = listOf(words);
    if (own == all.end())
        return list.empty() ? std::string() : "Usage: fabric-agent " + words + " COMMAND [FLAGS]\n\n" + list;
    return ownHelp(*own) + (list.empty() ? "" : "\nCommands:\n" + list);
}

} // namespace fabric::composition
