// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/problem.h"
#include "agent/api/route.h"
#include "tests/agent/api/api_fixture.h"
#include "tests/support/json_schema.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <array>

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
class TestApiChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_document = api::openApiDocument("0.1.0"); }
    void init()
    {
        m_api = std::make_unique<ApiFixture>();
        addRuntime("toy", 1);
        addRuntime("lab", 2);
    }
    void cleanup() { m_api.reset(); }

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

    void aGroup_isServedAsDocumentedAndHaltsAsOne()
    {
        const std::string toy = plannedFor("toy");
        const std::string lab = plannedFor("lab");
        const std::string body = dumpJson({{"plans", {toy, lab}}, {"waves", {{"lab"}, {"toy"}}}});
        const Json group = posted("beginRolloutGroup", "/api/v1/rollout-groups", body, 202);
        const std::string path = "/api/v1/rollout-groups/" + group.at("id").get<std::string>();
        QCOMPARE(group.at("members").at(0).at("runtime").get<std::string>(), std::string("lab"));
        QTRY_VERIFY(got("getRolloutGroup", path).at("members").at(0).at("state") == Json("preflight"));
        QVERIFY(got("getRolloutGroup", path).at("members").at(1).at("state").is_null()); // its wave has not begun
        QCOMPARE(got("listRolloutGroups", "/api/v1/rollout-groups?state=running").at("items").size(), std::size_t{1});
        // A runtime of a group is the group's, also before its wave.
        QCOMPARE(statusOf("/api/v1/rollouts", dumpJson({{"plans", Json::array({toy})}})), 409);
        QCOMPARE(statusOf("/api/v1/rollout-groups", body), 409);
        QCOMPARE(statusOf(path + "/confirm"), 412);
        QVERIFY(posted("cancelRolloutGroup", path + "/cancel", "", 200).at("state") == Json("rolling_back"));
        QTRY_VERIFY(got("getRolloutGroup", path).at("state") == Json("cancelled"));
        QVERIFY(got("getRolloutGroup", path).at("members").at(1).at("state").is_null());
        QCOMPARE(statusOf(path + "/rollback"), 412);
        const Json steps = got("getRolloutGroupEvidence", path + "/evidence").at("steps");
        QVERIFY(steps.at(0).at("step") == Json("requested"));
        QVERIFY(steps.back().at("state") == Json("cancelled"));
        QVERIFY(m_api->store.state().outbox.back().what.type.starts_with("rollout.group."));
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

    void twins_areOneGroup()
    {
        const std::string id = plannedTwins();
        const std::string lab = plannedFor("lab");
        const auto bodyOf = [&](const Json& plans, const Json& runtimes) {
            return dumpJson({{"plans", plans}, {"runtimes", runtimes}});
        };
        const std::string path = "/api/v1/rollout-groups";
        QCOMPARE(statusOf(path, bodyOf({id, lab}, Json::array())), 409); // whose?
        QCOMPARE(statusOf(path, bodyOf({id, lab}, {nullptr, "lab"})), 409);
        QCOMPARE(statusOf(path, bodyOf({id, lab}, {"lab", "lab"})), 404);
        QCOMPARE(statusOf(path, bodyOf({id, id}, Json::array())), 400);
        QVERIFY(got("listRolloutGroups", path).at("items").empty());
        const Json group
            = posted("beginRolloutGroup", path, bodyOf({id, id, lab}, {"twin", "toy", nullptr}), 202).at("members");
        QCOMPARE(group.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(group.at(i).at("runtime") == Json(std::array{"twin", "toy", "lab"}.at(i)));
            QVERIFY(group.at(i).at("plan") == Json(i < 2 ? id : lab));
        }
        QTRY_COMPARE(got("listRollouts", "/api/v1/rollouts?runtime=twin").at("items").size(), std::size_t{1});
    }

    void aMemberOfAGroup_isNotConfirmedAlone()
    {
        posted("beginRolloutGroup", "/api/v1/rollout-groups",
               dumpJson({{"plans", {plannedFor("toy"), plannedFor("lab")}}, {"confirmSeconds", 60}}), 202);
        QTRY_COMPARE(got("listRollouts", "/api/v1/rollouts").at("items").size(), std::size_t{1});
        const Json member = got("listRollouts", "/api/v1/rollouts").at("items").at(0);
        const auto answer = m_api->post(
            QByteArray::fromStdString("/api/v1/rollouts/" + member.at("id").get<std::string>() + "/confirm"), {},
            keyed(), store::Role::Operator);
        QVERIFY(answer);
        QCOMPARE(answer->status, 412);
        QVERIFY(answer->body.contains("member of the group"));
    }

    void groupRefusals_sayWhy_data()
    {
        QTest::addColumn<QString>("more");
        QTest::addColumn<int>("status");
        const auto row = [](const char* what, const Json& more, int status) {
            QTest::newRow(what) << QString::fromStdString(dumpJson(more)) << status;
        };
        row("a wave of a runtime without a plan", {{"waves", {{"toy"}, {"lab"}, {"hq"}}}}, 400);
        row("waves that leave one out", {{"waves", Json::array({Json::array({"toy"})})}}, 400);
        row("digits of another plan", {{"digits", "00000000"}}, 403);
        row("an unknown field", {{"force", true}}, 400);
    }
    void groupRefusals_sayWhy()
    {
        QFETCH(QString, more);
        QFETCH(int, status);
        Json body = parseJson(more.toStdString()).value();
        body["plans"] = {plannedFor("toy"), plannedFor("lab")};
        QCOMPARE(statusOf("/api/v1/rollout-groups", dumpJson(body)), status);
        QVERIFY(got("listRolloutGroups", "/api/v1/rollout-groups").at("items").empty());
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

private:
    /// The toy is seen with that configuration.
    void observe(const Json& document)
    {
        const planning::Content content = toyContent(document);
        auto stored = m_api->store.write([&](store::Session& session) -> Result<store::RevisionRecord> {
            store::RevisionRecord record;
            record.runtime = RuntimeId("toy");
            record.createdAt = m_api->clock.now();
            record.author = "agent";
            FABRIC_TRY(record, session.revisions().add(record, content.graph, content.source));
            FABRIC_CHECK(session.audit().append({record.createdAt, "agent", "test", "runtime:toy", Json::object()}));
            FABRIC_CHECK(session.outbox().append({record.createdAt, "test", "runtime:toy", Json::object()}));
            return record;
        });
        QVERIFY(stored.result());
        for (runtimes::RuntimeView& view : m_api->directory.views) {
            if (view.record.id == RuntimeId("toy"))
                view.revision = *stored.result();
        }
    }

    /// One whose configuration differs from that of others by @p port.
    void addRuntime(const std::string& id, int port)
    {
        Json document = toyDocument();
        document["settings"]["port"] = port;
        const planning::Content content = toyContent(std::move(document));
        store::RuntimeRecord runtime;
        runtime.id = RuntimeId(id);
        runtime.provider = "toy";
        runtime.addedAt = m_api->clock.now();
        auto stored = m_api->store.write([&](store::Session& session) -> Result<store::RevisionRecord> {
            store::RevisionRecord record;
            record.runtime = runtime.id;
            record.createdAt = runtime.addedAt;
            record.author = "agent";
            FABRIC_TRY(record, session.revisions().add(record, content.graph, content.source));
            FABRIC_CHECK(session.runtimes().put(runtime));
            FABRIC_CHECK(session.audit().append({runtime.addedAt, "agent", "test", "runtime:" + id, Json::object()}));
            FABRIC_CHECK(session.outbox().append({runtime.addedAt, "test", "runtime:" + id, Json::object()}));
            return record;
        });
        QVERIFY(stored.result());
        m_api->directory.views.push_back({runtime, *stored.result(), content.graph, content.source});
    }
    QByteArray keyed() { return "Idempotency-Key: key-" + QByteArray::number(++m_keys) + "\r\n"; }

    [[nodiscard]] Json checked(const char* operation, const std::optional<RawAnswer>& answer, int status)
    {
        if (!answer || answer->status != status)
            qFatal("%s: %d %s", operation, answer ? answer->status : 0, answer ? answer->body.constData() : "");
        Json body = parseJson(answer->body.toStdString()).value();
        for (const api::Route& route : api::apiRoutes()) {
            if (route.operation != operation)
                continue;
            const Json& schema = m_document.at("components").at("schemas").at(std::string(route.schema));
            for (const std::string& finding : schemaFindings(body, schema, m_document))
                qFatal("%s: %s", operation, finding.c_str());
            return body;
        }
        qFatal("no operation %s", operation);
    }
    Json got(const char* operation, const std::string& target)
    {
        return checked(operation, m_api->view(QByteArray::fromStdString(target)), 200);
    }
    Json posted(const char* operation, const std::string& target, const std::string& body, int status)
    {
        return checked(operation,
                       m_api->post(QByteArray::fromStdString(target), QByteArray::fromStdString(body), keyed(),
                                   store::Role::Operator),
                       status);
    }
    /// The id of a plan that changes the model of ops on @p runtime.
    std::string plannedFor(const std::string& runtime)
    {
        posted("changeIntent", "/api/v1/topology/intent", changeOf(runtime), 201);
        return posted("makePlan", "/api/v1/plans", dumpJson({{"runtime", runtime}}), 201)
            .at("summary")
            .at("id")
            .get<std::string>();
    }
    /// The id of the plan that toy and its twin have.
    std::string plannedTwins()
    {
        addRuntime("twin", 1);
        const std::string id = plannedFor("toy");
        if (plannedFor("twin") != id)
            qFatal("the plans of twins differ");
        return id;
    }
    int statusOf(const std::string& target, const std::string& body = {})
    {
        const auto answer = m_api->post(QByteArray::fromStdString(target), QByteArray::fromStdString(body), keyed(),
                                        store::Role::Operator);
        return answer ? answer->status : 0;
    }

    static std::string changeOf(const std::string& runtime)
    {
        const Json edit{
            {"edit", "set-model"}, {"subject", "agent:ops"}, {"primary", "model:large"}, {"fallbacks", Json::array()}};
        return dumpJson({{"runtime", runtime}, {"reason", "r"}, {"edits", Json::array({edit})}});
    }
    Json m_document;
    std::unique_ptr<ApiFixture> m_api;
    int m_keys = 0;
};

QTEST_GUILESS_MAIN(TestApiChanges)
#include "tst_api_changes.moc"
