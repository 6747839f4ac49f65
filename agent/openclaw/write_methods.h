// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"
#include "core/provider/runtime_writer.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>

namespace fabric::openclaw {

/// What the writer may ask of a gateway.
enum class WriterMethod { Config, Agents, Health, Channels, Plugins, Models, Patch, Apply, CreateAgent, DeleteAgent };

/// One method that the writer may send.
struct WriterMethodInfo
{
    WriterMethod method;
    std::string_view name;
    std::string_view scope; ///< that it needs
    bool changes; ///< needs a lease; its answer may be lost after it was done
    bool takesBaseHash; ///< compare-and-set: needs a base hash and carries a document as `raw`
};

/// Every method that the writer may ever send, besides `connect`; in the order of the enum.
inline constexpr std::array<WriterMethodInfo, 10> kWriterMethods{{
    {WriterMethod::Config, "config.get", "operator.read", false, false},
    {WriterMethod::Agents, "agents.list", "operator.read", false, false},
    {WriterMethod::Health, "health", "operator.read", false, false},
    {WriterMethod::Channels, "channels.status", "operator.read", false, false},
    {WriterMethod::Plugins, "plugins.list", "operator.read", false, false},
    {WriterMethod::Models, "models.list", "operator.read", false, false},
    {WriterMethod::Patch, "config.patch", "operator.admin", true, true},
    {WriterMethod::Apply, "config.apply", "operator.admin", true, true},
    {WriterMethod::CreateAgent, "agents.create", "operator.admin", true, false},
    {WriterMethod::DeleteAgent, "agents.delete", "operator.admin", true, false},
}};

[[nodiscard]] constexpr const WriterMethodInfo& infoOf(WriterMethod method)
{
    return kWriterMethods[static_cast<std::size_t>(method)];
}

/// One request.
struct WriterCall
{
    WriterMethod method = WriterMethod::Config;
    Json params = Json::object(); ///< without `raw` and `baseHash`
    provider::LeaseToken lease = {}; ///< of every call that changes something
    std::string baseHash = {}; ///< of every compare-and-set
    Json document = {}; ///< what becomes `raw`; only of a compare-and-set
    /// What the gateway shows of its configuration now (`parsed`): where it shows its mask, the document may too, and the
    /// gateway keeps what it has. Null: nowhere. Borrowed.
    const Json* masked = nullptr;
};

/// The only door for requests of the writer.
/// @return InvalidArgument for a change without a lease, a compare-and-set without a base hash or document, and for
/// a mask at a place where the gateway masks nothing (where = JSON pointer): it would be written as it stands.
[[nodiscard]] Result<std::string> writerFrame(std::string_view id, const WriterCall& call);

} // namespace fabric::openclaw
