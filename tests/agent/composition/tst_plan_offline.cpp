// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/plan_offline.h"

#include "agent/composition/commands.h"
#include "agent/composition/plan_text.h"
#include "tests/agent/openclaw/plan_stories.h"
#include "tests/support/verify_result.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::composition;

namespace {

/// Two files as two answers of `GET .../content`.
struct Files
{
    QTemporaryDir folder;
    std::string from = folder.filePath(QStringLiteral("from.json")).toStdString();
    std::string to = folder.filePath(QStringLiteral("to.json")).toStdString();

    static void write(const std::string& path, const std::string& text)
    {
        QFile file(QString::fromStdString(path));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", path.c_str());
        file.write(QByteArray::fromStdString(text));
    }

    explicit Files(const openclaw::Story& story)
    {
        const auto contents = openclaw::contentsOf(story);
        if (!contents)
            qFatal("%s: %s", story.name, contents.error().message.c_str());
        write(from, dumpJson(planning::toJson(contents->observed)));
        write(to, dumpJson(planning::toJson(contents->desired)));
    }
};

std::string goldenId(const char* story)
{
    QFile file(
        QStringLiteral(FABRIC_SOURCE_DIR "/tests/agent/openclaw/golden/%1.plan.json").arg(QString::fromUtf8(story)));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no golden plan %s", story);
    return parseJson(file.readAll().toStdString()).value().at("id").get<std::string>();
}

const openclaw::Story& storyNamed(const std::string& name)
{
    for (const openclaw::Story& story : openclaw::stories()) {
        if (story.name == name)
            return story;
    }
    qFatal("no story %s", name.c_str());
}

int run(const std::vector<std::string>& words)
{
    const auto invocation = parseCommandLine(words);
    return invocation ? runCommand(*invocation, {}) : info(invocation.error().code).exitStatus;
}

bool says(const std::string& text, const std::string& words)
{
    return text.find(words) != std::string::npos;
}

} // namespace

