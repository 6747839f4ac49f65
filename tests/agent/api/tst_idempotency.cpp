// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/idempotency.h"
#include "tests/agent/api/api_fixture.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QTest>

using namespace fabric;
using namespace std::chrono_literals;
using fabric::test::ApiFixture;
using fabric::test::RawAnswer;
using fabric::test::RawClient;

namespace {

constexpr const char* kTarget = "/api/v1/runtimes";

QByteArray bodyOf(const char* id, const char* url = "ws://127.0.0.1:1")
{
    return QByteArray("{\"id\":\"") + id + "\",\"provider\":\"openclaw\",\"url\":\"" + url + "\"}";
}

QByteArray keyField(const QByteArray& key)
{
    return "Idempotency-Key: " + key + "\r\n";
}

std::string member(const RawAnswer& answer, const char* name)
{
    return parseJson(answer.body.toStdString()).value().at(name).get<std::string>();
}

} // namespace

class TestIdempotency : public QObject
{
    Q_OBJECT

    std::unique_ptr<ApiFixture> m_api;

    std::optional<RawAnswer> add(const QByteArray& body, const QByteArray& key, store::Role role = store::Role::Admin)
    {
        return m_api->post(kTarget, body, keyField(key), role);
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_api = std::make_unique<ApiFixture>();
    }
    void cleanup() { m_api.reset(); }

    void aPostWithoutAKey_isRefused()
    {
        const auto answer = m_api->post(kTarget, bodyOf("lab"), {});
        QCOMPARE(answer->status, 400);
        QCOMPARE(member(*answer, "pointer"), std::string("/header/Idempotency-Key"));
        QVERIFY(member(*answer, "detail").find("Idempotency-Key") != std::string::npos);
        QVERIFY(m_api->registry.calls.empty());
    }

