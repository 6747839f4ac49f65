// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/api_client.h"

#include "app/client/log.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPromise>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace fabric::client {

Q_LOGGING_CATEGORY(lcClient, "fabric.client.http", QtInfoMsg)

namespace {

constexpr int kNotModified = 304;

bool isLoopback(const QString& host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

bool isKeyCharacter(QChar c)
{
    return c.unicode() > 0x20 && c.unicode() < 0x7f;
}

/// RFC 9457 body -> Error; nullopt if the body is none.
std::optional<Error> problemOf(const QByteArray& body)
{
    auto json = parseJson({body.constData(), static_cast<std::size_t>(body.size())});
    if (!json)
        return std::nullopt;
    auto problem = wire::parse<wire::ProblemDetails>(*json);
    if (!problem)
        return std::nullopt;
    const auto known = std::find_if(kErrorCodes.begin(), kErrorCodes.end(),
                                    [&](const ErrorCodeInfo& row) { return row.name == problem->code; });
    if (known == kErrorCodes.end())
        return std::nullopt;
    return Error{known->code, problem->detail.empty() ? problem->title : problem->detail, problem->pointer};
}

ErrorCode codeOfStatus(int status)
{
    for (const ErrorCodeInfo& row : kErrorCodes) {
        if (row.httpStatus == status)
            return row.code;
    }
    return status >= 500 ? ErrorCode::Unavailable : ErrorCode::Internal;
}

Result<Answer> parsed(int status, std::string etag, const QByteArray& body)
{
    if (body.isEmpty() && status != 200)
        return Answer{status, std::move(etag), {}};
    const JsonLimits limits{static_cast<std::size_t>(ApiClient::kMaxBodyBytes), 64, 20'000'000};
    FABRIC_TRY(Json json, parseJson({body.constData(), static_cast<std::size_t>(body.size())}, limits));
    return Answer{status, std::move(etag), std::move(json)};
}

/// One request: owns its promise, lives as a child of the reply.
class Exchange : public QObject
{
public:
    Exchange(QNetworkReply* reply, qint64 maxBytes, std::chrono::milliseconds deadline)
        : QObject(reply)
        , m_reply(reply)
        , m_maxBytes(maxBytes)
        , m_promise(std::make_shared<QPromise<Result<Answer>>>())
    {
        m_promise->start();
        connect(reply, &QNetworkReply::readyRead, this, [this] { checkSize(); });
        connect(reply, &QNetworkReply::finished, this, [this] { onFinished(); });
        QTimer::singleShot(deadline, this, [this] {
            giveUp({ErrorCode::DeadlineExceeded, "the agent did not answer in time", {}});
        });
    }

    ~Exchange() override { finish(fail(ErrorCode::Unavailable, "the connection was closed")); }

    [[nodiscard]] QFuture<Result<Answer>> future() const { return m_promise->future(); }

private:
    void checkSize()
    {
        if (m_reply->bytesAvailable() > m_maxBytes)
            giveUp({ErrorCode::TooLarge, "the agent's answer is larger than this console accepts", {}});
    }

    void giveUp(Error error)
    {
        finish(tl::make_unexpected(std::move(error)));
        m_reply->abort();
    }

    void onFinished()
    {
        m_reply->deleteLater();
        if (m_isFinished)
            return;
        checkSize();
        const QByteArray body = m_reply->readAll();
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        std::string etag = m_reply->rawHeader("ETag").toStdString();
        if (status == kNotModified) {
            finish(Answer{status, std::move(etag), {}});
        } else if (m_reply->error() != QNetworkReply::NoError || status < 200 || status >= 300) {
            finish(tl::make_unexpected(errorOf(*m_reply, body)));
        } else if (body.size() < ApiClient::kParseOnWorkerBytes) {
            finish(parsed(status, std::move(etag), body));
        } else {
            m_isFinished = true;
            QThreadPool::globalInstance()->start([promise = m_promise, status, etag = std::move(etag), body] {
                promise->addResult(parsed(status, etag, body));
                promise->finish();
            });
        }
    }

    void finish(Result<Answer> result)
    {
        if (m_isFinished)
            return;
        m_isFinished = true;
        m_promise->addResult(std::move(result));
        m_promise->finish();
    }

    QNetworkReply* m_reply;
    qint64 m_maxBytes;
    std::shared_ptr<QPromise<Result<Answer>>> m_promise; // shared with the parsing worker, which may outlive the reply
    bool m_isFinished = false;
};

} // namespace

Endpoint::Endpoint(QUrl base, QByteArray key)
    : m_base(std::move(base))
    , m_key(std::move(key))
{
}

Result<Endpoint> Endpoint::create(const QString& text, const QString& key)
{
    QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool isHttp = url.scheme() == QLatin1String("http");
    if (!url.isValid() || url.host().isEmpty() || (!isHttp && url.scheme() != QLatin1String("https")))
        return fail(ErrorCode::InvalidArgument, "the address must look like https://host:port", "url");
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return fail(ErrorCode::InvalidArgument, "the address must not hold a user, a query or a fragment", "url");
    if (isHttp && !isLoopback(url.host()))
        return fail(ErrorCode::InvalidArgument,
                    "http to another machine would show the key to the network; use https or a tunnel", "url");
    const QString trimmed = key.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > 512 || !std::all_of(trimmed.begin(), trimmed.end(), isKeyCharacter))
        return fail(ErrorCode::InvalidArgument, "the key is empty or holds characters that no key has", "key");
    QString path = url.path();
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    url.setPath(path);
    return Endpoint(std::move(url), trimmed.toLatin1());
}

