// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/api/api_fixture.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QTest>

using namespace fabric;
using fabric::test::ApiFixture;
using fabric::test::RawAnswer;

namespace {

Json fullBody()
{
    return {{"id", "lab"},
            {"provider", "openclaw"},
            {"environment", "test"},
            {"configPath", "/srv/openclaw.json"},
            {"url", "ws://127.0.0.1:18789"},
            {"control", "none"},
            {"listsDevices", true},
            {"token", {{"file", "/run/secrets/openclaw"}}}};
}

Json jsonOf(const RawAnswer& answer)
{
    return parseJson(answer.body.toStdString()).value();
}

} // namespace

class TestApiRuntimes : public QObject
{
    Q_OBJECT

    std::unique_ptr<ApiFixture> m_api;
    int m_keys = 0;

    RawAnswer add(const Json& body)
    {
        return *m_api->post("/api/v1/runtimes", QByteArray::fromStdString(dumpJson(body)),
                            "Idempotency-Key: " + QByteArray::number(++m_keys) + "\r\n");
    }
    RawAnswer remove(const char* id)
    {
        return *m_api->get(QByteArray("/api/v1/runtimes/") + id, ApiFixture::bearer(m_api->key(store::Role::Admin)),
                           "DELETE");
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_api = std::make_unique<ApiFixture>();
    }
    void cleanup() { m_api.reset(); }

    void aNewRuntime_isToldOfWithItsPlace()
    {
        const auto answer = add(fullBody());
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.fields.value("location"), QByteArray("/api/v1/runtimes/lab"));
        QCOMPARE(jsonOf(answer).at("id").get<std::string>(), std::string("lab"));
        QCOMPARE(m_api->view("/api/v1/runtimes/lab")->body, answer.body);
        QVERIFY(dumpJson(provider::toJson(*m_api->directory.views.back().record.settings)) == dumpJson(fullBody()));
        const std::string prefix = m_api->key(store::Role::Admin).mid(4, 8).toStdString();
        QCOMPARE(m_api->registry.calls.back(), "add lab by apikey:" + prefix);
    }

    void theSameSettings_are200AndOtherSettings409()
    {
        QCOMPARE(add(fullBody()).status, 201);
        const auto same = add(fullBody());
        QCOMPARE(same.status, 200);
        QCOMPARE(same.fields.value("location"), QByteArray("/api/v1/runtimes/lab"));
        Json other = fullBody();
        other["environment"] = "production";
        const auto conflict = add(other);
        QCOMPARE(conflict.status, 409);
        QCOMPARE(jsonOf(conflict).at("pointer").get<std::string>(), std::string("/body/id"));
    }

    void aBadBody_isRefusedAtItsPlace()
    {
        const Json wrong{{"id", "LAB"},
                         {"token", "hunter2"},
                         {"control", "systemctl start x"},
                         {"listsDevices", "yes"},
                         {"secret", "hunter2"}};
        for (const auto& [member, value] : wrong.items()) {
            Json body = fullBody();
            body[member] = value;
            const auto answer = add(body);
            QCOMPARE(answer.status, 400);
            QCOMPARE(jsonOf(answer).at("pointer").get<std::string>(), "/body/" + member);
            QVERIFY(!answer.body.contains("hunter2"));
        }
        QVERIFY(m_api->registry.calls.empty());
    }

    void whatTheProviderRefuses_isNamedInTheBody()
    {
        m_api->registry.error = Error{ErrorCode::InvalidArgument, "this is no URL", "/url"};
        const auto answer = add(fullBody());
        QCOMPARE(answer.status, 400);
        QCOMPARE(jsonOf(answer).at("pointer").get<std::string>(), std::string("/body/url"));
    }

    void removed_isToldOfAndGone()
    {
        QCOMPARE(add(fullBody()).status, 201);
        const auto answer = remove("lab");
        QCOMPARE(answer.status, 200);
        QCOMPARE(jsonOf(answer).at("id").get<std::string>(), std::string("lab"));
        QCOMPARE(m_api->view("/api/v1/runtimes/lab")->status, 404);
        const auto again = remove("lab");
        QCOMPARE(again.status, 404);
        QCOMPARE(jsonOf(again).at("pointer").get<std::string>(), std::string("/path/id"));
    }

    void aRuntimeOfTheFile_isNotRemovedHere()
    {
        const auto answer = remove("hq");
        QCOMPARE(answer.status, 409);
        QCOMPARE(jsonOf(answer).at("pointer").get<std::string>(), std::string("/path/id"));
    }
};

QTEST_GUILESS_MAIN(TestApiRuntimes)
#include "tst_api_runtimes.moc"
