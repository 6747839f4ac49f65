// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/api/changes_api.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;
using namespace fabric::test;

namespace {

/// A list of one probe.
QByteArray probes(const char* kind, const char* target)
{
    return QByteArray::fromStdString(dumpJson(Json::array({{{"kind", kind}, {"target", target}}})));
}

} // namespace

/// Intents, plans and rollouts over HTTP: a made-up runtime whose configuration is known, and that nobody reaches.
class TestApiChanges : public QObject, private ChangesApi
{
    Q_OBJECT

    /// As the driver would end it.
    void succeed(const std::string& rollout)
    {
        const auto kept = m_api->store.write([&](store::Session& session) -> Result<> {
            FABRIC_TRY(auto row, session.rollouts().find(RolloutId(rollout)));
            ++row->version;
            row->state = "succeeded";
            row->isFinished = true;
            FABRIC_CHECK(session.audit().append({m_api->clock.now(), "agent", "test", "runtime:toy", Json::object()}));
            FABRIC_CHECK(session.outbox().append({m_api->clock.now(), "test", "runtime:toy", Json::object()}));
            return session.rollouts().put(*row);
        });
        QVERIFY(kept.result());
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void everyAnswer_isAsDocumented()
    {
        QVERIFY(got("getIntent", "/api/v1/topology/intent?runtime=toy").at("desired").is_null());
        const Json revision = posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        QCOMPARE(revision.at("kind").get<std::string>(), std::string("desired"));
        QCOMPARE(got("getIntent", "/api/v1/topology/intent?runtime=toy").at("fields").size(), std::size_t{1});

        const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy","title":"t"})", 201);
        const std::string id = plan.at("summary").at("id");
        QCOMPARE(planning::planId(planning::parsePlan(plan.at("plan")).value())->text(), id);
        QVERIFY(got("getPlan", "/api/v1/plans/" + id) == plan);
        QCOMPARE(got("listPlans", "/api/v1/plans?runtime=toy").at("items").size(), std::size_t{1});
        const Json texts = got("getPlanTexts", "/api/v1/plans/" + id + "/texts");
        QVERIFY(texts.at("before") != texts.at("after"));

        const Json rollout = posted("beginRollout", "/api/v1/rollouts", "{\"plans\":[\"" + id + "\"]}", 202);
        const std::string path = "/api/v1/rollouts/" + rollout.at("id").get<std::string>();
        QTRY_COMPARE(got("getRollout", path).at("state").get<std::string>(), std::string("preflight"));
        QCOMPARE(got("listRollouts", "/api/v1/rollouts?runtime=toy").at("items").size(), std::size_t{1});
        QVERIFY(!got("getRolloutEvidence", path + "/evidence").at("steps").empty());
        QVERIFY(got("getPlan", "/api/v1/plans/" + id).at("summary").at("rollouts").size() == 1);
        QVERIFY(got("getPlan", "/api/v1/plans/" + id).at("summary").at("rolloutState") == "preflight");
        const auto second
            = m_api->post("/api/v1/rollouts", QByteArray::fromStdString(dumpJson({{"plans", Json::array({id})}})),
                          keyed(), store::Role::Operator);
        QVERIFY(second && second->status == 409);
        QVERIFY2(
            second->body.contains(QByteArray::fromStdString("toy has rollout " + path.substr(path.rfind('/') + 1))),
            second->body.constData());
        QTRY_VERIFY(!got("getRollout", path).at("waitsFor").get<std::string>().empty()); // nobody reaches the runtime
        QCOMPARE(statusOf(path + "/confirm"), 412); // nothing is written yet
        posted("rollBackRollout", path + "/rollback", "", 200); // the old state stands: it ends as cancelled
        QTRY_COMPARE(got("getRollout", path).at("state").get<std::string>(), std::string("cancelled"));
        QVERIFY(got("listPlans", "/api/v1/plans").at("items").at(0).at("rolloutState") == "cancelled");
        QCOMPARE(statusOf(path + "/cancel"), 412);
    }

    void theFirstAnswer_isKeptWithWhatItTellsOf()
    {
        verifyFirstAnswerStays("/api/v1/topology/intent", changeOf("toy"),
                               "/api/v1/topology/revisions?runtime=toy&kind=desired");
        verifyFirstAnswerStays("/api/v1/plans", R"({"runtime":"toy","title":"t"})", "/api/v1/plans");
        const Json plan = got("listPlans", "/api/v1/plans").at("items").at(0).at("id");
        verifyFirstAnswerStays("/api/v1/rollouts", dumpJson({{"plans", Json::array({plan})}}), "/api/v1/rollouts");
    }

