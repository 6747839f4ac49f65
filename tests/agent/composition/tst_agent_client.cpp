// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/agent_client.h"

#include "agent/composition/command_line.h"
#include "agent/composition/commands.h"
#include "agent/storage/data_folder.h"

#include <nlohmann/json.hpp>

#include <QHostAddress>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <future>
#include <set>
#include <thread>

using namespace fabric;
using namespace fabric::composition;

namespace {

/// Stands in for an agent: gives one client the same answer whatever it asks, then closes. At @p path, or at a free port
/// of the loopback if that is empty.
class OneAnswer
{
public:
    OneAnswer(const std::string& path, std::string answer)
        : m_listener(::socket(path.empty() ? AF_INET : AF_UNIX, SOCK_STREAM, 0))
    {
        sockaddr_un local{};
        local.sun_family = AF_UNIX;
        path.copy(local.sun_path, sizeof(local.sun_path) - 1);
        sockaddr_in internet{};
        internet.sin_family = AF_INET;
        internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = path.empty() ? sizeof(internet) : sizeof(local);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the API wants it
        auto* address = path.empty() ? reinterpret_cast<sockaddr*>(&internet) : reinterpret_cast<sockaddr*>(&local);
        if (::bind(m_listener, address, size) != 0 || ::listen(m_listener, 1) != 0
            || ::getsockname(m_listener, address, &size) != 0)
            qFatal("cannot listen");
        m_port = ntohs(internet.sin_port);
        m_thread = std::thread([this, text = std::move(answer)] {
            const int client = ::accept(m_listener, nullptr, nullptr);
            std::array<char, 4096> request{};
            while (m_request.find("\r\n\r\n") == std::string::npos) {
                const auto got = ::read(client, request.data(), request.size());
                if (got <= 0)
                    break;
                m_request.append(request.data(), static_cast<std::size_t>(got));
            }
            for (std::size_t at = 0; at < text.size();) { // a large answer is not taken at once
                const auto put = ::send(client, text.data() + at, text.size() - at, MSG_NOSIGNAL);
                if (put <= 0)
                    break;
                at += static_cast<std::size_t>(put);
            }
            ::close(client);
        });
    }
    ~OneAnswer()
    {
        static_cast<void>(request());
        ::close(m_listener);
    }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;

    [[nodiscard]] std::string url(const std::string& host = "127.0.0.1") const
    {
        return "http://" + host + ":" + std::to_string(m_port);
    }

    /// What the client asked, once it was answered.
    [[nodiscard]] std::string request()
    {
        if (m_thread.joinable())
            m_thread.join();
        return m_request;
    }

private:
    int m_listener;
    int m_port = 0;
    std::string m_request;
    std::thread m_thread;
};

/// Stands in for an agent at @p path that gives one answer after the other to one client each.
class Answers
{
public:
    Answers(const std::string& path, std::vector<std::string> answers)
        : m_listener(::socket(AF_UNIX, SOCK_STREAM, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof(address.sun_path) - 1);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the API wants it
        if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0
            || ::listen(m_listener, 4) != 0)
            qFatal("cannot listen");
        m_thread = std::thread([this, all = std::move(answers)] {
            for (const std::string& text : all) {
                const int client = ::accept(m_listener, nullptr, nullptr);
                if (client < 0)
                    return;
                std::array<char, 4096> request{};
                std::string& got = m_requests.emplace_back();
                while (got.find("\r\n\r\n") == std::string::npos) {
                    const auto count = ::read(client, request.data(), request.size());
                    if (count <= 0)
                        break;
                    got.append(request.data(), static_cast<std::size_t>(count));
                }
                static_cast<void>(::send(client, text.data(), text.size(), MSG_NOSIGNAL));
                ::close(client);
            }
        });
    }
    ~Answers() { static_cast<void>(requests()); }
    Answers(const Answers&) = delete;
    Answers& operator=(const Answers&) = delete;

    /// What was asked; nobody is answered any more.
    [[nodiscard]] const std::vector<std::string>& requests()
    {
        ::shutdown(m_listener, SHUT_RDWR); // wakes whoever waits for a client
        if (m_thread.joinable())
            m_thread.join();
        if (m_listener >= 0)
            ::close(m_listener);
        m_listener = -1;
        return m_requests;
    }

private:
    int m_listener;
    std::vector<std::string> m_requests;
    std::thread m_thread;
};

