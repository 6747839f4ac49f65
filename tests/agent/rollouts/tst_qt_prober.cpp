// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/qt_prober.h"
#include "tests/support/verify_result.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <memory>
#include <optional>

using namespace fabric;
using fabric::rollouts::QtProber;
using fabric::rollouts::statusIn;
using namespace std::chrono_literals;

namespace {

/// Answers every connection with some bytes, and keeps what it was asked.
class Server : public QTcpServer
{
public:
    explicit Server(QByteArray answer, bool closes = false)
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
        connect(this, &QTcpServer::newConnection, this, [this, answer = std::move(answer), closes] {
            QTcpSocket* socket = nextPendingConnection();
            ++connections;
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, answer, closes] {
                asked += socket->readAll();
                if (!asked.endsWith("\r\n\r\n"))
                    return;
                socket->write(answer);
                if (closes)
                    socket->disconnectFromHost();
            });
        });
    }
    [[nodiscard]] std::string url(const char* path = "/health") const
    {
        return "http://127.0.0.1:" + std::to_string(serverPort()) + path;
    }
    QByteArray asked;
    int connections = 0;
};

std::optional<Result<int>> ask(const std::string& url, std::chrono::milliseconds within = 5s)
{
    QtProber prober;
    std::optional<Result<int>> answer;
    bool isInside = true;
    prober.get(url, within, [&](const Result<int>& status) {
        if (isInside || answer)
            qFatal("answered from inside, or twice");
        answer = status;
    });
    isInside = false;
    for (int i = 0; i < 1000 && !answer; ++i)
        QTest::qWait(10);
    QTest::qWait(20); // a second answer would come now
    return answer;
}

} // namespace

class TestQtProber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStatusIsTold_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("status"); // 0: Unavailable
        QTest::newRow("ok") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << 200;
        QTest::newRow("no content, no reason") << QByteArray("HTTP/1.0 204\r\n\r\n") << 204;
        QTest::newRow("moved: not followed") << QByteArray("HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n") << 302;
        QTest::newRow("unwell") << QByteArray("HTTP/1.1 503 Service Unavailable\r\n\r\n") << 503;
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n") << 0;
        QTest::newRow("a line without an end") << QByteArray(100'000, 'x') << 0;
        QTest::newRow("a code of two digits") << QByteArray("HTTP/1.1 20 OK\r\n\r\n") << 0;
        QTest::newRow("nothing, then the end") << QByteArray() << 0;
    }
    void aStatusIsTold()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, status);
        Server server(answer, true);
        const auto told = ask(server.url());
        QVERIFY(told.has_value());
        if (status == 0)
            FABRIC_VERIFY_ERROR(*told, ErrorCode::Unavailable);
        else
            QCOMPARE(told->value(), status);
        QCOMPARE(server.connections, 1); // a redirection is not followed
    }

    void theRequest_isAPlainGet()
    {
        Server server("HTTP/1.1 200 OK\r\n\r\n");
        QVERIFY(ask(server.url("/a%20b")).has_value());
        QVERIFY2(server.asked.startsWith("GET /a%20b HTTP/1.1\r\nHost: 127.0.0.1:"), server.asked.constData());
        QVERIFY(!server.asked.contains("Authorization") && !server.asked.contains("Cookie"));
        Server root("HTTP/1.1 200 OK\r\n\r\n");
        QVERIFY(ask(root.url("")).has_value());
        QVERIFY(root.asked.startsWith("GET / HTTP/1.1\r\n"));
    }

    void aBody_isNotWaitedFor()
    {
        Server server("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        const auto told = ask(server.url());
        QVERIFY(told.has_value());
        QCOMPARE(told->value(), 200);
    }

    void silence_endsInTime()
    {
        Server server("");
        const auto told = ask(server.url(), 100ms);
        QVERIFY(told.has_value());
        FABRIC_VERIFY_ERROR(*told, ErrorCode::DeadlineExceeded);
    }

    void nobodyThere_isUnavailable()
    {
        quint16 port = 0;
        {
            Server server("");
            port = server.serverPort();
        }
        const auto told = ask("http://127.0.0.1:" + std::to_string(port) + "/");
        QVERIFY(told.has_value());
        FABRIC_VERIFY_ERROR(*told, ErrorCode::Unavailable);
    }

    void plainText_isNoTls()
    {
        Server server("HTTP/1.1 200 OK\r\n\r\n");
        const auto told = ask("https://127.0.0.1:" + std::to_string(server.serverPort()) + "/", 2s);
        QVERIFY(told.has_value());
        QVERIFY(!*told);
        QVERIFY(!server.asked.contains("GET"));
    }

    void afterItsEnd_nobodyIsCalled()
    {
        Server server("");
        bool isCalled = false;
        auto prober = std::make_unique<QtProber>();
        prober->get(server.url(), 50ms, [&](const Result<int>&) { isCalled = true; });
        prober.reset();
        QTest::qWait(100);
        QVERIFY(!isCalled);
    }

    void statusLines_areReadStrictly()
    {
        QCOMPARE(statusIn("HTTP/1.1 200 OK").value_or(0), 200);
        QCOMPARE(statusIn("HTTP/1.0 599").value_or(0), 599);
        for (const char* bad : {"", "HTTP/2 200", "HTTP/1.2 200", "HTTP/1.1  200", "HTTP/1.1 2000", "HTTP/1.1 099 x",
                                "HTTP/1.1 2x0 x", "http/1.1 200 OK", "HTTP/1.1 20"})
            QVERIFY2(!statusIn(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestQtProber)
#include "tst_qt_prober.moc"
