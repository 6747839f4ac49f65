// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/runtime_control.h"

#include <QPointer>
#include <QProcess>
#include <QTimer>

#include <unistd.h>

namespace fabric::openclaw {
namespace {

constexpr std::string_view kSystemd = "systemd:";
constexpr std::string_view kUnitSigns
    = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\@"; // systemd.unit(5)

} // namespace

Result<StartCommand> startCommandOf(const std::string& control, const std::string& configPath)
{
    if (control.empty() || control == "none")
        return fail(ErrorCode::FailedPrecondition,
                    "Fabric may not start this gateway (control = \"none\"): start it by hand, as it was started before"
                        + (configPath.empty() ? std::string() : "; its configuration is " + configPath),
                    "control");
    if (control.starts_with(kSystemd)) {
        const std::string unit = control.substr(kSystemd.size());
        if (unit.empty() || unit.front() == '-' || unit.find_first_not_of(kUnitSigns) != std::string::npos)
            return fail(ErrorCode::InvalidArgument, "'" + unit + "' is no name of a systemd unit", "control");
        StartCommand command{QStringLiteral("systemctl"), {}};
        if (::geteuid() != 0)
            command.arguments << QStringLiteral("--user");
        // A gateway may live on without listening (after a failed restart in its process): `start` would leave it so.
        command.arguments << QStringLiteral("restart") << QString::fromStdString(unit);
        return command;
    }
    QStringList parts = QProcess::splitCommand(QString::fromStdString(control));
    if (parts.isEmpty() || parts.front().isEmpty())
        return fail(ErrorCode::InvalidArgument, "control is 'none', 'systemd:<unit>' or a command", "control");
    StartCommand command;
    command.program = parts.takeFirst();
    command.arguments = parts;
    return command;
}

void runStart(const StartCommand& command, std::chrono::milliseconds limit, QObject* context,
              std::function<void(Result<bool>)> done)
{
    auto* process = new QProcess(context);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(QProcess::nullDevice());
    auto* timer = new QTimer(process);
    timer->setSingleShot(true);
    const auto finish = [process, done = std::move(done)](Result<bool> result) {
        process->disconnect();
        process->deleteLater();
        QMetaObject::invokeMethod(
            process->parent(), [done, result = std::move(result)] { done(result); }, Qt::QueuedConnection);
    };
    QObject::connect(process, &QProcess::finished, process, [finish](int code, QProcess::ExitStatus status) {
        if (status == QProcess::NormalExit && code == 0)
            finish(true);
        else
            finish(fail(ErrorCode::FailedPrecondition,
                        "the command that starts the gateway failed with status " + std::to_string(code), "control"));
    });
    QObject::connect(process, &QProcess::errorOccurred, process, [finish](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(fail(ErrorCode::FailedPrecondition, "the command that starts the gateway cannot be run", "control"));
    });
    timer->callOnTimeout(process, [process, finish] {
        finish(fail(ErrorCode::DeadlineExceeded, "the command that starts the gateway did not end in time", "control"));
        process->kill();
    });
    timer->start(limit);
    process->start(command.program, command.arguments);
}

} // namespace fabric::openclaw
