// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/digest.h"

#include <optional>
#include <string>

namespace fabric::store {

/// The first answer to a POST with this key; a repetition gets it again.
struct IdempotencyRecord
{
    std::string principal;
    std::string route;
    std::string key;
    Digest body; ///< of the request
    int status = 0;
    std::string answer;
    UnixMillis expiresAt; ///< 24 h after the first
};

class IdempotencyRepository
{
public:
    virtual ~IdempotencyRepository() = default;
    /// Needs no audit row: what the request did has its own. Conflict if the key is there and not expired at @p now.
    [[nodiscard]] virtual Result<> add(const IdempotencyRecord& record, UnixMillis now) = 0;
    /// Nothing if it is expired.
    [[nodiscard]] virtual Result<std::optional<IdempotencyRecord>>
    find(const std::string& principal, const std::string& route, const std::string& key, UnixMillis now) = 0;
    /// @return how many were expired and are gone.
    [[nodiscard]] virtual Result<int> removeExpired(UnixMillis now) = 0;
};

} // namespace fabric::store
