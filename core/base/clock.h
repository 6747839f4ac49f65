// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

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

} // namespace fabric
