// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/agent_client.h"

#include "agent/api/api_keys.h"
#include "agent/api/http_parser.h"
#include "agent/composition/refusal.h"
#include "core/base/random.h"
#include "core/wire/types.h"

#include <nlohmann/json.hpp>

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QLocalSocket>
#include <QSslSocket>

#include <algorithm>

namespace fabric::composition {
namespace {

constexpr std::chrono::milliseconds kTimeLimit{10'000};
constexpr std::size_t kKeyBytes = 16; ///< of an Idempotency-Key: one call is one thing that is wanted
constexpr std::size_t kMaxAnswerBytes = std::size_t{32} << 20; ///< the evidence of a day, the plan of a large runtime

int rest(const QDeadlineTimer& deadline)
{
    return std::max(1, static_cast<int>(deadline.remainingTime()));
}

/// Sends @p request on a connected socket and reads the answer to it.
template <class Socket>
Result<api::AnswerParser> exchange(Socket& socket, const std::string& request, const QDeadlineTimer& deadline)
{
    socket.write(QByteArray::fromStdString(request));
    api::AnswerParser answer(kMaxAnswerBytes);
    while (!deadline.hasExpired()) {
        const QByteArray bytes = socket.readAll();
        FABRIC_CHECK(answer.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
        if (answer.isDone())
            return answer;
        if (socket.state() != Socket::ConnectedState && socket.bytesAvailable() == 0) {
            FABRIC_CHECK(answer.close());
            return answer;
        }
        socket.waitForReadyRead(rest(deadline));
    }
    return fail(ErrorCode::DeadlineExceeded, "the agent did not answer in time");
}

/// One try to get an answer.
struct Try
{
    Result<api::AnswerParser> answer;
    bool wasSent = false; ///< the agent may have done what was asked, even if no answer came
};

Try exchangeAtSocket(const std::string& path, const std::string& request)
{
    const QDeadlineTimer deadline(kTimeLimit);
    QLocalSocket socket;
    socket.connectToServer(QString::fromStdString(path));
    if (socket.waitForConnected(rest(deadline)))
        return {exchange(socket, request, deadline), true};
    // Qt's texts begin with the name of its function; for a missing file it says "Invalid name".
    const std::string reason = socket.error() == QLocalSocket::ServerNotFoundError
        ? "there is none"
        : socket.errorString().section(QStringLiteral(": "), -1).toStdString();
    return {fail(ErrorCode::Unavailable,
                 "no agent answers on this socket (" + reason
                     + "): start it with 'fabric-agent serve', or choose another with --data-dir or --url")};
}

/// TLS checks the other side's certificate and name against the system's authorities, as QSslSocket does unasked.
Try exchangeAtUrl(const QUrl& url, const std::string& request)
{
    const QDeadlineTimer deadline(kTimeLimit);
    QSslSocket socket;
    const bool isHttps = url.scheme() == QLatin1String("https");
    const auto port = static_cast<quint16>(url.port(isHttps ? 443 : 80));
    if (isHttps)
        socket.connectToHostEncrypted(url.host(), port);
    else
        socket.connectToHost(url.host(), port);
    if (isHttps ? socket.waitForEncrypted(rest(deadline)) : socket.waitForConnected(rest(deadline)))
        return {exchange(socket, request, deadline), true};
    return {fail(ErrorCode::Unavailable,
                 "no agent answers at this address (" + socket.errorString().toStdString()
                     + "): check --url, and that the agent runs")};
}

/// The error that a refusal tells of, as problem details or, if it has none, by its status.
Error errorOf(const std::string& body, int status, bool& isTold)
{
    const Result<Json> document = parseJson(body);
    const auto details
        = document ? wire::parse<wire::ProblemDetails>(*document) : tl::make_unexpected(document.error());
    if (!details)
        return {ErrorCode::Unavailable, "what answers refused with status " + std::to_string(status), {}};
    isTold = true;
    const auto known = std::find_if(kErrorCodes.begin(), kErrorCodes.end(),
                                    [&](const ErrorCodeInfo& info) { return info.name == details->code; });
    return forPeople(
        {known == kErrorCodes.end() ? ErrorCode::Internal : known->code, details->detail, details->pointer});
}

/// @p isTold is set if the error is an agent's own: it says what is wrong, and the place of the agent adds nothing.
Result<Json> documentOf(const Result<api::AnswerParser>& answer, bool& isTold)
{
    isTold = false;
    if (!answer)
        return tl::make_unexpected(answer.error());
    if (answer->status() != 200 && answer->status() != 201 && answer->status() != 202)
        return tl::make_unexpected(errorOf(answer->body(), answer->status(), isTold));
    auto document = parseJson(answer->body(), {.maxBytes = kMaxAnswerBytes});
    if (!document && document.error().code == ErrorCode::InvalidArgument)
        return fail(ErrorCode::Unavailable, "what answers is not an agent: no JSON");
    return document;
}

bool isLoopback(const QString& host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

bool isApiKey(const std::string& text)
{
    return api::prefixOfApiKey(text).has_value()
        && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

} // namespace

AgentClient::AgentClient(std::string place, QUrl url, std::string key)
    : m_place(std::move(place))
    , m_url(std::move(url))
    , m_key(std::move(key))
{
}

AgentClient AgentClient::atSocket(std::string path)
{
    return AgentClient(std::move(path), {}, {});
}

Result<AgentClient> AgentClient::atUrl(const std::string& text, std::string key)
{
    QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    const bool isHttp = url.scheme() == QLatin1String("http");
    if (!url.isValid() || url.host().isEmpty() || (!isHttp && url.scheme() != QLatin1String("https")))
        return fail(ErrorCode::InvalidArgument, "the address must look like https://host:port", "--url");
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return fail(ErrorCode::InvalidArgument, "the address must not hold a user, a query or a fragment", "--url");
    if (isHttp && !isLoopback(url.host()))
        return fail(ErrorCode::InvalidArgument,
                    "http to another machine would show the key to the network; use https or a tunnel", "--url");
    if (!isApiKey(key))
        return fail(ErrorCode::InvalidArgument, "what the file holds is not an API key (fab_...)", "--key-file");
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    return AgentClient(text, std::move(url), std::move(key));
}

Result<Json> AgentClient::call(const std::string& method, const std::string& path, const Json* body) const
{
    const bool isLocal = m_url.isEmpty();
    const std::string host = isLocal ? "localhost" : m_url.authority(QUrl::FullyEncoded).toStdString();
    std::string request = method + " " + m_url.path(QUrl::FullyEncoded).toStdString() + path
        + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: application/json\r\nConnection: close\r\n";
    if (!isLocal)
        request += "Authorization: Bearer " + m_key + "\r\n";
    if (method == "POST") {
        SystemRandom random;
        request += "Idempotency-Key: " + random.token(kKeyBytes) + "\r\n";
    }
    const std::string text = body == nullptr ? std::string{} : dumpJson(*body);
    if (body != nullptr)
        request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) + "\r\n";
    request += "\r\n" + text;
    const auto send = [&] { return isLocal ? exchangeAtSocket(m_place, request) : exchangeAtUrl(m_url, request); };
    const Try first = send();
    bool isTold = false;
    auto document = documentOf(first.answer, isTold);
    // Its key makes a POST safe to send again: whatever the first one did is not done twice.
    if (!first.answer && first.wasSent && first.answer.error().code == ErrorCode::Unavailable && method == "POST")
        document = documentOf(send().answer, isTold);
    if (!document && document.error().where.empty() && !isTold)
        return fail(document.error().code, document.error().message, m_place);
    return document;
}

} // namespace fabric::composition
