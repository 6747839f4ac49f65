// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/ids.h"
#include "core/base/json.h"

#include <string>

namespace fabric::provider {

/// Where a secret is read from at the moment of use; never the secret itself.
struct SecretReference
{
    enum class Kind { None, Environment, File, Credential } kind = Kind::None; ///< names of the last three are API
    std::string name; ///< of the variable or credential, or the absolute path; empty for None
    bool operator==(const SecretReference&) const = default;
};

/// How a runtime is reached, as it is sent to the API and stored: what RuntimeConfig says, without any secret.
struct RuntimeSettings
{
    RuntimeId id;
    std::string provider;
    std::string environment; ///< free word; may be empty
    std::string configPath; ///< empty: the provider's own rules
    std::string url; ///< empty: the provider's own rules
    /// How a stopped runtime is started again: `none` or `systemd:<unit>`. A command can only stand in the agent's own
    /// configuration file: who may use the API may not thereby run programs as the agent's user.
    std::string control = "none";
    bool listsDevices = false;
    SecretReference token;
    bool operator==(const RuntimeSettings&) const = default;
};

/// What one of them must be like. @return InvalidArgument; where is @p where and the member, as a JSON pointer.
[[nodiscard]] Result<> check(const RuntimeSettings& settings, const std::string& where);

/// {id, provider, environment, configPath, url, control, listsDevices, token: null or {env|file|credential: name}}
[[nodiscard]] Json toJson(const RuntimeSettings& settings);
/// The opposite: strict, checked; all but id and provider may be absent. @p where is the JSON pointer of @p json.
[[nodiscard]] Result<RuntimeSettings> runtimeSettingsFrom(const Json& json, const std::string& where);

} // namespace fabric::provider
