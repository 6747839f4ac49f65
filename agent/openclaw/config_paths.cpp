// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_paths.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace fabric::openclaw {
namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\n\r\f\v";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// The trimmed value; empty if the variable is unset or blank.
std::string_view valueOf(const Environment& environment, std::string_view name)
{
    const auto found = environment.find(name);
    return found == environment.end() ? std::string_view{} : trimmed(found->second);
}

/// As valueOf, for variables that name a home.
std::string_view homeValueOf(const Environment& environment, std::string_view name)
{
    const std::string_view value = valueOf(environment, name);
    return value == "undefined" || value == "null" ? std::string_view{} : value;
}

bool isTilde(std::string_view path)
{
    return path == "~" || path.starts_with("~/") || path.starts_with("~\\");
}

std::string systemHome(const PathContext& context)
{
    for (const char* name : {"HOME", "USERPROFILE"}) {
        if (const auto value = homeValueOf(context.environment, name); !value.empty())
            return std::string(value);
    }
    return context.systemHome.empty() ? context.workingDirectory : context.systemHome;
}

std::string expanded(std::string_view path, const std::string& home, const PathContext& context)
{
    if (isTilde(path))
        return absolutePath(home + std::string(path.substr(1)), context.workingDirectory);
    return absolutePath(path, context.workingDirectory);
}

std::string home(const PathContext& context)
{
    const std::string_view own = homeValueOf(context.environment, "OPENCLAW_HOME");
    if (own.empty())
        return absolutePath(systemHome(context), context.workingDirectory);
    return expanded(own, systemHome(context), context);
}

std::vector<std::string> includeRoots(const PathContext& context, const std::string& home)
{
    std::vector<std::string> roots;
    std::string_view rest = valueOf(context.environment, "OPENCLAW_INCLUDE_ROOTS");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(':'), rest.size());
        const std::string_view entry = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (entry.empty())
            continue;
        std::string root = expanded(entry, home, context);
        if (std::find(roots.begin(), roots.end(), root) == roots.end())
            roots.push_back(std::move(root));
    }
    return roots;
}

constexpr const char* kFileName = "/openclaw.json";
constexpr const char* kLegacyFileName = "/clawdbot.json"; // the product's former name

} // namespace

std::string absolutePath(std::string_view path, std::string_view base)
{
    std::filesystem::path whole(path);
    if (!whole.is_absolute())
        whole = std::filesystem::path(base) / whole;
    std::string text = whole.lexically_normal().string();
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

bool isInside(std::string_view path, std::string_view folder)
{
    if (folder == "/")
        return path.starts_with('/');
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

ConfigLocations configLocations(const PathContext& context)
{
    const std::string home = openclaw::home(context);
    ConfigLocations locations;
    locations.includeRoots = includeRoots(context, home);
    if (const auto value = valueOf(context.environment, "OPENCLAW_CONFIG_PATH"); !value.empty()) {
        locations.isExplicit = true;
        locations.fallback = expanded(value, home, context);
        locations.candidates = {locations.fallback};
        return locations;
    }
    std::vector<std::string> folders;
    if (const auto value = valueOf(context.environment, "OPENCLAW_STATE_DIR"); !value.empty()) {
        folders = {expanded(value, home, context)};
    } else {
        folders = {absolutePath(".openclaw", home), absolutePath(".clawdbot", home)};
        locations.legacyFallback = folders.back() + kFileName;
    }
    for (const std::string& folder : folders) {
        locations.candidates.push_back(folder + kFileName);
        locations.candidates.push_back(folder + kLegacyFileName);
    }
    locations.fallback = locations.candidates.front();
    return locations;
}

std::string pickConfigPath(const ConfigLocations& locations, const FileReader& files)
{
    for (const std::string& candidate : locations.candidates) {
        if (files.exists(candidate))
            return candidate;
    }
    const auto folderOf = [](const std::string& path) { return path.substr(0, path.rfind('/')); };
    if (!locations.legacyFallback.empty() && !files.exists(folderOf(locations.fallback))
        && files.exists(folderOf(locations.legacyFallback)))
        return locations.legacyFallback;
    return locations.fallback;
}

std::optional<int> gatewayPortOf(const Environment& environment)
{
    std::string_view text = valueOf(environment, "OPENCLAW_GATEWAY_PORT");
    if (text.starts_with('[')) {
        const auto end = text.find("]:");
        if (end == std::string_view::npos)
            return std::nullopt;
        text.remove_prefix(end + 2);
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        if (colon == 0)
            return std::nullopt;
        text.remove_prefix(colon + 1);
    }
    int port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || port < 1 || port > 65535)
        return std::nullopt;
    return port;
}

} // namespace fabric::openclaw
