// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/runtime_notice.h"

#include "app/model/format.h"
#include "app/model/runtime_words.h"

#include <QCoreApplication>
#include <QStringList>

namespace fabric::model {
namespace {

using provider::AccessMode;
using provider::HealthState;

QString text(const char* source)
{
    return QCoreApplication::translate("RuntimeNotice", source);
}

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

/// What others say (a parser's error) need not end like a sentence.
QString sentence(const std::string& value)
{
    const QString words = qt(value).trimmed();
    return words.isEmpty() || QStringLiteral(".!?…").contains(words.back()) ? words : words + QLatin1Char('.');
}

QString titleOf(HealthState health, const QString& since)
{
    switch (health) {
    case HealthState::Connecting: return text("Fabric is connecting to the gateway, since %1").arg(since);
    case HealthState::Restarting: return text("The gateway is restarting, since %1").arg(since);
    case HealthState::FileOnly: return text("The gateway cannot be reached since %1").arg(since);
    case HealthState::Down: return text("Neither the gateway nor its configuration can be read since %1").arg(since);
    case HealthState::Refused: return text("The gateway refuses Fabric since %1").arg(since);
    case HealthState::Live:
    case HealthState::Degraded: return text("This runtime needs attention since %1").arg(since);
    }
    Q_UNREACHABLE();
}

/// What the picture is made of while the gateway does not tell.
QString shownOf(const wire::Runtime& runtime, UnixMillis now)
{
    if (!runtime.currentRevision)
        return {};
    if (runtime.status.mode == AccessMode::File)
        return runtime.runtimeOnlyIsStale
            ? text("Shown is its configuration file; jobs and devices are %1.").arg(asLastSeen(runtime.status, now))
            : text("Shown is its configuration file.");
    const auto at = runtime.lastObservedAt ? timeFromWire(*runtime.lastObservedAt) : std::nullopt;
    const QString when = at ? text(", at %1").arg(moment(*at, now)) : QString();
    return runtime.runtimeOnlyIsStale ? text("Shown is what was seen last%1; jobs and devices are older.").arg(when)
                                      : text("Shown is what was seen last%1.").arg(when);
}

bool isOfGateway(HealthState health)
{
    return health == HealthState::Live || health == HealthState::Degraded;
}

/// The problem's sentence where the title does not say it already.
QString reasonOf(const provider::RuntimeStatus& status)
{
    if (!isOfGateway(status.health) && status.health != HealthState::Refused)
        return {};
    return sentence(status.problems.empty() ? status.detail : status.problems.front().message);
}

QString actionOf(const provider::RuntimeStatus& status)
{
    if (isComing(status))
        return text("Nothing to do: it is read again as soon as it is up.");
    const auto hasAction = [](const provider::Problem& problem) { return !problem.action.empty(); };
    const auto found = std::find_if(status.problems.begin(), status.problems.end(), hasAction);
    return found == status.problems.end() ? QString() : sentence(found->action);
}

Ui::Tone toneOf(const provider::RuntimeStatus& status)
{
    if (isComing(status))
        return Ui::Pending;
    return status.health == HealthState::Live ? Ui::Warn : stateTone(status.health);
}

} // namespace

std::optional<RuntimeNotice> noticeOf(const wire::Runtime& runtime, UnixMillis now)
{
    const provider::RuntimeStatus& status = runtime.status;
    if (status.health == HealthState::Live && status.problems.empty())
        return std::nullopt;
    RuntimeNotice notice;
    notice.tone = toneOf(status);
    notice.isStale = !isOfGateway(status.health);
    notice.word = status.health == HealthState::Live ? text("Needs attention") : stateWord(status, now);
    notice.title = titleOf(status.health, moment(status.since, now));
    QStringList sentences{reasonOf(status), notice.isStale ? shownOf(runtime, now) : QString(), actionOf(status)};
    sentences.removeAll(QString());
    notice.text = sentences.join(QLatin1Char(' '));
    return notice;
}

QString asLastSeen(const provider::RuntimeStatus& status, UnixMillis now)
{
    // The moment of that look is not told; it was before the gateway fell silent.
    return isOfGateway(status.health) ? text("as last seen")
                                      : text("as last seen before %1").arg(moment(status.since, now));
}

} // namespace fabric::model