    void aPlan_saysWhatARollbackCanBringBack()
    {
        const std::string path = "/api/v1/plans/" + plannedFor("toy");
        const auto note = [&] { return got("getPlan", path).at("notes").at(0).get<std::string>(); };
        QVERIFY2(note().starts_with("The runtime cannot be changed from here now"), note().c_str());
        m_api->traits = provider::WriterTraits{};
        QVERIFY2(note().find("without comments and order, and no secret") != std::string::npos, note().c_str());
        m_api->traits->hasFileAccess = true;
        QCOMPARE(note(), std::string("A rollback brings every byte of the configuration back."));
    }

    void whoeverDidSomething_isToldByTheNameOfTheKey()
    {
        const Json intent = posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201).at("summary");
        const Json wish{{"plans", Json::array({plan.at("id")})}};
        const Json begun = posted("beginRollout", "/api/v1/rollouts", dumpJson(wish), 202);
        const std::string path = "/api/v1/rollouts/" + begun.at("id").get<std::string>();
        posted("cancelRollout", path + "/cancel", "", 200);
        QTRY_COMPARE(got("getRollout", path).at("state").get<std::string>(), std::string("cancelled"));
        const Json rollout = got("getRollout", path);
        QCOMPARE(rollout.at("outcome").get<std::string>(), std::string("cancelled by test"));
        QCOMPARE(rollout.at("steps").at(0).at("summary").get<std::string>().find("by test, "), std::size_t{0});
        for (const Json& shown :
             {intent, plan, begun, rollout, got("getIntent", "/api/v1/topology/intent?runtime=toy").at("desired"),
              got("listRevisions", "/api/v1/topology/revisions?runtime=toy&kind=desired").at("items").at(0),
              got("getRevision", "/api/v1/topology/revisions/" + dumpJson(intent.at("number"))).at("revision"),
              got("listPlans", "/api/v1/plans").at("items").at(0),
              got("listRollouts", "/api/v1/rollouts").at("items").at(0),
              got("getRolloutEvidence", path + "/evidence").at("rollout")}) {
            QVERIFY2(shown.at("author").get<std::string>().starts_with("apikey:"), dumpJson(shown).c_str());
            QCOMPARE(shown.at("authorName").get<std::string>(), std::string("test"));
        }
    }

    void probes_areCheckedBeforeAnythingBegins_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<bool>("isAdmin");
        QTest::addColumn<int>("status");
        QTest::newRow("a part, by an operator") << probes("part", "ready") << false << 202;
        QTest::newRow("a URL, by an admin") << probes("http", "https://shop/health") << true << 202;
        QTest::newRow("a URL, by an operator") << probes("http", "https://shop/health") << false << 403;
        QTest::newRow("a URL with a secret") << probes("http", "https://shop/?key=1") << true << 400;
        QTest::newRow("what is no part") << probes("part", "agent:a") << false << 400;
        QTest::newRow("an unknown kind") << probes("shell", "ready") << true << 400;
        QTest::newRow("green for longer than there is time")
            << QByteArray(probes("part", "ready") + ",\"greenSeconds\":60,\"confirmSeconds\":60") << false << 400;
    }
    void probes_areCheckedBeforeAnythingBegins()
    {
        QFETCH(QByteArray, list);
        QFETCH(bool, isAdmin);
        QFETCH(int, status);
        posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201);
        const QByteArray body = "{\"plans\":[\""
            + QByteArray::fromStdString(plan.at("summary").at("id").get<std::string>()) + "\"],\"probes\":" + list
            + "}";
        const auto answer
            = m_api->post("/api/v1/rollouts", body, keyed(), isAdmin ? store::Role::Admin : store::Role::Operator);
        QVERIFY(answer);
        QVERIFY2(answer->status == status, answer->body.constData());
        const Json told = parseJson(answer->body.toStdString()).value();
        QCOMPARE(got("listRollouts", "/api/v1/rollouts").at("items").size(), std::size_t{status == 202 ? 1U : 0U});
        if (status == 202) {
            QCOMPARE(told.at("probes").at(0).at("state").get<std::string>(), std::string("waiting"));
            posted("cancelRollout", "/api/v1/rollouts/" + told.at("id").get<std::string>() + "/cancel", "", 200);
        }
    }

    void anExpiredPlan_isMadeAgain()
    {
        posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const auto make = [&](const char* title) {
            const Json wish{{"runtime", "toy"}, {"title", title}, {"reason", std::string("because of ") + title}};
            return posted("makePlan", "/api/v1/plans", dumpJson(wish), 201).at("summary");
        };
        const Json first = make("first");
        const std::string body = dumpJson({{"plans", Json::array({first.at("id")})}});
        m_api->clock.advance(std::chrono::hours(25));
        QCOMPARE(statusOf("/api/v1/rollouts", body), 412);
        const Json second = make("second");
        QVERIFY(second.at("id") == first.at("id"));
        QVERIFY(second.at("expiresAt").get<std::string>() > first.at("expiresAt").get<std::string>());
        QCOMPARE(second.at("title").get<std::string>(), std::string("second")); // nothing was run as "first"
        const Json rollout = posted("beginRollout", "/api/v1/rollouts", body, 202);
        posted("cancelRollout", "/api/v1/rollouts/" + rollout.at("id").get<std::string>() + "/cancel", "", 200);
        QCOMPARE(make("third").at("title").get<std::string>(), std::string("third"));
        // Whoever reads what was run reads why it was.
        for (const Json& shown : {got("getRollout", "/api/v1/rollouts/" + rollout.at("id").get<std::string>()),
                                  got("listRollouts", "/api/v1/rollouts").at("items").at(0)}) {
            QCOMPARE(shown.at("title").get<std::string>(), std::string("second"));
            QCOMPARE(shown.at("reason").get<std::string>(), std::string("because of second"));
        }
    }

    void whoIsToConfirm_hasTimeAfterTheSoak_data()
    {
        QTest::addColumn<QByteArray>("times");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("soak"); // milliseconds
        QTest::newRow("neither") << QByteArray() << 202 << 60'000;
        QTest::newRow("half of a short time") << QByteArray(",\"confirmSeconds\":60") << 202 << 30'000;
        QTest::newRow("a long time") << QByteArray(",\"confirmSeconds\":600") << 202 << 60'000;
        QTest::newRow("as asked") << QByteArray(",\"confirmSeconds\":60,\"soakSeconds\":59") << 202 << 59'000;
        QTest::newRow("never by probes, which have 600 s")
            << QByteArray(R"(,"probes":[{"kind":"part","target":"ready"}],"soakSeconds":600)") << 400 << 0;
        QTest::newRow("never") << QByteArray(",\"confirmSeconds\":60,\"soakSeconds\":60") << 400 << 0;
    }
    void whoIsToConfirm_hasTimeAfterTheSoak()
    {
        QFETCH(QByteArray, times);
        QFETCH(int, status);
        QFETCH(int, soak);
        posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201);
        const QByteArray id = QByteArray::fromStdString(plan.at("summary").at("id").get<std::string>());
        const auto answer = m_api->post("/api/v1/rollouts", "{\"plans\":[\"" + id + "\"]" + times + "}", keyed(),
                                        store::Role::Operator);
        QVERIFY(answer);
        QVERIFY2(answer->status == status, answer->body.constData());
        if (status != 202)
            return;
        const Json told = parseJson(answer->body.toStdString()).value();
        const RolloutId rollout(told.at("id").get<std::string>());
        const auto record
            = m_api->store.read([rollout](store::Session& session) { return session.rollouts().find(rollout); })
                  .result();
        QCOMPARE(record.value()->body.at("request").at("soakMillis").get<int>(), soak);
        posted("cancelRollout", "/api/v1/rollouts/" + told.at("id").get<std::string>() + "/cancel", "", 200);
    }

    void aLateObservation_bringsTheIntentUpToDate()
    {
        posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201);
        const Digest id = Digest::parse(plan.at("summary").at("id").get<std::string>()).value();
        const auto open = [&] { return got("getIntent", "/api/v1/topology/intent?runtime=toy").at("fields").size(); };
        m_api->changes->noteApplied(RuntimeId("toy"), id, "r1"); // the runtime was not observed since
        m_api->changes->onRuntimeChanged(RuntimeId("toy"));
        QTest::qWait(50);
        QCOMPARE(open(), std::size_t{1});

        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "large";
        observe(document);
        m_api->changes->onRuntimeChanged(RuntimeId("toy"));
        QTRY_COMPARE(open(), std::size_t{0});
        const auto newest = [&] {
            return got("getIntent", "/api/v1/topology/intent?runtime=toy").at("desired").at("number").get<int>();
        };
        const int noted = newest();
        document["settings"]["note"] = "somebody else";
        observe(document);
        m_api->changes->onRuntimeChanged(RuntimeId("toy")); // it was noted: nothing is done any more
        QTest::qWait(50);
        QCOMPARE(newest(), noted);
    }

    /// The agent was killed between the end of a rollout and what follows from it.
    void aRolloutThatSucceeded_bringsTheIntentUpToDate_afterARestart()
    {
        const std::string rollout
            = posted("beginRollout", "/api/v1/rollouts", dumpJson({{"plans", {plannedFor("toy")}}}), 202).at("id");
        succeed(rollout);
        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "large";
        observe(document);
        const auto open = [&] { return got("getIntent", "/api/v1/topology/intent?runtime=toy").at("fields").size(); };
        QCOMPARE(open(), std::size_t{1});
        m_api->changes->noteAllApplied();
        QTRY_COMPARE(open(), std::size_t{0});
    }

    void whatWasKept_isUndone_andNothingElse()
    {
        const std::string id = plannedFor("toy");
        const std::string rollout
            = posted("beginRollout", "/api/v1/rollouts", dumpJson({{"plans", {id}}}), 202).at("id");
        const auto undo = [&](const std::string& runtime, const std::string& of) {
            return statusOf("/api/v1/topology/intent", dumpJson({{"runtime", runtime}, {"undo", of}}));
        };
        QCOMPARE(undo("toy", "nobody"), 404);
        QCOMPARE(undo("lab", rollout), 404); // it is another one's
        QCOMPARE(undo("toy", rollout), 412); // it runs
        succeed(rollout);
        QCOMPARE(undo("toy", rollout), 412); // what it did was not observed yet
        Json document = toyDocument();
        document["settings"]["port"] = 1;
        document["agents"]["ops"]["model"] = "another";
        observe(document);
        QCOMPARE(undo("toy", rollout), 409); // somebody changed it since
        document["agents"]["ops"]["model"] = "large";
        observe(document);
        posted("changeIntent", "/api/v1/topology/intent", dumpJson({{"runtime", "toy"}, {"undo", rollout}}), 201);
        const Json way = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201);
        const Json edit = way.at("plan").at("operations").at(0).at("changes").at(0);
        QVERIFY(edit.at("before") == "large" && edit.at("after") == toyDocument()["agents"]["ops"]["model"]);
        QCOMPARE(way.at("summary").at("title").get<std::string>(), "undoes rollout " + rollout);
    }

    void anOldDocument_takesNothingBack_thatSomebodyElseDidSince()
    {
        const int exported
            = got("getIntent", "/api/v1/topology/intent?runtime=toy").at("observed").at("number").get<int>();
        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "large";
        Json since = toyDocument();
        since["settings"]["note"] = "somebody else";
        observe(since);
        const auto changed = [&](const Json& from) {
            Json change{{"runtime", "toy"}, {"document", dumpJson(document)}};
            if (!from.is_null())
                change["observed"] = from;
            return dumpJson(change);
        };
        const auto notes = [&] {
            const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201).at("plan");
            return plan.at("operations").at(0).at("changes").size();
        };
        const int desired = posted("changeIntent", "/api/v1/topology/intent", changed(std::to_string(exported)), 201)
                                .at("number")
                                .get<int>();
        QCOMPARE(notes(), std::size_t{1});
        posted("changeIntent", "/api/v1/topology/intent", changed(nullptr), 201);
        QVERIFY2(notes() == 2, "a document that was made from nothing says all");
        QCOMPARE(statusOf("/api/v1/topology/intent", changed(std::to_string(desired))), 400);
        QCOMPARE(statusOf("/api/v1/topology/intent", changed("99")), 404);
    }

    void anObservationThatNeverComes_isNotWaitedForForGood()
    {
        posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const Json plan = posted("makePlan", "/api/v1/plans", R"({"runtime":"toy"})", 201);
        const Digest id = Digest::parse(plan.at("summary").at("id").get<std::string>()).value();
        m_api->changes->noteApplied(RuntimeId("toy"), id, "r1");
        QTest::qWait(50);
        m_api->clock.advance(changes::ChangeService::kLateObservation);
        Json document = toyDocument();
        document["agents"]["ops"]["model"] = "large";
        observe(document);
        const Json before = got("getIntent", "/api/v1/topology/intent?runtime=toy");
        m_api->changes->onRuntimeChanged(RuntimeId("toy"));
        QTest::qWait(50);
        QVERIFY(got("getIntent", "/api/v1/topology/intent?runtime=toy") == before);
    }

    void aPlanOfTwins_isAskedForWithItsRuntime()
    {
        const std::string id = plannedTwins();
        QCOMPARE(got("listPlans", "/api/v1/plans?runtime=twin").at("items").size(), std::size_t{1});
        for (const char* part : {"", "/texts"}) {
            const std::string path = "/api/v1/plans/" + id + part;
            const auto which = m_api->view(QByteArray::fromStdString(path));
            QVERIFY(which && which->status == 409);
            QVERIFY2(which->body.contains("(toy, twin)"), which->body.constData());
            QCOMPARE(m_api->view(QByteArray::fromStdString(path + "?runtime=lab"))->status, 404);
            QCOMPARE(m_api->view(QByteArray::fromStdString(path + "?runtime=No%20Slug"))->status, 400);
        }
        for (const char* runtime : {"toy", "twin"}) {
            const std::string query = std::string("?runtime=").append(runtime);
            const Json plan = got("getPlan", "/api/v1/plans/" + id + query);
            QVERIFY(plan.at("summary").at("id") == Json(id) && plan.at("summary").at("runtime") == Json(runtime));
            got("getPlanTexts", "/api/v1/plans/" + id + "/texts" + query);
        }
        const events::Event& told = m_api->store.state().outbox.back();
        QCOMPARE(told.what.type, std::string("plan.created"));
        QVERIFY(told.what.data.at("document") == Json("/api/v1/plans/" + id + "?runtime=twin"));
    }

    void twins_areRolledOutOnTheirOwn()
    {
        const std::string id = plannedTwins();
        const auto bodyOf = [&](const Json& runtime) {
            return dumpJson({{"plans", Json::array({id})}, {"runtime", runtime}});
        };
        QCOMPARE(statusOf("/api/v1/rollouts", dumpJson({{"plans", Json::array({id})}})), 409);
        QCOMPARE(statusOf("/api/v1/rollouts", bodyOf("lab")), 404);
        QVERIFY(got("listRollouts", "/api/v1/rollouts").at("items").empty());
        for (const char* runtime : {"twin", "toy"}) {
            const Json begun = posted("beginRollout", "/api/v1/rollouts", bodyOf(runtime), 202);
            QVERIFY(begun.at("runtime") == Json(runtime) && begun.at("plan") == Json(id));
            const Json plan = got("getPlan", "/api/v1/plans/" + id + "?runtime=" + runtime);
            QVERIFY(plan.at("summary").at("rollouts") == Json::array({begun.at("id")})); // not those of the other one
        }
        QCOMPARE(got("listRollouts", "/api/v1/rollouts?runtime=toy").at("items").size(), std::size_t{1});
    }

    void anIntentThatSomebodyChanged_isAConflict()
    {
        posted("changeIntent", "/api/v1/topology/intent", changeOf("toy"), 201);
        const auto answer = m_api->post("/api/v1/topology/intent", R"({"runtime":"toy","base":1,"adopt":true})",
                                        keyed(), store::Role::Operator);
        QVERIFY(answer);
        QCOMPARE(answer->status, 409);
    }

    void refusals_sayWhy_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const QByteArray noPlan = "{\"plans\":[\"sha256:" + QByteArray(64, '0') + "\"]}";
        QTest::newRow("an unknown runtime")
            << QByteArray("/api/v1/plans") << QByteArray(R"({"runtime":"nobody"})") << 404;
        QTest::newRow("no intent yet") << QByteArray("/api/v1/plans") << QByteArray(R"({"runtime":"toy"})") << 412;
        QTest::newRow("an unknown field")
            << QByteArray("/api/v1/plans") << QByteArray(R"({"runtime":"toy","x":1})") << 400;
        QTest::newRow("a plan that is not stored") << QByteArray("/api/v1/rollouts") << noPlan << 404;
        QTest::newRow("an unknown rollout") << QByteArray("/api/v1/rollouts/nobody/cancel") << QByteArray() << 404;
    }
    void refusals_sayWhy()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        const auto answer = m_api->post(target, body, keyed(), store::Role::Operator);
        QVERIFY(answer);
        QCOMPARE(answer->status, status);
        QVERIFY(!parseJson(answer->body.toStdString())->at("detail").get<std::string>().empty());
    }

    void whereTheDatabaseIs_isNoPartOfAnAnswer()
    {
        const auto answer = api::problem({ErrorCode::Conflict, "it is there", "database /var/lib/x.db"}, "t");
        QVERIFY2(answer.body.find("/var/lib") == std::string::npos, answer.body.c_str());
        QVERIFY(api::problem({ErrorCode::NotFound, "no", "/path/id"}, "t").body.find("/path/id") != std::string::npos);
    }

    void aViewer_changesNothing()
    {
        for (const char* target :
             {"/api/v1/topology/intent", "/api/v1/plans", "/api/v1/rollouts", "/api/v1/rollout-groups"}) {
            const auto answer = m_api->post(target, "{}", keyed(), store::Role::Viewer);
            QVERIFY(answer);
            QCOMPARE(answer->status, 403);
        }
    }
};

QTEST_GUILESS_MAIN(TestApiChanges)
#include "tst_api_changes.moc"
