// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/options.h"

#include "app/model/navigation.h"

#include <array>
#include <map>

namespace fabric::console {
namespace {

using model::Appearance;

struct Flag
{
    const char* name;
    const char* value; ///< null: takes none
    const char* meaning;
    Result<> (*take)(Options& options, const QString& value);
};

template <QString Options::*Member>
Result<> text(Options& options, const QString& value)
{
    options.*Member = value;
    return {};
}

template <bool Options::*Member>
Result<> yes(Options& options, const QString&)
{
    options.*Member = true;
    return {};
}

Result<> theme(Options& options, const QString& value)
{
    static const std::map<QString, Appearance::Choice> kThemes{
        {QStringLiteral("system"), Appearance::FollowSystem},
        {QStringLiteral("light"), Appearance::AlwaysLight},
        {QStringLiteral("dark"), Appearance::AlwaysDark},
        {QStringLiteral("high-contrast"), Appearance::AlwaysHighContrast}};
    const auto found = kThemes.find(value);
    if (found == kThemes.end())
        return fail(ErrorCode::InvalidArgument, "--theme takes system, light, dark or high-contrast");
    options.theme = found->second;
    return {};
}

Result<> page(Options& options, const QString& value)
{
    if (!model::PageListModel().find(value))
        return fail(ErrorCode::InvalidArgument, "--page: there is no page " + value.toStdString());
    options.page = value;
    return {};
}

Result<> size(Options& options, const QString& value)
{
    const QStringList parts = value.split(QLatin1Char('x'));
    options.size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    if (options.size.width() < 320 || options.size.height() < 240 || options.size.width() > 7'680
        || options.size.height() > 4'320)
        return fail(ErrorCode::InvalidArgument, "--size takes WIDTHxHEIGHT, from 320x240 to 7680x4320");
    return {};
}

constexpr std::array<Flag, 14> kFlags{{
    {"--url", "URL", "connect to this agent; needs --key-file", &text<&Options::url>},
    {"--key-file", "FILE", "the file that holds the API key", &text<&Options::keyFile>},
    {"--connection", "NAME", "connect to this saved connection", &text<&Options::connection>},
    {"--offline", nullptr, "ask no agent: show what was seen last of a saved connection", &yes<&Options::isOffline>},
    {"--replay", "FILE", "show recorded answers instead of an agent's", &text<&Options::replay>},
    {"--runtime", "ID", "show this runtime first", &text<&Options::runtime>},
    {"--page", "PAGE", "open this page: runtimes, topology, intent, plans or rollouts", &page},
    {"--select", "ID", "select this node of the topology, or of the --page: a runtime, a plan, a rollout",
     &text<&Options::select>},
    {"--theme", "THEME", "system, light, dark or high-contrast; not remembered", &theme},
    {"--size", "WxH", "size of the window in pixels", &size},
    {"--screenshot", "FILE", "save the page as PNG once it is ready, and exit", &text<&Options::screenshot>},
    {"--trace", "FILE", "append one line of JSON for each topology that is drawn", &text<&Options::trace>},
    {"--help", nullptr, "print this text and exit", &yes<&Options::isHelp>},
    {"--version", nullptr, "print the version and exit", &yes<&Options::isVersion>},
}};

Result<> check(const Options& options)
{
    if (options.url.isEmpty() != options.keyFile.isEmpty())
        return fail(ErrorCode::InvalidArgument, "--url and --key-file go together");
    const int sources
        = int(!options.url.isEmpty()) + int(!options.connection.isEmpty()) + int(!options.replay.isEmpty());
    if (sources > 1)
        return fail(ErrorCode::InvalidArgument, "only one of --url, --connection and --replay can be given");
    if (options.isOffline && (!options.url.isEmpty() || !options.replay.isEmpty()))
        return fail(ErrorCode::InvalidArgument, "--offline shows a saved connection, not --url or --replay");
    return {};
}

} // namespace

Result<Options> parseOptions(const QStringList& arguments)
{
    Options options;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const qsizetype equals = arguments[i].indexOf(QLatin1Char('='));
        const QString name = arguments[i].left(equals);
        const auto flag = std::find_if(kFlags.begin(), kFlags.end(),
                                       [&](const Flag& known) { return name == QLatin1String(known.name); });
        if (flag == kFlags.end())
            return fail(ErrorCode::InvalidArgument, "unknown option " + name.toStdString());
        QString value;
        if (!flag->value && equals >= 0)
            return fail(ErrorCode::InvalidArgument, name.toStdString() + " takes no value");
        if (flag->value && equals >= 0)
            value = arguments[i].mid(equals + 1);
        else if (flag->value && i + 1 < arguments.size())
            value = arguments[++i];
        if (flag->value && value.isEmpty())
            return fail(ErrorCode::InvalidArgument, name.toStdString() + " needs a value");
        FABRIC_CHECK(flag->take(options, value));
    }
    FABRIC_CHECK(check(options));
    return options;
}

QString helpText()
{
    QString help = QStringLiteral("Usage: fabric-console [options]\n\n"
                                  "Shows what the runtimes of a fabric-agent are made of, live. Without options it\n"
                                  "uses the connection of last time, or asks for one.\n\n");
    for (const Flag& flag : kFlags) {
        const QString left
            = QLatin1String(flag.name) + (flag.value ? QLatin1Char(' ') + QLatin1String(flag.value) : QString());
        help += QLatin1String("  ") + left.leftJustified(22) + QLatin1String(flag.meaning) + QLatin1Char('\n');
    }
    return help;
}

} // namespace fabric::console
