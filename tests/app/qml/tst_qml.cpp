// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/appearance.h"
#include "app/model/icon_provider.h"
#include "app/model/navigation.h"
#include "app/model/topology_model.h"
#include "app/session/changes.h"
#include "app/session/connector.h"
#include "app/session/intents.h"
#include "app/session/replay_backend.h"
#include "app/session/session.h"
#include "app/session/wiring.h"
#include "core/base/clock.h"

#include <QFile>
#include <QPromise>
#include <QQmlContext>
#include <QQmlEngine>
#include <QTemporaryDir>
#include <QtQuickTest>

using namespace fabric;

/// Tells of groups only when it is let to.
class SlowBackend final : public session::ReplayBackend
{
public:
    using ReplayBackend::ReplayBackend;

    [[nodiscard]] QFuture<Result<wire::RolloutGroup>> rolloutGroup(const std::string& id) override
    {
        if (!isHolding)
            return ReplayBackend::rolloutGroup(id);
        m_asked = id;
        m_held = {};
        m_held.start();
        return m_held.future();
    }
    void release()
    {
        isHolding = false;
        m_held.addResult(ReplayBackend::rolloutGroup(m_asked).result());
        m_held.finish();
    }

    bool isHolding = false;

private:
    std::string m_asked;
    QPromise<Result<wire::RolloutGroup>> m_held;
};

/// What main() builds, on recorded data, for the QML tests of this folder.
class Setup : public QObject
{
    Q_OBJECT

public:
    Setup()
        : m_session(m_clock)
        , m_changes(m_session, m_clock)
        , m_intents(m_session, m_changes, m_clock)
        , m_connector(m_session, session::ConnectionFile(m_folder.filePath(QStringLiteral("connections.json"))))
    {
        session::Session::setInstance(&m_session);
        session::Changes::setInstance(&m_changes);
        session::Intents::setInstance(&m_intents);
        session::Connector::setInstance(&m_connector);
        session::wire(m_session, *model::Navigation::instance(), *model::TopologyModel::instance());
        session::wire(m_session, m_changes, *model::Navigation::instance());
        model::Appearance::instance()->setReducedMotion(true);
    }

    /// Called from QML: opens a recording of tests/fixtures/replay.
    Q_INVOKABLE void replay(const QString& name) { replayAs(name, {}); }

    /// Called from QML: the same with a key of this role; empty: as recorded.
    Q_INVOKABLE void replayAs(const QString& name, const QString& role)
    {
        const QString path = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/") + name;
        auto recording = session::ReplayBackend::load(path, m_clock.now());
        Q_ASSERT(recording);
        if (!role.isEmpty())
            recording->self = wire::Self{"apikey:0a1b2c3d", "Ada", role.toStdString(), {}};
        auto backend = std::make_unique<SlowBackend>(*std::move(recording));
        m_backend = backend.get();
        m_session.open(std::move(backend), QStringLiteral("ops-host-1"), QStringLiteral("replay"));
    }

    /// Called from QML: on its way here somebody changes what the first plan would write, or what it says of itself.
    Q_INVOKABLE void alterPlan(const QString& what)
    {
        wire::PlanDocument& plan = m_backend->recording().plans[0];
        if (what == QLatin1String("write"))
            plan.plan["operations"][0]["changes"][0]["after"] = "something else";
        else
            plan.summary.risk = "low";
    }

    /// Called from QML: the agent does not tell of groups until releaseGroup().
    Q_INVOKABLE void holdGroup() { m_backend->isHolding = true; }
    Q_INVOKABLE void releaseGroup() { m_backend->release(); }

    /// Called from QML: nothing was adopted of any runtime yet.
    Q_INVOKABLE void forgetIntents()
    {
        m_backend->recording().intents.clear();
        m_backend->recording().desiredRevisions.clear();
    }

    /// Called from QML: the line to the agent breaks; Session.retry() mends it.
    Q_INVOKABLE void loseAgent() { Q_EMIT m_backend->streamLost({ErrorCode::Unavailable, "gone", {}}); }

    /// Called from QML: a recording of tests/fixtures/replay is what was seen last; empty: nothing was.
    Q_INVOKABLE void showOffline(const QString& name)
    {
        const QString path = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/") + name;
        m_session.openOffline(name.isEmpty() ? QString() : QStringLiteral("ops-host-1"), QStringLiteral("https://ops"));
        m_session.showSeen(name.isEmpty() ? fail(ErrorCode::NotFound, "there is no saved connection")
                                          : session::ReplayBackend::load(path, std::nullopt));
    }

    /// Called from QML: what the file of saved connections holds.
    Q_INVOKABLE void writeConnections(const QString& text)
    {
        QFile file(m_folder.filePath(QStringLiteral("connections.json")));
        const bool isOpen
            = file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        Q_ASSERT(isOpen);
        file.write(text.toUtf8());
    }

public Q_SLOTS:
    void qmlEngineAvailable(QQmlEngine* engine)
    {
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        engine->addImageProvider(QStringLiteral("icon"), new model::IconProvider);
        engine->rootContext()->setContextProperty(QStringLiteral("setup"), this);
    }

private:
    SystemClock m_clock;
    QTemporaryDir m_folder;
    session::Session m_session;
    SlowBackend* m_backend = nullptr; // the session's
    session::Changes m_changes;
    session::Intents m_intents;
    session::Connector m_connector;
};

QUICK_TEST_MAIN_WITH_SETUP(tst_qml, Setup)
#include "tst_qml.moc"
