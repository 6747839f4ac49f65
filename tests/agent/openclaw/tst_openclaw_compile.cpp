// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/openclaw/configuration_parts.h"
#include "tests/support/fake_random.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::openclaw::test;
using namespace fabric::provider;

namespace {

using Kind = Operation::Kind;

std::vector<std::string> texts(const std::vector<ResourceId>& ids)
{
    std::vector<std::string> out;
    out.reserve(ids.size());
    for (const ResourceId& id : ids)
        out.push_back(id.value());
    return out;
}

std::vector<Kind> kinds(const Compiled& compiled)
{
    std::vector<Kind> out;
    out.reserve(compiled.operations.size());
    for (const Operation& operation : compiled.operations)
        out.push_back(operation.kind);
    return out;
}

bool hasIrreversible(const Compiled& compiled, const std::string& code, const std::string& subject)
{
    return std::any_of(compiled.irreversible.begin(), compiled.irreversible.end(),
                       [&](const Irreversible& item) { return item.code == code && item.subject == subject; });
}

/// One random edit of what is there; many are refused, which is as good.
Edit randomEdit(fabric::test::FakeRandom& random, const Json& document)
{
    const std::vector<std::string> names{"main", "coder",   "researcher", "writer",
                                         "ops",  "support", "reviewer",   "scout"};
    const std::vector<std::string> models{"openai/gpt-5.4", "local-vllm/llama-small", "anthropic/x"};
    const std::vector<std::string> tools{"exec", "read", "canvas", "cron", "browser"};
    const auto pick = [&](const std::vector<std::string>& from) {
        return from[random.below(static_cast<std::uint32_t>(from.size()))];
    };
    const auto anyone = [&] { return agent(pick(names)); };
    const auto route = [&] {
        std::vector<topology::EdgeId> routes;
        const auto graph = graphOf(document);
        for (const topology::Edge& edge : graph.edges()) {
            if (edge.kind == topology::EdgeKind::RoutesTo)
                routes.push_back(edge.id());
        }
        return routes.empty() ? topology::EdgeId("none")
                              : routes[random.below(static_cast<std::uint32_t>(routes.size()))];
    };
    switch (random.below(11)) {
    case 0: return AddAgent{pick(names), "New", model(pick(models)), {}, "coding"};
    case 1: return RemoveAgent{anyone()};
    case 2: return RenameAgent{anyone(), pick(names)};
    case 3: return SetModel{anyone(), model(pick(models)), {model(pick(models))}};
    case 4:
        return AddRoute{topology::NodeId("account:telegram/opsbot"),
                        anyone(),
                        {{"peer", {{"kind", "direct"}, {"id", std::to_string(random.below(5))}}}},
                        0};
    case 5: return ChangeRoute{route(), anyone()};
    case 6: return RemoveRoute{route()};
    case 7: return SetDelegation{anyone(), anyone(), random.chance(50)};
    case 8: return SetTalk{anyone(), anyone(), random.chance(50)};
    case 9:
        return SetTool{anyone(), topology::nodeId(topology::NodeKind::Tool, pick(tools)),
                       static_cast<SetTool::Permission>(random.below(4))};
    default: return SetAttribute{anyone(), "sandbox", random.chance(30) ? Json() : Json("all")};
    }
}

/// @p document without some of its resources, each gone alone or with everything beside it.
Json withoutSome(fabric::test::FakeRandom& random, Json document)
{
    const OpenClawConfiguration configuration;
    for (auto left = 1 + random.below(4); left > 0; --left) {
        const auto resources = configuration.resources(document);
        const auto chosen
            = segmentsOfPath((*resources)[random.below(static_cast<std::uint32_t>(resources->size()))].id.value());
        if (chosen.front() == "gateway" || chosen.front() == "agents")
            continue; // which are refused mostly
        const auto depth = 1 + random.below(static_cast<std::uint32_t>(chosen.size()));
        removeAt(document, std::span(chosen).first(depth));
    }
    return document;
}

} // namespace

