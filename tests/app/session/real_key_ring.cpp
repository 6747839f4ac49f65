// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/app/session/real_key_ring.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>

namespace fabric::test {
namespace {

constexpr int kStartMs = 20'000;
constexpr auto kSecrets = "org.freedesktop.secrets";
constexpr auto kPrompter = "org.gnome.keyring.SystemPrompter";

/// What is started here ends with us.
void tie(QProcess& process)
{
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
}

bool isOnBus()
{
    return QDBusConnection::sessionBus().interface()->isServiceRegistered(QLatin1String(kSecrets));
}

void end(QProcess& process)
{
    process.kill();
    process.waitForFinished();
}

} // namespace

SessionBus::SessionBus()
{
    QFile config(m_folder.filePath(QStringLiteral("bus.conf")));
    if (!config.open(QIODevice::WriteOnly))
        qFatal("no configuration for the bus");
    config.write(R"(<busconfig><type>session</type><auth>EXTERNAL</auth>
        <listen>unix:path=)"
                 + m_folder.path().toUtf8() + R"(/bus</listen>
        <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
        <allow own="*"/></policy></busconfig>)");
    config.close();
    tie(m_daemon);
    m_daemon.start(QStringLiteral("dbus-daemon"),
                   {QStringLiteral("--nofork"), QStringLiteral("--print-address=1"),
                    QStringLiteral("--config-file=") + config.fileName()});
    if (!m_daemon.waitForReadyRead(kStartMs))
        qFatal("dbus-daemon does not start");
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toUtf8());
}

SessionBus::~SessionBus()
{
    end(m_daemon);
}

/// Takes every question and never answers.
class RealKeyRing::Prompter : public QDBusVirtualObject
{
public:
    Prompter()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        bus.registerVirtualObject(QStringLiteral("/org/gnome/keyring/Prompter"), this);
        bus.registerService(QLatin1String(kPrompter));
    }
    ~Prompter() override
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        bus.unregisterService(QLatin1String(kPrompter));
        bus.unregisterObject(QStringLiteral("/org/gnome/keyring/Prompter"));
    }
    [[nodiscard]] QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override
    {
        return bus.send(message.createReply());
    }
};

RealKeyRing::RealKeyRing(Start start)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), m_folder.path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), m_folder.path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
    environment.remove(QStringLiteral("GNOME_KEYRING_CONTROL"));
    m_daemon.setProcessEnvironment(environment);
    tie(m_daemon);
    this->start(start);
}

RealKeyRing::~RealKeyRing()
{
    stop();
}

void RealKeyRing::start(Start start)
{
    QStringList arguments{QStringLiteral("--foreground"), QStringLiteral("--components=secrets"),
                          QStringLiteral("--control-directory=") + m_folder.path()};
    if (start == WithKeyRing)
        arguments << QStringLiteral("--unlock");
    m_daemon.start(QStringLiteral("gnome-keyring-daemon"), arguments);
    m_daemon.write("a password for tests"); // --unlock reads it from the standard input
    m_daemon.closeWriteChannel();
    if (!QTest::qWaitFor([] { return isOnBus(); }, kStartMs))
        qFatal("gnome-keyring-daemon does not start");
}

void RealKeyRing::stop()
{
    thaw();
    end(m_daemon);
    if (!QTest::qWaitFor([] { return !isOnBus(); }, kStartMs))
        qFatal("gnome-keyring-daemon does not end");
}

void RealKeyRing::lock()
{
    QDBusMessage message
        = QDBusMessage::createMethodCall(QLatin1String(kSecrets), QStringLiteral("/org/freedesktop/secrets"),
                                         QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("Lock"));
    message << QVariant::fromValue(QList{QDBusObjectPath(QStringLiteral("/org/freedesktop/secrets/collection/login"))});
    QCOMPARE(QDBusConnection::sessionBus().call(message).errorMessage(), QString());
}

void RealKeyRing::restart()
{
    stop();
    start(WithKeyRing);
}

void RealKeyRing::freeze()
{
    ::kill(static_cast<pid_t>(m_daemon.processId()), SIGSTOP);
}

void RealKeyRing::thaw()
{
    ::kill(static_cast<pid_t>(m_daemon.processId()), SIGCONT);
}

void RealKeyRing::setAsking(bool isAsking)
{
    m_prompter = isAsking ? std::make_unique<Prompter>() : nullptr;
}

} // namespace fabric::test
