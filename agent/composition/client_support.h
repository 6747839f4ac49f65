// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/agent_client.h"
#include "agent/composition/command_line.h"
#include "agent/composition/output.h"
#include "agent/config/config.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

// What all commands share that ask a running agent.

namespace fabric::composition {

/// @p text as one segment of a path or one value of a query.
[[nodiscard]] std::string escaped(const std::string& text);

/// The agent of `--url` and `--key-file`; nothing if the command line names none.
[[nodiscard]] Result<std::optional<AgentClient>> namedAgent(const Invocation& invocation,
                                                            const config::EnvironmentMap& environment);
/// The agent that holds the data folder of @p config.
[[nodiscard]] AgentClient agentOf(const config::Config& config);
/// The agent that the command line means: the named one, else that of the data folder.
[[nodiscard]] Result<AgentClient> meantAgent(const Invocation& invocation, const config::EnvironmentMap& environment);

/// Asks for the way back of the rollout or group at @p path. One that goes back already, or is back, or tried to, is answered as it
/// is: whoever asks wants to see the old state, and does not care who was first.
[[nodiscard]] Result<Json> askBack(const AgentClient& agent, const std::string& path);

/// The error of an answer that has another shape than this program knows.
[[nodiscard]] Error notUnderstood(const Error& error);

/// Prints the document with `--json`, else what @p words makes of it. Returns the exit status.
template <class F>
[[nodiscard]] int answer(const Invocation& invocation, const Result<Json>& document, F words)
{
    if (!document)
        return reportError(document.error());
    if (invocation.wantsJson())
        return succeedJson(*document);
    const Result<std::string> text = words(*document);
    return text ? succeed(*text) : reportError(text.error());
}

} // namespace fabric::composition
