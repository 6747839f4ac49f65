// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_paths.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace fabric::openclaw {

/// Resolves `$include` as OpenClaw 2026.9.6 does: one path or a list of paths, relative to the including file, inside the
/// configuration's folder or an include root (also after links), regular files of at most 2 MiB with one name, no cycle,
/// at most 10 levels. Members beside `$include` are merged over what is included: lists are joined, maps merged.
///
/// Ours alone are bounds on the whole (kMaxLoads, kMaxBytes): files that include each other widely would grow without end.
class IncludeResolver
{
public:
    static constexpr std::size_t kMaxFileBytes = std::size_t{2} << 20;
    static constexpr std::size_t kMaxDepth = 10;
    static constexpr std::size_t kMaxPathBytes = 4096;
    static constexpr std::size_t kMaxLoads = 1000;
    static constexpr std::size_t kMaxBytes = std::size_t{32} << 20;

    IncludeResolver(const FileReader& files, const std::string& configPath, const std::vector<std::string>& roots);

    /// @return InvalidArgument, NotFound, PermissionDenied or TooLarge; `where` is the included path as resolved.
    [[nodiscard]] Result<Json> resolve(const Json& authored);
    [[nodiscard]] const std::set<std::string>& seenPaths() const { return m_seenPaths; }

private:
    struct Root
    {
        std::string folder;
        std::string realFolder;
    };
    /// Where a value stands: the file that holds it, and the files that led there.
    struct Frame
    {
        std::string file;
        std::set<std::string> visited;
        std::size_t depth = 0;
    };

    Result<Json> process(const Json& value, const Frame& frame);
    Result<Json> include(const Json& object, const Frame& frame);
    Result<Json> load(const Json& target, const Frame& frame);
    Result<std::string> locate(const std::string& target, const Frame& frame) const;
    Result<Json> readFile(const std::string& path);

    const FileReader& m_files;
    std::string m_configPath;
    std::vector<Root> m_roots;
    std::set<std::string> m_seenPaths;
    std::size_t m_loads = 0;
    std::size_t m_bytes = 0;
};

/// OpenClaw's merge: lists are joined, maps merged, anything else is replaced by @p over.
[[nodiscard]] Json mergedConfig(Json base, const Json& over);

/// Replaces `${NAME}` (upper case letters, digits, '_') by its value and `$${NAME}` by `${NAME}`. A name without a value,
/// or with an empty one, stays and is told to @p onMissing with the configuration path.
[[nodiscard]] Json substituted(const Json& value, const Environment& environment,
                               const std::function<void(std::string name, std::string path)>& onMissing);

/// @p environment with the variables of the configuration's `env` that it lacks. Values that hold references are not
/// taken, as in OpenClaw.
[[nodiscard]] Environment withConfigEnvironment(Environment environment, const Json& config);

} // namespace fabric::openclaw
