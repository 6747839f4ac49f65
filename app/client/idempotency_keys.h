// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <map>
#include <string>

namespace fabric::client {

/// The Idempotency-Key of each decision: a fresh random one, and the same one again while it is not known whether the agent
/// got the first. Decisions are told apart by what they say (route and body). GUI thread.
class IdempotencyKeys
{
public:
    [[nodiscard]] std::string keyFor(const std::string& decision);
    /// The answer to @p decision came, or was lost: then the next keyFor() gives the same key.
    void answered(const std::string& decision, const Error* error);
    /// True if nobody knows whether the agent did it.
    [[nodiscard]] static bool isLost(const Error& error);

private:
    std::map<std::string, std::string> m_open; ///< decision -> key, at most a few: one for each that is not answered
};

} // namespace fabric::client
