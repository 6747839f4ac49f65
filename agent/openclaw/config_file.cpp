// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_file.h"

#include "agent/openclaw/config_include.h"
#include "agent/openclaw/config_view.h"
#include "agent/openclaw/json5.h"
#include "core/base/digest.h"
#include "core/base/encoding.h"
#include "core/base/redaction.h"

namespace fabric::openclaw {
namespace {

struct StateInfo
{
    FileState file;
    ConfigState state;
    const char* code;
    const char* message;
    const char* action;
};

constexpr std::array<StateInfo, 6> kFileStates{{
    {FileState::Missing, ConfigState::Missing, "config-missing", "The configuration file does not exist.",
     "Check the path, or set up OpenClaw on this host."},
    {FileState::BrokenLink, ConfigState::BrokenLink, "config-broken-link",
     "The configuration file is a symbolic link that leads nowhere.", "Restore the file that it should lead to."},
    {FileState::Unreadable, ConfigState::Unreadable, "config-unreadable",
     "The configuration file may not be read by this account.",
     "Run the agent as the account that runs OpenClaw, or give it read access to the file and its folder."},
    {FileState::NotAFile, ConfigState::NotAFile, "config-not-a-file", "The configuration path is not a file.",
     "Name the file, not its folder."},
    {FileState::TooLarge, ConfigState::TooLarge, "config-too-large", "The configuration file is larger than 8 MiB.",
     "Check that this is the right file."},
    {FileState::Failed, ConfigState::Failed, "config-unreadable", "The configuration file could not be read.",
     "Check the file system of this host."},
}};

void refuse(ConfigReading& reading, ConfigState state, provider::Problem problem)
{
    reading.state = state;
    reading.problems.push_back(std::move(problem));
}

/// Reads the bytes of the root file. @return nothing if that failed, which @p reading then tells.
std::optional<std::string> readRoot(ConfigReading& reading, const FileReader& files)
{
    FileAnswer answer = files.read(reading.path, kConfigFileLimits.maxBytes);
    reading.realPath = answer.realPath;
    reading.isLink = answer.isLink;
    for (const StateInfo& info : kFileStates) {
        if (answer.state == info.file) {
            refuse(reading, info.state, {info.code, info.message, info.action, reading.path});
            return std::nullopt;
        }
    }
    reading.sha256 = toHex(sha256(answer.bytes).bytes());
    return std::move(answer.bytes);
}

std::string touchedVersionOf(const Json& authored)
{
    constexpr std::size_t kMaxVersionBytes = 64;
    const Json::json_pointer pointer("/meta/lastTouchedVersion");
    if (!authored.contains(pointer) || !authored[pointer].is_string())
        return {};
    std::string version = authored[pointer].get<std::string>();
    return version.size() <= kMaxVersionBytes && isCleanUtf8(version) ? version : std::string();
}

/// The last name of a configuration path.
std::string_view lastName(std::string_view path)
{
    return path.substr(path.find_last_of('.') + 1); // npos + 1 is 0
}

/// Variables that matter for the graph and are not known: those in included parts, where the gateway shows their values.
/// A secret never enters a graph, so a variable that holds one does not matter.
void reportUnknown(ConfigReading& reading)
{
    const auto points = includePoints(reading.authored);
    for (const UnresolvedReference& reference : reading.unresolved) {
        const bool isIncluded = std::any_of(points.begin(), points.end(), [&reference](const std::string& point) {
            const std::string_view path = reference.path;
            return path.starts_with(point)
                && (point.empty() || path.size() == point.size() || path[point.size()] == '.'
                    || path[point.size()] == '[');
        });
        if (isIncluded && !isSecretName(lastName(reference.path)))
            reading.problems.push_back({"config-variable-unknown",
                                        "The value of the variable " + reference.variable
                                            + " of an included file is not known without the gateway.",
                                        "Start the gateway, or move the setting into the main file.", reference.path});
    }
}

} // namespace

ConfigReading readConfig(const std::string& path, const FileReader& files, const ConfigReadOptions& options)
{
    ConfigReading reading;
    reading.path = path;
    const auto bytes = readRoot(reading, files);
    if (!bytes)
        return reading;
    auto authored = parseJson5(*bytes);
    if (!authored || !authored->is_object()) {
        const std::string why
            = authored ? "it must be a map" : authored.error().where + ": " + authored.error().message;
        refuse(reading, ConfigState::Invalid,
               {"config-invalid", "The configuration file cannot be understood, " + why + ".",
                "Correct the file; OpenClaw keeps running on the last valid one.", path});
        return reading;
    }
    IncludeResolver includes(files, path, options.includeRoots);
    auto whole = includes.resolve(*authored);
    reading.includedPaths.assign(includes.seenPaths().begin(), includes.seenPaths().end());
    if (!whole) {
        refuse(reading, ConfigState::IncludeFailed,
               {"config-include-failed",
                "A part of the configuration cannot be included: " + whole.error().message + ".",
                "Correct the $include or the file that it names.", whole.error().where});
        return reading;
    }
    reading.resolved = substituted(*whole, withConfigEnvironment(options.environment, *whole),
                                   [&reading](std::string name, std::string at) {
                                       reading.unresolved.push_back({std::move(name), std::move(at)});
                                   });
    auto view = viewOf(*authored, reading.resolved);
    if (!view) {
        refuse(reading, ConfigState::Invalid,
               {"config-invalid", "The configuration cannot be understood: " + view.error().message + ".", "",
                view.error().where});
        return reading;
    }
    reading.view = *std::move(view);
    reading.touchedVersion = touchedVersionOf(*authored);
    reading.authored = *std::move(authored);
    reportUnknown(reading);
    reading.state = ConfigState::Ok;
    return reading;
}

std::string gatewayTokenOf(const Json& resolved, const Environment& environment)
{
    const Json* token = &resolved;
    for (const char* name : {"gateway", "auth", "token"}) {
        const auto found = token->is_object() ? token->find(name) : token->end();
        if (!token->is_object() || found == token->end())
            return {};
        token = &*found;
    }
    if (token->is_string()) {
        const auto& text = token->get_ref<const std::string&>();
        return text.find("${") == std::string::npos ? text : std::string(); // a variable that is not known here
    }
    const Json reference = token->is_object() ? *token : Json::object();
    const auto source = reference.find("source");
    const auto name = reference.find("id");
    if (source == reference.end() || *source != "env" || name == reference.end() || !name->is_string())
        return {};
    const auto value = environment.find(name->get_ref<const std::string&>());
    return value == environment.end() ? std::string() : value->second;
}

} // namespace fabric::openclaw