QNetworkRequest Endpoint::request(const QString& path) const
{
    QNetworkRequest request(
        QUrl(m_base.toString(QUrl::FullyEncoded) + QLatin1String("/api/v1") + path, QUrl::StrictMode));
    request.setRawHeader("Authorization", "Bearer " + m_key);
    // A redirect would carry the key to a place that nobody chose.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    return request;
}

ApiClient::ApiClient(QNetworkAccessManager& network, Endpoint endpoint, QObject* parent)
    : QObject(parent)
    , m_network(network)
    , m_endpoint(std::move(endpoint))
{
}

QFuture<Result<Answer>> ApiClient::get(const QString& path, const std::string& etag, std::chrono::milliseconds deadline)
{
    QNetworkRequest request = m_endpoint.request(path);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Encoding", "identity"); // the size bound then counts what arrives
    if (!etag.empty())
        request.setRawHeader("If-None-Match", QByteArray::fromStdString(etag));
    auto* exchange = new Exchange(m_network.get(request), m_maxBodyBytes, deadline);
    return exchange->future();
}

QFuture<Result<Answer>> ApiClient::post(const QString& path, const Json& body, const std::string& key,
                                        std::chrono::milliseconds deadline)
{
    QNetworkRequest request = m_endpoint.request(path);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("Content-Type", "application/json");
    request.setRawHeader("Idempotency-Key", QByteArray::fromStdString(key));
    const QByteArray bytes = body.is_null() ? QByteArray() : QByteArray::fromStdString(dumpJson(body));
    auto* exchange = new Exchange(m_network.post(request, bytes), m_maxBodyBytes, deadline);
    return exchange->future();
}

Error errorOf(const QNetworkReply& reply, const QByteArray& body)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) // no answer at all
        return {ErrorCode::Unavailable, reply.errorString().toStdString(), reply.url().host().toStdString()};
    if (auto problem = problemOf(body))
        return *problem;
    if (status < 300 && reply.error() != QNetworkReply::NoError)
        return {ErrorCode::Unavailable, "the answer broke off: " + reply.errorString().toStdString(), {}};
    return {codeOfStatus(status), "the agent answered with HTTP status " + std::to_string(status), {}};
}

} // namespace fabric::client
