// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/config/config.h"

#include <toml++/toml.h>

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <charconv>

namespace fabric::config {
namespace {

constexpr qint64 kMaxFileBytes = 1024 * 1024;

template <class Map>
std::string lookUp(const Map& map, const std::string& key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::string{} : found->second;
}

/// systemd's StateDirectory, else the user's data folder, else the system's.
std::string defaultDataDir(const EnvironmentMap& environment)
{
    if (const std::string state = lookUp(environment, "STATE_DIRECTORY"); !state.empty())
        return state.substr(0, state.find(':'));
    if (const std::string data = lookUp(environment, "XDG_DATA_HOME"); data.starts_with('/'))
        return data + "/fabric";
    if (const std::string home = lookUp(environment, "HOME"); home.starts_with('/'))
        return home + "/.local/share/fabric";
    return "/var/lib/fabric";
}

/// Reads one TOML file into settings and runtimes.
class FileReader
{
public:
    explicit FileReader(std::string path)
        : m_path(std::move(path))
    {
    }

    Result<> read()
    {
        QFile file(QString::fromStdString(m_path));
        if (!QFileInfo::exists(file.fileName()))
            return fail(ErrorCode::NotFound, "the configuration file does not exist", m_path);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::Unavailable, "the configuration file cannot be read", m_path);
        const QByteArray text = file.read(kMaxFileBytes + 1);
        if (text.size() > kMaxFileBytes)
            return fail(ErrorCode::TooLarge, "the configuration file is larger than 1 MiB", m_path);
        constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::ReadOther;
        m_isPrivate = (QFileInfo(file).permissions() & kOthers) == 0;
        FABRIC_TRY(const toml::table root, parsed(text));
        for (const auto& [name, node] : root) {
            if (name == "runtime")
                FABRIC_CHECK(readRuntimes(node));
            else
                FABRIC_CHECK(readSection(name, node));
        }
        return {};
    }

