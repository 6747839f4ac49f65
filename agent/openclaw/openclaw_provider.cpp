// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_provider.h"

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/openclaw_connection.h"
#include "agent/openclaw/source_document.h"
#include "agent/openclaw/version_table.h"

#include <QUrl>

#include <unistd.h>

namespace fabric::openclaw {
namespace {

Result<std::optional<QUrl>> parseEndpoint(const std::string& text)
{
    if (text.empty())
        return std::optional<QUrl>{};
    const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"ws" && url.scheme() != u"wss"))
        return fail(ErrorCode::InvalidArgument, "the URL of an OpenClaw gateway looks like ws://127.0.0.1:18789",
                    "url");
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return fail(
            ErrorCode::InvalidArgument,
            "the URL of a gateway has no user, no query and no fragment; a credential belongs into the token setting",
            "url");
    return std::optional<QUrl>(url);
}

/// A systemd credential, else a file in the configuration folder of the user or the system.
std::string keyFileFor(const PathContext& paths)
{
    const auto folderIn = [&paths](const char* name) {
        const auto found = paths.environment.find(name);
        const bool isSet = found != paths.environment.end() && found->second.starts_with('/');
        return isSet ? found->second : std::string();
    };
    if (const std::string credentials = folderIn("CREDENTIALS_DIRECTORY"); !credentials.empty()) {
        const std::string path = credentials + "/backup-key";
        if (SystemFileReader().exists(path))
            return path;
    }
    if (const std::string configured = folderIn("XDG_CONFIG_HOME"); !configured.empty())
        return configured + "/fabric/backup.key";
    if (const std::string home = folderIn("HOME"); ::geteuid() != 0 && !home.empty())
        return home + "/.config/fabric/backup.key";
    return "/etc/fabric/backup.key";
}

} // namespace

BackupStore::Options backupOptions(const std::string& dataFolder, const PathContext& paths)
{
    return {.folder = dataFolder + "/backups", .keyFile = keyFileFor(paths)};
}

Result<provider::Source> sourceOfAnswer(const provider::Configuration& configuration, const Json& configAnswer,
                                        const std::string& version)
{
    FABRIC_TRY(const Json view, viewOfAnswer(configAnswer));
    const auto parsed = configAnswer.find("parsed");
    provider::Source::Parts parts;
    parts.provider = configuration.provider();
    parts.providerVersion = version;
    parts.document = maskedDocument(view, parsed == configAnswer.end() ? Json() : *parsed);
    FABRIC_TRY(parts.resources, configuration.resources(parts.document));
    return provider::Source::create(std::move(parts));
}

OpenClawProvider::OpenClawProvider(Options options, const Clock& clock, Random& random)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_random(random)
{
}

OpenClawProvider::~OpenClawProvider() = default;

std::vector<std::string> OpenClawProvider::supportedVersions() const
{
    std::vector<std::string> versions;
    for (const VersionFeatures& row : versionTable())
        versions.push_back(std::to_string(row.from.year) + "." + std::to_string(row.from.month) + "."
                           + std::to_string(row.from.patch));
    return versions;
}

Result<> OpenClawProvider::needDevice()
{
    if (!m_device) {
        FABRIC_TRY(DeviceIdentity device, DeviceIdentity::loadOrCreate(m_options.dataFolder, m_random));
        m_device = std::move(device);
    }
    return {};
}

Result<std::size_t> OpenClawProvider::pruneBackups(const BackupStore::Retention& retention,
                                                   const std::function<bool(const std::string& id)>& isInUse)
{
    return BackupStore(backupOptions(m_options.dataFolder, m_options.paths), m_random)
        .prune(retention, m_clock.now(), isInUse);
}

Result<std::unique_ptr<provider::RuntimeWriter>> OpenClawProvider::openWriter(const provider::RuntimeConfig& config)
{
    FABRIC_TRY(const std::optional<QUrl> endpoint, parseEndpoint(config.url));
    FABRIC_CHECK(needDevice());
    OpenClawWriter::Options options;
    options.access = {config, endpoint, m_options.paths};
    options.clientVersion = m_options.clientVersion;
    options.makeSource = [this](const Json& answer, const std::string& version) {
        return sourceOfAnswer(m_configuration, answer, version);
    };
    options.backups = backupOptions(m_options.dataFolder, m_options.paths);
    return std::unique_ptr<provider::RuntimeWriter>(
        std::make_unique<OpenClawWriter>(std::move(options), *m_device, m_configuration, m_clock, m_random, m_worker));
}

Result<std::unique_ptr<provider::RuntimeConnection>> OpenClawProvider::open(const provider::RuntimeConfig& config,
                                                                            provider::RuntimeSink& sink)
{
    FABRIC_TRY(const std::optional<QUrl> endpoint, parseEndpoint(config.url));
    FABRIC_CHECK(needDevice());
    OpenClawConnection::Options options;
    options.config = config;
    options.endpoint = endpoint;
    options.paths = m_options.paths;
    options.clientVersion = m_options.clientVersion;
    options.session.jitterSeed = 1 + m_random.below(0xFFFF'FFFEU);
    if (config.listsDevices) {
        options.session.readsPairedDevices = true;
        options.session.scopes.emplace_back(kPairingScope);
    }
    return std::unique_ptr<provider::RuntimeConnection>(
        std::make_unique<OpenClawConnection>(std::move(options), *m_device, m_clock, m_worker, sink));
}

} // namespace fabric::openclaw
