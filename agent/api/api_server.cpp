// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_server.h"

#include "agent/api/api_context.h"
#include "agent/api/authenticator.h"
#include "agent/api/http_server.h"
#include "agent/api/idempotency.h"
#include "agent/api/log.h"
#include "agent/api/origin_check.h"
#include "agent/api/problem.h"
#include "core/base/encoding.h"

#include <array>

namespace fabric::api {

class ApiServer::Private : public HttpHandler
{
public:
    Private(Dependencies dependencies, const HttpLimits& limits, std::span<const Route> table)
        : with(std::move(dependencies))
        , routes(table)
        , http(*this, with.clock, limits)
        , authenticator(with.store, with.clock)
        , streams(with.store, with.clock)
        , idempotency(with.store, with.clock, &receiver)
        , context{with, http, streams, metrics, &receiver}
    {
    }

    void handle(HttpRequest request, Exchange exchange) override;
    HttpResponse refusal(const HttpFailure& failure) override;

    const Route* findRoute(const HttpRequest& request, const std::string& traceId, const Reply& reply) const;
    void authorize(const Route& route, Call call, const Reply& reply);
    void run(const Route& route, Call call, const Reply& reply);
    void runOnce(const Route& route, Call call, const Reply& reply);
    [[nodiscard]] std::string newTraceId() const;
    [[nodiscard]] HttpResponse finished(const Result<HttpResponse>& result, const std::string& traceId,
                                        const std::string& method, const std::string& route);

