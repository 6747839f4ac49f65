// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/field_edits.h"
#include "tests/agent/openclaw/plan_stories.h"
#include "tests/support/verify_result.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using planning::Content;

namespace {

Result<planning::Plan> planOf(const Story& story)
{
    const OpenClawConfiguration configuration;
    FABRIC_TRY(const StoryContents contents, contentsOf(story));
    // As another machine would have them: written, read and planned again.
    FABRIC_TRY(const Content from, planning::parseContent(planning::toJson(contents.observed), configuration));
    FABRIC_TRY(const Content to, planning::parseContent(planning::toJson(contents.desired), configuration));
    return planning::makePlan(from, to, configuration);
}

/// The plan of a document that a person brings: the realistic one with @p value at @p pointer, over that one with @p before.
Result<planning::Plan> planOfDocument(const char* pointer, const char* value, const std::vector<Put>& before = {})
{
    const OpenClawConfiguration configuration;
    const Content observed = contentOf(with(sample("openclaw.realistic.json"), before));
    const std::string text = dumpJson(with(observed.source.document(), {{pointer, value}}));
    FABRIC_TRY(const Content desired,
               planning::imported(planning::adopt(observed).value(), observed.source, observed, text, configuration));
    return planning::makePlan(observed, desired, configuration);
}

} // namespace

