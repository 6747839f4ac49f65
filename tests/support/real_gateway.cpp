// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/real_gateway.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

#include <csignal>

namespace fabric::test {
namespace {

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost, 0);
    return server.serverPort();
}

QProcessEnvironment environmentFor(const QString& folder)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QStringList names = environment.keys();
    for (const QString& name : names) {
        if (name.startsWith(u"OPENCLAW_") || name.startsWith(u"FABRIC_"))
            environment.remove(name);
    }
    const auto set = [&environment](const char* name, const QString& value) {
        environment.insert(QString::fromLatin1(name), value);
    };
    set("HOME", folder + QStringLiteral("/home"));
    set("OPENCLAW_HOME", folder + QStringLiteral("/home"));
    set("OPENCLAW_STATE_DIR", folder + QStringLiteral("/state"));
    set("OPENCLAW_CONFIG_PATH", folder + QStringLiteral("/openclaw.json"));
    for (const char* flag : {"OPENCLAW_DISABLE_BONJOUR", "OPENCLAW_NO_RESPAWN", "OPENCLAW_NO_AUTO_UPDATE",
                             "OPENCLAW_OFFLINE", "OPENCLAW_SKIP_CHANNELS", "DO_NOT_TRACK", "CI", "NO_COLOR"})
        set(flag, QStringLiteral("1"));
    set("OPENCLAW_EXEC_SHELL_SNAPSHOT", QStringLiteral("0"));
    set("OC_HOME", folder);
    set("OC_TEST_GW_TOKEN", QString::fromLatin1(RealGateway::token()));
    for (const char* secret : {"OC_TEST_OPENAI_KEY", "OC_TEST_TG_OPS", "OC_TEST_DISCORD"})
        set(secret, QStringLiteral("unused-value-of-a-test"));
    return environment;
}

} // namespace

RealGateway::RealGateway(const QByteArray& configuration)
    : m_port(freePort())
{
    nlohmann::json config = nlohmann::json::parse(configuration.toStdString());
    config["gateway"]["port"] = m_port;
    QDir(m_folder.path()).mkpath(QStringLiteral("home"));
    QDir(m_folder.path()).mkpath(QStringLiteral("state"));
    writeConfig(QByteArray::fromStdString(config.dump(2)) + '\n');
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath(QStringLiteral("output.txt")));
    m_process.setProcessEnvironment(environmentFor(m_folder.path()));
    m_process.setWorkingDirectory(m_folder.path());
    m_process.setChildProcessModifier([] {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // its helpers end with it
    });
}

RealGateway::~RealGateway()
{
    kill();
}

QString RealGateway::partsFolder()
{
    const QString given = qEnvironmentVariable("FABRIC_PARTS_DIR");
    if (!given.isEmpty())
        return given;
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/fabric/parts");
}

QString RealGateway::start()
{
    const QString node = partsFolder() + QStringLiteral("/node/bin/node");
    const QString program = partsFolder() + QStringLiteral("/openclaw/node_modules/openclaw/openclaw.mjs");
    if (!QFile::exists(node) || !QFile::exists(program))
        return QStringLiteral("OpenClaw is not in ") + partsFolder() + QStringLiteral("; run packaging/parts");
    m_process.start(node, {program, QStringLiteral("gateway"), QStringLiteral("run")});
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < std::chrono::milliseconds(kStartLimit).count()) {
        if (m_process.waitForFinished(200))
            return QStringLiteral("the gateway ended: ") + outputTail();
        if (isReady())
            return {};
    }
    return QStringLiteral("the gateway is not ready in time: ") + outputTail();
}

bool RealGateway::isReady() const
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    if (!socket.waitForConnected(1000))
        return false;
    socket.write("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    while (answer.size() < 12 && socket.waitForReadyRead(5000))
        answer += socket.readAll();
    return answer.startsWith("HTTP/1.1 200");
}

void RealGateway::kill()
{
    const auto process = m_process.processId();
    if (process == 0)
        return;
    ::kill(-static_cast<pid_t>(process), SIGKILL);
    m_process.waitForFinished(10'000);
}

bool RealGateway::stop()
{
    m_process.terminate();
    if (m_process.waitForFinished(60'000))
        return true;
    kill();
    return false;
}

void RealGateway::writeConfig(const QByteArray& text) const
{
    const QString beside = configPath() + QStringLiteral(".edit");
    QFile file(beside);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(beside));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.close();
    if (::rename(qPrintable(beside), qPrintable(configPath())) != 0)
        qFatal("cannot replace %s", qPrintable(configPath()));
}

QByteArray RealGateway::readConfig() const
{
    QFile file(configPath());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString RealGateway::outputTail() const
{
    QFile file(m_folder.filePath(QStringLiteral("output.txt")));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll().right(2000)) : QString();
}

} // namespace fabric::test
