// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/runtime_words.h"

#include "app/model/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace fabric::model {
namespace {

using provider::AccessMode;
using provider::HealthState;

QString text(const char* source)
{
    return QCoreApplication::translate("RuntimeWords", source);
}

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

QString agents(int count)
{
    return count == 1 ? text("1 agent") : text("%1 agents").arg(grouped(count));
}

} // namespace

QString displayName(const wire::Runtime& runtime)
{
    return qt(runtime.provider) + QStringLiteral(" · ") + qt(runtime.id);
}

QString modeWord(AccessMode mode)
{
    switch (mode) {
    case AccessMode::Gateway: return text("gateway");
    case AccessMode::File: return text("file");
    case AccessMode::None: break;
    }
    return QStringLiteral("–");
}

QString stateWord(const provider::RuntimeStatus& status, UnixMillis now)
{
    const auto lasting = [&](const QString& word) {
        return text("%1, %2").arg(word, duration(std::chrono::milliseconds(now.count - status.since.count)));
    };
    switch (status.health) {
    case HealthState::Connecting: return text("Connecting");
    case HealthState::Live: return text("Live");
    case HealthState::Restarting: return lasting(text("Restarting"));
    case HealthState::Degraded: return text("Needs attention");
    case HealthState::FileOnly: return text("Gateway down, reading its file");
    case HealthState::Down: return lasting(text("Down"));
    case HealthState::Refused: return text("Refuses Fabric");
    }
    Q_UNREACHABLE();
}

Ui::Tone stateTone(HealthState health)
{
    switch (health) {
    case HealthState::Connecting: return Ui::Pending;
    case HealthState::Live: return Ui::Ok;
    case HealthState::Restarting:
    case HealthState::Degraded:
    case HealthState::FileOnly: return Ui::Warn;
    case HealthState::Down:
    case HealthState::Refused: return Ui::Bad;
    }
    Q_UNREACHABLE();
}

bool isComing(const provider::RuntimeStatus& status)
{
    return status.health == HealthState::Connecting || status.health == HealthState::Restarting;
}

bool needsYou(const provider::RuntimeStatus& status)
{
    return !isComing(status) && (status.health != HealthState::Live || !status.problems.empty());
}

QString sizeWord(const wire::Runtime& runtime)
{
    return runtime.currentRevision ? agents(runtime.agentCount) : QString();
}

QString contentWord(const wire::Runtime& runtime)
{
    return runtime.currentRevision ? text("%1, %2 nodes").arg(agents(runtime.agentCount), grouped(runtime.nodeCount))
                                   : QString();
}

QString pairingSentence(const provider::RuntimeStatus& status)
{
    if (status.pairedDeviceId.empty())
        return text("Fabric is not paired with this runtime.");
    QStringList scopes;
    for (const std::string& scope : status.grantedScopes)
        scopes << qt(scope);
    const QString device = shortened(qt(status.pairedDeviceId), 13);
    if (scopes.isEmpty())
        return text("Fabric's own device %1 is paired, without any scope.").arg(device);
    return text("Fabric's own device %1 is paired, with %2. This one row is all that Fabric added here.")
        .arg(device, scopes.join(QStringLiteral(", ")));
}

QString headline(const std::vector<wire::Runtime>& runtimes)
{
    if (runtimes.empty())
        return text("No runtime yet");
    const auto needing = std::count_if(runtimes.begin(), runtimes.end(),
                                       [](const wire::Runtime& runtime) { return needsYou(runtime.status); });
    if (needing == 1)
        return text("One runtime needs you");
    if (needing > 1)
        return text("%1 runtimes need you").arg(grouped(needing));
    const auto coming = std::count_if(runtimes.begin(), runtimes.end(),
                                      [](const wire::Runtime& runtime) { return isComing(runtime.status); });
    if (coming == 1)
        return text("One runtime is coming up");
    if (coming > 1)
        return text("%1 runtimes are coming up").arg(grouped(coming));
    return text("Everything is live");
}

QString headlineDetail(const std::vector<wire::Runtime>& runtimes)
{
    int agentTotal = 0;
    for (const wire::Runtime& runtime : runtimes) {
        agentTotal += runtime.agentCount;
        if (!needsYou(runtime.status))
            continue;
        const QString what
            = runtime.status.problems.empty() ? qt(runtime.status.detail) : qt(runtime.status.problems.front().message);
        return what.isEmpty() ? displayName(runtime) : text("%1: %2").arg(displayName(runtime), what);
    }
    if (runtimes.empty())
        return text("The agent knows no runtime. Add one to its configuration and it appears here.");
    const QString count
        = runtimes.size() == 1 ? text("1 runtime") : text("%1 runtimes").arg(grouped(std::int64_t(runtimes.size())));
    return text("%1, %2").arg(count, agents(agentTotal));
}

} // namespace fabric::model
