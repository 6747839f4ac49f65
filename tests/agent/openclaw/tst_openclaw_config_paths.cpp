// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_paths.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fabric::openclaw;

namespace {

/// Files and folders that exist, by name only.
class NamedFiles final : public FileReader
{
public:
    explicit NamedFiles(std::set<std::string> names)
        : m_names(std::move(names))
    {
    }
    [[nodiscard]] bool exists(const std::string& path) const override
    {
        return std::any_of(m_names.begin(), m_names.end(),
                           [&path](const std::string& name) { return isInside(name, path); });
    }
    [[nodiscard]] FileAnswer read(const std::string&, std::size_t) const override { return {}; }
    [[nodiscard]] std::optional<std::string> realPath(const std::string& path) const override { return path; }

private:
    std::set<std::string> m_names;
};

struct Row
{
    const char* name;
    Environment environment;
    std::set<std::string> files;
    const char* expected;
};

// Each row was run: `openclaw config file --json` of OpenClaw 2026.9.6 with exactly this environment and these files.
const std::vector<Row> kMeasured{
    {"nothing there", {{"HOME", "/h"}}, {}, "/h/.openclaw/openclaw.json"},
    {"former folder and name", {{"HOME", "/h"}}, {"/h/.clawdbot/clawdbot.json"}, "/h/.clawdbot/clawdbot.json"},
    {"former name", {{"HOME", "/h"}}, {"/h/.openclaw/clawdbot.json"}, "/h/.openclaw/clawdbot.json"},
    {"both names",
     {{"HOME", "/h"}},
     {"/h/.openclaw/openclaw.json", "/h/.openclaw/clawdbot.json"},
     "/h/.openclaw/openclaw.json"},
    {"both folders, configuration in the former one",
     {{"HOME", "/h"}},
     {"/h/.openclaw/x", "/h/.clawdbot/openclaw.json"},
     "/h/.clawdbot/openclaw.json"},
    {"state folder without configuration, home has one",
     {{"HOME", "/h"}, {"OPENCLAW_STATE_DIR", "/s"}},
     {"/h/.openclaw/openclaw.json"},
     "/s/openclaw.json"},
    {"state folder by tilde",
     {{"HOME", "/h"}, {"OPENCLAW_STATE_DIR", "~/.openclaw"}},
     {},
     "/h/.openclaw/openclaw.json"},
    {"named file that is missing",
     {{"HOME", "/h"}, {"OPENCLAW_CONFIG_PATH", "/n/nope.json"}},
     {"/h/.openclaw/openclaw.json"},
     "/n/nope.json"},
    {"named file by tilde", {{"HOME", "/h"}, {"OPENCLAW_CONFIG_PATH", "~/x.json"}}, {}, "/h/x.json"},
    {"named file, relative", {{"HOME", "/h"}, {"OPENCLAW_CONFIG_PATH", "cwd/../x.json"}}, {}, "/cwd/x.json"},
    {"own home", {{"HOME", "/a"}, {"OPENCLAW_HOME", "/h"}}, {}, "/h/.openclaw/openclaw.json"},
    {"own home by tilde", {{"HOME", "/a"}, {"OPENCLAW_HOME", "~/h"}}, {}, "/a/h/.openclaw/openclaw.json"},
    {"own home 'undefined'", {{"HOME", "/h"}, {"OPENCLAW_HOME", "undefined"}}, {}, "/h/.openclaw/openclaw.json"},
    {"tilde is the own home",
     {{"HOME", "/a"}, {"OPENCLAW_HOME", "/h"}, {"OPENCLAW_CONFIG_PATH", "~/x.json"}},
     {},
     "/h/x.json"},
    {"profile", {{"HOME", "/h"}, {"OPENCLAW_PROFILE", "work"}}, {}, "/h/.openclaw/openclaw.json"},
    {"blank is unset",
     {{"HOME", "/h"}, {"OPENCLAW_CONFIG_PATH", "  "}, {"OPENCLAW_STATE_DIR", " "}},
     {},
     "/h/.openclaw/openclaw.json"},
    {"USERPROFILE", {{"USERPROFILE", "/h"}}, {}, "/h/.openclaw/openclaw.json"},
    {"no home in the environment", {}, {}, "/account/.openclaw/openclaw.json"},
};

PathContext context(Environment environment)
{
    return {std::move(environment), "/account", "/cwd"};
}

/// The state as an account without rights sees it: a root process would read anything.
FileState stateWithoutRights(const std::string& path)
{
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0)
            ::_exit(100);
        ::_exit(static_cast<int>(SystemFileReader().read(path, 100).state));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return static_cast<FileState>(WEXITSTATUS(status));
}

} // namespace

