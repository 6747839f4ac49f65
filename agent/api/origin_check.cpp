// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/origin_check.h"

#include <QHostAddress>
#include <QString>

#include <algorithm>

namespace fabric::api {
namespace {

/// Without port and brackets; empty if it is no host and port.
std::string hostOf(std::string_view field)
{
    std::string_view host = field;
    std::string_view port;
    if (field.starts_with('[')) {
        const auto end = field.find(']');
        if (end == std::string_view::npos)
            return {};
        host = field.substr(1, end - 1);
        port = field.substr(end + 1);
    } else if (const auto colon = field.find(':'); colon != std::string_view::npos) {
        host = field.substr(0, colon);
        port = field.substr(colon);
    }
    const bool isPort = port.empty()
        || (port.size() > 1 && port[0] == ':' && port.find_first_not_of("0123456789", 1) == std::string_view::npos);
    std::string out(isPort ? host : std::string_view());
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

} // namespace

Result<> checkOrigin(const HttpRequest& request, const std::string& listenHost)
{
    const std::string_view field = request.field("host").value_or("");
    if (!request.isLocalSocket) {
        const std::string host = hostOf(field);
        const QHostAddress address(QString::fromStdString(host));
        const bool isOurs = host == "localhost" || address.isLoopback() || (!host.empty() && host == listenHost)
            || (!address.isNull() && address.isEqual(QHostAddress(QString::fromStdString(request.localAddress))));
        if (!isOurs)
            return fail(ErrorCode::PermissionDenied, "the Host field does not name this agent", "/header/Host");
    }
    if (request.hasField("origin") && request.field("origin") != "http://" + std::string(field))
        return fail(ErrorCode::PermissionDenied, "requests from web pages of other sites are refused",
                    "/header/Origin");
    return {};
}

} // namespace fabric::api
