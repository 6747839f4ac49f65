// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fabric::openclaw {

/// Environment variables by name.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Who asks: what OpenClaw's own path rules depend on. Pure input, so that every rule is tested without a file.
struct PathContext
{
    Environment environment;
    std::string systemHome; ///< home of the account, used where the environment names none
    std::string workingDirectory; ///< absolute; relative paths are meant from here
};

/// Where OpenClaw would look. All paths are absolute and normal (no `.`, `..`, `//`).
struct ConfigLocations
{
    std::vector<std::string> candidates; ///< in order; the first that exists is the configuration
    std::string fallback; ///< the path to name if none exists
    std::string legacyFallback; ///< used instead if its folder exists and the fallback's does not; may be empty
    std::vector<std::string> includeRoots; ///< folders besides its own that `$include` may read from
    bool isExplicit = false; ///< OPENCLAW_CONFIG_PATH names it
};

/// OpenClaw's rules (2026.9.6, measured with `openclaw config file --json`): OPENCLAW_CONFIG_PATH, else openclaw.json or
/// clawdbot.json in OPENCLAW_STATE_DIR, else the same two in `.openclaw` and `.clawdbot` of the home. The home is
/// OPENCLAW_HOME, HOME, USERPROFILE, the account's, in this order. A leading `~` is the home. Blank is unset;
/// `undefined` and `null` are so for homes. OPENCLAW_PROFILE alone moves nothing.
[[nodiscard]] ConfigLocations configLocations(const PathContext& context);

/// OPENCLAW_GATEWAY_PORT (`N`, `host:N` or `[v6]:N`), if it holds a port.
[[nodiscard]] std::optional<int> gatewayPortOf(const Environment& environment);

/// Why a file could not be read.
enum class FileState {
    Ok,
    Missing,
    BrokenLink, ///< a symbolic link to nothing, or a loop of links
    Unreadable, ///< no permission, for the file or a folder above it
    NotAFile, ///< a folder, a device, a pipe
    TooLarge,
    Failed, ///< the system failed in another way
};

struct FileAnswer
{
    FileState state = FileState::Missing;
    std::string bytes; ///< only if Ok
    std::string realPath; ///< with all links resolved; empty if there is nothing
    bool isLink = false; ///< the path itself is a symbolic link
    bool hasSeveralNames = false; ///< hard links: OpenClaw refuses to include such a file
};

/// Port to the file system. Reads only; never blocks on a pipe or a device.
class FileReader
{
public:
    virtual ~FileReader() = default;
    [[nodiscard]] virtual bool exists(const std::string& path) const = 0; ///< follows links; no permission is "no"
    [[nodiscard]] virtual FileAnswer read(const std::string& path, std::size_t maxBytes) const = 0;
    /// With all links resolved; nothing if the path leads nowhere.
    [[nodiscard]] virtual std::optional<std::string> realPath(const std::string& path) const = 0;
};

/// The file system of this machine. Thread-safe: no state.
class SystemFileReader final : public FileReader
{
public:
    [[nodiscard]] bool exists(const std::string& path) const override;
    [[nodiscard]] FileAnswer read(const std::string& path, std::size_t maxBytes) const override;
    [[nodiscard]] std::optional<std::string> realPath(const std::string& path) const override;
};

/// The configuration that OpenClaw would use now.
[[nodiscard]] std::string pickConfigPath(const ConfigLocations& locations, const FileReader& files);

/// @p path made absolute from @p base and normal, without asking the file system.
[[nodiscard]] std::string absolutePath(std::string_view path, std::string_view base);
/// True if @p path is @p folder or lies below it. Both must be normal.
[[nodiscard]] bool isInside(std::string_view path, std::string_view folder);

} // namespace fabric::openclaw
