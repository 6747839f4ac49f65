// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/protocol.h"
#include "core/provider/runtime_writer.h"

#include <string>
#include <string_view>
#include <vector>

// What the answers of a gateway to the writer mean. Pure.

namespace fabric::openclaw {

/// The answer of a method that changes something. INVALID_REQUEST means that nothing was written; UNAVAILABLE may mean
/// refused, or written and not applied, so that it is Unknown, but for the limit of writes.
[[nodiscard]] provider::WriteAnswer writeAnswerOf(const ResponseFrame& frame);

/// What became of a change whose answer is lost, or that was never sent.
[[nodiscard]] Result<provider::WriteAnswer> lostAnswerOf(const Error& error);

/// Text of a gateway for people: cleaned, cut, and with every run of letters and digits that may be a secret replaced.
[[nodiscard]] std::string harmlessText(std::string_view text);

/// What a reading was answered with; null: not offered, or no answer.
struct PartAnswers
{
    const Json* health = nullptr;
    const Json* channels = nullptr; ///< channels.status
    const Json* plugins = nullptr; ///< plugins.list
    const Json* models = nullptr; ///< models.list
};

inline constexpr std::size_t kMaxParts = 10'000;

/// How the parts of a runtime are, sorted by subject: `ready`, accounts, plug-ins, models and their providers. What is not
/// understood is left out: an answer of a newer version must not make a reading fail.
[[nodiscard]] std::vector<provider::PartState> partStatesOf(const PartAnswers& answers);

/// The ids in an answer of agents.list, sorted.
[[nodiscard]] Result<std::vector<std::string>> listedAgents(const Json& payload);

} // namespace fabric::openclaw
