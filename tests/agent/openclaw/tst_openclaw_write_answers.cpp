// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/write_answers.h"
#include "tests/agent/openclaw/samples.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using provider::PartHealth;
using Verdict = provider::WriteAnswer::Verdict;

namespace {

/// The answer that a file holds, as the frame that brought it.
ResponseFrame frameOf(const Json& recorded)
{
    const Json answer = recorded.contains("response") ? recorded["response"] : recorded;
    const auto frame = parseFrame(dumpJson(answer));
    if (!frame || !std::holds_alternative<ResponseFrame>(*frame))
        qFatal("no response");
    return std::get<ResponseFrame>(*frame);
}

ResponseFrame refusal(const char* code, const char* message)
{
    ResponseFrame frame;
    frame.error.emplace();
    frame.error->code = code;
    frame.error->message = message;
    return frame;
}

std::optional<provider::PartState> partOf(const std::vector<provider::PartState>& parts, const char* subject)
{
    for (const provider::PartState& part : parts) {
        if (part.subject == subject)
            return part;
    }
    return std::nullopt;
}

const char* const kCanary = "sk-canary0123456789abcdefXYZ";

} // namespace

class TestOpenClawWriteAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understandsEveryRecordedAnswer_data()
    {
        QTest::addColumn<QByteArray>("verdict");
        QTest::addColumn<bool>("restarts");
        QTest::newRow("rpc.config.patch-hot.json") << QByteArray("accepted") << false;
        QTest::newRow("rpc.config.patch-restart.json") << QByteArray("accepted") << true;
        QTest::newRow("rpc.config.apply-ok.json") << QByteArray("accepted") << false;
        QTest::newRow("rpc.config.patch-stale.json") << QByteArray("stale") << false;
        QTest::newRow("rpc.config.patch-invalid.json") << QByteArray("refused") << false;
        QTest::newRow("rpc.config.patch-unknown-key.json") << QByteArray("refused") << false;
        QTest::newRow("rpc.config.patch-replacePaths-needed.json") << QByteArray("refused") << false;
        QTest::newRow("rpc.config.patch-rate-limited.json") << QByteArray("limited") << false;
        QTest::newRow("rpc.config.patch-drop-agent.json") << QByteArray("unknown") << false;
    }
    void understandsEveryRecordedAnswer()
    {
        QFETCH(const QByteArray, verdict);
        QFETCH(const bool, restarts);
        const provider::WriteAnswer answer = writeAnswerOf(frameOf(sample(QTest::currentDataTag())));
        QCOMPARE(QByteArray::fromStdString(std::string(toText(answer.verdict))), verdict);
        QCOMPARE(answer.restarts, restarts);
        QCOMPARE(!answer.hash.empty(), verdict == "accepted");
        QCOMPARE(answer.message.empty(), verdict == "accepted");
        QCOMPARE(answer.retryAfter.count(), verdict == "limited" ? 59409 : 0);
    }

    void namesTheField_ofARefusal()
    {
        const auto answer = writeAnswerOf(frameOf(sample("rpc.config.patch-invalid.json")));
        QVERIFY(answer.message.find("gateway.port") != std::string::npos);
    }

    void isUnknown_whereItMayBeWritten_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("persisted and updated the active Gateway, but a recovery restart is required")
            << QByteArray("UNAVAILABLE");
        QTest::newRow("persisted but was not applied to the active Gateway (failed)") << QByteArray("UNAVAILABLE");
        QTest::newRow("config.patch unavailable during gateway restart") << QByteArray("UNAVAILABLE");
        QTest::newRow("something that nobody knows yet") << QByteArray("INTERNAL");
    }
    void isUnknown_whereItMayBeWritten()
    {
        QFETCH(const QByteArray, code);
        const auto answer = writeAnswerOf(refusal(code.constData(), QTest::currentDataTag()));
        QVERIFY(answer.verdict == Verdict::Unknown);
        QCOMPARE(answer.message, std::string(QTest::currentDataTag()));
    }

    void isUnknown_forAnAnswerThatContradictsItself()
    {
        ResponseFrame frame;
        for (const char* payload : {"null", "[]", R"({"ok":false})", R"({"hash":7})",
                                    R"({"ok":true,"hash":"h","sentinel":{"persisted":false}})", R"({"sentinel":[]})"}) {
            frame.payload = std::make_shared<const Json>(Json::parse(payload));
            QVERIFY2(writeAnswerOf(frame).verdict == Verdict::Unknown, payload);
        }
    }

    void acceptsNothingToChange_andAnswersOfOldVersions()
    {
        ResponseFrame frame;
        frame.payload
            = std::make_shared<const Json>(Json::parse(R"({"ok":true,"noop":true,"hash":"h","changedPaths":[]})"));
        QVERIFY(writeAnswerOf(frame).verdict == Verdict::Accepted);
        QCOMPARE(writeAnswerOf(frame).message, std::string("nothing to change"));
        frame.payload = std::make_shared<const Json>(
            Json::parse(R"({"ok":true,"path":"/x","restart":{"ok":true,"signal":"SIGUSR1","delayMs":2000}})"));
        QVERIFY(writeAnswerOf(frame).verdict == Verdict::Accepted);
        QVERIFY(writeAnswerOf(frame).restarts);
        QVERIFY(writeAnswerOf(frame).hash.empty());
    }

    void aLostAnswerIsUnknown_andOneNeverAskedIsAnError()
    {
        const auto lost = lostAnswerOf(Error{ErrorCode::DeadlineExceeded, "no answer", {}});
        QVERIFY(lost && lost->verdict == Verdict::Unknown);
        QVERIFY(!lostAnswerOf(Error{ErrorCode::Unavailable, "cannot be reached", {}}));
        QVERIFY(!lostAnswerOf(Error{ErrorCode::InvalidArgument, "no lease", {}}));
    }

    void masksWhatMayBeASecret()
    {
        QCOMPARE(harmlessText("POST https://api.telegram.org/bot1234567890:AAEhBOweik6ad6PsVkw/getMe failed: 401"),
                 std::string("POST https://api.telegram.org/[masked]/getMe failed: 401"));
        QCOMPARE(harmlessText(std::string("key ") + kCanary + "\n refused"), std::string("key [masked]  refused"));
        QCOMPARE(harmlessText("agents.entries.coder: not a known configuration-value"),
                 std::string("agents.entries.coder: not a known configuration-value"));
    }

    void readsTheRecordedParts()
    {
        const Json health = samplePayload("rpc.health-telegram-offline.json");
        const Json channels = samplePayload("rpc.channels.status-telegram-offline.json");
        const Json plugins = samplePayload("rpc.plugins.list.json");
        const Json models = samplePayload("rpc.models.list-configured.json");
        const auto parts = partStatesOf({&health, &channels, &plugins, &models});
        const auto healthOf = [&parts](const char* subject) { return partOf(parts, subject)->health; };
        QVERIFY(healthOf("ready") == PartHealth::Ok);
        QVERIFY(healthOf("account:telegram/one") == PartHealth::Degraded);
        QVERIFY(healthOf("account:telegram/two") == PartHealth::Off);
        QVERIFY(healthOf("account:telegram/three") == PartHealth::Down); // only health knows it
        QVERIFY(partOf(parts, "account:telegram/three")->detail.find("not configured") != std::string::npos);
        QVERIFY(healthOf("plugin:anthropic") == PartHealth::Ok);
        QVERIFY(healthOf("model:local-vllm/qwen3-32b") == PartHealth::Ok);
        QVERIFY(healthOf("provider:local-vllm") == PartHealth::Ok);
        const bool isSorted = std::is_sorted(parts.begin(), parts.end(),
                                             [](const auto& a, const auto& b) { return a.subject < b.subject; });
        QVERIFY(isSorted);
    }

    void tellsTheWorse_ofWhatIsWorse()
    {
        const Json health = Json::parse(
            R"({"ok":true,"configReload":{"hotReloadStatus":"failed"},"plugins":{"errors":[{"id":"mem0","error":"boom"}]}})");
        const Json plugins = Json::parse(
            R"({"plugins":[{"id":"mem0","enabled":true,"runtime":{"state":"active"}},)"
            R"({"id":"a","enabled":true,"runtime":{"state":"service-failed","error":"sk-canary0123456789abcdefXYZ"}},)"
            R"({"id":"b","enabled":false,"runtime":{"state":"disabled"}},{"id":"c","runtime":{"state":"new"}}]})");
        const Json models = Json::parse(
            R"({"models":[{"id":"m","provider":"p","available":false},)"
            R"({"id":"n","provider":"p","available":true},{"id":"m","provider":"q","available":false},{"id":"o","provider":"r"}]})");
        const Json channels = Json::parse(
            R"({"channelAccounts":{"telegram":[{"accountId":"x","enabled":true,"running":false,)"
            R"("lastError":"401"},{"accountId":"y","enabled":true,"running":true,"connected":true,"lastError":"old"}]}})");
        const auto parts = partStatesOf({&health, &channels, &plugins, &models});
        const auto healthOf = [&parts](const char* subject) { return partOf(parts, subject)->health; };
        QVERIFY(healthOf("ready") == PartHealth::Degraded);
        QVERIFY(healthOf("plugin:mem0") == PartHealth::Down);
        QVERIFY(healthOf("plugin:a") == PartHealth::Down);
        QCOMPARE(partOf(parts, "plugin:a")->detail, std::string("[masked]"));
        QVERIFY(healthOf("plugin:b") == PartHealth::Off);
        QVERIFY(healthOf("plugin:c") == PartHealth::Unknown);
        QVERIFY(healthOf("provider:p") == PartHealth::Degraded);
        QVERIFY(healthOf("provider:q") == PartHealth::Down);
        QVERIFY(healthOf("provider:r") == PartHealth::Unknown);
        QVERIFY(healthOf("account:telegram/x") == PartHealth::Down);
        QVERIFY(healthOf("account:telegram/y") == PartHealth::Ok);
    }

    void knowsNothing_withoutAnswers()
    {
        const auto parts = partStatesOf({});
        QCOMPARE(parts.size(), std::size_t{1});
        QVERIFY(parts.front().health == PartHealth::Unknown);
        const Json odd = Json::parse(R"([1,{"x":[]}])");
        QVERIFY(partOf(partStatesOf({&odd, &odd, &odd, &odd}), "ready")->health == PartHealth::Down);
    }

    void listsAgents()
    {
        const auto ids = listedAgents(samplePayload("rpc.agents.list.json")).value();
        QVERIFY(std::binary_search(ids.begin(), ids.end(), "coder"));
        QVERIFY(!listedAgents(Json::object()));
    }
};

QTEST_GUILESS_MAIN(TestOpenClawWriteAnswers)
#include "tst_openclaw_write_answers.moc"
