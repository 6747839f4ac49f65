// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/runtime_settings.h"

#include "core/base/encoding.h"
#include "core/base/names.h"
#include "core/base/object_reader.h"

#include <algorithm>

namespace fabric::provider {
namespace {

using Kind = SecretReference::Kind;

constexpr std::size_t kMaxTextBytes = 4096; // a path is no longer (PATH_MAX)
constexpr std::string_view kUnitPrefix = "systemd:";

constexpr auto kSecretKinds = std::to_array<Named<Kind>>({
    {Kind::Environment, "env"},
    {Kind::File, "file"},
    {Kind::Credential, "credential"},
});

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// True if @p text is one word of letters, digits and @p others.
bool isWord(std::string_view text, std::string_view others)
{
    return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [&](char c) {
        return isLetterOrDigit(c) || others.find(c) != std::string_view::npos;
    });
}

Result<> checkLine(std::string_view text, const std::string& where)
{
    const bool hasControls
        = std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
    if (text.size() > kMaxTextBytes || hasControls || !isCleanUtf8(text))
        return fail(ErrorCode::InvalidArgument, "a setting is at most 4,096 bytes of UTF-8 in one line", where);
    return {};
}

Result<> checkToken(const SecretReference& token, const std::string& where)
{
    const std::string_view name = token.name;
    FABRIC_CHECK(checkLine(name, where));
    switch (token.kind) {
    case Kind::None:
        if (!name.empty())
            return fail(ErrorCode::InvalidArgument, "a token without a kind of source has no name", where);
        return {};
    case Kind::Environment:
        if (!isWord(name, "_") || (name.front() >= '0' && name.front() <= '9'))
            return fail(ErrorCode::InvalidArgument, "this is not the name of an environment variable", where);
        return {};
    case Kind::File:
        if (!name.starts_with('/'))
            return fail(ErrorCode::InvalidArgument, "the token's file is named by its absolute path", where);
        return {};
    case Kind::Credential: // a file of that name in the folder of the service's credentials, never one outside
        if (!isWord(name, "_.-") || name.starts_with('.'))
            return fail(ErrorCode::InvalidArgument, "a credential's name has letters, digits, '_', '-' and '.'", where);
        return {};
    }
    return {};
}

Result<> checkControl(std::string_view control, const std::string& where)
{
    if (control == "none")
        return {};
    const std::string_view unit = control.substr(std::min(kUnitPrefix.size(), control.size()));
    if (!control.starts_with(kUnitPrefix) || !isWord(unit, ":_.\\@-") || unit.starts_with('-'))
        return fail(ErrorCode::InvalidArgument,
                    "control is none or systemd:<unit>; a command can only stand in the agent's configuration file",
                    where);
    return {};
}

/// The place of the token's own member if it has one.
std::string tokenPlace(const SecretReference& token, const std::string& where)
{
    const std::string place = pointerTo(where, "token");
    return token.kind == Kind::None ? place : pointerTo(place, nameOf(kSecretKinds, token.kind));
}

SecretReference tokenFrom(ObjectReader& reader)
{
    SecretReference token;
    const Json* object = reader.object("token", true);
    if (object == nullptr)
        return token;
    const auto kind
        = object->size() == 1 ? valueOf(kSecretKinds, object->begin().key()) : std::optional<Kind>(std::nullopt);
    if (!kind || !object->begin()->is_string()) {
        reader.note(ErrorCode::InvalidArgument,
                    "the token is named by one of {\"env\": ...}, {\"file\": ...}, {\"credential\": ...}; never inline",
                    reader.at("token"));
        return token;
    }
    token.kind = *kind;
    token.name = object->begin()->get<std::string>();
    return token;
}

} // namespace

Result<> check(const RuntimeSettings& settings, const std::string& where)
{
    FABRIC_CHECK(parseRuntimeId(settings.id.value(), pointerTo(where, "id")));
    if (settings.provider.empty())
        return fail(ErrorCode::InvalidArgument, "a runtime has a provider", pointerTo(where, "provider"));
    FABRIC_CHECK(checkLine(settings.provider, pointerTo(where, "provider")));
    FABRIC_CHECK(checkLine(settings.environment, pointerTo(where, "environment")));
    FABRIC_CHECK(checkLine(settings.configPath, pointerTo(where, "configPath")));
    FABRIC_CHECK(checkLine(settings.url, pointerTo(where, "url")));
    FABRIC_CHECK(checkControl(settings.control, pointerTo(where, "control")));
    return checkToken(settings.token, tokenPlace(settings.token, where));
}

Json toJson(const RuntimeSettings& settings)
{
    Json token;
    if (settings.token.kind != Kind::None)
        token[std::string(nameOf(kSecretKinds, settings.token.kind))] = settings.token.name;
    return {{"id", settings.id.value()},
            {"provider", settings.provider},
            {"environment", settings.environment},
            {"configPath", settings.configPath},
            {"url", settings.url},
            {"control", settings.control},
            {"listsDevices", settings.listsDevices},
            {"token", std::move(token)}};
}

Result<RuntimeSettings> runtimeSettingsFrom(const Json& json, const std::string& where)
{
    ObjectReader reader(json, where);
    RuntimeSettings settings;
    settings.id = RuntimeId(reader.string("id"));
    settings.provider = reader.string("provider");
    settings.environment = reader.optionalString("environment").value_or("");
    settings.configPath = reader.optionalString("configPath").value_or("");
    settings.url = reader.optionalString("url").value_or("");
    settings.control = reader.optionalString("control").value_or("none");
    settings.listsDevices = reader.optionalBoolean("listsDevices").value_or(false);
    settings.token = tokenFrom(reader);
    FABRIC_CHECK(reader.finish());
    FABRIC_CHECK(check(settings, where));
    return settings;
}

} // namespace fabric::provider
