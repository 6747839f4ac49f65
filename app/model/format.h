// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

/// Numbers, times and ids as people read them. Pure functions; times are shown in the local time zone.
namespace fabric::model {

/// `1 284`: groups of three from four digits on, set apart by a narrow no-break space (U+202F).
[[nodiscard]] QString grouped(std::int64_t number);

/// `340 ms`, `18 s`, `9 min`, `3 h`, `12 d`: the largest whole unit; negative counts as 0.
[[nodiscard]] QString duration(std::chrono::milliseconds span);

/// `just now` below 5 s, else `18 s ago`, `2 min ago`. A time in the future (clocks differ) is `just now`.
[[nodiscard]] QString age(UnixMillis then, UnixMillis now);

/// `14:03:22`.
[[nodiscard]] QString timeOfDay(UnixMillis time);
/// `14:03`, or `26 Nov 14:03` if @p time is not on the day of @p now.
[[nodiscard]] QString moment(UnixMillis time, UnixMillis now);

/// RFC 3339 text of the wire; nullopt if it is none.
[[nodiscard]] std::optional<UnixMillis> timeFromWire(const std::string& text);

/// @p text with its middle replaced by `…` if it is longer than @p keep characters; ids, digests and paths stay
/// recognisable at both ends.
[[nodiscard]] QString shortened(const QString& text, int keep);

} // namespace fabric::model
