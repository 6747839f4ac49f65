// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_paths.h"
#include "agent/openclaw/device_identity.h"
#include "agent/openclaw/frame_worker.h"
#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/openclaw_writer.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/provider/provider.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace fabric::openclaw {

/// OpenClaw. Read through its gateway where that can be reached, else from its configuration file; written through the
/// gateway, and restored by file where there is access to it.
///
/// Threads: create, use and destroy on one thread with an event loop; connections report there. One worker thread
/// parses large frames of all connections.
class OpenClawProvider final : public provider::Provider
{
public:
    struct Options
    {
        std::string dataFolder; ///< where the device key is kept; must exist at the first connection to a gateway
        PathContext paths; ///< environment and folders that OpenClaw's own path rules depend on
        std::string clientVersion; ///< ours, told to gateways
    };

    /// Borrows @p clock and @p random, which must outlive this object and its connections.
    OpenClawProvider(Options options, const Clock& clock, Random& random);
    ~OpenClawProvider() override;

    [[nodiscard]] std::string id() const override { return "openclaw"; }
    [[nodiscard]] std::string displayName() const override { return "OpenClaw"; }
    [[nodiscard]] std::vector<std::string> supportedVersions() const override;
    /// Reads or makes the device key. The connection must end before the provider.
    [[nodiscard]] Result<std::unique_ptr<provider::RuntimeConnection>> open(const provider::RuntimeConfig& config,
                                                                            provider::RuntimeSink& sink) override;
    /// Reads or makes the device key. The writer must end before the provider.
    [[nodiscard]] Result<std::unique_ptr<provider::RuntimeWriter>>
    openWriter(const provider::RuntimeConfig& config) override;
    [[nodiscard]] const provider::Configuration& configuration() const override { return m_configuration; }
    /// Removes old states of all runtimes that are beyond both bounds and that @p isInUse does not name. @return how many.
    [[nodiscard]] Result<std::size_t> pruneBackups(const BackupStore::Retention& retention,
                                                   const std::function<bool(const std::string& id)>& isInUse);

private:
    [[nodiscard]] Result<> needDevice();
    Options m_options;
    const Clock& m_clock;
    Random& m_random;
    std::optional<DeviceIdentity> m_device;
    FrameWorker m_worker;
    OpenClawConfiguration m_configuration;
};

/// Where old states are kept, and their key: `backups` in the data folder; the systemd credential `backup-key`, else
/// `fabric/backup.key` in XDG_CONFIG_HOME, ~/.config, or for root /etc. Key and backups must not lie together.
[[nodiscard]] BackupStore::Options backupOptions(const std::string& dataFolder, const PathContext& paths);

/// The source that an answer of config.get means.
/// @return FailedPrecondition if the answer holds no configuration.
[[nodiscard]] Result<provider::Source> sourceOfAnswer(const provider::Configuration& configuration,
                                                      const Json& configAnswer, const std::string& version);

} // namespace fabric::openclaw
