// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/http_server.h"
#include "tests/agent/api/raw_client.h"
#include "tests/support/fake_clock.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace fabric;
using namespace fabric::api;
using fabric::test::RawClient;
using namespace std::chrono_literals;

namespace {

/// Answers with what it was asked: `/bytes/N` gives N bytes, `/hold` is answered by the test, `/stream` never ends.
class EchoHandler final : public HttpHandler
{
public:
    void handle(HttpRequest request, Exchange exchange) override
    {
        requests.push_back(request);
        if (request.target == "/hold") {
            held.push_back(exchange);
            return;
        }
        if (request.target == "/stream") {
            stream = exchange.beginStream({200, {{"Content-Type", "text/event-stream"}}, {}});
            return;
        }
        HttpResponse response;
        if (request.target.starts_with("/bytes/"))
            response.body = std::string(std::stoul(request.target.substr(7)), 'x');
        else
            response.body = request.method + " " + request.target + " " + request.body;
        exchange.answer(response);
    }
    HttpResponse refusal(const HttpFailure& failure) override
    {
        refusals.push_back(failure.status);
        return {failure.status, {}, failure.message};
    }

    std::vector<HttpRequest> requests;
    std::vector<int> refusals;
    std::vector<Exchange> held;
    QPointer<HttpConnection> stream;
};

QByteArray longFields(int bytes)
{
    QByteArray out;
    while (out.size() < bytes)
        out += "X-Field-" + QByteArray::number(out.size()) + ": " + QByteArray(200, 'v') + "\r\n";
    return out;
}

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

private:
    void start(HttpLimits limits = {})
    {
        m_handler = std::make_unique<EchoHandler>();
        m_server = std::make_unique<HttpServer>(*m_handler, m_clock, limits);
        m_port = m_server->listen(QHostAddress::LocalHost, 0).value();
    }
    /// Time passes and the server looks at its deadlines.
    void pass(std::chrono::milliseconds time)
    {
        QCoreApplication::processEvents();
        m_clock.advance(time);
        m_server->sweep();
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup()
    {
        m_server.reset();
        m_handler.reset();
    }

    void answersAndKeepsTheConnection()
    {
        RawClient client(m_port);
        for (const QByteArray target : {"/a", "/b?c=d"}) {
            const auto answer = client.get(target);
            QVERIFY(answer);
            QCOMPARE(answer->status, 200);
            QCOMPARE(answer->body, "GET " + target + " ");
            QCOMPARE(answer->fields.value("date"), QByteArray("Thu, 26 Nov 2026 08:58:00 GMT"));
            QVERIFY(!answer->fields.contains("connection"));
        }
        QCOMPARE(m_server->connectionCount(), 1);
        QCOMPARE(m_handler->requests[0].peerAddress, std::string("127.0.0.1"));
    }

    void closesWhenAsked()
    {
        RawClient client(m_port);
        const auto answer = client.get("/", "Connection: close\r\n");
        QCOMPARE(answer->fields.value("connection"), QByteArray("close"));
        QVERIFY(client.waitForClose());
        RawClient old(m_port);
        old.send("GET / HTTP/1.0\r\n\r\n");
        QCOMPARE(old.answer()->status, 200);
        QVERIFY(old.waitForClose());
    }

    void answersPipelinedRequestsInOrder()
    {
        RawClient client(m_port);
        QByteArray all;
        for (int i = 0; i < 200; ++i)
            all += "GET /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
        client.send(all);
        for (int i = 0; i < 200; ++i)
            QCOMPARE(client.answer()->body, "GET /" + QByteArray::number(i) + " ");
    }

    void answersThePipelinedRequestAfterALateAnswer()
    {
        RawClient client(m_port);
        client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_COMPARE(m_handler->held.size(), std::size_t{1});
        QCOMPARE(m_handler->requests.size(), std::size_t{1});
        m_handler->held[0].answer({200, {}, "late"});
        m_handler->held[0].answer({200, {}, "twice"}); // does nothing
        QCOMPARE(client.answer()->body, QByteArray("late"));
        QCOMPARE(client.answer()->body, QByteArray("GET /next "));
    }

    void readsARequestSplitAnywhere()
    {
        const QByteArray whole
            = "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n0\r\n\r\n";
        const QByteArray counted = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde";
        for (const QByteArray& bytes : {whole, counted}) {
            for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
                RequestParser parser({});
                std::string input = bytes.left(cut).toStdString();
                auto step = parser.feed(input);
                QCOMPARE(step.state, RequestParser::State::NeedsMore);
                input.erase(0, step.consumed);
                input += bytes.mid(cut).toStdString();
                step = parser.feed(input);
                QCOMPARE(step.state, RequestParser::State::Done);
                QCOMPARE(step.consumed, input.size());
                QCOMPARE(parser.take().body, std::string("abcde"));
            }
        }
    }

