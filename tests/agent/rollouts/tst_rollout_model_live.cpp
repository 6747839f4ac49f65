// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_provider.h"
#include "tests/agent/rollouts/model_runtime.h"
#include "tests/agent/rollouts/writer_script.h"
#include "tests/support/real_gateway.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::test;
using provider::Operation;

namespace {

constexpr int kPatienceMs = 180'000;

/// The runtime of the simulation.
class ModelStage final : public Stage
{
public:
    provider::RuntimeWriter& writer() override { return m_model; }
    Operation patch() override
    {
        m_model.restarts = false;
        Operation operation;
        operation.touches = {provider::ResourceId("a")};
        operation.changes = {{"/a/m", "a.m", 1, 2}};
        return operation;
    }
    Operation restartingPatch() override
    {
        m_model.restarts = true;
        Operation operation;
        operation.touches = {provider::ResourceId("c")};
        operation.changes = {{"/c/m", "c.m", 1, 2}};
        return operation;
    }
    Operation agentCall(Operation::Kind kind) override
    {
        const bool isCreate = kind == Operation::Kind::CreateAgent;
        Operation operation;
        operation.kind = kind;
        operation.touches = {provider::ResourceId("y")};
        if (isCreate)
            operation.changes = {{"/y/name", "y.name", nullptr, "y"}};
        else
            operation.changes = {{"/y", "y", nullptr, nullptr}};
        return operation;
    }
    void rivalEdits(bool isA) override { m_model.rivalEdits(isA ? "a" : "b", "m"); }
    void kill() override { m_model.crash(std::nullopt); }
    void start() override
    {
        m_model.writerTraits.canStart = true;
        static_cast<void>(await<bool>([this](auto done) { m_model.startRuntime(done); }));
        static_cast<void>(until([this] { return m_model.isUp(); }));
    }
    bool until(const std::function<bool()>& isThere) override
    {
        for (int i = 0; i < 1000 && !isThere(); ++i) {
            if (!m_scheduler.runNext())
                m_clock.advance(std::chrono::milliseconds(100));
        }
        return isThere();
    }

private:
    FakeClock m_clock;
    SimScheduler m_scheduler{m_clock};
    ModelRuntime m_model{m_scheduler, m_clock, 1};
};

/// A real gateway; A and B are the names of two agents.
class GatewayStage final : public Stage
{
public:
    GatewayStage()
        : m_gateway(configuration())
    {
        openclaw::OpenClawProvider::Options options;
        options.dataFolder = m_data.path().toStdString();
        options.paths.systemHome = m_data.path().toStdString();
        options.paths.workingDirectory = m_data.path().toStdString();
        options.clientVersion = "0.1.0";
        options.paths.environment["XDG_CONFIG_HOME"] = m_data.filePath(QStringLiteral("keys")).toStdString();
        m_provider = std::make_unique<openclaw::OpenClawProvider>(std::move(options), m_clock, m_random);
        provider::RuntimeConfig config;
        config.id = RuntimeId("hq");
        config.provider = "openclaw";
        config.configPath = m_gateway.configPath().toStdString();
        config.url = m_gateway.url().toString().toStdString();
        config.token = [] { return Result<std::string>(RealGateway::token().toStdString()); };
        m_writer = m_provider->openWriter(config).value();
        start();
    }
    provider::RuntimeWriter& writer() override { return *m_writer; }
    Operation patch() override { return rename(kA, "1", "2"); }
    Operation restartingPatch() override
    {
        Operation operation;
        operation.payload = {{"patch", {{"env", {{"vars", {{"DUMMY_FLAG", "2"}}}}}}}};
        operation.changes = {{"/env/vars/DUMMY_FLAG", "env.vars.DUMMY_FLAG", "1", "2"}};
        operation.touches = {provider::ResourceId("env.vars")};
        return operation;
    }
    Operation agentCall(Operation::Kind kind) override
    {
        Operation operation;
        operation.kind = kind;
        operation.payload = {{kind == Operation::Kind::CreateAgent ? "name" : "agentId", "temp"}};
        operation.touches = {provider::ResourceId("agents.entries.temp")};
        return operation;
    }
    void rivalEdits(bool isA) override
    {
        const std::string name = "rival" + std::to_string(++m_rivals);
        Json value = Json::parse(m_gateway.readConfig().toStdString());
        value["agents"]["entries"][isA ? kA : kB]["name"] = name;
        m_gateway.writeConfig(QByteArray::fromStdString(value.dump(2)));
        const bool isSeen = until([&] {
            const auto now = await<provider::Reading>([this](auto done) { m_writer->read(done); });
            return now && now->isApplied && now->source.document()["agents"]["entries"][isA ? kA : kB]["name"] == name;
        });
        if (!isSeen)
            qFatal("the gateway does not see an edit");
    }
    void kill() override { m_gateway.kill(); }
    void start() override
    {
        if (const QString failure = m_gateway.start(); !failure.isEmpty())
            qFatal("%s", qPrintable(failure));
        const bool isThere = until([this] {
            const auto now = await<provider::Reading>([this](auto done) { m_writer->read(done); });
            return now && now->isApplied;
        });
        if (!isThere)
            qFatal("the gateway does not answer");
    }
    bool until(const std::function<bool()>& isThere) override { return QTest::qWaitFor(isThere, kPatienceMs); }

private:
    static constexpr const char* kA = "coder";
    static constexpr const char* kB = "writer";

    /// As the gateway writes it itself: what a gateway does with a hand-written one is in tst_openclaw_writer_live.
    [[nodiscard]] static QByteArray configuration()
    {
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw/openclaw.realistic.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no configuration");
        Json value = Json::parse(file.readAll().toStdString());
        for (const char* agent : {kA, kB})
            value["agents"]["entries"][agent]["name"] = "1";
        return QByteArray::fromStdString(value.dump(2));
    }
    [[nodiscard]] static Operation rename(const std::string& agent, const char* before, const char* after)
    {
        Operation operation;
        operation.payload = {{"patch", {{"agents", {{"entries", {{agent, {{"name", after}}}}}}}}}};
        operation.changes
            = {{"/agents/entries/" + agent + "/name", "agents.entries." + agent + ".name", before, after}};
        operation.touches = {provider::ResourceId("agents.entries." + agent)};
        return operation;
    }

    SystemClock m_clock;
    SystemRandom m_random;
    QTemporaryDir m_data;
    RealGateway m_gateway;
    int m_rivals = 0;
    std::unique_ptr<openclaw::OpenClawProvider> m_provider;
    std::unique_ptr<provider::RuntimeWriter> m_writer;
};

} // namespace

/// Holds the runtime of the simulation to a real gateway.
class TestRolloutModelLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theModelAnswersAsAGatewayDoes()
    {
        ModelStage model;
        const std::vector<std::string> ofModel = playScript(model);
        GatewayStage gateway;
        const std::vector<std::string> ofGateway = playScript(gateway);
        std::string differences;
        for (std::size_t i = 0; i < std::max(ofModel.size(), ofGateway.size()); ++i) {
            const std::string one = i < ofModel.size() ? ofModel[i] : "nothing";
            const std::string other = i < ofGateway.size() ? ofGateway[i] : "nothing";
            qInfo("%s", other.c_str());
            if (one != other)
                differences += "\n  the gateway: " + other + "\n  the model:   " + one;
        }
        QVERIFY2(differences.empty(), differences.c_str());
    }
};

QTEST_GUILESS_MAIN(TestRolloutModelLive)
#include "tst_rollout_model_live.moc"
