// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/config/config_changes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::config;

class TestConfigChanges : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    Config load(const QByteArray& text)
    {
        const QString path = m_folder.filePath(QStringLiteral("fabric.toml"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("cannot write");
        file.write(text);
        file.close();
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        return Config::load({{{"data-dir", m_folder.path().toStdString()}}, {}}).value();
    }

private Q_SLOTS:
    void otherLines_areNoChange()
    {
        const Config running = load("[[runtime]]\nid = \"hq\"\nurl = \"ws://a\"\n");
        const auto changes = compare(running, load("# moved\n\n[[runtime]]\nurl = \"ws://a\"\nid = \"hq\"\n"));
        QVERIFY(changes && changes->changedRuntimes.empty() && changes->needRestart.empty());
    }

    void everySettingOfARuntime_isSeen_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char* line :
             {"provider = \"x\"", "environment = \"x\"", "config_path = \"/x\"", "control = \"x\"",
              "device_lists = true", "token = { env = \"X\" }", "token = { file = \"T\" }", "token = \"inline\""})
            QTest::newRow(line) << QByteArray(line);
    }
    void everySettingOfARuntime_isSeen()
    {
        QFETCH(QByteArray, line);
        const QByteArray base = "[[runtime]]\nid = \"hq\"\n";
        const QByteArray token = line.startsWith("token") ? "" : "token = { env = \"T\" }\n";
        const Config running = load(base + (line.startsWith("token") ? "token = { env = \"T\" }\n" : token));
        const auto changes = compare(running, load(base + token + line + "\n"));
        QVERIFY(changes);
        QVERIFY(changes->changedRuntimes == std::vector{RuntimeId("hq")});
    }

    void newAndGoneRuntimes_areNotChanged()
    {
        const auto changes = compare(load("[[runtime]]\nid = \"a\"\n"), load("[[runtime]]\nid = \"b\"\n"));
        QVERIFY(changes && changes->changedRuntimes.empty());
    }

    void otherSettings_needARestart()
    {
        const Config running = load("[agent]\nlisten = \"127.0.0.1:1\"\n");
        const auto changes = compare(running, load("[agent]\nlisten = \"127.0.0.1:2\"\nlog_level = \"debug\"\n"));
        QVERIFY(changes);
        QVERIFY((changes->needRestart == std::vector<std::string>{"agent.listen", "agent.log_level"}));
        QVERIFY(compare(running, load("[agent]\nlisten = \"127.0.0.1:1\"\n# the same\n"))->needRestart.empty());
    }

    void aFileThatIsGone_isNoEmptyFile()
    {
        const Config running = load("[[runtime]]\nid = \"hq\"\n");
        QVERIFY(QFile::remove(QString::fromStdString(running.file())));
        const auto next = Config::load({{{"data-dir", m_folder.path().toStdString()}}, {}});
        QVERIFY(next && next->file().empty());
        const auto changes = compare(running, *next);
        QVERIFY(!changes);
        QCOMPARE(changes.error().where, running.file());
    }

    void aFileThatComes_isTaken()
    {
        const Config running = Config::load({{{"data-dir", m_folder.path().toStdString() + "/none"}}, {}}).value();
        QVERIFY(running.file().empty());
        Config taken = running;
        const Config next = load("[agent]\nlog_level = \"debug\"\n[[runtime]]\nid = \"hq\"\n");
        QVERIFY(compare(running, next));
        taken.takeRuntimes(next);
        QCOMPARE(taken.runtimes().size(), std::size_t{1});
        QCOMPARE(taken.file(), next.file());
        QCOMPARE(taken.value("agent.log_level"), std::string("info"));
    }
};

QTEST_GUILESS_MAIN(TestConfigChanges)
#include "tst_config_changes.moc"