class TestPlanOffline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itsIdIsTheOneOfTheAgent_data()
    {
        QTest::addColumn<QString>("name");
        for (const openclaw::Story& story : openclaw::stories())
            QTest::newRow(story.name) << QString::fromUtf8(story.name);
    }
    void itsIdIsTheOneOfTheAgent()
    {
        QFETCH(QString, name);
        const Files files(storyNamed(name.toStdString()));
        const auto made = planOffline(files.from, files.to);
        FABRIC_VERIFY_RESULT(made);
        const std::string id = goldenId(qPrintable(name));
        QCOMPARE(made->id.text(), id);
        const std::string text = planText(made->plan, made->id);
        QVERIFY2(says(text, "Plan " + id + "\n"), text.c_str());
        QCOMPARE(exitStatusOf(made->plan), 7);
        QCOMPARE(run({"plan", "--offline", files.from, files.to}), 7);
        QCOMPARE(run({"plan", "--offline", files.from, files.to, "--json"}), 7);
    }

    void saysWhatItChangesFromWhatToWhat()
    {
        const Files files(storyNamed("change-model"));
        const auto made = planOffline(files.from, files.to);
        FABRIC_VERIFY_RESULT(made);
        const std::string text = planText(made->plan, made->id);
        for (const char* words : {"What is done\n  1. patch agents.entries.writer", " -> \"local-vllm/qwen3-32b\"\n",
                                  "\nRisk: ", "\nRestart: ", "\nAffected\n  agents: agent:writer"})
            QVERIFY2(says(text, words), (std::string(words) + "\n--\n" + text).c_str());
    }

    void saysWhoMustTypeWhatForAWiderAuthority()
    {
        const Files files(storyNamed("shell-for-ops"));
        const auto made = planOffline(files.from, files.to);
        FABRIC_VERIFY_RESULT(made);
        QVERIFY(made->plan.widensAuthority());
        const std::string digits = made->id.text().substr(7, 8);
        const std::string text = planText(made->plan, made->id);
        QVERIFY2(says(text, "an admin must apply it, with --digits " + digits), text.c_str());
        QVERIFY2(says(text, "fabric-agent apply " + digits + " --digits " + digits + "\n"), text.c_str());
        const std::string onHost = planText(made->plan, made->id, "hq");
        QVERIFY2(says(onHost, "fabric-agent apply " + digits + "@hq --digits " + digits + "\n"), onHost.c_str());
        QVERIFY2(says(text, "\nNewly reachable\n"), text.c_str());
        planning::Plan tame = made->plan;
        tame.reachability = {};
        tame.risk = planning::RiskLevel::Low;
        const std::string other = planText(tame, made->id);
        QVERIFY2(!says(other, "--digits") && says(other, "An operator may apply it"), other.c_str());
        QVERIFY(says(planText(tame, made->id, "hq"), "fabric-agent apply " + digits + "@hq\n"));
    }

    void listsPlans_asTheyAreNamed_andWhatBecameOfThem()
    {
        const UnixMillis now = parseRfc3339("2026-11-27T10:00:00.000Z").value();
        wire::PlanSummary plan;
        plan.id = "sha256:" + std::string(64, 'a');
        plan.runtime = "hq";
        plan.risk = "low";
        plan.operationCount = 1;
        plan.title = "a \x1b[31mtitle";
        plan.expiresAt = "2026-11-27T10:00:00.001Z";
        QCOMPARE(planTable({}, now), std::string("No plans.\n"));
        const std::string row = "\naaaaaaaaaaaa@hq  low   ";
        QVERIFY(says(planTable({plan}, now), row + "not applied"));
        QVERIFY(says(planTable({plan}, now), "a ?[31mtitle\n"));
        plan.expiresAt = "2026-11-27T10:00:00.000Z";
        QVERIFY(says(planTable({plan}, now), row + "expired"));
        plan.rolloutState = "soaking";
        QVERIFY(says(planTable({plan}, now), row + "soaking"));
        plan.rolloutState.reset();
        plan.operationCount = 0;
        plan.title.clear();
        QVERIFY(says(planTable({plan}, now), row + "nothing to do"));
        QVERIFY(says(planTable({plan}, now), "0 operations\n"));
    }

    void saysWhatCannotBeUndone()
    {
        const Files files(storyNamed("remove-agent"));
        const auto made = planOffline(files.from, files.to);
        FABRIC_VERIFY_RESULT(made);
        QVERIFY(!made->plan.irreversible.empty());
        const std::string text = planText(made->plan, made->id);
        QVERIFY2(says(text, "\nWhat cannot be undone\n"), text.c_str());
        QVERIFY2(says(text, made->plan.irreversible.front().message), text.c_str());
    }

    void isNothingToDoBetweenEqualRevisions()
    {
        const Files files(storyNamed("change-model"));
        const auto made = planOffline(files.from, files.from);
        FABRIC_VERIFY_RESULT(made);
        QVERIFY(made->plan.isEmpty());
        QVERIFY(says(planText(made->plan, made->id), "Nothing to do"));
        QCOMPARE(run({"plan", "--offline", files.from, files.from}), 0);
    }

    void saysWhyAFieldIsNotWrittenAndSteersNoTerminal()
    {
        planning::Plan plan;
        plan.notWritten.push_back({"/a/\x1b[2J", "other", true, "somebody else changed it since"});
        const std::string text = planText(plan, Digest());
        QVERIFY2(says(text, "\nNot written\n  /a/?[2J (other, conflict): somebody else changed it since\n"),
                 text.c_str());
    }

    void namesTheFileThatIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const char* text, ErrorCode code) {
            QTest::newRow(name) << QString::fromUtf8(text) << static_cast<int>(code);
        };
        row("no JSON", "{", ErrorCode::InvalidArgument);
        row("another document", "{}", ErrorCode::InvalidArgument);
        row("a newer format", R"({"format":2,"graph":{},"source":{}})", ErrorCode::InvalidArgument);
    }
    void namesTheFileThatIsWrong()
    {
        QFETCH(QString, text);
        QFETCH(int, code);
        const Files files(storyNamed("change-model"));
        Files::write(files.to, text.toStdString());
        const auto made = planOffline(files.from, files.to);
        QVERIFY(!made);
        QCOMPARE(static_cast<int>(made.error().code), code);
        QVERIFY2(made.error().where.starts_with(files.to), made.error().where.c_str());
    }

    void readsNoMoreThanItsBound()
    {
        const auto made = planOffline("/dev/zero", "/dev/zero");
        FABRIC_VERIFY_ERROR(made, ErrorCode::TooLarge);
        FABRIC_VERIFY_ERROR(planOffline("/there/is/no/such/file", "/dev/null"), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(planOffline("/tmp", "/dev/null"), ErrorCode::InvalidArgument);
    }

    void showsNoPlanUnderAnotherId()
    {
        const Files files(storyNamed("shell-for-ops"));
        const auto made = planOffline(files.from, files.to);
        FABRIC_VERIFY_RESULT(made);
        wire::PlanDocument document;
        document.summary.id = made->id.text();
        document.plan = planning::toJson(made->plan);
        const auto checked = checkedPlan(document);
        FABRIC_VERIFY_RESULT(checked);
        QCOMPARE(checked->id.text(), made->id.text());
        document.plan["irreversible"] = Json::array();
        document.plan["operations"][0]["payload"]["more"] = 1; // what would be done is not what was shown
        FABRIC_VERIFY_ERROR(checkedPlan(document), ErrorCode::DataLoss);
        document.plan["news"] = true;
        FABRIC_VERIFY_ERROR(checkedPlan(document), ErrorCode::InvalidArgument);
    }

    void refusesWhatNeedsAnAgent()
    {
        QCOMPARE(run({"plan", "--offline", "one"}), 2);
        QCOMPARE(run({"plan", "hq", "lab"}), 2);
        QCOMPARE(run({"plan", "--offline", "a", "b", "--model", "writer=a/b"}), 2);
        QCOMPARE(run({"plan", "--offline", "a", "b", "--adopt"}), 2);
    }
};

QTEST_GUILESS_MAIN(TestPlanOffline)
#include "tst_plan_offline.moc"
