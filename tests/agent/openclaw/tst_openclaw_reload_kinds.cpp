// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/read_methods.h"
#include "agent/openclaw/reload_kinds.h"
#include "tests/agent/openclaw/samples.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::openclaw;
using provider::ReloadKind;

class TestReloadKinds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnAnswer()
    {
        const Json payload = samplePayload("rpc.config.schema.lookup-agent-entry.json");
        const ReloadKinds kinds = reloadKindsIn(payload);
        QCOMPARE(kinds.size(), payload["children"].size() + 1);
        QVERIFY(kinds.at("agents.entries.*") == ReloadKind::Hot);
        QVERIFY(kinds.at("agents.entries.*.model") == ReloadKind::Hot);
        QVERIFY(minimal(kinds) == (ReloadKinds{{"agents.entries.*", ReloadKind::Hot}}));
        const Json port = samplePayload("rpc.config.schema.lookup-gateway.port.json");
        QVERIFY(reloadKindsIn(port) == (ReloadKinds{{"gateway.port", ReloadKind::Restart}}));
    }

    void takesNothingThatIsNoAnswer_data()
    {
        QTest::addColumn<QString>("payload");
        const auto row = [](const char* name, const char* payload) {
            QTest::newRow(name) << QString::fromLatin1(payload).replace(u'\'', u'"');
        };
        row("null", "null");
        row("a list", "[{'path':'a','reloadKind':'hot'}]");
        row("no kind, as older versions", "{'path':'a','children':[{'key':'b','path':'a.b'}]}");
        row("an unknown kind", "{'path':'a','reloadKind':'warm'}");
        row("a kind that is no text", "{'path':'a','reloadKind':1,'children':7}");
        row("a path that is none", "{'path':'a\\nb','reloadKind':'hot','children':[{'path':'','reloadKind':'hot'}]}");
        row("the root, which is no path", "{'path':'.','reloadKind':'restart'}");
    }
    void takesNothingThatIsNoAnswer()
    {
        QFETCH(QString, payload);
        QVERIFY(reloadKindsIn(Json::parse(payload.toStdString())).empty());
    }

    void isBounded()
    {
        Json children = Json::array();
        for (int i = 0; i < 5000; ++i)
            children.push_back({{"path", "a." + std::to_string(i)}, {"reloadKind", "hot"}});
        children[0]["path"] = std::string(1000, 'a');
        const ReloadKinds kinds = reloadKindsIn({{"path", "a"}, {"reloadKind", "none"}, {"children", children}});
        QVERIFY(kinds.size() <= 1001);
        QVERIFY(std::all_of(kinds.begin(), kinds.end(), [](const auto& kind) { return kind.first.size() <= 256; }));
    }

    void minimalKeepsWhatEveryPathIs()
    {
        using enum ReloadKind;
        const ReloadKinds all{{"a", Hot},  {"a.b", Hot},    {"a.b.c", Restart}, {"a.b.d", Hot},
                              {"ab", Hot}, {"x.y.z", None}, {"x.y.z.w", None},  {"x.y.z.v", Hot}};
        QVERIFY((minimal(all)
                 == ReloadKinds{{"a", Hot}, {"a.b.c", Restart}, {"ab", Hot}, {"x.y.z", None}, {"x.y.z.v", Hot}}));
        QVERIFY(minimal(minimal(all)) == minimal(all));
        QVERIFY(minimal({}).empty());
    }

    void builtInTableIsWhatWasRecorded()
    {
        ReloadKinds recorded;
        std::set<std::string> paths;
        const Json file = sample("rpc.config.schema.lookup-reload-kinds.json");
        for (const Json& payload : file["payloads"]) {
            paths.insert(payload["path"].get<std::string>());
            recorded.merge(reloadKindsIn(payload));
        }
        QVERIFY(minimal(recorded) == builtInReloadKinds("2026.9.6"));
        QVERIFY(builtInReloadKinds("2026.9.6") == builtInReloadKinds("2026.8.2"));
        std::set<std::string> asked;
        for (const std::string_view params : kReloadLookups)
            asked.insert(Json::parse(params).at("path").get<std::string>());
        QVERIFY(asked == paths);
    }

    void builtInTableKnowsOlderVersions()
    {
        const ReloadKinds list = builtInReloadKinds("2026.6.11");
        QVERIFY(list.at("agents.list") == ReloadKind::Hot);
        QVERIFY(!builtInReloadKinds("2026.9.6").contains("agents.list"));
        const ReloadKinds old = builtInReloadKinds("2026.3.13");
        QVERIFY(!old.empty() && old.contains("agents") && old.contains("bindings"));
        QVERIFY(
            std::all_of(old.begin(), old.end(), [](const auto& kind) { return kind.second == ReloadKind::Restart; }));
    }
};

QTEST_GUILESS_MAIN(TestReloadKinds)
#include "tst_openclaw_reload_kinds.moc"
