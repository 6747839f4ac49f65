// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
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

[[maybe_unused]] std::string digestOf(const Json& config)
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

[[maybe_unused]] std::optional<Error> failureOf(const Json& config)
{
    MapInput input;
    input.config = &config;
    const auto result = mapTopology(input);
    return result ? std::nullopt : std::optional(result.error());
}

} // namespace

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
};

QTEST_GUILESS_MAIN(TestTopologyMap)
#include "tst_openclaw_topology_map.moc"
