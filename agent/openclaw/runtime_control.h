// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QStringList>

#include <chrono>
#include <functional>
#include <string>

namespace fabric::openclaw {

/// A program and its arguments.
struct StartCommand
{
    QString program;
    QStringList arguments;
};

/// What the setting `control` of a runtime means: `none`, `systemd:<unit>` (of the system for root, else of the user; it is
/// restarted, so that a gateway which lives and does not listen comes back too), or a command that starts the gateway and
/// returns. A command is split at spaces, double quotes keep them; no shell reads it.
/// @return FailedPrecondition for `none`, naming @p configPath and what to do by hand; InvalidArgument for anything else.
[[nodiscard]] Result<StartCommand> startCommandOf(const std::string& control, const std::string& configPath);

/// Runs @p command. @p done: true if it ended with 0 within @p limit; never from inside the call, nor after the end of
/// @p context. What it prints is not kept: it may hold secrets.
void runStart(const StartCommand& command, std::chrono::milliseconds limit, QObject* context,
              std::function<void(Result<bool>)> done);

} // namespace fabric::openclaw
