// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/topology_details.h"
#include "app/model/topology_model.h"
#include "tests/app/view/random_graph.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::model;
using fabric::tests::GraphMaker;

namespace {

topology::Graph without(const topology::Graph& graph, const std::string& id)
{
    topology::GraphBuilder builder;
    for (const topology::Node& node : graph.nodes()) {
        if (node.id.value() != id)
            builder.add(node);
    }
    for (const topology::Edge& edge : graph.edges()) {
        if (edge.from.value() != id && edge.to.value() != id)
            builder.add(edge);
    }
    return builder.build().value();
}

topology::Graph withAgent(const topology::Graph& graph, const std::string& name)
{
    topology::GraphBuilder builder;
    for (const topology::Node& node : graph.nodes())
        builder.add(node);
    for (const topology::Edge& edge : graph.edges())
        builder.add(edge);
    GraphMaker::add(builder, topology::NodeKind::Agent, name, name);
    return builder.build().value();
}

QStringList textsOf(const DetailList* list)
{
    QStringList result;
    for (const DetailItem& item : list->items())
        result << (item.detail.isEmpty() ? item.text : QString(item.text + QStringLiteral(" | ") + item.detail));
    return result;
}

} // namespace

class TestTopologyModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void obeysTheRulesOfModels_whileGraphsChange();
    void becomesReady_withAGraph();
    void becomesEmpty_withoutNodes();
    void insertsOneRow_forOneNewNode();
    void marksWhatChanged_forAMoment();
    void marksBothEnds_ofARouteThatChanged();
    void marksWhatLostANeighbour();
    void marksNothing_whenAnotherRuntimeIsShown();
    void keepsTheSelection_overAnUpdate();
    void dropsTheSelection_whenItsNodeGoes();
    void selectsNothing_forAnUnknownId();
    void findsByNameAndId();
    void cyclesThroughMatches();
    void hidesKinds();
    void warnsOfAMissingSandbox_onlyWhereThereIsAShell_data();
    void warnsOfAMissingSandbox_onlyWhereThereIsAShell();
    void saysWhatIsOnlyAsLastSeen();
    void tellsWhoReachesAnAgent();
    void tellsTheWayToWhatIsFinallyReached();
    void boundsTheRowsOfASection();
};

void TestTopologyModel::obeysTheRulesOfModels_whileGraphsChange()
{
    TopologyModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester details(model.details(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    GraphMaker maker(11);
    tests::GraphShape shape;
    for (int i = 0; i < 12; ++i) {
        shape.agents = 1 + static_cast<int>(maker.choose(12));
        shape.tools = 1 + static_cast<int>(maker.choose(12));
        model.setGraph(maker.make(shape), QStringLiteral("hq"));
        QCOMPARE(model.rowCount(), static_cast<int>(model.graph().nodes().size()));
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.index(row).data(TopologyModel::NodeIdRole).toString().toStdString(),
                     model.graph().nodes()[static_cast<std::size_t>(row)].id.value());
        model.setSelectedId(QStringLiteral("agent:0"));
        model.setSearchText(QStringLiteral("agent"));
    }
}

void TestTopologyModel::becomesReady_withAGraph()
{
    TopologyModel model;
    QCOMPARE(model.state(), TopologyModel::State::Loading);
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    QCOMPARE(model.state(), TopologyModel::State::Ready);
}

void TestTopologyModel::becomesEmpty_withoutNodes()
{
    TopologyModel model;
    model.setGraph(topology::Graph{}, QStringLiteral("hq"));
    QCOMPARE(model.state(), TopologyModel::State::Empty);
}

void TestTopologyModel::insertsOneRow_forOneNewNode()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    const QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    const QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    const QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.setGraph(withAgent(tests::sevenAgents(), "new"), QStringLiteral("hq"));
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 0);
    QCOMPARE(reset.size(), 0);
}

void TestTopologyModel::marksWhatChanged_forAMoment()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    QVERIFY(model.changed().empty());
    model.setGraph(withAgent(tests::sevenAgents(), "new"), QStringLiteral("hq"));
    QCOMPARE(model.changed(), std::set{topology::NodeId("agent:new")});
    QTRY_VERIFY(model.changed().empty());
}

