// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/config/secret_source.h"
#include "agent/config/settings.h"
#include "core/base/ids.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fabric::config {

/// One `[[runtime]]` of the file.
struct RuntimeSettings
{
    RuntimeId id;
    std::string provider = "openclaw";
    std::string environment;
    std::string configPath;
    std::string url;
    std::string control = "none"; ///< how a stopped gateway is started again: none, systemd:<unit> or a command
    bool deviceLists = false; ///< ask for the scope that lists paired devices
    SecretSource token;
    std::string where; ///< `<file>:<line>`
    std::map<std::string, std::string, std::less<>> places; ///< `<file>:<line>` of each key that the file sets
};

/// All settings of one agent, checked.
class Config
{
public:
    struct Input
    {
        std::map<std::string, std::string> flags; ///< by SettingSpec::flag(), and `config` for the file
        EnvironmentMap environment;
    };

    /// Reads flags, environment and file. The file: `--config`, else FABRIC_CONFIG, else `<data folder>/fabric.toml`,
    /// else (only if the data folder is the default one) `/etc/fabric/fabric.toml`; the last two may be absent.
    /// @return InvalidArgument for an unknown or ill-typed key (message names it, where = `<file>:<line>`), NotFound
    /// for a named file that is missing.
    static Result<Config> load(const Input& input);

    [[nodiscard]] const std::string& value(std::string_view name) const; ///< by `section.key`; must exist
    [[nodiscard]] const std::map<std::string, SettingValue>& values() const { return m_values; }
    [[nodiscard]] const std::vector<RuntimeSettings>& runtimes() const { return m_runtimes; }
    [[nodiscard]] const std::string& file() const { return m_file; } ///< empty if none was read
    /// Has the runtimes of @p next and the file that they stand in; everything else stays.
    void takeRuntimes(const Config& next);

    [[nodiscard]] const std::string& dataDir() const { return value("agent.data_dir"); }
    [[nodiscard]] std::string listenHost() const;
    [[nodiscard]] int listenPort() const;

    /// For `config show`: one row per setting and runtime key, {key, value, source, where}; secrets are never in it, not
    /// even of a URL that the provider would refuse.
    struct Row
    {
        std::string key;
        std::string value;
        std::string source;
        std::string where;
    };
    [[nodiscard]] std::vector<Row> rows() const;

private:
    std::map<std::string, SettingValue> m_values;
    std::vector<RuntimeSettings> m_runtimes;
    std::string m_file;
};

} // namespace fabric::config
