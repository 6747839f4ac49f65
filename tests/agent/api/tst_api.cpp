// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_keys.h"
#include "tests/agent/api/api_fixture.h"
#include "tests/support/json_schema.h"
#include "tests/support/source_parts.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace fabric;
using namespace std::chrono_literals;
using fabric::test::ApiFixture;
using fabric::test::RawAnswer;
using fabric::test::RawClient;

namespace {

/// A request that succeeds, for every route: a route that is not here fails a test.
struct Success
{
    const char* path; ///< of the table
    const char* target;
    const char* method = "GET";
    const char* body = "";
    int status = 200;
};

constexpr Success kSuccesses[] = {
    {"/livez", "/livez"},
    {"/readyz", "/readyz"},
    {"/health", "/health"},
    {"/metrics", "/metrics"},
    {"/api/v1/self", "/api/v1/self"},
    {"/api/v1/openapi.json", "/api/v1/openapi.json"},
    {"/api/v1/platform/services", "/api/v1/platform/services"},
    {"/api/v1/providers", "/api/v1/providers"},
    {"/api/v1/runtimes", "/api/v1/runtimes"},
    {"/api/v1/runtimes", "/api/v1/runtimes", "POST", "{\"id\":\"added\",\"provider\":\"openclaw\"}", 201},
    {"/api/v1/runtimes/{id}", "/api/v1/runtimes/added", "DELETE"},
    {"/api/v1/runtimes/{id}", "/api/v1/runtimes/hq"},
    {"/api/v1/runtimes/{id}", "/api/v1/runtimes/new"},
    {"/api/v1/runtimes/{id}/topology", "/api/v1/runtimes/hq/topology"},
    {"/api/v1/runtimes/{id}/inventory", "/api/v1/runtimes/hq/inventory"},
    {"/api/v1/runtimes/{id}/inventory", "/api/v1/runtimes/new/inventory"},
    {"/api/v1/topology/revisions", "/api/v1/topology/revisions"},
    {"/api/v1/topology/revisions",
     "/api/v1/topology/revisions?runtime=hq&kind=observed&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&limit=1"},
    {"/api/v1/topology/revisions/{revision}", "/api/v1/topology/revisions/1"},
    {"/api/v1/topology/revisions/{revision}/source", "/api/v1/topology/revisions/2/source"},
    {"/api/v1/topology/revisions/{revision}/content", "/api/v1/topology/revisions/2/content"},
    {"/api/v1/topology/diff", "/api/v1/topology/diff?from=1&to=2"},
    {"/api/v1/topology/diff", "/api/v1/topology/diff?from=2&to=1"},
    {"/api/v1/topology/reachability", "/api/v1/topology/reachability?runtime=hq&from=channel:telegram"},
    {"/api/v1/topology/reachability",
     "/api/v1/topology/"
     "reachability?revision=2&from=agent:coder&direction=backward&kinds=may-spawn,routes-to&maxDepth=3"},
    {"/api/v1/events", "/api/v1/events"},
    {"/api/v1/events", "/api/v1/events?subject=runtime:hq&type=topology.&limit=1"},
    {"/api/v1/events", "/api/v1/events?type=fabric.topology."},
    {"/api/v1/events/stream", "/api/v1/events/stream"},
    {"/api/v1/apikeys", "/api/v1/apikeys"},
    {"/api/v1/apikeys/{prefix}", "/api/v1/apikeys/0a1b2c3d", "PUT",
     "{\"name\":\"ci\",\"role\":\"viewer\",\"salt\":\"000102030405060708090a0b0c0d0e0f\","
     "\"hash\":\"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}"},
    {"/api/v1/apikeys/{prefix}", "/api/v1/apikeys/0a1b2c3d", "DELETE"},
};

/// A request as viewer that is refused.
struct Refusal
{
    const char* target;
    int status;
    const char* code;
    const char* pointer;
};

constexpr Refusal kRefusals[] = {
    {"/", 404, "NotFound", "/path"},
    {"/api/v1/runtimes/", 404, "NotFound", "/path"},
    {"/api/v1//runtimes", 404, "NotFound", "/path"},
    {"/api/v1/runtimes/..", 400, "InvalidArgument", "/path/id"},
    {"/api/v1/runtimes/HQ", 400, "InvalidArgument", "/path/id"},
    {"/api/v1/runtimes/%68q%2Ftopology", 400, "InvalidArgument", "/path/id"},
    {"/api/v1/runtimes/%zz", 400, "InvalidArgument", "/path/id"},
    {"/api/v1/runtimes/h%00q", 400, "InvalidArgument", "/path/id"},
    {"/api/v1/runtimes/%ff%fe", 400, "InvalidArgument", "/path/id"},
    {"/api/v1/runtimes/nobody", 404, "NotFound", "/path/id"},
    {"/api/v1/runtimes/nobody/topology", 404, "NotFound", "/path/id"},
    {"/api/v1/runtimes/new/topology", 404, "NotFound", "/path/id"},
    {"/api/v1/runtimes/nobody/inventory", 404, "NotFound", "/path/id"},
    {"/api/v1/runtimes?limit=1", 400, "InvalidArgument", "/query/limit"},
    {"/api/v1/runtimes/hq?id=other", 400, "InvalidArgument", "/query/id"},
    {"/api/v1/topology/revisions/0", 400, "InvalidArgument", "/path/revision"},
    {"/api/v1/topology/revisions/-1", 400, "InvalidArgument", "/path/revision"},
    {"/api/v1/topology/revisions/9223372036854775808", 400, "InvalidArgument", "/path/revision"},
    {"/api/v1/topology/revisions/sha256:00", 400, "InvalidArgument", "/path/revision"},
    {"/api/v1/topology/revisions/77", 404, "NotFound", "/path/revision"},
    {"/api/v1/topology/revisions/77/source", 404, "NotFound", "/path/revision"},
    {"/api/v1/topology/revisions/1/source", 404, "NotFound", "/path/revision"}, // stored without
    {"/api/v1/topology/revisions/sha256:0000000000000000000000000000000000000000000000000000000000000001", 404,
     "NotFound", "/path/revision"},
    {"/api/v1/topology/revisions?limit=0", 400, "InvalidArgument", "/query/limit"},
    {"/api/v1/topology/revisions?limit=201", 400, "InvalidArgument", "/query/limit"},
    {"/api/v1/topology/revisions?limit=", 400, "InvalidArgument", "/query/limit"},
    {"/api/v1/topology/revisions?limit=1&limit=2", 400, "InvalidArgument", "/query/limit"},
    {"/api/v1/topology/revisions?kind=wished", 400, "InvalidArgument", "/query/kind"},
    {"/api/v1/topology/revisions?from=yesterday", 400, "InvalidArgument", "/query/from"},
    {"/api/v1/topology/revisions?cursor=xyz", 400, "InvalidArgument", "/query/cursor"},
    {"/api/v1/topology/revisions?cursor=cjE6LTE", 400, "InvalidArgument", "/query/cursor"},
    {"/api/v1/topology/revisions?a/b~c=1", 400, "InvalidArgument", "/query/a~1b~0c"},
    {"/api/v1/topology/diff", 400, "InvalidArgument", "/query/from"},
    {"/api/v1/topology/diff?from=1", 400, "InvalidArgument", "/query/to"},
    {"/api/v1/topology/diff?from=1&to=9", 404, "NotFound", "/query/to"},
    {"/api/v1/topology/reachability?from=gateway", 400, "InvalidArgument", "/query/revision"},
    {"/api/v1/topology/reachability?from=gateway&runtime=hq&revision=1", 400, "InvalidArgument", "/query/revision"},
    {"/api/v1/topology/reachability?runtime=hq", 400, "InvalidArgument", "/query/from"},
    {"/api/v1/topology/reachability?runtime=hq&from=agent:nobody", 404, "NotFound", "/query/from"},
    {"/api/v1/topology/reachability?runtime=new&from=gateway", 404, "NotFound", "/query/runtime"},
    {"/api/v1/topology/reachability?revision=9&from=gateway", 404, "NotFound", "/query/revision"},
    {"/api/v1/topology/reachability?runtime=hq&from=gateway&kinds=owns,,", 400, "InvalidArgument", "/query/kinds"},
    {"/api/v1/topology/reachability?runtime=hq&from=gateway&direction=up", 400, "InvalidArgument", "/query/direction"},
    {"/api/v1/events?cursor=e2-1", 400, "InvalidArgument", "/query/cursor"},
    {"/api/v1/events?cursor=e1-x", 400, "InvalidArgument", "/query/cursor"},
    {"/api/v1/events?limit=501", 400, "InvalidArgument", "/query/limit"},
};

Json jsonOf(const RawAnswer& answer)
{
    JsonLimits limits;
    limits.maxBytes = std::size_t{16} << 20U;
    const auto json = parseJson(answer.body.toStdString(), limits);
    return json ? *json : Json();
}

/// What the OpenAPI document says about a success of a route.
Json responseOf(const Json& document, const Success& success)
{
    const std::string method = QByteArray(success.method).toLower().toStdString();
    return document.at("paths").at(success.path).at(method).at("responses").at(std::to_string(success.status));
}

QByteArray joined(const std::vector<std::string>& lines)
{
    QByteArray out;
    for (const std::string& line : lines)
        out += QByteArray::fromStdString(line) + "\n";
    return out;
}

/// Those have a test of their own: tst_api_changes.
bool isChange(std::string_view path)
{
    return path.starts_with("/api/v1/topology/intent") || path.starts_with("/api/v1/plans")
        || path.starts_with("/api/v1/rollouts") || path.starts_with("/api/v1/rollout-groups");
}

} // namespace

class TestApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_document = api::openApiDocument("0.1.0"); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_api = std::make_unique<ApiFixture>();
    }
    void cleanup() { m_api.reset(); }

    void hasATestForEveryRoute()
    {
        for (const api::Route& route : api::apiRoutes()) {
            const bool isTested
                = std::any_of(std::begin(kSuccesses), std::end(kSuccesses), [&](const Success& success) {
                      return route.path == success.path && route.method == success.method;
                  });
            QVERIFY2(isTested || isChange(route.path), std::string(route.path).c_str());
        }
        std::size_t documented = 0;
        for (const Json& item : m_document.at("paths"))
            documented += item.size();
        QCOMPARE(documented, api::apiRoutes().size());
    }

    void answersAsDocumented_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Success& success : kSuccesses)
            QTest::newRow((std::string(success.method) + " " + success.target).c_str()) << index++;
    }
    void answersAsDocumented()
    {
        QFETCH(int, index);
        const Success& success = kSuccesses[index];
        const QByteArray path = success.path;
        if (QByteArray(success.method) == "DELETE")
            call(kSuccesses[index - 1], store::Role::Admin); // what it deletes
        const auto answer = call(success, store::Role::Admin);
        QVERIFY(answer);
        QCOMPARE(answer->status, success.status);
        QVERIFY(QRegularExpression(QStringLiteral("^[0-9a-f]{32}$"))
                    .match(QString::fromLatin1(answer->fields.value("trace-id")))
                    .hasMatch());
        const Json response = responseOf(m_document, success);
        QVERIFY(response.at("content").contains(answer->fields.value("content-type").toStdString()));
        if (!response.at("content").contains("application/json"))
            return;
        const Json& schema = response.at("content").at("application/json").at("schema");
        if (path == "/api/v1/openapi.json") {
            QCOMPARE(dumpJson(jsonOf(*answer)), dumpJson(m_document));
            return;
        }
        QCOMPARE(joined(test::schemaFindings(jsonOf(*answer), schema, m_document)), QByteArray());
    }

    void refusesAsDocumented_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Refusal& refusal : kRefusals)
            QTest::newRow(refusal.target) << index++;
    }
    void refusesAsDocumented()
    {
        QFETCH(int, index);
        const Refusal& refusal = kRefusals[index];
        const auto answer = m_api->view(refusal.target);
        QVERIFY(answer);
        QCOMPARE(answer->status, refusal.status);
        checkProblem(*answer, refusal.code);
        QCOMPARE(jsonOf(*answer).at("pointer").get<std::string>(), std::string(refusal.pointer));
    }

    void answersEveryErrorCodeWithItsStatus_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < kErrorCodes.size(); ++i)
            QTest::newRow(std::string(kErrorCodes[i].name).c_str()) << static_cast<int>(i);
    }
    void answersEveryErrorCodeWithItsStatus()
    {
        QFETCH(int, index);
        const ErrorCodeInfo& code = kErrorCodes[static_cast<std::size_t>(index)];
        const QByteArray key = m_api->key(store::Role::Viewer);
        QCOMPARE(m_api->get("/api/v1/events", ApiFixture::bearer(key))->status, 200); // the key is known now
        m_api->store.failWith(Error{code.code, "the test says so", "/place"});
        if (code.httpStatus == 500)
            QTest::ignoreMessage(QtWarningMsg,
                                 QRegularExpression(QStringLiteral("request failed.*trace=[0-9a-f]{32}.*")));
        const auto answer = m_api->get("/api/v1/events", ApiFixture::bearer(key));
        QCOMPARE(answer->status, code.httpStatus);
        checkProblem(*answer, std::string(code.name).c_str());
        QCOMPARE(jsonOf(*answer).at("detail").get<std::string>(), std::string("the test says so"));
        QCOMPARE(jsonOf(*answer).at("pointer").get<std::string>(), std::string("/place"));
        if (code.httpStatus == 500)
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("request failed.*")));
        QCOMPARE(m_api->get("/readyz")->status, code.httpStatus);
        QCOMPARE(m_api->get("/livez")->status, 200);
    }

    void letsEveryRoleDoWhatTheTableSays()
    {
        for (const Success& success : kSuccesses) {
            const auto& routes = api::apiRoutes();
            const auto route = std::find_if(routes.begin(), routes.end(), [&](const api::Route& r) {
                return r.path == success.path && r.method == success.method;
            });
            const bool isPublic = route->access == api::Access::Public;
            QCOMPARE(call(success, {})->status, isPublic ? success.status : 401);
            for (const store::Role role : {store::Role::Viewer, store::Role::Operator, store::Role::Approver,
                                           store::Role::Admin, store::Role::Service}) {
                const bool isAllowed = api::isAllowed(role, route->access);
                const auto answer = call(success, role);
                QCOMPARE(answer->status, isAllowed ? success.status : 403);
                if (!isAllowed)
                    checkProblem(*answer, "PermissionDenied");
            }
        }
        QCOMPARE(m_api->get("/livez")->status, 200);
        QCOMPARE(m_api->get("/readyz")->status, 200);
    }

    void storesAKeyThatTheClientMade()
    {
        test::FakeRandom random{3};
        const auto made = api::makeApiKey("ci", store::Role::Viewer, m_api->clock, random).value();
        const std::string target = "/api/v1/apikeys/" + made.record.prefix;
        const std::string body = dumpJson(api::registrationOf(made.record));
        const Success put{"", target.c_str(), "PUT", body.c_str()};
        QCOMPARE(call(put, store::Role::Admin)->status, 200);
        QCOMPARE(call(put, store::Role::Admin)->status, 200);
        const QByteArray text = QByteArray::fromStdString(made.text);
        QCOMPARE(m_api->get("/api/v1/runtimes", ApiFixture::bearer(text))->status, 200);
        const std::string other = dumpJson([&] {
            Json changed = api::registrationOf(made.record);
            changed["role"] = "admin";
            return changed;
        }());
        const auto conflict = call({"", target.c_str(), "PUT", other.c_str()}, store::Role::Admin);
        QCOMPARE(conflict->status, 409);
        QCOMPARE(call({"", target.c_str(), "DELETE", ""}, store::Role::Admin)->status, 200);
        QCOMPARE(m_api->get("/api/v1/runtimes", ApiFixture::bearer(text))->status, 401);
        QCOMPARE(call({"", "/api/v1/apikeys/ffffffff", "DELETE", ""}, store::Role::Admin)->status, 404);
    }

    void refusesABadRegistration_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("no name") << QByteArray("name") << QByteArray("");
        QTest::newRow("unknown role") << QByteArray("role") << QByteArray("root");
        QTest::newRow("short salt") << QByteArray("salt") << QByteArray("00");
        QTest::newRow("no hash") << QByteArray("hash") << QByteArray("x");
        QTest::newRow("unknown member") << QByteArray("key") << QByteArray("x");
    }
    void refusesABadRegistration()
    {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, value);
        Json body = Json::parse(std::find_if(std::begin(kSuccesses), std::end(kSuccesses), [](const Success& s) {
                                    return QByteArray(s.method) == "PUT";
                                })->body);
        body[member.toStdString()] = value.toStdString();
        const std::string text = dumpJson(body);
        const auto answer = call({"", "/api/v1/apikeys/0a1b2c3d", "PUT", text.c_str()}, store::Role::Admin);
        QCOMPARE(answer->status, 400);
        QCOMPARE(jsonOf(*answer).at("pointer").get<std::string>(), "/body/" + member.toStdString());
        QCOMPARE(call({"", "/api/v1/apikeys/XYZ", "PUT", text.c_str()}, store::Role::Admin)->status, 400);
    }

    void ordersRoles()
    {
        using api::Access;
        using store::Role;
        QVERIFY(!api::isAllowed(Role::Viewer, Access::Operator));
        QVERIFY(api::isAllowed(Role::Operator, Access::Viewer));
        QVERIFY(!api::isAllowed(Role::Operator, Access::Approver));
        QVERIFY(api::isAllowed(Role::Approver, Access::Operator));
        QVERIFY(!api::isAllowed(Role::Approver, Access::Admin));
        QVERIFY(api::isAllowed(Role::Admin, Access::Admin));
        QVERIFY(api::isAllowed(Role::Service, Access::Key));
        QVERIFY(!api::isAllowed(Role::Service, Access::Viewer));
    }

    void refusesBadKeys_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another scheme") << QByteArray("Authorization: Basic YTpi\r\n");
        QTest::newRow("no key") << QByteArray("Authorization: Bearer\r\n");
        QTest::newRow("garbage") << ApiFixture::bearer("garbage");
        QTest::newRow("unknown key") << ApiFixture::bearer("fab_00000000_" + QByteArray(43, 'A'));
        QTest::newRow("upper-case prefix") << ApiFixture::bearer("fab_0000000A_" + QByteArray(43, 'A'));
        QTest::newRow("too long") << ApiFixture::bearer("fab_00000000_" + QByteArray(44, 'A'));
        QTest::newRow("SQL") << ApiFixture::bearer("fab_' OR 1=1_" + QByteArray(43, 'A'));
    }
    void refusesBadKeys()
    {
        QFETCH(QByteArray, fields);
        const auto answer = m_api->get("/api/v1/runtimes", fields);
        QCOMPARE(answer->status, 401);
        QCOMPARE(answer->fields.value("www-authenticate"), QByteArray("Bearer"));
        checkProblem(*answer, "Unauthenticated");
    }

    void refusesAWrongSecretAndTwoKeys()
    {
        const QByteArray good = m_api->key(store::Role::Admin);
        QByteArray wrong = good;
        wrong.back() = wrong.back() == 'A' ? 'E' : 'A';
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(wrong))->status, 401);
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(good) + ApiFixture::bearer(good))->status, 401);
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(good))->status, 200);
    }

    void stopsAKeyTheMomentItIsRevoked()
    {
        const QByteArray key = m_api->makeKey(store::Role::Viewer);
        RawClient client(m_api->port);
        QCOMPARE(client.get("/health", ApiFixture::bearer(key))->status, 200);
        m_api->revoke(key);
        QCOMPARE(client.get("/health", ApiFixture::bearer(key))->status, 401);
    }

    void seesAKeyThatIsMadeAfterItWasTried()
    {
        const QByteArray key = m_api->makeKey(store::Role::Viewer);
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(key))->status, 200);
    }

    void forgetsKeysAfterAWhile()
    {
        const QByteArray key = m_api->makeKey(store::Role::Viewer);
        QCoreApplication::processEvents();
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(key))->status, 200);
        m_api->store.failWith(Error{ErrorCode::Unavailable, "gone", {}});
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(key))->status, 200);
        m_api->clock.advance(6s);
        QCOMPARE(m_api->get("/health", ApiFixture::bearer(key))->status, 503);
    }

    void slowsGuessersButNeverAValidKey()
    {
        const QByteArray guess = ApiFixture::bearer("fab_00000000_" + QByteArray(43, 'A'));
        for (int i = 0; i < 11; ++i)
            QCOMPARE(m_api->get("/health", guess)->status, 401);
        const auto blocked = m_api->get("/health", guess);
        QCOMPARE(blocked->status, 429);
        QCOMPARE(blocked->fields.value("retry-after"), QByteArray("1"));
        checkProblem(*blocked, "ResourceExhausted");
        for (const store::Role role : {store::Role::Viewer, store::Role::Service})
            QCOMPARE(m_api->get("/health", ApiFixture::bearer(m_api->key(role)))->status, 200);
        m_api->clock.advance(1s);
        QCOMPARE(m_api->get("/health", guess)->status, 401); // and the next pause is 2 s
        m_api->clock.advance(1s);
        QCOMPARE(m_api->get("/health", guess)->status, 429);
        m_api->clock.advance(301s);
        QCOMPARE(m_api->get("/health", guess)->status, 401);
        QCOMPARE(m_api->get("/health", guess)->status, 401);
    }

    void needsNoKeyOnTheUnixSocket()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("agent.sock"));
        QVERIFY(m_api->server->listenLocal(path));
        RawClient client(path);
        QCOMPARE(client.get("/api/v1/runtimes")->status, 200);
        client.send("GET /livez HTTP/1.1\r\nHost: anything\r\n\r\n");
        QCOMPARE(client.answer()->status, 200);
        client.send("GET /livez HTTP/1.1\r\nHost: x\r\nOrigin: http://evil.example\r\n\r\n");
        QCOMPARE(client.answer()->status, 403);
    }

    void namesTheUserOfTheUnixSocket()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("agent.sock"));
        QVERIFY(m_api->server->listenLocal(path));
        SystemRandom random;
        const auto made = api::makeApiKey("ci", store::Role::Viewer, m_api->clock, random);
        QVERIFY(made);
        const QByteArray body = QByteArray::fromStdString(dumpJson(api::registrationOf(made->record)));
        RawClient client(path);
        client.send("PUT /api/v1/apikeys/" + QByteArray::fromStdString(made->record.prefix)
                    + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QCOMPARE(client.answer()->status, 200);
        const auto last
            = m_api->store.read([](store::Session& session) { return session.audit().last(); }).result().value();
        const passwd* user = ::getpwuid(::getuid());
        const std::string name = user == nullptr ? std::to_string(::getuid()) : user->pw_name;
        QCOMPARE(last->what.actor, "cli:" + name); // as the command line says without an agent
    }

    void keepsForeignWebPagesOut_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        const auto row = [](const char* fields, int status) {
            QTest::newRow(fields) << QByteArray(fields).replace('|', "\r\n") << status;
        };
        row("Host: localhost|", 200);
        row("Host: LOCALHOST:17420|", 200);
        row("Host: 127.0.0.1|", 200);
        row("Host: 127.1.2.3:7420|", 200);
        row("Host: [::1]:7420|", 200);
        row("Host: evil.example|", 403);
        row("Host: localhost.evil.example|", 403);
        row("Host: 127.0.0.1.evil.example:7420|", 403);
        row("Host: 192.168.1.7|", 403);
        row("Host: |", 403);
        row("Host: localhost:http|", 403);
        row("Host: localhost:|", 403);
        row("Host: [::1|", 403);
        row("Host: user@localhost|", 403);
        row("Host: localhost:7420|Origin: http://localhost:7420|", 200);
        row("Host: localhost:7420|Origin: http://localhost:8080|", 403);
        row("Host: localhost|Origin: http://evil.example|", 403);
        row("Host: localhost|Origin: https://localhost|", 403);
        row("Host: localhost|Origin: null|", 403);
        row("Host: localhost|Origin: |", 403);
        row("Host: localhost|Origin: http://localhost|Origin: http://localhost|", 403);
    }
    void keepsForeignWebPagesOut()
    {
        QFETCH(QByteArray, fields);
        QFETCH(int, status);
        const auto answer = m_api->get("/livez", fields);
        QCOMPARE(answer->status, status);
        if (status == 403)
            checkProblem(*answer, "PermissionDenied");
    }

    void namesTheMethodsOfAPath()
    {
        for (const QByteArray method : {"POST", "DELETE", "OPTIONS", "PATCH", "BREW"}) {
            const auto answer = m_api->get("/livez", {}, method);
            QCOMPARE(answer->status, 405);
            QCOMPARE(answer->fields.value("allow"), QByteArray("GET, HEAD"));
            checkProblem(*answer, "InvalidArgument");
        }
    }

    void answersHeadLikeGetWithoutBody()
    {
        const auto get = m_api->get("/livez");
        const auto head = m_api->get("/livez", {}, "HEAD");
        QCOMPARE(head->status, 200);
        QCOMPARE(head->fields.value("content-length"), QByteArray::number(get->body.size()));
        const auto stream
            = m_api->get("/api/v1/events/stream", ApiFixture::bearer(m_api->key(store::Role::Viewer)), "HEAD");
        QCOMPARE(stream->fields.value("content-type"), QByteArray("text/event-stream"));
    }

    void refusesABodyWhereNoneBelongs()
    {
        RawClient client(m_api->port);
        client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
        const auto answer = client.answer();
        QCOMPARE(answer->status, 400);
        QCOMPARE(jsonOf(*answer).at("pointer").get<std::string>(), std::string("/body"));
    }

    void boundsJsonBodies()
    {
        api::Route echo;
        echo.method = "PUT";
        echo.path = "/echo";
        echo.access = api::Access::Public;
        echo.takesBody = true;
        echo.handler = [](api::ApiContext&, const api::Call& call, const api::Reply& reply) {
            reply(api::HttpResponse{200, {}, dumpJson(call.body)});
        };
        const std::vector<api::Route> routes{echo};
        ApiFixture api(routes);
        const auto put = [&api](const QByteArray& body) {
            RawClient client(api.port);
            client.send("PUT /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + QByteArray::number(body.size())
                        + "\r\n\r\n" + body);
            return client.answer();
        };
        QCOMPARE(put(R"({"a":[1,2]})")->body, QByteArray(R"({"a":[1,2]})"));
        QCOMPARE(put(QByteArray(64, '[') + QByteArray(64, ']'))->status, 200);
        QCOMPARE(put(QByteArray(65, '[') + QByteArray(65, ']'))->status, 413);
        QCOMPARE(put(QByteArray(500'000, '['))->status, 413);
        QCOMPARE(put(R"({"a":1,"a":2})")->status, 400);
        QCOMPARE(put("")->status, 400);
        QCOMPARE(put("\"\xff\"")->status, 400);
    }

    void answersProtocolErrorsAsProblems()
    {
        RawClient client(m_api->port);
        client.send("GET /livez HTTP/1.1\r\n\r\n");
        const auto answer = client.answer();
        QCOMPARE(answer->status, 400);
        checkProblem(*answer, "InvalidArgument");
        RawClient slow(m_api->port);
        slow.send("GET /li");
        QTest::qWait(1);
        m_api->pass(11s);
        const auto late = slow.answer();
        QCOMPARE(late->status, 408);
        checkProblem(*late, "DeadlineExceeded");
    }

    void savesTheTopologyThatTheClientHas()
    {
        for (const QByteArray target : {"/api/v1/runtimes/hq/topology", "/api/v1/topology/revisions/2",
                                        "/api/v1/topology/revisions/2/source", "/api/v1/topology/revisions"}) {
            const QByteArray etag = m_api->view(target)->fields.value("etag");
            QVERIFY(etag.contains('"'));
            for (const QByteArray& known : {etag, QByteArray("\"other\", " + etag), QByteArray("*")}) {
                const auto same = m_api->view(target, "If-None-Match: " + known + "\r\n");
                QCOMPARE(same->status, 304);
                QCOMPARE(same->fields.value("etag"), etag);
                QVERIFY(!same->fields.contains("content-length"));
            }
            QCOMPARE(m_api->view(target, "If-None-Match: \"other\"\r\n")->status, 200);
        }
        const QByteArray before = m_api->view("/api/v1/runtimes/hq/topology")->fields.value("etag");
        m_api->directory.views[0].record.lastObservedAt->count += 30'000;
        QCOMPARE(m_api->view("/api/v1/runtimes/hq/topology")->fields.value("etag"), before);
        m_api->directory.views[0].record.status.mode = provider::AccessMode::File;
        QVERIFY(m_api->view("/api/v1/runtimes/hq/topology")->fields.value("etag") != before);
    }

    void findsARevisionByNumberAndDigest()
    {
        const Json byNumber = jsonOf(*m_api->view("/api/v1/topology/revisions/1"));
        const QByteArray digest = QByteArray::fromStdString(m_api->revisions[0].digest.text());
        const Json byDigest = jsonOf(*m_api->view("/api/v1/topology/revisions/" + digest));
        QVERIFY(byNumber == byDigest);
        QCOMPARE(byNumber.at("revision").at("digest").get<std::string>(), digest.toStdString());
        const auto parsed = wire::parse<wire::Topology>(byNumber);
        QVERIFY(parsed);
        QCOMPARE(parsed->graph.digest(), m_api->revisions[0].digest);
    }

    void givesTheSourceOfARevision()
    {
        const Json source = jsonOf(*m_api->view("/api/v1/topology/revisions/2/source"));
        const auto parsed = provider::parseSource(source);
        QVERIFY(parsed && *parsed == test::sampleSource());
        const QByteArray digest = QByteArray::fromStdString(m_api->revisions[1].digest.text());
        QVERIFY(jsonOf(*m_api->view("/api/v1/topology/revisions/" + digest + "/source")) == source);
        const auto digestIn = [this](const char* number) {
            return jsonOf(*m_api->view(QByteArray("/api/v1/topology/revisions/") + number))
                .at("revision")
                .at("sourceDigest");
        };
        QVERIFY(digestIn("2") == parsed->digest().text());
        QVERIFY(digestIn("1").is_null());
    }

    void pagesThroughRevisions()
    {
        const Json first = jsonOf(*m_api->view("/api/v1/topology/revisions?limit=1"));
        QCOMPARE(first.at("items").at(0).at("number").get<int>(), 2);
        const QByteArray cursor = QByteArray::fromStdString(first.at("nextCursor").get<std::string>());
        const Json second = jsonOf(*m_api->view("/api/v1/topology/revisions?limit=1&cursor=" + cursor));
        QCOMPARE(second.at("items").at(0).at("number").get<int>(), 1);
        QVERIFY(second.at("nextCursor").is_null());
        const QByteArray between = QByteArray::fromStdString(toRfc3339({m_api->revisions[1].createdAt.count - 1}));
        QCOMPARE(jsonOf(*m_api->view("/api/v1/topology/revisions?from=" + between)).at("items").size(), std::size_t{1});
        QCOMPARE(jsonOf(*m_api->view("/api/v1/topology/revisions?to=" + between)).at("items").size(), std::size_t{1});
        QVERIFY(jsonOf(*m_api->view("/api/v1/topology/revisions?kind=desired")).at("items").empty());
        QVERIFY(jsonOf(*m_api->view("/api/v1/topology/revisions?runtime=new")).at("items").empty());
    }

    void pagesThroughEvents()
    {
        m_api->addEvents(5);
        std::vector<std::string> seen;
        QByteArray cursor;
        for (int page = 0; page < 10; ++page) {
            const Json json = jsonOf(*m_api->view("/api/v1/events?subject=runtime:hq&limit=3" + cursor));
            for (const Json& event : json.at("items"))
                seen.push_back(event.at("id").get<std::string>());
            if (json.at("nextCursor").is_null())
                break;
            cursor = "&cursor=" + QByteArray::fromStdString(json.at("nextCursor").get<std::string>());
        }
        QCOMPARE(seen, (std::vector<std::string>{"e1-1", "e1-2", "e1-8", "e1-9", "e1-10", "e1-11", "e1-12"}));
    }

    void filtersEventsByEitherNameOfTheirType()
    {
        const auto idsOf = [this](const QByteArray& query) {
            std::vector<std::string> ids;
            const Json json = jsonOf(*m_api->view("/api/v1/events" + query));
            for (const Json& event : json.at("items"))
                ids.push_back(event.at("id").get<std::string>());
            return ids;
        };
        QVERIFY(!idsOf("?type=topology.").empty());
        QCOMPARE(idsOf("?type=fabric.topology."), idsOf("?type=topology."));
        QCOMPARE(idsOf("?type=fabric."), idsOf(""));
        QVERIFY(idsOf("?type=fabric.fabric.topology.").empty());
    }

    void tellsTheDifference()
    {
        const auto diff = wire::parse<wire::TopologyDiff>(jsonOf(*m_api->view("/api/v1/topology/diff?from=1&to=2")));
        QVERIFY(diff);
        QCOMPARE(diff->diff.addedNodes.size(), std::size_t{1});
        QCOMPARE(diff->diff.addedEdges.size(), std::size_t{1});
        QCOMPARE(diff->from.number, RevisionNumber{1});
        const auto same = wire::parse<wire::TopologyDiff>(jsonOf(*m_api->view("/api/v1/topology/diff?from=2&to=2")));
        QVERIFY(same->diff.isEmpty());
    }

    void tellsWhatIsReached()
    {
        const auto reach = wire::parse<wire::Reachability>(
            jsonOf(*m_api->view("/api/v1/topology/reachability?revision=2&from=account:telegram/default"
                                "&kinds=routes-to,may-spawn")));
        QVERIFY(reach);
        QCOMPARE(reach->reached.size(), std::size_t{2});
        QCOMPARE(reach->reached[1].id.value(), std::string("agent:coder"));
        QCOMPARE(reach->reached[1].path.size(), std::size_t{2});
    }

    void sumsUpTheAgentsOfARuntime()
    {
        const auto inventory = wire::parse<wire::Inventory>(jsonOf(*m_api->view("/api/v1/runtimes/hq/inventory")));
        QVERIFY(inventory);
        QCOMPARE(inventory->agents.size(), std::size_t{2});
        QCOMPARE(inventory->agents[0].id, std::string("coder"));
        QCOMPARE(inventory->agents[0].entries, std::vector<std::string>{"account:telegram/default"});
        QCOMPARE(inventory->agents[1].id, std::string("main"));
        QCOMPARE(inventory->agents[1].model, std::string("openai/gpt-5"));
        QCOMPARE(inventory->agents[1].owner, std::string("unmanaged"));
        QCOMPARE(inventory->agents[1].health, std::string("live"));
    }

    void countsForPrometheus()
    {
        QVERIFY(m_api->view("/api/v1/runtimes/nobody"));
        QVERIFY(m_api->view("/no/such/path"));
        QCoreApplication::processEvents();
        const QByteArray text = m_api->view("/metrics")->body;
        for (const char* line :
             {"fabric_http_requests_total{route=\"/api/v1/runtimes/{id}\",status=\"404\"} 1\n",
              "fabric_http_requests_total{route=\"-\",status=\"404\"} 1\n", "fabric_runtimes{health=\"live\"} 2\n",
              "fabric_runtimes{health=\"down\"} 0\n", "fabric_observation_freshness_seconds 0.250\n",
              "fabric_event_streams 0\n", "fabric_runtime_observation_age_seconds{runtime=\"hq\"} "})
            QVERIFY2(text.contains(line), QByteArray(line + QByteArray("in\n") + text).constData());
        QVERIFY(!text.contains("nobody"));
        const QRegularExpression lines(
            QStringLiteral("^(#.*|[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\\})? [0-9.]+)$"));
        for (const QByteArray& line : text.trimmed().split('\n'))
            QVERIFY2(lines.match(QString::fromUtf8(line)).hasMatch(), line.constData());
    }

    void tellsTheWorstStateAsHealth()
    {
        const Json health = jsonOf(*m_api->get("/health", ApiFixture::bearer(m_api->key(store::Role::Service))));
        QCOMPARE(health.at("status").get<std::string>(), std::string("degraded"));
        QCOMPARE(health.at("version").get<std::string>(), std::string("0.1.0"));
    }

    void describesItselfConsistently()
    {
        std::set<std::string> operations;
        const std::string text = dumpJson(m_document);
        for (const auto& [path, item] : m_document.at("paths").items()) {
            const bool isPublic = path == "/livez" || path == "/readyz";
            for (const Json& operation : item) {
                QVERIFY(operations.insert(operation.at("operationId").get<std::string>()).second);
                QCOMPARE(operation.contains("security"), isPublic);
            }
        }
        for (auto at = text.find("#/components/schemas/"); at != std::string::npos;
             at = text.find("#/components/schemas/", at + 1)) {
            const std::string name = text.substr(at + 21, text.find('"', at) - at - 21);
            QVERIFY2(m_document.at("components").at("schemas").contains(name), name.c_str());
        }
    }

    /// docs/api.md holds the same table as the code.
    void isDocumentedRouteByRoute()
    {
        QByteArray table = "| route | role | what |\n| --- | --- | --- |\n";
        for (const api::Route& route : api::apiRoutes())
            table += "| `" + QByteArray::fromStdString(std::string(route.method) + " " + std::string(route.path))
                + "` | " + QByteArray::fromStdString(std::string(toText(route.access))) + " | "
                + QByteArray::fromStdString(std::string(route.summary)) + " |\n";
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/docs/api.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll().contains(table), table.constData());
    }

    void stopsGracefully()
    {
        bool isStopped = false;
        connect(m_api->server.get(), &api::ApiServer::stopped, this, [&isStopped] { isStopped = true; });
        RawClient stream(m_api->port);
        stream.send("GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n"
                    + ApiFixture::bearer(m_api->key(store::Role::Viewer)) + "\r\n");
        QVERIFY(stream.waitForText("id: e1-"));
        m_api->server->shutdown(5s);
        QVERIFY(stream.waitForClose());
        QTRY_VERIFY(isStopped);
    }

private:
    /// Sends what @p success says, with the key of @p role, or without any.
    std::optional<RawAnswer> call(const Success& success, std::optional<store::Role> role)
    {
        RawClient client(m_api->port);
        const QByteArray body = success.body;
        client.send(QByteArray(success.method) + " " + success.target + " HTTP/1.1\r\nHost: localhost\r\n"
                    + (QByteArray(success.method) == "POST" ? "Idempotency-Key: " + newKey() + "\r\n" : QByteArray())
                    + (role ? ApiFixture::bearer(m_api->key(*role)) : QByteArray())
                    + (body.isEmpty() ? QByteArray() : "Content-Length: " + QByteArray::number(body.size()) + "\r\n")
                    + "\r\n" + body);
        return client.answer();
    }

    void checkProblem(const RawAnswer& answer, const char* code)
    {
        QCOMPARE(answer.fields.value("content-type"), QByteArray("application/problem+json"));
        const Json body = jsonOf(answer);
        const Json& schema = m_document.at("components").at("schemas").at("Problem");
        QCOMPARE(joined(test::schemaFindings(body, schema, m_document)), QByteArray());
        QCOMPARE(body.at("code").get<std::string>(), std::string(code));
        QCOMPARE(body.at("status").get<int>(), answer.status);
        QCOMPARE(body.at("traceId").get<std::string>(), answer.fields.value("trace-id").toStdString());
    }

    QByteArray newKey() { return QByteArray::number(++m_keys); }

    int m_keys = 0;
    Json m_document;
    std::unique_ptr<ApiFixture> m_api;
};

QTEST_GUILESS_MAIN(TestApi)
#include "tst_api.moc"
