// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/qt_prober.h"

#include <QNetworkProxy>
#include <QSslSocket>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace fabric::rollouts {
namespace {

constexpr quint16 kHttpPort = 80;
constexpr quint16 kHttpsPort = 443;

QByteArray requestFor(const QUrl& url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    return "GET " + (path.isEmpty() ? QByteArray("/") : path)
        + " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toLatin1()
        + "\r\nUser-Agent: fabric-agent\r\nAccept: */*\r\nConnection: close\r\n\r\n";
}

/// One question. Owns itself until it is answered, and belongs to the prober until then.
class Question final : public QObject
{
public:
    Question(const QUrl& url, std::chrono::milliseconds within, std::function<void(Result<int>)> done, QObject* parent)
        : QObject(parent)
        , m_request(requestFor(url))
        , m_done(std::move(done))
    {
        m_socket.setProxy(QNetworkProxy::NoProxy);
        m_socket.setReadBufferSize(QtProber::kMaxStatusLineBytes);
        const bool isSecure = url.scheme() == QLatin1String("https");
        const auto ask = [this] { m_socket.write(m_request); };
        if (isSecure)
            connect(&m_socket, &QSslSocket::encrypted, this, ask);
        else
            connect(&m_socket, &QSslSocket::connected, this, ask);
        connect(&m_socket, &QSslSocket::readyRead, this, [this] { onBytes(); });
        connect(&m_socket, &QSslSocket::errorOccurred, this, [this] {
            onBytes(); // what came before the end
            finish(fail(ErrorCode::Unavailable, "no answer: " + m_socket.errorString().toStdString()));
        });
        QTimer::singleShot(within, this, [this, within] {
            finish(fail(ErrorCode::DeadlineExceeded, "no answer within " + std::to_string(within.count()) + " ms"));
        });
        const auto port = static_cast<quint16>(url.port(isSecure ? kHttpsPort : kHttpPort));
        if (isSecure)
            m_socket.connectToHostEncrypted(url.host(), port);
        else
            m_socket.connectToHost(url.host(), port);
    }

private:
    void onBytes()
    {
        const QByteArray line = m_socket.peek(QtProber::kMaxStatusLineBytes);
        const auto end = line.indexOf("\r\n");
        if (end < 0 && line.size() < QtProber::kMaxStatusLineBytes)
            return;
        const auto status = end < 0 ? std::nullopt : statusIn(line.left(end).toStdString());
        if (status)
            finish(*status);
        else
            finish(fail(ErrorCode::Unavailable, "the answer is not HTTP"));
    }

    void finish(Result<int> answer)
    {
        if (!m_done)
            return;
        const auto done = std::exchange(m_done, nullptr);
        m_socket.disconnect(this);
        // Never from inside get(): an address that is refused at once is told of there.
        QTimer::singleShot(0, this, [this, done, answer = std::move(answer)] {
            deleteLater();
            done(answer);
        });
    }

    QByteArray m_request;
    std::function<void(Result<int>)> m_done; ///< empty once it was answered
    QSslSocket m_socket;
};

} // namespace

QtProber::QtProber(QObject* parent)
    : QObject(parent)
{
}

QtProber::~QtProber() = default;

void QtProber::get(const std::string& url, std::chrono::milliseconds within, std::function<void(Result<int>)> done)
{
    new Question(QUrl(QString::fromStdString(url), QUrl::StrictMode), within, std::move(done), this);
}

std::optional<int> statusIn(std::string_view line)
{
    constexpr std::string_view kVersion = "HTTP/1.";
    constexpr std::size_t kCodeAt = 9;
    constexpr std::size_t kCodeEnd = 12;
    const auto isDigit = [](char letter) { return letter >= '0' && letter <= '9'; };
    if (!line.starts_with(kVersion) || line.size() < kCodeEnd || (line[7] != '0' && line[7] != '1') || line[8] != ' '
        || (line.size() > kCodeEnd && line[kCodeEnd] != ' '))
        return std::nullopt;
    const std::string_view code = line.substr(kCodeAt, kCodeEnd - kCodeAt);
    if (!std::all_of(code.begin(), code.end(), isDigit) || code.front() == '0')
        return std::nullopt;
    return (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
}

} // namespace fabric::rollouts
