// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/openclaw/fake_gateway_writer.h"
#include "tests/support/fake_random.h"
#include "tests/support/verify_result.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::FakeGateway;
using fabric::test::FakeRandom;
using provider::Operation;
using provider::Reading;
using provider::WriteAnswer;
using Verdict = provider::WriteAnswer::Verdict;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw");
constexpr int kPatienceMs = 30'000;

Operation renaming(const char* agent, const char* name)
{
    Operation operation;
    operation.payload = {{"patch", {{"agents", {{"entries", {{agent, {{"name", name}}}}}}}}}};
    operation.touches = {provider::ResourceId(std::string("agents.entries.") + agent)};
    return operation;
}

Operation agentCall(Operation::Kind kind, const char* agent)
{
    Operation operation;
    operation.kind = kind;
    operation.payload = kind == Operation::Kind::CreateAgent ? Json{{"name", agent}}
                                                             : Json{{"agentId", agent}, {"deleteFiles", false}};
    return operation;
}

} // namespace

/// What a real gateway cannot be made to do at will; tst_openclaw_writer_live has the rest.
class TestOpenClawWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_gateway = std::make_unique<FakeGateway>(kFixtures);
        QVERIFY(m_gateway->listen());
        m_way = std::make_unique<FakeGatewayWriter>();
        FABRIC_VERIFY_RESULT(m_way->open(*m_gateway, m_clock, m_random));
    }
    void cleanup()
    {
        m_way.reset();
        QCOMPARE(m_gateway->violations(), QStringList());
        m_gateway.reset();
    }

    void anAgentIsChanged_alone()
    {
        const auto created = write(agentCall(Operation::Kind::CreateAgent, "scribe"));
        FABRIC_VERIFY_RESULT(created);
        QVERIFY2(created->verdict == Verdict::Accepted, created->message.c_str());
        QCOMPARE(created->hash, m_gateway->configHash());
        const auto deleted = write(agentCall(Operation::Kind::DeleteAgent, "scribe"));
        FABRIC_VERIFY_RESULT(deleted);
        QVERIFY2(deleted->verdict == Verdict::Accepted, deleted->message.c_str());
    }

    /// agents.create and agents.delete take no base hash.
    void anAgentIsChanged_whileSomebodyElseEdits_data()
    {
        QTest::addColumn<bool>("isCreate");
        QTest::newRow("created") << true;
        QTest::newRow("deleted") << false;
    }
    void anAgentIsChanged_whileSomebodyElseEdits()
    {
        QFETCH(bool, isCreate);
        m_gateway->onRequestArrived = [this](const std::string& method) {
            if (method == "agents.create" || method == "agents.delete")
                m_gateway->changeConfig(
                    [](Json& config) { config["agents"]["entries"]["ops"]["name"] = "By a rival"; });
        };
        const auto answer = write(isCreate ? agentCall(Operation::Kind::CreateAgent, "scribe")
                                           : agentCall(Operation::Kind::DeleteAgent, "support"));
        FABRIC_VERIFY_RESULT(answer);
        QVERIFY2(answer->verdict == Verdict::Unknown, answer->message.c_str());
        QVERIFY2(answer->message.find("somebody else") != std::string::npos, answer->message.c_str());
    }

    void anAgentIsLeftAlone_whereTheHashIsAnother()
    {
        const auto answer = await<WriteAnswer>([&](auto done) {
            m_way->writer->write(request(agentCall(Operation::Kind::DeleteAgent, "support"), "hmac-sha256:v1:before"),
                                 done);
        });
        FABRIC_VERIFY_RESULT(answer);
        QVERIFY(answer->verdict == Verdict::Stale);
        const auto& methods = m_gateway->methods();
        QVERIFY(std::find(methods.begin(), methods.end(), "agents.delete") == methods.end());
    }

    /// The calls of one restore may take longer than a rollout waits for them.
    void aRestore_isNotBegunBesideAnother()
    {
        const provider::Backup backup = backedUp();
        QVERIFY(backup.form == provider::Backup::Form::Parsed);
        const Operation operation = renaming("writer", "Renamed");
        const auto written = write(operation);
        FABRIC_VERIFY_RESULT(written);
        const provider::RestoreRequest request{lease(), backup, {operation}, {written->hash}};
        bool isAnswered = false;
        m_gateway->silent = {"config.apply"};
        m_way->writer->restore(request, [&](const Result<WriteAnswer>&) { isAnswered = true; });
        QTRY_VERIFY_WITH_TIMEOUT(count("config.apply") == 1, kPatienceMs);
        const auto second = await<WriteAnswer>([&](auto done) { m_way->writer->restore(request, done); });
        FABRIC_VERIFY_ERROR(second, ErrorCode::Unavailable);
        QVERIFY(!isAnswered);
        QCOMPARE(count("config.apply"), 1);
        // The first one ends, if only by a lost connection: then another may begin.
        m_gateway->closeAll(1012, QStringLiteral("service restart"));
        QTRY_VERIFY_WITH_TIMEOUT(isAnswered, kPatienceMs);
        m_gateway->silent.clear();
        const auto third = await<WriteAnswer>([&](auto done) { m_way->writer->restore(request, done); });
        FABRIC_VERIFY_RESULT(third);
    }

    /// The hash that a restore goes by is that of the state it judged. An edit that comes later makes it stale.
    void aRestore_losesNoEditOfARival_data()
    {
        QTest::addColumn<bool>("isForeignBefore");
        QTest::newRow("the whole configuration goes back") << false;
        QTest::newRow("our own fields go back") << true;
    }
    void aRestore_losesNoEditOfARival()
    {
        QFETCH(bool, isForeignBefore);
        const provider::Backup backup = backedUp();
        Operation operation;
        const Json old = m_gateway->payload("config.get")["parsed"]["bindings"];
        Json fewer = old;
        fewer.erase(fewer.size() - 1);
        operation.payload = {{"patch", {{"bindings", fewer}}}, {"replacePaths", {"bindings"}}};
        operation.touches = {provider::ResourceId("bindings")};
        operation.changes = {{"/bindings", "bindings", old, fewer}};
        const auto written = write(operation);
        FABRIC_VERIFY_RESULT(written);
        QVERIFY2(written->verdict == Verdict::Accepted, written->message.c_str());
        if (isForeignBefore)
            m_gateway->changeConfig([](Json& config) { config["agents"]["entries"]["ops"]["name"] = "By a rival"; });
        const Json rivals = Json::array({{{"agentId", "main"}, {"match", {{"channel", "telegram"}}}}});
        int looks = 0;
        m_gateway->onRequestArrived = [&](const std::string& method) {
            looks += method == "config.get" ? 1 : 0;
            const bool isWrite = method == "config.apply" || method == "config.patch";
            if (m_gateway->payload("config.get")["parsed"]["bindings"] != rivals && (looks == 2 || isWrite))
                m_gateway->changeConfig([&](Json& config) { config["bindings"] = rivals; });
        };
        const auto answer = await<WriteAnswer>([&](auto done) {
            m_way->writer->restore({lease(), backup, {operation}, {written->hash}}, done);
        });
        m_gateway->onRequestArrived = {};
        FABRIC_VERIFY_RESULT(answer);
        QVERIFY2(answer->verdict != Verdict::Accepted, answer->message.c_str());
        QVERIFY(m_gateway->payload("config.get")["parsed"]["bindings"] == rivals);
    }

    /// Its agent is created again, and then something cuts it off.
    void aRestore_ofADeletedAgent_goesOnWhereItWasCutOff()
    {
        const provider::Backup backup = backedUp();
        const Json old = m_gateway->payload("config.get")["parsed"];
        Operation operation = agentCall(Operation::Kind::DeleteAgent, "support");
        const Json entry = old["agents"]["entries"]["support"];
        for (const auto& [name, value] : entry.items())
            operation.changes.push_back(
                {"/agents/entries/support/" + name, "agents.entries.support." + name, value, {}});
        operation.touches = {provider::ResourceId("agents.entries.support")};
        const auto written = write(operation);
        FABRIC_VERIFY_RESULT(written);
        QVERIFY2(written->verdict == Verdict::Accepted, written->message.c_str());
        const provider::RestoreRequest request{lease(), backup, {operation}, {written->hash}};
        m_gateway->setError("config.apply", Json{{"code", "UNAVAILABLE"}, {"message", "not now"}});
        const auto first = await<WriteAnswer>([&](auto done) { m_way->writer->restore(request, done); });
        QVERIFY(!first || first->verdict != Verdict::Accepted);
        QCOMPARE(count("agents.create"), 1);
        m_gateway->setError("config.apply", std::nullopt);
        const auto second = await<WriteAnswer>([&](auto done) { m_way->writer->restore(request, done); });
        FABRIC_VERIFY_RESULT(second);
        QVERIFY2(second->verdict == Verdict::Accepted, second->message.c_str());
        QCOMPARE(count("agents.create"), 1);
        QVERIFY(m_gateway->payload("config.get")["parsed"]["agents"] == old["agents"]);
    }