/// Plans of changes to a real configuration, held to files: whoever changes what a plan says sees it here.
class TestOpenClawPlans : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheSameOnAnyDay_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < stories().size(); ++i)
            QTest::newRow(stories()[i].name) << static_cast<int>(i);
    }
    void isTheSameOnAnyDay()
    {
        QFETCH(int, index);
        const Story& story = stories()[static_cast<std::size_t>(index)];
        const auto plan = planOf(story);
        FABRIC_VERIFY_RESULT(plan);
        const auto id = planning::planId(*plan);
        FABRIC_VERIFY_RESULT(id);
        const Json document{{"id", id->text()}, {"plan", planning::toJson(*plan)}};
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/agent/openclaw/golden/%1.plan.json")
                       .arg(QString::fromUtf8(story.name)));
        if (qEnvironmentVariableIsSet("FABRIC_UPDATE_GOLDEN")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(document.dump(1)) + '\n');
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), "FABRIC_UPDATE_GOLDEN=1 writes it");
        QCOMPARE(QByteArray::fromStdString(document.dump(1)) + '\n', file.readAll());
    }

    void aModelThatNobodyKnows_isARisk_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("level"); // empty: none
        QTest::newRow("its provider lists others") << "local-vllm/nope"
                                                   << "high";
        QTest::newRow("of a provider that is not configured") << "nope/nope"
                                                              << "medium";
        QTest::newRow("listed") << "local-vllm/qwen3-32b"
                                << "";
    }
    void aModelThatNobodyKnows_isARisk()
    {
        QFETCH(QString, model);
        QFETCH(QString, level);
        const std::string edit = Json{{"edit", "set-model"},
                                      {"subject", "agent:writer"},
                                      {"fallbacks", Json::array()},
                                      {"primary", "model:" + model.toStdString()}}
                                     .dump();
        const auto plan = planOf({"", {edit.c_str()}});
        FABRIC_VERIFY_RESULT(plan);
        QString found;
        for (const planning::Risk& risk : plan->risks) {
            if (risk.rule == "model-dangling")
                found = QString::fromUtf8(planning::toText(risk.level).data());
        }
        QCOMPARE(found, level);
    }

    void aProviderThatListsNothing_makesNoModelUnknown()
    {
        const OpenClawConfiguration configuration;
        Json document = sample("openclaw.realistic.json");
        document["agents"]["defaults"]["models"] = {{"anthropic/claude-opus-4-6", {{"alias", "opus"}}}};
        const Content observed = contentOf(document);
        Json change{{"edit", "set-model"}, {"subject", "agent:writer"}, {"fallbacks", Json::array()}};
        change["primary"]
            = "model:anthropic/claude-sonnet-4-6"; // of the runtime's own catalogue, as far as anybody knows
        const auto desired = planning::edited(planning::adopt(observed).value(), observed,
                                              {edit(change.dump().c_str())}, configuration);
        FABRIC_VERIFY_RESULT(desired);
        const auto plan = planning::makePlan(observed, *desired, configuration);
        FABRIC_VERIFY_RESULT(plan);
        const auto risk = std::find_if(plan->risks.begin(), plan->risks.end(),
                                       [](const planning::Risk& one) { return one.rule == "model-dangling"; });
        QVERIFY(risk != plan->risks.end());
        QVERIFY(risk->level == planning::RiskLevel::Medium);
    }

    /// Saved one after the other, as the console does it.
    void aRemoval_staysOne_whenSomethingElseIsSavedAfterIt()
    {
        const OpenClawConfiguration configuration;
        const Content observed = contentOf(sample("openclaw.realistic.json"));
        const auto removed
            = planning::edited(planning::adopt(observed).value(), observed,
                               {edit(R"({"edit":"remove-agent","agent":"agent:support"})")}, configuration);
        FABRIC_VERIFY_RESULT(removed);
        const char* model
            = R"({"edit":"set-model","subject":"agent:writer","primary":"model:local-vllm/qwen3-32b","fallbacks":[]})";
        const auto next = planning::edited(*removed, observed, {edit(model)}, configuration);
        FABRIC_VERIFY_RESULT(next);
        QVERIFY(!next->source.document()["agents"]["entries"].contains("support"));
        const auto alone = planning::makePlan(observed, *removed, configuration);
        const auto plan = planning::makePlan(observed, *next, configuration);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), alone->operations.size() + 1); // and the model
        QVERIFY(plan->operations.back().kind == provider::Operation::Kind::DeleteAgent);
        QVERIFY(plan->notWritten.empty());
        // Somebody else has a hand in it: nothing of it is done.
        const Content changed
            = contentOf(with(sample("openclaw.realistic.json"), {{"/agents/entries/support/name", "\"Helpers\""}}));
        const auto held = planning::edited(*removed, changed, {edit(model)}, configuration);
        FABRIC_VERIFY_RESULT(held);
        const auto part = planning::makePlan(changed, *held, configuration);
        FABRIC_VERIFY_RESULT(part);
        QCOMPARE(part->operations.size(), std::size_t{1});
        QCOMPARE(part->operations[0].touches.size(), std::size_t{1});
        QCOMPARE(part->operations[0].touches[0].value(), std::string("agents.entries.writer"));
    }

    void whoIsLetInAnew_widens_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("subject"); // empty: nothing is widened
        QTest::addColumn<QString>("reason");
        const auto add
            = [](const char* name, const char* pointer, const char* value, const char* subject, const char* reason) {
                  QTest::newRow(name) << QByteArray(pointer) << QByteArray(value) << QString::fromLatin1(subject)
                                      << QString::fromLatin1(reason);
              };
        constexpr const char* kAllowFrom = "/channels/telegram/allowFrom";
        constexpr const char* kOneMore = "one more sender is let in (channels.telegram.allowFrom)";
        add("one more", kAllowFrom, R"(["1001","1002","1003"])", "channel:telegram", kOneMore);
        add("another one", kAllowFrom, R"(["1001","1004"])", "channel:telegram", kOneMore);
        add("two others", kAllowFrom, R"(["1003","1004"])", "channel:telegram",
            "2 more senders are let in (channels.telegram.allowFrom)");
        add("fewer", kAllowFrom, R"(["1001"])", "", "");
        add("another order", kAllowFrom, R"(["1002","1001"])", "", "");
        add("anyone", kAllowFrom, R"(["1001","1002","*"])", "channel:telegram", "anyone may write to it");
        add("none, which may mean all", kAllowFrom, "[]", "account:telegram/default",
            "its list of those who may write is empty now");
        add("of an account", "/channels/telegram/accounts/opsbot/allowFrom", R"(["7"])", "account:telegram/opsbot",
            "one more sender is let in (channels.telegram.accounts.opsbot.allowFrom)");
        add("of groups", "/channels/telegram/groupAllowFrom", R"(["7"])", "channel:telegram",
            "one more sender is let in (channels.telegram.groupAllowFrom)");
        add("a group", "/channels/telegram/groups", R"({"-100777":{}})", "account:telegram/default",
            "it answers in groups that it did not name before");
        add("of a guild", "/channels/discord/accounts/dev/guilds/123456789012345678/users", R"(["9"])",
            "account:discord/dev", "one more sender is let in");
        add("to elevated tools", "/tools/elevated/allowFrom/telegram", R"(["1001"])", "gateway",
            "one more sender is let in (tools.elevated.allowFrom.telegram)");
        add("to elevated tools of an agent", "/agents/entries/coder/tools/elevated/allowFrom/telegram", R"(["1001"])",
            "agent:coder", "one more sender is let in (agents.entries.coder.tools.elevated.allowFrom.telegram)");
        add("agents to each other", "/tools/agentToAgent/allow", "[]", "*", "comes from a wildcard or a default now");
    }
    void whoIsLetInAnew_widens()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(QString, subject);
        QFETCH(QString, reason);
        const auto plan = planOfDocument(pointer.constData(), value.constData());
        FABRIC_VERIFY_RESULT(plan);
        const auto& widened = plan->reachability.widened;
        QCOMPARE(plan->widensAuthority(), !subject.isEmpty());
        const bool isFound = std::any_of(widened.begin(), widened.end(), [&](const planning::Widening& one) {
            return (subject == u"*" || QString::fromStdString(one.subject) == subject)
                && QString::fromStdString(one.reason).contains(reason);
        });
        QVERIFY2(isFound != subject.isEmpty(), planning::toJson(*plan)["reachability"].dump(1).c_str());
        QVERIFY(subject.isEmpty() || plan->risk >= planning::RiskLevel::High); // an admin is asked
    }

    void whoEmptiesAList_widens_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QByteArray>("pointer"); // of what changes
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("subject"); // empty: nothing is widened
        const auto add
            = [](const char* name, const char* list, const char* pointer, const char* value, const char* subject) {
                  QTest::newRow(name) << QByteArray(list) << QByteArray(pointer) << QByteArray(value)
                                      << QString::fromLatin1(subject);
              };
        constexpr const char* kGroups = "/channels/telegram/groupAllowFrom";
        constexpr const char* kOne = "/channels/telegram/groups/team/allowFrom";
        constexpr const char* kElevated = "/tools/elevated/allowFrom/telegram";
        constexpr const char* kAccount = "/channels/telegram/accounts/opsbot/groupAllowFrom";
        add("of groups, emptied", kGroups, kGroups, "[]", "channel:telegram");
        add("of groups, gone", kGroups, kGroups, "null", "channel:telegram");
        add("of one group", kOne, kOne, "[]", "channel:telegram");
        add("of elevated tools", kElevated, kElevated, "null", "gateway");
        add("of an account", kAccount, kAccount, "[]", "account:telegram/opsbot");
        add("of plug-ins", "/plugins/allow", "/plugins/allow", "[]", "gateway");
        add("of skills", "/skills/allowBundled", "/skills/allowBundled", "null", "gateway");
        add("gone with its group", kOne, "/channels/telegram/groups/team", "null", "");
        add("gone with its account", kAccount, "/channels/telegram/accounts/opsbot", "null", "");
    }
    void whoEmptiesAList_widens()
    {
        QFETCH(QByteArray, list);
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(QString, subject);
        const auto plan = planOfDocument(pointer.constData(), value.constData(), {{list.constData(), R"(["7"])"}});
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(!plan->isEmpty());
        const auto& widened = plan->reachability.widened;
        const auto found = std::find_if(widened.begin(), widened.end(), [](const planning::Widening& one) {
            return one.reason.starts_with("its list of ") && one.reason.find(" is empty now (") != std::string::npos;
        });
        QVERIFY2((found == widened.end()) == subject.isEmpty(),
                 planning::toJson(*plan)["reachability"].dump(1).c_str());
        QVERIFY(subject.isEmpty() || QString::fromStdString(found->subject) == subject);
        QVERIFY(subject.isEmpty() || plan->widensAuthority());
    }

    void aSetting_widensByItsValue_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("subject"); // empty: nothing is widened
        const auto add = [](const char* pointer, const char* before, const char* after, const char* subject) {
            QTest::addRow("%s to %s", pointer, after)
                << QByteArray(pointer) << QByteArray(before) << QByteArray(after) << QString::fromLatin1(subject);
        };
        add("/mcp/servers/files/command", R"("npx")", R"("sh")", "mcp:files");
        add("/mcp/servers/files/enabled", "false", "true", "mcp:files");
        add("/mcp/servers/files/enabled", "false", "null", "mcp:files");
        add("/mcp/servers/files/enabled", "true", "false", "");
        add("/mcp/servers/new", "null", R"({"command": "sh"})", ""); // that it comes is a grant
        add("/plugins/entries/voice/enabled", "false", "true", "plugin:voice");
        add("/tools/elevated/enabled", "false", "true", "gateway");
        add("/tools/elevated/enabled", "true", "false", "");
        add("/agents/entries/writer/workspace", R"("/w")", R"("/")", "agent:writer");
        add("/agents/defaults/sandbox/docker/binds", R"(["/a:/a"])", R"(["/:/host"])", "gateway");
        add("/gateway/tailscale/mode", R"("off")", R"("funnel")", "gateway");
        add("/channels/telegram/dmPolicy", R"("disabled")", R"("pairing")", "channel:telegram");
        add("/channels/telegram/dmPolicy", R"("pairing")", R"("disabled")", "");
        add("/channels/telegram/groups/team/groupPolicy", R"("allowlist")", R"("open")", "channel:telegram");
    }
    void aSetting_widensByItsValue()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, subject);
        const auto plan
            = planOfDocument(pointer.constData(), after.constData(), {{pointer.constData(), before.constData()}});
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(!plan->isEmpty());
        const std::string shown = planning::toJson(*plan)["reachability"].dump(1);
        const std::vector<provider::Widening>& widened = plan->reachability.widened;
        QVERIFY2(subject.isEmpty() ? widened.empty()
                                   : std::any_of(widened.begin(), widened.end(),
                                                 [&](const auto& one) { return one.subject == subject.toStdString(); }),
                 shown.c_str());
        QVERIFY(subject.isEmpty() || plan->widensAuthority());
    }

    /// Who reaches what knows accounts, not of whom their messages are.
    void aRoute_widensThatBringsMoreToAnAgent_data()
    {
        QTest::addColumn<QByteArray>("route"); // that is added, or put in the place of the one of discord's roles
        QTest::addColumn<QString>("subject");
        const auto add = [](const char* name, const char* agent, const char* match, const char* subject) {
            const Json route{{"agentId", agent}, {"match", Json::parse(match)}};
            QTest::newRow(name) << QByteArray::fromStdString(route.dump()) << QString::fromLatin1(subject);
        };
        add("another peer", "support",
            R"({"channel": "telegram", "accountId": "default", "peer": {"kind": "direct", "id": "1002"}})",
            "account:telegram/default");
        add("every peer", "support", R"({"channel": "telegram", "accountId": "default"})", "account:telegram/default");
        add("a part of what came already", "main",
            R"({"channel": "telegram", "accountId": "default", "peer": {"kind": "direct", "id": "7"}})", "");
        add("one more role", "coder",
            R"({"channel": "discord", "accountId": "dev", "guildId": "123456789012345678", "roles": ["555", "666"]})",
            "account:discord/dev");
        add("every role", "coder", R"({"channel": "discord", "accountId": "dev", "guildId": "123456789012345678"})",
            "account:discord/dev");
        add("in a team of the guild only", "coder",
            R"({"channel": "discord", "accountId": "dev", "guildId": "123456789012345678", "teamId": "T1", "roles": ["555"]})",
            "");
    }
    void aRoute_widensThatBringsMoreToAnAgent()
    {
        QFETCH(QByteArray, route);
        QFETCH(QString, subject);
        Json bindings = sample("openclaw.realistic.json").at("bindings");
        bindings.push_back(Json::parse(route.toStdString()));
        const auto plan = planOfDocument("/bindings", bindings.dump().c_str());
        FABRIC_VERIFY_RESULT(plan);
        const auto& widened = plan->reachability.widened;
        const bool isFound = std::any_of(widened.begin(), widened.end(), [&](const planning::Widening& one) {
            return one.subject == subject.toStdString() && one.reason.starts_with("more of its messages go to agent:");
        });
        QVERIFY2(isFound != subject.isEmpty(), planning::toJson(*plan)["reachability"].dump(1).c_str());
        QVERIFY(!subject.isEmpty() || widened.empty());
    }

    void noListOfGroups_widens()
    {
        const auto plan = planOfDocument("/channels/telegram/groups", "null",
                                         {{"/channels/telegram/groups", R"({"team": {"requireMention": true}})"}});
        FABRIC_VERIFY_RESULT(plan);
        const auto& widened = plan->reachability.widened;
        QVERIFY2(std::any_of(widened.begin(), widened.end(),
                             [](const planning::Widening& one) {
                                 return one.reason == "no list names the groups that it answers in any more";
                             }),
                 planning::toJson(*plan)["reachability"].dump(1).c_str());
    }

    /// The gateway takes it without a word (facts about OpenClaw, 3).
    void aRouteFromAnAccountThatNobodyDefines_isARisk()
    {
        Json bindings = sample("openclaw.realistic.json").at("bindings");
        bindings.push_back({{"agentId", "main"}, {"match", {{"channel", "telegram"}, {"accountId", "ghost"}}}});
        const auto plan = planOfDocument("/bindings", bindings.dump().c_str());
        FABRIC_VERIFY_RESULT(plan);
        const auto risk = std::find_if(plan->risks.begin(), plan->risks.end(),
                                       [](const planning::Risk& one) { return one.rule == "route-dangling"; });
        QVERIFY(risk != plan->risks.end());
        QVERIFY(risk->level == planning::RiskLevel::Medium);
        QVERIFY2(risk->reason.find("account:telegram/ghost") != std::string::npos, risk->reason.c_str());
    }

    void isUndone_wherever_itHeldNoSecret()
    {
        const OpenClawConfiguration configuration;
        for (const Story& story : stories()) {
            const auto contents = contentsOf(story);
            FABRIC_VERIFY_RESULT(contents);
            const auto plan = planOf(story);
            FABRIC_VERIFY_RESULT(plan);
            QVERIFY(!plan->isEmpty());
            Json document = contents->observed.source.document();
            for (const provider::Operation& operation : plan->operations)
                FABRIC_VERIFY_RESULT(provider::applyEdits(document, operation.changes));
            const Content now = contentOf(document);
            const auto back
                = planning::undone(*plan, contents->observed.source.document(), contents->desired, now, configuration);
            FABRIC_VERIFY_RESULT(back);
            QCOMPARE(dumpJson(back->source.document()), dumpJson(contents->observed.source.document()));
            const auto way = planning::makePlan(now, *back, configuration);
            FABRIC_VERIFY_RESULT(way);
            QVERIFY2(way->notWritten.empty(), story.name);
        }
    }

    void isUndone_whereAnObjectWasEmptied()
    {
        const OpenClawConfiguration configuration;
        const Content observed = contentsOf(stories().front())->observed;
        Json document = observed.source.document();
        QVERIFY(!document["agents"]["entries"]["writer"]["tools"].empty());
        document["agents"]["entries"]["writer"]["tools"] = Json::object();
        const auto desired = planning::imported(planning::adopt(observed).value(), observed.source, observed,
                                                dumpJson(document), configuration);
        FABRIC_VERIFY_RESULT(desired);
        const auto plan = planning::makePlan(observed, *desired, configuration);
        FABRIC_VERIFY_RESULT(plan);
        const auto& changes = plan->operations.front().changes;
        QVERIFY(std::any_of(changes.begin(), changes.end(), &provider::isEmptied));
        const auto back
            = planning::undone(*plan, observed.source.document(), *desired, contentOf(document), configuration);
        FABRIC_VERIFY_RESULT(back);
        QCOMPARE(dumpJson(back->source.document()), dumpJson(observed.source.document()));
    }

    /// What the golden files are to hold, so that no story loses its point unseen.
    void everyStory_hasItsPoint()
    {
        const auto named = [](const char* name) {
            return *std::find_if(stories().begin(), stories().end(),
                                 [&](const Story& story) { return std::string_view(story.name) == name; });
        };
        const auto restart = planOf(named("restart"));
        FABRIC_VERIFY_RESULT(restart);
        QVERIFY(restart->reload == provider::ReloadKind::Restart && !restart->interrupts.empty());
        const auto replace = planOf(named("replace-agent"));
        FABRIC_VERIFY_RESULT(replace);
        QCOMPARE(replace->operations.size(), std::size_t{2});
        QVERIFY(replace->operations[0].kind == provider::Operation::Kind::Patch);
        QVERIFY(replace->operations[1].kind == provider::Operation::Kind::DeleteAgent);
        const auto conflict = planOf(named("conflict"));
        FABRIC_VERIFY_RESULT(conflict);
        QCOMPARE(conflict->notWritten.size(), std::size_t{1});
        QVERIFY(conflict->notWritten[0].isConflict);
        QCOMPARE(conflict->operations.at(0).touches, std::vector{provider::ResourceId("agents.entries.reviewer")});
    }

    void holdsNoMaskAndNoSecret()
    {
        for (const Story& story : stories()) {
            const auto plan = planOf(story);
            FABRIC_VERIFY_RESULT(plan);
            const std::string text = planning::toJson(*plan).dump();
            QVERIFY2(text.find(provider::kMasked) == std::string::npos, story.name);
            QVERIFY2(text.find("PLAINTEXT") == std::string::npos && text.find("dummy") == std::string::npos,
                     story.name);
        }
    }
};

QTEST_GUILESS_MAIN(TestOpenClawPlans)
#include "tst_openclaw_plans.moc"
