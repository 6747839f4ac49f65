// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/command_line.h"
#include "agent/composition/output.h"
#include "agent/composition/refusal.h"

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
        QCOMPARE(parseCommandLine({"rollouts", "show", "--all", "--", "--id"})->arguments,
                 std::vector<std::string>{"--id"});
        QCOMPARE(parseCommandLine({"rollouts", "show", "--", "--help"})->arguments, std::vector<std::string>{"--help"});
        QCOMPARE(parseCommandLine({"plans", "show", "1a2b3c4d"})->command, std::string("plans show"));
        QCOMPARE(parseCommandLine({"plans", "--runtime", "hq"})->flag("runtime"), std::string("hq"));
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

    void eachCommandHasItsOwnHelp_data()
    {
        QTest::addColumn<QStringList>("typed");
        QTest::addColumn<QStringList>("says");
        QTest::addColumn<QString>("saysNot");
        const auto row = [](const char* typed, const char* says, const char* saysNot) {
            QTest::newRow(typed) << QString::fromLatin1(typed).split(QLatin1Char(' '))
                                 << QString::fromLatin1(says).split(QLatin1Char('|')) << QString::fromLatin1(saysNot);
        };
        row("--help", "plan RUNTIME|apply PLAN...|rollouts confirm ROLLOUT|apikey create|7 changes|130", "--key-file");
        row("help", "plan RUNTIME|audit verify", "--key-file");
        row("serve --help", "--listen VALUE|FABRIC_LISTEN|--storage-url|FABRIC_STORAGE_URL", "--key-file");
        row("apply 1a2b3c4d --help", "--confirm SECONDS|--key-file|0 it succeeded, or awaits confirmation|5 it was|130",
            "FABRIC_LISTEN");
        row("help rollouts cancel", "ROLLOUT|once it has written, take the change back", "rollouts show ROLLOUT");
        row("rollouts -h", "--state|rollouts show ROLLOUT|rollouts groups show GROUP", "apikey");
        row("rollouts groups --help", "--state|rollouts groups show GROUP", "rollouts confirm ROLLOUT");
        row("apikey --help", "apikey create|apikey list|apikey revoke PREFIX", "rollouts");
        row("config --help", "config show", "apikey");
        row("plan --help", "7 there is|--model", "--confirm");
    }
    void eachCommandHasItsOwnHelp()
    {
        QFETCH(QStringList, typed);
        QFETCH(QStringList, says);
        QFETCH(QString, saysNot);
        std::vector<std::string> arguments;
        for (const QString& word : typed)
            arguments.push_back(word.toStdString());
        const auto parsed = parseCommandLine(arguments);
        QVERIFY(parsed);
        QCOMPARE(parsed->command, std::string("help"));
        const QString help = QString::fromStdString(helpText(parsed->arguments.front()));
        QVERIFY2(help.count(QLatin1Char('\n')) < 45, qPrintable(help)); // a screen
        for (const QString& word : says)
            QVERIFY2(help.contains(word), qPrintable(word + QLatin1String(" is not in\n") + help));
        QVERIFY2(!help.contains(saysNot), qPrintable(help));
    }

    void aPointerIntoTheRequestIsToldAsTheFlag_data()
    {
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("where");
        const auto row
            = [](const char* name, const char* detail, const char* pointer, const char* message, const char* where) {
                  QTest::newRow(name) << QString::fromLatin1(detail) << QString::fromLatin1(pointer)
                                      << QString::fromLatin1(message) << QString::fromLatin1(where);
              };
        row("in the path", "there is none", "/path/id", "there is none", "");
        row("no flag", "there is no plan", "/plans/0", "there is no plan", "");
        row("a flag", "nobody could confirm it", "/soakSeconds", "nobody could confirm it", "--soak");
        row("in the sentence", "/body/confirmSeconds must be less", "/body/confirmSeconds", "--confirm must be less",
            "");
        row("inside of a flag", "no such node", "/body/edits/3/node", "no such node", "--edits /3/node");
        row("no flag, in the sentence", "/body/plans/0 is no id", "/body/plans/0", "'plans' is no id", "");
    }
    void aPointerIntoTheRequestIsToldAsTheFlag()
    {
        QFETCH(QString, detail);
        QFETCH(QString, pointer);
        QFETCH(QString, message);
        QFETCH(QString, where);
        const Error told = forPeople({ErrorCode::InvalidArgument, detail.toStdString(), pointer.toStdString()});
        QCOMPARE(QString::fromStdString(told.message), message);
        QCOMPARE(QString::fromStdString(told.where), where);
    }

    void eachLineOfHelpFitsATerminal()
    {
        std::string all;
        for (const char* words : {"", "serve", "plan", "apply", "rollback", "rollouts", "rollouts cancel",
                                  "rollouts groups", "runtimes add", "apikey", "backups extract"})
            all += helpText(words);
        for (const QString& line : QString::fromStdString(all).split(QLatin1Char('\n')))
            QVERIFY2(line.size() <= 124, qPrintable(line));
    }

    void aGroupOfCommandsAloneSaysWhichThereAre()
    {
        const auto parsed = parseCommandLine({"apikey"});
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().message.find("create, list, revoke") != std::string::npos,
                 parsed.error().message.c_str());
        QVERIFY(!parseCommandLine({"dance", "--help"}));
        QVERIFY(!parseCommandLine({"help", "dance"}));
    }

    void theAgentThatIsMeantIsNamedAgain()
    {
        const auto parsed = parseCommandLine({"rollouts", "--data-dir", "/a b", "--state", "soaking"});
        QVERIFY(parsed);
        QCOMPARE(agentFlags(*parsed), std::string(" --data-dir '/a b'"));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"

#include <nlohmann/json.hpp>
