// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fabric {

/// Milliseconds since the Unix epoch, UTC. What is stored and sent.
struct UnixMillis
{
    std::int64_t count = 0;
    auto operator<=>(const UnixMillis&) const = default;
};

/// Where time comes in. Implementations are thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Wall time: may jump. Only to be stored or shown.
    [[nodiscard]] virtual UnixMillis now() const = 0;
    /// Never goes back; only differences mean something. For every deadline.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] UnixMillis now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
};

/// RFC 3339, UTC, milliseconds: `2026-11-26T09:30:00.000Z`. Years 0 to 9999.
[[nodiscard]] std::string toRfc3339(UnixMillis time);
/// RFC 3339 in UTC (`Z` only), with 0 to 9 digits of a second's fraction; what is finer than a millisecond is cut off.
/// @return InvalidArgument with @p where for anything else, also for days and times that do not exist.
[[nodiscard]] Result<UnixMillis> parseRfc3339(std::string_view text, std::string where = {});

} // namespace fabric
