// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_include.h"

#include "agent/openclaw/map_context.h"

namespace fabric::openclaw {
namespace {

bool isVariableName(std::string_view name)
{
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9')
        && std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// The name in `{NAME}` at the start of @p text; empty if there is none.
std::string_view nameInBraces(std::string_view text)
{
    if (!text.starts_with('{'))
        return {};
    const auto end = text.find('}');
    if (end == std::string_view::npos)
        return {};
    const std::string_view name = text.substr(1, end - 1);
    return isVariableName(name) ? name : std::string_view{};
}

/// Calls @p onReference for every `${NAME}` in @p text, which returns what to write there.
std::string expanded(std::string_view text, const std::function<std::string(std::string_view name)>& onReference)
{
    std::string out;
    while (!text.empty()) {
        const auto dollar = std::min(text.find('$'), text.size());
        out.append(text.substr(0, dollar));
        text.remove_prefix(dollar);
        if (text.empty())
            break;
        const bool isEscaped = text.starts_with("$$");
        const std::string_view name = nameInBraces(text.substr(isEscaped ? 2 : 1));
        if (name.empty()) {
            out.push_back('$');
            text.remove_prefix(1);
            continue;
        }
        out += isEscaped ? "${" + std::string(name) + "}" : onReference(name);
        text.remove_prefix(name.size() + (isEscaped ? 4 : 3));
    }
    return out;
}

bool hasReference(std::string_view text)
{
    bool found = false;
    (void)expanded(text, [&found](std::string_view) {
        found = true;
        return std::string();
    });
    return found;
}

Json substitutedAt(const Json& value, const Environment& environment, const std::string& path,
                   const std::function<void(std::string, std::string)>& onMissing)
{
    if (value.is_string())
        return expanded(value.get_ref<const std::string&>(), [&](std::string_view name) {
            const auto found = environment.find(name);
            if (found != environment.end() && !found->second.empty())
                return found->second;
            onMissing(std::string(name), path);
            return "${" + std::string(name) + "}";
        });
    if (value.is_object()) {
        Json out = Json::object();
        for (const auto& [name, item] : value.items())
            out[name] = substitutedAt(item, environment, pathTo(path, name), onMissing);
        return out;
    }
    if (value.is_array()) {
        Json out = Json::array();
        for (std::size_t i = 0; i < value.size(); ++i)
            out.push_back(substitutedAt(value[i], environment, path + "[" + std::to_string(i) + "]", onMissing));
        return out;
    }
    return value;
}

} // namespace

Json substituted(const Json& value, const Environment& environment,
                 const std::function<void(std::string name, std::string path)>& onMissing)
{
    return substitutedAt(value, environment, {}, onMissing);
}

Environment withConfigEnvironment(Environment environment, const Json& config)
{
    const auto section = config.is_object() ? config.find("env") : config.end();
    if (section == config.end() || !section->is_object())
        return environment;
    Environment own;
    const auto take = [&own](const std::string& name, const Json& value) {
        if (value.is_string() && !trimmedCopy(value.get_ref<const std::string&>()).empty()
            && !hasReference(value.get_ref<const std::string&>()))
            own[name] = value.get<std::string>();
    };
    if (const auto vars = section->find("vars"); vars != section->end() && vars->is_object()) {
        for (const auto& [name, value] : vars->items())
            take(name, value);
    }
    for (const auto& [name, value] : section->items()) { // directly in `env`: goes before `vars`
        if (name != "vars" && name != "shellEnv")
            take(name, value);
    }
    for (const auto& [name, value] : own) {
        const auto known = environment.find(name);
        if (known == environment.end() || trimmedCopy(known->second).empty())
            environment[name] = value;
    }
    return environment;
}

} // namespace fabric::openclaw
