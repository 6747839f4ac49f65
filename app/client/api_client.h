// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/backend.h"
#include "core/base/json.h"

#include <QByteArray>
#include <QFuture>
#include <QNetworkRequest>
#include <QObject>
#include <QString>
#include <QUrl>

#include <chrono>
#include <string>

class QNetworkAccessManager;
class QNetworkReply;

namespace fabric::client {

/// Where an agent is and how we show who we are. The key is a secret: it goes into one header and nowhere else.
class Endpoint
{
public:
    /// @return InvalidArgument for anything but an absolute http(s) URL without user, query and fragment, for http to
    /// another machine (it would show the key to the network), and for a key with characters that no key has.
    static Result<Endpoint> create(const QString& url, const QString& key);

    [[nodiscard]] const QUrl& base() const { return m_base; }
    /// A request for `/api/v1` + @p path (percent-encoded, with query), with the key, without redirects and cache.
    [[nodiscard]] QNetworkRequest request(const QString& path) const;

private:
    Endpoint(QUrl base, QByteArray key);
    QUrl m_base;
    QByteArray m_key;
};

/// One JSON answer of the agent. `body` is null for 304.
struct Answer
{
    int status = 0;
    std::string etag;
    Json body;
};

/// GETs and POSTs JSON, to one agent: bounded in size and time, problem details mapped to Error.
///
/// GUI thread only. Bodies beyond kParseOnWorkerBytes are parsed on the global thread pool.
class ApiClient : public QObject
{
    Q_OBJECT

public:
    /// A topology of 250,000 nodes and 1,000,000 edges is about 400 MB as JSON; the console draws far less. 64 MiB hold
    /// about 150,000 elements.
    static constexpr qint64 kMaxBodyBytes = qint64{64} << 20;
    /// Parsing 1 MiB takes about 20 ms (80 us per 4 KB): the most that one frame may lose.
    static constexpr qint64 kParseOnWorkerBytes = qint64{1} << 18;

    /// Borrows @p network, which must outlive this object.
    ApiClient(QNetworkAccessManager& network, Endpoint endpoint, QObject* parent = nullptr);

    /// @param path below /api/v1, percent-encoded, with query if any.
    /// @param etag sent as If-None-Match unless empty.
    [[nodiscard]] QFuture<Result<Answer>> get(const QString& path, const std::string& etag,
                                              std::chrono::milliseconds deadline);
    /// @param key sent as Idempotency-Key. @p body is sent as JSON, JSON null not at all. Any 2xx is an answer; without a body, of null.
    [[nodiscard]] QFuture<Result<Answer>> post(const QString& path, const Json& body, const std::string& key,
                                               std::chrono::milliseconds deadline);
    [[nodiscard]] const Endpoint& endpoint() const { return m_endpoint; }

    /// For tests: a smaller bound than kMaxBodyBytes.
    void setMaxBodyBytes(qint64 bytes) { m_maxBodyBytes = bytes; }

private:
    QNetworkAccessManager& m_network;
    Endpoint m_endpoint;
    qint64 m_maxBodyBytes = kMaxBodyBytes;
};

/// The Error of a finished reply that has no usable answer: transport, refusal, problem details. Never holds a secret.
/// @p body may be empty.
[[nodiscard]] Error errorOf(const QNetworkReply& reply, const QByteArray& body);

} // namespace fabric::client
