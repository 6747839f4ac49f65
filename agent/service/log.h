// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QLoggingCategory>
#include <QString>

#include <string_view>

namespace fabric::service {

Q_DECLARE_LOGGING_CATEGORY(lcService)

/// Installs the agent's log output: one line per message on standard error, `<time> <level> <category> <message>`; under
/// the journal (JOURNAL_STREAM is set) with sd-daemon(3) priority prefixes and without the time, which it adds itself.
/// @param level debug, info, warning or critical: what is below it is dropped for all `fabric.*` categories.
void installLog(std::string_view level);

/// One line: control characters and line breaks of a message become spaces, so that nobody forges a second line.
[[nodiscard]] QByteArray formatLogLine(QtMsgType type, const char* category, const QString& message, bool forJournal,
                                       std::string_view time);

} // namespace fabric::service
