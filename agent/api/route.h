// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/authenticator.h"
#include "agent/api/http_connection.h"
#include "agent/api/idempotency.h"
#include "core/base/json.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What one route is. The table of all routes is the only place that names them: it routes requests, checks roles and
// parameters, makes the OpenAPI document and the tables of docs/api.md.

namespace fabric::api {

struct ApiContext;

/// Who may call a route. Key: every valid key, also one of a service. The others are the lowest role that suffices.
enum class Access { Public, Key, Viewer, Operator, Approver, Admin };
[[nodiscard]] std::string_view toText(Access access);
/// viewer < operator < approver < admin; service is none of them and has only Access::Key.
[[nodiscard]] bool isAllowed(store::Role role, Access access);

enum class ParameterType {
    Text, ///< 1 to 512 bytes
    Integer,
    Time, ///< RFC 3339, UTC
    Runtime, ///< a runtime's id
    Revision, ///< number or digest
    Word, ///< one of `words`
    Words, ///< several of `words`, separated by commas
};

/// A parameter in the path (if the template names it) or the query.
struct Parameter
{
    std::string_view name;
    ParameterType type = ParameterType::Text;
    std::string_view summary;
    bool isRequired = false;
    std::int64_t min = 0; ///< of an integer
    std::int64_t max = 0;
    std::vector<std::string_view> words = {};
};

/// One request on its way through a handler; parameters are checked.
struct Call
{
    HttpRequest request;
    std::map<std::string, std::string, std::less<>> parameters;
    Json body; ///< of a route that takes one
    Principal principal;
    std::string traceId;
    std::optional<IdempotencyKey> idempotency; ///< of a POST; for keepAnswer() in the handler's own unit of work

    [[nodiscard]] bool has(std::string_view name) const { return parameters.contains(name); }
    /// Empty if absent.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t fallback) const;
};

/// Answers a call, once. Works after the client went away (does nothing then).
struct Reply
{
    std::function<void(Result<HttpResponse>)> answer;
    /// For the event stream: answers with a head that has no end.
    std::function<QPointer<HttpConnection>(HttpResponse)> beginStream;

    void operator()(Result<HttpResponse> result) const { answer(std::move(result)); }
};

using Handler = void (*)(ApiContext& context, const Call& call, const Reply& reply);

struct Route
{
    std::string_view method;
    std::string_view path; ///< `{name}` stands for one segment
    Access access = Access::Viewer;
    std::string_view operation; ///< OpenAPI operationId
    std::string_view summary;
    std::vector<Parameter> parameters;
    std::string_view contentType; ///< of a success
    std::string_view schema; ///< of a success: a name under components/schemas; empty for text
    Handler handler = nullptr;
    bool takesBody = false; ///< a JSON document
    std::string_view bodySchema = {}; ///< of the body, like schema
    bool hasETag = false; ///< answers If-None-Match with 304
    bool creates = false; ///< 201 with Location if there is something new now, 200 if it was there
};

/// All routes of the agent.
[[nodiscard]] std::span<const Route> apiRoutes();

/// A path without its query, matched against a template: the segments for its names, still percent-encoded.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> matchPath(std::string_view pathTemplate,
                                                                                       std::string_view path);
[[nodiscard]] bool isInPath(const Route& route, std::string_view parameter);

/// Checks and decodes what a request gives for @p route. Errors point to `/path/<name>` or `/query/<name>`; an unknown or
/// repeated query parameter is an error.
[[nodiscard]] Result<std::map<std::string, std::string, std::less<>>> readParameters(const Route& route,
                                                                                     std::string_view target);

} // namespace fabric::api