private:
    [[nodiscard]] provider::Backup backedUp()
    {
        const auto reading = await<Reading>([&](auto done) { m_way->writer->read(done); });
        const auto backup = !reading
            ? Result<provider::Backup>(tl::make_unexpected(reading.error()))
            : await<provider::Backup>([&](auto done) { m_way->writer->backUp("rollout-1", *reading, done); });
        if (!backup)
            qFatal("%s", backup.error().message.c_str());
        return *backup;
    }
    template <class T>
    [[nodiscard]] Result<T> await(const std::function<void(std::function<void(Result<T>)>)>& begin)
    {
        const auto answer = std::make_shared<std::optional<Result<T>>>();
        begin([answer](Result<T> result) { *answer = std::move(result); });
        if (!QTest::qWaitFor([&] { return answer->has_value(); }, kPatienceMs))
            return fail(ErrorCode::DeadlineExceeded, "no answer");
        return **answer;
    }
    [[nodiscard]] static provider::LeaseToken lease() { return provider::LeaseToken("lease-1"); }
    [[nodiscard]] static provider::WriteRequest request(const Operation& operation, const std::string& base)
    {
        return {lease(), base, operation, "fabric rollout 1"};
    }
    [[nodiscard]] Result<WriteAnswer> write(const Operation& operation)
    {
        const std::string base = m_gateway->configHash();
        return await<WriteAnswer>([&](auto done) { m_way->writer->write(request(operation, base), done); });
    }
    [[nodiscard]] int count(const char* method) const
    {
        return static_cast<int>(std::count(m_gateway->methods().begin(), m_gateway->methods().end(), method));
    }

    SystemClock m_clock;
    FakeRandom m_random{1};
    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<FakeGatewayWriter> m_way;
};

QTEST_GUILESS_MAIN(TestOpenClawWriter)
#include "tst_openclaw_writer.moc"
