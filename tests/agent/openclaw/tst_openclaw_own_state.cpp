// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/own_state.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using provider::Operation;

namespace {

Json base()
{
    return Json::parse(
        R"({"agents":{"ownership":"explicit","entries":{"main":{"name":"Main","subagents":{"allowAgents":["coder"]}},"coder":{"name":"Coder"}}},)"
        R"("bindings":[{"agentId":"coder","match":{"channel":"telegram"}}],"logging":{"level":"info"}})");
}

Operation rename(const char* after)
{
    Operation operation;
    operation.changes = {{"/agents/entries/coder/name", "agents.entries.coder.name", "Coder", after}};
    operation.touches = {provider::ResourceId("agents.entries.coder")};
    return operation;
}

Operation agentCall(Operation::Kind kind, const char* id)
{
    Operation operation;
    operation.kind = kind;
    operation.payload = {{kind == Operation::Kind::CreateAgent ? "name" : "agentId", id}};
    operation.touches = {provider::ResourceId(std::string("agents.entries.") + id)};
    return operation;
}

provider::Source sourceOf(const Json& document)
{
    provider::Source::Parts parts;
    parts.provider = "openclaw";
    parts.providerVersion = "2026.9.6";
    parts.document = document;
    parts.resources = OpenClawConfiguration().resources(document).value();
    return provider::Source::create(std::move(parts)).value();
}

} // namespace

