// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/diff.h"
#include "tests/support/tiny_provider.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace fabric;
using namespace fabric::test;

namespace {

class RecordingSink final : public provider::RuntimeSink
{
public:
    void onStatus(const RuntimeId& runtime, const provider::RuntimeStatus& status) override
    {
        statuses.emplace_back(runtime, status);
    }
    void onObservation(const RuntimeId& runtime, const provider::Observation& observation) override
    {
        observations.emplace_back(runtime, observation);
    }

    std::vector<std::pair<RuntimeId, provider::RuntimeStatus>> statuses;
    std::vector<std::pair<RuntimeId, provider::Observation>> observations;
};

provider::RuntimeConfig configOf(const char* id)
{
    provider::RuntimeConfig out;
    out.id = RuntimeId(id);
    out.provider = "tiny";
    out.url = "tiny://here";
    return out;
}

} // namespace

class TestProviderPort : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesAnyRuntime_throughPortGraphAndDiff()
    {
        TinyProvider tiny;
        tiny.rosters[RuntimeId("lab")] = "ada:,bob:ada,eve:mallory";
        RecordingSink sink;
        provider::Provider& port = tiny;
        const auto connection = port.open(configOf("lab"), sink).value();
        connection->start();
        QCOMPARE(sink.statuses.back().second.health, provider::HealthState::Live);
        const topology::Graph first = sink.observations.back().second.graph;
        QCOMPARE(first.nodes().size(), 4U);
        QVERIFY(first.find(topology::NodeId("agent:mallory"))->isDangling);

        tiny.rosters[RuntimeId("lab")] = "bob:ada,ada:,eve:ada";
        connection->refresh();
        const topology::Diff difference = topology::diff(first, sink.observations.back().second.graph);
        QCOMPARE(difference.removedNodes.size(), 1U);
        QCOMPARE(difference.addedEdges.size(), 1U);
        QCOMPARE(difference.removedEdges.size(), 1U);
        QCOMPARE(difference.size(), 3U);
    }

    void observesOnlyCompleteGraphs()
    {
        TinyProvider tiny;
        RecordingSink sink;
        const auto connection = tiny.open(configOf("lab"), sink).value();
        connection->start();
        QCOMPARE(sink.statuses.back().second.health, provider::HealthState::Down);
        tiny.rosters[RuntimeId("lab")] = "ada:,broken";
        connection->refresh();
        QCOMPARE(sink.statuses.back().second.health, provider::HealthState::Degraded);
        QCOMPARE(sink.statuses.back().second.problems.at(0).code, std::string("config-invalid"));
        QVERIFY(sink.observations.empty());
    }

    void keepsRuntimesApart()
    {
        TinyProvider tiny;
        tiny.rosters[RuntimeId("a")] = "ada:";
        RecordingSink sink;
        const auto a = tiny.open(configOf("a"), sink).value();
        const auto b = tiny.open(configOf("b"), sink).value();
        a->start();
        b->start();
        QCOMPARE(sink.observations.size(), 1U);
        QCOMPARE(sink.observations[0].first.value(), std::string("a"));
        a->stop();
        a->refresh();
        QCOMPARE(sink.observations.size(), 1U);
    }

    void saysWhichSettingIsWrong()
    {
        TinyProvider tiny;
        RecordingSink sink;
        provider::RuntimeConfig config = configOf("lab");
        config.url.clear();
        QCOMPARE(tiny.open(config, sink).error().where, std::string("url"));
    }

    void coreKnowsNoRuntimeByName()
    {
        // Comments may give an example; code may not know one.
        static const QRegularExpression comment(QStringLiteral("//[^\n]*"));
        int files = 0;
        QDirIterator sources(QStringLiteral(FABRIC_SOURCE_DIR "/core"),
                             {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                             QDirIterator::Subdirectories);
        while (sources.hasNext()) {
            QFile file(sources.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QString text = QString::fromUtf8(file.readAll());
            QVERIFY2(!text.remove(comment).contains(QLatin1String("openclaw"), Qt::CaseInsensitive),
                     qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY2(files > 40, "the sources are where the test looks");
    }
};

QTEST_GUILESS_MAIN(TestProviderPort)
#include "tst_provider_port.moc"
