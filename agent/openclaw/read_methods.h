// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string_view>

namespace fabric::openclaw {

/// What a session reads. The order is that of sending.
enum class ReadKind { Config, CronJobs, Nodes, Identity, PairedDevices };

/// One method that may be sent.
struct ReadMethod
{
    ReadKind kind;
    std::string_view name;
    std::string_view params; ///< JSON object; always the same, so nothing of ours ever reaches a parameter
    std::string_view scope; ///< the scope that it needs
    bool isRequired; ///< without its answer there is no observation
    bool isOncePerSession; ///< its answer does not change while the gateway runs
};

/// Every method that this provider may ever send, besides `connect`. All of them only read
/// (checked against a running gateway by tst_openclaw_read_only).
inline constexpr std::array<ReadMethod, 5> kReadMethods{{
    {ReadKind::Config, "config.get", "{}", "operator.read", true, false},
    {ReadKind::CronJobs, "cron.list", R"({"includeDisabled":true})", "operator.read", false, false},
    {ReadKind::Nodes, "node.list", "{}", "operator.read", false, false},
    {ReadKind::Identity, "gateway.identity.get", "{}", "operator.read", false, true},
    {ReadKind::PairedDevices, "device.pair.list", "{}", "operator.pairing", false, false},
}};

/// Null for a method that is not on the list.
[[nodiscard]] constexpr const ReadMethod* findReadMethod(std::string_view name)
{
    for (const ReadMethod& method : kReadMethods) {
        if (method.name == name)
            return &method;
    }
    return nullptr;
}

[[nodiscard]] constexpr const ReadMethod& methodOf(ReadKind kind)
{
    return kReadMethods[static_cast<std::size_t>(kind)];
}

} // namespace fabric::openclaw
