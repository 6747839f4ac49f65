// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/display.h"
#include "app/console/options.h"
#include "app/console/quit_signals.h"
#include "app/console/screenshot.h"
#include "app/console/trace.h"
#include "app/model/appearance.h"
#include "app/model/icon_provider.h"
#include "app/model/navigation.h"
#include "app/model/topology_model.h"
#include "app/session/changes.h"
#include "app/session/connector.h"
#include "app/session/intents.h"
#include "app/session/last_seen.h"
#include "app/session/replay_backend.h"
#include "app/session/session.h"
#include "app/session/system_key_ring.h"
#include "app/session/wiring.h"
#include "core/base/clock.h"

#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QUrl>

#include <cstdio>
#include <memory>
#include <optional>

using namespace fabric;

namespace {

constexpr int kUsageError = 2;
constexpr qint64 kMaxKeyFileBytes = 4'096;

int usageError(const std::string& message)
{
    std::fprintf(stderr, "fabric-console: %s\n", message.c_str());
    return kUsageError;
}

Result<QString> readKey(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, "the key file cannot be read", path.toStdString());
    return QString::fromUtf8(file.read(kMaxKeyFileBytes)).trimmed();
}

/// Opens what the command line asks for, else the connection of last time, else nothing: the window then asks.
Result<> openSession(const console::Options& options, const Clock& clock, session::Session& session,
                     session::Connector& connector)
{
    if (!options.replay.isEmpty()) {
        FABRIC_TRY(auto recording, session::ReplayBackend::load(options.replay, clock.now()));
        session.open(std::make_unique<session::ReplayBackend>(std::move(recording)),
                     QFileInfo(options.replay).completeBaseName(), QStringLiteral("replay"), options.runtime);
        return {};
    }
    if (!options.url.isEmpty()) {
        FABRIC_TRY(const QString key, readKey(options.keyFile));
        return connector.connectOnce(options.url, key, options.runtime);
    }
    const bool isLoaded = connector.load();
    if (!isLoaded && (!options.connection.isEmpty() || options.isOffline))
        return fail(ErrorCode::InvalidArgument, connector.fileProblem().toStdString());
    const QString name = options.connection.isEmpty() ? connector.preferredName() : options.connection;
    QString problem;
    if (options.isOffline)
        problem = connector.openOffline(name, options.runtime);
    else if (!name.isEmpty())
        problem = connector.connectTo(name, options.runtime);
    if (!problem.isEmpty() && (!options.connection.isEmpty() || options.isOffline))
        return fail(ErrorCode::InvalidArgument, problem.toStdString());
    return {};
}

} // namespace

int main(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto options = console::parseOptions(arguments);
    if (!options)
        return usageError(options.error().message);
    if (options->isHelp || options->isVersion) {
        std::fputs(options->isHelp ? qPrintable(console::helpText()) : "fabric-console " FABRIC_VERSION "\n", stdout);
        return 0;
    }

    std::optional<console::DisplayGuard> displayGuard(kUsageError);
    QGuiApplication application(argc, argv);
    displayGuard.reset();
    QGuiApplication::setApplicationName(QStringLiteral("fabric-console"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Fabric"));
    QQuickStyle::setStyle(QStringLiteral("Basic"));

    const SystemClock clock;
    session::Session session(clock);
    session::Changes changes(session, clock);
    session::Intents intents(session, changes, clock);
    session::SystemKeyRing keyRing;
    session::Connector connector(session, session::ConnectionFile(session::ConnectionFile::defaultPath()), &keyRing);
    session::LastSeen lastSeen(session, session::SeenCache(session::SeenCache::defaultFolder()), clock);
    session::wire(connector, lastSeen);
    session::Session::setInstance(&session);
    session::Changes::setInstance(&changes);
    session::Intents::setInstance(&intents);
    session::Connector::setInstance(&connector);
    auto* navigation = model::Navigation::instance();
    session::wire(session, *navigation, *model::TopologyModel::instance());
    session::wire(session, changes, *navigation);
    if (const auto opened = openSession(*options, clock, session, connector); !opened)
        return usageError(opened.error().message + (opened.error().where.empty() ? "" : ": " + opened.error().where));

    auto* appearance = model::Appearance::instance();
    appearance->followSystem();
    appearance->useSettings(options->theme);
    if (!options->page.isEmpty())
        navigation->setPage(options->page);
    if (options->page == QLatin1String("runtimes"))
        navigation->setInspectedRuntimeId(options->select);
    else if (options->page == QLatin1String("plans"))
        changes.setPlanId(options->select);
    else if (options->page == QLatin1String("rollouts"))
        changes.setRolloutId(options->select);
    else if (!options->select.isEmpty())
        navigation->showNode(options->select);

    QQmlApplicationEngine engine;
    engine.addImageProvider(QStringLiteral("icon"), new model::IconProvider); // the engine owns it
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Fabric/Console/Main.qml")));
    if (engine.rootObjects().isEmpty())
        return 1;
    auto* window = qobject_cast<QQuickWindow*>(engine.rootObjects().constFirst());
    if (options->size.isValid())
        window->resize(options->size);
    std::unique_ptr<console::Screenshot> screenshot;
    if (!options->screenshot.isEmpty())
        screenshot = std::make_unique<console::Screenshot>(*window, session, options->screenshot);
    std::unique_ptr<console::Trace> trace;
    if (!options->trace.isEmpty()) {
        auto made = console::Trace::create(options->trace, *window, session, *model::TopologyModel::instance(), clock);
        if (!made)
            return usageError(made.error().message + ": " + made.error().where);
        trace = *std::move(made);
    }
    const console::QuitSignals quitSignals;
    return QGuiApplication::exec();
}
