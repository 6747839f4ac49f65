// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_file.h"
#include "agent/openclaw/config_include.h"

#include "tests/agent/openclaw/samples.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

/// Files in memory: path -> what reading it answers.
class MemoryFiles final : public FileReader
{
public:
    std::map<std::string, FileAnswer> answers;

    void put(const std::string& path, std::string bytes)
    {
        answers[path] = {.state = FileState::Ok,
                         .bytes = std::move(bytes),
                         .realPath = path,
                         .isLink = false,
                         .hasSeveralNames = false};
    }
    [[nodiscard]] bool exists(const std::string& path) const override { return answers.contains(path); }
    [[nodiscard]] FileAnswer read(const std::string& path, std::size_t maxBytes) const override
    {
        const auto found = answers.find(path);
        if (found == answers.end())
            return {};
        FileAnswer answer = found->second;
        if (answer.bytes.size() > maxBytes) {
            answer.state = FileState::TooLarge;
            answer.bytes.clear();
        }
        return answer;
    }
    [[nodiscard]] std::optional<std::string> realPath(const std::string& path) const override
    {
        const auto found = answers.find(path);
        return found == answers.end() ? std::nullopt : std::optional(found->second.realPath);
    }
};

ConfigReading reading(const std::string& text, const Environment& environment = {})
{
    MemoryFiles files;
    files.put("/c/main.json", text);
    return readConfig("/c/main.json", files, {environment, {}});
}

void replaceAll(std::string& text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Writes the files of one recorded case below @p folder and reads it.
ConfigReading readCase(const Json& item, const std::filesystem::path& folder)
{
    const auto at = [&folder](const std::string& name) { return (folder / "main" / name).lexically_normal(); };
    std::filesystem::create_directories(folder / "main");
    for (const auto& [name, text] : item.at("files").items()) {
        std::filesystem::create_directories(at(name).parent_path());
        std::string bytes = text.get<std::string>();
        replaceAll(bytes, "@DIR@", (folder / "main").string());
        std::ofstream(at(name)) << bytes;
    }
    const Json links = item.value("links", Json::object());
    const Json hardLinks = item.value("hardLinks", Json::object());
    const Json environment = item.value("env", Json::object());
    for (const auto& [name, target] : links.items())
        std::filesystem::create_symlink(target.get<std::string>(), at(name));
    for (const auto& [name, target] : hardLinks.items())
        std::filesystem::create_hard_link(at(target.get<std::string>()), at(name));
    ConfigReadOptions options;
    for (const Json& root : item.value("roots", Json::array()))
        options.includeRoots.push_back(at(root.get<std::string>()));
    for (const auto& [name, value] : environment.items())
        options.environment[name] = value.get<std::string>();
    return readConfig(at("main.json"), SystemFileReader(), options);
}

} // namespace

class TestConfigFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // What the functions of OpenClaw 2026.9.6 itself made of the same files (generate.mjs beside the fixture).
    void resolvesAsOpenClawDoes_onRecordedCases()
    {
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw-include/cases-openclaw-2026.9.6.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cases = parseJson(file.readAll().toStdString());
        QVERIFY(cases);
        QVERIFY(cases->size() > 50);
        for (const Json& item : *cases) {
            const std::string name = item.at("name").get<std::string>();
            QTemporaryDir folder;
            QVERIFY(folder.isValid());
            const ConfigReading result = readCase(item, folder.path().toStdString());
            const Json& expected = item.at("expected");
            if (expected.contains("error")) {
                QVERIFY2(result.state == ConfigState::IncludeFailed, name.c_str());
                QCOMPARE(result.problems.size(), std::size_t{1});
                QVERIFY2(result.resolved.is_null() && result.view.is_null(), name.c_str());
                continue;
            }
            QVERIFY2(result.state == ConfigState::Ok,
                     (name + ": " + (result.problems.empty() ? "" : result.problems[0].message)).c_str());
            QVERIFY2(result.resolved == expected.at("value"), (name + ": " + result.resolved.dump()).c_str());
            std::set<std::string> missing;
            for (const UnresolvedReference& reference : result.unresolved)
                missing.insert(reference.variable);
            QVERIFY2(Json(missing) == expected.at("missing"), name.c_str());
        }
    }

    void tellsStates_apart()
    {
        const std::vector<std::pair<FileState, ConfigState>> states{
            {FileState::Missing, ConfigState::Missing},       {FileState::BrokenLink, ConfigState::BrokenLink},
            {FileState::Unreadable, ConfigState::Unreadable}, {FileState::NotAFile, ConfigState::NotAFile},
            {FileState::TooLarge, ConfigState::TooLarge},     {FileState::Failed, ConfigState::Failed}};
        for (const auto& [fileState, configState] : states) {
            MemoryFiles files;
            files.put("/c/main.json", "");
            files.answers["/c/main.json"].state = fileState;
            const ConfigReading result = readConfig("/c/main.json", files);
            QVERIFY(result.state == configState);
            QCOMPARE(result.problems.size(), std::size_t{1});
            QVERIFY(!result.problems[0].code.empty());
            QVERIFY(!result.problems[0].action.empty());
            QCOMPARE(result.problems[0].where, std::string("/c/main.json"));
            QVERIFY(result.view.is_null());
        }
        for (const char* text : {"", "{a:", "[]", "7", "'text'", "null"})
            QVERIFY2(reading(text).state == ConfigState::Invalid, text);
        QVERIFY(reading("{}").state == ConfigState::Ok);
    }

    void refusesRoot_thatIsTooLarge()
    {
        QVERIFY(reading("{}" + std::string(8 << 20, ' ')).state == ConfigState::TooLarge);
        QVERIFY(reading("{}" + std::string((8 << 20) - 2, ' ')).state == ConfigState::Ok);
    }

    void refusesInclude_overTwoMebibytes()
    {
        MemoryFiles files;
        files.put("/c/main.json", "{a: {$include: 'x.json'}}");
        files.put("/c/x.json", "1" + std::string((2 << 20) - 1, ' '));
        QVERIFY(readConfig("/c/main.json", files).state == ConfigState::Ok);
        files.put("/c/x.json", "1" + std::string(2 << 20, ' '));
        QVERIFY(readConfig("/c/main.json", files).state == ConfigState::IncludeFailed);
    }

    void refusesIncludes_thatMultiply()
    {
        MemoryFiles files;
        files.put("/c/main.json", "{$include: 'f0.json'}");
        for (int i = 0; i < 9; ++i) {
            const std::string next = "'f" + std::to_string(i + 1) + ".json'";
            files.put("/c/f" + std::to_string(i) + ".json",
                      "{a: {$include: " + next + "}, b: {$include: " + next + "}, c: {$include: " + next
                          + "}, d: {$include: " + next + "}}");
        }
        files.put("/c/f9.json", "1");
        const ConfigReading result = readConfig("/c/main.json", files);
        QVERIFY(result.state == ConfigState::IncludeFailed);
        QVERIFY(result.problems[0].message.find("more than 1000 files") != std::string::npos);
    }

    void keepsSecretsOut_ofProblems()
    {
        MemoryFiles files;
        files.put("/c/main.json", "{a: {$include: 'x.json'}, b: '${NO_SUCH}'}");
        files.put("/c/x.json", "{token: 'CANARY' CANARY}");
        ConfigReading result = readConfig("/c/main.json", files);
        QVERIFY(result.state == ConfigState::IncludeFailed);
        QVERIFY(result.problems[0].message.find("CANARY") == std::string::npos);
        result = reading("{token: 'CANARY' CANARY}");
        QVERIFY(result.state == ConfigState::Invalid);
        QVERIFY(result.problems[0].message.find("CANARY") == std::string::npos);
    }

    void listsIncludedPaths_alsoOfThoseThatFail()
    {
        MemoryFiles files;
        files.put("/c/main.json", "{a: {$include: 'x.json'}, b: {$include: 'gone.json'}}");
        files.put("/c/x.json", "1");
        const ConfigReading result = readConfig("/c/main.json", files);
        QVERIFY(result.state == ConfigState::IncludeFailed);
        QVERIFY((result.includedPaths == std::vector<std::string>{"/c/gone.json", "/c/x.json"}));
    }

    void keepsNames_inTheRootAndShowsValues_inIncludedParts()
    {
        MemoryFiles files;
        files.put("/c/main.json", "{a: '${X}', b: {$include: 'x.json', c: '${X}'}, d: '${Y}'}");
        files.put("/c/x.json", "{e: '${X}', f: '${Y}'}");
        const ConfigReading result = readConfig("/c/main.json", files, {{{"X", "value"}}, {}});
        QVERIFY(result.state == ConfigState::Ok);
        QVERIFY((result.view
                 == Json{{"a", "${X}"}, {"b", {{"c", "value"}, {"e", "value"}, {"f", "${Y}"}}}, {"d", "${Y}"}}));
        QVERIFY((result.unresolved == std::vector<UnresolvedReference>{{"Y", "b.f"}, {"Y", "d"}}));
        // Only the one in the included part can make a difference between the modes.
        QCOMPARE(result.problems.size(), std::size_t{1});
        QCOMPARE(result.problems[0].code, std::string("config-variable-unknown"));
        QCOMPARE(result.problems[0].where, std::string("b.f"));
        // Nor can one that holds a secret, for secrets are no part of a graph.
        files.put("/c/x.json", "{botToken: '${Z}'}");
        QVERIFY(readConfig("/c/main.json", files, {{{"X", "value"}}, {}}).problems.empty());
    }

    void tellsHashAndVersion_ofTheFile()
    {
        const ConfigReading result = reading("{meta: {lastTouchedVersion: '2026.9.6'}}");
        QCOMPARE(result.touchedVersion, std::string("2026.9.6"));
        QCOMPARE(reading("{}").sha256, std::string("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"));
        QVERIFY(reading("{meta: {lastTouchedVersion: 7}}").touchedVersion.empty());
    }

    void findsTheGatewaysToken()
    {
        const Environment environment{{"MY_TOKEN", "of the environment"}};
        const auto token = [&environment](const std::string& auth) {
            return gatewayTokenOf(reading("{gateway: {auth: " + auth + "}}", environment).resolved, environment);
        };
        QCOMPARE(token("{mode: 'token', token: 'plain'}"), std::string("plain"));
        QCOMPARE(token("{token: '${MY_TOKEN}'}"), std::string("of the environment"));
        QCOMPARE(token("{token: {source: 'env', provider: 'default', id: 'MY_TOKEN'}}"),
                 std::string("of the environment"));
        for (const char* none : {"{}", "[]", "{token: 7}", "{token: '${NOT_KNOWN}'}", "{token: {source: 'env', id: 7}}",
                                 "{token: {source: 'exec', id: 'MY_TOKEN'}}", "{token: {source: 'env', id: 'OTHER'}}"})
            QCOMPARE(token(none), std::string());
        QCOMPARE(gatewayTokenOf(Json(), environment), std::string());
    }

    void readsSamples_withoutProblems()
    {
        for (const char* name : {"openclaw.realistic.json", "openclaw.realistic-mem0.json"}) {
            const ConfigReading result = reading(sampleText(name));
            QVERIFY2(result.state == ConfigState::Ok, name);
            QVERIFY2(result.problems.empty(), name);
            QVERIFY2(result.view == sample(name), name);
        }
    }
};

QTEST_GUILESS_MAIN(TestConfigFile)
#include "tst_openclaw_config_file.moc"
