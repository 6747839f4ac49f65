// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/field_diff.h"
#include "core/planning/intent.h"
#include "core/planning/plan.h"
#include "tests/support/graph_parts.h"
#include "tests/support/toy_configuration.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <algorithm>

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::provider;
using namespace fabric::test;

namespace {

const ToyConfiguration kToy;

/// The plan from the toy document to a changed one, of which the intent owns some fields.
Result<Plan> planFor(const std::function<void(Json&)>& change, const std::vector<std::string>& owned,
                     Source::Parts parts = {})
{
    const Content observed = toyContent(toyDocument(), parts);
    Json document = toyDocument();
    change(document);
    return makePlan(observed, owning(toyContent(document, std::move(parts)), observed, owned), kToy);
}

std::vector<std::string> textsOf(const std::vector<ResourceId>& ids)
{
    std::vector<std::string> out;
    out.reserve(ids.size());
    for (const ResourceId& id : ids)
        out.push_back(id.value());
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

class PlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmpty_whenNothingDiffers()
    {
        const auto plan = planFor([](Json&) {}, {"/agents/ops/model"});
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->isEmpty());
        QVERIFY(plan->diff.isEmpty());
        QVERIFY(plan->notWritten.empty());
        QVERIFY(!plan->widensAuthority());
        QVERIFY(plan->resultGraph == plan->observedGraph);
    }

