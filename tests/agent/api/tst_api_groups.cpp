// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/api/changes_api.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <array>

using namespace fabric;
using namespace fabric::test;

/// Changes over several runtimes over HTTP; nobody reaches them.
class TestApiGroups : public QObject, private ChangesApi
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void theFirstAnswer_isKeptWithTheGroup()
    {
        const std::string body = dumpJson({{"plans", {plannedFor("toy"), plannedFor("lab")}}});
        verifyFirstAnswerStays("/api/v1/rollout-groups", body, "/api/v1/rollout-groups");
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
        const Json title = group.at("members").at(0).at("title"); // stays what it was when it began
        posted("makePlan", "/api/v1/plans", R"({"runtime":"lab","title":"the same again"})", 201);
        QVERIFY(!title.get<std::string>().empty()
                && got("getRolloutGroup", path).at("members").at(0).at("title") == title);
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
};

QTEST_GUILESS_MAIN(TestApiGroups)
#include "tst_api_groups.moc"
