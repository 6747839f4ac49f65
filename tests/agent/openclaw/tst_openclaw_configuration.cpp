// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/topology_map.h"
#include "core/provider/field_edits.h"
#include "tests/agent/openclaw/configuration_parts.h"
#include "tests/agent/openclaw/recorded_modes.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <random>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::openclaw::test;
using namespace fabric::provider;

namespace {

const OpenClawConfiguration kConfiguration;

std::string resourceOf(const char* pointer)
{
    const auto id = kConfiguration.resourceOf(pointer);
    return id ? id->value() : "refused: " + id.error().message;
}

/// Objects in objects, often empty, of few names, so that two of them have much in common.
Json someDocument(std::mt19937& random, int depth)
{
    Json out = Json::object();
    for (const char* name : {"a", "b", "c"}) {
        switch (random() % (depth > 0 ? 4 : 2)) {
        case 0: break;
        case 1: out[name] = random() % 3; break;
        default: out[name] = someDocument(random, depth - 1); break;
        }
    }
    return out;
}

} // namespace

class TestConfiguration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knows_whatIsShownInPart()
    {
        const OpenClawConfiguration configuration;
        const char* url = "https://tools.example:8443";
        QVERIFY(configuration.isShownInPart("/mcp/servers/x/url", url));
        QVERIFY(configuration.isShownInPart("/mcp/servers/x", {{"type", "http"}, {"url", url}}));
        QVERIFY(configuration.isShownInPart("/models/providers", {{"y", {{"baseUrl", url}}}}));
        QVERIFY2(!configuration.isShownInPart("/mcp/servers/x/url", "${TOOLS_URL}"), "a variable is shown whole");
        QVERIFY(!configuration.isShownInPart("/mcp/servers/x", {{"type", "http"}}));
        QVERIFY(!configuration.isShownInPart("/agents/entries/x/name", url));
        QVERIFY(!configuration.isShownInPart("/mcp/servers/x/url", Json()));
    }

    void namesTheResource_ofAField_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("id");
        QTest::newRow("agent") << "/agents/entries/main/model/primary"
                               << "agents.entries.main";
        QTest::newRow("defaults") << "/agents/defaults/model/primary"
                                  << "agents.defaults";
        QTest::newRow("account") << "/channels/telegram/accounts/ops/name"
                                 << "channels.telegram.accounts.ops";
        QTest::newRow("setting of a channel") << "/channels/telegram/dm/policy"
                                              << "channels.telegram.dm";
        QTest::newRow("routes") << "/bindings/3/agentId"
                                << "bindings";
        QTest::newRow("server") << "/mcp/servers/a~1b/url"
                                << "mcp.servers[\"a/b\"]";
        QTest::newRow("model") << "/models/providers/p/models"
                               << "models.providers.p";
        QTest::newRow("plugin") << "/plugins/entries/p/config/x"
                                << "plugins.entries.p";
        QTest::newRow("slots") << "/plugins/slots/memory"
                               << "plugins.slots";
        QTest::newRow("hooks") << "/hooks/mappings"
                               << "hooks.mappings";
        QTest::newRow("group") << "/broadcast/telegram:-1/agents"
                               << "broadcast[\"telegram:-1\"]";
        QTest::newRow("other") << "/session/dmScope"
                               << "session.dmScope";
        QTest::newRow("section alone") << "/cron"
                                       << "cron";
        QTest::newRow("list of a section") << "/other/0/x"
                                           << "other";
    }

    void namesTheResource_ofAField()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, id);
        QCOMPARE(QString::fromStdString(resourceOf(pointer.toUtf8().constData())), id);
    }

    void refusesWhatIsNoPlace()
    {
        for (const char* pointer : {"", "a", "/a~", "/a~2b"})
            QVERIFY2(!kConfiguration.resourceOf(pointer), pointer);
        Json document = Json::object();
        for (const char* id : {"", "agents.entries.main.model", "a..b", "bindings.x"})
            QVERIFY2(!kConfiguration.set(document, ResourceId(id), Json(1)), id);
        QVERIFY(document.empty());
    }

    void coversTheDocument_byItsResources()
    {
        for (const Json& document : {realistic(), maskedDocument(sample("openclaw.realistic-mem0.json")),
                                     Json{{"a", Json::object()}, {"b", {1}}, {"channels", {{"x", Json::object()}}}}}) {
            const auto resources = kConfiguration.resources(document);
            QVERIFY(resources);
            QVERIFY(std::is_sorted(resources->begin(), resources->end(),
                                   [](const Resource& a, const Resource& b) { return a.id < b.id; }));
            Json rebuilt = Json::object();
            Json emptied = document;
            for (const Resource& resource : *resources) {
                const Json* value = kConfiguration.value(document, resource.id);
                QVERIFY2(value != nullptr, resource.id.value().c_str());
                QVERIFY(sha256(*canonicalJson(*value)) == resource.digest);
                QVERIFY(kConfiguration.set(rebuilt, resource.id, *value));
                QVERIFY(kConfiguration.set(emptied, resource.id, std::nullopt));
                QVERIFY(kConfiguration.value(emptied, resource.id) == nullptr);
            }
            QVERIFY2(rebuilt == document, Json::diff(rebuilt, document).dump().c_str());
            QVERIFY2(emptied.empty(), emptied.dump().c_str());
        }
    }

    void takesRosterInBothForms_asOne()
    {
        const Json old = maskedDocument(
            {{"agents", {{"list", {{{"id", "main"}, {"name", "M"}}, {{"id", "Data Analyst"}}, {{"id", "main"}}}}}}});
        QVERIFY(old
                == Json({{"agents",
                          {{"entries",
                            {{"main", {{"name", "M"}}},
                             {"data-analyst", {{"id", "Data Analyst"}}},
                             {"main-2", {{"id", "main"}}}}}}}}));
        QVERIFY(kConfiguration.value(old, ResourceId("agents.entries.main")) != nullptr);
    }

    void givesTheGraph_ofTheView()
    {
        const Json modes = recordedModes();
        for (const char* version : {"2026.9.6", "2026.6.11", "2026.3.13"}) {
            for (const Json& item : modes) {
                const auto view = viewOfAnswer(item.at("answer"));
                QVERIFY(view);
                MapInput input;
                input.config = &*view;
                input.version = version;
                const auto mapped = mapTopology(input);
                QVERIFY(mapped);
                const auto graph = graphOf(maskedDocument(*view), version);
                QVERIFY2(graph.digest() == mapped->graph.digest(), item.at("name").get<std::string>().c_str());
            }
        }
    }

    void keepsRuntimeOnlyElements_ofWhatWasObserved()
    {
        const Json jobs{{"jobs", {{{"id", "j"}, {"agentId", "main"}}}}};
        const Json document = realistic();
        MapInput input;
        input.config = &document;
        input.cronList = &jobs;
        const auto observed = mapTopology(input);
        QVERIFY(observed);
        const auto graph = kConfiguration.graphOf(sourceOf(document), observed->graph);
        QVERIFY(graph && graph->find(topology::nodeId(topology::NodeKind::CronJob, "j")) != nullptr);
    }

    void takesItsOwnDocument_asItIs()
    {
        const Json base = realistic();
        const auto same = kConfiguration.import("// mine\n" + base.dump(2), base);
        QVERIFY2(same, same ? "" : (same.error().message + same.error().where).c_str());
        QVERIFY(*same == base);
        const auto changed = kConfiguration.import("{session: {dmScope: 'main'}, meta: {a: 1}, x: null}", base);
        QVERIFY(changed && *changed == Json({{"session", {{"dmScope", "main"}}}}));
        const auto reference = kConfiguration.import("{hooks: {token: '${HOOK}'}}", base);
        QVERIFY(reference && *reference == Json({{"hooks", {{"token", "${HOOK}"}}}}));
    }

    void refusesDocument_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("no JSON5") << "{a:"
                                  << "line 1, column 4";
        QTest::newRow("no object") << "[1]"
                                   << "";
        QTest::newRow("secret as text") << "{hooks:{token:'plain'}}"
                                        << "hooks.token";
        QTest::newRow("secret where text is shown") << "{bindings:[{comment:'sk-0123456789'}]}"
                                                    << "bindings[0].comment";
        QTest::newRow("unknown setting") << "{brandNew:{x:'text'}}"
                                         << "brandNew.x";
        QTest::newRow("mask where nothing stands") << "{tools:{x:'__MASKED__'}}"
                                                   << "tools.x";
        QTest::newRow("address with a path") << "{mcp:{servers:{n:{url:'http://h/secret'}}}}"
                                             << "mcp.servers.n.url";
        QTest::newRow("included part") << "{agents:{$include:'x.json'}}"
                                       << "agents";
        QTest::newRow("argument of a program") << "{mcp:{servers:{n:{args:['--key','x']}}}}"
                                               << "mcp.servers.n.args[0]";
        QTest::newRow("infinity") << "{a:Infinity}"
                                  << "line 1, column 4";
        QTest::newRow("number that overflows") << "{a:1e999}"
                                               << "line 1, column 9";
    }

    void refusesDocument()
    {
        QFETCH(QString, text);
        QFETCH(QString, where);
        const auto document = kConfiguration.import(text.toStdString(), realistic());
        QVERIFY(!document);
        QVERIFY(document.error().code == ErrorCode::InvalidArgument);
        QCOMPARE(QString::fromStdString(document.error().where), where);
        QVERIFY(document.error().message.find("0123456789") == std::string::npos);
    }

    void tellsWhatAValueReliesOn()
    {
        const auto ids = [](const char* id, const Json& value) {
            std::string out;
            for (const ResourceId& reference : kConfiguration.references(ResourceId(id), value))
                out += reference.value() + " ";
            return out;
        };
        QCOMPARE(ids("agents.entries.a",
                     {{"model", {{"primary", "p/m"}, {"fallbacks", {"q/n"}}}},
                      {"subagents", {{"allowAgents", {"b", "*"}}}}}),
                 std::string("agents.entries.b models.providers.p models.providers.q "));
        QCOMPARE(ids("bindings", {{{"agentId", "a"}, {"match", {{"channel", "t"}, {"accountId", "x"}}}}}),
                 std::string("agents.entries.a channels.t.accounts.x channels.t.enabled "));
        QCOMPARE(ids("broadcast.g", {{"agents", {"a"}}}), std::string("agents.entries.a "));
        QCOMPARE(ids("plugins.slots", {{"memory", "mem0"}, {"other", "none"}}), std::string("plugins.entries.mem0 "));
        QCOMPARE(ids("hooks.mappings", {{{"agentId", "a"}}}), std::string("agents.entries.a "));
        QCOMPARE(ids("session.dmScope", "main"), std::string());
    }

    void knowsWhatAChangeDoes()
    {
        const auto kinds = builtInReloadKinds("2026.9.6");
        const auto kind = [&](Segments place) { return reloadKindOf(kinds, place); };
        QVERIFY(kind({"agents", "entries", "a", "model"}) == ReloadKind::Hot);
        QVERIFY(kind({"bindings"}) == ReloadKind::None);
        QVERIFY(kind({"gateway", "port"}) == ReloadKind::Restart);
        QVERIFY(kind({"gateway", "auth", "token"}) == ReloadKind::Restart); // as the lookup says; measured hot
        QVERIFY(kind({"gateway", "reload", "mode"}) == ReloadKind::None);
        QVERIFY(kind({"memory", "search", "x"}) == ReloadKind::Restart);
        QVERIFY(kind({"neverSeen"}) == ReloadKind::Restart);
        QVERIFY(reloadKindOf({}, Segments{"agents"}) == ReloadKind::Restart);
        QVERIFY(reloadKindOf({{"a.*.c", ReloadKind::Hot}, {"a.b", ReloadKind::Restart}}, Segments{"a", "b", "c"})
                == ReloadKind::Hot);
        QVERIFY(reloadKindOf({{"a.*", ReloadKind::Restart}, {"a.b", ReloadKind::None}}, Segments{"a", "b"})
                == ReloadKind::None);
        QVERIFY(reloadKindOf(builtInReloadKinds("2026.3.13"), Segments{"agents"}) == ReloadKind::Restart);
    }

    void saysWhatARestartInterrupts()
    {
        const auto sentences = kConfiguration.restartInterrupts(graphOf(realistic()));
        QCOMPARE(sentences.size(), std::size_t{2}); // no account is enabled
        QVERIFY(sentences[1].find("7 agents") != std::string::npos);
    }

    void tellsFields_oneByOne()
    {
        const auto fields
            = fieldsBetween({{"a", {{"b", 1}, {"c", {1}}}}, {"x", nullptr}}, {{"d", Json::object()}, {"y", nullptr}});
        QCOMPARE(fields.size(), std::size_t{3});
        QVERIFY(fields[0] == (FieldEdit{"/a/b", "a.b", 1, nullptr}));
        QVERIFY(fields[1] == (FieldEdit{"/a/c", "a.c", Json::array({1}), nullptr}));
        QVERIFY(fields[2] == (FieldEdit{"/d", "d", nullptr, Json::object()}));
    }

    void tellsAnObjectThatStaysEmptyFromOneThatGoes()
    {
        const Json before{{"env", {{"vars", {{"ONE", "1"}}}}}};
        const std::vector<FieldEdit> gone = fieldsBetween(before, Json::object());
        QCOMPARE(gone.size(), std::size_t{1});
        const std::vector<FieldEdit> empty = fieldsBetween(before, {{"env", {{"vars", Json::object()}}}});
        QCOMPARE(empty.size(), std::size_t{2});
        QVERIFY(provider::isEmptied(empty[0]));
        QVERIFY(!provider::isEmptied(empty[1]));
    }

    /// Where nothing is on the way, a key of digits is no place in a list.
    void fieldsMakeObjects_alsoUnderNamesThatAreNumbers()
    {
        const Json before{{"channels", {{"discord", {{"enabled", true}}}}}};
        for (const char* name : {"1", "123456789012345678", "184467440737095516150"}) {
            Json after = before;
            after["channels"]["discord"]["guilds"][name] = {{"slug", "home"}};
            after["channels"]["discord"]["accounts"]["7"] = {{"enabled", false}};
            Json made = before;
            FABRIC_VERIFY_RESULT(provider::applyEdits(made, fieldsBetween(before, after)));
            QVERIFY2(made == after, made.dump().c_str());
            FABRIC_VERIFY_RESULT(provider::applyEdits(made, fieldsBetween(after, before)));
            QVERIFY2(made == before, made.dump().c_str());
        }
        Json list{{"a", Json::array({1})}};
        FABRIC_VERIFY_RESULT(provider::setField(list, "/a/0", 2));
        FABRIC_VERIFY_ERROR(provider::setField(list, "/a/1", 2), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(provider::setField(list, "/a/0/b", 2), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(provider::setField(list, "a", 2), ErrorCode::InvalidArgument);
    }

    void fieldsMakeTheDocumentThatTheyWereTakenFrom()
    {
        constexpr unsigned kSeed = 20261127;
        qInfo("seed %u", kSeed);
        std::mt19937 random(kSeed);
        for (int round = 0; round < 5000; ++round) {
            const Json before = someDocument(random, 3);
            const Json after = someDocument(random, 3);
            Json made = before;
            const Result<> applied = provider::applyEdits(made, fieldsBetween(before, after));
            QVERIFY2(applied.has_value(), before.dump().c_str());
            QVERIFY2(made == after, (before.dump() + " -> " + after.dump() + ", made " + made.dump()).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestConfiguration)
#include "tst_openclaw_configuration.moc"