class TestCompile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doesNothing_forNothing()
    {
        const auto done = compiled(realistic(), realistic());
        QVERIFY(done && done->operations.empty() && done->irreversible.empty());
    }

    void writesOneLeaf_forOneModel()
    {
        const auto done
            = compiled(realistic(), edited(realistic(), SetModel{agent("writer"), model("openai/gpt-5.4"), {}}));
        QVERIFY(done);
        QCOMPARE(done->operations.size(), std::size_t{1});
        const Operation& operation = done->operations.front();
        QVERIFY(operation.payload
                == Json({{"patch", {{"agents", {{"entries", {{"writer", {{"model", "openai/gpt-5.4"}}}}}}}}},
                         {"replacePaths", Json::array()}}));
        QCOMPARE(texts(operation.touches), std::vector<std::string>{"agents.entries.writer"});
        QVERIFY(operation.reload == ReloadKind::Hot);
        QVERIFY(operation.changes
                == (std::vector<FieldEdit>{{"/agents/entries/writer/model", "agents.entries.writer.model",
                                            "local-vllm/llama-small", "openai/gpt-5.4"}}));
    }

    /// The own list of an agent begins as that of the defaults: whoever changes those makes the plan stale.
    void reads_whatAListIsMadeFrom()
    {
        Json before = realistic();
        before["agents"]["defaults"]["subagents"]["allowAgents"] = {"coder"};
        const auto made = compiled(before, edited(before, SetDelegation{agent("reviewer"), agent("writer"), true}));
        QVERIFY(made && made->operations.size() == 1);
        QCOMPARE(texts(made->operations[0].reads), std::vector<std::string>{"agents.defaults"});
        const auto other = compiled(before, edited(before, SetModel{agent("reviewer"), model("a/b"), {}}));
        QVERIFY(other && other->operations[0].reads.empty());
    }

    void carriesCreateAndChange_inOnePatch()
    {
        Json after = edited(realistic(), AddAgent{"scout", {}, model("openai/x"), {}, {}});
        after = edited(after, SetModel{agent("writer"), model("openai/x"), {}});
        const auto done = compiled(realistic(), after);
        QVERIFY(done && kinds(*done) == std::vector<Kind>{Kind::Patch});
        QVERIFY(carriedOut(realistic(), done->operations) == after);
    }

    void createsAgentFirst_whoseIdIsRemembered()
    {
        const Json after = edited(realistic(), AddAgent{"scout", "Scout", model("openai/x"), "/w", "coding"});
        const auto done = compiled(realistic(), after, kVersion, {ResourceId("agents.entries.scout")});
        QVERIFY(done && kinds(*done) == (std::vector<Kind>{Kind::CreateAgent, Kind::Patch}));
        QVERIFY(done->operations[0].payload == Json({{"name", "scout"}, {"workspace", "/w"}, {"model", "openai/x"}}));
        const Json patch = done->operations[1].payload["patch"]["agents"]["entries"]["scout"];
        QVERIFY(patch.contains("agentDir") && patch["agentDir"].is_null());
        QVERIFY(patch.contains("identity") && patch["identity"].is_null());
        QVERIFY(carriedOut(realistic(), done->operations) == after);
        // A reference is for the gateway's own reading of the file; the call would make a folder of this name.
        const Json byName = edited(realistic(), AddAgent{"scout", {}, {}, "${OC_HOME}/ws", {}});
        const auto other = compiled(realistic(), byName, kVersion, {ResourceId("agents.entries.scout")});
        QVERIFY(other && !other->operations[0].payload.contains("workspace"));
        QVERIFY(carriedOut(realistic(), other->operations) == byName);
    }

    void deletesAgentLast_withoutItsFiles()
    {
        const Json after
            = edited(edited(realistic(), RemoveAgent{agent("ops")}), SetModel{agent("writer"), model("a/b"), {}});
        const auto done = compiled(realistic(), after);
        QVERIFY(done && kinds(*done) == (std::vector<Kind>{Kind::Patch, Kind::DeleteAgent}));
        QVERIFY(done->operations[1].payload == Json({{"agentId", "ops"}, {"deleteFiles", false}}));
        QVERIFY(carriedOut(realistic(), done->operations) == after);
        QVERIFY(hasIrreversible(*done, "agent-state", "agent:ops"));
        // The mapping's template is masked here: only the gateway itself can take the mapping away.
        QVERIFY(hasIrreversible(*done, "secret", "hooks.mappings"));
        // A patch that dropped the entry would be refused.
        QVERIFY(!done->operations[0].payload["patch"]["agents"]["entries"].contains("ops"));
    }

    void closesTalk_beforeTheDeleteWouldOpenIt()
    {
        Json before = realistic();
        before["tools"]["agentToAgent"]["allow"] = {"ops"};
        const Json after = edited(before, RemoveAgent{agent("ops")});
        const auto done = compiled(before, after);
        QVERIFY(done && kinds(*done) == (std::vector<Kind>{Kind::Patch, Kind::DeleteAgent}));
        QVERIFY(done->operations[0].payload["patch"] == Json({{"tools", {{"agentToAgent", {{"enabled", false}}}}}}));
        QVERIFY(carriedOut(before, done->operations) == after);
    }

    void refusesDelete_ofWhoIsStillNamed()
    {
        Json after = realistic();
        after["agents"]["entries"].erase("ops");
        const auto done = compiled(realistic(), after);
        QVERIFY(!done && done.error().code == ErrorCode::FailedPrecondition);
        // An open door must not be left to the gateway.
        Json before = realistic();
        before["tools"]["agentToAgent"]["allow"] = {"ops"};
        after = edited(before, RemoveAgent{agent("ops")});
        after["tools"]["agentToAgent"]["enabled"] = true;
        after["tools"]["agentToAgent"]["allow"] = {"ops"};
        QVERIFY(!compiled(before, after));
    }

    void namesEveryArray_thatLosesAnItem()
    {
        const auto removed = compiled(
            realistic(),
            edited(realistic(),
                   RemoveRoute{topology::edgeId(topology::EdgeKind::RoutesTo,
                                                topology::NodeId("account:telegram/opsbot"), agent("ops"), {})}));
        QVERIFY(removed && removed->operations[0].payload["replacePaths"] == Json({"bindings"}));
        QVERIFY(hasIrreversible(*removed, "sent-messages", "bindings"));
        QVERIFY(removed->operations[0].reload == ReloadKind::None);
        Json after = realistic();
        after["channels"].erase("telegram");
        after["bindings"] = Json::array();
        const auto deleted = compiled(realistic(), after);
        QVERIFY(deleted
                && deleted->operations[0].payload["replacePaths"] == Json({"bindings", "channels.telegram.allowFrom"}));
        QVERIFY(hasIrreversible(*deleted, "secret", "channels.telegram.accounts.default.botToken"));
        QVERIFY(carriedOut(realistic(), deleted->operations) == after);
    }

    void refusesWhatMustNotBeWritten_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::newRow("port") << "/gateway/port"
                              << "1";
        QTest::newRow("bind") << "/gateway/bind"
                              << "\"lan\"";
        QTest::newRow("token") << "/gateway/auth/token"
                               << "\"${OTHER}\"";
        QTest::newRow("mode of access") << "/gateway/auth/mode"
                                        << "\"none\"";
        QTest::newRow("a mask where none was") << "/hooks/other"
                                               << "\"__MASKED__\"";
        QTest::newRow("address of which only the origin is known") << "/models/providers/openai/baseUrl"
                                                                   << "\"http://other\"";
        QTest::newRow("list with a masked item") << "/mcp/servers/files/args"
                                                 << R"(["__MASKED__"])";
    }

    void refusesWhatMustNotBeWritten()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        Json after = realistic();
        after[Json::json_pointer(pointer.toStdString())] = *parseJson("{\"v\":" + value.toStdString() + "}")->find("v");
        const auto done = compiled(realistic(), after);
        QVERIFY(!done);
        QVERIFY(done.error().code == ErrorCode::FailedPrecondition);
        QVERIFY(!done.error().where.empty());
    }

    void writesSecret_onlyAsReference()
    {
        Json after = realistic();
        after["hooks"]["token"] = "${HOOK_TOKEN}";
        const auto done = compiled(realistic(), after);
        QVERIFY(done && done->operations[0].payload["patch"] == Json({{"hooks", {{"token", "${HOOK_TOKEN}"}}}}));
        QVERIFY(hasIrreversible(*done, "secret", "hooks.token"));
    }

    void predictsTheStrongestReload()
    {
        Json after = realistic();
        after["session"]["dmScope"] = "main";
        QVERIFY(compiled(realistic(), after)->operations[0].reload == ReloadKind::None);
        after["tools"]["profile"] = "coding";
        QVERIFY(compiled(realistic(), after)->operations[0].reload == ReloadKind::Hot);
        after["env"]["vars"]["MORE"] = "${MORE}";
        QVERIFY(compiled(realistic(), after)->operations[0].reload == ReloadKind::Restart);
        Json unknown = realistic();
        unknown["brandNew"]["x"] = 1;
        QVERIFY(compiled(realistic(), unknown)->operations[0].reload == ReloadKind::Restart);
    }

    void writesOldRoster_asItsVersionHasIt()
    {
        const Json file{
            {"agents", {{"list", {{{"id", "main"}, {"default", true}}, {{"id", "coder"}, {"name", "Coder"}}}}}}};
        const Json before = maskedDocument(file);
        const Json after = edited(before, SetModel{agent("coder"), model("a/b"), {}});
        const auto old = compiled(before, after, "2026.6.11");
        QVERIFY(old);
        QVERIFY(old->operations[0].payload["patch"]
                == Json({{"agents", {{"list", {{{"id", "coder"}, {"model", "a/b"}}}}}}}));
        const auto got = gateway_patch::patched(file, old->operations[0].payload);
        QVERIFY(got && maskedDocument(*got) == after);
        // From 2026.8 on the first patch rewrites the roster, and must say that its ownership is explicit.
        const auto now = compiled(before, after);
        QVERIFY(now);
        QVERIFY(now->operations[0].payload["patch"]
                == Json({{"agents", {{"ownership", "explicit"}, {"entries", {{"coder", {{"model", "a/b"}}}}}}}}));
        QCOMPARE(texts(now->operations[0].touches),
                 (std::vector<std::string>{"agents.entries.coder", "agents.ownership"}));
        // Before 2026.5.12 there are no replacePaths, and everything restarts.
        const auto oldest = compiled(before, after, "2026.3.13");
        QVERIFY(oldest && !oldest->operations[0].payload.contains("replacePaths"));
        QVERIFY(oldest->operations[0].reload == ReloadKind::Restart);
    }

    void givesTheDocument_withoutWhatIsRemoved()
    {
        int carried = 0;
        for (std::uint64_t i = 0; i < 200; ++i) {
            const std::uint64_t seed = fabric::test::testSeed(2911) + i;
            fabric::test::FakeRandom random(seed);
            // What was removed is put back in every second round: places that are not there at first.
            Json before = realistic();
            Json after = withoutSome(random, before);
            if (random.chance(50))
                std::swap(before, after);
            const auto done = compiled(before, after);
            if (!done) // a masked text that would have to be written
                continue;
            const std::string what = "seed " + std::to_string(seed) + ": " + Json::diff(before, after).dump();
            const auto got = carriedOut(before, done->operations);
            QVERIFY2(got, what.c_str());
            QVERIFY2(*got == after, (what + " differs " + Json::diff(*got, after).dump()).c_str());
            carried += done->operations.empty() ? 0 : 1;
        }
        QVERIFY2(carried > 100, std::to_string(carried).c_str());
    }

    void takesOnlyWhatIsConcerned_ofADocument()
    {
        const Json document{{"a", {{"x", {{"deep", 1}}}, {"y", {{"deep", 2}}}, {"z", Json::array({1})}, {"zz", 4}}},
                            {"b", {{"one", 1}}},
                            {"c", 5},
                            {"d", {{"e", 6}}}};
        // Two neighbours of each place, by name; what is named twice, or with its inside, is there whole.
        QVERIFY(excerptOf(document, {{"a", "x"}})
                == Json({{"a", {{"x", {{"deep", 1}}}, {"y", Json::object()}, {"z", Json::array()}}},
                         {"b", Json::object()},
                         {"c", 5}}));
        QVERIFY(excerptOf(document, {{"b", "one"}, {"b"}, {"b"}})
                == Json({{"a", Json::object()}, {"b", {{"one", 1}}}, {"c", 5}}));
        // What is not there leaves its neighbours, which tell that its place is not empty.
        QVERIFY(excerptOf(document, {{"d", "none"}, {"c", "inside a number"}, {"none", "at all"}})
                == Json({{"a", Json::object()}, {"b", Json::object()}, {"c", 5}, {"d", {{"e", 6}}}}));
        QVERIFY(excerptOf(document, {}) == Json({{"a", Json::object()}, {"b", Json::object()}}));
    }

    void compilesTheSame_whateverElseIsThere()
    {
        Json after
            = edited(edited(realistic(), RemoveAgent{agent("ops")}), SetModel{agent("writer"), model("a/b"), {}});
        const auto few = compiled(realistic(), after);
        Json before = realistic();
        for (int i = 0; i < 50; ++i) {
            const std::string name = "another-" + std::to_string(i);
            for (Json* document : {&before, &after}) {
                (*document)["agents"]["entries"][name] = {{"model", "a/b"}, {"subagents", {{"allowAgents", {name}}}}};
                (*document)["mcp"]["servers"][name] = {{"command", "none"}};
            }
        }
        const auto many = compiled(before, after);
        QVERIFY(few && many && few->operations.size() == 2);
        QVERIFY(few->operations == many->operations);
    }

    void givesTheDocument_thatWasMeant()
    {
        int carried = 0;
        const topology::Graph observed = graphOf(realistic()); // only tells whether agents may talk by default
        for (std::uint64_t i = 0; i < 50; ++i) {
            const std::uint64_t seed = fabric::test::testSeed(4711) + i;
            fabric::test::FakeRandom random(seed);
            const Json before = realistic();
            Json after = before;
            const auto count = 1 + random.below(6);
            for (std::uint32_t n = 0; n < count; ++n) {
                const Edit edit = randomEdit(random, after);
                Json next = after;
                if (OpenClawConfiguration().apply(edit, next, observed))
                    after = std::move(next);
            }
            const std::vector<ResourceId> former{ResourceId("agents.entries.scout")};
            const auto done = compiled(before, after, kVersion, random.chance(50) ? former : std::vector<ResourceId>{});
            const std::string what = "seed " + std::to_string(seed) + ": " + Json::diff(before, after).dump();
            QVERIFY2(done, (what + " " + (done ? "" : done.error().message + " at " + done.error().where)).c_str());
            for (const Operation& operation : done->operations)
                QVERIFY2(!holdsMask(operation.payload), what.c_str());
            const auto got = carriedOut(before, done->operations);
            QVERIFY2(got, what.c_str());
            QVERIFY2(*got == after, (what + " differs " + Json::diff(*got, after).dump()).c_str());
            carried += done->operations.empty() ? 0 : 1;
        }
        QVERIFY(carried > 35);
    }
};

QTEST_GUILESS_MAIN(TestCompile)
#include "tst_openclaw_compile.moc"
