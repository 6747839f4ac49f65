// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/idempotency.h"

#include "agent/api/log.h"
#include "agent/api/problem.h"
#include "core/base/object_reader.h"
#include "core/base/on_result.h"

#include <QPointer>

#include <algorithm>

namespace fabric::api {
namespace {

constexpr const char* kFieldName = "idempotency-key";
constexpr const char* kPlace = "/header/Idempotency-Key";

/// True if the same request would be refused in the same way again, as far as the refusal itself says.
bool isFinal(const Result<HttpResponse>& answer)
{
    if (answer)
        return answer->status < 500;
    const int status = info(answer.error().code).httpStatus;
    return status < 500 && status != 429;
}

/// {"fields": [[name, value], ...], "body": text} or {"error": {code, message, where}}: an error is told anew, with the
/// trace of the request that asks now.
std::string toText(const Result<HttpResponse>& answer)
{
    if (!answer) {
        const Error& error = answer.error();
        return dumpJson(
            {{"error", {{"code", info(error.code).name}, {"message", error.message}, {"where", error.where}}}});
    }
    Json fields = Json::array();
    for (const auto& [name, value] : answer->fields)
        fields.push_back(Json::array({name, value}));
    return dumpJson({{"fields", std::move(fields)}, {"body", answer->body}});
}

Result<HttpResponse> damaged()
{
    return fail(ErrorCode::DataLoss, "the stored answer to this key is damaged", kPlace);
}

Result<HttpResponse> errorFrom(const Json& json)
{
    ObjectReader reader(json, "");
    const std::string code = reader.string("code");
    std::string message = reader.string("message");
    std::string where = reader.string("where");
    const auto known = std::find_if(kErrorCodes.begin(), kErrorCodes.end(),
                                    [&](const ErrorCodeInfo& row) { return row.name == code; });
    if (!reader.finish() || known == kErrorCodes.end())
        return damaged();
    return fail(known->code, std::move(message), std::move(where));
}

Result<HttpResponse> answerOf(const store::IdempotencyRecord& record)
{
    const auto json = parseJson(record.answer, {.maxBytes = std::size_t{64} << 20U});
    if (!json || !json->is_object())
        return damaged();
    if (const auto error = json->find("error"); error != json->end())
        return errorFrom(*error);
    ObjectReader reader(*json, "");
    HttpResponse response;
    response.status = record.status;
    response.body = reader.string("body");
    const Json* fields = reader.array("fields");
    if (!reader.finish())
        return damaged();
    for (const Json& field : *fields) {
        if (!field.is_array() || field.size() != 2 || !field[0].is_string() || !field[1].is_string())
            return damaged();
        response.fields.emplace_back(field[0].get<std::string>(), field[1].get<std::string>());
    }
    return response;
}

/// 422 is not the status of any ErrorCode (CONTRACTS, "HTTP"): this is its only place.
HttpResponse otherBody(const std::string& traceId)
{
    return problem(
        422,
        {ErrorCode::InvalidArgument, "this Idempotency-Key was used for another request: choose a new one", kPlace},
        traceId);
}

HttpResponse stillRunning(const std::string& traceId)
{
    HttpResponse response = problem(
        {ErrorCode::Conflict, "the first request with this Idempotency-Key is still being answered: ask again", kPlace},
        traceId);
    response.fields.emplace_back("Retry-After", "1");
    return response;
}

} // namespace

Result<IdempotencyKey> idempotencyKeyOf(const HttpRequest& request, const std::string& principal,
                                        const std::string& route)
{
    if (!request.hasField(kFieldName))
        return fail(ErrorCode::InvalidArgument,
                    "a POST needs the field Idempotency-Key: a new random text for each thing that is wanted, the same "
                    "one when it is sent again",
                    kPlace);
    const std::string_view key = request.field(kFieldName).value_or("");
    const bool isVisible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (key.empty() || key.size() > Idempotency::kMaxKeyBytes || !isVisible)
        return fail(ErrorCode::InvalidArgument, "an Idempotency-Key has 1 to 128 visible ASCII characters, once",
                    kPlace);
    // A target has no line break: no other pair gives the same bytes.
    return IdempotencyKey{principal, route, std::string(key),
                          Sha256().add(request.target).add(std::string_view("\n")).add(request.body).finish()};
}

Result<> keepAnswer(store::Session& session, const IdempotencyKey& key, const Result<HttpResponse>& answer,
                    UnixMillis now)
{
    if (!isFinal(answer))
        return {};
    FABRIC_CHECK(session.idempotency().removeExpired(now));
    FABRIC_TRY(const auto known, session.idempotency().find(key.principal, key.route, key.key, now));
    if (known)
        return {};
    store::IdempotencyRecord record;
    record.principal = key.principal;
    record.route = key.route;
    record.key = key.key;
    record.body = key.body;
    record.status = answer ? answer->status : info(answer.error().code).httpStatus;
    record.answer = toText(answer);
    record.expiresAt = {now.count + Idempotency::kMemory};
    return session.idempotency().add(record, now);
}

void Idempotency::run(const IdempotencyKey& key, const std::string& traceId, Answer reply,
                      std::function<void(Answer)> handler)
{
    const Running running{key.principal, key.route, key.key};
    if (!m_running.insert(running).second) {
        reply(stillRunning(traceId));
        return;
    }
    const Answer last = [this, running, reply = std::move(reply)](Result<HttpResponse> answer) {
        m_running.erase(running);
        reply(std::move(answer));
    };
    const UnixMillis now = m_clock.now();
    auto found = m_store.read([key, now](store::Session& session) {
        return session.idempotency().find(key.principal, key.route, key.key, now);
    });
    onResult(found, m_receiver,
             [this, key, traceId, last,
              handler = std::move(handler)](const Result<std::optional<store::IdempotencyRecord>>& known) {
                 if (!known)
                     last(tl::make_unexpected(known.error()));
                 else if (!*known)
                     handler(
                         [this, alive = QPointer<QObject>(m_receiver), key, last](const Result<HttpResponse>& answer) {
                             if (alive) // a handler may outlive us
                                 keep(key, answer, last);
                         });
                 else if ((*known)->body != key.body)
                     last(otherBody(traceId));
                 else
                     last(answerOf(**known));
             });
}

/// The client hears of it when it is kept. If that fails it hears of it all the same: what it asked for was done.
void Idempotency::keep(const IdempotencyKey& key, const Result<HttpResponse>& answer, const Answer& reply)
{
    if (!isFinal(answer)) {
        reply(answer);
        return;
    }
    const UnixMillis now = m_clock.now();
    auto kept
        = m_store.write([key, answer, now](store::Session& session) { return keepAnswer(session, key, answer, now); });
    onResult(kept, m_receiver, [answer, reply, route = key.route](const Result<>& outcome) {
        if (!outcome)
            qCWarning(lcApi) << "answer not kept"
                             << qUtf8Printable(
                                    QString::fromStdString("route=" + route + " error=" + outcome.error().message));
        reply(answer);
    });
}

} // namespace fabric::api
