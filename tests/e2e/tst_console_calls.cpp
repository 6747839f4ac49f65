// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/http_backend.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using client::HttpBackend;
using client::RolloutDecision;

namespace {

constexpr int kWait = 30'000;

template <class T>
Result<T> wait(const QFuture<Result<T>>& future)
{
    QFuture<Result<T>> copy = future;
    if (!QTest::qWaitFor([&] { return copy.isFinished(); }, kWait))
        return fail(ErrorCode::Internal, "the call did not end");
    return copy.result();
}

template <class T>
QString saidBy(const Result<T>& answer)
{
    return answer ? QStringLiteral("ok") : QString::fromStdString(answer.error().message);
}

} // namespace

/// The console's client against the agent that is built: each call must arrive as the agent wants it. The fakes that other tests
/// of the client use would take anything.
class TestConsoleCalls : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QProcess m_agent;
    std::unique_ptr<HttpBackend> m_backend;

    [[nodiscard]] QString dataDir() const { return m_folder.filePath(QStringLiteral("data")); }
    static QString program() { return QStringLiteral(FABRIC_BINARY_DIR "/fabric-agent"); }

    void write(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QTcpServer probe; // for a port that is free
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        const QByteArray address = "127.0.0.1:" + QByteArray::number(probe.serverPort());
        probe.close();
        const QString config = m_folder.filePath(QStringLiteral("openclaw.json"));
        write(config, R"({"agents":{"entries":{"writer":{}}}})");
        QVERIFY(QDir().mkdir(dataDir(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        write(dataDir() + QStringLiteral("/fabric.toml"),
              "[agent]\nlisten = \"" + address + "\"\n\n[[runtime]]\nid = \"hq\"\nconfig_path = \"" + config.toUtf8()
                  + "\"\nurl = \"ws://127.0.0.1:9\"\n");
        QProcess key;
        key.start(program(),
                  {QStringLiteral("apikey"), QStringLiteral("create"), QStringLiteral("--name"), QStringLiteral("e2e"),
                   QStringLiteral("--role"), QStringLiteral("operator"), QStringLiteral("--json"),
                   QStringLiteral("--data-dir"), dataDir()});
        QVERIFY(key.waitForFinished(kWait));
        const auto made = parseJson(key.readAllStandardOutput().toStdString(), {});
        QVERIFY(made);
        m_agent.start(program(), {QStringLiteral("serve"), QStringLiteral("--data-dir"), dataDir()});
        QVERIFY(m_agent.waitForStarted(kWait));
        const auto endpoint = client::Endpoint::create(QStringLiteral("http://") + QString::fromLatin1(address),
                                                       QString::fromStdString(made->at("key").get<std::string>()));
        QVERIFY(endpoint);
        m_backend = std::make_unique<HttpBackend>(*endpoint);
        QTRY_VERIFY_WITH_TIMEOUT(!wait(m_backend->runtimes()).value_or(std::vector<wire::Runtime>()).empty(), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(wait(m_backend->topology("hq", {})).has_value(), kWait);
    }

    void cleanupTestCase()
    {
        m_backend.reset();
        m_agent.terminate();
        QVERIFY(m_agent.waitForFinished(kWait));
    }

    void intentAndPlan_areMade()
    {
        wire::IntentChange adopt;
        adopt.runtime = "hq";
        adopt.adopt = true;
        const auto adopted = wait(m_backend->changeIntent(adopt, "key-1"));
        QVERIFY2(adopted, qPrintable(saidBy(adopted)));
        wire::IntentChange change;
        change.runtime = "hq";
        change.edits = {provider::SetAttribute{topology::NodeId("agent:writer"), "name", "W"}};
        const auto saved = wait(m_backend->changeIntent(change, "key-2"));
        QVERIFY2(saved, qPrintable(saidBy(saved)));
        wire::PlanRequest request;
        request.runtime = "hq";
        const auto plan = wait(m_backend->makePlan(request, "key-3"));
        QVERIFY2(plan, qPrintable(saidBy(plan)));
        QCOMPARE(wait(m_backend->plans())->size(), std::size_t{1});
        const auto shown = wait(m_backend->plan({*plan, "hq"}));
        QVERIFY2(shown, qPrintable(saidBy(shown)));
        const auto texts = wait(m_backend->planTexts({*plan, "hq"}));
        QVERIFY2(texts, qPrintable(saidBy(texts)));
        QVERIFY(wait(m_backend->intent("hq"))->desired);
        QCOMPARE(wait(m_backend->desiredRevisions("hq"))->size(), std::size_t{2});
    }

    /// Of a rollout that is not there: whatever else is wrong with the request is said before that.
    void decisions_arrive_data()
    {
        QTest::addColumn<int>("decision");
        for (const auto decision : {RolloutDecision::Cancel, RolloutDecision::Confirm, RolloutDecision::RollBack})
            QTest::addRow("%s", std::string(client::toText(decision)).c_str()) << static_cast<int>(decision);
    }
    void decisions_arrive()
    {
        QFETCH(int, decision);
        const auto asked = static_cast<RolloutDecision>(decision);
        const auto one = wait(m_backend->decide("nobody", asked, "key-4"));
        QVERIFY2(!one && one.error().code == ErrorCode::NotFound, qPrintable(saidBy(one)));
        const auto group = wait(m_backend->decideGroup("nobody", asked, "key-5"));
        QVERIFY2(!group && group.error().code == ErrorCode::NotFound, qPrintable(saidBy(group)));
    }

    void lists_areAskedFor()
    {
        const auto rollouts = wait(m_backend->rollouts({}));
        QVERIFY2(rollouts, qPrintable(saidBy(rollouts)));
        const auto filtered = wait(m_backend->rollouts({.runtime = "hq", .state = "succeeded"}));
        QVERIFY2(filtered, qPrintable(saidBy(filtered)));
        const auto unknown = wait(m_backend->rollout("nobody"));
        QVERIFY2(!unknown && unknown.error().code == ErrorCode::NotFound, qPrintable(saidBy(unknown)));
        const auto evidence = wait(m_backend->evidence("nobody"));
        QVERIFY2(!evidence && evidence.error().code == ErrorCode::NotFound, qPrintable(saidBy(evidence)));
        const auto group = wait(m_backend->rolloutGroup("nobody"));
        QVERIFY2(!group && group.error().code == ErrorCode::NotFound, qPrintable(saidBy(group)));
    }
};

QTEST_GUILESS_MAIN(TestConsoleCalls)
#include "tst_console_calls.moc"
