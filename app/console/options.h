// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/appearance.h"
#include "core/base/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace fabric::console {

/// The command line of fabric-console.
struct Options
{
    bool isHelp = false;
    bool isVersion = false;
    bool isOffline = false;
    QString url;
    QString keyFile;
    QString connection;
    QString replay;
    QString runtime;
    QString page;
    QString select;
    QString screenshot;
    QString trace;
    QSize size;
    std::optional<model::Appearance::Choice> theme;
};

/// @param arguments without the program's name.
/// @return InvalidArgument for an unknown flag, a missing or bad value, or flags that exclude each other.
[[nodiscard]] Result<Options> parseOptions(const QStringList& arguments);
/// The text of --help, made from the table that parseOptions() reads.
[[nodiscard]] QString helpText();

} // namespace fabric::console
