// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/api_client.h"
#include "app/client/event_stream.h"
#include "app/client/http_backend.h"
#include "core/base/on_result.h"
#include "tests/app/client/fake_agent.h"

#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace std::chrono_literals;
using client::Answer;
using client::Endpoint;

namespace {

constexpr const char* kKey = "fab_00000000_secretsecretsecret";

template <class T>
Result<T> wait(const QFuture<Result<T>>& future)
{
    QFuture<Result<T>> copy = future;
    if (!QTest::qWaitFor([&] { return copy.isFinished(); }, 20'000))
        return fail(ErrorCode::Internal, "the call did not end");
    return copy.result();
}

} // namespace

class TestApiClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksAddress_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("isAccepted");
        QTest::newRow("https") << QStringLiteral("https://agent.example:7420") << true;
        QTest::newRow("loopback") << QStringLiteral("http://127.0.0.1:7420/") << true;
        QTest::newRow("loopback name") << QStringLiteral("http://localhost:7420") << true;
        QTest::newRow("loopback v6") << QStringLiteral("http://[::1]:7420") << true;
        QTest::newRow("http to another machine") << QStringLiteral("http://agent.example:7420") << false;
        QTest::newRow("another scheme") << QStringLiteral("ftp://127.0.0.1") << false;
        QTest::newRow("user in it") << QStringLiteral("https://me:pw@agent.example") << false;
        QTest::newRow("query") << QStringLiteral("https://agent.example/?a=b") << false;
        QTest::newRow("fragment") << QStringLiteral("https://agent.example/#a") << false;
        QTest::newRow("no host") << QStringLiteral("https://") << false;
        QTest::newRow("nothing") << QStringLiteral("") << false;
        QTest::newRow("words") << QStringLiteral("my agent") << false;
    }
    void checksAddress()
    {
        QFETCH(const QString, url);
        QTEST(Endpoint::create(url, QString::fromLatin1(kKey)).has_value(), "isAccepted");
    }

    void refusesKey_thatCouldEndTheHeader()
    {
        const QString url = QStringLiteral("https://agent.example");
        for (const char* key : {"", " ", "a\r\nX: y", "a b"})
            QVERIFY2(!Endpoint::create(url, QString::fromLatin1(key)), key);
    }

    void sendsKeyAndEtag_andReadsThem()
    {
        FakeAgent agent;
        agent.answer("HTTP/1.1 200 OK\r\nETag: \"v2\"\r\nContent-Length: 8\r\n\r\n{\"a\": 1}");
        QNetworkAccessManager network;
        client::ApiClient api(network, endpoint(agent));
        const auto answer = wait(api.get(QStringLiteral("/x?y=%20"), "\"v1\"", 10s));
        QVERIFY(answer.has_value());
        QCOMPARE(answer->body.at("a").get<int>(), 1);
        QCOMPARE(answer->etag, std::string("\"v2\""));
        const QByteArray request = agent.lastRequest();
        QVERIFY2(request.startsWith("GET /api/v1/x?y=%20 HTTP/1.1\r\n"), request.constData());
        QVERIFY(request.contains(QByteArray("\r\nAuthorization: Bearer ").append(kKey).append("\r\n")));
        QVERIFY(request.contains("\r\nIf-None-Match: \"v1\"\r\n"));
    }