    Dependencies with;
    std::span<const Route> routes;
    std::string listenHost;
    Metrics metrics;
    QObject receiver; // of answers of the store; dies after http, so that no answer finds a dead client
    HttpServer http;
    Authenticator authenticator;
    EventStreams streams;
    Idempotency idempotency;
    ApiContext context;
};

std::string ApiServer::Private::newTraceId() const
{
    std::array<std::byte, 16> bytes{};
    with.random.fill(bytes);
    return toHex(bytes);
}

HttpResponse ApiServer::Private::finished(const Result<HttpResponse>& result, const std::string& traceId,
                                          const std::string& method, const std::string& route)
{
    HttpResponse response;
    if (result) {
        response = *result;
    } else {
        // What the world outside can cause at will is for developers; the rest an operator should see.
        if (info(result.error().code).httpStatus == 500)
            qCWarning(lcApi) << "request failed"
                             << qUtf8Printable(
                                    QString::fromStdString("method=" + method + " route=" + route + " trace=" + traceId
                                                           + " code=" + std::string(info(result.error().code).name)
                                                           + " error=" + result.error().message));
        response = problem(result.error(), traceId);
    }
    response.fields.emplace_back("Trace-Id", traceId);
    response.fields.emplace_back("X-Content-Type-Options", "nosniff");
    metrics.countRequest(route, response.status);
    qCDebug(lcApi) << "answered"
                   << qUtf8Printable(QString::fromStdString("method=" + method + " route=" + route + " status="
                                                            + std::to_string(response.status) + " trace=" + traceId));
    return response;
}

HttpResponse ApiServer::Private::refusal(const HttpFailure& failure)
{
    const std::string traceId = newTraceId();
    const HttpResponse response = problem(failure.status, {codeOf(failure.status), failure.message, {}}, traceId);
    return finished(response, traceId, "-", "-");
}

void ApiServer::Private::handle(HttpRequest request, Exchange exchange)
{
    const std::string traceId = newTraceId();
    const std::string path = request.target.substr(0, request.target.find('?'));
    std::string label = "-";
    for (const Route& route : routes) {
        if (matchPath(route.path, path))
            label = route.path;
    }
    const auto finish = [this, traceId, method = request.method, label](const Result<HttpResponse>& result) {
        return finished(result, traceId, method, label);
    };
    const Reply reply{[exchange, finish](const Result<HttpResponse>& result) { exchange.answer(finish(result)); },
                      [exchange, finish](const HttpResponse& head) { return exchange.beginStream(finish(head)); }};
    if (const auto checked = checkOrigin(request, listenHost); !checked) {
        reply(tl::make_unexpected(checked.error()));
        return;
    }
    const Route* route = findRoute(request, traceId, reply);
    if (route == nullptr)
        return;
    Call call;
    call.request = std::move(request);
    call.traceId = traceId;
    if (route->access == Access::Public) {
        run(*route, std::move(call), reply);
        return;
    }
    authenticator.authenticate(call.request, [this, route, call, reply](const Result<Principal>& principal) mutable {
        if (!principal) {
            reply(tl::make_unexpected(principal.error()));
            return;
        }
        call.principal = *principal;
        authorize(*route, std::move(call), reply);
    });
}

/// Null after answering 404 or 405.
const Route* ApiServer::Private::findRoute(const HttpRequest& request, const std::string& traceId,
                                           const Reply& reply) const
{
    const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
    const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    std::string allowed;
    for (const Route& route : routes) {
        if (!matchPath(route.path, path))
            continue;
        if (route.method == method)
            return &route;
        allowed += (allowed.empty() ? "" : ", ") + std::string(route.method == "GET" ? "GET, HEAD" : route.method);
    }
    if (allowed.empty()) {
        reply(fail(ErrorCode::NotFound, "there is no such path", "/path"));
        return nullptr;
    }
    HttpResponse response
        = problem(405, {ErrorCode::InvalidArgument, "this path takes " + allowed + " only", {}}, traceId);
    response.fields.emplace_back("Allow", allowed);
    reply(std::move(response));
    return nullptr;
}

void ApiServer::Private::authorize(const Route& route, Call call, const Reply& reply)
{
    if (isAllowed(call.principal.role, route.access)) {
        run(route, std::move(call), reply);
        return;
    }
    reply(fail(ErrorCode::PermissionDenied,
               "this needs the role " + std::string(toText(route.access)) + ", the key has "
                   + std::string(store::toText(call.principal.role))));
}

void ApiServer::Private::run(const Route& route, Call call, const Reply& reply)
{
    auto parameters = readParameters(route, call.request.target);
    if (!parameters) {
        reply(tl::make_unexpected(parameters.error()));
        return;
    }
    call.parameters = *std::move(parameters);
    if (!route.takesBody && !call.request.body.empty()) {
        reply(fail(ErrorCode::InvalidArgument, "this route takes no body", "/body"));
        return;
    }
    if (route.takesBody) {
        auto body = parseJson(call.request.body);
        if (!body) {
            reply(tl::make_unexpected(body.error()));
            return;
        }
        call.body = *std::move(body);
    }
    if (route.method == "POST")
        runOnce(route, std::move(call), reply);
    else
        route.handler(context, call, reply);
}

/// However often the client sends the request.
void ApiServer::Private::runOnce(const Route& route, Call call, const Reply& reply)
{
    auto key = idempotencyKeyOf(call.request, call.principal.actor,
                                std::string(route.method) + " " + std::string(route.path));
    if (!key) {
        reply(tl::make_unexpected(key.error()));
        return;
    }
    call.idempotency = *std::move(key);
    const auto& known = *call.idempotency;
    idempotency.run(known, call.traceId, reply.answer, [this, &route, call, reply](Idempotency::Answer answer) {
        route.handler(context, call, Reply{std::move(answer), reply.beginStream});
    });
}

ApiServer::ApiServer(Dependencies dependencies, HttpLimits limits)
    : ApiServer(std::move(dependencies), limits, apiRoutes())
{
}

ApiServer::ApiServer(Dependencies dependencies, HttpLimits limits, std::span<const Route> routes)
    : m_private(std::make_unique<Private>(std::move(dependencies), limits, routes))
{
    connect(&m_private->http, &HttpServer::swept, this, [this] { m_private->streams.sweep(); });
    connect(&m_private->http, &HttpServer::stopped, this, &ApiServer::stopped);
}

ApiServer::~ApiServer() = default;

Result<quint16> ApiServer::listen(const QString& host, quint16 port)
{
    const QHostAddress address
        = host == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
    if (address.isNull())
        return fail(ErrorCode::InvalidArgument, "'" + host.toStdString() + "' is no IP address", "listen");
    m_private->listenHost = host.toLower().toStdString();
    return m_private->http.listen(address, port);
}

Result<> ApiServer::listenLocal(const QString& path)
{
    return m_private->http.listenLocal(path);
}

void ApiServer::publish(const std::vector<events::Event>& events)
{
    m_private->metrics.countEvents(events.size());
    for (const events::Event& event : events) {
        if (event.what.type == events::type::kApiKeyCreated || event.what.type == events::type::kApiKeyRevoked)
            m_private->authenticator.forget();
        if (event.what.type == events::type::kApiKeyRevoked)
            m_private->streams.closeFor(event.what.subject.substr(event.what.subject.find(':') + 1));
    }
    m_private->streams.publish(events);
}

void ApiServer::shutdown(std::chrono::milliseconds time)
{
    m_private->http.shutdown(time);
}

void ApiServer::sweep()
{
    m_private->http.sweep();
}

HttpResponse jsonAnswer(const Json& body)
{
    HttpResponse out;
    out.fields = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
    out.body = dumpJson(body);
    return out;
}

HttpResponse taggedAnswer(const Call& call, const std::string& etag, const std::function<Json()>& body)
{
    // Weak comparison (RFC 9110 section 13.1.2): the opaque parts only.
    const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
    const std::string known(call.request.field("if-none-match").value_or(""));
    HttpResponse out;
    if (known == "*" || (!known.empty() && known.find(opaque(etag)) != std::string::npos))
        out.status = 304;
    else
        out = jsonAnswer(body());
    std::erase_if(out.fields, [](const auto& field) { return field.first == "Cache-Control"; });
    out.fields.emplace_back("Cache-Control", "private, no-cache");
    out.fields.emplace_back("ETag", etag);
    return out;
}

} // namespace fabric::api
