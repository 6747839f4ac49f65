// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_server.h"
#include "agent/api/route.h"
#include "agent/api/schemas.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::api {
namespace {

Json schemaOf(const Parameter& parameter)
{
    switch (parameter.type) {
    case ParameterType::Text: return {{"type", "string"}, {"minLength", 1}, {"maxLength", 512}};
    case ParameterType::Integer: return {{"type", "integer"}, {"minimum", parameter.min}, {"maximum", parameter.max}};
    case ParameterType::Time: return {{"type", "string"}, {"format", "date-time"}};
    case ParameterType::Runtime: return {{"type", "string"}, {"pattern", "^[a-z0-9][a-z0-9-]{0,62}$"}};
    case ParameterType::Revision: return {{"type", "string"}, {"pattern", "^([1-9][0-9]*|sha256:[0-9a-f]{64})$"}};
    case ParameterType::Word: return {{"type", "string"}, {"enum", parameter.words}};
    case ParameterType::Words: return {{"type", "array"}, {"items", {{"type", "string"}, {"enum", parameter.words}}}};
    }
    return Json::object();
}

Json describe(const Route& route, const Parameter& parameter)
{
    const bool isPath = isInPath(route, parameter.name);
    Json out{{"name", parameter.name},
             {"in", isPath ? "path" : "query"},
             {"description", parameter.summary},
             {"required", isPath || parameter.isRequired},
             {"schema", schemaOf(parameter)}};
    if (parameter.type == ParameterType::Words) { // a,b,c
        out["style"] = "form";
        out["explode"] = false;
    }
    return out;
}

Json responsesOf(const Route& route)
{
    const Json schema = route.schema.empty() ? Json{{"type", "string"}}
                                             : Json{{"$ref", "#/components/schemas/" + std::string(route.schema)}};
    const Json traceId{{"Trace-Id", {{"schema", {{"type", "string"}}}}}};
    Json out;
    out["200"] = {{"description", route.summary},
                  {"headers", traceId},
                  {"content", {{std::string(route.contentType), {{"schema", schema}}}}}};
    if (route.creates) {
        out["201"] = out["200"];
        out["201"]["headers"]["Location"] = {{"schema", {{"type", "string"}}}};
    }
    if (route.hasETag) {
        out["200"]["headers"]["ETag"] = {{"schema", {{"type", "string"}}}};
        out["304"] = {{"description", "What If-None-Match names is still right"}};
    }
    out["default"]
        = {{"description", "An error"},
           {"headers", traceId},
           {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
    return out;
}

Json describe(const Route& route)
{
    Json parameters = Json::array();
    for (const Parameter& parameter : route.parameters)
        parameters.push_back(describe(route, parameter));
    if (route.hasETag)
        parameters.push_back({{"name", "If-None-Match"}, {"in", "header"}, {"schema", {{"type", "string"}}}});
    if (route.method == "POST")
        parameters.push_back({{"name", "Idempotency-Key"},
                              {"in", "header"},
                              {"description", "new for each thing that is wanted, the same when it is sent again"},
                              {"required", true},
                              {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 128}}}});
    if (route.contentType == "text/event-stream")
        parameters.push_back({{"name", "Last-Event-ID"}, {"in", "header"}, {"schema", {{"type", "string"}}}});
    Json out{{"operationId", route.operation},
             {"summary", route.summary},
             {"parameters", std::move(parameters)},
             {"responses", responsesOf(route)},
             {"x-fabric-role", toText(route.access)}};
    if (route.takesBody)
        out["requestBody"] = {{"required", true},
                              {"content",
                               {{"application/json",
                                 {{"schema", {{"$ref", "#/components/schemas/" + std::string(route.bodySchema)}}}}}}}};
    if (route.access == Access::Public)
        out["security"] = Json::array();
    return out;
}

} // namespace

Json openApiDocument(const std::string& version)
{
    Json paths = Json::object();
    for (const Route& route : apiRoutes()) {
        std::string method(route.method);
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        paths[std::string(route.path)][method] = describe(route);
    }
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Fabric agent"},
              {"version", version},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"security", Json::array({{{"apiKey", Json::array()}}})},
            {"paths", std::move(paths)},
            {"components",
             {{"schemas", apiSchemas()}, {"securitySchemes", {{"apiKey", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

} // namespace fabric::api