class TestOpenClawOwnState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsOwnStates()
    {
        const std::vector<Operation> ours{rename("New")};
        Json now = base();
        QVERIFY(isOwnState(base(), now, ours)); // not done
        now["agents"]["entries"]["coder"]["name"] = "New";
        now["meta"] = {{"lastTouchedAt", "x"}};
        QVERIFY(isOwnState(base(), now, ours)); // done
        now["agents"]["entries"]["coder"]["name"] = "Other";
        QVERIFY(!isOwnState(base(), now, ours)); // a rival, same field
        now = base();
        now["logging"]["level"] = "debug";
        QVERIFY(!isOwnState(base(), now, ours)); // a rival, another field
        now = base();
        now["agents"]["entries"]["rival"] = Json::object();
        QVERIFY(!isOwnState(base(), now, ours)); // an agent without settings is one
    }

    void knowsWhatAGatewayDoes_withAnAgentThatComesOrGoes()
    {
        const std::vector<Operation> create{agentCall(Operation::Kind::CreateAgent, "temp")};
        Json now = base();
        now["agents"]["entries"]["temp"] = {{"agentDir", "/x"}, {"identity", {{"name", "temp"}}}};
        QVERIFY(isOwnState(base(), now, create));
        QVERIFY(isOnlyAgent(base(), now, "temp"));
        QVERIFY(!isOwnState(base(), now, {}));
        const std::vector<Operation> remove{agentCall(Operation::Kind::DeleteAgent, "coder")};
        now = base();
        now["agents"]["entries"].erase("coder");
        now["bindings"] = Json::array();
        now["agents"]["entries"]["main"]["subagents"]["allowAgents"] = Json::array();
        QVERIFY(isOwnState(base(), now, remove));
        QVERIFY(isOnlyAgent(base(), now, "coder"));
        now["logging"]["level"] = "debug";
        QVERIFY(!isOwnState(base(), now, remove));
        QVERIFY(!isOnlyAgent(base(), now, "coder"));
    }

    /// Whoever names an agent of ours anew did something that must not be lost.
    void isNotItsOwn_whereARivalNamesTheAgent()
    {
        const std::vector<Operation> remove{agentCall(Operation::Kind::DeleteAgent, "coder")};
        Json now = base();
        now["bindings"].push_back({{"agentId", "coder"}, {"match", {{"channel", "slack"}}}});
        QVERIFY(!isOwnState(base(), now, remove));
        now = base();
        now["tools"]["agentToAgent"]["allow"] = {"coder"};
        QVERIFY(!isOwnState(base(), now, remove));
        // Our own patch may name it too.
        Operation route;
        const Json routes = Json::array({{{"agentId", "temp"}, {"match", {{"channel", "slack"}}}}});
        route.changes = {{"/hooks/mappings", "hooks.mappings", {}, routes}};
        const std::vector<Operation> ours{agentCall(Operation::Kind::CreateAgent, "temp"), route};
        now = base();
        now["agents"]["entries"]["temp"] = {{"agentDir", "/x"}};
        now["hooks"]["mappings"] = routes;
        QVERIFY(isOwnState(base(), now, ours));
    }

    void takesNoPointer_thatLeadsNowhere()
    {
        Operation odd;
        for (const char* pointer : {"", "x", "/~", "/~7", "/logging/level/deeper", "/bindings/x", "/bindings/99"})
            odd.changes.push_back({pointer, pointer, Json(), "y"});
        QVERIFY(isOwnState(base(), base(), std::vector<Operation>{odd}));
    }

    void comparesWithWhatIsShown()
    {
        const Json plain = Json::parse(R"({"a":"secret","b":["x",{"c":1}]})");
        Json shown = plain;
        QVERIFY(isShownAs(plain, shown));
        shown["a"] = kRedactedByGateway;
        QVERIFY(isShownAs(plain, shown));
        shown["b"][1]["c"] = 2;
        QVERIFY(!isShownAs(plain, shown));
        shown["b"] = {"x"};
        QVERIFY(!isShownAs(plain, shown));
        QVERIFY(!isShownAs(plain, Json::object()));
    }

    void takesItsOwnFieldsBack_besideARivals()
    {
        Json now = base();
        now["agents"]["entries"]["coder"]["name"] = "New";
        now["logging"]["level"] = "debug";
        const std::vector<Operation> ours{rename("New")};
        const auto back = undoOperations(OpenClawConfiguration(), base(), sourceOf(now), ours).value();
        QCOMPARE(back.size(), std::size_t{1});
        QVERIFY(back.front().payload["patch"] == Json::parse(R"({"agents":{"entries":{"coder":{"name":"Coder"}}}})"));
    }

    void takesNothingBack_whereARivalChangedTheSame()
    {
        Json now = base();
        now["agents"]["entries"]["coder"]["name"] = "Rival";
        const std::vector<Operation> ours{rename("New")};
        const auto back = undoOperations(OpenClawConfiguration(), base(), sourceOf(now), ours);
        QVERIFY(!back && back.error().code == ErrorCode::FailedPrecondition);
        QVERIFY(back.error().message.find("agents.entries.coder.name") != std::string::npos);
        QVERIFY(undoOperations(OpenClawConfiguration(), base(), sourceOf(base()), ours).value().empty());
    }

    void removesTheWholeAgent_thatItMade()
    {
        Json now = base();
        now["agents"]["entries"]["temp"] = {{"agentDir", "/x"}};
        const std::vector<Operation> ours{agentCall(Operation::Kind::CreateAgent, "temp")};
        const auto back = undoOperations(OpenClawConfiguration(), base(), sourceOf(now), ours).value();
        QCOMPARE(back.size(), std::size_t{1});
        QVERIFY(back.front().kind == Operation::Kind::DeleteAgent);
        QVERIFY(back.front().payload["agentId"] == "temp");
    }

    void createsADeletedAgent_byACallOfItsOwn()
    {
        Json now = base();
        now["agents"]["entries"].erase("coder");
        Operation remove = agentCall(Operation::Kind::DeleteAgent, "coder");
        remove.changes = {{"/agents/entries/coder/name", "agents.entries.coder.name", "Coder", Json()}};
        const auto back
            = undoOperations(OpenClawConfiguration(), base(), sourceOf(now), std::vector<Operation>{remove}).value();
        QVERIFY(!back.empty());
        QVERIFY(back.front().kind == Operation::Kind::CreateAgent);
    }

    void readsTheAuthoredDocument_withItsIncludes()
    {
        const std::vector<StoredFile> files{
            {.path = "/c/openclaw.json", .bytes = "{a:1, /* x */ b:{$include:'./b.json5'}}"},
            {.path = "/c/b.json5", .bytes = "{c:'${VAR}'}"}};
        QVERIFY(authoredDocument(files).value() == Json::parse(R"({"a":1,"b":{"c":"${VAR}"}})"));
        QVERIFY(!authoredDocument({}));
        QVERIFY(!authoredDocument({files.front()}));
    }
};

QTEST_GUILESS_MAIN(TestOpenClawOwnState)
#include "tst_openclaw_own_state.moc"
