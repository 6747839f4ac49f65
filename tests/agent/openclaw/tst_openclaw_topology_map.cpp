// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/json5.h"
#include "agent/openclaw/topology_map.h"

#include "tests/agent/openclaw/samples.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::topology;

namespace {

/// The graph of a configuration, as a test wants it: a failure shows as text.
MappedTopology mapped(const Json& config, MapInput input = {})
{
    input.config = &config;
    auto result = mapTopology(input);
    if (!result)
        qFatal("%s at %s", result.error().message.c_str(), result.error().where.c_str());
    return *std::move(result);
}

Graph graphOf(const Json& config)
{
    return mapped(config).graph;
}

std::string digestOf(const Json& config)
{
    return graphOf(config).configuredDigest().text();
}

const Node* node(const Graph& graph, const char* id)
{
    return graph.find(NodeId(id));
}

using Texts = std::set<std::string>;

std::string edgeText(std::string_view kind, std::string from, std::string to, const std::string& key)
{
    if (kind == "agent-to-agent" && to < from)
        std::swap(from, to);
    return std::string(kind) + " " + from + " > " + to + (key.empty() ? "" : " (" + key + ")");
}

Texts edgeTexts(const Graph& graph, std::string_view kind = {})
{
    Texts out;
    for (const Edge& edge : graph.edges()) {
        if (kind.empty() || toText(edge.kind) == kind)
            out.insert(edgeText(toText(edge.kind), edge.from.value(), edge.to.value(), edge.key));
    }
    return out;
}

Texts without(const Texts& all, const Texts& taken)
{
    Texts out;
    std::set_difference(all.begin(), all.end(), taken.begin(), taken.end(), std::inserter(out, out.end()));
    return out;
}

/// An edge of the reference mapping in our words.
std::string referenceEdge(const Json& edge)
{
    const auto text = [&edge](const char* name) { return edge.value(name, std::string()); };
    const std::string kind = text("kind");
    const std::string path = text("path");
    if (kind == "served-by") // theirs says who serves, ours who owns
        return edgeText("owns", text("to"), text("from"), {});
    if (kind == "hosts" || kind == "has-account")
        return edgeText("owns", text("from"), text("to"), {});
    if (kind == "uses-model") // our fallbacks have a rank instead of a number in their name
        return edgeText(kind, text("from"), text("to"), text("role").substr(0, text("role").find('#')));
    if (kind == "tool-allow" || kind == "tool-alsoAllow")
        return edgeText("tool-allow", text("from"), text("to"), kind.substr(5));
    if (kind == "slot:memory")
        return edgeText("slot", text("from"), text("to"), "memory");
    if (kind == "surface-owner") { // ours are told apart by the surface
        const auto end = path.rfind('.');
        const auto start = path.rfind('.', end - 1);
        return edgeText(kind, text("from"), text("to"), path.substr(start + 1, end - start - 1));
    }
    if (kind == "routes-to") { // ours are told apart by what they match
        const Json& selector = edge.at("selector");
        std::string key;
        if (selector.contains("peer"))
            key = "peer=" + selector["peer"]["kind"].get<std::string>() + ":"
                + selector["peer"]["id"].get<std::string>();
        if (selector.contains("guildId"))
            key = "guild=" + selector["guildId"].get<std::string>();
        if (selector.contains("teamId"))
            key = "team=" + selector["teamId"].get<std::string>();
        for (const Json& role : selector.value("roles", Json::array()))
            key += " role=" + role.get<std::string>();
        return edgeText(kind, text("from"), text("to"), key);
    }
    return edgeText(kind, text("from"), text("to"), {});
}

std::optional<Error> failureOf(const Json& config)
{
    MapInput input;
    input.config = &config;
    const auto result = mapTopology(input);
    return result ? std::nullopt : std::optional(result.error());
}

} // namespace

/// The configuration of a recorded config.get.
Json answeredView(const char* name)
{
    auto view = viewOfAnswer(samplePayload(name));
    if (!view)
        qFatal("%s: %s", name, view.error().message.c_str());
    return *std::move(view);
}

Json parsed5(const std::string& text)
{
    auto value = parseJson5(text);
    if (!value)
        qFatal("%s at %s", value.error().message.c_str(), value.error().where.c_str());
    return *std::move(value);
}

/// Two agents, one channel with two accounts, and what a test adds.
Json smallConfig(const std::string& more = {})
{
    Json config = parsed5(R"({agents: {ownership: 'explicit', entries: {a: {}, b: {}}},
        channels: {telegram: {accounts: {one: {}, two: {}}}}})");
    config.merge_patch(parsed5("{" + more + "}"));
    return config;
}

/// Calls @p visit with every text in @p value.
void forEachText(Json& value, const std::function<void(const std::string& path, Json& text)>& visit,
                 const std::string& path = {})
{
    if (value.is_string())
        visit(path, value);
    else if (value.is_object()) {
        for (auto& [name, item] : value.items())
            forEachText(item, visit, path + "/" + name);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            forEachText(value[i], visit, path + "/" + std::to_string(i));
    }
}

class TestTopologyMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAllOfTheReference_andDiffersOnlyWhereSaid()
    {
        const Json reference = sample("topology.example.json");
        const Graph graph = graphOf(sample("openclaw.realistic-mem0.json"));
        Texts theirNodes;
        for (const Json& item : reference.at("nodes")) {
            const std::string id = item.at("id").get<std::string>();
            theirNodes.insert(id);
            const Node* ours = node(graph, id.c_str());
            QVERIFY2(ours != nullptr, id.c_str());
            QVERIFY2(!ours->isDangling, id.c_str());
            for (const auto& [theirName, ourName] : std::map<std::string, std::string>{{"enabled", "enabled"},
                                                                                       {"port", "port"},
                                                                                       {"bind", "bind"},
                                                                                       {"workspace", "workspace"},
                                                                                       {"sandbox", "sandboxMode"},
                                                                                       {"toolProfile", "toolsProfile"},
                                                                                       {"transport", "transport"},
                                                                                       {"api", "api"}}) {
                if (item.contains(theirName) && !item[theirName].is_null())
                    QVERIFY2(ours->attributes.value(ourName, Json()) == item[theirName], (id + theirName).c_str());
            }
        }
        Texts ourNodes;
        for (const Node& item : graph.nodes())
            ourNodes.insert(item.id.value());
        QCOMPARE(theirNodes.size(), std::size_t{40});
        // The reference leaves out the gateway's own tool lists and the hook that can start any allowed agent.
        QVERIFY((without(ourNodes, theirNodes) == Texts{"hook:(direct)", "tool:canvas"}));

        Texts theirEdges;
        for (const Json& item : reference.at("edges"))
            theirEdges.insert(referenceEdge(item));
        QCOMPARE(theirEdges.size(), std::size_t{66});
        const Texts ourEdges = edgeTexts(graph);
        for (const std::string& missing : without(theirEdges, ourEdges))
            QFAIL(missing.c_str());
        QVERIFY((without(ourEdges, theirEdges)
                 == Texts{"tool-deny gateway > tool:canvas", "triggers hook:(direct) > agent:main",
                          "triggers hook:(direct) > agent:ops"}));
        QVERIFY(mapped(sample("openclaw.realistic-mem0.json")).problems.empty());
    }

    void givesTheSameGraph_inBothModes()
    {
        // The same configuration, recorded from a gateway with every secret redacted, and as its file.
        QCOMPARE(digestOf(answeredView("rpc.config.get.json")), digestOf(sample("openclaw.realistic.json")));
        QCOMPARE(graphOf(answeredView("rpc.config.get.json")).digest().text(),
                 graphOf(sample("openclaw.realistic.json")).digest().text());
        QVERIFY(digestOf(answeredView("rpc.config.get.json")) != digestOf(sample("openclaw.realistic-mem0.json")));
    }

    void takesIncludedParts_fromResolvedForm()
    {
        const Graph graph = graphOf(answeredView("rpc.config.get-include.excerpt.json"));
        QVERIFY(node(graph, "agent:a1") != nullptr);
        QVERIFY((edgeTexts(graph, "may-spawn") == Texts{"may-spawn agent:a1 > agent:a2"}));
        QVERIFY((edgeTexts(graph, "routes-to")
                 == Texts{"routes-to account:telegram/one > agent:a1", "routes-to account:telegram/two > agent:a2"}));
    }

    void refusesAnswer_withoutConfiguration()
    {
        const auto invalid = viewOfAnswer(samplePayload("rpc.config.get-invalid-on-disk.excerpt.json"));
        QVERIFY(!invalid);
        QVERIFY(invalid.error().code == ErrorCode::FailedPrecondition);
        Json answer = samplePayload("rpc.config.get.json");
        QVERIFY(viewOfAnswer(answer));
        answer["exists"] = false;
        QVERIFY(!viewOfAnswer(answer));
        QVERIFY(!viewOfAnswer(Json()));
        QVERIFY(!viewOfAnswer(Json::object()));
    }

    void readsOldRoster_asTheNewOne()
    {
        for (const char* name : {"v2026.3.13.config.get.json", "v2026.6.11.config.get.json"}) {
            const Graph graph = graphOf(answeredView(name));
            QVERIFY2(node(graph, "agent:main")->attributes.at("isDefault") == true, name);
            QVERIFY2((edgeTexts(graph, "may-spawn") == Texts{"may-spawn agent:main > agent:coder"}), name);
            QVERIFY2((edgeTexts(graph, "uses-model")
                      == Texts{"uses-model agent:coder > model:local-vllm/m1 (primary)",
                               "uses-model agent:main > model:local-vllm/m1 (primary)"}),
                     name);
        }
        QCOMPARE(digestOf(answeredView("v2026.3.13.config.get.json")).size(),
                 digestOf(answeredView("v2026.6.11.config.get.json")).size());
        const Json list = parsed5("{agents: {list: [{id: 'b', name: 'B'}, {id: 'a', default: true}]}}");
        const Json entries = parsed5("{agents: {entries: {a: {default: true}, b: {name: 'B'}}}}");
        QCOMPARE(digestOf(list), digestOf(entries));
    }

    void numbersRepeatedIds_ofOldRoster()
    {
        const Graph graph = graphOf(parsed5("{agents: {list: [{id: 'a'}, {id: 'A'}, {}, {id: ' x Y '}]}}"));
        for (const char* id : {"agent:a", "agent:a-2", "agent:agent", "agent:x-y"})
            QVERIFY2(node(graph, id) != nullptr, id);
    }

    void knowsWhoHasAShell_data()
    {
        QTest::addColumn<QString>("tools");
        QTest::addColumn<QString>("own");
        QTest::addColumn<bool>("has");
        const auto row = [](const char* name, const char* tools, const char* own, bool has) {
            QTest::newRow(name) << QString::fromLatin1(tools) << QString::fromLatin1(own) << has;
        };
        row("nothing is said", "{}", "{}", true);
        row("profile coding", "{}", "{profile: 'coding'}", true);
        row("profile minimal", "{}", "{profile: 'minimal'}", false);
        row("profile of the gateway", "{profile: 'messaging'}", "{}", false);
        row("own profile before the gateway's", "{profile: 'messaging'}", "{profile: 'full'}", true);
        row("unknown profile", "{}", "{profile: 'later'}", true);
        row("added to a profile", "{}", "{profile: 'minimal', alsoAllow: ['exec']}", true);
        row("added to a profile as bash", "{profile: 'minimal', alsoAllow: ['Bash']}", "{}", true);
        row("own additions replace the gateway's", "{alsoAllow: ['exec']}", "{profile: 'minimal', alsoAllow: ['cron']}",
            false);
        row("allowed by name", "{}", "{allow: ['read', 'exec']}", true);
        row("allowed by group", "{}", "{allow: ['group:runtime']}", true);
        row("allowed by pattern", "{}", "{allow: ['e*c']}", true);
        row("allowed beside a list", "{}", "{allow: ['read'], alsoAllow: ['exec']}", true);
        row("not on the list", "{}", "{allow: ['read', 'web_search']}", false);
        row("not on the gateway's list", "{allow: ['read']}", "{allow: ['exec']}", false);
        row("empty list", "{}", "{allow: []}", true);
        row("denied by name", "{}", "{deny: ['exec']}", false);
        row("denied before allowed", "{}", "{allow: ['exec'], deny: ['bash']}", false);
        row("something else denied", "{}", "{deny: ['browser', 'process']}", true);
        row("denied by group", "{}", "{deny: ['group:runtime']}", false);
        row("denied by the gateway", "{deny: ['*']}", "{}", false);
        row("profile that does not hold what is allowed", "{}", "{profile: 'minimal', allow: ['exec']}", false);
        row("commands refused", "{}", "{exec: {mode: 'deny'}}", false);
        row("commands refused by the gateway", "{exec: {mode: 'deny'}}", "{exec: {mode: 'ask'}}", true);
    }

    void knowsWhoHasAShell()
    {
        QFETCH(QString, tools);
        QFETCH(QString, own);
        QFETCH(bool, has);
        Json config = smallConfig();
        config["tools"] = parsed5(tools.toStdString());
        config["agents"]["entries"]["a"]["tools"] = parsed5(own.toStdString());
        const Graph graph = graphOf(config);
        QCOMPARE(node(graph, "agent:a")->attributes.at("mayRunCommands").get<bool>(), has);
    }

    void runsOneAgent_ifNoneIsConfigured()
    {
        const Graph graph = graphOf(parsed5("{channels: {telegram: {}}}"));
        QVERIFY(node(graph, "agent:main")->origin == Origin::Implied);
        QVERIFY(node(graph, "account:telegram/default")->origin == Origin::Implied);
        QVERIFY((edgeTexts(graph, "routes-to") == Texts{"routes-to channel:telegram > agent:main (fallback)"}));
    }

    void ignoresWhatMeansNothing_inTheDigest()
    {
        const Json config = sample("openclaw.realistic.json");
        const std::string digest = digestOf(config);
        QCOMPARE(digestOf(parsed5("// a comment\n" + config.dump(7))), digest);

        Json changed = config; // order where order means nothing
        auto& allow = changed["tools"]["agentToAgent"]["allow"];
        std::reverse(allow.begin(), allow.end());
        auto& spawn = changed["agents"]["entries"]["main"]["subagents"]["allowAgents"];
        std::reverse(spawn.begin(), spawn.end());
        auto& tools = changed["agents"]["entries"]["researcher"]["tools"]["allow"];
        std::reverse(tools.begin(), tools.end());
        auto& models = changed["models"]["providers"]["local-vllm"]["models"];
        std::reverse(models.begin(), models.end());
        auto& group = changed["broadcast"]["telegram:-100777"]["agents"];
        std::reverse(group.begin(), group.end());
        QCOMPARE(digestOf(changed), digest);

        changed = config; // routes that no message can meet both
        std::swap(changed["bindings"][0], changed["bindings"][5]);
        QCOMPARE(digestOf(changed), digest);

        changed = config; // secrets, whatever they are
        changed["gateway"]["auth"]["token"] = "another";
        changed["channels"]["telegram"]["accounts"]["default"]["botToken"] = "__OPENCLAW_REDACTED__";
        changed["mcp"]["servers"]["search"]["headers"]["Authorization"] = "Bearer another";
        changed["meta"] = {{"lastTouchedVersion", "2026.9.6"}, {"lastTouchedAt", "2026-11-26T00:00:00Z"}};
        changed["unknownSection"] = {{"x", 1}};
        QCOMPARE(digestOf(changed), digest);
    }

    void noticesOrder_ofRoutesOneMessageCanMeet()
    {
        const Json config = smallConfig(R"(bindings: [
            {agentId: 'a', match: {channel: 'telegram', accountId: 'one', peer: {kind: 'group', id: '1'}}},
            {agentId: 'b', match: {channel: 'telegram', accountId: 'one', peer: {kind: 'group', id: '2'}}}])");
        Json changed = config;
        std::swap(changed["bindings"][0], changed["bindings"][1]);
        QVERIFY(digestOf(changed) != digestOf(config));
        // One for an account and one for the whole channel stand in one row as well.
        Json across = config;
        across["bindings"][1]["match"]["accountId"] = "*";
        changed = across;
        std::swap(changed["bindings"][0], changed["bindings"][1]);
        QVERIFY(digestOf(changed) != digestOf(across));
    }

    void noticesOrder_ofFallbacks()
    {
        const Json config = smallConfig("agents: {defaults: {model: {primary: 'p/a', fallbacks: ['p/b', 'p/c']}}}");
        Json changed = config;
        std::swap(changed["agents"]["defaults"]["model"]["fallbacks"][0],
                  changed["agents"]["defaults"]["model"]["fallbacks"][1]);
        QVERIFY(digestOf(changed) != digestOf(config));
    }

    void identifiesRoutes_byWhatTheyMatch()
    {
        const Graph graph = graphOf(smallConfig(R"(bindings: [
            {agentId: 'a', match: {channel: 'Telegram', accountId: 'ONE', peer: {kind: 'channel', id: -100}}},
            {agentId: 'a', match: {channel: 'telegram', accountId: 'one', peer: {kind: 'dm', id: '*'}}},
            {agentId: 'a', match: {channel: 'telegram', accountId: 'one', guildId: 'g', roles: ['r2', 'r1']}},
            {agentId: 'a', match: {channel: 'telegram', accountId: 'one', guildId: 'g'}},
            {agentId: 'b', match: {channel: 'telegram', accountId: '*'}},
            {agentId: 'b', match: {channel: 'telegram'}},
            {type: 'acp', agentId: 'b', match: {channel: 'telegram', accountId: 'two', peer: {kind: 'group', id: '7'}}},
            {agentId: 'gone', match: {channel: 'matrix', accountId: 'x'}}])"));
        QVERIFY((edgeTexts(graph, "routes-to")
                 == Texts{"routes-to account:telegram/one > agent:a (peer=group:-100)",
                          "routes-to account:telegram/one > agent:a (peer=direct:*)",
                          "routes-to account:telegram/one > agent:a (guild=g role=r1 role=r2)",
                          "routes-to account:telegram/one > agent:a (guild=g)", "routes-to channel:telegram > agent:b",
                          "routes-to account:telegram/default > agent:b",
                          "routes-to account:telegram/two > agent:b (acp peer=group:7)",
                          "routes-to account:matrix/x > agent:gone"}));
        std::map<std::string, std::string> tiers;
        for (const Edge& edge : graph.edges()) {
            if (edge.kind == EdgeKind::RoutesTo)
                tiers[edge.key + "|" + edge.from.value()] = edge.attributes.value("tier", "");
        }
        QCOMPARE(tiers["peer=group:-100|account:telegram/one"], std::string("peer"));
        QCOMPARE(tiers["peer=direct:*|account:telegram/one"], std::string("peer-wildcard"));
        QCOMPARE(tiers["guild=g role=r1 role=r2|account:telegram/one"], std::string("guild+roles"));
        QCOMPARE(tiers["guild=g|account:telegram/one"], std::string("guild"));
        QCOMPARE(tiers["|channel:telegram"], std::string("channel"));
        QCOMPARE(tiers["|account:telegram/default"], std::string("account"));
        QCOMPARE(tiers["acp peer=group:7|account:telegram/two"], std::string());
        // What nothing defines is kept and marked.
        QVERIFY(node(graph, "agent:gone")->isDangling);
        QVERIFY(node(graph, "account:matrix/x")->isDangling);
        QVERIFY(node(graph, "account:telegram/default")->isDangling);
        QVERIFY(node(graph, "account:telegram/default")->parent == NodeId("channel:telegram"));
        QVERIFY(!node(graph, "agent:a")->isDangling);
    }

    void keepsSpawnSets_asImpliedEdges()
    {
        const Graph graph = graphOf(smallConfig("agents: {defaults: {subagents: {allowAgents: ['gone']}}, entries: {a: "
                                                "{subagents: {allowAgents: ['*', 'b']}}}}"));
        QVERIFY(
            (edgeTexts(graph, "may-spawn")
             == Texts{"may-spawn agent:a > agent:a", "may-spawn agent:a > agent:b", "may-spawn agent:b > agent:gone"}));
        QVERIFY(node(graph, "agent:a")->attributes.at("spawnsAny") == true);
        for (const Edge& edge : graph.edges()) {
            if (edge.kind != EdgeKind::MaySpawn)
                continue;
            const bool isImplied = edge.to == NodeId("agent:a");
            QVERIFY((edge.origin == Origin::Implied) == isImplied);
            QVERIFY(edge.attributes.contains("wildcard") == isImplied);
            QVERIFY(edge.attributes.contains("inherited") == (edge.from == NodeId("agent:b")));
            QVERIFY(edge.isDangling == (edge.to == NodeId("agent:gone")));
        }
        QVERIFY(edgeTexts(graphOf(smallConfig()), "may-spawn").empty());
    }

    void letsAllAgentsTalk_unlessRestricted()
    {
        const auto pairs = [](const std::string& tools, const std::string& version = {}) {
            const Json config = smallConfig("tools: {" + tools + "}, agents: {entries: {c: {}}}");
            MapInput input;
            input.version = version;
            const Graph graph = mapped(config, input).graph;
            std::string out;
            for (const Edge& edge : graph.edges()) {
                if (edge.kind == EdgeKind::AgentToAgent)
                    out += edge.from.value().substr(6) + edge.to.value().substr(6)
                        + (edge.origin == Origin::Implied ? "* " : " ");
            }
            return out;
        };
        QCOMPARE(pairs(""), std::string("ab* ac* bc* "));
        QCOMPARE(pairs("agentToAgent: {allow: []}"), std::string("ab* ac* bc* "));
        QCOMPARE(pairs("agentToAgent: {allow: ['a', 'c']}"), std::string("ac "));
        QCOMPARE(pairs("agentToAgent: {allow: ['*']}"), std::string("ab* ac* bc* "));
        QCOMPARE(pairs("agentToAgent: {allow: ['a', '*B*']}"), std::string("ab* "));
        QCOMPARE(pairs("agentToAgent: {allow: ['A', 'b']}"), std::string()); // exact ids keep their case
        QCOMPARE(pairs("agentToAgent: {allow: [' ']}"), std::string()); // only blanks: nobody
        QCOMPARE(pairs("agentToAgent: {enabled: false}"), std::string());
        QCOMPARE(pairs("sessions: {visibility: 'tree'}"), std::string());
        // Before 2026.8 the default was the opposite.
        QCOMPARE(pairs("", "2026.6.11"), std::string());
        QCOMPARE(pairs("agentToAgent: {enabled: true, allow: ['a', 'b']}, sessions: {visibility: 'all'}", "2026.6.11"),
                 std::string("ab "));
    }

    void followsModels_throughDefaultsAliasesAndRoles()
    {
        const Graph graph = graphOf(smallConfig(R"(agents: {defaults: {
                model: {primary: 'fast', fallbacks: ['p/x/y']}, subagents: {model: 'p/sub'}, utilityModel: 'p/util',
                models: {'p/quick': {alias: 'Fast'}, 'p/*': {}}},
            entries: {a: {model: 'p/own', utilityModel: ''}, b: {model: {primary: 'bare'}}}},
            channels: {modelByChannel: {telegram: {'-100': 'fast'}}})"));
        QVERIFY((edgeTexts(graph, "uses-model")
                 == Texts{"uses-model agent:a > model:p/own (primary)", "uses-model agent:a > model:p/sub (subagent)",
                          "uses-model agent:b > model:bare (primary)", "uses-model agent:b > model:p/sub (subagent)",
                          "uses-model agent:b > model:p/util (utility)",
                          "uses-model channel:telegram > model:p/quick (peer:-100)"}));
        QVERIFY(node(graph, "model:bare")->isDangling);
        QVERIFY(node(graph, "model:p/own")->origin == Origin::Implied);
        QVERIFY(node(graph, "model:p/quick")->origin == Origin::Configured);
        QVERIFY(node(graph, "model:p/own")->parent == NodeId("provider:p"));
        QVERIFY(node(graph, "model:p/*") == nullptr);
    }

    void fillsHookEntries_fromAllowList()
    {
        const auto triggers = [](const std::string& hooks) {
            return edgeTexts(graphOf(smallConfig("hooks: {" + hooks + "}")), "triggers");
        };
        QVERIFY(triggers("mappings: []").empty()); // off by default
        QVERIFY((triggers("enabled: true")
                 == Texts{"triggers hook:(direct) > agent:a", "triggers hook:(direct) > agent:b"}));
        QVERIFY((triggers("enabled: true, allowedAgentIds: ['b']") == Texts{"triggers hook:(direct) > agent:b"}));
        QVERIFY(triggers("enabled: true, allowedAgentIds: []").empty());
        QVERIFY(
            (triggers("mappings: [{match: {path: 'ci'}, agentId: 'a'}, {match: {path: 'ci'}, agentId: 'b'}, {id: 'x'}]")
             == Texts{"triggers hook:match ci > agent:a", "triggers hook:match ci#2 > agent:b"}));
    }

    void showsOnlyOrigins_ofUrls()
    {
        const auto shown = [](const std::string& url) {
            Json config = smallConfig();
            config["models"]["providers"]["p"]["baseUrl"] = url;
            config["mcp"]["servers"]["s"]["url"] = url;
            const Graph graph = graphOf(config);
            const Json base = node(graph, "provider:p")->attributes.value("baseUrl", Json());
            return base == node(graph, "mcp:s")->attributes.value("url", Json()) ? base : Json("differ");
        };
        QCOMPARE(shown("https://host:8443/v1/secret-path").get<std::string>(), std::string("https://host:8443"));
        QCOMPARE(shown("${URL}").get<std::string>(), std::string("${URL}"));
        QCOMPARE(shown("https://${HOST}/v1").get<std::string>(), std::string("https://${HOST}"));
        for (const char* url : {"https://user:pass@host/", "https://host/?token=x", "https://host/#x", "host/path", "",
                                "https://api.telegram.org/bot123456:AAAA/x", "__OPENCLAW_REDACTED__", "https://a b/"})
            QVERIFY2(shown(url).is_null(), url);
    }

    void readsRuntimeAnswers_asRuntimeOnly()
    {
        const Json config = sample("openclaw.realistic.json");
        const Json cron = samplePayload("rpc.cron.list-compact.json");
        const Json devices = samplePayload("rpc.device.pair.list-paired.json");
        const Json nodes = parsed5(R"({nodes: [{nodeId: 'n1', displayName: 'Build box', platform: 'linux', paired: true,
            caps: ['b', 'a'], commands: ['system.run'], remoteIp: '192.0.2.1', lastSeenAtMs: 1},
            {nodeId: 'n2', paired: false}]})");
        MapInput input;
        input.cronList = &cron;
        input.devicePairList = &devices;
        input.nodeList = &nodes;
        const MappedTopology with = mapped(config, input);
        QVERIFY(with.problems.empty());
        QCOMPARE(with.graph.configuredDigest().text(), digestOf(config));
        QVERIFY(with.graph.digest() != graphOf(config).digest());
        const Node* job = node(with.graph, "cron:e5ea177f-02ff-47e3-bf0e-d417723b02ec");
        QCOMPARE(job->name, std::string("Skill collection review (main)"));
        QVERIFY(job->origin == Origin::RuntimeOnly);
        QVERIFY((job->attributes
                 == Json{{"declaredBy", "skill-collection-review"}, {"enabled", true}, {"schedule", "every 7 d"}}));
        const Node* device
            = node(with.graph, "device:56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c");
        QVERIFY(device->attributes.at("scopes") == Json({"operator.admin"}));
        QVERIFY((node(with.graph, "node:n1")->attributes
                 == Json{{"capabilities", {"a", "b"}}, {"commands", {"system.run"}}, {"platform", "linux"}}));
        QVERIFY(node(with.graph, "node:n2") == nullptr);
        // A second look a moment later, with another next run, is the same topology.
        Json later = cron;
        for (Json& item : later["jobs"]) {
            item["nextRunAtMs"] = 1;
            item["lastRunStatus"] = "ok";
            item["updatedAtMs"] = 2;
        }
        input.cronList = &later;
        QCOMPARE(mapped(config, input).graph.digest().text(), with.graph.digest().text());
    }

    void keepsConfiguredPart_whenRuntimeKnowsTheSameNode()
    {
        const Json config = smallConfig("tools: {exec: {node: 'n1'}}");
        const Json nodes = parsed5("{nodes: [{nodeId: 'n1', displayName: 'Build box', platform: 'linux'}]}");
        MapInput input;
        input.nodeList = &nodes;
        QCOMPARE(mapped(config, input).graph.configuredDigest().text(), digestOf(config));
        QVERIFY(
            (edgeTexts(graphOf(config), "runs-on") == Texts{"runs-on agent:a > node:n1", "runs-on agent:b > node:n1"}));
    }

    // Every text of the realistic configuration is replaced by a canary, one after the other: it may show up only where
    // the mapping says that it shows this very setting.
    void keepsOutEverySetting_thatIsNotOnTheList()
    {
        const Texts shown{"/agents/defaults/heartbeat/every",
                          "/agents/defaults/workspace",
                          "/agents/ownership",
                          "/broadcast/strategy",
                          "/channels/defaults/groupPolicy",
                          "/channels/discord/groupPolicy",
                          "/channels/slack/mode",
                          "/channels/telegram/defaultAccount",
                          "/channels/telegram/dmPolicy",
                          "/channels/telegram/groupPolicy",
                          "/gateway/auth/mode",
                          "/gateway/bind",
                          "/gateway/mode",
                          "/hooks/mappings/0/action",
                          "/hooks/mappings/0/id",
                          "/hooks/mappings/0/match/path",
                          "/hooks/path",
                          "/mcp/servers/files/command",
                          "/mcp/servers/search/transport",
                          "/plugins/slots/memory",
                          "/session/dmScope",
                          "/talk/agentId",
                          "/tools/sessions/visibility",
                          "/agents/defaults/sandbox/mode"};
        // Lists and fields of each item, as patterns of the path's end.
        const std::vector<std::string> shownEnds{"/agentId",
                                                 "/name",
                                                 "/workspace",
                                                 "/match/channel",
                                                 "/match/accountId",
                                                 "/match/peer/id",
                                                 "/match/peer/kind",
                                                 "/match/guildId",
                                                 "/match/roles/0",
                                                 "/match/teamId",
                                                 "/type",
                                                 "/session/dmScope",
                                                 "/model",
                                                 "/model/primary",
                                                 "/tools/profile",
                                                 "/tools/exec/mode",
                                                 "/sandbox/mode",
                                                 "/sandbox/scope",
                                                 "/sandbox/workspaceAccess",
                                                 "/delegationMode",
                                                 "/api",
                                                 "/id"};
        const std::vector<std::string> shownLists{
            "/allowAgents/",     "/fallbacks/",       "/tools/allow/", "/tools/deny/", "/tools/alsoAllow/",
            "/mentionPatterns/", "/allowedAgentIds/", "/input/",       "/agents/",     "/agentToAgent/allow/"};
        const Json config = sample("openclaw.realistic.json");
        std::vector<std::string> paths;
        Json walked = config;
        forEachText(walked, [&paths](const std::string& path, Json&) { paths.push_back(path); });
        QVERIFY(paths.size() > 120);
        std::size_t kept = 0;
        for (const std::string& path : paths) {
            Json changed = config;
            changed[Json::json_pointer(path)] = "canary-7f3a";
            MapInput input;
            input.config = &changed;
            const auto result = mapTopology(input);
            std::string all = result ? toJson(result->graph).dump() : result.error().message + result.error().where;
            for (const auto& problem : result ? result->problems : std::vector<provider::Problem>{})
                all += problem.message + problem.action + problem.where;
            const bool isSecret = path.find("oken") != std::string::npos || path.find("apiKey") != std::string::npos
                || path.find("/headers/") != std::string::npos || path.find("/env/") != std::string::npos
                || path.find("/args/") != std::string::npos;
            const bool mayShow = !isSecret
                && (shown.contains(path)
                    || std::any_of(shownEnds.begin(), shownEnds.end(),
                                   [&](const auto& end) { return path.ends_with(end); })
                    || std::any_of(shownLists.begin(), shownLists.end(), [&](const auto& list) {
                           const auto at = path.rfind('/');
                           return path.substr(0, at + 1).ends_with(list);
                       }));
            if (all.find("canary-7f3a") != std::string::npos)
                QVERIFY2(mayShow, path.c_str());
            else
                ++kept;
        }
        QVERIFY(kept > 20);
    }

    void keepsOutSecrets_ofEveryKindOfField()
    {
        const Json config = parsed5(R"({
            gateway: {auth: {mode: 'token', token: 'CANARY', password: 'CANARY'}, remote: {url: 'ws://CANARY', token: 'CANARY'}},
            env: {vars: {X: 'CANARY'}, Y: 'CANARY'},
            models: {providers: {p: {apiKey: 'CANARY', baseUrl: 'https://u:CANARY@h/CANARY?k=CANARY', headers: {a: 'CANARY'},
                auth: {kind: 'CANARY'}, models: [{id: 'm', headers: {x: 'CANARY'}, params: {k: 'CANARY'}}]}}},
            agents: {defaults: {params: {k: 'CANARY'}}, entries: {a: {params: {k: 'CANARY'}, tts: {apiKey: 'CANARY'},
                identity: {avatar: 'CANARY'}, memorySearch: {remote: {apiKey: 'CANARY'}}}}},
            channels: {telegram: {botToken: 'CANARY', webhookSecret: 'CANARY', allowFrom: ['CANARY'], accounts: {x: {
                botToken: {source: 'exec', provider: 'p', id: 'CANARY'}, appToken: 'CANARY', proxy: 'http://CANARY'}}}},
            mcp: {servers: {s: {command: 'run', args: ['CANARY'], env: {K: 'CANARY'}, headers: {H: 'CANARY'},
                url: 'https://h/CANARY', auth: 'CANARY', cwd: '/CANARY'}}},
            hooks: {enabled: true, token: 'CANARY', gmail: {pushToken: 'CANARY'}, mappings: [{id: 'h', messageTemplate: 'CANARY',
                textTemplate: 'CANARY', sessionKey: 'CANARY', to: 'CANARY', transform: {module: 'CANARY'}}]},
            plugins: {entries: {q: {config: {apiKey: 'CANARY'}, env: {K: 'CANARY'}, apiKey: 'CANARY'}}},
            secrets: {providers: {v: {command: 'CANARY'}}}, skills: {entries: {s: {apiKey: 'CANARY', env: {K: 'CANARY'}}}},
            bindings: [{agentId: 'a', comment: 'CANARY', match: {channel: 'telegram', accountId: 'x'}, acp: {cwd: 'CANARY'}}]})");
        const Json cron = parsed5(R"({jobs: [{id: 'j', name: 'N', schedule: {kind: 'cron', expr: '0 3 * * *'},
            payload: {kind: 'agentTurn', message: 'CANARY', text: 'CANARY'}, delivery: {mode: 'announce', to: 'CANARY'},
            lastRunError: 'CANARY'}]})");
        const Json devices = parsed5(R"({paired: [{deviceId: 'd', publicKey: 'CANARY', remoteIp: 'CANARY',
            tokens: [{token: 'CANARY'}]}], pending: [{deviceId: 'CANARY'}]})");
        const Json nodes
            = parsed5("{nodes: [{nodeId: 'n', pathEnv: 'CANARY', remoteIp: 'CANARY', permissions: {CANARY: true}}]}");
        MapInput input;
        input.cronList = &cron;
        input.devicePairList = &devices;
        input.nodeList = &nodes;
        const MappedTopology result = mapped(config, input);
        QVERIFY(toJson(result.graph).dump().find("CANARY") == std::string::npos);
        for (const auto& problem : result.problems)
            QVERIFY((problem.message + problem.where).find("CANARY") == std::string::npos);
    }

    void leavesOutAttribute_ofWrongType()
    {
        const Json config = smallConfig("gateway: {port: 'high', bind: 7}, agents: {entries: {a: {name: ['x'], skills: "
                                        "'all', sandbox: {mode: 1}}}}");
        const MappedTopology result = mapped(config);
        std::set<std::string> where;
        for (const auto& problem : result.problems) {
            QCOMPARE(problem.code, std::string("config-unexpected-value"));
            where.insert(problem.where);
        }
        QVERIFY((where
                 == std::set<std::string>{"agents.entries.a.name", "agents.entries.a.sandbox.mode",
                                          "agents.entries.a.skills", "gateway.bind", "gateway.port"}));
        QCOMPARE(node(result.graph, "agent:a")->name, std::string("a"));
    }

    void failsWhole_whereAnElementCouldHide()
    {
        for (const auto& [text, where] : std::vector<std::pair<std::string, std::string>>{
                 {"{agents: 7}", "agents"},
                 {"{agents: {entries: []}}", "agents.entries"},
                 {"{agents: {entries: {a: 'x'}}}", "agents.entries.a"},
                 {"{agents: {entries: {a: {}, A: {}}}}", "agents.entries.a"},
                 {"{agents: {list: {}}}", "agents.list"},
                 {"{agents: {list: ['x']}}", "agents.list[0]"},
                 {"{bindings: {}}", "bindings"},
                 {"{bindings: [7]}", "bindings[0]"},
                 {"{bindings: [{agentId: 'a', match: {}}]}", "bindings[0]"},
                 {"{bindings: [{agentId: 7, match: {channel: 'x'}}]}", "bindings[0].agentId"},
                 {"{channels: []}", "channels"},
                 {"{channels: {x: 1}}", "channels.x"},
                 {"{channels: {x: {accounts: []}}}", "channels.x.accounts"},
                 {"{channels: {x: {accounts: {a: {}, A: {}}}}}", "channels.x.accounts.a"},
                 {"{models: {providers: {p: {models: {}}}}}", "models.providers.p.models"},
                 {"{models: {providers: {p: {models: [{}]}}}}", "models.providers.p.models[0]"},
                 {"{agents: {entries: {a: {tools: {deny: 'exec'}}}}}", "agents.entries.a.tools.deny"},
                 {"{agents: {entries: {a: {tools: {deny: [7]}}}}}", "agents.entries.a.tools.deny[0]"},
                 {"{agents: {defaults: {subagents: {allowAgents: '*'}}}}", "agents.defaults.subagents.allowAgents"},
                 {"{mcp: {servers: 1}}", "mcp.servers"},
                 {"{hooks: {mappings: {}}}", "hooks.mappings"},
                 {"{plugins: {slots: []}}", "plugins.slots"},
                 {"{broadcast: []}", "broadcast"}}) {
            const auto failure = failureOf(parsed5(text));
            QVERIFY2(failure, text.c_str());
            QVERIFY2(failure->code == ErrorCode::InvalidArgument, text.c_str());
            QVERIFY2(failure->where == where, (text + " -> " + failure->where).c_str());
        }
        QVERIFY(failureOf(Json::array()));
    }

    void boundsProblems_andLongTexts()
    {
        Json config = smallConfig();
        config["agents"]["entries"]["a"]["workspace"] = std::string(5000, 'w');
        config["agents"]["entries"]["b"]["name"] = std::string("nul\0", 4);
        MappedTopology result = mapped(config);
        QCOMPARE(result.problems.size(), std::size_t{2});
        for (int i = 0; i < 300; ++i)
            config["mcp"]["servers"]["s" + std::to_string(i)]["command"] = 1;
        result = mapped(config);
        QCOMPARE(result.problems.size(), std::size_t{100});
        QCOMPARE(result.graph.nodes().size(), std::size_t{306});
    }
};

QTEST_GUILESS_MAIN(TestTopologyMap)
#include "tst_openclaw_topology_map.moc"
