// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/openclaw/configuration_parts.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::openclaw::test;
using namespace fabric::provider;

namespace {

topology::NodeId tool(const std::string& name)
{
    return topology::nodeId(topology::NodeKind::Tool, name);
}

const topology::NodeId kGateway = topology::nodeId(topology::NodeKind::Gateway, {});

/// The id of the first route to an agent.
topology::EdgeId routeTo(const Json& document, const std::string& id)
{
    const auto graph = graphOf(document);
    for (const topology::Edge& edge : graph.edges()) {
        if (edge.kind == topology::EdgeKind::RoutesTo && edge.to == agent(id))
            return edge.id();
    }
    qFatal("no route");
}

bool mayTalk(const Json& document, const std::string& one, const std::string& other)
{
    const auto graph = graphOf(document);
    const auto edges = graph.edges();
    return std::any_of(edges.begin(), edges.end(), [&](const topology::Edge& edge) {
        return edge.kind == topology::EdgeKind::AgentToAgent
            && ((edge.from == agent(one) && edge.to == agent(other))
                || (edge.from == agent(other) && edge.to == agent(one)));
    });
}

} // namespace

class TestEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsAgent_withOnlyWhatIsGiven()
    {
        const Json after = edited(realistic(), AddAgent{"scout", {}, {}, {}, {}});
        QVERIFY(at(after, "/agents/entries/scout") == Json::object());
        const Json more = edited(realistic(), AddAgent{"scout", "Scout", model("openai/gpt-5.4"), "/w", "coding"});
        QVERIFY(at(more, "/agents/entries/scout")
                == Json({{"name", "Scout"},
                         {"model", "openai/gpt-5.4"},
                         {"workspace", "/w"},
                         {"tools", {{"profile", "coding"}}}}));
    }

    void keepsTheUnsaidAgent_whenTheFirstIsAdded()
    {
        const Json after = edited(Json::object(), AddAgent{"scout", {}, {}, {}, {}});
        QVERIFY(at(after, "/agents/entries/main") == Json::object());
        QVERIFY(at(after, "/agents/ownership") == "explicit");
        QVERIFY(at(after, "/agents/defaults/systemAgent/agentId") == "main");
    }

    void refusesAgent_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("workspace");
        QTest::addColumn<int>("code");
        const auto code = [](ErrorCode value) { return static_cast<int>(value); };
        QTest::newRow("capital letter") << "Scout"
                                        << "" << code(ErrorCode::InvalidArgument);
        QTest::newRow("too long") << QString(65, u'a') << "" << code(ErrorCode::InvalidArgument);
        QTest::newRow("there already") << "main"
                                       << "" << code(ErrorCode::Conflict);
        QTest::newRow("secret as text") << "scout"
                                        << "sk-0123456789" << code(ErrorCode::InvalidArgument);
        QTest::newRow("mask as text") << "scout" << kMasked << code(ErrorCode::InvalidArgument);
    }

    void refusesAgent()
    {
        QFETCH(QString, id);
        QFETCH(QString, workspace);
        QFETCH(int, code);
        const Error error = refusal(realistic(), AddAgent{id.toStdString(), {}, {}, workspace.toStdString(), {}});
        QCOMPARE(static_cast<int>(error.code), code);
        QVERIFY(error.message.find("0123456789") == std::string::npos);
    }

    void removesAgent_withAllThatNamesIt()
    {
        const Json after = edited(realistic(), RemoveAgent{agent("ops")});
        QVERIFY(after.dump().find("\"ops\"") == std::string::npos);
        QVERIFY(at(after, "/bindings").size() == 5);
        QVERIFY(at(after, "/hooks/mappings") == Json::array());
        QVERIFY(at(after, "/hooks/allowedAgentIds") == Json({"main"}));
        const Json writer = edited(realistic(), RemoveAgent{agent("writer")});
        QVERIFY(writer.dump().find("\"writer\"") == std::string::npos);
        QVERIFY(at(writer, "/broadcast/telegram:-100777/agents") == Json({"researcher"}));
        QVERIFY(at(writer, "/bindings/0/comment") == "VIP DM");
    }

    void switchesTalkOff_whenItsListLosesTheLastAgent()
    {
        Json document = realistic();
        document["tools"]["agentToAgent"]["allow"] = {"ops"};
        const Json after = edited(document, RemoveAgent{agent("ops")});
        QVERIFY(at(after, "/tools/agentToAgent/enabled") == false);
        QVERIFY(!mayTalk(after, "main", "coder"));
    }

    void refusesToRemove_whoMustStay()
    {
        const Json sole{{"agents", {{"entries", {{"one", Json::object()}}}}}};
        QVERIFY(refusal(sole, RemoveAgent{agent("one")}).code == ErrorCode::FailedPrecondition);
        Json owner = realistic();
        owner["agents"]["defaults"]["authInheritance"]["agentId"] = "main";
        QVERIFY(refusal(owner, RemoveAgent{agent("main")}).code == ErrorCode::FailedPrecondition);
        QVERIFY(refusal(realistic(), RemoveAgent{agent("nobody")}).code == ErrorCode::NotFound);
    }

    void renamesAgent_whereverItIsNamed()
    {
        const Json after = edited(realistic(), RenameAgent{agent("writer"), "author"});
        QVERIFY(after.dump().find("\"writer\"") == std::string::npos);
        QVERIFY(at(after, "/agents/entries/author") == at(realistic(), "/agents/entries/writer"));
        QVERIFY(at(after, "/bindings/4/agentId") == "author");
        QVERIFY(at(after, "/agents/entries/main/subagents/allowAgents") == Json({"coder", "researcher", "author"}));
        Json masked = realistic();
        masked["agents"]["entries"]["writer"]["apiKey"] = kMasked;
        QVERIFY(refusal(masked, RenameAgent{agent("writer"), "author"}).code == ErrorCode::FailedPrecondition);
        QVERIFY(refusal(realistic(), RenameAgent{agent("writer"), "coder"}).code == ErrorCode::Conflict);
    }

    /// An agent, an account or a server without its last setting is one all the same.
    void leavesTheEntry_whoseLastSettingGoes()
    {
        const Json before = edited(realistic(), AddAgent{"tiny", {}, model("a/b"), {}, {}});
        QVERIFY(at(before, "/agents/entries/tiny") == Json({{"model", "a/b"}}));
        const Json after = edited(before, SetModel{agent("tiny"), {}, {}});
        QVERIFY(at(after, "/agents/entries/tiny") == Json::object());
        const auto done = compiled(before, after);
        QVERIFY(done && done->operations.size() == 1 && done->operations[0].kind == Operation::Kind::Patch);
        QVERIFY(done->operations[0].payload["patch"]
                == Json({{"agents", {{"entries", {{"tiny", {{"model", nullptr}}}}}}}}));
        Json one = realistic();
        one["mcp"]["servers"]["plain"] = {{"enabled", false}};
        const Json switched
            = edited(one, SetAttribute{topology::nodeId(topology::NodeKind::McpServer, "plain"), "enabled", {}});
        QVERIFY(at(switched, "/mcp/servers/plain") == Json::object());
    }

    void keepsTheFormOfAModel()
    {
        const Json text = edited(realistic(), SetModel{agent("writer"), model("a/b"), {}});
        QVERIFY(at(text, "/agents/entries/writer/model") == "a/b");
        const Json grown = edited(realistic(), SetModel{agent("writer"), model("a/b"), {model("a/c")}});
        QVERIFY(at(grown, "/agents/entries/writer/model") == Json({{"primary", "a/b"}, {"fallbacks", {"a/c"}}}));
        Json document = realistic();
        document["agents"]["entries"]["coder"]["model"]["more"] = 1;
        const Json object = edited(document, SetModel{agent("coder"), model("a/b"), {}});
        QVERIFY(at(object, "/agents/entries/coder/model")
                == Json({{"primary", "a/b"}, {"fallbacks", Json::array()}, {"more", 1}}));
        const Json inherited = edited(realistic(), SetModel{agent("writer"), {}, {}});
        QVERIFY(!at(inherited, "/agents/entries/writer").contains("model"));
        const Json defaults = edited(realistic(), SetModel{kGateway, model("a/b"), {}});
        QVERIFY(at(defaults, "/agents/defaults/model/primary") == "a/b");
        QVERIFY(refusal(realistic(), SetModel{agent("writer"), {}, {model("a/b")}}).code == ErrorCode::InvalidArgument);
    }

    void addsRoute_whereItIsAskedFor()
    {
        const auto from = topology::NodeId("account:telegram/opsbot");
        const Json match{{"peer", {{"kind", "direct"}, {"id", "7"}}}};
        const Json last = edited(realistic(), AddRoute{from, agent("coder"), match, {}});
        QVERIFY(at(last, "/bindings/6")
                == Json({{"agentId", "coder"},
                         {"match", {{"channel", "telegram"}, {"accountId", "opsbot"}, {"peer", match["peer"]}}}}));
        const Json first = edited(realistic(), AddRoute{from, agent("coder"), match, 0});
        QVERIFY(at(first, "/bindings/0/match/accountId") == "opsbot");
        QVERIFY(at(first, "/bindings/1/comment") == "VIP DM");
        const Json whole
            = edited(realistic(), AddRoute{topology::NodeId("channel:slack"), agent("main"), Json::object(), {}});
        QVERIFY(at(whole, "/bindings/6/match") == Json({{"channel", "slack"}, {"accountId", "*"}}));
    }

    void refusesRoute()
    {
        const auto from = topology::NodeId("account:telegram/opsbot");
        QVERIFY(refusal(realistic(), AddRoute{from, agent("main"), Json::object(), {}}).code == ErrorCode::Conflict);
        QVERIFY(refusal(realistic(), AddRoute{from, agent("nobody"), Json::object(), {}}).code == ErrorCode::NotFound);
        QVERIFY(
            refusal(realistic(), AddRoute{topology::NodeId("account:telegram/none"), agent("main"), Json::object(), {}})
                .code
            == ErrorCode::NotFound);
        QVERIFY(refusal(realistic(), AddRoute{from, agent("main"), {{"channel", "discord"}}, {}}).code
                == ErrorCode::InvalidArgument);
        QVERIFY(refusal(realistic(), AddRoute{from, agent("main"), {{"peer", "7"}}, {}}).code
                == ErrorCode::InvalidArgument);
        QVERIFY(refusal(realistic(), AddRoute{from, agent("main"), {{"teamId", "T"}}, 99}).code
                == ErrorCode::InvalidArgument);
    }

    void leadsRouteElsewhere_andKeepsTheRest()
    {
        const Json before = realistic();
        const auto route = topology::edgeId(topology::EdgeKind::RoutesTo, topology::NodeId("account:telegram/default"),
                                            agent("support"), "peer=direct:1001");
        Json expected = before;
        expected["bindings"][0]["agentId"] = "ops";
        QVERIFY(edited(before, ChangeRoute{route, agent("ops")}) == expected);
        expected = before;
        expected["bindings"].erase(0);
        QVERIFY(edited(before, RemoveRoute{route}) == expected);
        QVERIFY(refusal(before, RemoveRoute{topology::EdgeId("routes-to|a|b|")}).code == ErrorCode::NotFound);
    }

    void refusesRoute_thatOnlyFollows()
    {
        const Json sole{{"agents", {{"entries", {{"one", Json::object()}}}}},
                        {"channels", {{"x", {{"enabled", true}}}}}};
        QVERIFY(refusal(sole, RemoveRoute{routeTo(sole, "one")}).code == ErrorCode::FailedPrecondition);
    }

    void changesDelegation()
    {
        const char* own = "/agents/entries/coder/subagents/allowAgents";
        QVERIFY(at(edited(realistic(), SetDelegation{agent("coder"), agent("writer"), true}), own)
                == Json({"reviewer", "writer"}));
        // An own list takes the place of the inherited one, which allows the reviewer.
        QVERIFY(at(edited(realistic(), SetDelegation{agent("writer"), agent("coder"), true}),
                   "/agents/entries/writer/subagents/allowAgents")
                == Json({"reviewer", "coder"}));
        const Json before = realistic();
        QVERIFY(edited(before, SetDelegation{agent("writer"), agent("reviewer"), true}) == before);
        // An empty list lets it spawn nobody.
        QVERIFY(at(edited(realistic(), SetDelegation{agent("coder"), agent("reviewer"), false}), own) == Json::array());
        const Json named = edited(realistic(), SetDelegation{agent("ops"), agent("coder"), false});
        QVERIFY(at(named, "/agents/entries/ops/subagents/allowAgents")
                == Json({"main", "ops", "researcher", "reviewer", "support", "writer"}));
    }

    void allowsTalk()
    {
        const char* list = "/tools/agentToAgent/allow";
        const Json on = edited(realistic(), SetTalk{agent("main"), agent("ops"), true});
        QVERIFY(at(on, list) == Json({"main", "coder", "researcher", "writer", "ops"}));
        Json off = realistic();
        off["tools"]["agentToAgent"]["enabled"] = false;
        const Json two = edited(off, SetTalk{agent("main"), agent("ops"), true});
        QVERIFY(at(two, list) == Json({"main", "ops"}));
        QVERIFY(mayTalk(two, "main", "ops") && !mayTalk(two, "main", "coder"));
        Json hidden = realistic();
        hidden["tools"]["sessions"]["visibility"] = "tree";
        QVERIFY(refusal(hidden, SetTalk{agent("main"), agent("ops"), true}).code == ErrorCode::FailedPrecondition);
    }

    void forbidsTalk_andNeverOpensIt()
    {
        const char* list = "/tools/agentToAgent/allow";
        const Json one = edited(realistic(), SetTalk{agent("main"), agent("coder"), false});
        QVERIFY(at(one, list) == Json({"main", "researcher", "writer"}));
        Json pair = realistic();
        pair["tools"]["agentToAgent"]["allow"] = {"main", "coder"};
        const Json last = edited(pair, SetTalk{agent("main"), agent("coder"), false});
        QVERIFY(at(last, "/tools/agentToAgent/enabled") == false);
        QVERIFY(at(last, list) == Json({"main", "coder"}));
        QVERIFY(!mayTalk(last, "main", "coder") && !mayTalk(last, "main", "writer"));
        Json open = realistic();
        open["tools"]["agentToAgent"].erase("allow");
        const Json closed = edited(open, SetTalk{agent("main"), agent("coder"), false});
        QVERIFY(!mayTalk(closed, "main", "coder") && mayTalk(closed, "main", "writer"));
        Json pattern = realistic();
        pattern["tools"]["agentToAgent"]["allow"] = {"*"};
        QVERIFY(refusal(pattern, SetTalk{agent("main"), agent("coder"), false}).code == ErrorCode::FailedPrecondition);
    }

    void setsTools()
    {
        using Permission = SetTool::Permission;
        const Json allow = edited(realistic(), SetTool{agent("researcher"), tool("exec"), Permission::Allow});
        QVERIFY(at(allow, "/agents/entries/researcher/tools/allow")
                == Json({"read", "web_search", "web_fetch", "sessions_send", "exec"}));
        const Json undone = edited(realistic(), SetTool{agent("support"), tool("exec"), Permission::Allow});
        QVERIFY(at(undone, "/agents/entries/support/tools/deny") == Json::array());
        QVERIFY(!at(undone, "/agents/entries/support/tools").contains("allow"));
        const Json also = edited(realistic(), SetTool{agent("ops"), tool("exec"), Permission::AlsoAllow});
        QVERIFY(at(also, "/agents/entries/ops/tools/alsoAllow") == Json({"cron", "exec"}));
        const Json deny = edited(realistic(), SetTool{kGateway, tool("exec"), Permission::Deny});
        QVERIFY(at(deny, "/tools/deny") == Json({"canvas", "exec"}));
        const Json inherit = edited(realistic(), SetTool{agent("ops"), tool("cron"), Permission::Inherit});
        QVERIFY(at(inherit, "/agents/entries/ops/tools/alsoAllow") == Json::array());
    }

    void refusesTool_thatWouldMeanSomethingElse()
    {
        using Permission = SetTool::Permission;
        const auto refuses = [](const Json& document, const char* id, const char* name, Permission permission) {
            return refusal(document, SetTool{agent(id), tool(name), permission}).code == ErrorCode::FailedPrecondition;
        };
        // A list of one tool would take all others away.
        QVERIFY(refuses(realistic(), "writer", "exec", Permission::Allow));
        QVERIFY(refuses(realistic(), "researcher", "exec", Permission::AlsoAllow));
        Json document = realistic();
        document["agents"]["entries"]["researcher"]["tools"]["allow"] = {"read"};
        QVERIFY(refuses(document, "researcher", "read", Permission::Inherit)); // empty: everything
        document["agents"]["entries"]["researcher"]["tools"]["deny"] = {"ex*"};
        QVERIFY(refuses(document, "researcher", "exec", Permission::Allow));
    }

    void setsAttributes()
    {
        const auto set = [](const char* node, const char* name, Json value) {
            return edited(realistic(), SetAttribute{topology::NodeId(node), name, std::move(value)});
        };
        QVERIFY(at(set("agent:writer", "sandbox", "all"), "/agents/entries/writer/sandbox/mode") == "all");
        QVERIFY(at(set("account:telegram/opsbot", "enabled", true), "/channels/telegram/accounts/opsbot/enabled")
                == true);
        const auto files = topology::nodeId(topology::NodeKind::McpServer, "files");
        QVERIFY(at(set(files.value().c_str(), "enabled", true), "/mcp/servers/files/enabled") == true);
        QVERIFY(!at(set("agent:coder", "sandbox", nullptr), "/agents/entries/coder/sandbox").contains("mode"));
        const auto refuses = [](const char* node, const char* name, Json value) {
            return refusal(realistic(), SetAttribute{topology::NodeId(node), name, std::move(value)}).code;
        };
        QVERIFY(refuses("agent:writer", "sandbox", "off non-main") == ErrorCode::InvalidArgument);
        QVERIFY(refuses("agent:writer", "sandbox", 1) == ErrorCode::InvalidArgument);
        QVERIFY(refuses("agent:writer", "port", 1) == ErrorCode::InvalidArgument);
        QVERIFY(refuses("agent:nobody", "sandbox", "all") == ErrorCode::NotFound);
        QVERIFY(refuses("account:telegram/nobody", "enabled", true) == ErrorCode::NotFound);
    }

    void tellsTheFields_thatItSet()
    {
        Json document = realistic();
        const auto fields
            = OpenClawConfiguration().apply(SetModel{agent("coder"), model("a/b"), {}}, document, graphOf(document));
        QVERIFY(fields);
        QVERIFY(*fields
                == (std::vector<std::string>{"/agents/entries/coder/model/fallbacks",
                                             "/agents/entries/coder/model/primary"}));
    }
};

QTEST_GUILESS_MAIN(TestEdits)
#include "tst_openclaw_edits.moc"
