// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/local_client.h"

#include "agent/composition/command_line.h"
#include "agent/composition/commands.h"
#include "agent/storage/data_folder.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

using namespace fabric;
using namespace fabric::composition;

namespace {

/// Stands in for an agent: gives one client the same answer whatever it asks, then closes.
class OneAnswer
{
public:
    OneAnswer(const std::string& path, std::string answer)
        : m_listener(::socket(AF_UNIX, SOCK_STREAM, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof(address.sun_path) - 1);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the API wants it
        if (::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0
            || ::listen(m_listener, 1) != 0)
            qFatal("cannot listen");
        m_thread = std::thread([this, text = std::move(answer)] {
            const int client = ::accept(m_listener, nullptr, nullptr);
            std::array<char, 4096> request{};
            while (m_request.find("\r\n\r\n") == std::string::npos) {
                const auto got = ::read(client, request.data(), request.size());
                if (got <= 0)
                    break;
                m_request.append(request.data(), static_cast<std::size_t>(got));
            }
            static_cast<void>(::write(client, text.data(), text.size()) > 0);
            ::close(client);
        });
    }
    ~OneAnswer()
    {
        m_thread.join();
        ::close(m_listener);
    }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;

private:
    int m_listener;
    std::string m_request;
    std::thread m_thread;
};

std::string answerOf(const std::string& status, const std::string& body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n"
        + body;
}

} // namespace

class TestLocalClient : public QObject
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
        row("not JSON", answerOf("200 OK", "<html>"), ErrorCode::InvalidArgument, "");
    }
    void looksAtTheStatusFirst()
    {
        QFETCH(QString, answer);
        QFETCH(int, code);
        QFETCH(QString, words);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("s")).toStdString();
        const OneAnswer agent(path, answer.toStdString());
        const auto got = LocalClient(path).call("GET", "/api/v1/apikeys");
        QVERIFY(!got);
        QCOMPARE(static_cast<int>(got.error().code), code);
        QVERIFY2(QString::fromStdString(got.error().message).contains(words), got.error().message.c_str());
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

QTEST_GUILESS_MAIN(TestLocalClient)
#include "tst_local_client.moc"
