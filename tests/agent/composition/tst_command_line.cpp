// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_line.h"
#include "agent/composition/output.h"

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
        QVERIFY(revoke->wantsJson());
        QVERIFY(!serve->wantsJson());
        const auto runtimes = parseCommandLine({"runtimes", "--url", "https://a", "--key-file=k"});
        QVERIFY(runtimes);
        QCOMPARE(runtimes->flag("url"), std::string("https://a"));
        QCOMPARE(runtimes->flag("key-file"), std::string("k"));
        QCOMPARE(runtimes->flag("json"), std::string());
        QCOMPARE(parseCommandLine({"--help"})->command, std::string("help"));
        QCOMPARE(parseCommandLine({"serve", "--help"})->command, std::string("help"));
    }

    void understandsChanges()
    {
        const auto plan = parseCommandLine({"plan", "hq", "--edits", "-", "--model=writer=a/b", "--adopt"});
        QVERIFY(plan);
        QCOMPARE(plan->arguments, std::vector<std::string>{"hq"});
        QCOMPARE(plan->flag("edits"), std::string("-"));
        QCOMPARE(plan->flag("model"), std::string("writer=a/b"));
        QCOMPARE(plan->flag("adopt"), std::string("true"));
        const auto offline = parseCommandLine({"plan", "--offline", "from.json", "to.json", "--json"});
        QVERIFY(offline);
        QCOMPARE(offline->arguments, (std::vector<std::string>{"from.json", "to.json"}));
        const auto apply = parseCommandLine(
            {"apply", "1a2b3c4d", "--digits", "1a2b3c4d", "--soak", "5", "--confirm", "60", "--no-wait"});
        QVERIFY(apply);
        QCOMPARE(apply->flag("confirm"), std::string("60"));
        QCOMPARE(apply->flag("no-wait"), std::string("true"));
        const auto several
            = parseCommandLine({"apply", "1a2b3c4d", "5e6f7a8b", "--waves", "hq lab", "--wave-soak", "9"});
        QVERIFY(several);
        QCOMPARE(several->arguments.size(), std::size_t{2});
        const auto group = parseCommandLine({"rollouts", "groups", "confirm", "g1"});
        QVERIFY(group);
        QCOMPARE(group->command, std::string("rollouts groups confirm"));
        QCOMPARE(group->arguments.front(), std::string("g1"));
        QCOMPARE(parseCommandLine({"rollback", "R1"})->command, std::string("rollback"));
        for (const char* what : {"show", "confirm", "cancel", "evidence"}) {
            const auto one = parseCommandLine({"rollouts", what, "R1"});
            QVERIFY(one);
            QCOMPARE(one->command, std::string("rollouts ") + what);
        }
        const auto list = parseCommandLine({"rollouts", "--runtime", "hq", "--state", "soaking"});
        QVERIFY(list);
        QCOMPARE(list->command, std::string("rollouts"));
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
        QTest::newRow("no runtime to plan for") << QStringList{QStringLiteral("plan")};
        QTest::newRow("three files") << QStringList{QStringLiteral("plan"), QStringLiteral("--offline"),
                                                    QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
        QTest::newRow("no plan to apply") << QStringList{QStringLiteral("apply")};
        QTest::newRow("two rollouts") << QStringList{QStringLiteral("rollback"), QStringLiteral("a"),
                                                     QStringLiteral("b")};
        QTest::newRow("no rollout to show") << QStringList{QStringLiteral("rollouts"), QStringLiteral("show")};
        QTest::newRow("no such part of rollouts")
            << QStringList{QStringLiteral("rollouts"), QStringLiteral("everything")};
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

    void whateverIsWrongWithTheConfigurationIsBadConfiguration()
    {
        const auto invocation = parseCommandLine({"config", "show", "--config", "/there/is/no/such/file"});
        QVERIFY(invocation);
        const auto config = configOf(*invocation, {});
        QVERIFY(!config);
        QCOMPARE(info(config.error().code).exitStatus, 2);
        QCOMPARE(config.error().where, std::string("/there/is/no/such/file"));
    }

    void tablesAreAlignedByCharacters()
    {
        QCOMPARE(table({{"ü", "x", "last"}, {"abc", "", "y"}, {"", "", ""}}),
                 std::string("ü    x  last\nabc     y\n\n"));
    }

    void whatOthersWroteDoesNotSteerTheTerminal()
    {
        QCOMPARE(printable("a\x1b[2J\r\n\x7f\u009b1mü\u00a0"), std::string("a?[2J????1mü\u00a0"));
        QCOMPARE(table({{"\u0085", "b"}}), std::string("?  b\n"));
    }

    void helpNamesEverySettingAndItsVariable()
    {
        const std::string help = helpText();
        for (const char* word :
             {"--listen", "FABRIC_LISTEN", "--storage-url", "FABRIC_STORAGE_URL", "apikey create", "runtimes",
              "runtimes add", "--token-env", "--key-file", "plan RUNTIME", "--offline", "apply PLAN",
              "rollouts confirm ROLLOUT", "5 rolled back", "6 an operator", "7 changes"})
            QVERIFY2(help.find(word) != std::string::npos, word);
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"

#include <nlohmann/json.hpp>
