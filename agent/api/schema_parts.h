// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the JSON schemas of the API are made of. Only schemas.cpp and change_schemas.cpp need this.

namespace fabric::api {

using Members = std::initializer_list<std::pair<const char*, Json>>;

[[nodiscard]] inline Json text()
{
    return {{"type", "string"}};
}

[[nodiscard]] inline Json moment()
{
    return {{"type", "string"}, {"format", "date-time"}};
}

[[nodiscard]] inline Json digest()
{
    return {{"type", "string"}, {"pattern", "^sha256:[0-9a-f]{64}$"}};
}

[[nodiscard]] inline Json runtimeId()
{
    return {{"type", "string"}, {"pattern", "^[a-z0-9][a-z0-9-]{0,62}$"}};
}

[[nodiscard]] inline Json boolean()
{
    return {{"type", "boolean"}};
}

[[nodiscard]] inline Json integer(int min = 0)
{
    return {{"type", "integer"}, {"minimum", min}};
}

[[nodiscard]] inline Json words(std::initializer_list<const char*> all)
{
    return {{"type", "string"}, {"enum", std::vector<std::string>(all.begin(), all.end())}};
}

[[nodiscard]] inline Json listOf(Json items)
{
    return {{"type", "array"}, {"items", std::move(items)}};
}

/// An object with names of any kind.
[[nodiscard]] inline Json mapOf(Json values)
{
    return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

[[nodiscard]] inline Json ref(const std::string& name)
{
    return {{"$ref", "#/components/schemas/" + name}};
}

[[nodiscard]] inline Json orNull(Json schema)
{
    schema["type"] = Json::array({schema.at("type"), "null"});
    return schema;
}

/// Every member is required unless it is one of @p optional.
[[nodiscard]] inline Json object(Members members, std::initializer_list<const char*> optional = {})
{
    Json properties = Json::object();
    Json required = Json::array();
    for (const auto& [name, schema] : members) {
        properties[name] = schema;
        const std::string_view key = name;
        if (std::find(optional.begin(), optional.end(), key) == optional.end())
            required.push_back(name);
    }
    return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

[[nodiscard]] inline Json pageOf(const std::string& item)
{
    return object({{"items", listOf(ref(item))}, {"nextCursor", orNull(text())}});
}

/// Intents, plans and rollouts.
void addChangeSchemas(Json& out);

} // namespace fabric::api