class TestConfigPaths : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] std::string at(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    void write(const char* name, const QByteArray& bytes) const
    {
        QFile file(QString::fromStdString(at(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void findsConfiguration_asOpenClawDoes()
    {
        for (const Row& row : kMeasured) {
            const auto locations = configLocations(context(row.environment));
            QVERIFY2(pickConfigPath(locations, NamedFiles(row.files)) == row.expected, row.name);
        }
    }

    void namesFormerFolder_ifOnlyThatExists()
    {
        const auto locations = configLocations(context({{"HOME", "/h"}}));
        QCOMPARE(pickConfigPath(locations, NamedFiles({"/h/.clawdbot/x"})), std::string("/h/.clawdbot/openclaw.json"));
    }

    void listsIncludeRoots_fromEnvironment()
    {
        const auto locations = configLocations(
            context({{"HOME", "/h"}, {"OPENCLAW_INCLUDE_ROOTS", " ~/shared :: /etc/oc/:/etc/oc:rel"}}));
        QVERIFY((locations.includeRoots == std::vector<std::string>{"/h/shared", "/etc/oc", "/cwd/rel"}));
    }

    void readsPort_fromEnvironment()
    {
        const auto port = [](const char* text) {
            return gatewayPortOf({{"OPENCLAW_GATEWAY_PORT", text}}).value_or(-1);
        };
        QCOMPARE(port("19001"), 19001);
        QCOMPARE(port(" 19001 "), 19001);
        QCOMPARE(port("127.0.0.1:19002"), 19002);
        QCOMPARE(port("[::1]:19003"), 19003);
        for (const char* text : {"", "0", "65536", ":1", "::1", "1x", "a:b:1", "[::1]19003", "-1"})
            QVERIFY2(port(text) == -1, text);
    }

    void tellsStates_apart()
    {
        const SystemFileReader files;
        write("file", "12345");
        QVERIFY(::symlink("file", at("link").c_str()) == 0);
        QVERIFY(::symlink("gone", at("broken").c_str()) == 0);
        QVERIFY(::symlink("loop", at("loop").c_str()) == 0);
        QVERIFY(::mkfifo(at("pipe").c_str(), 0600) == 0);

        FileAnswer answer = files.read(at("file"), 5);
        QVERIFY(answer.state == FileState::Ok);
        QCOMPARE(answer.bytes, std::string("12345"));
        QVERIFY(!answer.isLink);
        QVERIFY(!answer.hasSeveralNames);

        answer = files.read(at("link"), 5);
        QVERIFY(answer.state == FileState::Ok);
        QVERIFY(answer.isLink);
        QCOMPARE(answer.realPath, *files.realPath(at("file")));

        QVERIFY(files.read(at("file"), 4).state == FileState::TooLarge);
        QVERIFY(files.read(at("file"), 4).bytes.empty());
        QVERIFY(files.read(at("none"), 5).state == FileState::Missing);
        QVERIFY(files.read(at("file/none"), 5).state == FileState::Missing);
        QVERIFY(files.read(at("broken"), 5).state == FileState::BrokenLink);
        QVERIFY(files.read(at("loop"), 5).state == FileState::BrokenLink);
        QVERIFY(files.read(m_folder.path().toStdString(), 5).state == FileState::NotAFile);
        QVERIFY(files.read(at("pipe"), 5).state == FileState::NotAFile);
        QVERIFY(files.read("/dev/zero", 5).state == FileState::NotAFile);

        QVERIFY(::link(at("file").c_str(), at("second").c_str()) == 0);
        QVERIFY(files.read(at("file"), 5).hasSeveralNames);
    }

    void tellsUnreadable_withoutRights()
    {
        // The folder must be open to all, or its own permission would be what is tested.
        QVERIFY(::chmod(m_folder.path().toUtf8().constData(), 0755) == 0);
        write("secret", "12345");
        QVERIFY(::chmod(at("secret").c_str(), 0) == 0);
        QVERIFY(stateWithoutRights(at("secret")) == FileState::Unreadable);
        write("open", "12345");
        QVERIFY(::chmod(at("open").c_str(), 0644) == 0);
        QVERIFY(stateWithoutRights(at("open")) == FileState::Ok);
    }

    void comparesFolders_byWholeNames()
    {
        QVERIFY(isInside("/a/b/c", "/a/b"));
        QVERIFY(isInside("/a/b", "/a/b"));
        QVERIFY(!isInside("/a/bc", "/a/b"));
        QVERIFY(isInside("/a", "/"));
        QCOMPARE(absolutePath("../x//y/./z/", "/a/b"), std::string("/a/x/y/z"));
        QCOMPARE(absolutePath("/", "/a"), std::string("/"));
    }
};

QTEST_GUILESS_MAIN(TestConfigPaths)
#include "tst_openclaw_config_paths.moc"
