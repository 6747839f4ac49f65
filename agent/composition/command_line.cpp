// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_line.h"

#include "agent/config/settings.h"

#include <algorithm>
#include <array>
#include <optional>

namespace fabric::composition {
namespace {

/// A flag of one command only; settings (`--listen` ...) and `--config` belong to every command.
struct Flag
{
    std::string_view name;
    std::string_view value; ///< placeholder, empty for a switch
    std::string_view meaning;
};

constexpr std::array kNoFlags = std::array<Flag, 0>{};
constexpr std::array kJsonFlag{Flag{"json", "", "print JSON"}};
constexpr Flag kUrlFlag{"url", "URL", "ask the agent at this address; needs --key-file"};
constexpr Flag kKeyFileFlag{"key-file", "FILE", "the file that holds the API key for --url"};
/// Of commands that ask a running agent.
constexpr std::array kClientFlags{kJsonFlag[0], kUrlFlag, kKeyFileFlag};
constexpr std::array kApiKeyCreateFlags{
    Flag{"name", "NAME", "what the key is for"},
    Flag{"role", "ROLE", "viewer, operator, approver, admin or service"},
    kJsonFlag[0],
    kUrlFlag,
    kKeyFileFlag,
};

constexpr std::array kRuntimeAddFlags{
    Flag{"provider", "NAME", "kind of runtime, openclaw if absent"},
    Flag{"environment", "WORD", "a free word, such as production"},
    Flag{"config-path", "PATH", "its configuration, if not where the provider looks"},
    Flag{"endpoint", "URL", "its address, such as ws://127.0.0.1:18789"},
    Flag{"token-env", "NAME", "the agent's variable that holds its token"},
    Flag{"token-file", "PATH", "the agent's file that holds its token"},
    Flag{"token-credential", "NAME", "the service's credential that holds its token"},
    Flag{"control", "HOW", "how it is started again: none or systemd:<unit>"},
    Flag{"device-lists", "", "also list paired devices"},
    kJsonFlag[0],
    kUrlFlag,
    kKeyFileFlag,
};

constexpr std::array kPlanFlags{
    Flag{"edits", "FILE", "a JSON array of edits to save first; - reads standard input"},
    Flag{"model", "AGENT=MODEL", "set the model of an agent, or of 'defaults', as PROVIDER/MODEL"},
    Flag{"adopt", "", "begin anew with what is observed"},
    Flag{"title", "TEXT", "what the plan is called"},
    Flag{"reason", "TEXT", "why it is wanted"},
    Flag{"offline", "",
         "two files FROM TO instead of RUNTIME: from one revision's content to the other's, without an agent"},
    kJsonFlag[0],
    kUrlFlag,
    kKeyFileFlag,
};
constexpr Flag kNoWaitFlag{"no-wait", "", "do not wait for the end"};
constexpr std::array kApplyFlags{
    Flag{"digits", "D", "the first 8 digits of the plan, where its gate asks for them"},
    Flag{"soak", "SECONDS", "how long it is watched before it counts as good"},
    Flag{"confirm", "SECONDS", "it goes back by itself unless somebody confirms it in that time"},
    Flag{"probe", "LIST",
         "confirmed if these are green: URLs and parts, such as https://shop/health,account:telegram/shop"},
    Flag{"green", "SECONDS", "how long they must be green, 10 if absent"},
    Flag{"reason", "TEXT", "why it is applied"},
    Flag{"waves", "RUNTIMES", "of several plans: 'hq lab,edge' is hq first, then both others at once"},
    Flag{"wave-soak", "SECONDS", "of several plans: how long a wave must hold before the next one begins"},
    kNoWaitFlag,
    kJsonFlag[0],
    kUrlFlag,
    kKeyFileFlag,
};
constexpr std::array kRollbackFlags{kNoWaitFlag, kJsonFlag[0], kUrlFlag, kKeyFileFlag};
constexpr std::array kRolloutsFlags{
    Flag{"runtime", "ID", "only of this runtime"},
    Flag{"state", "STATE", "only in this state, such as soaking"},
    kJsonFlag[0],
    kUrlFlag,
    kKeyFileFlag,
};

constexpr Flag kBackupKeyFlag{"backup-key", "FILE", "the key of the backups, if it is not where the agent keeps it"};
constexpr std::array kBackupsFlags{kBackupKeyFlag, kJsonFlag[0]};
constexpr std::array kExtractFlags{
    Flag{"into", "FOLDER", "a new folder that they are written to, under their whole paths"},
    kBackupKeyFlag,
    kJsonFlag[0],
};
constexpr std::array kGroupsFlags{
    Flag{"state", "STATE", "only in this state, such as running"},
    kJsonFlag[0],
    kUrlFlag,
    kKeyFileFlag,
};

struct Command
{
    std::string_view words;
    std::string_view argument; ///< what stands after the words, empty for nothing
    std::size_t least; ///< arguments
    std::size_t most;
    const Flag* flags;
    std::size_t flagCount;
    std::string_view meaning;
};

template <std::size_t N>
constexpr Command command(std::string_view words, std::string_view argument, const std::array<Flag, N>& flags,
                          std::string_view meaning)
{
    const std::size_t count = argument.empty() ? 0 : 1;
    return {words, argument, count, count, flags.data(), N, meaning};
}

/// @p command with up to @p most arguments.
constexpr Command upTo(std::size_t most, Command command)
{
    command.most = most;
    return command;
}

constexpr std::array kCommands{
    command("serve", "", kNoFlags, "run the agent until it is told to stop"),
    command("config show", "", kJsonFlag, "print every setting, its value and where it comes from"),
    command("runtimes add", "ID", kRuntimeAddFlags, "add a runtime to a running agent; it stays over restarts"),
    command("runtimes remove", "ID", kClientFlags, "remove a runtime that was added so; its history stays"),
    command("runtimes", "", kClientFlags, "list the runtimes of a running agent and how they are"),
    upTo(2,
         command("plan", "RUNTIME", kPlanFlags,
                 "save what is wanted and show what would be done; the runtime is not touched")),
    upTo(100,
         command("apply", "PLAN", kApplyFlags,
                 "run a plan, by its id or 8 digits of it or more, and wait for the end; several plans are one change; "
                 "PLAN@RUNTIME where several runtimes have it")),
    command("rollback", "ROLLOUT", kRollbackFlags, "bring the old state back, and wait for it"),
    command("rollouts show", "ROLLOUT", kClientFlags, "one rollout with its steps and checks"),
    command("rollouts confirm", "ROLLOUT", kClientFlags, "keep a change that would go back by itself"),
    command("rollouts cancel", "ROLLOUT", kClientFlags, "end a rollout that has not written yet"),
    command("rollouts evidence", "ROLLOUT", kClientFlags, "everything that was sent, seen and decided, as JSON"),
    command("rollouts groups show", "GROUP", kClientFlags, "one change over several runtimes, and how each of them is"),
    command("rollouts groups confirm", "GROUP", kClientFlags, "keep a change of several runtimes"),
    command("rollouts groups cancel", "GROUP", kClientFlags,
            "halt it: what was not begun never is, the rest goes back"),
    command("rollouts groups rollback", "GROUP", kRollbackFlags,
            "bring the old state back on all of them, and wait for it"),
    command("rollouts groups evidence", "GROUP", kClientFlags, "everything that was decided for the group, as JSON"),
    command("rollouts groups", "", kGroupsFlags, "list changes over several runtimes, newest first"),
    command("rollouts", "", kRolloutsFlags, "list rollouts, newest first"),
    command("backups extract", "BACKUP", kExtractFlags,
            "write the files of an old state that a rollout kept, to bring it back by hand"),
    command("backups", "", kBackupsFlags, "list the old states that are kept in the data folder, newest first"),
    command("apikey create", "", kApiKeyCreateFlags, "make an API key and print it once"),
    command("apikey list", "", kClientFlags, "list API keys (never their secret part)"),
    command("apikey revoke", "PREFIX", kClientFlags, "revoke the key with this prefix"),
    command("audit verify", "", kJsonFlag, "check the whole audit chain of the data folder"),
    command("openapi", "", kNoFlags, "print the OpenAPI document of the HTTP API"),
    command("version", "", kJsonFlag, "print the version"),
    command("help", "", kNoFlags, "print this text"),
};

std::size_t wordCount(std::string_view words)
{
    return 1 + static_cast<std::size_t>(std::count(words.begin(), words.end(), ' '));
}

const Command* findCommand(const std::vector<std::string>& arguments)
{
    for (const Command& candidate : kCommands) {
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
    for (std::size_t i = 0; i < command.flagCount; ++i) {
        if (command.flags[i].name == name)
            return !command.flags[i].value.empty();
    }
    const auto specs = config::settingSpecs();
    const bool isSetting
        = std::any_of(specs.begin(), specs.end(), [&](const config::SettingSpec& spec) { return spec.flag() == name; });
    if (isSetting || name == "config")
        return true;
    return std::nullopt;
}

std::string padded(std::string text, std::size_t width)
{
    text.resize(std::max(width, text.size() + 1), ' ');
    return text;
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
    if (arguments.front() == "--help" || arguments.front() == "-h")
        return Invocation{"help", {}, {}};
    if (arguments.front() == "--version")
        return Invocation{"version", {}, {}};
    const Command* command = findCommand(arguments);
    if (command == nullptr)
        return refuse("'" + arguments.front() + "' is not a command; see fabric-agent --help");

    Invocation invocation{std::string(command->words), {}, {}};
    for (std::size_t i = wordCount(command->words); i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "--help" || word == "-h")
            return Invocation{"help", {}, {}};
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

std::string helpText()
{
    std::string text = "Usage: fabric-agent COMMAND [FLAGS]\n\nCommands:\n";
    for (const Command& command : kCommands) {
        std::string words(command.words);
        if (!command.argument.empty())
            words += " " + std::string(command.argument);
        text += "  " + padded(words, 26) + std::string(command.meaning) + "\n";
        for (std::size_t i = 0; i < command.flagCount; ++i) {
            const Flag& flag = command.flags[i];
            const std::string shown
                = "--" + std::string(flag.name) + (flag.value.empty() ? "" : " ") + std::string(flag.value);
            text += "      " + padded(shown, 22) + std::string(flag.meaning) + "\n";
        }
    }
    text += "\nFlags of every command (environment variable in brackets):\n";
    text += "  " + padded("--config FILE", 26) + "settings file (TOML) [FABRIC_CONFIG]\n";
    for (const config::SettingSpec& spec : config::settingSpecs())
        text += "  " + padded("--" + spec.flag() + " VALUE", 26) + std::string(spec.meaning) + " [" + spec.environment()
            + "]\n";
    text += "\nExit status: 0 ok, 1 internal, 2 usage or bad configuration, 3 refused or stale, 4 not reachable,\n"
            "5 rolled back, 6 an operator is needed, 7 changes are pending (plan).\n";
    return text;
}

} // namespace fabric::composition
