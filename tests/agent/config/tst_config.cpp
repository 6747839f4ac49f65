// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/config/config.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::config;

class TestConfig : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string write(const char* name, const QByteArray& text, QFileDevice::Permissions more = {})
    {
        const QString path = m_folder.filePath(QString::fromLatin1(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", name);
        file.write(text);
        file.close();
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | more);
        return path.toStdString();
    }

    static Config::Input withFile(const std::string& path) { return {{{"config", path}}, {{"HOME", "/home/x"}}}; }

private Q_SLOTS:
    void takesDefaultsWithoutAnyFile()
    {
        const auto config = Config::load({{}, {{"HOME", "/nowhere"}}});
        QVERIFY(config);
        QCOMPARE(config->dataDir(), std::string("/nowhere/.local/share/fabric"));
        QCOMPARE(config->listenHost(), std::string("127.0.0.1"));
        QCOMPARE(config->listenPort(), 7420);
        QVERIFY(config->runtimes().empty());
    }

    void findsTheDataFolderByTheServiceThenTheUser()
    {
        QCOMPARE(Config::load({{}, {{"STATE_DIRECTORY", "/s:/t"}, {"HOME", "/h"}}})->dataDir(), std::string("/s"));
        QCOMPARE(Config::load({{}, {{"XDG_DATA_HOME", "/x"}, {"HOME", "/h"}}})->dataDir(), std::string("/x/fabric"));
        QCOMPARE(Config::load({})->dataDir(), std::string("/var/lib/fabric"));
    }

    void flagBeatsEnvironmentBeatsFile()
    {
        const auto path = write("order.toml", "[agent]\nlisten = \"127.0.0.1:1\"\nlog_level = \"debug\"\n");
        auto input = withFile(path);
        auto config = Config::load(input);
        QVERIFY(config);
        QCOMPARE(config->listenPort(), 1);
        QCOMPARE(config->values().at("agent.listen").where, path + ":2");
        input.environment["FABRIC_LISTEN"] = "127.0.0.1:2";
        config = Config::load(input);
        QCOMPARE(config->listenPort(), 2);
        QVERIFY(config->values().at("agent.listen").source == Source::Environment);
        input.flags["listen"] = "[::1]:3";
        config = Config::load(input);
        QCOMPARE(config->listenPort(), 3);
        QCOMPARE(config->listenHost(), std::string("::1"));
        QVERIFY(config->values().at("agent.listen").source == Source::Flag);
        QCOMPARE(config->value("agent.log_level"), std::string("debug"));
    }

    void readsTheFileOfAMovedDataFolder()
    {
        write("fabric.toml", "[agent]\nlisten = \"127.0.0.1:9\"\n");
        const auto config = Config::load({{{"data-dir", m_folder.path().toStdString()}}, {}});
        QVERIFY(config);
        QCOMPARE(config->listenPort(), 9);
    }

    void readsRuntimes()
    {
        const auto path = write("runtimes.toml",
                                "[[runtime]]\n"
                                "id = \"hq\"\n"
                                "config_path = \"/etc/openclaw.json\"\n"
                                "url = \"ws://127.0.0.1:18789\"\n"
                                "token = { env = \"OPENCLAW_GATEWAY_TOKEN\" }\n"
                                "environment = \"production\"\n"
                                "device_lists = true\n"
                                "\n"
                                "[[runtime]]\n"
                                "id = \"lab\"\n"
                                "token = { file = \"/secret\" }\n");
        const auto config = Config::load(withFile(path));
        QVERIFY(config);
        QCOMPARE(config->runtimes().size(), std::size_t{2});
        QCOMPARE(config->runtimes()[0].id.value(), std::string("hq"));
        QCOMPARE(config->runtimes()[0].provider, std::string("openclaw"));
        QVERIFY(config->runtimes()[0].deviceLists);
        QVERIFY(config->runtimes()[1].token.kind == SecretSource::Kind::File);
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("unknown section") << QByteArray("[agnet]\n") << 1 << QByteArray("agnet");
        QTest::newRow("unknown key") << QByteArray("[agent]\nlisen = \"x\"\n") << 2 << QByteArray("agent.lisen");
        QTest::newRow("ill-typed key") << QByteArray("[agent]\nlisten = 7420\n") << 2 << QByteArray("agent.listen");
        QTest::newRow("bad endpoint") << QByteArray("[agent]\n\nlisten = \"x\"\n") << 3 << QByteArray("agent.listen");
        QTest::newRow("port too large") << QByteArray("[agent]\nlisten = \"a:65536\"\n") << 2
                                        << QByteArray("agent.listen");
        QTest::newRow("no number") << QByteArray("[backups]\nkeep = \"many\"\n") << 2 << QByteArray("backups.keep");
        QTest::newRow("too few") << QByteArray("[backups]\nkeep = 0\n") << 2 << QByteArray("1 to 100000");
        QTest::newRow("a fraction") << QByteArray("[backups]\ndays = 1.5\n") << 2 << QByteArray("backups.days");
        QTest::newRow("bad choice") << QByteArray("[storage]\nurl = \"mysql\"\n") << 2 << QByteArray("storage.url");
        QTest::newRow("relative folder") << QByteArray("[agent]\ndata_dir = \"x\"\n") << 2
                                         << QByteArray("agent.data_dir");
        QTest::newRow("bad runtime id") << QByteArray("[[runtime]]\nid = \"HQ\"\n") << 2 << QByteArray("runtime id");
        QTest::newRow("runtime id twice")
            << QByteArray("[[runtime]]\nid=\"a\"\n[[runtime]]\nid=\"a\"\n") << 3 << QByteArray("'a'");
        QTest::newRow("unknown runtime key")
            << QByteArray("[[runtime]]\nid=\"a\"\nurll=\"x\"\n") << 3 << QByteArray("runtime.urll");
        QTest::newRow("secret of no known kind")
            << QByteArray("[[runtime]]\ntoken = { vault = \"x\" }\n") << 2 << QByteArray("runtime.token");
        QTest::newRow("control of nothing")
            << QByteArray("[[runtime]]\ncontrol = \" \"\n") << 2 << QByteArray("runtime.control");
        QTest::newRow("unit of nothing") << QByteArray("[[runtime]]\ncontrol = \"systemd:\"\n") << 2
                                         << QByteArray("runtime.control");
        QTest::newRow("one table for runtimes")
            << QByteArray("[runtime]\nid=\"a\"\n") << 1 << QByteArray("[[runtime]]");
        QTest::newRow("broken text") << QByteArray("[agent]\nlisten = \n") << 2 << QByteArray("not valid TOML");
    }

    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, line);
        QFETCH(QByteArray, named);
        const auto path = write("bad.toml", text);
        const auto config = Config::load(withFile(path));
        QVERIFY(!config);
        QCOMPARE(config.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(config.error().where, path + ":" + std::to_string(line));
        QVERIFY2(config.error().message.find(named.toStdString()) != std::string::npos, config.error().message.c_str());
    }

    void namesBadVariableAndFlag()
    {
        QCOMPARE(Config::load({{}, {{"FABRIC_LISTEN", "x"}}}).error().where, std::string("FABRIC_LISTEN"));
        QCOMPARE(Config::load({{{"log-level", "loud"}}, {}}).error().where, std::string("--log-level"));
        QCOMPARE(Config::load({{{"config", "/no/such"}}, {}}).error().code, ErrorCode::NotFound);
    }

    void keepsAnInlineSecretOnlyInAPrivateFile()
    {
        const QByteArray text = "[[runtime]]\ntoken = \"canary-4711\"\n";
        const auto shared = Config::load(withFile(write("shared.toml", text, QFileDevice::ReadGroup)));
        QVERIFY(!shared);
        QVERIFY(shared.error().message.find("canary") == std::string::npos);
        const auto config = Config::load(withFile(write("private.toml", text)));
        QVERIFY(config);
        QCOMPARE(config->runtimes()[0].token.read({}).value(), std::string("canary-4711"));
        for (const auto& row : config->rows())
            QVERIFY(row.value.find("canary") == std::string::npos);
    }

    void showsWhereEachRuntimeValueComesFrom()
    {
        const auto path = write("places.toml", "[[runtime]]\nid = \"hq\"\nenvironment = \"lab\"\nurl = \"ws://h:1\"\n");
        const auto config = Config::load(withFile(path));
        QVERIFY(config);
        std::map<std::string, Config::Row> rows;
        for (const auto& row : config->rows())
            rows[row.key] = row;
        QCOMPARE(rows.at("runtime.hq.environment").source, std::string("file"));
        QCOMPARE(rows.at("runtime.hq.environment").where, path + ":3");
        QCOMPARE(rows.at("runtime.hq.url").value, std::string("ws://h:1"));
        QCOMPARE(rows.at("runtime.hq.url").where, path + ":4");
        for (const char* key : {"provider", "config_path", "token", "control", "device_lists"}) {
            QCOMPARE(rows.at("runtime.hq." + std::string(key)).source, std::string("default"));
            QCOMPARE(rows.at("runtime.hq." + std::string(key)).where, std::string());
        }
    }

    void showsNoSecretOfAUrl_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::newRow("user") << QByteArray("ws://u:canary@h:1/x");
        QTest::newRow("query") << QByteArray("ws://h:1/x?token=canary");
        QTest::newRow("fragment") << QByteArray("ws://h:1/x#canary");
        QTest::newRow("question mark in a password") << QByteArray("ws://u:canary?canary@h:1");
        QTest::newRow("no scheme") << QByteArray("u:canary@h");
    }
    void showsNoSecretOfAUrl()
    {
        QFETCH(QByteArray, url);
        const auto config = Config::load(withFile(write("url.toml", "[[runtime]]\nurl = \"" + url + "\"\n")));
        QVERIFY(config);
        bool isShown = false;
        for (const auto& row : config->rows()) {
            isShown = isShown || (row.key == "runtime.openclaw.url" && row.value.find('h') != std::string::npos);
            QVERIFY2(row.value.find("canary") == std::string::npos, row.value.c_str());
        }
        QVERIFY2(isShown, "the rest helps");
    }

    void aBrokenFileNeverQuotesItsText()
    {
        const auto config = Config::load(withFile(write("leak.toml", "[[runtime]]\ntoken = canary-4711\n")));
        QVERIFY(!config);
        QVERIFY(config.error().message.find("canary") == std::string::npos);
    }

    void readsSecretsWhereTheyAre()
    {
        SecretSource variable{SecretSource::Kind::Environment, "T"};
        QCOMPARE(variable.read({{"T", "s"}}).value(), std::string("s"));
        QCOMPARE(variable.read({}).error().code, ErrorCode::NotFound);
        const auto path = write("token", "s3\n");
        QCOMPARE((SecretSource{SecretSource::Kind::File, path}.read({}).value()), std::string("s3"));
        const auto open = write("open", "s3\n", QFileDevice::ReadOther);
        QCOMPARE((SecretSource{SecretSource::Kind::File, open}.read({}).error().code), ErrorCode::FailedPrecondition);
        SecretSource credential{SecretSource::Kind::Credential, "token"};
        QCOMPARE(credential.read({{"CREDENTIALS_DIRECTORY", m_folder.path().toStdString()}}).value(),
                 std::string("s3"));
        QCOMPARE(credential.read({}).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestConfig)
#include "tst_config.moc"
