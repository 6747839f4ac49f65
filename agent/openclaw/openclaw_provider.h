// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_paths.h"
#include "agent/openclaw/device_identity.h"
#include "agent/openclaw/frame_worker.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/provider/provider.h"

#include <memory>
#include <optional>
#include <string>

namespace fabric::openclaw {

/// OpenClaw, read side: through its gateway where that can be reached, else from its configuration file.
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

private:
    Options m_options;
    const Clock& m_clock;
    Random& m_random;
    std::optional<DeviceIdentity> m_device;
    FrameWorker m_worker;
};

} // namespace fabric::openclaw