    void aBadKey_isRefused_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("empty") << keyField("");
        QTest::newRow("long") << keyField(QByteArray(129, 'k'));
        QTest::newRow("space") << keyField("a b");
        QTest::newRow("not ASCII") << keyField("k\xc3\xb6");
        QTest::newRow("twice") << keyField("a") + keyField("a");
    }
    void aBadKey_isRefused()
    {
        QFETCH(QByteArray, fields);
        QCOMPARE(m_api->post(kTarget, bodyOf("lab"), fields)->status, 400);
        QVERIFY(m_api->registry.calls.empty());
        QCOMPARE(add(bodyOf("lab"), QByteArray(128, 'k'))->status, 201);
    }

    void aRepeatedRequest_getsTheFirstAnswer()
    {
        const auto first = add(bodyOf("lab"), "one");
        QCOMPARE(first->status, 201);
        m_api->directory.views.clear(); // whatever happened since
        const auto again = add(bodyOf("lab"), "one");
        QCOMPARE(again->status, 201);
        QCOMPARE(again->body, first->body);
        for (const char* field : {"location", "content-type", "cache-control"})
            QCOMPARE(again->fields.value(field), first->fields.value(field));
        QVERIFY(again->fields.value("trace-id") != first->fields.value("trace-id"));
        QCOMPARE(m_api->registry.calls.size(), std::size_t{1});
    }

    void theFirstAnswer_survivesARestart()
    {
        const auto first = add(bodyOf("lab"), "one");
        api::ApiServer::Dependencies with{
            .store = m_api->store,
            .runtimes = m_api->directory,
            .registry = m_api->registry,
            .changes = *m_api->changes,
            .rollouts = *m_api->rollouts,
            .groups = *m_api->groups,
            .providers = [] { return std::vector<wire::Provider>{}; },
            .clock = m_api->clock,
            .random = m_api->random,
            .services = [] { return std::vector<wire::Service>{}; },
            .version = "0.1.0",
            .freshness = [] { return std::optional<std::chrono::milliseconds>{}; },
        };
        m_api->server = std::make_unique<api::ApiServer>(std::move(with));
        m_api->port = m_api->server->listen(QStringLiteral("127.0.0.1"), 0).value();
        QCOMPARE(add(bodyOf("lab"), "one")->body, first->body);
        QCOMPARE(m_api->registry.calls.size(), std::size_t{1});
    }

    void anotherKey_isAnotherRequest()
    {
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
        QCOMPARE(add(bodyOf("lab"), "two")->status, 200);
        QCOMPARE(m_api->registry.calls.size(), std::size_t{2});
    }

    void theSameKeyWithAnotherBody_is422()
    {
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
        const auto other = add(bodyOf("lab", "ws://127.0.0.1:2"), "one");
        QCOMPARE(other->status, 422);
        QCOMPARE(member(*other, "code"), std::string("InvalidArgument"));
        QCOMPARE(member(*other, "pointer"), std::string("/header/Idempotency-Key"));
        QCOMPARE(member(*other, "traceId"), other->fields.value("trace-id").toStdString());
        QCOMPARE(m_api->registry.calls.size(), std::size_t{1});
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
    }

    void aKey_isItsPrincipalsOwn()
    {
        const QByteArray other = m_api->makeKey(store::Role::Admin);
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
        RawClient client(m_api->port);
        const QByteArray body = bodyOf("other");
        client.send("POST " + QByteArray(kTarget) + " HTTP/1.1\r\nHost: localhost\r\n" + ApiFixture::bearer(other)
                    + keyField("one") + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QCOMPARE(client.answer()->status, 201);
        QCOMPARE(m_api->registry.calls.size(), std::size_t{2});
    }

    void whoMayNot_usesUpNoKey()
    {
        QCOMPARE(add(bodyOf("lab"), "one", store::Role::Operator)->status, 403);
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
    }

    void aRequestBesideTheFirst_waitsItsTurn()
    {
        m_api->registry.hold();
        RawClient first(m_api->port);
        const QByteArray body = bodyOf("lab");
        first.send("POST " + QByteArray(kTarget) + " HTTP/1.1\r\nHost: localhost\r\n"
                   + ApiFixture::bearer(m_api->key(store::Role::Admin)) + keyField("one")
                   + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QTRY_COMPARE(m_api->registry.calls.size(), std::size_t{1});
        const auto beside = add(body, "one");
        QCOMPARE(beside->status, 409);
        QCOMPARE(beside->fields.value("retry-after"), QByteArray("1"));
        m_api->registry.release();
        QCOMPARE(first.answer()->status, 201);
        QCOMPARE(add(body, "one")->status, 201);
        QCOMPARE(m_api->registry.calls.size(), std::size_t{1});
    }

    void aRefusalOfTheHandler_isRepeatedWithItsOwnTrace()
    {
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
        const auto first = add(bodyOf("lab", "ws://127.0.0.1:2"), "two");
        QCOMPARE(first->status, 409);
        m_api->directory.views.clear();
        const auto again = add(bodyOf("lab", "ws://127.0.0.1:2"), "two");
        QCOMPARE(again->status, 409);
        QCOMPARE(member(*again, "detail"), member(*first, "detail"));
        QCOMPARE(member(*again, "pointer"), std::string("/body/id"));
        QCOMPARE(member(*again, "traceId"), again->fields.value("trace-id").toStdString());
    }

    void whatMayPass_isTriedAgain_data()
    {
        QTest::addColumn<int>("code");
        for (const ErrorCode code : {ErrorCode::Unavailable, ErrorCode::ResourceExhausted, ErrorCode::DeadlineExceeded})
            QTest::newRow(std::string(info(code).name).c_str()) << static_cast<int>(code);
    }
    void whatMayPass_isTriedAgain()
    {
        QFETCH(int, code);
        m_api->registry.error = Error{static_cast<ErrorCode>(code), "not now", {}};
        QCOMPARE(add(bodyOf("lab"), "one")->status, info(static_cast<ErrorCode>(code)).httpStatus);
        m_api->registry.error.reset();
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
    }

    void aKey_isForgottenAfterADay()
    {
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
        m_api->pass(24h - 1ms);
        QCOMPARE(add(bodyOf("lab"), "one")->status, 201);
        QCOMPARE(m_api->registry.calls.size(), std::size_t{1});
        m_api->pass(1ms);
        QCOMPARE(add(bodyOf("lab"), "one")->status, 200);
        QCOMPARE(m_api->registry.calls.size(), std::size_t{2});
    }

    void anAnswerThatIsNotKept_isGivenAllTheSame()
    {
        QCOMPARE(m_api->view("/api/v1/events")->status, 200);
        m_api->registry.hold();
        RawClient first(m_api->port);
        const QByteArray body = bodyOf("lab");
        first.send("POST " + QByteArray(kTarget) + " HTTP/1.1\r\nHost: localhost\r\n"
                   + ApiFixture::bearer(m_api->key(store::Role::Admin)) + keyField("one")
                   + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QTRY_COMPARE(m_api->registry.calls.size(), std::size_t{1});
        m_api->store.failWith(Error{ErrorCode::ResourceExhausted, "the disk is full", {}});
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("answer not kept.*the disk is full.*")));
        m_api->registry.release();
        QCOMPARE(first.answer()->status, 201);
    }

    void aHandlersOwnUnit_keepsTheAnswer()
    {
        const api::IdempotencyKey key{"cli:ada", "POST /x", "one", sha256("body")};
        const api::HttpResponse answer{201, {{"Location", "/x/1"}}, "{}"};
        const auto keep = [&](const api::HttpResponse& response) {
            return m_api->store
                .write([&](store::Session& session) {
                    return api::keepAnswer(session, key, response, m_api->clock.now());
                })
                .result();
        };
        QVERIFY(keep(answer));
        QVERIFY2(keep({200, {}, "later"}), "the first one stays");
        api::Idempotency idempotency(m_api->store, m_api->clock, this);
        std::optional<Result<api::HttpResponse>> got;
        idempotency.run(
            key, "0", [&](Result<api::HttpResponse> response) { got = std::move(response); },
            [](const api::Idempotency::Answer&) { QFAIL("it was answered already"); });
        QTRY_VERIFY(got);
        QVERIFY(*got && (*got)->status == 201 && (*got)->body == "{}" && (*got)->fields == answer.fields);
    }
};

QTEST_GUILESS_MAIN(TestIdempotency)
#include "tst_idempotency.moc"
