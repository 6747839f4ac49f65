// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/plan.h"
#include "tests/support/fake_random.h"
#include "tests/support/random_graph.h"
#include "tests/support/toy_configuration.h"
#include "tests/support/verify_result.h"

#include <QFile>
#include <QTest>

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::test;

namespace {

const ToyConfiguration kToy;

/// A plan with something in every list: a rename, a former id, a deletion, a restart, a conflict, a new tool.
struct Case
{
    Content observed;
    Content desired;
};

Case richCase()
{
    provider::Source::Parts parts;
    parts.former = {provider::ResourceId("agents.ghost")};
    const Content applied = toyContent(toyDocument(), parts);
    Json now = toyDocument();
    now["settings"]["note"] = "by somebody else";
    now["settings"]["extra"] = 1.5;
    Json wanted = toyDocument();
    wanted["settings"]["note"] = "ours";
    wanted["settings"]["port"] = 2;
    wanted["settings"]["open"] = {"chat/ops"};
    wanted["agents"]["ghost"] = {{"model", "missing"}, {"shell", true}};
    wanted["agents"]["builder"] = wanted["agents"]["coder"];
    wanted["agents"]["builder"]["tools"] = {"read", "exec"};
    wanted["agents"]["builder"]["sandbox"] = "off";
    wanted["agents"].erase("coder");
    wanted["agents"].erase("idle");
    wanted["agents"]["ops"]["spawns"] = {"builder", "ghost"};
    wanted["routes"] = {{{"from", "chat/ops"}, {"to", "ops"}}};
    provider::Source::Parts ours = parts;
    ours.renames.emplace(provider::ResourceId("agents.coder"), provider::ResourceId("agents.builder"));
    return {toyContent(now, parts),
            owning(toyContent(wanted, ours), applied,
                   {"/settings/note", "/settings/port", "/settings/open", "/agents/ghost", "/agents/builder",
                    "/agents/coder", "/agents/idle", "/agents/ops/spawns", "/routes"})};
}

Case modelCase()
{
    const Content observed = toyContent(toyDocument());
    Json wanted = toyDocument();
    wanted["agents"]["ops"]["model"] = "large";
    return {observed, owning(toyContent(wanted), observed, {"/agents/ops/model"})};
}

/// The same revisions from their stored text.
Content fromText(const Content& content)
{
    const Json graph = parseJson(dumpJson(toJson(content.graph))).value();
    const Json source = parseJson(dumpJson(toJson(content.source))).value();
    return {topology::parseGraph(graph).value(), provider::parseSource(source).value()};
}

/// The same revisions, put together in another order.
Content shuffled(FakeRandom& random, const Content& content)
{
    std::vector<topology::Node> nodes(content.graph.nodes().begin(), content.graph.nodes().end());
    std::vector<topology::Edge> edges(content.graph.edges().begin(), content.graph.edges().end());
    shuffle(random, nodes);
    shuffle(random, edges);
    for (topology::Node& item : nodes)
        item.path += item.kind == topology::NodeKind::Agent ? "" : "!"; // is no identity, but a rename is found by it
    for (topology::Edge& item : edges)
        item.path = "elsewhere." + std::to_string(random.below(100));
    std::erase_if(nodes, [](const topology::Node& item) { return item.isDangling; });
    provider::Source::Parts parts = content.source.parts();
    shuffle(random, parts.resources);
    shuffle(random, parts.former);
    return {graphOf(nodes, edges), provider::Source::create(parts).value()};
}

Plan planOf(const Case& item)
{
    return makePlan(item.observed, item.desired, kToy).value();
}

/// Every object in @p value gets one more member in turn; @p visit sees each variant.
template <class F>
void withUnknownMembers(Json& root, Json& value, F visit)
{
    if (value.is_object()) {
        value["unknown-member"] = 1;
        visit(root);
        value.erase("unknown-member");
    }
    if (!value.is_structured())
        return;
    for (Json& item : value)
        withUnknownMembers(root, item, visit);
}

} // namespace

class PlanJsonTest : public QObject
{
    Q_OBJECT

    static void compareGolden(const char* name, const Plan& plan)
    {
        const std::string text = Json{{"id", planId(plan).value().text()}, {"plan", toJson(plan)}}.dump(2) + "\n";
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/core/golden/") + QLatin1String(name));
        if (qEnvironmentVariableIsSet("FABRIC_UPDATE_GOLDEN")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(text));
            return;
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromStdString(text), QString::fromUtf8(file.readAll()));
    }