/// Made for this test with openssl, valid from 2020 to 2120: it names localhost, and nobody trusts it.
constexpr const char* kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBaR9C5yHYMGt0ZT
8OVlDskfQJJlwWJj/QQkscdrockdr9XYK6rDu0CF/slygMNCUZzLNygvqEYOy1gN
LAAmF8GjSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
MB0GA1UdDgQWBBR/FDQRaBdAB8ZWQoat4th+gSQm8zAKBggqhkjOPQQDAgNIADBF
AiEAq648LTgCcQz3tPmy72wRee9KooR83NqPuCJLlRf4kzECIGySsFLGcWwq07Wk
+1ImEf3S6NMIPO7k4xky5xochhES
-----END CERTIFICATE-----
)";
constexpr const char* kPrivateKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8mxRcrnIGNW2zDBR
N7sz1OlhPr8A0pVYeuDOIQ0M9lOhRANCAAQWkfQuch2DBrdGU/DlZQ7JH0CSZcFi
Y/0EJLHHa6HJHa/V2Cuqw7tAhf7JcoDDQlGcyzcoL6hGDstYDSwAJhfB
-----END PRIVATE KEY-----
)";

QSslCertificate certificate()
{
    return QSslCertificate(QByteArray(kCertificate));
}

/// The same over TLS, at a free port of the loopback.
class OneAnswerOverTls
{
public:
    explicit OneAnswerOverTls(std::string answer)
    {
        std::promise<quint16> port;
        auto listening = port.get_future();
        m_thread = std::thread([this, text = std::move(answer), &port] {
            Listener listener;
            if (!listener.listen(QHostAddress::LocalHost))
                qFatal("cannot listen");
            port.set_value(listener.serverPort());
            listener.waitForNewConnection(kPatienceMs);
            QSslSocket& client = listener.client;
            if (!client.waitForEncrypted(kPatienceMs))
                return;
            m_request = client.readAll(); // what came with the end of the handshake
            while (!m_request.contains("\r\n\r\n") && client.waitForReadyRead(kPatienceMs))
                m_request += client.readAll();
            client.write(text.data(), static_cast<qint64>(text.size()));
            client.disconnectFromHost();
            if (client.state() != QAbstractSocket::UnconnectedState)
                client.waitForDisconnected(kPatienceMs);
        });
        m_port = listening.get();
    }
    ~OneAnswerOverTls() { static_cast<void>(request()); }
    OneAnswerOverTls(const OneAnswerOverTls&) = delete;
    OneAnswerOverTls& operator=(const OneAnswerOverTls&) = delete;

    [[nodiscard]] std::string url() const { return "https://localhost:" + std::to_string(m_port); }
    [[nodiscard]] QByteArray request()
    {
        if (m_thread.joinable())
            m_thread.join();
        return m_request;
    }

private:
    static constexpr int kPatienceMs = 20'000;

    struct Listener : QTcpServer
    {
        QSslSocket client;
        void incomingConnection(qintptr descriptor) override
        {
            client.setSocketDescriptor(descriptor);
            client.setLocalCertificate(certificate());
            client.setPrivateKey(QSslKey(QByteArray(kPrivateKey), QSsl::Ec));
            client.startServerEncryption();
        }
    };

    quint16 m_port = 0;
    QByteArray m_request;
    std::thread m_thread;
};

/// While it lives, the system's authorities have made our certificate.
class Trust
{
public:
    Trust()
    {
        auto configuration = m_before;
        configuration.addCaCertificate(certificate());
        QSslConfiguration::setDefaultConfiguration(configuration);
    }
    ~Trust() { QSslConfiguration::setDefaultConfiguration(m_before); }
    Trust(const Trust&) = delete;
    Trust& operator=(const Trust&) = delete;

private:
    QSslConfiguration m_before = QSslConfiguration::defaultConfiguration();
};

std::string answerOf(const std::string& status, const std::string& body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n"
        + body;
}

/// Looks like a key.
const std::string kKey = "fab_1a2b3c4d_" + std::string(43, 'x');

} // namespace

class TestAgentClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksAtTheStatusFirst_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const std::string& answer, ErrorCode code, const char* words) {
            QTest::newRow(name) << QString::fromStdString(answer) << static_cast<int>(code) << words;
        };
        row("refused without a word", answerOf("503 Service Unavailable", ""), ErrorCode::Unavailable, "status 503");
        row("refused in other words", answerOf("502 Bad Gateway", "<html>"), ErrorCode::Unavailable, "status 502");
        row("refused by the agent",
            answerOf("503 Service Unavailable",
                     "{\"type\":\"about:blank\",\"status\":503,\"code\":\"Unavailable\",\"title\":\"t\","
                     "\"detail\":\"full house\",\"pointer\":\"\",\"traceId\":\"0\"}"),
            ErrorCode::Unavailable, "full house");
        row("not an agent", "hello\r\n\r\n", ErrorCode::Unavailable, "not an agent");
        row("broken off", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", ErrorCode::Unavailable, "broke off");
        row("nothing", "", ErrorCode::Unavailable, "broke off");
        row("not JSON", answerOf("200 OK", "<html>"), ErrorCode::Unavailable, "not an agent");
    }
    void looksAtTheStatusFirst()
    {
        QFETCH(QString, answer);
        QFETCH(int, code);
        QFETCH(QString, words);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("s")).toStdString();
        OneAnswer agent(path, answer.toStdString());
        const auto got = AgentClient::atSocket(path).call("GET", "/api/v1/apikeys");
        QVERIFY(!got);
        QCOMPARE(static_cast<int>(got.error().code), code);
        QVERIFY2(QString::fromStdString(got.error().message).contains(words), got.error().message.c_str());
    }

    void readsAnAnswerHoweverItIsSent_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::newRow("with a length") << QString::fromStdString(answerOf("200 OK", "{\"a\":1}"));
        QTest::newRow("in chunks") << QStringLiteral("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                     "4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n");
        QTest::newRow("until it closes") << QStringLiteral("HTTP/1.0 200 OK\r\n\r\n{\"a\":1}");
        QTest::newRow("more than one MiB") << QString::fromStdString(
            answerOf("200 OK", "{\"a\":1,\"b\":\"" + std::string(std::size_t{3} << 20, 'b') + "\"}"));
    }
    void readsAnAnswerHoweverItIsSent()
    {
        QFETCH(QString, answer);
        OneAnswer agent({}, answer.toStdString());
        const auto got = AgentClient::atUrl(agent.url(), kKey).value().call("GET", "/");
        QVERIFY2(got, got ? "" : got.error().message.c_str());
        QVERIFY(got->at("a") == 1);
    }

    void aPostHasAKeyOfItsOwn()
    {
        const QTemporaryDir folder;
        const Json body{{"id", "lab"}};
        std::set<std::string> keys;
        for (const char* name : {"a", "b"}) {
            const std::string path = folder.filePath(QString::fromLatin1(name)).toStdString();
            OneAnswer agent(path, answerOf("201 Created", "{\"id\":\"lab\"}"));
            const auto got = AgentClient::atSocket(path).call("POST", "/api/v1/runtimes", &body);
            QVERIFY(got && *got == body);
            const std::string request = agent.request();
            const auto at = request.find("\r\nIdempotency-Key: ");
            QVERIFY(at != std::string::npos);
            keys.insert(request.substr(at, request.find("\r\n", at + 2) - at));
        }
        QCOMPARE(keys.size(), std::size_t{2});
    }

    void aPostWhoseAnswerIsLostIsSentAgainUnderTheSameKey()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("s")).toStdString();
        Answers agent(path, {"HTTP/1.1 202 Acc", answerOf("202 Accepted", "{\"a\":1}"), answerOf("200 OK", "{}")});
        const auto got = AgentClient::atSocket(path).call("POST", "/api/v1/rollouts");
        QVERIFY2(got, got ? "" : got.error().message.c_str());
        QVERIFY(got->at("a") == 1);
        const auto& requests = agent.requests();
        QCOMPARE(requests.size(), std::size_t{2});
        QVERIFY(requests[0].find("\r\nIdempotency-Key: ") != std::string::npos);
        QCOMPARE(requests[0], requests[1]);
    }

    void nothingElseIsSentTwice_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("answer");
        QTest::newRow("a lost answer to a GET") << QStringLiteral("GET") << QStringLiteral("HTTP/1.1 200 O");
        QTest::newRow("a refusal") << QStringLiteral("POST")
                                   << QString::fromStdString(answerOf("503 Service Unavailable", ""));
    }
    void nothingElseIsSentTwice()
    {
        QFETCH(QString, method);
        QFETCH(QString, answer);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("s")).toStdString();
        Answers agent(path, {answer.toStdString(), answerOf("200 OK", "{}")});
        QVERIFY(!AgentClient::atSocket(path).call(method.toStdString(), "/"));
        QCOMPARE(agent.requests().size(), std::size_t{1});
    }

    void anAnswerBeyondTheBoundIsGivenUpWhileItComes_data()
    {
        QTest::addColumn<QString>("head");
        QTest::newRow("with a length") << QStringLiteral("HTTP/1.1 200 OK\r\nContent-Length: 34603008\r\n\r\n");
        QTest::newRow("in chunks") << QStringLiteral(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2100000\r\n");
        QTest::newRow("until it closes") << QStringLiteral("HTTP/1.1 200 OK\r\n\r\n");
    }
    void anAnswerBeyondTheBoundIsGivenUpWhileItComes()
    {
        QFETCH(QString, head);
        constexpr std::size_t kMuch = std::size_t{33} << 20; // as the heads say
        OneAnswer agent({}, head.toStdString() + std::string(kMuch, ' '));
        const auto got = AgentClient::atUrl(agent.url(), kKey).value().call("GET", "/");
        QVERIFY(!got);
        QCOMPARE(got.error().code, ErrorCode::TooLarge);
        QCOMPARE(got.error().where, agent.url());
        QVERIFY2(got.error().message.find("this program") != std::string::npos, got.error().message.c_str());
    }

    void showsTheKeyToTheAddressAndToNobodyElse()
    {
        OneAnswer far({}, answerOf("200 OK", "{}"));
        const Json body{{"b", 2}};
        QVERIFY(AgentClient::atUrl(far.url("localhost") + "/behind/a%20proxy/", kKey)->call("PUT", "/api/v1/x", &body));
        const std::string request = far.request();
        QVERIFY(request.starts_with("PUT /behind/a%20proxy/api/v1/x HTTP/1.1\r\nHost: localhost:"));
        QVERIFY(request.find("\r\nAuthorization: Bearer " + kKey + "\r\n") != std::string::npos);
        QVERIFY(request.find("\r\nContent-Length: 7\r\n") != std::string::npos);

        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("s")).toStdString();
        OneAnswer near(path, answerOf("200 OK", "{}"));
        QVERIFY(AgentClient::atSocket(path).call("GET", "/"));
        QVERIFY(near.request().find("Authorization") == std::string::npos);
    }

    void takesOnlyAddressesThatKeepTheKey_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("where"); // empty: taken
        const QString key = QString::fromStdString(kKey);
        const auto row = [](const char* url, const QString& shown, const char* where) {
            QTest::addRow("%s, %s", url, qPrintable(shown)) << url << shown << where;
        };
        row("http://127.0.0.1:7420", key, "");
        row("http://[::1]:7420/", key, "");
        row("http://localhost", key, "");
        row("https://agent.example/fabric", key, "");
        row("http://agent.example:7420", key, "--url");
        row("http://127.0.0.1.example", key, "--url");
        row("ftp://127.0.0.1", key, "--url");
        row("127.0.0.1:7420", key, "--url");
        row("https://", key, "--url");
        row("https://me@agent.example", key, "--url");
        row("https://agent.example?x=1", key, "--url");
        row("https://agent.example#x", key, "--url");
        row("https://agent.example", QStringLiteral("another secret"), "--key-file");
        row("https://agent.example", QString(key.chopped(3) + QStringLiteral("\r\nX")), "--key-file");
    }
    void takesOnlyAddressesThatKeepTheKey()
    {
        QFETCH(QString, url);
        QFETCH(QString, key);
        QFETCH(QString, where);
        const auto client = AgentClient::atUrl(url.toStdString(), key.toStdString());
        QCOMPARE(client.has_value(), where.isEmpty());
        if (client)
            return;
        QCOMPARE(client.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(client.error().where, where.toStdString());
    }

    void trustsACertificateThatTheSystemTrusts()
    {
        const Trust trust;
        OneAnswerOverTls agent(answerOf("200 OK", "{\"a\":1}"));
        const auto got = AgentClient::atUrl(agent.url(), kKey).value().call("GET", "/");
        QVERIFY2(got, got ? "" : got.error().message.c_str());
        QVERIFY(agent.request().contains(kKey.c_str()));
    }

    void showsNoKeyToACertificateThatNobodyTrusts()
    {
        OneAnswerOverTls agent(answerOf("200 OK", "{}"));
        const auto got = AgentClient::atUrl(agent.url(), kKey).value().call("GET", "/");
        QVERIFY(!got);
        QCOMPARE(got.error().code, ErrorCode::Unavailable);
        QVERIFY2(got.error().message.find("certificate") != std::string::npos, got.error().message.c_str());
        QVERIFY(agent.request().isEmpty());
    }

    void aCommandAtAFullAgentExitsAsNotReachable()
    {
        const QTemporaryDir parent;
        const std::string path = parent.filePath(QStringLiteral("data")).toStdString();
        const auto held = storage::DataFolder::open(path); // as a running agent holds it
        QVERIFY(held);
        const OneAnswer agent(path + "/agent.sock", answerOf("503 Service Unavailable", ""));
        const auto invocation = parseCommandLine({"apikey", "list", "--data-dir", path});
        QVERIFY(invocation);
        QCOMPARE(runCommand(*invocation, {}), 4);
    }
};

QTEST_GUILESS_MAIN(TestAgentClient)
#include "tst_agent_client.moc"