    void leavesTheBodyOutForHead()
    {
        RawClient client(m_port);
        client.send("HEAD /bytes/100 HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = client.answer(false);
        QCOMPARE(answer->fields.value("content-length"), QByteArray("100"));
        QCOMPARE(client.get("/after")->body, QByteArray("GET /after "));
    }

    void saysContinueBeforeABody()
    {
        RawClient client(m_port);
        client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QCOMPARE(client.answer()->status, 100);
        client.send("hi");
        QCOMPARE(client.answer()->body, QByteArray("POST / hi"));
        QVERIFY(client.received().isEmpty());
    }

    void refusesABodyTooLargeBeforeItIsSent()
    {
        RawClient client(m_port);
        client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n");
        QCOMPARE(client.answer()->status, 413);
        QVERIFY(client.waitForClose());
    }

    void refusesBadRequests_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const QByteArray get = "GET / HTTP/1.1\r\nHost: x\r\n";
        const QByteArray post = "POST / HTTP/1.1\r\nHost: x\r\n";
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("two hosts") << get + "Host: y\r\n\r\n" << 400;
        QTest::newRow("length and chunked") << post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                            << 400;
        QTest::newRow("chunked and length") << post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"
                                            << 400;
        QTest::newRow("two lengths") << post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" << 400;
        QTest::newRow("a list of lengths") << post + "Content-Length: 3, 4\r\n\r\nabcd" << 400;
        QTest::newRow("a signed length") << post + "Content-Length: +3\r\n\r\nabc" << 400;
        QTest::newRow("a negative length") << post + "Content-Length: -3\r\n\r\nabc" << 400;
        QTest::newRow("unknown coding") << post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" << 501;
        QTest::newRow("gzip, chunked") << post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" << 501;
        QTest::newRow("two codings") << post
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                     << 400;
        QTest::newRow("chunked in 1.0") << QByteArray("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                                        << 400;
        QTest::newRow("bad chunk size") << post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n" << 400;
        QTest::newRow("chunk without end") << post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcXX0\r\n\r\n" << 400;
        QTest::newRow("huge chunk size") << post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc" << 413;
        QTest::newRow("a body of 1 MiB and 1") << post + "Content-Length: 1048577\r\n\r\n" << 413;
        QTest::newRow("a length beyond 2^64") << post + "Content-Length: 99999999999999999999999\r\n\r\n" << 400;
        QTest::newRow("NUL in a field") << get + QByteArray("X: a\0b\r\n\r\n", 10) << 400;
        QTest::newRow("space before colon") << get + "X : a\r\n\r\n" << 400;
        QTest::newRow("bare LF") << QByteArray("GET / HTTP/1.1\nHost: x\n\n") << 400;
        QTest::newRow("version 9.9") << QByteArray("GET / HTTP/9.9\r\nHost: x\r\n\r\n") << 400;
        QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
        QTest::newRow("no path") << QByteArray("GET index HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
        QTest::newRow("absolute target") << QByteArray("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
        QTest::newRow("bytes beyond ASCII") << QByteArray("GET /\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
        QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) << 400;
        QTest::newRow("another expectation") << get + "Expect: the-unexpected\r\n\r\n" << 417;
        QTest::newRow("one long field") << get + "X: " + QByteArray(17'000, 'x') + "\r\n\r\n" << 431;
        QTest::newRow("many fields") << get + longFields(17'000) + "\r\n" << 431;
        QTest::newRow("a long target") << "GET /" + QByteArray(17'000, 'x') + " HTTP/1.1\r\nHost: x\r\n\r\n" << 431;
        QTest::newRow("a long trailer") << post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + QByteArray(40'000, 'x')
                                        << 400;
    }
    void refusesBadRequests()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        RawClient client(m_port);
        client.send(request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = client.answer();
        QVERIFY(answer);
        QCOMPARE(answer->status, status);
        QCOMPARE(answer->fields.value("connection"), QByteArray("close"));
        QVERIFY(client.waitForClose());
        QVERIFY2(m_handler->requests.empty(), "the rest was read as a request");
        QVERIFY(client.received().isEmpty());
    }

    void boundsAHeaderThatComesInPieces()
    {
        RawClient client(m_port);
        client.send("GET / HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; i < 100 && m_handler->refusals.empty(); ++i) {
            client.send("X-" + QByteArray::number(i) + ": " + QByteArray(400, 'y') + "\r\n");
            QCoreApplication::processEvents();
        }
        QCOMPARE(client.answer()->status, 431);
    }

    void boundsABodyOfManyChunks()
    {
        RawClient client(m_port);
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        const QByteArray chunk = "10000\r\n" + QByteArray(0x10000, 'z') + "\r\n";
        for (int i = 0; i < 20; ++i)
            client.send(chunk);
        QCOMPARE(client.answer()->status, 413);
        QVERIFY(m_server->bufferedBytes() < 100'000);
    }

    void endsASlowRequestAbsolutely()
    {
        RawClient client(m_port);
        client.send("GET / HT");
        QTRY_COMPARE(m_server->connectionCount(), 1);
        pass(6s);
        client.send("TP/1.1\r\n"); // a byte now and then does not help
        pass(5s);
        QCOMPARE(client.answer()->status, 408);
        QVERIFY(client.waitForClose());
    }

    void endsAConnectionThatSaysNothing()
    {
        RawClient silent(m_port);
        QTRY_COMPARE(m_server->connectionCount(), 1);
        pass(10s);
        QVERIFY(silent.waitForClose());
        RawClient idle(m_port);
        QVERIFY(idle.get("/"));
        pass(29s);
        QVERIFY(idle.get("/"));
        pass(30s);
        QVERIFY(idle.waitForClose());
        QVERIFY2(idle.received().isEmpty(), "an idle connection ends without a word");
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    void endsAnAnswerThatNeverComes()
    {
        RawClient client(m_port);
        client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_COMPARE(m_handler->held.size(), std::size_t{1});
        pass(30s);
        QCOMPARE(client.answer()->status, 504);
        m_handler->held[0].answer({200, {}, "too late"});
        QVERIFY(client.waitForClose());
        QVERIFY(client.received().isEmpty());
    }

    void ignoresAnAnswerForAClientThatLeft()
    {
        {
            RawClient client(m_port);
            client.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
            QTRY_COMPARE(m_handler->held.size(), std::size_t{1});
        }
        QTRY_COMPARE(m_server->connectionCount(), 0);
        m_handler->held[0].answer({200, {}, "nobody"});
        QVERIFY(!m_handler->held[0].beginStream({}));
    }

    void stopsReadingFromAClientThatDoesNotRead()
    {
        RawClient client(m_port);
        client.stopReading();
        QByteArray all;
        for (int i = 0; i < 2'000; ++i)
            all += "GET /bytes/50000 HTTP/1.1\r\nHost: x\r\n\r\n";
        client.send(all); // would be answered with 100 MB
        QTRY_VERIFY(m_server->bufferedBytes() > 256 * 1024);
        for (int i = 0; i < 100; ++i)
            QCoreApplication::processEvents();
        QVERIFY(m_handler->requests.size() < 1'000);
        QVERIFY(m_server->bufferedBytes() < 500'000);
        pass(61s);
        QTRY_COMPARE(m_server->connectionCount(), 0);
        QCOMPARE(m_server->bufferedBytes(), std::size_t{0});
    }

    void finishesPipelineOnceTheClientReads()
    {
        RawClient client(m_port);
        client.stopReading();
        QByteArray all;
        for (int i = 0; i < 300; ++i)
            all += "GET /bytes/50000 HTTP/1.1\r\nHost: x\r\n\r\n";
        client.send(all);
        QTRY_VERIFY(m_handler->requests.size() > 10);
        client.resumeReading();
        for (int i = 0; i < 300; ++i)
            QCOMPARE(client.answer()->body.size(), qsizetype{50'000});
    }

    void refusesOneConnectionTooMany()
    {
        HttpLimits limits;
        limits.connections = 2;
        start(limits);
        RawClient first(m_port);
        RawClient second(m_port);
        QTRY_COMPARE(m_server->connectionCount(), 2);
        RawClient third(m_port);
        third.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = third.answer();
        QCOMPARE(answer->status, 503);
        QCOMPARE(answer->fields.value("connection"), QByteArray("close"));
        QVERIFY2(!answer->body.isEmpty(), "the handler's own words");
        QVERIFY(third.waitForClose());
        QCOMPARE(m_handler->refusals, std::vector<int>{503});
        QVERIFY(m_handler->requests.empty());
        QVERIFY(first.get("/"));
        QCOMPARE(m_server->connectionCount(), 2);
    }

    void keepsPlacesForTheUnixSocket_whenItIsFull()
    {
        HttpLimits limits;
        limits.connections = 1;
        limits.reservedLocal = 1;
        start(limits);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("s"));
        QVERIFY(m_server->listenLocal(path));
        RawClient keyless(m_port);
        QTRY_COMPARE(m_server->connectionCount(), 1);
        RawClient owner(path);
        QCOMPARE(owner.get("/")->status, 200);
        RawClient another(path);
        QCOMPARE(another.answer()->status, 503);
        RawClient outside(m_port);
        QCOMPARE(outside.answer()->status, 503);
        QCOMPARE(m_server->connectionCount(), 2);
    }

    void turnsAwayOnlySoManyWithWords()
    {
        HttpLimits limits;
        limits.connections = 0;
        limits.turnedAway = 2;
        start(limits);
        RawClient first(m_port);
        RawClient second(m_port);
        QTRY_COMPARE(m_handler->refusals.size(), std::size_t{2});
        RawClient third(m_port);
        QVERIFY(third.waitForClose());
        QCOMPARE(third.received(), QByteArray());
        QCOMPARE(m_server->connectionCount(), 0);
        QVERIFY(first.waitForClose()); // the clients close theirs, and there is room again
        QVERIFY(second.waitForClose());
        pass(3s);
        RawClient next(m_port);
        QCOMPARE(next.answer()->status, 503);
    }

    void keepsAllBuffersWithinOneBudget()
    {
        HttpLimits limits;
        limits.totalBufferBytes = 300'000;
        start(limits);
        RawClient client(m_port);
        QCOMPARE(client.get("/bytes/100000")->status, 200);
        QCOMPARE(client.get("/bytes/400000")->status, 503);
        QVERIFY(client.waitForClose());
        RawClient sender(m_port);
        sender.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n" + QByteArray(400'000, 'b'));
        QCOMPARE(sender.answer()->status, 503);
        QTRY_COMPARE(m_server->bufferedBytes(), std::size_t{0});
    }

    void streamsUntilTheClientFallsBehind()
    {
        RawClient client(m_port);
        client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(m_handler->stream);
        QVERIFY(client.waitForText("text/event-stream"));
        QVERIFY(m_handler->stream->writeToStream("data: one\n\n"));
        QVERIFY(client.waitForText("data: one\n\n"));
        client.stopReading();
        const QByteArray piece(100'000, 's');
        int written = 0;
        while (m_handler->stream && written < 1'000 && m_handler->stream->writeToStream(piece)) {
            ++written;
            QCoreApplication::processEvents();
        }
        QVERIFY(written > 5);
        QVERIFY(written < 1'000);
        QTRY_COMPARE(m_server->connectionCount(), 0);
    }

    void dropsAStreamThatStalls()
    {
        RawClient client(m_port);
        client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(m_handler->stream);
        pass(100s); // nothing waits, so nothing is wrong
        QVERIFY(m_handler->stream);
        client.stopReading();
        const QByteArray piece(100'000, 's');
        // The kernel's buffers take some megabytes first.
        for (int i = 0; i < 500 && m_handler->stream->unsentBytes() < 400'000; ++i) {
            QVERIFY(m_handler->stream->writeToStream(piece));
            QCoreApplication::processEvents();
        }
        QVERIFY(m_handler->stream->unsentBytes() > 0);
        pass(31s);
        QTRY_VERIFY(!m_handler->stream);
    }

    void aClientThatClosesItsHalfAtOnceCostsNobodyElse()
    {
        RawClient other(m_port);
        QVERIFY(other.get("/"));
        for (const QByteArray target : {"/now", "/hold", "/stream", "/bytes/1000000"}) {
            const std::size_t before = m_handler->requests.size();
            RawClient client(m_port);
            client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            client.endOutput();
            QTRY_COMPARE(m_handler->requests.size(), before + 1);
            QTRY_COMPARE(m_server->connectionCount(), 1); // Qt 6.4 ends the whole connection, answered or not
        }
        for (const Exchange& held : m_handler->held)
            held.answer({200, {}, "nobody is there"});
        QVERIFY(!m_handler->stream);
        QCOMPARE(other.get("/")->status, 200);
        QTRY_COMPARE(m_server->bufferedBytes(), std::size_t{0});
    }

    void listensOnAUnixSocketForThisUserOnly()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("agent.sock"));
        QVERIFY(m_server->listenLocal(path));
        struct stat file = {};
        QCOMPARE(::stat(path.toLocal8Bit().constData(), &file), 0);
        QCOMPARE(file.st_mode & 0777U, 0600U);
        RawClient client(path);
        QCOMPARE(client.get("/")->status, 200);
        QVERIFY(m_handler->requests[0].isLocalSocket);
        HttpServer second(*m_handler, m_clock);
        const auto taken = second.listenLocal(path);
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Conflict);
        const auto port = second.listen(QHostAddress::LocalHost, m_port);
        QVERIFY(!port);
        QCOMPARE(port.error().code, ErrorCode::Unavailable);
    }

    void replacesADeadUnixSocket()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("agent.sock"));
        QFile dead(path);
        QVERIFY(dead.open(QIODevice::WriteOnly));
        dead.close();
        QVERIFY(m_server->listenLocal(path));
        RawClient client(path);
        QCOMPARE(client.get("/")->status, 200);
    }

    void finishesRunningAnswersAtShutdown()
    {
        QSignalSpy stopped(m_server.get(), &HttpServer::stopped);
        RawClient idle(m_port);
        QVERIFY(idle.get("/"));
        RawClient busy(m_port);
        busy.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_COMPARE(m_handler->held.size(), std::size_t{1});
        m_server->shutdown(5s);
        QVERIFY(idle.waitForClose());
        QVERIFY(stopped.isEmpty());
        RawClient late(m_port);
        QVERIFY(!late.isOpen());
        m_handler->held[0].answer({200, {}, "done"});
        const auto answer = busy.answer();
        QCOMPARE(answer->body, QByteArray("done"));
        QCOMPARE(answer->fields.value("connection"), QByteArray("close"));
        QTRY_COMPARE(stopped.size(), 1);
    }

    void endsEverythingAtTheDeadline()
    {
        QSignalSpy stopped(m_server.get(), &HttpServer::stopped);
        RawClient busy(m_port);
        busy.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_COMPARE(m_handler->held.size(), std::size_t{1});
        m_server->shutdown(5s);
        pass(4s);
        QVERIFY(stopped.isEmpty());
        pass(1s);
        QTRY_COMPARE(stopped.size(), 1);
        QVERIFY(busy.waitForClose());
    }

    void stopsAtOnceWithoutClients()
    {
        QSignalSpy stopped(m_server.get(), &HttpServer::stopped);
        m_server->shutdown(5s);
        QVERIFY(stopped.isEmpty());
        QTRY_COMPARE(stopped.size(), 1);
    }

private:
    test::FakeClock m_clock;
    std::unique_ptr<EchoHandler> m_handler;
    std::unique_ptr<HttpServer> m_server;
    quint16 m_port = 0;
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_http_server.moc"