    std::map<std::string, SettingValue> values;
    std::vector<RuntimeSettings> runtimes;

private:
    /// The only place that meets the library's exceptions. Its message may quote the text, so only the place is told.
    Result<toml::table> parsed(const QByteArray& text) const
    {
        try {
            return toml::parse(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        } catch (const toml::parse_error& error) {
            return fail(ErrorCode::InvalidArgument,
                        "the configuration file is not valid TOML near column "
                            + std::to_string(error.source().begin.column),
                        m_path + ":" + std::to_string(error.source().begin.line));
        }
    }

    std::string at(const toml::node& node) const { return m_path + ":" + std::to_string(node.source().begin.line); }

    Result<> readSection(const toml::key& name, const toml::node& node)
    {
        const auto specs = settingSpecs();
        const auto* table = node.as_table();
        const bool isKnown = std::any_of(specs.begin(), specs.end(),
                                         [&](const SettingSpec& spec) { return spec.section == name.str(); });
        const std::string where = m_path + ":" + std::to_string(name.source().begin.line);
        if (!isKnown)
            return fail(ErrorCode::InvalidArgument, "'" + std::string(name.str()) + "' is not a known section", where);
        if (table == nullptr)
            return fail(ErrorCode::InvalidArgument, "'" + std::string(name.str()) + "' must be a table", where);
        for (const auto& [key, value] : *table) {
            const auto spec
                = std::find_if(specs.begin(), specs.end(), [&name, &wanted = key](const SettingSpec& candidate) {
                      return candidate.section == name.str() && candidate.key == wanted.str();
                  });
            const std::string full = std::string(name.str()) + "." + std::string(key.str());
            if (spec == specs.end())
                return fail(ErrorCode::InvalidArgument, full + " is not a known key",
                            m_path + ":" + std::to_string(key.source().begin.line));
            const bool isNumber = spec->type == SettingSpec::Type::Number && value.is_integer();
            FABRIC_TRY(const std::string text,
                       isNumber ? Result<std::string>(std::to_string(value.as_integer()->get()))
                                : stringOf(value, full));
            FABRIC_CHECK(checkSetting(*spec, text, at(value)));
            values[full] = {text, Source::File, at(value)};
        }
        return {};
    }

    Result<std::string> stringOf(const toml::node& node, const std::string& key) const
    {
        if (const auto* text = node.as_string())
            return text->get();
        return fail(ErrorCode::InvalidArgument, key + " must be a string", at(node));
    }

    Result<> readRuntimes(const toml::node& node)
    {
        const auto* array = node.as_array();
        if (array == nullptr)
            return fail(ErrorCode::InvalidArgument, "runtimes are written as [[runtime]]", at(node));
        for (const toml::node& item : *array) {
            const auto* table = item.as_table();
            if (table == nullptr)
                return fail(ErrorCode::InvalidArgument, "runtimes are written as [[runtime]]", at(item));
            FABRIC_TRY(RuntimeSettings runtime, readRuntime(*table));
            const bool isTaken = std::any_of(runtimes.begin(), runtimes.end(),
                                             [&](const RuntimeSettings& other) { return other.id == runtime.id; });
            if (isTaken)
                return fail(ErrorCode::InvalidArgument, "the runtime id '" + runtime.id.value() + "' is used twice",
                            at(item));
            runtimes.push_back(std::move(runtime));
        }
        return {};
    }

    Result<RuntimeSettings> readRuntime(const toml::table& table)
    {
        RuntimeSettings runtime;
        runtime.id = RuntimeId{"openclaw"};
        runtime.where = at(table);
        const std::map<std::string_view, std::string*> texts{{"provider", &runtime.provider},
                                                             {"environment", &runtime.environment},
                                                             {"config_path", &runtime.configPath},
                                                             {"url", &runtime.url},
                                                             {"control", &runtime.control}};
        for (const auto& [key, value] : table) {
            const std::string full = "runtime." + std::string(key.str());
            runtime.places[std::string(key.str())] = at(value);
            if (key == "id") {
                FABRIC_TRY(const std::string text, stringOf(value, full));
                FABRIC_TRY(runtime.id, parseRuntimeId(text, at(value)));
            } else if (key == "token") {
                FABRIC_TRY(runtime.token, readSecret(value, full));
            } else if (key == "device_lists") {
                if (value.as_boolean() == nullptr)
                    return fail(ErrorCode::InvalidArgument, full + " must be true or false", at(value));
                runtime.deviceLists = value.as_boolean()->get();
            } else if (const auto text = texts.find(key.str()); text != texts.end()) {
                FABRIC_TRY(*text->second, stringOf(value, full));
            } else {
                return fail(ErrorCode::InvalidArgument, full + " is not a known key",
                            m_path + ":" + std::to_string(key.source().begin.line));
            }
        }
        if (runtime.control.find_first_not_of(" \t") == std::string::npos || runtime.control == "systemd:")
            return fail(
                ErrorCode::InvalidArgument,
                "runtime.control is \"none\", \"systemd:<unit>\" or a command that starts the gateway and returns",
                runtime.places["control"]);
        return runtime;
    }

    Result<SecretSource> readSecret(const toml::node& node, const std::string& key) const
    {
        if (const auto* text = node.as_string()) {
            if (!m_isPrivate)
                return fail(ErrorCode::InvalidArgument,
                            key
                                + " stands inline in a file that others can read: chmod 600, or use { env = ... },"
                                  " { file = ... } or { credential = ... }",
                            at(node));
            return SecretSource{SecretSource::Kind::Inline, text->get()};
        }
        const auto* table = node.as_table();
        if (table != nullptr && table->size() == 1) {
            const auto first = table->begin(); // what it points to lives in the iterator
            const auto& [name, value] = *first;
            FABRIC_TRY(const std::string text, stringOf(value, key + "." + std::string(name.str())));
            if (name == "env")
                return SecretSource{SecretSource::Kind::Environment, text};
            if (name == "file")
                return SecretSource{SecretSource::Kind::File, text};
            if (name == "credential")
                return SecretSource{SecretSource::Kind::Credential, text};
        }
        return fail(ErrorCode::InvalidArgument,
                    key + " must be one of { env = \"...\" }, { file = \"...\" }, { credential = \"...\" }", at(node));
    }

    std::string m_path;
    bool m_isPrivate = false;
};

/// @p url without what may be a secret: user info, query, fragment. Works on text, for what is shown may be no URL.
std::string shownUrl(std::string url)
{
    constexpr std::string_view kMasked = "[masked]";
    const auto scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    if (const auto user = url.rfind('@'); user != std::string::npos && user >= begin)
        url.replace(begin, user - begin, kMasked);
    if (const auto rest = url.find_first_of("?#", begin); rest != std::string::npos)
        url.replace(rest + 1, std::string::npos, kMasked);
    return url;
}

/// The file to read, and whether it must exist.
struct FileChoice
{
    std::string path;
    bool isRequired = false;
};

FileChoice chooseFile(const Config::Input& input, const std::string& dataDir, bool isDefaultFolder)
{
    if (const std::string named = lookUp(input.flags, "config"); !named.empty())
        return {named, true};
    if (const std::string named = lookUp(input.environment, "FABRIC_CONFIG"); !named.empty())
        return {named, true};
    const std::string inFolder = dataDir + "/fabric.toml";
    if (!isDefaultFolder || QFileInfo::exists(QString::fromStdString(inFolder)))
        return {inFolder, false};
    return {"/etc/fabric/fabric.toml", false};
}

} // namespace

Result<Config> Config::load(const Input& input)
{
    Config config;
    for (const SettingSpec& spec : settingSpecs())
        config.m_values[spec.name()] = {std::string(spec.fallback), Source::Default, {}};
    config.m_values["agent.data_dir"].value = defaultDataDir(input.environment);

    std::map<std::string, SettingValue> overrides;
    for (const SettingSpec& spec : settingSpecs()) {
        if (const auto found = input.environment.find(spec.environment()); found != input.environment.end()) {
            FABRIC_CHECK(checkSetting(spec, found->second, spec.environment()));
            overrides[spec.name()] = {found->second, Source::Environment, spec.environment()};
        }
        if (const auto found = input.flags.find(spec.flag()); found != input.flags.end()) {
            FABRIC_CHECK(checkSetting(spec, found->second, "--" + spec.flag()));
            overrides[spec.name()] = {found->second, Source::Flag, "--" + spec.flag()};
        }
    }

    const auto moved = overrides.find("agent.data_dir");
    const std::string& folder = moved != overrides.end() ? moved->second.value : config.dataDir();
    const FileChoice file = chooseFile(input, folder, moved == overrides.end());
    if (file.isRequired || QFileInfo::exists(QString::fromStdString(file.path))) {
        FileReader reader(file.path);
        FABRIC_CHECK(reader.read());
        for (auto& [name, value] : reader.values)
            config.m_values[name] = std::move(value);
        config.m_runtimes = std::move(reader.runtimes);
        config.m_file = file.path;
    }
    for (auto& [name, value] : overrides)
        config.m_values[name] = std::move(value);
    return config;
}

const std::string& Config::value(std::string_view name) const
{
    return m_values.at(std::string(name)).value;
}

void Config::takeRuntimes(const Config& next)
{
    m_runtimes = next.m_runtimes;
    m_file = next.m_file;
}

std::string Config::listenHost() const
{
    const std::string& endpoint = value("agent.listen");
    std::string host = endpoint.substr(0, endpoint.rfind(':'));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    return host;
}

int Config::listenPort() const
{
    const std::string& endpoint = value("agent.listen");
    int port = 0;
    const char* begin = endpoint.data() + endpoint.rfind(':') + 1;
    std::from_chars(begin, endpoint.data() + endpoint.size(), port);
    return port;
}

std::vector<Config::Row> Config::rows() const
{
    std::vector<Row> rows;
    for (const auto& [name, value] : m_values)
        rows.push_back({name, value.value, std::string(toText(value.source)), value.where});
    for (const RuntimeSettings& runtime : m_runtimes) {
        const std::string prefix = "runtime." + runtime.id.value() + ".";
        const auto add = [&](const char* key, std::string text) {
            const std::string place = lookUp(runtime.places, key);
            const Source source = place.empty() ? Source::Default : Source::File;
            rows.push_back({prefix + key, std::move(text), std::string(toText(source)), place});
        };
        add("provider", runtime.provider);
        add("environment", runtime.environment);
        add("config_path", runtime.configPath);
        add("url", shownUrl(runtime.url));
        add("token", runtime.token.described());
        add("control", runtime.control);
        add("device_lists", runtime.deviceLists ? "true" : "false");
    }
    return rows;
}

} // namespace fabric::config
