// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/intent.h"
#include "tests/support/toy_configuration.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <algorithm>

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::provider;
using namespace fabric::test;
using topology::NodeId;

namespace {

const ToyConfiguration kToy;

SetModel model(const char* agent, const char* name)
{
    return {NodeId(std::string("agent:") + agent), NodeId(std::string("model:") + name), {}};
}

Content edit(const Content& desired, const Content& observed, const std::vector<Edit>& edits)
{
    auto out = edited(desired, observed, edits, kToy);
    if (!out)
        qFatal("%s", out.error().message.c_str());
    return *out;
}

/// The toy revision with something changed.
Content toyWith(const std::function<void(Json&)>& change)
{
    Json document = toyDocument();
    change(document);
    return toyContent(document);
}

std::vector<std::string> ownedBy(const Content& desired)
{
    std::vector<std::string> out;
    for (const auto& [pointer, digest] : desired.source.parts().owned)
        out.push_back(pointer);
    return out;
}

std::vector<std::string> setBy(const Plan& plan)
{
    std::vector<std::string> out;
    for (const Operation& operation : plan.operations) {
        for (const FieldEdit& change : operation.changes)
            out.push_back(change.pointer);
    }
    return out;
}

Plan planOf(const Content& observed, const Content& desired)
{
    return makePlan(observed, desired, kToy).value();
}

using Texts = std::vector<std::string>;

} // namespace

class IntentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownsNothing_whenAdopted()
    {
        const Content observed = toyContent(toyDocument());
        const auto desired = adopt(owning(observed, observed, {"/agents/ops/model"}));
        FABRIC_VERIFY_RESULT(desired);
        QVERIFY(desired->source == observed.source && desired->graph == observed.graph);
        FABRIC_VERIFY_ERROR(adopt(Content()), ErrorCode::FailedPrecondition);
    }

    void ownsWhatItEdits_onTopOfWhatIsObserved()
    {
        const Content observed = toyContent(toyDocument());
        const Content desired = edit(observed, observed, {model("ops", "large")});
        QCOMPARE(ownedBy(desired), (Texts{"/agents/ops/model"}));
        QVERIFY(desired.source.parts().owned.at("/agents/ops/model") == sha256("\"small\""));
        QVERIFY(desired.graph.find(topology::EdgeId("uses-model|agent:ops|model:large|primary")) != nullptr);
        QCOMPARE(setBy(planOf(observed, desired)), (Texts{"/agents/ops/model"}));
    }

    void carriesEditsOut_inOrder()
    {
        const Content observed = toyContent(toyDocument());
        const Content desired
            = edit(observed, observed,
                   {AddAgent{"fresh", "", NodeId("model:small"), "", ""},
                    SetDelegation{NodeId("agent:ops"), NodeId("agent:fresh"), true}, model("fresh", "large")});
        QCOMPARE(ownedBy(desired), (Texts{"/agents/fresh", "/agents/fresh/model", "/agents/ops/spawns"}));
        const Plan plan = planOf(observed, desired);
        QCOMPARE(plan.operations.size(), std::size_t{1});
        QVERIFY(plan.notWritten.empty());
    }

    void namesTheEdit_thatCannotBeDone()
    {
        const Content observed = toyContent(toyDocument());
        const auto failed = edited(observed, observed, {model("ops", "large"), model("nobody", "large")}, kToy);
        FABRIC_VERIFY_ERROR(failed, ErrorCode::NotFound);
        QCOMPARE(failed.error().where, std::string("/edits/1/agent:nobody"));
        const std::vector<Edit> many(kMaxEdits + 1, model("ops", "large"));
        FABRIC_VERIFY_ERROR(edited(observed, observed, many, kToy), ErrorCode::TooLarge);
    }

    void neverDropsUnknownConfiguration()
    {
        const Content adopted = toyContent(toyDocument());
        const Content first = edit(adopted, adopted, {model("ops", "large")});
        const Content observed = toyWith([](Json& document) {
            document["agents"]["ops"]["invented"] = {{"deep", {1, 2}}};
            document["agents"]["stranger"] = {{"model", "small"}};
            document["settings"]["other"] = true;
        });
        const Content second = edit(first, observed, {model("coder", "small")});
        const Json& document = second.source.document();
        QVERIFY(document["agents"]["ops"]["invented"]["deep"].size() == 2);
        QVERIFY(document["agents"].contains("stranger") && document["settings"]["other"] == true);
        QVERIFY(document["agents"]["ops"]["model"] == "large");
        const Plan plan = planOf(observed, second);
        QCOMPARE(setBy(plan), (Texts{"/agents/coder/model", "/agents/ops/model"}));
        QVERIFY(plan.notWritten.empty());
    }

    void keepsTheItemsOfOthers_inAListThatItEdits()
    {
        const Content start = toyContent(toyDocument());
        const Content first
            = edit(start, start, {AddRoute{NodeId("account:chat/a"), NodeId("agent:idle"), Json::object(), {}}});
        const Content after = applied(first, toyContent(first.source.document())).value();
        Json now = after.source.document();
        now["routes"].push_back({{"from", "chat/b"}, {"to", "coder"}}); // by somebody else
        const Content observed = toyContent(now);
        QVERIFY2(planOf(observed, after).notWritten.size() == 1, "it is a conflict before anybody edits");
        const Content second
            = edit(after, observed, {AddRoute{NodeId("account:chat/c"), NodeId("agent:idle"), Json::object(), {}}});
        const Plan plan = planOf(observed, second);
        QVERIFY(plan.notWritten.empty());
        QCOMPARE(plan.operations[0].changes[0].after.size(), std::size_t{5}); // two, ours, the other's, ours
    }

    void resolvesAConflict_byEditingAgain()
    {
        const Content start = toyContent(toyDocument());
        const Content desired = edit(start, start, {model("ops", "large")});
        const Content observed = toyWith([](Json& document) { document["agents"]["ops"]["model"] = "rival"; });
        QVERIFY(planOf(observed, desired).notWritten[0].isConflict);
        const Content unrelated = edit(desired, observed, {model("idle", "large")});
        QVERIFY2(planOf(observed, unrelated).notWritten[0].isConflict, "an edit elsewhere accepts nothing");
        const Content again = edit(desired, observed, {model("ops", "large")});
        QCOMPARE(setBy(planOf(observed, again)), (Texts{"/agents/ops/model"}));
    }

    void bringsAnAgentBackWhole_thatSomebodyRemoved()
    {
        const Content start = toyContent(toyDocument());
        const Content desired = edit(start, start, {model("coder", "small")});
        const Content observed = toyWith([](Json& document) { document["agents"].erase("coder"); });
        const Content next = edit(desired, observed, {model("idle", "large")});
        QVERIFY(next.source.document()["agents"]["coder"]["sandbox"] == "all");
    }

    /// Whoever edits it again wants it back, and not a part of it.
    void makesAnAgentAnew_thatIsEditedAgain()
    {
        const Content start = toyContent(toyDocument());
        const Content desired = edit(start, start, {model("coder", "small")});
        const Content observed = toyWith([](Json& document) { document["agents"].erase("coder"); });
        const Plan held = planOf(observed, edit(desired, observed, {model("idle", "large")}));
        QCOMPARE(setBy(held), (Texts{"/agents/idle/model"}));
        const Content again = edit(desired, observed, {model("coder", "small")});
        const Plan plan = planOf(observed, again);
        QVERIFY(plan.notWritten.empty());
        QCOMPARE(setBy(plan), (Texts{"/agents/coder/model", "/agents/coder/sandbox", "/agents/coder/tools"}));
    }

    void removesWhole_alsoAfterAnotherEdit()
    {
        const Content start = toyContent(toyDocument());
        Json without = toyDocument();
        without["agents"].erase("coder");
        without["agents"]["ops"].erase("spawns");
        without["agents"]["coder-2"] = {{"model", "small"}}; // which comes before the members of `coder`, in order
        const Content removed = imported(adopt(start).value(), start.source, start, dumpJson(without), kToy).value();
        const Content next = edit(removed, start, {model("idle", "large")});
        QVERIFY(!next.source.document()["agents"].contains("coder"));
        const Plan plan = planOf(start, next);
        QVERIFY(plan.notWritten.empty());
        QCOMPARE(plan.diff.removedNodes.front().id.value(), std::string("agent:coder"));
        // And if somebody else has a hand in it by then, it stays whole.
        const Content observed = toyWith([](Json& document) { document["agents"]["coder"]["deny"] = {"exec"}; });
        const Content later = edit(removed, observed, {model("idle", "large")});
        QVERIFY(!later.source.document()["agents"].contains("coder"));
        QCOMPARE(setBy(planOf(observed, later)), (Texts{"/agents/coder-2/model", "/agents/idle/model"}));
    }

    void namesAConflict_inAListThatBothChanged()
    {
        const Content start = toyContent(toyDocument());
        const auto route = [](const char* account) {
            return AddRoute{NodeId(std::string("account:") + account), NodeId("agent:idle"), Json::object(), {}};
        };
        const Content first = edit(start, start, {route("chat/a")}); // not carried out
        Json now = toyDocument();
        now["routes"].push_back({{"from", "chat/b"}, {"to", "coder"}}); // by somebody else
        const Content observed = toyContent(now);
        const Plan plan = planOf(observed, edit(first, observed, {route("chat/c")}));
        QVERIFY2(plan.isEmpty(), "what somebody else did would be gone");
        QCOMPARE(plan.notWritten.size(), std::size_t{1});
        QVERIFY(plan.notWritten[0].isConflict && plan.notWritten[0].pointer == "/routes");
        const Content alone = edit(first, start, {route("chat/c")});
        QVERIFY2(planOf(start, alone).notWritten.empty(), "nobody else changed it");
    }

    /// A value of another form is one conflict, and nobody's edits fail for it.
    void goesOn_whereSomebodyGaveAFieldAnotherForm_data()
    {
        QTest::addColumn<bool>("wasThere");
        QTest::addColumn<bool>("isList");
        QTest::newRow("a field that was there") << true << false;
        QTest::newRow("a field that was not") << false << false;
        QTest::newRow("a field that was there, a list now") << true << true;
        QTest::newRow("a field that was not, a list now") << false << true;
    }
    void goesOn_whereSomebodyGaveAFieldAnotherForm()
    {
        QFETCH(bool, wasThere);
        QFETCH(bool, isList);
        Json before = toyDocument();
        before["agents"]["ops"]["limits"] = wasThere ? Json{{"turns", 1}, {"minutes", 2}} : Json{{"minutes", 2}};
        const Content start = toyContent(before);
        Json wish = before;
        wish["agents"]["ops"]["limits"]["turns"] = 7;
        const Content desired = imported(adopt(start).value(), start.source, start, dumpJson(wish), kToy).value();
        Json now = before;
        now["agents"]["ops"]["limits"] = isList ? Json::array({"none"}) : Json("none");
        const Content observed = toyContent(now);
        QVERIFY(planOf(observed, desired).isEmpty());
        const auto next = edited(desired, observed, {model("idle", "large")}, kToy);
        FABRIC_VERIFY_RESULT(next);
        const Plan plan = planOf(observed, *next);
        QCOMPARE(setBy(plan), (Texts{"/agents/idle/model"}));
        QCOMPARE(plan.notWritten.size(), std::size_t{1});
        QVERIFY(plan.notWritten[0].isConflict && plan.notWritten[0].pointer == "/agents/ops/limits");
        const auto old = imported(adopt(observed).value(), start.source, observed, dumpJson(wish), kToy);
        FABRIC_VERIFY_RESULT(old);
        QVERIFY(planOf(observed, *old).isEmpty() && planOf(observed, *old).notWritten[0].isConflict);
        // Whoever says it again, knowing what is there, means it.
        Json again = now;
        again["agents"]["ops"]["limits"] = wish["agents"]["ops"]["limits"];
        const Content meant
            = imported(adopt(observed).value(), observed.source, observed, dumpJson(again), kToy).value();
        QVERIFY(!planOf(observed, meant).isEmpty() && planOf(observed, meant).notWritten.empty());
    }

    void declaresARename_overSeveralSteps()
    {
        const Content observed = toyContent(toyDocument());
        const Content once = edit(observed, observed, {RenameAgent{NodeId("agent:coder"), "builder"}});
        const std::map<ResourceId, ResourceId> wanted{{ResourceId("agents.coder"), ResourceId("agents.builder")}};
        QVERIFY(once.source.parts().renames == wanted);
        const Content twice = edit(once, observed, {RenameAgent{NodeId("agent:builder"), "maker"}});
        QVERIFY(twice.source.parts().renames.at(ResourceId("agents.coder")) == ResourceId("agents.maker"));
        QCOMPARE(twice.source.parts().renames.size(), std::size_t{1});
        const Content back = edit(twice, observed, {RenameAgent{NodeId("agent:maker"), "coder"}});
        QVERIFY(back.source.parts().renames.empty());
        const Plan plan = planOf(observed, twice);
        QVERIFY(plan.diff.removedNodes.empty() && plan.renames.size() == 1);
        const Content done = applied(twice, toyContent(twice.source.document())).value();
        QVERIFY2(done.source.parts().renames.empty(), "it is no rename any more");
    }

    void ownsEveryDifference_ofAnImportedDocument()
    {
        const Content observed = toyContent(toyDocument());
        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "large";
        document["agents"]["idle"].erase("model");
        document["settings"]["note"] = "imported";
        const auto desired = imported(adopt(observed).value(), observed.source, observed, dumpJson(document), kToy);
        FABRIC_VERIFY_RESULT(desired);
        QCOMPARE(ownedBy(*desired), (Texts{"/agents/idle/model", "/agents/ops/model", "/settings/note"}));
        const Plan plan = planOf(observed, *desired);
        QVERIFY(plan.notWritten.empty());
        QVERIFY2(desired->source.document()["agents"]["ops"]["key"] == kMasked, "as it is");
        FABRIC_VERIFY_ERROR(imported(observed, observed.source, observed, "{", kToy), ErrorCode::InvalidArgument);
    }

    /// An old export takes nothing back that somebody else did since.
    void ownsTheDifferences_fromWhatADocumentWasMadeFrom()
    {
        const Content exported = toyContent(toyDocument());
        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "large";
        document["agents"]["writer"]["tools"] = {"read", "write"};
        document["agents"]["auditor"] = {{"model", "large"}};
        document["agents"]["coder"]["deny"] = {"exec"};
        document["agents"].erase("idle");
        const Content observed = toyWith([](Json& now) { // since
            now["agents"]["ops"]["model"] = "rival";
            now["agents"]["ops"]["extra"] = true;
            now["agents"]["writer"]["model"] = "large";
            now["agents"]["stranger"] = {{"model", "small"}};
            now["agents"].erase("coder");
            now["settings"]["note"] = "of somebody else";
        });
        const auto desired = imported(adopt(observed).value(), exported.source, observed, dumpJson(document), kToy);
        FABRIC_VERIFY_RESULT(desired);
        QCOMPARE(ownedBy(*desired),
                 (Texts{"/agents/auditor/model", "/agents/coder/deny", "/agents/idle/model", "/agents/ops/model",
                        "/agents/writer/tools"}));
        const Json& wanted = desired->source.document();
        QVERIFY(wanted["settings"]["note"] == "of somebody else" && wanted["agents"].contains("stranger"));
        QVERIFY(wanted["agents"]["writer"]["model"] == "large" && wanted["agents"]["ops"]["extra"] == true);
        const Plan plan = planOf(observed, *desired);
        QCOMPARE(setBy(plan), (Texts{"/agents/auditor/model", "/agents/writer/tools", "/agents/idle/model"}));
        Texts held;
        for (const NotWritten& row : plan.notWritten) {
            if (row.isConflict)
                held.push_back(row.pointer);
        }
        QVERIFY2(std::find(held.begin(), held.end(), "/agents/ops/model") != held.end(), "both changed it");
        QVERIFY2(std::find(held.begin(), held.end(), "/agents/coder/deny") != held.end(), "somebody removed the agent");
    }

    void undoesWhatAPlanDid_andNothingElse()
    {
        const Content before = toyContent(toyDocument());
        Json wanted = toyDocument();
        wanted["agents"]["ops"]["model"] = "large";
        wanted["agents"]["idle"].erase("model");
        wanted["agents"]["auditor"] = {{"model", "large"}};
        wanted["settings"]["note"] = "ours";
        const auto desired = imported(adopt(before).value(), before.source, before, dumpJson(wanted), kToy);
        const Plan plan = planOf(before, *desired);
        const auto undo
            = [&](const Json& now) { return undone(plan, before.source.document(), *desired, toyContent(now), kToy); };
        Json now = wanted;
        now["settings"]["extra"] = "of somebody else, since";
        now["settings"]["note"] = toyDocument()["settings"]["note"]; // somebody put it back: it is undone already
        const auto back = undo(now);
        FABRIC_VERIFY_RESULT(back);
        Json expected = toyDocument();
        expected["settings"]["extra"] = "of somebody else, since";
        QCOMPARE(dumpJson(back->source.document()), dumpJson(toyContent(expected).source.document()));
        const Plan way = planOf(toyContent(now), *back);
        QVERIFY(way.notWritten.empty());
        QVERIFY(!way.isEmpty());

        FABRIC_VERIFY_ERROR(undo(toyDocument()), ErrorCode::FailedPrecondition); // nothing of it is there
        now["agents"]["ops"]["model"] = "another";
        const auto overtaken = undo(now);
        FABRIC_VERIFY_ERROR(overtaken, ErrorCode::Conflict);
        QCOMPARE(overtaken.error().where, std::string("/agents/ops/model"));
    }

    void undoesNothing_thatHeldASecret()
    {
        const Content before = toyContent(toyDocument());
        Json changed = toyDocument();
        changed["agents"]["ops"]["model"] = "large";
        const auto desired = imported(adopt(before).value(), before.source, before, dumpJson(changed), kToy);
        Plan plan = planOf(before, *desired);
        plan.operations.front().changes.front().before = kMasked;
        FABRIC_VERIFY_ERROR(undone(plan, before.source.document(), *desired, toyContent(changed), kToy),
                            ErrorCode::FailedPrecondition);
    }

    void startsFromTheAppliedState_afterARollout()
    {
        const Content start = toyContent(toyDocument());
        const Content desired = edit(start, start, {model("ops", "large")});
        Json now = desired.source.document();
        now["settings"]["note"] = "by the runtime";
        const Content observed = toyContent(now);
        const auto done = applied(desired, observed);
        FABRIC_VERIFY_RESULT(done);
        QVERIFY(planOf(observed, *done).isEmpty() && planOf(observed, *done).notWritten.empty());
        QVERIFY(done->source.parts().owned.at("/agents/ops/model") == sha256("\"large\""));
        QVERIFY(done->graph == observed.graph);
    }

    void keepsAConflict_afterARolloutThatDidNotWriteIt()
    {
        const Content start = toyContent(toyDocument());
        const Content desired = edit(start, start, {model("ops", "large"), model("idle", "large")});
        const Content observed = toyWith([](Json& document) {
            document["agents"]["ops"]["model"] = "rival";
            document["agents"]["idle"]["model"] = "large";
        });
        const Content done = applied(desired, observed).value();
        QVERIFY(planOf(observed, done).notWritten[0].isConflict);
        QVERIFY(done.source.parts().owned.at("/agents/idle/model") == sha256("\"large\""));
    }

    void showsWhatThreeSee_andWhoseItIs()
    {
        const Content start = toyContent(toyDocument());
        const Content desired = edit(start, start, {model("ops", "large"), model("idle", "large")});
        const Content observed = toyWith([](Json& document) {
            document["agents"]["ops"]["model"] = "rival";
            document["settings"]["note"] = "by somebody";
            document["settings"].erase("port");
        });
        const auto views = threeWay(desired, observed, kToy);
        FABRIC_VERIFY_RESULT(views);
        QCOMPARE(views->size(), std::size_t{4});
        const FieldView& pending = (*views)[0];
        QVERIFY(pending.pointer == "/agents/idle/model" && pending.owner == "intent" && !pending.isConflict);
        QVERIFY(pending.applied == "small" && pending.observed == "small" && pending.desired == "large");
        const FieldView& conflict = (*views)[1];
        QVERIFY(conflict.pointer == "/agents/ops/model" && conflict.owner == "other" && conflict.isConflict);
        QVERIFY(conflict.observed == "rival" && conflict.desired == "large" && conflict.applied.is_null());
        const FieldView& others = (*views)[2];
        QVERIFY(others.pointer == "/settings/note" && others.owner == "other" && !others.isConflict);
        const FieldView& absent = (*views)[3];
        QVERIFY(absent.pointer == "/settings/port" && absent.owner == "runtime-default" && absent.observed.is_null());
        QVERIFY(threeWay(adopt(start).value(), start, kToy)->empty());
    }
};

QTEST_APPLESS_MAIN(IntentTest)
#include "tst_intent.moc"
