// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/json_schema.h"

#include "core/base/clock.h"

#include <nlohmann/json.hpp>

#include <regex>
#include <set>

namespace fabric::test {
namespace {

class Checker
{
public:
    explicit Checker(const Json& document)
        : m_document(document)
    {
    }

    void check(const Json& value, const Json& schema, const std::string& path)
    {
        if (const auto ref = schema.find("$ref"); ref != schema.end()) {
            const auto pointer = ref->get<std::string>().substr(1); // "#/..."
            if (!m_document.contains(Json::json_pointer(pointer)))
                note(path, "refers to " + pointer + ", which is not there");
            else
                check(value, m_document.at(Json::json_pointer(pointer)), path);
            return;
        }
        static const std::set<std::string> known{"type",      "properties", "required", "items",
                                                 "enum",      "minimum",    "maximum",  "minLength",
                                                 "maxLength", "pattern",    "format",   "additionalProperties"};
        for (const auto& [keyword, unused] : schema.items()) {
            if (!known.contains(keyword))
                note(path, "has a schema with the keyword " + keyword + ", which this checker does not know");
        }
        if (schema.contains("type") && !hasType(value, schema.at("type"))) {
            note(path, "is of another type than " + schema.at("type").dump());
            return;
        }
        if (schema.contains("enum")
            && std::find(schema.at("enum").begin(), schema.at("enum").end(), value) == schema.at("enum").end())
            note(path, "is none of " + schema.at("enum").dump());
        if (value.is_number())
            checkNumber(value, schema, path);
        if (value.is_string())
            checkText(value.get_ref<const std::string&>(), schema, path);
        if (value.is_object())
            checkObject(value, schema, path);
        if (value.is_array() && schema.contains("items")) {
            for (std::size_t i = 0; i < value.size(); ++i)
                check(value[i], schema.at("items"), pointerTo(path, std::to_string(i)));
        }
    }

    std::vector<std::string> findings;

private:
    void note(const std::string& path, const std::string& what)
    {
        findings.push_back((path.empty() ? "the value" : path) + " " + what);
    }

    static bool hasType(const Json& value, const Json& type)
    {
        if (type.is_array())
            return std::any_of(type.begin(), type.end(), [&](const Json& one) { return hasType(value, one); });
        const auto name = type.get<std::string>();
        return (name == "object" && value.is_object()) || (name == "array" && value.is_array())
            || (name == "string" && value.is_string()) || (name == "boolean" && value.is_boolean())
            || (name == "integer" && value.is_number_integer()) || (name == "number" && value.is_number())
            || (name == "null" && value.is_null());
    }

    void checkNumber(const Json& value, const Json& schema, const std::string& path)
    {
        if (schema.contains("minimum") && value < schema.at("minimum"))
            note(path, "is below the minimum");
        if (schema.contains("maximum") && value > schema.at("maximum"))
            note(path, "is above the maximum");
    }

    void checkText(const std::string& text, const Json& schema, const std::string& path)
    {
        if (schema.contains("minLength") && text.size() < schema.at("minLength").get<std::size_t>())
            note(path, "is too short");
        if (schema.contains("maxLength") && text.size() > schema.at("maxLength").get<std::size_t>())
            note(path, "is too long");
        if (schema.contains("pattern")
            && !std::regex_search(text, std::regex(schema.at("pattern").get<std::string>(), std::regex::ECMAScript)))
            note(path, "does not match " + schema.at("pattern").dump());
        if (schema.contains("format") && (schema.at("format") != "date-time" || !parseRfc3339(text)))
            note(path, "is not of the format " + schema.at("format").dump());
    }

    void checkObject(const Json& value, const Json& schema, const std::string& path)
    {
        for (const Json& name : schema.value("required", Json::array())) {
            if (!value.contains(name.get<std::string>()))
                note(pointerTo(path, name.get<std::string>()), "is required");
        }
        const Json others = schema.value("additionalProperties", Json(false));
        if (!schema.contains("properties") && !others.is_object())
            return;
        const Json properties = schema.value("properties", Json::object());
        const bool isOpen = others == Json(true);
        for (const auto& [name, member] : value.items()) {
            if (properties.contains(name))
                check(member, properties.at(name), pointerTo(path, name));
            else if (others.is_object())
                check(member, others, pointerTo(path, name));
            else if (!isOpen)
                note(pointerTo(path, name), "is not in the schema");
        }
    }

    const Json& m_document;
};

} // namespace

std::vector<std::string> schemaFindings(const Json& value, const Json& schema, const Json& document,
                                        const std::string& path)
{
    Checker checker(document);
    checker.check(value, schema, path);
    return std::move(checker.findings);
}

} // namespace fabric::test