    void hasNoBody_whenNotModified()
    {
        FakeAgent agent;
        agent.answer("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
        QNetworkAccessManager network;
        client::ApiClient api(network, endpoint(agent));
        const auto answer = wait(api.get(QStringLiteral("/x"), "\"v1\"", 10s));
        QCOMPARE(answer.value().status, 304);
        QVERIFY(answer->body.is_null());
    }

    void mapsFailures_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("message");
        const QByteArray problem = R"({"type":"about:blank","status":409,"code":"Conflict","title":"t",)"
                                   R"("detail":"it is taken","pointer":"/id","traceId":"0af"})";
        QTest::newRow("problem details") << http("409 Conflict", "application/problem+json", problem)
                                         << QByteArray("Conflict") << QByteArray("it is taken");
        QTest::newRow("status alone") << http("503 Busy", "text/plain", "no") << QByteArray("Unavailable")
                                      << QByteArray("the agent answered with HTTP status 503");
        QTest::newRow("unauthenticated") << http("401 No", "text/plain", "") << QByteArray("Unauthenticated")
                                         << QByteArray("the agent answered with HTTP status 401");
        QTest::newRow("redirect is not followed")
            << QByteArray("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
            << QByteArray("Internal") << QByteArray("the agent answered with HTTP status 302");
        QTest::newRow("not JSON") << http("200 OK", "application/json", "<html>") << QByteArray("InvalidArgument")
                                  << QByteArray();
        QTest::newRow("broken off") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
                                    << QByteArray("Unavailable") << QByteArray();
    }
    void mapsFailures()
    {
        QFETCH(const QByteArray, reply);
        QFETCH(const QByteArray, code);
        QFETCH(const QByteArray, message);
        FakeAgent agent;
        agent.answer(reply, FakeAgent::Then::Close);
        QNetworkAccessManager network;
        client::ApiClient api(network, endpoint(agent));
        const auto answer = wait(api.get(QStringLiteral("/x"), {}, 10s));
        QVERIFY(!answer);
        QCOMPARE(QByteArray(info(answer.error().code).name.data()), code);
        if (!message.isEmpty())
            QCOMPARE(QByteArray::fromStdString(answer.error().message), message);
        QVERIFY(answer.error().message.find("secret") == std::string::npos);
    }

    void givesUp_atTheDeadline()
    {
        FakeAgent agent; // accepts, never answers
        QNetworkAccessManager network;
        client::ApiClient api(network, endpoint(agent));
        QCOMPARE(wait(api.get(QStringLiteral("/x"), {}, 50ms)).error().code, ErrorCode::DeadlineExceeded);
    }

    void givesUp_whenNobodyListens()
    {
        QNetworkAccessManager network;
        client::ApiClient api(network, Endpoint::create(QStringLiteral("http://127.0.0.1:1"), kKeyText()).value());
        QCOMPARE(wait(api.get(QStringLiteral("/x"), {}, 10s)).error().code, ErrorCode::Unavailable);
    }

    void refusesBody_beyondTheBound()
    {
        FakeAgent agent;
        agent.answer(http("200 OK", "application/json", QByteArray(4'096, ' ') + "{}"));
        QNetworkAccessManager network;
        client::ApiClient api(network, endpoint(agent));
        api.setMaxBodyBytes(4'096);
        QCOMPARE(wait(api.get(QStringLiteral("/x"), {}, 10s)).error().code, ErrorCode::TooLarge);
    }

    void parsesLargeBody_onAWorker()
    {
        FakeAgent agent;
        const QByteArray filler(client::ApiClient::kParseOnWorkerBytes, 'a');
        agent.answer(http("200 OK", "application/json", "{\"a\":\"" + filler + "\"}"));
        QNetworkAccessManager network;
        client::ApiClient api(network, endpoint(agent));
        const auto answer = wait(api.get(QStringLiteral("/x"), {}, 20s));
        QCOMPARE(answer.value().body.at("a").get_ref<const std::string&>().size(),
                 static_cast<std::size_t>(filler.size()));
    }

    void endsCalls_whenTheBackendDies()
    {
        FakeAgent agent;
        auto backend = std::make_unique<client::HttpBackend>(endpoint(agent));
        const auto list = backend->runtimes();
        const auto one = backend->runtime("hq");
        backend.reset();
        QCOMPARE(wait(list).error().code, ErrorCode::Unavailable);
        QCOMPARE(wait(one).error().code, ErrorCode::Unavailable);
    }

    void followsCursor_toTheEndOfTheList()
    {
        FakeAgent agent;
        agent.answer(http("200 OK", "application/json", R"({"items":[],"nextCursor":"c/1"})"));
        agent.answer(http("200 OK", "application/json", R"({"items":[],"nextCursor":null})"));
        client::HttpBackend backend(endpoint(agent));
        QVERIFY(wait(backend.runtimes()).has_value());
        QVERIFY2(agent.lastRequest().startsWith("GET /api/v1/runtimes?cursor=c%2F1 "), agent.lastRequest().constData());
    }

    void waitsLonger_afterEachLoss()
    {
        const client::StreamTimes times;
        QCOMPARE(client::pauseBefore(1, 0, times), times.firstPause);
        QCOMPARE(client::pauseBefore(2, 0, times), 2 * times.firstPause);
        QCOMPARE(client::pauseBefore(1'000'000, 0, times), times.maxPause);
        QVERIFY(client::pauseBefore(3, 0.999, times) >= 3 * times.firstPause);
        QVERIFY(client::pauseBefore(3, 0.999, times) < 4 * times.firstPause);
    }

    void resumesStream_whereItBeganIfNothingCame()
    {
        FakeAgent agent;
        agent.answer(stream("id: e-41\n\nid: e-42\nevent: x\n"), FakeAgent::Then::Close);
        agent.answer(stream(": hello\n\n"), FakeAgent::Then::Keep);
        client::EventStream events(endpoint(agent), fast());
        events.start();
        QTRY_VERIFY_WITH_TIMEOUT(agent.lastRequest().contains("\r\nLast-Event-ID: e-41\r\n"), 20'000);
    }

    void resumesStream_afterTheLastEvent()
    {
        FakeAgent agent;
        agent.answer(stream("id: e-7\nevent: fabric.x\ndata: " + event() + "\n\n"), FakeAgent::Then::Close);
        agent.answer(stream("id: e-9\nevent: reset\ndata: {}\n\n"), FakeAgent::Then::Keep,
                     "\r\nLast-Event-ID: e-7\r\n");
        client::EventStream events(endpoint(agent), fast());
        QSignalSpy received(&events, &client::EventStream::eventReceived);
        QSignalSpy lost(&events, &client::EventStream::lost);
        QSignalSpy reset(&events, &client::EventStream::historyReset);
        events.start();
        QVERIFY(reset.wait(20'000));
        QCOMPARE(received.count(), 1);
        QCOMPARE(lost.count(), 1);
    }

    void dropsStream_thatIsSilent()
    {
        FakeAgent agent;
        agent.answer(stream(": hello\n\n"), FakeAgent::Then::Keep);
        client::StreamTimes times = fast();
        times.heartbeatTimeout = 50ms;
        client::EventStream events(endpoint(agent), times);
        QSignalSpy lost(&events, &client::EventStream::lost);
        events.start();
        QVERIFY(lost.wait(20'000));
        QCOMPARE(lost.first().first().value<Error>().code, ErrorCode::DeadlineExceeded);
    }

    void dropsStream_thatIsNoStream_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("another content type") << http("200 OK", "text/html", "<html>") << QByteArray("InvalidArgument");
        QTest::newRow("refused") << http("401 No", "text/plain", "") << QByteArray("Unauthenticated");
        QTest::newRow("bad event") << stream("event: x\ndata: nonsense\n\n") << QByteArray("InvalidArgument");
        QTest::newRow("bad text") << stream("data: \xFF\n\n") << QByteArray("InvalidArgument");
    }
    void dropsStream_thatIsNoStream()
    {
        QFETCH(const QByteArray, reply);
        QFETCH(const QByteArray, code);
        FakeAgent agent;
        agent.answer(reply, FakeAgent::Then::Keep);
        client::EventStream events(endpoint(agent));
        QSignalSpy lost(&events, &client::EventStream::lost);
        events.start();
        QVERIFY(lost.wait(20'000));
        QCOMPARE(QByteArray(info(lost.first().first().value<Error>().code).name.data()), code);
    }

private:
    static QString kKeyText() { return QString::fromLatin1(kKey); }
    static Endpoint endpoint(const FakeAgent& agent) { return Endpoint::create(agent.url(), kKeyText()).value(); }
    static QByteArray http(const char* status, const char* type, const QByteArray& body)
    {
        return QByteArray("HTTP/1.1 ") + status + "\r\nContent-Type: " + type
            + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    static QByteArray stream(const QByteArray& text)
    {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + text;
    }
    static QByteArray event()
    {
        return QByteArray::fromStdString(
            dumpJson(wire::toJson(wire::Event{"e-7", "x", "runtime:hq", "2026-11-26T14:03:22.000Z", Json::object()})));
    }
    static client::StreamTimes fast()
    {
        client::StreamTimes times;
        times.firstPause = 1ms;
        return times;
    }
};

QTEST_GUILESS_MAIN(TestApiClient)
#include "tst_api_client.moc"
