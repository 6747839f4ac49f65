// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_provider.h"

#include "agent/openclaw/openclaw_connection.h"
#include "agent/openclaw/version_table.h"

#include <QUrl>

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

} // namespace

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

Result<std::unique_ptr<provider::RuntimeConnection>> OpenClawProvider::open(const provider::RuntimeConfig& config,
                                                                            provider::RuntimeSink& sink)
{
    FABRIC_TRY(const std::optional<QUrl> endpoint, parseEndpoint(config.url));
    if (!m_device) {
        FABRIC_TRY(DeviceIdentity device, DeviceIdentity::loadOrCreate(m_options.dataFolder, m_random));
        m_device = std::move(device);
    }
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
