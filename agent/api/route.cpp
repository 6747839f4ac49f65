// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/route.h"

#include "agent/api/http_text.h"
#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/names.h"

#include <algorithm>
#include <charconv>

namespace fabric::api {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

constexpr std::size_t kMaxTextBytes = 512;

constexpr auto kAccessNames = std::to_array<Named<Access>>({
    {Access::Public, "public"},
    {Access::Key, "any key"},
    {Access::Viewer, "viewer"},
    {Access::Operator, "operator"},
    {Access::Approver, "approver"},
    {Access::Admin, "admin"},
});

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> out;
    while (true) {
        const auto at = text.find(separator);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return out;
        text.remove_prefix(at + 1);
    }
}

std::optional<std::int64_t> integerFrom(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string listOf(const std::vector<std::string_view>& words)
{
    std::string out;
    for (const std::string_view word : words)
        out += (out.empty() ? "" : ", ") + std::string(word);
    return out;
}

Result<> checkValue(const Parameter& parameter, const std::string& value, const std::string& where)
{
    const auto refuse = [&](const std::string& what) {
        return fail(ErrorCode::InvalidArgument, std::string(parameter.name) + " must be " + what, where);
    };
    const auto isWord = [&](std::string_view word) {
        return std::find(parameter.words.begin(), parameter.words.end(), word) != parameter.words.end();
    };
    switch (parameter.type) {
    case ParameterType::Text:
        if (value.empty() || value.size() > kMaxTextBytes)
            return refuse("1 to " + std::to_string(kMaxTextBytes) + " bytes of text");
        return {};
    case ParameterType::Integer: {
        const auto number = integerFrom(value);
        if (!number || *number < parameter.min || *number > parameter.max)
            return refuse("an integer from " + std::to_string(parameter.min) + " to " + std::to_string(parameter.max));
        return {};
    }
    case ParameterType::Time: FABRIC_CHECK(parseRfc3339(value, where)); return {};
    case ParameterType::Runtime: FABRIC_CHECK(parseRuntimeId(value, where)); return {};
    case ParameterType::Revision:
        if (integerFrom(value).value_or(0) < 1 && !Digest::parse(value))
            return refuse("a revision's number or digest (sha256:...)");
        return {};
    case ParameterType::Word:
        if (!isWord(value))
            return refuse("one of: " + listOf(parameter.words));
        return {};
    case ParameterType::Words: {
        const auto words = split(value, ',');
        if (!std::all_of(words.begin(), words.end(), isWord))
            return refuse("a list, with commas, of: " + listOf(parameter.words));
        return {};
    }
    }
    return {};
}

Result<> takeValue(const Route& route, std::string_view name, std::string_view raw, bool fromPath, Values& out)
{
    FABRIC_TRY(const std::string key, percentDecoded(name, "/query"));
    const std::string where = pointerTo(fromPath ? "/path" : "/query", key);
    const auto found = std::find_if(route.parameters.begin(), route.parameters.end(),
                                    [&](const Parameter& p) { return p.name == key; });
    if (found == route.parameters.end() || isInPath(route, key) != fromPath)
        return fail(ErrorCode::InvalidArgument, "there is no parameter of this name here", where);
    FABRIC_TRY(std::string value, percentDecoded(raw, where));
    FABRIC_CHECK(checkValue(*found, value, where));
    if (!out.emplace(key, std::move(value)).second)
        return fail(ErrorCode::InvalidArgument, "the parameter stands there twice", where);
    return {};
}

} // namespace

std::string_view toText(Access access)
{
    return nameOf(kAccessNames, access);
}

bool isAllowed(store::Role role, Access access)
{
    if (access == Access::Public || access == Access::Key)
        return true;
    switch (role) {
    case store::Role::Viewer: return access <= Access::Viewer;
    case store::Role::Operator: return access <= Access::Operator;
    case store::Role::Approver: return access <= Access::Approver;
    case store::Role::Admin: return true;
    case store::Role::Service: return false; // has only what its scopes name, and there are none yet
    }
    return false;
}

std::string Call::text(std::string_view name) const
{
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

std::int64_t Call::integer(std::string_view name, std::int64_t fallback) const
{
    return integerFrom(text(name)).value_or(fallback);
}

std::optional<Values> matchPath(std::string_view pathTemplate, std::string_view path)
{
    const auto want = split(pathTemplate, '/');
    const auto have = split(path, '/');
    if (want.size() != have.size())
        return std::nullopt;
    Values out;
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (want[i].starts_with('{')) {
            if (have[i].empty())
                return std::nullopt;
            out.emplace(want[i].substr(1, want[i].size() - 2), have[i]);
        } else if (want[i] != have[i]) {
            return std::nullopt;
        }
    }
    return out;
}

bool isInPath(const Route& route, std::string_view parameter)
{
    return route.path.find("{" + std::string(parameter) + "}") != std::string_view::npos;
}

Result<Values> readParameters(const Route& route, std::string_view target)
{
    const auto mark = target.find('?');
    Values out;
    for (const auto& [name, raw] : matchPath(route.path, target.substr(0, mark)).value_or(Values{}))
        FABRIC_CHECK(takeValue(route, name, raw, true, out));
    if (mark != std::string_view::npos && mark + 1 < target.size()) {
        for (const std::string_view pair : split(target.substr(mark + 1), '&')) {
            const auto equals = pair.find('=');
            const std::string_view raw
                = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
            FABRIC_CHECK(takeValue(route, pair.substr(0, equals), raw, false, out));
        }
    }
    for (const Parameter& parameter : route.parameters) {
        if (parameter.isRequired && !out.contains(parameter.name)) {
            const std::string where = pointerTo("/query", parameter.name);
            return fail(ErrorCode::InvalidArgument, std::string(parameter.name) + " is required", where);
        }
    }
    return out;
}

} // namespace fabric::api