    void needsNoTopology_whenAllResourcesAreEqual()
    {
        const Content observed = toyContent(toyDocument());
        const Source owned = owning(observed, observed, {"/agents/ops/model"}).source;
        const Digest other = sha256("a topology that nobody read");
        const auto plan = planOfEqual({observed.graph.digest(), observed.source}, {other, owned}, kToy);
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->has_value());
        Plan expected;
        expected.provider = "toy";
        expected.providerVersion = observed.source.parts().providerVersion;
        expected.observedGraph = expected.resultGraph = observed.graph.digest();
        expected.observedSource = observed.source.digest();
        expected.desiredGraph = other;
        expected.desiredSource = owned.digest();
        QVERIFY(**plan == expected);
        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "another";
        const auto none = planOfEqual({other, observed.source}, {other, toySource(document)}, kToy);
        FABRIC_VERIFY_RESULT(none);
        QVERIFY(!none->has_value());
    }

    void writesOwnedFields_inOneOperation()
    {
        const auto plan = planFor(
            [](Json& document) {
                document["agents"]["ops"]["model"] = "large";
                document["settings"]["note"] = "bye";
            },
            {"/agents/ops/model", "/settings/note"});
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), std::size_t{1});
        const Operation& operation = plan->operations[0];
        QCOMPARE(dumpJson(operation.payload["set"]),
                 dumpJson(Json{{"/agents/ops/model", "large"}, {"/settings/note", "bye"}}));
        QCOMPARE(textsOf(operation.touches), (Texts{"agents.ops", "settings.note"}));
        QCOMPARE(operation.changes.size(), std::size_t{2});
        QVERIFY(plan->notWritten.empty());
        QVERIFY(plan->resultGraph == plan->desiredGraph);
        QCOMPARE(plan->diff.size(), std::size_t{2}); // one edge to a model goes, one comes
    }

    void readsWhatItReliesOn_andDoesNotChange()
    {
        const auto plan
            = planFor([](Json& document) { document["agents"]["ops"]["model"] = "large"; }, {"/agents/ops/model"});
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(textsOf(plan->operations[0].reads), (Texts{"agents.coder", "settings.models"}));
        QCOMPARE(plan->resources.size(), std::size_t{3});
        QVERIFY(plan->resources[0].id == ResourceId("agents.coder") && plan->resources[0].use == Use::Reads);
        QVERIFY(plan->resources[1].id == ResourceId("agents.ops") && plan->resources[1].use == Use::Touches);
    }

    void doesNotWrite_whatTheIntentDoesNotOwn()
    {
        const auto plan = planFor(
            [](Json& document) {
                document["agents"]["ops"]["model"] = "large";
                document["agents"]["ops"]["tools"] = {"read", "exec"};
                document["settings"]["fresh"] = true;
            },
            {"/agents/ops/model"});
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(dumpJson(plan->operations[0].payload["set"]), dumpJson(Json{{"/agents/ops/model", "large"}}));
        QCOMPARE(plan->notWritten.size(), std::size_t{2});
        QCOMPARE(plan->notWritten[0].pointer, std::string("/agents/ops/tools"));
        QCOMPARE(plan->notWritten[0].owner, std::string("other"));
        QVERIFY(!plan->notWritten[0].isConflict);
        QCOMPARE(plan->notWritten[1].pointer, std::string("/settings/fresh"));
        QCOMPARE(plan->notWritten[1].owner, std::string("runtime-default"));
        QVERIFY2(plan->resultGraph != plan->desiredGraph, "the tool is not given");
        QVERIFY(plan->reachability.gained.empty());
    }

    void keepsUnknownConfiguration_besideAnOwnedField()
    {
        Json now = toyDocument();
        now["agents"]["ops"]["added-by-runtime"] = {{"x", 1}};
        const Content observed = toyContent(now);
        Json wanted = toyDocument(); // knows nothing of it
        wanted["agents"]["ops"]["model"] = "large";
        const auto plan = makePlan(observed, owning(toyContent(wanted), observed, {"/agents/ops/model"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(dumpJson(plan->operations[0].payload["remove"]), dumpJson(Json::array()));
        QCOMPARE(plan->operations[0].changes.size(), std::size_t{1});
        QCOMPARE(plan->notWritten.size(), std::size_t{1});
        QCOMPARE(plan->notWritten[0].pointer, std::string("/agents/ops/added-by-runtime/x"));
    }

    void namesAConflict_andDoesNotWriteIt()
    {
        const Content applied = toyContent(toyDocument());
        Json now = toyDocument();
        now["agents"]["ops"]["model"] = "large"; // somebody else's
        const Content observed = toyContent(now);
        Json wanted = toyDocument();
        wanted["agents"]["ops"]["model"] = "tiny";
        wanted["settings"]["note"] = "bye";
        const auto plan
            = makePlan(observed, owning(toyContent(wanted), applied, {"/agents/ops/model", "/settings/note"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(dumpJson(plan->operations[0].payload["set"]), dumpJson(Json{{"/settings/note", "bye"}}));
        QCOMPARE(plan->notWritten.size(), std::size_t{1});
        QVERIFY(plan->notWritten[0].isConflict);
        QCOMPARE(plan->notWritten[0].owner, std::string("other"));
        QVERIFY(plan->risk >= RiskLevel::High);
        QCOMPARE(plan->risks[0].rule, std::string("conflict"));
    }

    void agrees_whenSomebodyElseAlreadyDidIt()
    {
        Json now = toyDocument();
        now["agents"]["ops"]["model"] = "large";
        const Content observed = toyContent(now);
        const Content desired = owning(toyContent(now), toyContent(toyDocument()), {"/agents/ops/model"});
        const auto plan = makePlan(observed, desired, kToy);
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->isEmpty() && plan->notWritten.empty());
    }

    void removesAnAgentWhole_withTheFieldsThatItOwns()
    {
        const auto plan = planFor([](Json& document) { document["agents"].erase("idle"); }, {"/agents/idle"});
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), std::size_t{1});
        QVERIFY(plan->operations[0].kind == Operation::Kind::DeleteAgent);
        QCOMPARE(plan->irreversible.size(), std::size_t{1});
        QCOMPARE(plan->diff.removedNodes.size(), std::size_t{1});
        QVERIFY(plan->diff.removedNodes[0].path.empty());
    }

    void prunesObjects_thatItEmptied()
    {
        Json now = toyDocument();
        now["agents"]["ops"]["limits"] = {{"turns", 3}};
        const Content observed = toyContent(now);
        Json wanted = toyDocument();
        wanted["agents"]["ops"]["tools"] = Json::array(); // not owned, so that the resource is written in part
        const auto plan = makePlan(observed, owning(toyContent(wanted), observed, {"/agents/ops/limits/turns"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(dumpJson(plan->operations[0].payload["remove"]), dumpJson(Json{"/agents/ops/limits/turns"}));
        const Content after = toyContent(toyDocument());
        QVERIFY(plan->resultGraph == after.graph.digest());
    }

    void findsResources_whoseIdsHoldDots()
    {
        Json now = toyDocument();
        now["agents"]["a.b/c~d"] = {{"model", "small"}};
        const Content observed = toyContent(now);
        now["agents"]["a.b/c~d"]["model"] = "large";
        const auto plan = makePlan(observed, owning(toyContent(now), observed, {"/agents/a.b~1c~0d/model"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->notWritten.empty());
        QCOMPARE(plan->operations[0].changes[0].pointer, std::string("/agents/a.b~1c~0d/model"));
    }

    void keepsIdentity_ofADeclaredRename()
    {
        Source::Parts parts;
        parts.renames.emplace(ResourceId("agents.coder"), ResourceId("agents.builder"));
        const Content observed = toyContent(toyDocument());
        Json wanted = toyDocument();
        wanted["agents"]["builder"] = wanted["agents"]["coder"];
        wanted["agents"].erase("coder");
        wanted["agents"]["ops"]["spawns"] = {"builder"};
        const auto plan = makePlan(
            observed,
            owning(toyContent(wanted, parts), observed, {"/agents/coder", "/agents/builder", "/agents/ops/spawns"}),
            kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->renames.size(), std::size_t{1});
        QVERIFY(plan->renames[0].to == topology::NodeId("agent:builder"));
        QVERIFY(plan->diff.addedNodes.empty() && plan->diff.removedNodes.empty());
        QVERIFY(plan->diff.addedEdges.empty() && plan->diff.removedEdges.empty());
        QVERIFY(!plan->widensAuthority());
        const auto isLeft = [](const Irreversible& item) { return item.subject == "agent:builder"; };
        QVERIFY(std::any_of(plan->irreversible.begin(), plan->irreversible.end(), isLeft));
        for (const Risk& risk : plan->risks)
            QVERIFY2(risk.rule != "delete-agent", risk.subject.c_str());
    }

    void holdsBackARename_ofWhichAPartIsInConflict()
    {
        Source::Parts parts;
        parts.renames.emplace(ResourceId("agents.idle"), ResourceId("agents.busy"));
        const Content applied = toyContent(toyDocument());
        Json now = toyDocument();
        now["agents"]["idle"]["model"] = "large"; // since the intent was made
        Json wanted = toyDocument();
        wanted["agents"]["busy"] = wanted["agents"]["idle"];
        wanted["agents"].erase("idle");
        const auto plan = makePlan(toyContent(now),
                                   owning(toyContent(wanted, parts), applied, {"/agents/idle", "/agents/busy"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->isEmpty());
        QCOMPARE(plan->notWritten.size(), std::size_t{2});
        QVERIFY(plan->notWritten[0].isConflict && plan->notWritten[1].isConflict);
    }

    /// An agent that goes away but for one field would stay without its sandbox and what it is denied.
    void removesNothing_ofWhichAPartIsSomebodyElses_data()
    {
        QTest::addColumn<QString>("field");
        QTest::newRow("changed since") << "model";
        QTest::newRow("added since") << "added-by-somebody";
    }
    void removesNothing_ofWhichAPartIsSomebodyElses()
    {
        QFETCH(QString, field);
        const Content applied = toyContent(toyDocument());
        Json now = toyDocument();
        now["agents"]["ops"][field.toStdString()] = "large";
        Json wanted = toyDocument();
        wanted["agents"].erase("ops");
        wanted["settings"]["note"] = "bye";
        std::vector<std::string> owned{"/settings/note"};
        for (const auto& [name, value] : toyDocument()["agents"]["ops"].items())
            owned.push_back("/agents/ops/" + name);
        const auto plan = makePlan(toyContent(now), owning(toyContent(wanted), applied, owned), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), std::size_t{1});
        QCOMPARE(textsOf(plan->operations[0].touches), (Texts{"settings.note"}));
        QCOMPARE(plan->notWritten.size(), now["agents"]["ops"].size());
    }

    void holdsBackARename_ofWhatSomebodyElseAddedTo()
    {
        Source::Parts parts;
        parts.renames.emplace(ResourceId("agents.idle"), ResourceId("agents.busy"));
        const Content applied = toyContent(toyDocument());
        Json now = toyDocument();
        now["agents"]["idle"]["added"] = "since the intent was made";
        Json wanted = toyDocument();
        wanted["agents"]["busy"] = wanted["agents"]["idle"];
        wanted["agents"].erase("idle");
        const auto plan = makePlan(
            toyContent(now), owning(toyContent(wanted, parts), applied, {"/agents/idle/model", "/agents/busy"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY2(plan->isEmpty(), "two agents");
    }

    /// What somebody else added is nobody's removal: it holds nothing back.
    void writesItsOwn_besideWhatSomebodyElseAdded()
    {
        const Content applied = toyContent(toyDocument());
        Json now = toyDocument();
        now["agents"]["stranger"] = {{"model", "small"}};
        now["agents"]["ops"]["spawns"].push_back("stranger");
        Json wanted = toyDocument();
        wanted["agents"]["ops"]["model"] = "large";
        const auto plan = makePlan(toyContent(now), owning(toyContent(wanted), applied, {"/agents/ops/model"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), std::size_t{1});
        QCOMPARE(plan->operations[0].changes.size(), std::size_t{1});
        QCOMPARE(plan->operations[0].changes[0].pointer, std::string("/agents/ops/model"));
        QVERIFY(std::none_of(plan->notWritten.begin(), plan->notWritten.end(),
                             [](const NotWritten& row) { return row.isConflict; }));
    }

    /// An agent that stays keeps its routes, and whoever may send it work still may.
    void takesNothing_fromAnAgentThatStays()
    {
        const Content applied = toyContent(toyDocument());
        Json now = toyDocument();
        now["agents"]["coder"]["sandbox"] = "off"; // since the intent was made
        now["routes"].push_back({{"from", "chat/coder"}, {"to", "coder"}});
        Json wanted = now;
        wanted["agents"].erase("coder");
        wanted["agents"]["ops"].erase("spawns");
        wanted["routes"].erase(2);
        wanted["settings"]["note"] = "bye";
        const std::vector<std::string> owned{"/agents/coder/sandbox", "/agents/coder/model", "/agents/coder/tools",
                                             "/agents/ops/spawns", "/settings/note"};
        Content desired = owning(toyContent(wanted), applied, owned);
        Source::Parts parts = desired.source.parts();
        parts.owned["/routes"] = digestOf(&now["routes"]).value();
        desired.source = Source::create(std::move(parts)).value();
        const auto plan = makePlan(toyContent(now), desired, kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), std::size_t{1});
        QCOMPARE(textsOf(plan->operations[0].touches), (Texts{"settings.note"}));
        QCOMPARE(plan->notWritten.size(), std::size_t{5});
        // The same, if nobody had a hand in it.
        now["agents"]["coder"]["sandbox"] = "all";
        QVERIFY(makePlan(toyContent(now), desired, kToy)->notWritten.empty());
    }

    void makesNoAgentAnew_ofWhichItOwnsAPart()
    {
        const Content applied = toyContent(toyDocument());
        Json wanted = toyDocument();
        wanted["agents"]["coder"]["deny"] = {"exec"}; // which it had not before: absent is as absent as it was
        wanted["settings"]["note"] = "hello again";
        const Content desired = owning(toyContent(wanted), applied, {"/agents/coder/deny", "/settings/note"});
        const auto before = makePlan(applied, desired, kToy);
        QCOMPARE(textsOf(before->operations[0].touches), (Texts{"agents.coder", "settings.note"}));
        Json now = toyDocument();
        now["agents"].erase("coder"); // by somebody else
        const auto plan = makePlan(toyContent(now), desired, kToy);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(textsOf(plan->operations[0].touches), (Texts{"settings.note"}));
        const auto held = std::find_if(plan->notWritten.begin(), plan->notWritten.end(),
                                       [](const NotWritten& row) { return row.pointer == "/agents/coder/deny"; });
        QVERIFY(held != plan->notWritten.end() && held->isConflict);
        const auto views = threeWay(desired, toyContent(now), kToy);
        const auto view = std::find_if(views->begin(), views->end(),
                                       [](const FieldView& row) { return row.pointer == "/agents/coder/deny"; });
        QVERIFY(view != views->end() && view->isConflict);
    }

    void refusesAPayload_thatHoldsAMask()
    {
        const auto plan
            = planFor([](Json& document) { document["agents"]["ops"]["other-key"] = std::string("x") + kMasked; },
                      {"/agents/ops/other-key"});
        FABRIC_VERIFY_ERROR(plan, ErrorCode::FailedPrecondition);
        QCOMPARE(plan.error().where, std::string("/operations/0/payload"));
    }

    void refusesRevisions_ofAnotherProvider()
    {
        const Content toy = toyContent(toyDocument());
        Source::Parts parts;
        parts.provider = "other";
        const Content other{toy.graph, Source::create(parts).value()};
        FABRIC_VERIFY_ERROR(makePlan(toy, other, kToy), ErrorCode::FailedPrecondition);
        FABRIC_VERIFY_ERROR(makePlan(other, toy, kToy), ErrorCode::FailedPrecondition);
        FABRIC_VERIFY_ERROR(makePlan(toy, Content(), kToy), ErrorCode::FailedPrecondition);
    }

    void createsAFormerId_byItsOwnCallFirst()
    {
        Source::Parts parts;
        parts.former = {ResourceId("agents.ghost")};
        const auto plan = planFor(
            [](Json& document) {
                document["agents"]["ghost"] = {{"model", "small"}};
                document["settings"]["note"] = "bye";
            },
            {"/agents/ghost", "/settings/note"}, parts);
        FABRIC_VERIFY_RESULT(plan);
        QCOMPARE(plan->operations.size(), std::size_t{2});
        QVERIFY(plan->operations[0].kind == Operation::Kind::CreateAgent);
        const auto former = std::find_if(plan->risks.begin(), plan->risks.end(),
                                         [](const Risk& risk) { return risk.rule == "former-id"; });
        QVERIFY(former != plan->risks.end() && former->operation == 0);
    }

    void saysWhatARestartInterrupts()
    {
        const auto plan = planFor([](Json& document) { document["settings"]["port"] = 2; }, {"/settings/port"});
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->reload == ReloadKind::Restart);
        QCOMPARE(plan->interrupts, (Texts{"Every chat is cut off for a moment."}));
        const auto hot = planFor([](Json& document) { document["settings"]["note"] = ""; }, {"/settings/note"});
        QVERIFY(hot->interrupts.empty() && hot->reload == ReloadKind::Hot);
    }

    void keepsWhatOnlyTheRuntimeKnows_inTheResult()
    {
        const Content plain = toyContent(toyDocument());
        topology::GraphBuilder builder;
        for (const topology::Node& item : plain.graph.nodes())
            builder.add(item);
        for (const topology::Edge& item : plain.graph.edges())
            builder.add(item);
        topology::Node job = node(topology::NodeKind::CronJob, "nightly");
        topology::Edge trigger = edge(topology::EdgeKind::Triggers, "cron:nightly", "agent:coder");
        job.origin = trigger.origin = topology::Origin::RuntimeOnly;
        builder.add(job).add(trigger);
        const Content observed{builder.build().value(), plain.source}; // the job is younger than the intent
        Json wanted = toyDocument();
        wanted["agents"]["ops"]["model"] = "large";
        const auto plan = makePlan(observed, owning(toyContent(wanted), observed, {"/agents/ops/model"}), kToy);
        FABRIC_VERIFY_RESULT(plan);
        QVERIFY(plan->diff.removedNodes.empty());
        QCOMPARE(plan->diff.size(), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(PlanTest)
#include "tst_plan.moc"