private Q_SLOTS:
    void looksLikeTheGoldenPlan_ofAModelChange() { compareGolden("plan_toy_model.json", planOf(modelCase())); }
    void looksLikeTheGoldenPlan_ofManyChanges() { compareGolden("plan_toy_rich.json", planOf(richCase())); }

    void comesBackFromJson_bitForBit()
    {
        Plan triggered = planOf(modelCase());
        triggered.blastRadius.triggers = {"cron:nightly", "hook:mail"};
        for (const Plan& plan : {planOf(modelCase()), planOf(richCase()), triggered, Plan()}) {
            const Json json = toJson(plan);
            const auto parsed = parsePlan(json);
            FABRIC_VERIFY_RESULT(parsed);
            QVERIFY(*parsed == plan);
            QCOMPARE(dumpJson(toJson(*parsed)), dumpJson(json));
            QVERIFY(planId(*parsed).value() == planId(plan).value());
        }
    }

    void hasSomethingInEveryList()
    {
        const Plan plan = planOf(richCase());
        const Json json = toJson(plan);
        for (const char* key :
             {"resources", "operations", "interrupts", "risks", "irreversible", "notWritten", "renames"})
            QVERIFY2(!json[key].empty(), key);
        for (const char* key : {"gained", "lost", "directGrants", "widened"})
            QVERIFY2(!json["reachability"][key].empty(), key);
        for (const char* key : {"agents", "routes", "channels"})
            QVERIFY2(!json["blastRadius"][key].empty(), key);
    }

    void isTheSame_howeverItsInputsWereMade()
    {
        const std::uint64_t seed = testSeed(20261126);
        FakeRandom random(seed);
        for (const Case& item : {modelCase(), richCase()}) {
            const Digest id = planId(planOf(item)).value();
            QVERIFY(planId(planOf({fromText(item.observed), fromText(item.desired)})).value() == id);
            for (int round = 0; round < 20; ++round) {
                const Case other{shuffled(random, item.observed), shuffled(random, item.desired)};
                QVERIFY2(planId(planOf(other)).value() == id, qPrintable(QStringLiteral("seed %1").arg(seed)));
            }
        }
    }

    void hasAnotherId_whenAnythingIsAnother()
    {
        const Plan plan = planOf(richCase());
        const Digest id = planId(plan).value();
        Plan other = plan;
        other.providerVersion = "2";
        QVERIFY(planId(other).value() != id);
        other = plan;
        other.operations[0].payload["set"]["/x"] = 1;
        QVERIFY(planId(other).value() != id);
        other = plan;
        other.resources.pop_back();
        QVERIFY(planId(other).value() != id);
        other = plan;
        other.interrupts.clear();
        QVERIFY(planId(other).value() != id);
    }

    void refusesUnknownMembers_everywhereButInPayloadsAndValues()
    {
        Json json = toJson(planOf(richCase()));
        int refused = 0;
        withUnknownMembers(json, json, [&](const Json& variant) { refused += parsePlan(variant) ? 0 : 1; });
        int taken = 0;
        for (Json& operation : json["operations"]) {
            withUnknownMembers(json, operation["payload"],
                               [&](const Json& variant) { taken += parsePlan(variant) ? 1 : 0; });
            for (Json& change : operation["changes"]) {
                for (const char* key : {"before", "after"})
                    withUnknownMembers(json, change[key],
                                       [&](const Json& variant) { taken += parsePlan(variant) ? 1 : 0; });
            }
        }
        QVERIFY(taken > 0);
        int all = 0;
        withUnknownMembers(json, json, [&](const Json&) { ++all; });
        QCOMPARE(refused + taken, all);
    }

    void refusesMissingMembers()
    {
        const Json json = toJson(planOf(richCase()));
        for (auto it = json.begin(); it != json.end(); ++it) {
            Json variant = json;
            variant.erase(it.key());
            FABRIC_VERIFY_ERROR(parsePlan(variant), ErrorCode::InvalidArgument);
        }
    }

    void refusesSums_thatAreNotThose()
    {
        const Json json = toJson(planOf(richCase()));
        const auto isRefused = [&](const char* pointer, const Json& value) {
            Json variant = json;
            variant[Json::json_pointer(pointer)] = value;
            return !parsePlan(variant).has_value();
        };
        QVERIFY(isRefused("/risk", "low"));
        QVERIFY(isRefused("/reload", "hot"));
        QVERIFY(isRefused("/risks/0/operation", 99));
        QVERIFY(isRefused("/resources", Json::array()));
        QVERIFY(isRefused("/operations/0/touches", Json::array({"b", "a"})));
        QVERIFY(isRefused("/blastRadius/agents", Json::array({"b", "a"})));
        QVERIFY(isRefused("/blastRadius/triggers", Json::array({"b", "a"})));
        QVERIFY2(isRefused("/blastRadius/triggers", Json::array()),
                 "one form only: they are not written where there are none");
        QVERIFY(isRefused("/operations/0/payload/set", Json{{"/x", provider::kMasked}}));
        QVERIFY(isRefused("/format", 2));
        QVERIFY(isRefused("/ruleSet", 99));
        Json earlier = json;
        earlier["ruleSet"] = 1; // a plan that was stored before keeps its id
        QCOMPARE(dumpJson(toJson(*parsePlan(earlier))), dumpJson(earlier));
        QVERIFY(isRefused("/risk", "purple"));
        QVERIFY(isRefused("/observedGraph", "sha256:00"));
    }
};

QTEST_APPLESS_MAIN(PlanJsonTest)
#include "tst_plan_json.moc"
