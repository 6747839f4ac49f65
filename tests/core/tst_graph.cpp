// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/graph.h"

#include <QTest>

using namespace fabric;
using namespace fabric::topology;

namespace {

Node node(NodeKind kind, std::string_view name, Json attributes = Json::object())
{
    Node out;
    out.id = nodeId(kind, name);
    out.kind = kind;
    out.attributes = std::move(attributes);
    return out;
}

Edge edge(EdgeKind kind, const NodeId& from, const NodeId& to, std::string key = {})
{
    Edge out;
    out.kind = kind;
    out.from = from;
    out.to = to;
    out.key = std::move(key);
    return out;
}

} // namespace

class TestGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAndMarksWhatDangles()
    {
        GraphBuilder builder;
        builder.add(node(NodeKind::Agent, "coder"));
        builder.add(edge(EdgeKind::MaySpawn, nodeId(NodeKind::Agent, "coder"), nodeId(NodeKind::Agent, "ghost")));
        const Graph graph = builder.build().value();
        QCOMPARE(graph.nodes().size(), 2U);
        const Node* ghost = graph.find(NodeId("agent:ghost"));
        QVERIFY(ghost != nullptr && ghost->isDangling && ghost->name == "ghost");
        QVERIFY(graph.edges()[0].isDangling);
    }

    void readsBackWhatItWrote()
    {
        GraphBuilder builder;
        builder.add(node(NodeKind::Gateway, "", {{"port", 18789}}));
        builder.add(node(NodeKind::Agent, "coder", {{"skills", {"b", "a", "b"}}}));
        builder.add(edge(EdgeKind::SurfaceOwner, NodeId("gateway"), NodeId("agent:coder"), "talk"));
        const Graph graph = builder.build().value();
        QVERIFY(graph.nodes()[0].attributes.at("skills") == Json({"a", "b"}));
        const auto back = parseGraph(toJson(graph));
        QVERIFY(back.has_value());
        QVERIFY(*back == graph);
        QVERIFY(!graph.digest().isNull());
    }

    void refusesWhatIsNotOnTheList()
    {
        GraphBuilder builder;
        builder.add(node(NodeKind::Agent, "coder", {{"token", "s3cret"}}));
        const auto graph = builder.build();
        QVERIFY(!graph);
        QCOMPARE(graph.error().code, ErrorCode::InvalidArgument);
        QVERIFY(graph.error().message.find("s3cret") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestGraph)
#include "tst_graph.moc"
