// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/source_document.h"
#include "agent/openclaw/topology_map.h"
#include "core/provider/source.h"
#include "tests/agent/openclaw/recorded_modes.h"
#include "tests/agent/openclaw/samples.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

Result<topology::Graph> graphOf(const Json& document)
{
    MapInput input;
    input.config = &document;
    FABRIC_TRY(auto mapped, mapTopology(input));
    return mapped.graph;
}

/// Each text of @p value with the segments of its path.
void eachText(const Json& value, std::vector<std::string>& path,
              const std::function<void(const std::vector<std::string>&, const std::string&)>& visit)
{
    if (value.is_string()) {
        visit(path, value.get_ref<const std::string&>());
        return;
    }
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
        path.push_back(std::to_string(i));
        eachText(value[i], path, visit);
        path.pop_back();
    }
    if (!value.is_object())
        return;
    for (const auto& [name, member] : value.items()) {
        path.push_back(name);
        eachText(member, path, visit);
        path.pop_back();
    }
}

std::string joined(const std::vector<std::string>& path)
{
    std::string out;
    for (const std::string& segment : path)
        out = pointerTo(out, segment);
    return out;
}

const std::vector<const char*> kConfigurations{"openclaw.realistic.json", "openclaw.realistic-mem0.json"};

} // namespace

class TestSourceDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheSameDocument_inBothModes()
    {
        const Json modes = recordedModes();
        for (const Json& item : modes) {
            if (item.at("name")
                == "old-roster-included") // converted by the gateway before it shows it: tst_openclaw_modes
                continue;
            const auto answered = viewOfAnswer(item.at("answer"));
            QVERIFY(answered);
            const ConfigReading reading = readConfig(kRecordedFolder + "openclaw.json", RecordedFiles(item.at("files")),
                                                     {kRecordedEnvironment, {}});
            QVERIFY(reading.state == ConfigState::Ok);
            const Json fromGateway = maskedDocument(*answered, item.at("answer").at("parsed"));
            const Json fromFile = maskedDocument(reading.view, reading.authored);
            QVERIFY2(fromGateway == fromFile, Json::diff(fromGateway, fromFile).dump().c_str());
            const std::string text = dumpJson(fromFile);
            for (const char* secret : {"PLAINTEXT", "dummy", "pw-secret", "abcdef", "AAAA", "BBBB", "page="})
                QVERIFY2(text.find(secret) == std::string::npos, secret);
        }
    }

    void givesTheSameGraph_asTheView()
    {
        std::vector<Json> views;
        constexpr std::size_t kAnswers = 4;
        const Json modes = recordedModes();
        views.reserve(kConfigurations.size() + kAnswers + modes.size());
        for (const char* name : kConfigurations)
            views.push_back(sample(name));
        for (const char* name : {"rpc.config.get.json", "rpc.config.get-with-raw.json", "v2026.3.13.config.get.json",
                                 "v2026.6.11.config.get.json"}) {
            const auto view = viewOfAnswer(samplePayload(name));
            QVERIFY2(view, name);
            views.push_back(*view);
        }
        for (const Json& item : modes)
            views.push_back(*viewOfAnswer(item.at("answer")));
        for (const Json& view : views) {
            const Json document = maskedDocument(view);
            const auto before = graphOf(view);
            const auto after = graphOf(document);
            QVERIFY(before && after);
            QVERIFY2(before->digest() == after->digest(),
                     Json::diff(topology::toJson(*before), topology::toJson(*after)).dump().c_str());
        }
    }

    void hidesCanary_atEveryPlaceThatIsNotOnTheTable()
    {
        const std::string canary = "canary-of-the-test";
        for (const char* name : kConfigurations) {
            const Json config = sample(name);
            std::size_t hidden = 0;
            std::vector<std::string> path;
            eachText(config, path, [&](const std::vector<std::string>& at, const std::string&) {
                // The provider of a secret reference is the name of an entry in `secrets.providers`.
                if (shownAt(at) == Shown::Text || at.back() == "provider")
                    return;
                Json planted = config;
                planted[Json::json_pointer(joined(at))] = canary;
                const std::string text = dumpJson(maskedDocument(planted));
                QVERIFY2(text.find(canary) == std::string::npos, joined(at).c_str());
                ++hidden;
            });
            QVERIFY(hidden >= 12);
        }
    }

    void hidesText_ofSettingsThatNobodyKnowsYet()
    {
        const Json document = maskedDocument({{"brandNew", {{"a", {"x", 1, true, nullptr}}}}, {"meta", {{"v", "1"}}}});
        const Json expected{{"brandNew", {{"a", {provider::kMasked, 1, true, nullptr}}}}};
        QVERIFY2(document == expected, document.dump().c_str());
    }

    void hidesSecret_whereTextIsShown_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::newRow("token of a tool") << "/tools/web/search/botToken";
        QTest::newRow("API key") << "/agents/defaults/memorySearch/remote/apiKey";
        QTest::newRow("key with a dash") << "/tools/web/api-key";
        QTest::newRow("signing key") << "/agents/entries/main/signingKey";
        QTest::newRow("key material") << "/agents/entries/main/keyMaterial/raw";
        QTest::newRow("header") << "/agents/defaults/memorySearch/remote/headers/X-Plain";
        QTest::newRow("environment of a sandbox") << "/agents/defaults/sandbox/docker/env/PLAIN";
        QTest::newRow("argument of a program") << "/agents/entries/main/cli/args/0";
        QTest::newRow("credential") << "/tools/web/credentials/plain";
        QTest::newRow("password") << "/tools/web/proxyPassword";
        QTest::newRow("authorization") << "/session/authorization";
        QTest::newRow("service account") << "/tools/serviceAccount";
    }

    void hidesSecret_whereTextIsShown()
    {
        QFETCH(QString, pointer);
        Json config = Json::object();
        config[Json::json_pointer(pointer.toStdString())] = "plain";
        QVERIFY(maskedDocument(config)[Json::json_pointer(pointer.toStdString())] == Json(provider::kMasked));
    }

    void hidesText_thatHasTheFormOfASecret_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"sk-local-PLAINTEXT-KEY", "xoxb-1234-5678", "note: ghp_abcdefghijkl", "Bearer abc",
                                 "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.e30.x", "111111:AAAA-dummy-token-main",
                                 "-----BEGIN PRIVATE KEY-----", "0123456789abcdef0123456789abcdef",
                                 "https://user:pw@host/x", "https://hooks.example.com/T0/B0/x"})
            QTest::newRow(text) << text;
    }

    void hidesText_thatHasTheFormOfASecret()
    {
        QFETCH(QString, text);
        const Json document = maskedDocument({{"bindings", {{{"comment", text.toStdString()}}}}});
        QVERIFY(document["bindings"][0]["comment"] == Json(provider::kMasked));
    }

    void keepsText_thatIsAName_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"VIP DM", "local-vllm/qwen3-32b", "risk-reviewer", "123456789012345678", "telegram:-100777", "@ops",
              "${OC_HOME}/ws/main", "per-channel-peer", "1203630@g.us", "anthropic/claude-opus-4-6", "task-runner"})
            QTest::newRow(text) << text;
    }

    void keepsText_thatIsAName()
    {
        QFETCH(QString, text);
        const Json document = maskedDocument({{"bindings", {{{"comment", text.toStdString()}}}}});
        QVERIFY(document["bindings"][0]["comment"] == Json(text.toStdString()));
    }

    void keepsReferences_andNothingMore()
    {
        const Json config{{"hooks", {{"token", "${HOOK_TOKEN}"}}},
                          {"channels",
                           {{"x",
                             {{"botToken", {{"source", "env"}, {"provider", "default"}, {"id", "NAME"}}},
                              {"token", "${A} and more"},
                              {"secret", "${not a name}"}}}}}};
        const Json document = maskedDocument(config);
        QVERIFY(document["hooks"]["token"] == Json("${HOOK_TOKEN}"));
        QVERIFY(document["channels"]["x"]["botToken"]
                == Json({{"source", "env"}, {"provider", "default"}, {"id", provider::kMasked}}));
        QVERIFY(document["channels"]["x"]["token"] == Json(provider::kMasked));
        QVERIFY(document["channels"]["x"]["secret"] == Json(provider::kMasked));
    }

    void keepsAgentsOfAnyName()
    {
        const Json config{{"agents", {{"entries", {{"secret-keeper", {{"name", "Token counter"}}}}}}}};
        QVERIFY(maskedDocument(config) == config);
    }

    void showsOnlyOrigin_ofUrls()
    {
        const auto shown = [](const char* url) {
            return maskedDocument({{"mcp", {{"servers", {{"a", {{"url", url}}}}}}}})["mcp"]["servers"]["a"]["url"];
        };
        QVERIFY(shown("https://mcp.example.com/T0/B0") == Json("https://mcp.example.com"));
        QVERIFY(shown("https://mcp.example.com/x?token=abc") == Json(provider::kMasked));
        QVERIFY(shown("https://user:pw@mcp.example.com") == Json(provider::kMasked));
        QVERIFY(shown("${MCP_URL}") == Json("${MCP_URL}"));
    }

    void changesNothing_whenMaskedAgain()
    {
        for (const char* name : kConfigurations) {
            const Json document = maskedDocument(sample(name));
            QVERIFY(maskedDocument(document) == document);
            QVERIFY(holdsMask(document));
        }
        QVERIFY(!holdsMask({{"a", {1, "x", nullptr}}}));
    }
};

QTEST_GUILESS_MAIN(TestSourceDocument)
#include "tst_openclaw_source_document.moc"
