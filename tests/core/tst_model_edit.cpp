// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/model_edit.h"
#include "tests/support/graph_parts.h"
#include "tests/support/verify_result.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;

class TestModelEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatStandsInForAModel_staysInItsOrder()
    {
        using topology::EdgeKind;
        using topology::NodeId;
        using topology::NodeKind;
        topology::GraphBuilder builder;
        for (const char* name : {"own", "heir"})
            builder.add(test::node(NodeKind::Agent, name));
        for (const char* name : {"p/a", "p/b", "p/z"})
            builder.add(test::node(NodeKind::Model, name));
        const auto uses = [&](const char* agent, const char* model, std::optional<int> order, bool isInherited) {
            topology::Edge edge;
            edge.kind = EdgeKind::UsesModel;
            edge.from = topology::nodeId(NodeKind::Agent, agent);
            edge.to = topology::nodeId(NodeKind::Model, model);
            edge.key = order ? "fallback" : "primary";
            edge.order = order;
            if (isInherited)
                edge.attributes[topology::attribute::kInherited] = true;
            builder.add(std::move(edge));
        };
        uses("own", "p/a", std::nullopt, false);
        uses("own", "p/z", 0, false);
        uses("own", "p/b", 1, false);
        uses("heir", "p/b", 0, true);
        const auto graph = builder.build();
        FABRIC_VERIFY_RESULT(graph);
        const auto fallbacks = [&](const char* subject, const char* model) {
            return planning::modelEdit(NodeId(subject), NodeId(model), *graph).fallbacks;
        };
        QCOMPARE(fallbacks("agent:own", "model:p/new"), (std::vector{NodeId("model:p/z"), NodeId("model:p/b")}));
        QCOMPARE(fallbacks("agent:own", "model:p/z"),
                 std::vector{NodeId("model:p/b")}); // it does not stand in for itself
        QVERIFY(fallbacks("agent:heir", "model:p/new").empty()); // those of the defaults go on to be inherited
        QCOMPARE(fallbacks("gateway", "model:p/new"), std::vector{NodeId("model:p/b")});
    }
};

QTEST_GUILESS_MAIN(TestModelEdit)
#include "tst_model_edit.moc"
