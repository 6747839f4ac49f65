// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_line.h"

#include "agent/composition/command_table.h"
#include "agent/composition/output.h"
#include "agent/config/settings.h"

#include <algorithm>
#include <optional>

namespace fabric::composition {
namespace {

std::size_t wordCount(std::string_view words)
{
    return 1 + static_cast<std::size_t>(std::count(words.begin(), words.end(), ' '));
}

const Command* findCommand(const std::vector<std::string>& arguments)
{
    for (const Command& candidate : commands()) {
        const std::size_t count = wordCount(candidate.words);
        std::string given;
        for (std::size_t i = 0; i < std::min(count, arguments.size()); ++i)
            given += (i == 0 ? "" : " ") + arguments[i];
        if (given == candidate.words)
            return &candidate;
    }
    return nullptr;
}

/// True if the flag takes a value, false if it is a switch, nothing if @p command has no such flag.
std::optional<bool> takesValue(const Command& command, std::string_view name)
{
    for (const Flag& flag : command.flags) {
        if (flag.name == name)
            return !flag.value.empty();
    }
    const auto ofClients = clientFlags();
    if (command.isClient
        && std::any_of(ofClients.begin(), ofClients.end(), [&](const Flag& flag) { return flag.name == name; }))
        return true;
    const auto specs = config::settingSpecs();
    const bool isSetting
        = std::any_of(specs.begin(), specs.end(), [&](const config::SettingSpec& spec) { return spec.flag() == name; });
    if (isSetting || name == "config")
        return true;
    return std::nullopt;
}

/// The words that @p arguments begin with, up to a flag, if they name a command or begin several; else nothing.
std::string helpedWords(const std::vector<std::string>& arguments)
{
    std::string words;
    for (const std::string& word : arguments) {
        if (word.starts_with('-'))
            break;
        const std::string longer = words + (words.empty() ? "" : " ") + word;
        if (helpText(longer).empty())
            break; // what stands after the command
        words = longer;
    }
    return words;
}

bool asksForHelp(const std::string& word)
{
    return word == "--help" || word == "-h";
}

/// The words that may stand after @p word: "create, list, revoke"; empty if no command begins with it.
std::string wordsAfter(const std::string& word)
{
    std::string list;
    for (const Command& command : commands()) {
        if (command.words.starts_with(word + " "))
            list.append(list.empty() ? "" : ", ").append(command.words.substr(word.size() + 1));
    }
    return list;
}

} // namespace

std::string Invocation::flag(const std::string& name) const
{
    const auto found = flags.find(name);
    return found == flags.end() ? std::string{} : found->second;
}

Result<Invocation> parseCommandLine(const std::vector<std::string>& arguments)
{
    const auto refuse = [](std::string message) { return fail(ErrorCode::InvalidArgument, std::move(message)); };
    if (arguments.empty())
        return refuse("a command is missing; see fabric-agent --help");
    if (std::any_of(arguments.begin(), std::find(arguments.begin(), arguments.end(), "--"), &asksForHelp)) {
        const std::string words = helpedWords(arguments);
        if (words.empty() && !arguments.front().starts_with('-'))
            return refuse("'" + arguments.front() + "' is not a command; see fabric-agent --help");
        return Invocation{"help", {}, {words}};
    }
    if (arguments.front() == "--version")
        return Invocation{"version", {}, {}};
    const Command* command = findCommand(arguments);
    if (command == nullptr) {
        const std::string after = wordsAfter(arguments.front());
        return refuse(after.empty() ? "'" + arguments.front() + "' is not a command; see fabric-agent --help"
                                    : "after '" + arguments.front() + "' comes one of: " + after);
    }

    Invocation invocation{std::string(command->words), {}, {}};
    for (std::size_t i = wordCount(command->words); i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "--") { // an id may begin with a dash
            invocation.arguments.insert(invocation.arguments.end(), arguments.begin() + static_cast<int>(i) + 1,
                                        arguments.end());
            break;
        }
        if (!word.starts_with("--")) {
            invocation.arguments.push_back(word);
            continue;
        }
        const auto equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const auto hasValue = takesValue(*command, name);
        if (!hasValue)
            return refuse("--" + name + " is not a flag of '" + invocation.command + "'");
        if (invocation.flags.contains(name))
            return refuse("--" + name + " is given twice");
        if (!*hasValue && equals != std::string::npos)
            return refuse("--" + name + " takes no value");
        if (!*hasValue)
            invocation.flags[name] = "true";
        else if (equals != std::string::npos)
            invocation.flags[name] = word.substr(equals + 1);
        else if (i + 1 < arguments.size())
            invocation.flags[name] = arguments[++i];
        else
            return refuse("--" + name + " needs a value");
    }
    if (invocation.arguments.size() < command->least)
        return refuse("'" + invocation.command + "' needs " + std::string(command->argument));
    if (invocation.command == "help") {
        const std::string words = helpedWords(invocation.arguments);
        if (words.empty() && !invocation.arguments.empty())
            return refuse("'" + invocation.arguments.front() + "' is not a command; see fabric-agent --help");
        return Invocation{"help", {}, {words}};
    }
    if (invocation.arguments.size() > command->most)
        return refuse("'" + invocation.arguments[command->most] + "' is one word too many for '" + invocation.command
                      + "'");
    return invocation;
}

Result<config::Config> configOf(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    auto config = config::Config::load({invocation.flags, environment});
    if (!config)
        return fail(ErrorCode::InvalidArgument, config.error().message, config.error().where);
    return config;
}

std::string agentFlags(const Invocation& invocation)
{
    std::string text;
    for (const char* name : {"config", "data-dir", "url", "key-file"}) {
        if (invocation.flags.contains(name))
            text += std::string(" --") + name + " " + quotedForShell(invocation.flag(name));
    }
    return text;
}

} // namespace fabric::composition
