// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_table.h"

#include <array>

namespace fabric::composition {
namespace {

constexpr std::array kClientFlags{
    Flag{"url", "URL", "ask the agent at this address; needs --key-file"},
    Flag{"key-file", "FILE", "the file that holds the API key for --url"},
};

constexpr std::array<Flag, 0> kNoFlags{};
constexpr Flag kJsonFlag{"json", "", "print JSON"};
constexpr std::array kJsonOnly{kJsonFlag};
constexpr std::array kApiKeyCreateFlags{
    Flag{"name", "NAME", "what the key is for"},
    Flag{"role", "ROLE", "viewer, operator, approver, admin or service"},
    kJsonFlag,
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
    kJsonFlag,
};

constexpr std::array kPlanFlags{
    Flag{"edits", "FILE", "a JSON array of edits to save first; - reads standard input"},
    Flag{"model", "AGENT=MODEL", "set the model of an agent, or of 'defaults', as PROVIDER/MODEL"},
    Flag{"import", "FILE", "a whole configuration as the runtime writes it, instead of edits; - reads standard input"},
    Flag{"made-from", "REVISION", "of --import: the observed revision that it was made from; what changed since stays"},
    Flag{"adopt", "", "begin anew with what is observed"},
    Flag{"undo", "ROLLOUT", "what is observed without what a rollout did that succeeded; nothing else is wanted then"},
    Flag{"title", "TEXT", "what the plan is called"},
    Flag{"reason", "TEXT", "why it is wanted"},
    Flag{"offline", "", "two files FROM TO instead of RUNTIME, and no agent"},
    kJsonFlag,
};
constexpr Flag kRuntimeFlag{"runtime", "ID", "only of this runtime"};
constexpr std::array kPlansFlags{kRuntimeFlag, kJsonFlag};
constexpr Flag kNoWaitFlag{"no-wait", "", "do not wait for the end"};
constexpr std::array kApplyFlags{
    Flag{"digits", "D", "the first 8 digits of the plan, where its gate asks for them"},
    Flag{"soak", "SECONDS", "how long it is watched before it counts as good"},
    Flag{"confirm", "SECONDS", "it goes back by itself unless somebody confirms it in that time"},
    Flag{"probe", "LIST", "confirmed if these are green: URLs and parts, such as https://shop/health,ready"},
    Flag{"green", "SECONDS", "how long they must be green, 10 if absent"},
    Flag{"reason", "TEXT", "why it is applied"},
    Flag{"waves", "RUNTIMES", "of several plans: 'hq lab,edge' is hq first, then both others at once"},
    Flag{"wave-soak", "SECONDS", "of several plans: how long a wave must hold before the next one begins"},
    kNoWaitFlag,
    kJsonFlag,
};
constexpr std::array kWaitFlags{kNoWaitFlag, kJsonFlag};
constexpr std::array kRolloutsFlags{
    kRuntimeFlag,
    Flag{"state", "STATE", "only in this state, such as soaking"},
    kJsonFlag,
};
constexpr std::array kShowFlags{Flag{"all", "", "every check, also of parts that are well and not touched"}, kJsonFlag};
constexpr std::array kGroupsFlags{Flag{"state", "STATE", "only in this state, such as running"}, kJsonFlag};

constexpr Flag kBackupKeyFlag{"backup-key", "FILE", "the key of the backups, if it is not where the agent keeps it"};
constexpr std::array kBackupsFlags{kBackupKeyFlag, kJsonFlag};
constexpr std::array kExtractFlags{
    Flag{"into", "FOLDER", "a new folder that they are written to, under their whole paths"},
    kBackupKeyFlag,
    kJsonFlag,
};

constexpr std::string_view kApplyMore
    = "PLAN is the id of a plan or 8 digits of it or more, PLAN@RUNTIME where several runtimes have it.\n"
      "Several plans, each of another runtime, are one change.\n\n"
      "Exit status: 0 it succeeded, or awaits confirmation; 3 refused or cancelled; 4 no agent answers; 5 it was\n"
      "rolled back; 6 an operator is needed; 130 interrupted by Ctrl-C: the rollout goes on.\n";
constexpr std::string_view kRollbackMore
    = "Exit status: 0 the old state is there; 3 refused, or it succeeded before; 4 no agent answers; 6 an operator is\n"
      "needed; 130 interrupted by Ctrl-C: it goes on.\n";
constexpr std::string_view kCancelMore
    = "Before it writes it ends, and nothing was touched. Once it has written it takes the change back, as 'rollback'\n"
      "does; what is printed says which of both. 'rollouts show' tells how it ends.\n";
constexpr std::string_view kPlanMore = "Exit status: 0 there is nothing to do, 7 there is.\n";

constexpr Command command(std::string_view words, std::string_view argument, std::span<const Flag> flags,
                          std::string_view meaning, std::string_view more = {})
{
    const std::size_t count = argument.empty() ? 0 : 1;
    return {words, argument, count, count, flags, meaning, more, false};
}

constexpr Command client(std::string_view words, std::string_view argument, std::span<const Flag> flags,
                         std::string_view meaning, std::string_view more = {})
{
    Command out = command(words, argument, flags, meaning, more);
    out.isClient = true;
    return out;
}

/// @p command with @p least to @p most arguments.
constexpr Command withArguments(std::size_t least, std::size_t most, Command command)
{
    command.least = least;
    command.most = most;
    return command;
}

constexpr std::array kCommands{
    command("serve", "", kNoFlags, "run the agent until it is told to stop"),
    command("config show", "", kJsonOnly, "print every setting, its value and where it comes from"),
    client("runtimes add", "ID", kRuntimeAddFlags, "add a runtime to a running agent; it stays over restarts"),
    client("runtimes remove", "ID", kJsonOnly, "remove a runtime that was added so; its history stays"),
    client("runtimes", "", kJsonOnly, "list the runtimes of a running agent and how they are"),
    withArguments(
        1, 2, client("plan", "RUNTIME", kPlanFlags, "show what would be done; the runtime is not touched", kPlanMore)),
    client("plans show", "PLAN", kJsonOnly, "one plan, what became of it and what became stale"),
    client("plans", "", kPlansFlags, "list plans, newest first"),
    withArguments(
        1, 100,
        client("apply", "PLAN", kApplyFlags, "run a plan, or several as one change, and wait for the end", kApplyMore)),
    client("rollback", "ROLLOUT", kWaitFlags, "bring the old state back, and wait for it", kRollbackMore),
    client("rollouts show", "ROLLOUT", kShowFlags, "one rollout with its steps and checks"),
    client("rollouts confirm", "ROLLOUT", kJsonOnly, "keep a change that would go back by itself"),
    client("rollouts cancel", "ROLLOUT", kJsonOnly, "end it; once it has written, take the change back", kCancelMore),
    client("rollouts evidence", "ROLLOUT", kJsonOnly, "all that was sent, seen and decided; whole with --json"),
    client("rollouts groups show", "GROUP", kJsonOnly, "one change over several runtimes, and how each of them is"),
    client("rollouts groups confirm", "GROUP", kJsonOnly, "keep a change of several runtimes"),
    client("rollouts groups cancel", "GROUP", kJsonOnly, "halt it: what was not begun never is, the rest goes back"),
    client("rollouts groups rollback", "GROUP", kWaitFlags, "bring the old state back on all of them, and wait for it",
           kRollbackMore),
    client("rollouts groups evidence", "GROUP", kJsonOnly, "everything that was decided for the group, as JSON"),
    client("rollouts groups", "", kGroupsFlags, "list changes over several runtimes, newest first"),
    client("rollouts", "", kRolloutsFlags, "list rollouts, newest first"),
    command("backups extract", "BACKUP", kExtractFlags, "write the files of an old state, to bring it back by hand"),
    command("backups", "", kBackupsFlags, "list the old states that are kept in the data folder, newest first"),
    client("apikey create", "", kApiKeyCreateFlags, "make an API key and print it once"),
    client("apikey list", "", kJsonOnly, "list API keys (never their secret part)"),
    client("apikey revoke", "PREFIX", kJsonOnly, "revoke the key with this prefix"),
    command("audit verify", "", kJsonOnly, "check the whole audit chain of the data folder"),
    command("openapi", "", kNoFlags, "print the OpenAPI document of the HTTP API"),
    command("version", "", kJsonOnly, "print the version"),
    withArguments(0, 3, command("help", "COMMAND", kNoFlags, "print this text, or that of a command")),
};

} // namespace

std::span<const Command> commands()
{
    return kCommands;
}

std::span<const Flag> clientFlags()
{
    return kClientFlags;
}

} // namespace fabric::composition
