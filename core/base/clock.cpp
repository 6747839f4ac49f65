// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/clock.h"

#include <array>
#include <cstdio>
#include <optional>

namespace fabric {
namespace {

/// The number that @p text is, if it consists of decimal digits only.
std::optional<int> digits(std::string_view text)
{
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<UnixMillis> readRfc3339(std::string_view text)
{
    using namespace std::chrono;
    // 2026-11-26T09:30:00[.fraction]Z
    if (text.size() < 20 || text.size() > 30 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':'
        || text[16] != ':' || text.back() != 'Z')
        return std::nullopt;
    const auto y = digits(text.substr(0, 4));
    const auto m = digits(text.substr(5, 2));
    const auto d = digits(text.substr(8, 2));
    const auto hour = digits(text.substr(11, 2));
    const auto minute = digits(text.substr(14, 2));
    const auto second = digits(text.substr(17, 2));
    if (!y || !m || !d || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    if (!date.ok())
        return std::nullopt;
    std::string_view fraction = text.substr(19, text.size() - 20);
    int millis = 0;
    if (!fraction.empty()) {
        if (fraction.size() < 2 || fraction[0] != '.' || !digits(fraction.substr(1)))
            return std::nullopt;
        std::string padded(fraction.substr(1, 3));
        padded.resize(3, '0');
        millis = digits(padded).value_or(0);
    }
    const auto point = sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} + milliseconds{millis};
    return UnixMillis{point.time_since_epoch().count()};
}

} // namespace

UnixMillis SystemClock::now() const
{
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::chrono::milliseconds SystemClock::monotonic() const
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
}

std::string toRfc3339(UnixMillis time)
{
    using namespace std::chrono;
    const sys_time<milliseconds> point{milliseconds{time.count}};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const hh_mm_ss clock{point - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02lld:%02lld:%02lld.%03lldZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<long long>(clock.hours().count()), static_cast<long long>(clock.minutes().count()),
                  static_cast<long long>(clock.seconds().count()), static_cast<long long>(clock.subseconds().count()));
    return text.data();
}

Result<UnixMillis> parseRfc3339(std::string_view text, std::string where)
{
    if (const auto time = readRfc3339(text))
        return *time;
    return fail(ErrorCode::InvalidArgument, "a time must look like 2026-11-26T09:30:00Z", std::move(where));
}

} // namespace fabric
