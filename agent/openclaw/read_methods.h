// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string_view>

namespace fabric::openclaw {

/// What a session reads. The order is that of sending. FirstReload is the first of kReloadLookups; each has a kind of its
/// own, the ones after it have no name.
enum class ReadKind { Config, CronJobs, Nodes, Identity, PairedDevices, FirstReload };

/// One method that may be sent.
struct ReadMethod
{
    ReadKind kind = ReadKind::Config;
    std::string_view name;
    std::string_view params; ///< JSON object; always the same, so nothing of ours ever reaches a parameter
    std::string_view scope; ///< the scope that it needs
    bool isRequired = false; ///< without its answer there is no observation
    bool isOncePerSession = false; ///< its answer does not change while the gateway runs
};

/// Of which configuration paths the reload kind is asked: an answer tells it of the path and of everything right below. These
/// are the root and every path that 2026.9.6 treats in more than one way, where that matters (docs/providers/openclaw.md).
inline constexpr auto kReloadLookups = std::to_array<std::string_view>({
    R"({"path":"."})",
    R"({"path":"acp"})",
    R"({"path":"agents"})",
    R"({"path":"approvals"})",
    R"({"path":"attachments"})",
    R"({"path":"auth"})",
    R"({"path":"browser"})",
    R"({"path":"channels"})",
    R"({"path":"desktop"})",
    R"({"path":"diagnostics"})",
    R"({"path":"discovery.mdns"})",
    R"({"path":"gateway"})",
    R"({"path":"gateway.auth"})",
    R"({"path":"gateway.controlUi"})",
    R"({"path":"gateway.http"})",
    R"({"path":"gateway.nodes"})",
    R"({"path":"mcp"})",
    R"({"path":"mcp.apps"})",
    R"({"path":"memory"})",
    R"({"path":"secrets"})",
    R"({"path":"security"})",
    R"({"path":"session"})",
    R"({"path":"talk"})",
    R"({"path":"telemetry"})",
    R"({"path":"update"})",
});

inline constexpr std::size_t kFirstReloadLookup = static_cast<std::size_t>(ReadKind::FirstReload);
using ReadMethods = std::array<ReadMethod, kFirstReloadLookup + kReloadLookups.size()>;

[[nodiscard]] constexpr ReadMethods makeReadMethods()
{
    ReadMethods methods;
    methods[0] = {ReadKind::Config, "config.get", "{}", "operator.read", true, false};
    methods[1] = {ReadKind::CronJobs, "cron.list", R"({"includeDisabled":true})", "operator.read", false, false};
    methods[2] = {ReadKind::Nodes, "node.list", "{}", "operator.read", false, false};
    methods[3] = {ReadKind::Identity, "gateway.identity.get", "{}", "operator.read", false, true};
    methods[4] = {ReadKind::PairedDevices, "device.pair.list", "{}", "operator.pairing", false, false};
    for (std::size_t i = kFirstReloadLookup; i < methods.size(); ++i)
        methods[i] = {static_cast<ReadKind>(i),
                      "config.schema.lookup",
                      kReloadLookups[i - kFirstReloadLookup],
                      "operator.read",
                      false,
                      true};
    return methods;
}

/// Every method that this provider may ever send to read, besides `connect`. All of them only read
/// (checked against a running gateway by tst_openclaw_read_only).
inline constexpr ReadMethods kReadMethods = makeReadMethods();

[[nodiscard]] constexpr const ReadMethod& methodOf(ReadKind kind)
{
    return kReadMethods[static_cast<std::size_t>(kind)];
}

[[nodiscard]] constexpr bool isReloadLookup(ReadKind kind)
{
    return static_cast<std::size_t>(kind) >= kFirstReloadLookup;
}

} // namespace fabric::openclaw