void TestTopologyModel::marksBothEnds_ofARouteThatChanged()
{
    const auto graphWith = [](int order, bool isEnabled) {
        topology::GraphBuilder builder;
        GraphMaker::add(builder, topology::NodeKind::Agent, "ops", "ops");
        GraphMaker::add(builder, topology::NodeKind::Agent, "main", "main");
        GraphMaker::add(builder, topology::NodeKind::Account, "a", "a");
        topology::Edge route;
        route.kind = topology::EdgeKind::RoutesTo;
        route.from = topology::NodeId("account:a");
        route.to = topology::NodeId("agent:ops");
        route.key = "1";
        route.order = order;
        route.attributes = {{topology::attribute::kEnabled, isEnabled}};
        builder.add(route);
        return builder.build().value();
    };
    const std::set ends{topology::NodeId("account:a"), topology::NodeId("agent:ops")};
    TopologyModel moved;
    moved.setGraph(graphWith(0, true), QStringLiteral("hq"));
    moved.setGraph(graphWith(1, true), QStringLiteral("hq"));
    QCOMPARE(moved.changed(), ends);
    TopologyModel changed;
    changed.setGraph(graphWith(0, true), QStringLiteral("hq"));
    changed.setGraph(graphWith(0, false), QStringLiteral("hq"));
    QCOMPARE(changed.changed(), ends);
}

void TestTopologyModel::marksWhatLostANeighbour()
{
    const topology::Graph before = tests::sevenAgents();
    std::set<topology::NodeId> neighbours;
    for (const topology::Edge& edge : before.edges()) {
        if (edge.from.value() == "account:telegram/opsbot")
            neighbours.insert(edge.to);
        else if (edge.to.value() == "account:telegram/opsbot")
            neighbours.insert(edge.from);
    }
    QVERIFY(neighbours.contains(topology::NodeId("agent:ops")));
    TopologyModel model;
    model.setGraph(before, QStringLiteral("hq"));
    model.setGraph(without(before, "account:telegram/opsbot"), QStringLiteral("hq"));
    QCOMPARE(model.changed(), neighbours); // not the node that is gone
}

void TestTopologyModel::marksNothing_whenAnotherRuntimeIsShown()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    model.setGraph(withAgent(tests::sevenAgents(), "new"), QStringLiteral("branch"));
    QVERIFY(model.changed().empty());
}

void TestTopologyModel::keepsTheSelection_overAnUpdate()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    model.setSelectedId(QStringLiteral("agent:ops"));
    model.setGraph(withAgent(tests::sevenAgents(), "aaa"), QStringLiteral("hq"));
    QCOMPARE(model.selectedId(), QStringLiteral("agent:ops"));
    QCOMPARE(model.index(model.selectedRow()).data(TopologyModel::IsSelectedRole).toBool(), true);
}

void TestTopologyModel::dropsTheSelection_whenItsNodeGoes()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    model.setSelectedId(QStringLiteral("agent:ops"));
    const QSignalSpy changed(&model, &TopologyModel::selectionChanged);
    model.setGraph(without(tests::sevenAgents(), "agent:ops"), QStringLiteral("hq"));
    QCOMPARE(model.selectedId(), QString());
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.details()->rowCount(), 0);
}

void TestTopologyModel::selectsNothing_forAnUnknownId()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    model.setSelectedId(QStringLiteral("agent:nobody"));
    QCOMPARE(model.selectedId(), QString());
}

void TestTopologyModel::findsByNameAndId()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    model.setSearchText(QStringLiteral("CODER"));
    QCOMPARE(model.matchCount(), 1);
    model.setSearchText(QStringLiteral("account:telegram"));
    QCOMPARE(model.matchCount(), 2);
    model.setSearchText(QStringLiteral("  "));
    QCOMPARE(model.matchCount(), 0);
}

void TestTopologyModel::cyclesThroughMatches()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    model.setSearchText(QStringLiteral("account:telegram"));
    const QSignalSpy revealed(&model, &TopologyModel::revealRequested);
    model.selectNextMatch();
    const QString first = model.selectedId();
    model.selectNextMatch();
    QVERIFY(model.selectedId() != first);
    model.selectNextMatch();
    QCOMPARE(model.selectedId(), first);
    model.selectNextMatch(-1);
    QVERIFY(model.selectedId() != first);
    QCOMPARE(revealed.size(), 4);
}

void TestTopologyModel::hidesKinds()
{
    TopologyModel model;
    model.setGraph(tests::sevenAgents(), QStringLiteral("hq"));
    const auto tool = static_cast<int>(topology::NodeKind::Tool);
    QVERIFY(model.presentKinds().contains(tool));
    QCOMPARE(model.kindCount(tool), 7);
    model.setKindShown(tool, false);
    QCOMPARE(model.hiddenKinds(), quint32{1} << tool);
    model.setKindShown(99, false);
    QCOMPARE(model.hiddenKinds(), quint32{1} << tool);
    model.showAllKinds();
    QCOMPARE(model.hiddenKinds(), 0U);
}

