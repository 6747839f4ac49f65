// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/service/log.h"

#include "core/base/clock.h"

#include <cstdio>

namespace fabric::service {

Q_LOGGING_CATEGORY(lcService, "fabric.service", QtInfoMsg)

namespace {

struct Level
{
    std::string_view name;
    const char* priority; ///< sd-daemon(3)
};

Level levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return {"debug", "<7>"};
    case QtInfoMsg: return {"info", "<6>"};
    case QtWarningMsg: return {"warning", "<4>"};
    case QtCriticalMsg: return {"critical", "<2>"};
    case QtFatalMsg: return {"fatal", "<0>"};
    }
    return {"info", "<6>"};
}

void writeLog(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    static const bool forJournal = qEnvironmentVariableIsSet("JOURNAL_STREAM");
    const QByteArray line = formatLogLine(type, context.category, message, forJournal, toRfc3339(SystemClock().now()));
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace

void installLog(std::string_view level)
{
    const auto on = [&](bool isOn) { return isOn ? "true\n" : "false\n"; };
    const bool debug = level == "debug";
    const bool info = debug || level == "info";
    const bool warning = info || level == "warning";
    QByteArray rules;
    rules += QByteArray("fabric.*.debug=") + on(debug);
    rules += QByteArray("fabric.*.info=") + on(info);
    rules += QByteArray("fabric.*.warning=") + on(warning);
    QLoggingCategory::setFilterRules(QString::fromLatin1(rules));
    qInstallMessageHandler(writeLog);
}

QByteArray formatLogLine(QtMsgType type, const char* category, const QString& message, bool forJournal,
                         std::string_view time)
{
    const Level level = levelOf(type);
    QByteArray text = message.toUtf8();
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    }
    QByteArray line;
    if (forJournal)
        line += level.priority;
    else
        line += QByteArray(time.data(), static_cast<qsizetype>(time.size())) + ' ';
    line += QByteArray(level.name.data(), static_cast<qsizetype>(level.name.size())) + ' ';
    line += category == nullptr ? "default" : category;
    return line + ' ' + text + '\n';
}

} // namespace fabric::service
