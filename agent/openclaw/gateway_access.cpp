// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/gateway_access.h"

#include "agent/openclaw/config_file.h"

#include <QHostAddress>

namespace fabric::openclaw {
namespace {

constexpr int kDefaultPort = 18789;

const Json* memberOf(const Json& object, const char* name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? &*found : nullptr;
}

} // namespace

int portIn(const Json& config)
{
    const Json* gateway = memberOf(config, "gateway");
    const Json* port = gateway == nullptr ? nullptr : memberOf(*gateway, "port");
    if (port == nullptr || !port->is_number_integer())
        return kDefaultPort;
    const auto value = port->get<std::int64_t>();
    return value > 0 && value <= 65535 ? static_cast<int>(value) : kDefaultPort;
}

bool isLoopback(const QString& host)
{
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

Result<QUrl> endpointOf(const GatewayAccess& access, std::optional<int> filePort, const std::string& configPath)
{
    if (access.endpoint)
        return *access.endpoint;
    int port = filePort.value_or(kDefaultPort);
    if (access.config.configPath.empty())
        port = gatewayPortOf(access.paths.environment).value_or(port); // means the gateway of OpenClaw's own rules
    else if (!filePort)
        // Whoever listens on the default port is another gateway, or none: it must not get this one's token.
        return fail(ErrorCode::FailedPrecondition, "its port is not known while its configuration file cannot be read",
                    configPath);
    QUrl url(QStringLiteral("ws://127.0.0.1"));
    url.setPort(port);
    return url;
}

Result<std::string> tokenOf(const GatewayAccess& access, const std::function<Json()>& resolved)
{
    if (access.config.token)
        return access.config.token();
    // A URL without a file may be a tunnel to another machine: it must not get the secret of the gateway on this one.
    if (access.endpoint && (access.config.configPath.empty() || !isLoopback(access.endpoint->host())))
        return std::string();
    const Environment& environment = access.paths.environment;
    const auto set = environment.find("OPENCLAW_GATEWAY_TOKEN");
    // The variable means the gateway that OpenClaw's own rules lead to.
    if (set != environment.end() && !set->second.empty() && access.config.configPath.empty())
        return set->second;
    return gatewayTokenOf(resolved(), environment);
}

} // namespace fabric::openclaw
