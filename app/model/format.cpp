// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace fabric::model {
namespace {

using namespace std::chrono_literals;

constexpr QChar kNarrowNoBreakSpace(0x202F);
constexpr QChar kEllipsis(0x2026);

QString text(const char* source)
{
    return QCoreApplication::translate("Format", source);
}

QDateTime localTime(UnixMillis time)
{
    return QDateTime::fromMSecsSinceEpoch(time.count);
}

} // namespace

QString grouped(std::int64_t number)
{
    QString digits = QString::number(number);
    const qsizetype first = number < 0 ? 1 : 0;
    for (qsizetype at = digits.size() - 3; at > first; at -= 3)
        digits.insert(at, kNarrowNoBreakSpace);
    return digits;
}

QString duration(std::chrono::milliseconds span)
{
    const auto ms = std::max<std::int64_t>(span.count(), 0);
    if (ms < 1'000)
        return text("%1 ms").arg(ms);
    const auto seconds = ms / 1'000;
    if (seconds < 60)
        return text("%1 s").arg(seconds);
    if (seconds < 3'600)
        return text("%1 min").arg(seconds / 60);
    if (seconds < 86'400)
        return text("%1 h").arg(seconds / 3'600);
    return text("%1 d").arg(seconds / 86'400);
}

QString age(UnixMillis then, UnixMillis now)
{
    const std::chrono::milliseconds span(now.count - then.count);
    return span < 5s ? text("just now") : text("%1 ago").arg(duration(span));
}

QString timeOfDay(UnixMillis time)
{
    return localTime(time).toString(QStringLiteral("HH:mm:ss"));
}

QString moment(UnixMillis time, UnixMillis now)
{
    const QDateTime then = localTime(time);
    if (then.date() == localTime(now).date())
        return then.toString(QStringLiteral("HH:mm"));
    return QLocale::c().toString(then, QStringLiteral("d MMM HH:mm"));
}

std::optional<UnixMillis> timeFromWire(const std::string& text)
{
    const auto time = parseRfc3339(text);
    return time ? std::optional(*time) : std::nullopt;
}

QString shortened(const QString& text, int keep)
{
    if (text.size() <= keep || keep < 3)
        return text;
    const qsizetype tail = (keep - 1) / 2;
    return text.left(keep - 1 - tail) + kEllipsis + text.right(tail);
}

} // namespace fabric::model
