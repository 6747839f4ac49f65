// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_line.h"

#include <QTest>

using namespace fabric;
using namespace fabric::composition;

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understandsCommandsFlagsAndSettings()
    {
        const auto serve = parseCommandLine({"serve", "--listen", "127.0.0.1:1", "--data-dir=/d"});
        QVERIFY(serve);
        QCOMPARE(serve->command, std::string("serve"));
        QCOMPARE(serve->flags.at("listen"), std::string("127.0.0.1:1"));
        QCOMPARE(serve->flags.at("data-dir"), std::string("/d"));
        const auto revoke = parseCommandLine({"apikey", "revoke", "--json", "1a2b3c4d"});
        QVERIFY(revoke);
        QCOMPARE(revoke->arguments, std::vector<std::string>{"1a2b3c4d"});
        QCOMPARE(revoke->flags.at("json"), std::string("true"));
        QCOMPARE(parseCommandLine({"--help"})->command, std::string("help"));
        QCOMPARE(parseCommandLine({"serve", "--help"})->command, std::string("help"));
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{QStringLiteral("sevre")};
        QTest::newRow("half a command") << QStringList{QStringLiteral("apikey")};
        QTest::newRow("unknown flag") << QStringList{QStringLiteral("serve"), QStringLiteral("--lisen"),
                                                     QStringLiteral("x")};
        QTest::newRow("flag of another command")
            << QStringList{QStringLiteral("serve"), QStringLiteral("--role"), QStringLiteral("admin")};
        QTest::newRow("flag twice") << QStringList{QStringLiteral("serve"), QStringLiteral("--listen"),
                                                   QStringLiteral("a:1"), QStringLiteral("--listen"),
                                                   QStringLiteral("a:2")};
        QTest::newRow("no value") << QStringList{QStringLiteral("serve"), QStringLiteral("--listen")};
        QTest::newRow("value for a switch")
            << QStringList{QStringLiteral("config"), QStringLiteral("show"), QStringLiteral("--json=yes")};
        QTest::newRow("argument missing") << QStringList{QStringLiteral("apikey"), QStringLiteral("revoke")};
        QTest::newRow("argument too many") << QStringList{QStringLiteral("serve"), QStringLiteral("now")};
    }

    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QStringList, words);
        std::vector<std::string> arguments;
        for (const QString& word : words)
            arguments.push_back(word.toStdString());
        const auto parsed = parseCommandLine(arguments);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
    }

    void helpNamesEverySettingAndItsVariable()
    {
        const std::string help = helpText();
        for (const char* word : {"--listen", "FABRIC_LISTEN", "--storage-url", "FABRIC_STORAGE_URL", "apikey create"})
            QVERIFY2(help.find(word) != std::string::npos, word);
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
