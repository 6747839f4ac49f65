// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_file.h"
#include "agent/openclaw/config_view.h"
#include "agent/openclaw/runtime_picture.h"
#include "agent/openclaw/topology_map.h"
#include "tests/agent/openclaw/recorded_modes.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

topology::Graph graphOf(const Json& view)
{
    MapInput input;
    input.config = &view;
    auto mapped = mapTopology(input);
    if (!mapped)
        qFatal("%s at %s", mapped.error().message.c_str(), mapped.error().where.c_str());
    return mapped->graph;
}

std::string differenceOf(const topology::Graph& a, const topology::Graph& b)
{
    return Json::diff(topology::toJson(a), topology::toJson(b)).dump();
}

} // namespace

class TestModes : public QObject
{
    Q_OBJECT

private:
    Json m_recorded;

private Q_SLOTS:
    void initTestCase()
    {
        m_recorded = recordedModes();
        QVERIFY(m_recorded.size() >= 8);
    }

    void givesTheSameGraph_inBothModes_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_recorded.size(); ++i)
            QTest::newRow(m_recorded[i].at("name").get_ref<const std::string&>().c_str()) << static_cast<int>(i);
    }

    void givesTheSameGraph_inBothModes()
    {
        QFETCH(int, index);
        const Json& item = m_recorded[static_cast<std::size_t>(index)];
        const auto answered = viewOfAnswer(item.at("answer"));
        QVERIFY(answered);
        const ConfigReading reading = readConfig(kRecordedFolder + "openclaw.json", RecordedFiles(item.at("files")),
                                                 {kRecordedEnvironment, {}});
        QVERIFY(reading.state == ConfigState::Ok);
        QVERIFY(reading.problems.empty());
        QVERIFY(Json(reading.includedPaths) == item.at("answer").at("includedPaths"));
        const topology::Graph fromGateway = graphOf(*answered);
        const topology::Graph fromFile = graphOf(reading.view);
        if (item.at("name") == "old-roster-included") {
            // The one known difference: a gateway of 2026.8 and up converts an old roster before it shows it, and shows
            // an included one only so. It then names the marked default as owner of two surfaces instead.
            QVERIFY(fromGateway.configuredDigest() != fromFile.configuredDigest());
            QVERIFY(fromFile.find(topology::NodeId("agent:main"))->attributes.value("isDefault", false));
            return;
        }
        QVERIFY2(fromGateway.configuredDigest() == fromFile.configuredDigest(),
                 differenceOf(fromGateway, fromFile).c_str());
    }

    void tellsUnknownVariables_ofIncludedParts()
    {
        for (const Json& item : m_recorded) {
            const ConfigReading reading
                = readConfig(kRecordedFolder + "openclaw.json", RecordedFiles(item.at("files")));
            QVERIFY(reading.state == ConfigState::Ok);
            const auto answered = viewOfAnswer(item.at("answer"));
            QVERIFY(answered);
            const bool isEqual = graphOf(*answered).configuredDigest() == graphOf(reading.view).configuredDigest();
            // Whenever the environment makes a difference, the operator is told.
            QVERIFY2(isEqual || !reading.problems.empty() || item.at("name") == "old-roster-included",
                     item.at("name").get_ref<const std::string&>().c_str());
        }
    }

    void keepsConfiguredPart_whenRuntimeElementsAreCarriedOver()
    {
        const Json config{
            {"channels", {{"telegram", {{"accounts", {{"one", Json::object()}}}}}}},
            {"bindings", {{{"agentId", "gone"}, {"match", {{"channel", "telegram"}, {"accountId", "missing"}}}}}}};
        const Json devices{{"paired", {{{"deviceId", "d"}}}}};
        MapInput input;
        input.config = &config;
        input.devicePairList = &devices;
        const auto last = mapTopology(input);
        QVERIFY(last);
        const auto carried = withRuntimeOnly(graphOf(config), last->graph);
        QVERIFY(carried);
        QCOMPARE(carried->digest().text(), last->graph.digest().text());
        QVERIFY(carried->find(topology::NodeId("account:telegram/missing"))->parent
                == topology::NodeId("channel:telegram"));
    }

    void keepsSecretsOut_inBothModes()
    {
        for (const Json& item : m_recorded) {
            const ConfigReading reading = readConfig(kRecordedFolder + "openclaw.json", RecordedFiles(item.at("files")),
                                                     {kRecordedEnvironment, {}});
            const std::string text = topology::toJson(graphOf(reading.view)).dump();
            for (const char* secret : {"PLAINTEXT", "dummy", "pw-secret", "abcdef", "AAAA", "BBBB", "page="})
                QVERIFY2(text.find(secret) == std::string::npos, secret);
        }
    }
};

QTEST_GUILESS_MAIN(TestModes)
#include "tst_openclaw_modes.moc"
