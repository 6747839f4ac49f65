// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/client_support.h"

#include "agent/composition/agent.h"

#include <QUrl>

namespace fabric::composition {

std::string escaped(const std::string& text)
{
    return QUrl::toPercentEncoding(QString::fromStdString(text)).toStdString();
}

Result<std::optional<AgentClient>> namedAgent(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    if (invocation.flags.contains("url") != invocation.flags.contains("key-file"))
        return fail(ErrorCode::InvalidArgument, "--url and --key-file go together");
    if (!invocation.flags.contains("url"))
        return std::nullopt;
    auto key = config::SecretSource{config::SecretSource::Kind::File, invocation.flag("key-file")}.read(environment);
    if (!key)
        return fail(ErrorCode::InvalidArgument, key.error().message, "--key-file " + key.error().where);
    return AgentClient::atUrl(invocation.flag("url"), *std::move(key));
}

AgentClient agentOf(const config::Config& config)
{
    return AgentClient::atSocket(config.dataDir() + "/" + Agent::kSocketName);
}

Result<AgentClient> meantAgent(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    FABRIC_TRY(auto named, namedAgent(invocation, environment));
    if (named)
        return *std::move(named);
    FABRIC_TRY(const config::Config config, configOf(invocation, environment));
    return agentOf(config);
}

Error notUnderstood(const Error& error)
{
    return {ErrorCode::Internal, "the agent's answer is not understood (try --json): " + error.message, error.where};
}

Result<Json> askBack(const AgentClient& agent, const std::string& path)
{
    auto asked = agent.call("POST", path + "/rollback");
    if (asked || asked.error().code != ErrorCode::FailedPrecondition)
        return asked;
    auto now = agent.call("GET", path);
    const Json* state = now && now->is_object() && now->contains("state") ? &now->at("state") : nullptr;
    if (state == nullptr || (*state != "rolling_back" && *state != "rolled_back" && *state != "failed_operator_needed"))
        return asked;
    return now;
}

} // namespace fabric::composition