void TestTopologyModel::warnsOfAMissingSandbox_onlyWhereThereIsAShell_data()
{
    QTest::addColumn<QString>("attributes");
    QTest::addColumn<QString>("word");
    QTest::addColumn<bool>("isWarning");
    QTest::newRow("shell") << R"({"sandboxMode": "off", "mayRunCommands": true})"
                           << "no sandbox" << true;
    QTest::newRow("not known") << R"({"sandboxMode": "off"})"
                               << "no sandbox" << true;
    QTest::newRow("no shell") << R"({"sandboxMode": "off", "mayRunCommands": false})"
                              << "no shell" << false;
    QTest::newRow("sandbox") << R"({"sandboxMode": "all", "mayRunCommands": true})"
                             << "sandboxed" << false;
    QTest::newRow("partly") << R"({"sandboxMode": "non-main", "mayRunCommands": true})"
                            << "partly" << false;
}

void TestTopologyModel::warnsOfAMissingSandbox_onlyWhereThereIsAShell()
{
    QFETCH(QString, attributes);
    QFETCH(QString, word);
    QFETCH(bool, isWarning);
    topology::Node agent;
    agent.kind = topology::NodeKind::Agent;
    agent.attributes = parseJson(attributes.toStdString()).value();
    const Phrase state = stateOf(agent);
    QCOMPARE(state.text, word);
    QCOMPARE(state.tone == Tone::Warn, isWarning);
}

void TestTopologyModel::saysWhatIsOnlyAsLastSeen()
{
    topology::GraphBuilder builder;
    GraphMaker::add(builder, topology::NodeKind::Agent, "ops", "ops");
    topology::Node job;
    job.id = topology::NodeId("cron:nightly");
    job.kind = topology::NodeKind::CronJob;
    job.name = "nightly";
    job.origin = topology::Origin::RuntimeOnly;
    job.attributes = {{"schedule", "0 3 * * *"}};
    builder.add(job);
    TopologyModel model;
    model.setGraph(builder.build().value(), QStringLiteral("hq"));
    model.setSelectedId(QStringLiteral("cron:nightly"));
    const QModelIndex row = model.index(model.selectedRow());
    QCOMPARE(textsOf(model.chips()).last(), QStringLiteral("only while running"));
    const QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setRuntimeOnlyNote(QStringLiteral("as last seen before 14:02"));
    QCOMPARE(textsOf(model.chips()).last(), QStringLiteral("as last seen before 14:02"));
    QCOMPARE(model.chips()->items().back().tone, Tone::Warn);
    QCOMPARE(row.data(TopologyModel::StateTextRole).toString(), QStringLiteral("0 3 * * *, as last seen"));
    QCOMPARE(changed.size(), 1);
    model.setSelectedId(QStringLiteral("agent:ops"));
    QVERIFY(!textsOf(model.chips()).contains(QStringLiteral("as last seen before 14:02")));
    model.setRuntimeOnlyNote({});
    QCOMPARE(row.data(TopologyModel::StateTextRole).toString(), QStringLiteral("0 3 * * *"));
}

void TestTopologyModel::tellsWhoReachesAnAgent()
{
    const NodeDetails details = detailsOf(tests::sevenAgents(), topology::NodeId("agent:ops"));
    DetailList list;
    list.setItems(details.lines);
    const QStringList texts = textsOf(&list);
    QVERIFY(texts.contains(QStringLiteral("Reached from | 2")));
    QVERIFY(texts.contains(QStringLiteral("Telegram / opsbot | account, order 3")));
    QVERIFY(texts.contains(QStringLiteral("May spawn | 7")));
    QVERIFY(texts.indexOf(QStringLiteral("qwen3-32b | primary, inherited"))
            < texts.indexOf(QStringLiteral("cron | also allowed")));
    QCOMPARE(details.path, QStringLiteral("agents.entries.ops"));
}

void TestTopologyModel::tellsTheWayToWhatIsFinallyReached()
{
    const NodeDetails details = detailsOf(tests::sevenAgents(), topology::NodeId("account:telegram/opsbot"));
    DetailList list;
    list.setItems(details.lines);
    QVERIFY2(textsOf(&list).contains(QStringLiteral("web_fetch | through Ops → Researcher")),
             qPrintable(textsOf(&list).join(QLatin1Char('\n'))));
}

void TestTopologyModel::boundsTheRowsOfASection()
{
    topology::GraphBuilder builder;
    const std::string agent = GraphMaker::add(builder, topology::NodeKind::Agent, "a", "a");
    for (int i = 0; i < 100; ++i)
        GraphMaker::connect(builder, topology::EdgeKind::ToolAllow, agent, "tool:" + std::to_string(i), "allow");
    const NodeDetails details = detailsOf(builder.build().value(), topology::NodeId("agent:a"));
    QCOMPARE(details.lines.size(), kMaxDetailRows + 2); // heading, rows, "and 60 more"
    QCOMPARE(details.lines.front().detail, QStringLiteral("100"));
    QCOMPARE(details.lines.back().text, QStringLiteral("and 60 more"));
}

QTEST_GUILESS_MAIN(TestTopologyModel)
#include "tst_topology_model.moc"
