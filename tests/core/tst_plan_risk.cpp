// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/blast_radius.h"
#include "core/planning/plan.h"
#include "core/planning/reach_change.h"
#include "core/planning/risk_rules.h"
#include "core/planning/widening.h"
#include "tests/support/graph_parts.h"
#include "tests/support/toy_configuration.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::test;
using namespace fabric::topology;

namespace {

const ToyConfiguration kToy;
using Change = void (*)(Json& document);

/// The plan of an intent that owns all that it changed.
Plan planOf(const std::function<void(Json&)>& change, Json before = toyDocument())
{
    const Content observed = toyContent(before);
    change(before);
    return makePlan(observed, owning(toyContent(before), observed, {"/agents", "/routes", "/settings"}), kToy).value();
}

const Risk* riskOf(const Plan& plan, std::string_view rule)
{
    const auto found
        = std::find_if(plan.risks.begin(), plan.risks.end(), [&](const Risk& risk) { return risk.rule == rule; });
    return found == plan.risks.end() ? nullptr : &*found;
}

std::set<std::string> pairsOf(const std::vector<Reach>& reaches)
{
    std::set<std::string> out;
    for (const Reach& reach : reaches)
        out.insert(reach.entry.value() + " " + reach.authority.value());
    return out;
}

std::set<std::string> widenedBy(const std::vector<Node>& before, const std::vector<Node>& after)
{
    const Graph left = graphOf(before);
    const Graph right = graphOf(after);
    std::set<std::string> out;
    for (const Widening& item : findWidenings(left, right, diff(left, right)))
        out.insert(item.subject);
    return out;
}

using Ids = std::set<std::string>;

} // namespace

Q_DECLARE_METATYPE(Change)

class PlanRiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEachRule_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("level");
        QTest::addColumn<QString>("subject");
        const auto row = [](const char* name, Change change, const char* rule, const char* level, const char* subject) {
            QTest::newRow(name) << change << rule << level << subject;
        };
        row(
            "a tool", [](Json& d) { d["agents"]["idle"]["tools"] = {"write"}; }, "widened-authority", "high",
            "tool-allow|agent:idle|tool:write|allow");
        row(
            "a shell", [](Json& d) { d["agents"]["idle"]["tools"] = {"exec"}; }, "widened-authority", "critical",
            "tool-allow|agent:idle|tool:exec|allow");
        row(
            "all tools", [](Json& d) { d["agents"]["idle"]["tools"] = {"*"}; }, "widened-authority", "critical",
            "tool-allow|agent:idle|tool:*|allow");
        row(
            "an MCP server", [](Json& d) { d["settings"]["mcp"] = {"docs"}; }, "widened-authority", "high", "mcp:docs");
        row(
            "an emptied list", [](Json& d) { d["agents"]["writer"].erase("tools"); }, "widened-authority", "high",
            "agent:writer");
        row(
            "a denial taken back", [](Json& d) { d["agents"]["writer"].erase("deny"); }, "widened-authority", "high",
            "agent:writer");
        row(
            "a wildcard", [](Json& d) { d["agents"]["writer"]["spawns"] = {"*"}; }, "widened-authority", "high",
            "agent:writer");
        row(
            "an open entry", [](Json& d) { d["settings"]["open"] = {"chat/ops"}; }, "widened-authority", "critical",
            "account:chat/ops");
        row(
            "a route to a shell", [](Json& d) { d["agents"]["ops"]["shell"] = true; }, "widened-authority", "critical",
            "agent:ops");
        row(
            "no sandbox", [](Json& d) { d["agents"]["coder"].erase("sandbox"); }, "sandbox-off", "critical",
            "agent:coder");
        row(
            "a deletion", [](Json& d) { d["agents"].erase("idle"); }, "delete-agent", "high", "agent:idle");
        row(
            "an unknown model", [](Json& d) { d["agents"]["idle"]["model"] = "no"; }, "model-dangling", "high",
            "model:no");
        row(
            "a route to nobody", [](Json& d) { d["routes"][0]["to"] = "no"; }, "route-dangling", "high",
            "routes-to|account:chat/ops|agent:no|any");
        row(
            "a restart", [](Json& d) { d["settings"]["port"] = 9; }, "restart", "high", "settings.port");
        row(
            "an account switched on", [](Json& d) { d["settings"]["off"] = Json::array(); }, "entry-switched", "medium",
            "account:mail/all");
        row(
            "an account switched off", [](Json& d) { d["settings"]["off"].push_back("chat/ops"); }, "entry-switched",
            "medium", "account:chat/ops");
        row(
            "an agent left alone", [](Json& d) { d["routes"][1]["to"] = "ops"; }, "agent-unreachable", "medium",
            "agent:writer");
        row(
            "many agents",
            [](Json& d) {
                for (auto& agent : d["agents"])
                    agent["model"] = "large";
            },
            "many-agents", "medium", "agents");
    }

    void findsEachRule()
    {
        QFETCH(Change, change);
        QFETCH(QString, rule);
        QFETCH(QString, level);
        QFETCH(QString, subject);
        const Plan plan = planOf(change);
        const auto fits = [&](const Risk& risk) {
            return risk.rule == rule.toStdString() && toText(risk.level) == level.toStdString()
                && risk.subject == subject.toStdString() && !risk.reason.empty();
        };
        QVERIFY2(std::any_of(plan.risks.begin(), plan.risks.end(), fits), toJson(plan)["risks"].dump(1).c_str());
        QVERIFY(plan.risk >= riskLevelFrom(level.toStdString()));
    }

    /// The same revisions would have two ids under one version otherwise.
    void hasAnotherVersion_withOtherRules()
    {
        std::string table;
        for (const RiskRule& rule : riskRules())
            table.append(rule.id).append(" ").append(toText(rule.level)).append("\n");
        QCOMPARE(Plan::kRuleSetVersion, 4);
        QCOMPARE(QByteArray::fromStdString(sha256(table).text().substr(7, 8)), QByteArray("ac0afb38"));
    }

    void findsNothing_inAHarmlessChange()
    {
        const Plan plan = planOf([](Json& document) { document["settings"]["note"] = "bye"; });
        QVERIFY(plan.risks.empty() && plan.risk == RiskLevel::Low && !plan.widensAuthority());
        const Plan less = planOf([](Json& document) { document["agents"]["coder"]["tools"] = {"read"}; });
        QVERIFY2(!less.widensAuthority(), toJson(less)["risks"].dump().c_str());
        QCOMPARE(pairsOf(less.reachability.lost), (Ids{"account:chat/ops tool:write"}));
    }

    void namesItsRulesOnce()
    {
        std::set<std::string_view> ids;
        for (const RiskRule& rule : riskRules())
            QVERIFY(ids.insert(rule.id).second && !rule.meaning.empty());
    }

    void isCriticalToReach_fromAnOpenEntry()
    {
        Json before = toyDocument();
        before["settings"]["open"] = {"chat/ops"};
        const Plan plan = planOf([](Json& document) { document["agents"]["ops"]["tools"] = {"read", "mail"}; }, before);
        const Risk* risk = riskOf(plan, "widened-authority");
        QVERIFY(risk != nullptr && risk->level == RiskLevel::Critical && risk->subject == "tool:mail");
    }

    void saysRestart_lessLoudly_withoutChannels()
    {
        Json before = toyDocument();
        before["routes"] = Json::array();
        const Plan plan = planOf([](Json& document) { document["settings"]["port"] = 9; }, before);
        QVERIFY(riskOf(plan, "restart")->level == RiskLevel::Medium);
    }

    void tellsWhoGainsAndLoses_withEvidence()
    {
        const Plan plan = planOf([](Json& document) {
            document["agents"]["ops"]["spawns"] = {"writer"}; // was coder
            document["agents"]["writer"]["tools"] = {"mail"};
        });
        QCOMPARE(pairsOf(plan.reachability.gained), (Ids{"account:chat/ops tool:mail", "account:mail/all tool:mail"}));
        QCOMPARE(pairsOf(plan.reachability.lost), (Ids{"account:chat/ops tool:write", "account:mail/all tool:read"}));
        const Reach& gain = plan.reachability.gained[0];
        QCOMPARE(gain.path.size(), std::size_t{3});
        QCOMPARE(gain.path[1].value(), std::string("may-spawn|agent:ops|agent:writer|"));
        QVERIFY(!gain.isEntryDisabled);
        QVERIFY(plan.reachability.gained[1].isEntryDisabled);
        QCOMPARE(plan.reachability.lost[0].path[1].value(), std::string("may-spawn|agent:ops|agent:coder|"));
    }

    void countsWhatTheGatewayGrants_unlessDenied()
    {
        const Graph before
            = graphOf({node(NodeKind::Gateway, ""), node(NodeKind::Hook, "h"), node(NodeKind::Agent, "a"),
                       node(NodeKind::Tool, "t"), node(NodeKind::McpServer, "m")},
                      {edge(EdgeKind::Triggers, "hook:h", "agent:a"), edge(EdgeKind::ToolDeny, "agent:a", "tool:t")});
        GraphBuilder builder;
        for (const Node& item : before.nodes())
            builder.add(item);
        for (const Edge& item : before.edges())
            builder.add(item);
        builder.add(edge(EdgeKind::HasMcp, "gateway", "mcp:m")).add(edge(EdgeKind::ToolAllow, "gateway", "tool:t"));
        const Graph after = builder.build().value();
        const auto reach = analyseReach(before, after, diff(before, after));
        FABRIC_VERIFY_RESULT(reach);
        QCOMPARE(pairsOf(reach->gained), (Ids{"hook:h mcp:m"}));
        QCOMPARE(reach->gained[0].path.size(), std::size_t{2});
    }

    void looksAtNobody_whomNoChangedEdgeConcerns()
    {
        const Plan plan = planOf([](Json& document) { document["agents"]["idle"]["tools"] = {"exec"}; });
        QVERIFY2(plan.reachability.gained.empty(), "nobody reaches idle");
        QCOMPARE(plan.reachability.directGrants.size(), std::size_t{1});
    }

    void cutsOffAnEntry_thatStays()
    {
        const auto entry = node(NodeKind::Channel, "chat");
        const Graph before
            = graphOf({entry, node(NodeKind::Agent, "a")}, {edge(EdgeKind::RoutesTo, "channel:chat", "agent:a")});
        const Graph after = graphOf({entry, node(NodeKind::Agent, "a")});
        const auto reach = analyseReach(before, after, diff(before, after));
        FABRIC_VERIFY_RESULT(reach);
        QVERIFY(reach->cutOff == std::vector{entry.id});
        QVERIFY(reach->unreached == std::vector{NodeId("agent:a")});
    }

    void goesOneStep_toWhoIsAffected()
    {
        const Plan plan = planOf([](Json& document) { document["agents"]["coder"]["sandbox"] = "some"; });
        QCOMPARE(plan.blastRadius.agents, (std::vector<std::string>{"agent:coder"}));
        QVERIFY(plan.blastRadius.routes.empty());
        const Plan wider = planOf([](Json& document) { document["agents"]["ops"]["spawns"] = {"coder", "idle"}; });
        QCOMPARE(wider.blastRadius.agents, (std::vector<std::string>{"agent:idle", "agent:ops"}));
        QCOMPARE(wider.blastRadius.routes.size(), std::size_t{1});
        QCOMPARE(wider.blastRadius.channels, (std::vector<std::string>{"channel:chat"}));
    }

    void namesWhatTriggers_whoIsAffected()
    {
        const auto agent = [](const char* name, const char* label) {
            topology::Node out = node(NodeKind::Agent, name);
            out.attributes["workspace"] = label;
            return out;
        };
        const auto graphWith = [&](const char* labelOfA, const char* schedule) {
            topology::Node nightly = node(NodeKind::CronJob, "nightly");
            nightly.attributes["schedule"] = schedule;
            return graphOf(
                {agent("a", labelOfA), agent("b", "calm"), nightly, node(NodeKind::CronJob, "weekly"),
                 node(NodeKind::Hook, "mail"), node(NodeKind::BroadcastGroup, "all")},
                {edge(EdgeKind::Triggers, "cron:nightly", "agent:b"),
                 edge(EdgeKind::Triggers, "cron:weekly", "agent:a"), edge(EdgeKind::Triggers, "hook:mail", "agent:a"),
                 edge(EdgeKind::FansOutTo, "group:all", "agent:a"), edge(EdgeKind::FansOutTo, "group:all", "agent:b")});
        };
        const auto between
            = [](const Graph& before, const Graph& after) { return blastRadius(before, after, diff(before, after)); };
        const Graph before = graphWith("calm", "daily");
        const BlastRadius ofAgent = between(before, graphWith("brave", "daily"));
        QCOMPARE(ofAgent.agents, (std::vector<std::string>{"agent:a"}));
        QCOMPARE(ofAgent.triggers, (std::vector<std::string>{"cron:weekly", "group:all", "hook:mail"}));
        QCOMPARE(between(before, graphWith("calm", "hourly")).triggers, (std::vector<std::string>{"cron:nightly"}));
        QVERIFY2(between(before, graphOf({agent("b", "calm")})).triggers.size() == 4, "those that go are named too");
    }

    void affectsAllAgents_byWhatTheGatewayGives()
    {
        const auto graphWith = [](const char* command, std::vector<topology::Edge> edges) {
            return graphOf({node(NodeKind::Gateway, {}), node(NodeKind::Agent, "a"), node(NodeKind::Agent, "b"),
                            node(NodeKind::Tool, "exec"), node(NodeKind::McpServer, "files", {{"command", command}})},
                           std::move(edges));
        };
        const auto agents = [](const Graph& before, const Graph& after) {
            return blastRadius(before, after, diff(before, after)).agents;
        };
        const std::vector<std::string> all{"agent:a", "agent:b"};
        const topology::Edge has = edge(EdgeKind::HasMcp, "gateway", "mcp:files");
        const topology::Edge denies = edge(EdgeKind::ToolDeny, "gateway", "tool:exec");
        QCOMPARE(agents(graphWith("npx", {has}), graphWith("sh", {has})), all); // it is another program
        QCOMPARE(agents(graphWith("npx", {}), graphWith("npx", {has})), all);
        QCOMPARE(agents(graphWith("npx", {denies}), graphWith("npx", {})), all);
        const topology::Edge own = edge(EdgeKind::ToolDeny, "agent:a", "tool:exec");
        QCOMPARE(agents(graphWith("npx", {own}), graphWith("npx", {})), (std::vector<std::string>{"agent:a"}));
    }

    void widensByAttributes_inOneDirectionOnly()
    {
        const auto agent
            = [](Json attributes) { return std::vector{node(NodeKind::Agent, "a", std::move(attributes))}; };
        const Ids yes{"agent:a"};
        QCOMPARE(widenedBy(agent({{"sandboxMode", "all"}}), agent({{"sandboxMode", "non-main"}})), yes);
        QCOMPARE(widenedBy(agent({{"sandboxMode", "non-main"}}), agent({{"sandboxMode", "all"}})), Ids());
        QCOMPARE(widenedBy(agent({{"toolsProfile", "minimal"}}), agent({{"toolsProfile", "coding"}})), yes);
        QCOMPARE(widenedBy(agent({{"toolsProfile", "coding"}}), agent({{"toolsProfile", "minimal"}})), Ids());
        QCOMPARE(widenedBy(agent({{"toolsProfile", "coding"}}), agent(Json::object())), yes);
        QCOMPARE(widenedBy(agent({{"toolsProfile", "one"}}), agent({{"toolsProfile", "two"}})), yes);
        QCOMPARE(widenedBy(agent({{"execMode", "deny"}}), agent({{"execMode", "full"}})), yes);
        QCOMPARE(widenedBy(agent({{"execMode", "full"}}), agent({{"execMode", "deny"}})), Ids());
        QCOMPARE(widenedBy(agent({{"skills", {"a"}}}), agent(Json::object())), yes);
        QCOMPARE(widenedBy(agent(Json::object()), agent({{"skills", {"a"}}})), Ids());
        QCOMPARE(widenedBy(agent({{"mayRunCommands", false}}), agent({{"mayRunCommands", true}})), yes);
        const auto account = [](int count) {
            return std::vector{node(NodeKind::Account, "x/y", {{"allowedSenders", count}})};
        };
        QCOMPARE(widenedBy(account(2), account(0)), Ids{"account:x/y"});
        QCOMPARE(widenedBy(account(0), account(2)), Ids());
        const auto inGroups = [](const Json& groups) {
            return std::vector{node(NodeKind::Account, "x/y", {{"groups", groups}})};
        };
        QCOMPARE(widenedBy(inGroups({"a"}), inGroups({"a", "b"})), Ids{"account:x/y"});
        QCOMPARE(widenedBy(inGroups({"a"}), inGroups({"b"})), Ids{"account:x/y"});
        QCOMPARE(widenedBy(account(2), inGroups({"a"})).count("account:x/y"), std::size_t{1});
        QCOMPARE(widenedBy(inGroups({"a", "b"}), inGroups({"b"})), Ids());
    }
};

QTEST_APPLESS_MAIN(PlanRiskTest)
#include "tst_plan_risk.moc"
