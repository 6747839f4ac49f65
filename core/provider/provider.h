// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/provider/configuration.h"
#include "core/provider/runtime_writer.h"
#include "core/provider/source.h"
#include "core/topology/graph.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fabric::provider {

/// How a runtime is being read right now. Names (toText) are API.
enum class AccessMode { None, Gateway, File };

/// What the operator needs to know first about a runtime. Names (toText) are API.
enum class HealthState {
    Connecting, ///< first contact is on its way
    Live, ///< connected, observed, current
    Restarting, ///< the runtime said that it restarts, or is coming up
    Degraded, ///< observed, but something is wrong with it (see problems)
    FileOnly, ///< the gateway is down, its configuration is read from the file
    Down, ///< neither gateway nor file can be read; the last topology is kept
    Refused, ///< the gateway answers and refuses us: credential, pairing, protocol
};

/// One thing that is wrong, in words that say what to do.
struct Problem
{
    std::string code; ///< stable, kebab-case: config-missing, config-unreadable, config-invalid, config-not-applied,
        ///< config-gone, token-mismatch, pairing-required, protocol-mismatch, clone-identity, frame-too-large, ...
    std::string message; ///< what is wrong, one sentence
    std::string action; ///< what to do, one sentence; may be empty
    std::string where; ///< path, config key or URL; may be empty
    bool operator==(const Problem&) const = default;
};

/// Who the runtime says that it is. Empty text: not known in this mode.
struct Identity
{
    std::string deviceId; ///< stable id of the installation; two runtimes with one id are a clone
    std::string version;
    std::string bootId; ///< changes with every start of the runtime
    std::optional<int> protocol;
    std::vector<std::string> capabilities; ///< what it announces that it can do, sorted
    bool operator==(const Identity&) const = default;
};

/// The state of one runtime as its connection sees it; sent whenever any field changes.
struct RuntimeStatus
{
    AccessMode mode = AccessMode::None;
    HealthState health = HealthState::Connecting;
    UnixMillis since; ///< when `health` became what it is
    std::string detail; ///< one sentence for people: "Gateway down, reading its file"
    Identity identity;
    std::string configPath; ///< the configuration that is read; empty if unknown
    std::string configRealPath; ///< where configPath leads if it is a symbolic link; else empty
    std::string endpoint; ///< URL without credentials
    std::vector<Problem> problems;
    /// Our own device identity's pairing at the runtime (OpenClaw: the one row that reading leaves there).
    std::string pairedDeviceId;
    std::vector<std::string> grantedScopes;
    bool operator==(const RuntimeStatus&) const = default;
};

/// What discovery saw at one moment.
struct Observation
{
    UnixMillis at;
    AccessMode mode = AccessMode::None;
    topology::Graph graph; ///< only complete graphs are observed, never a part or an empty stand-in
    Source source = {}; ///< behind the graph; empty: this look cannot tell it, plans cannot be made of it
    std::string providerVersion; ///< version of the runtime, or of its file format if that is all that is known
    std::string sourceHash; ///< the runtime's own hash of its configuration, if it has one; opaque
    bool runtimeOnlyIsStale = false; ///< runtime-only elements are those of the last complete observation
    /// Monotonic moment at which the runtime told of this change, for the freshness figure; absent for polls.
    std::optional<std::chrono::milliseconds> announcedAt;
};

/// Receives what a connection sees; called on the thread that started the connection.
class RuntimeSink
{
public:
    virtual ~RuntimeSink() = default;
    virtual void onStatus(const RuntimeId& runtime, const RuntimeStatus& status) = 0;
    virtual void onObservation(const RuntimeId& runtime, const Observation& observation) = 0;
};

/// One runtime to look at: general settings, and the provider's own in `options` (strict, checked by the provider).
struct RuntimeConfig
{
    RuntimeId id;
    std::string provider;
    std::string environment; ///< free word; may be empty
    std::string configPath; ///< empty: the provider's own rules
    std::string url; ///< empty: the provider's own rules
    std::string control = "none"; ///< how the runtime is started when it is down: none, systemd:<unit> or a command
    bool listsDevices = false; ///< also ask for the right to list paired devices, where that is a right of its own
    std::function<Result<std::string>()> token; ///< reads the secret at the moment of use; null: none configured
    /// What was observed before this process began, for what only the running runtime can tell; absent: nothing.
    std::optional<topology::Graph> lastGraph = {};
    std::optional<Source> lastSource = {}; ///< of the same revision; absent: none was stored
};

/// A live connection to one runtime. Never blocks; one that hangs delays nobody else.
class RuntimeConnection
{
public:
    virtual ~RuntimeConnection() = default;
    virtual void start() = 0;
    virtual void stop() = 0;
    /// Looks now instead of at the next poll.
    virtual void refresh() = 0;
};

/// A kind of agent runtime that Fabric can manage.
class Provider
{
public:
    virtual ~Provider() = default;
    [[nodiscard]] virtual std::string id() const = 0; ///< `openclaw`
    [[nodiscard]] virtual std::string displayName() const = 0; ///< `OpenClaw`
    [[nodiscard]] virtual std::vector<std::string> supportedVersions() const = 0;
    /// @p sink must outlive the connection.
    /// @return InvalidArgument (where = key) if the provider cannot work with @p config.
    [[nodiscard]] virtual Result<std::unique_ptr<RuntimeConnection>> open(const RuntimeConfig& config,
                                                                          RuntimeSink& sink)
        = 0;
    /// A writer for the runtime of @p config. Nothing is connected until it is asked something.
    /// @return as open(); Unimplemented if the provider only reads.
    [[nodiscard]] virtual Result<std::unique_ptr<RuntimeWriter>> openWriter(const RuntimeConfig& config) = 0;
    /// Lives as long as the provider.
    [[nodiscard]] virtual const Configuration& configuration() const = 0;
};

[[nodiscard]] std::string_view toText(AccessMode mode);
[[nodiscard]] std::string_view toText(HealthState health);
[[nodiscard]] std::optional<AccessMode> accessModeFrom(std::string_view text);
[[nodiscard]] std::optional<HealthState> healthStateFrom(std::string_view text);

} // namespace fabric::provider
