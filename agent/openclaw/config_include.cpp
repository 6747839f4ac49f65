// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_include.h"

#include "agent/openclaw/json5.h"

namespace fabric::openclaw {
namespace {

constexpr const char* kInclude = "$include";

std::string folderOf(const std::string& path)
{
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Names that OpenClaw drops when it merges, because they would reach into JavaScript's objects.
bool isBlockedName(std::string_view name)
{
    return name == "__proto__" || name == "constructor" || name == "prototype";
}

Json withoutBlockedNames(const Json& value)
{
    if (!value.is_object())
        return value;
    Json out = Json::object();
    for (const auto& [name, item] : value.items()) {
        if (!isBlockedName(name))
            out[name] = withoutBlockedNames(item);
    }
    return out;
}

} // namespace

Json mergedConfig(Json base, const Json& over)
{
    if (base.is_array() && over.is_array()) {
        base.insert(base.end(), over.begin(), over.end());
        return base;
    }
    if (!base.is_object() || !over.is_object())
        return over;
    Json out = withoutBlockedNames(base);
    for (const auto& [name, value] : over.items()) {
        if (isBlockedName(name))
            continue;
        const auto found = out.find(name);
        if (found == out.end())
            out[name] = withoutBlockedNames(value);
        else
            *found = mergedConfig(std::move(*found),
                                  value.is_object() && !found->is_object() ? withoutBlockedNames(value) : value);
    }
    return out;
}

IncludeResolver::IncludeResolver(const FileReader& files, const std::string& configPath,
                                 const std::vector<std::string>& roots)
    : m_files(files)
    , m_configPath(configPath)
{
    std::vector<std::string> folders{folderOf(configPath)};
    folders.insert(folders.end(), roots.begin(), roots.end());
    for (std::string& folder : folders) {
        std::string real = files.realPath(folder).value_or(folder);
        m_roots.push_back({std::move(folder), std::move(real)});
    }
}

Result<Json> IncludeResolver::resolve(const Json& authored)
{
    return process(authored, Frame{m_configPath, {m_configPath}, 0});
}

Result<Json> IncludeResolver::process(const Json& value, const Frame& frame)
{
    if (value.is_object() && value.contains(kInclude))
        return include(value, frame);
    if (!value.is_structured())
        return value;
    Json out = value;
    for (Json& item : out) {
        FABRIC_TRY(item, process(item, frame));
    }
    return out;
}

Result<Json> IncludeResolver::include(const Json& object, const Frame& frame)
{
    const Json& target = object[kInclude];
    Json included;
    if (target.is_array()) {
        included = Json::object();
        for (const Json& item : target) {
            FABRIC_TRY(const Json part, load(item, frame));
            included = mergedConfig(std::move(included), part);
        }
    } else {
        FABRIC_TRY(included, load(target, frame));
    }
    if (object.size() == 1)
        return included;
    if (!included.is_object())
        return fail(ErrorCode::InvalidArgument, "what is included beside other members must be a map", frame.file);
    Json rest = Json::object();
    for (const auto& [name, value] : object.items()) {
        if (name != kInclude) {
            FABRIC_TRY(rest[name], process(value, frame));
        }
    }
    return mergedConfig(std::move(included), rest);
}

Result<Json> IncludeResolver::load(const Json& target, const Frame& frame)
{
    if (!target.is_string())
        return fail(ErrorCode::InvalidArgument, "$include takes a path or a list of paths", frame.file);
    FABRIC_TRY(const std::string path, locate(target.get_ref<const std::string&>(), frame));
    m_seenPaths.insert(path);
    if (frame.visited.contains(path))
        return fail(ErrorCode::InvalidArgument, "a file includes itself", path);
    if (frame.depth >= kMaxDepth)
        return fail(ErrorCode::TooLarge, "includes are nested deeper than " + std::to_string(kMaxDepth) + " levels",
                    path);
    FABRIC_TRY(const Json parsed, readFile(path));
    Frame inner{path, frame.visited, frame.depth + 1};
    inner.visited.insert(path);
    return process(parsed, inner);
}

Result<std::string> IncludeResolver::locate(const std::string& target, const Frame& frame) const
{
    if (target.empty() || target.size() >= kMaxPathBytes || target.find('\0') != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "the path of an include is empty, too long or not text", frame.file);
    std::string path = absolutePath(target, folderOf(frame.file));
    const bool isInside = std::any_of(m_roots.begin(), m_roots.end(),
                                      [&path](const Root& root) { return openclaw::isInside(path, root.folder); });
    if (!isInside || path.size() >= kMaxPathBytes)
        return fail(ErrorCode::PermissionDenied, "an include leads out of the configuration's folder", path);
    const auto real = m_files.realPath(path);
    const bool isReallyInside = !real || std::any_of(m_roots.begin(), m_roots.end(), [&real](const Root& root) {
        return openclaw::isInside(*real, root.realFolder);
    });
    if (!isReallyInside)
        return fail(ErrorCode::PermissionDenied, "an include leads out of the configuration's folder by a link", path);
    return path;
}

Result<Json> IncludeResolver::readFile(const std::string& path)
{
    if (++m_loads > kMaxLoads)
        return fail(ErrorCode::TooLarge, "more than " + std::to_string(kMaxLoads) + " files are included", path);
    FileAnswer answer = m_files.read(path, kMaxFileBytes);
    if (!answer.realPath.empty())
        m_seenPaths.insert(answer.realPath);
    switch (answer.state) {
    case FileState::Ok: break;
    case FileState::Missing:
    case FileState::BrokenLink: return fail(ErrorCode::NotFound, "an included file is missing", path);
    case FileState::TooLarge: return fail(ErrorCode::TooLarge, "an included file is larger than 2 MiB", path);
    case FileState::NotAFile: return fail(ErrorCode::InvalidArgument, "what is included is not a file", path);
    case FileState::Unreadable:
    case FileState::Failed: return fail(ErrorCode::PermissionDenied, "an included file cannot be read", path);
    }
    if (answer.hasSeveralNames)
        return fail(ErrorCode::PermissionDenied, "an included file has several names (hard links)", path);
    m_bytes += answer.bytes.size();
    if (m_bytes > kMaxBytes)
        return fail(ErrorCode::TooLarge, "the included files are too large together", path);
    auto parsed = parseJson5(answer.bytes);
    if (!parsed)
        return fail(parsed.error().code,
                    "an included file cannot be understood, " + parsed.error().where + ": " + parsed.error().message,
                    path);
    return parsed;
}

} // namespace fabric::openclaw
