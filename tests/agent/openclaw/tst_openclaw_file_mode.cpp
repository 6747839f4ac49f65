// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_connection.h"

#include "tests/support/fake_gateway.h"
#include "tests/support/recording_sink.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <array>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using provider::HealthState;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr int kPatienceMs = 20000; ///< for a loaded machine

void writeFile(const QString& path, const QByteArray& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

} // namespace

/// What a connection takes from the configuration file, without and beside a gateway.
class TestFileMode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_config = m_folder->filePath(QStringLiteral("openclaw.json"));
        m_gateway = std::make_unique<FakeGateway>(kFixtures);
        m_sink = std::make_unique<test::RecordingSink>();
        QVERIFY(m_gateway->listen());
        m_options = {};
        m_options.config.id = RuntimeId("hq");
        m_options.config.configPath = m_config.toStdString();
        m_options.config.token = [] { return Result<std::string>("test-token-0123456789abcdef"); };
        m_options.paths.systemHome = m_folder->path().toStdString();
        m_options.paths.workingDirectory = m_folder->path().toStdString();
        m_options.clientVersion = "0.1.0";
    }

    void cleanup()
    {
        m_connection.reset();
        QCOMPARE(m_gateway->violations(), QStringList());
    }

    void dialsThePortOfItsFile_fromTheFirstAttempt()
    {
        writeConfig(m_gateway->port());
        // It names the gateway that OpenClaw's own rules lead to, which this one is not.
        m_options.paths.environment["OPENCLAW_GATEWAY_PORT"] = "1";
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        for (const auto& status : m_sink->of("hq").statuses)
            QCOMPARE(status.endpoint, m_gateway->url().toString().toStdString());
    }

    void followsOpenClawsPortVariable_withoutAPath()
    {
        QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral(".openclaw")));
        m_config = m_folder->filePath(QStringLiteral(".openclaw/openclaw.json"));
        writeConfig(1);
        m_options.config.configPath.clear();
        m_options.paths.environment["OPENCLAW_GATEWAY_PORT"] = std::to_string(m_gateway->port());
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
    }

    void dialsNobody_whileItsFileCannotBeRead()
    {
        writeFile(m_config, "{ gateway: ");
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->hasProblem("hq", "config-invalid"), kPatienceMs);
        for (const auto& status : m_sink->of("hq").statuses)
            QCOMPARE(status.endpoint, std::string());
        QVERIFY(m_sink->status("hq").health == HealthState::Down);
        QVERIFY(m_sink->status("hq").detail.find("port is not known") != std::string::npos);
        writeConfig(m_gateway->port());
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
    }

    void keepsThePort_whenTheFileBecomesInvalid()
    {
        writeConfig(m_gateway->port());
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        writeFile(m_config, "{ gateway: ");
        m_gateway->closeAll(1001, QStringLiteral("going away"));
        QTRY_COMPARE_WITH_TIMEOUT(m_gateway->sessionCount(), 2, kPatienceMs);
        QCOMPARE(m_sink->status("hq").endpoint, m_gateway->url().toString().toStdString());
    }

    void followsThePort_whenTheFileChanges()
    {
        writeConfig(1);
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        writeConfig(m_gateway->port());
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
    }

    void showsWhereALinkLeads()
    {
        m_config = m_folder->filePath(QStringLiteral("real.json"));
        writeConfig(m_gateway->port());
        const QString link = m_folder->filePath(QStringLiteral("openclaw.json"));
        QVERIFY(QFile::link(m_config, link));
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QCOMPARE(m_sink->status("hq").configPath, link.toStdString());
        QCOMPARE(m_sink->status("hq").configRealPath, m_config.toStdString());
        // A link that becomes a file is seen as one.
        QCOMPARE(::rename(qPrintable(m_config), qPrintable(link)), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_sink->status("hq").configRealPath, std::string(), kPatienceMs);
    }

    void tellsAnUntestedVersion_withoutCallingItIll()
    {
        writeConfig(m_gateway->port());
        m_gateway->version = "2027.1.0";
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QVERIFY(m_sink->hasProblem("hq", "version-untested"));
        QVERIFY(m_sink->status("hq").problems.front().message.find("2027.1.0") != std::string::npos);
        m_gateway->version.clear();
        m_gateway->closeAll(1001, QStringLiteral("going away"));
        QTRY_COMPARE_WITH_TIMEOUT(m_gateway->sessionCount(), 2, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::Live, kPatienceMs);
        QVERIFY(!m_sink->hasProblem("hq", "version-untested"));
    }

    void looksAgainByItself_withoutAnotherGraph()
    {
        writeConfig(1);
        m_options.filePoll = session::Millis(20);
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->of("hq").observations.size() >= 3, kPatienceMs);
        const auto& seen = m_sink->of("hq").observations;
        QVERIFY(seen.front().at < seen.back().at);
        QCOMPARE(seen.back().graph.digest().text(), seen.front().graph.digest().text());
        const std::size_t statuses = m_sink->of("hq").statuses.size();
        QTRY_VERIFY_WITH_TIMEOUT(seen.size() >= 6, kPatienceMs);
        QCOMPARE(m_sink->of("hq").statuses.size(), statuses);
    }

    void findsAnEdit_thatTheWatchCannotSee()
    {
        writeConfig(1);
        m_options.filePoll = session::Millis(20);
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        overwriteUnseen("{ gateway: ");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->hasProblem("hq", "config-invalid"), kPatienceMs);
        QVERIFY(m_sink->status("hq").health == HealthState::Down);
        overwriteUnseen("{\"agents\":{\"entries\":{\"solo\":{}}}}");
        QTRY_VERIFY_WITH_TIMEOUT(m_sink->status("hq").health == HealthState::FileOnly, kPatienceMs);
        QVERIFY(m_sink->of("hq").observations.back().graph.find(topology::NodeId("agent:solo")) != nullptr);
    }

private:
    /// Same file, same size, same time of change: as on a file system whose changes and times cannot be relied on.
    void overwriteUnseen(const QByteArray& text)
    {
        struct stat before
        {
        };
        QCOMPARE(::stat(qPrintable(m_config), &before), 0);
        QFile file(m_config);
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        QCOMPARE(file.write(text.leftJustified(static_cast<int>(before.st_size), ' ')), before.st_size);
        const std::array times{before.st_atim, before.st_mtim};
        QCOMPARE(::futimens(file.handle(), times.data()), 0);
    }
    void writeConfig(int port)
    {
        QFile file(kFixtures + QStringLiteral("/openclaw.realistic.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        Json config = Json::parse(file.readAll().toStdString());
        config["gateway"]["port"] = port;
        writeFile(m_config, QByteArray::fromStdString(dumpJson(config)));
    }
    void start()
    {
        m_connection = std::make_unique<OpenClawConnection>(m_options, m_device, m_clock, m_worker, *m_sink);
        m_connection->start();
    }

    SystemClock m_clock;
    FrameWorker m_worker;
    DeviceIdentity m_device = DeviceIdentity::fromSeed(Seed{});
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_config;
    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<test::RecordingSink> m_sink;
    OpenClawConnection::Options m_options;
    std::unique_ptr<OpenClawConnection> m_connection;
};

QTEST_GUILESS_MAIN(TestFileMode)
#include "tst_openclaw_file_mode.moc"
