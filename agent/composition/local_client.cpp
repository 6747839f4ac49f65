// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/local_client.h"

#include "core/wire/types.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QLocalSocket>

namespace fabric::composition {
namespace {

constexpr int kTimeLimitMs = 10'000;
constexpr qsizetype kMaxAnswerBytes = 4 * 1024 * 1024;

/// Everything until the agent closes, which `Connection: close` asks for.
Result<QByteArray> roundTrip(const std::string& path, const QByteArray& request)
{
    QLocalSocket socket;
    QElapsedTimer timer;
    timer.start();
    const auto rest = [&] { return std::max(1, kTimeLimitMs - static_cast<int>(timer.elapsed())); };
    socket.connectToServer(QString::fromStdString(path));
    if (!socket.waitForConnected(rest()))
        return fail(ErrorCode::Unavailable, "the agent does not answer on its socket", path);
    socket.write(request);
    QByteArray answer;
    while (timer.elapsed() < kTimeLimitMs && answer.size() <= kMaxAnswerBytes) {
        answer += socket.readAll();
        if (socket.state() != QLocalSocket::ConnectedState && socket.bytesAvailable() == 0)
            return answer;
        socket.waitForReadyRead(rest());
    }
    return fail(ErrorCode::Unavailable, "the agent did not finish its answer", path);
}

/// The error that a refusal tells of, as problem details or, if it has none, by its status.
Error errorOf(const std::string& body, int status)
{
    const Result<Json> document = parseJson(body);
    const auto details
        = document ? wire::parse<wire::ProblemDetails>(*document) : tl::make_unexpected(document.error());
    if (!details)
        return {ErrorCode::Unavailable, "the agent refused with status " + std::to_string(status), {}};
    const auto known = std::find_if(kErrorCodes.begin(), kErrorCodes.end(),
                                    [&](const ErrorCodeInfo& info) { return info.name == details->code; });
    return {known == kErrorCodes.end() ? ErrorCode::Internal : known->code, details->detail, details->pointer};
}

} // namespace

Result<Json> LocalClient::call(const std::string& method, const std::string& path, const Json* body) const
{
    const std::string text = body == nullptr ? std::string{} : dumpJson(*body);
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    if (body != nullptr)
        request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) + "\r\n";
    FABRIC_TRY(const QByteArray answer, roundTrip(m_socketPath, QByteArray::fromStdString(request + "\r\n" + text)));
    const qsizetype head = answer.indexOf("\r\n\r\n");
    if (!answer.startsWith("HTTP/1.1 ") || head < 0)
        return fail(ErrorCode::Unavailable, "what answers on the socket is not an agent", m_socketPath);
    const int status = answer.mid(9, 3).toInt();
    const std::string content = answer.mid(head + 4).toStdString();
    if (status != 200)
        return tl::make_unexpected(errorOf(content, status));
    return parseJson(content);
}

} // namespace fabric::composition
