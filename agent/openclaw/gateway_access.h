// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_paths.h"
#include "core/base/json.h"
#include "core/provider/provider.h"

#include <nlohmann/json.hpp>

#include <QString>
#include <QUrl>

#include <functional>
#include <optional>
#include <string>

namespace fabric::openclaw {

/// Which gateway is meant, as its settings say. Where they say nothing, OpenClaw's own configuration on this machine does.
struct GatewayAccess
{
    provider::RuntimeConfig config;
    std::optional<QUrl> endpoint; ///< absent: loopback, port by OpenClaw's rules
    PathContext paths;
};

/// @param filePort the port that the configuration file names; absent: the file could never be read.
/// @return FailedPrecondition while nobody can say where the gateway of this configuration listens.
[[nodiscard]] Result<QUrl> endpointOf(const GatewayAccess& access, std::optional<int> filePort,
                                      const std::string& configPath);

/// The secret for the gateway: the setting, else what the gateway's own configuration on this machine says. Empty: none.
/// @param resolved reads that configuration; asked only if it counts.
[[nodiscard]] Result<std::string> tokenOf(const GatewayAccess& access, const std::function<Json()>& resolved);

/// The port that a configuration names, else OpenClaw's.
[[nodiscard]] int portIn(const Json& config);
[[nodiscard]] bool isLoopback(const QString& host);

} // namespace fabric::openclaw
