// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fabric::openclaw {

/// OpenClaw's calendar version `year.month.patch`; a suffix (`-beta.1`, ` (build)`) is not compared.
struct Version
{
    int year = 0;
    int month = 0;
    int patch = 0;
    auto operator<=>(const Version&) const = default;
};

/// @return nothing for text that does not start with three numbers of at most four digits.
[[nodiscard]] std::optional<Version> parseVersion(std::string_view text);

/// Where the list of agents stands in a configuration file of this version's own form.
enum class RosterKey { List, Entries };

/// What `config.get` calls `hash`.
enum class HashKind {
    FileSha256, ///< hex of the file's bytes: we can compute it
    KeyedHmac, ///< only the gateway can compute it; compare for equality
};

/// What a version can do. The table is where the installed versions were measured (docs/providers/openclaw.md).
struct VersionFeatures
{
    Version from; ///< the first version that this row speaks for
    int protocol = 4; ///< what a hello of 3..4 is answered with
    RosterKey roster = RosterKey::Entries;
    HashKind hash = HashKind::KeyedHmac;
    bool hasAppliedHash = true; ///< config.get tells configRevisionHash and appliedConfigHash
    bool hasConfigChangedEvent = true; ///< pushes `config.changed`, which hello does not announce
    bool tokenAloneIsTrusted = true; ///< client cli/cli gets its scopes on loopback without a device identity
    bool hasStartupProbe = true; ///< serves /startupz beside /readyz
    /// Agents may talk to each other unless the configuration says no; before, only if it says yes.
    bool agentToAgentByDefault = true;
    bool hasReplacePaths = true; ///< config.patch takes `replacePaths`, and wants it where a list shrinks
    bool remembersDeletedAgents = true; ///< until one with that id is created
    int writesPerMinute = 30; ///< config.patch and config.apply; more are refused
};

/// Names of the scopes that reading asks for; the same in all versions.
inline constexpr std::string_view kReadScope = "operator.read";
inline constexpr std::string_view kPairingScope = "operator.pairing"; ///< device lists only, off by default

/// The rows, oldest first.
[[nodiscard]] std::span<const VersionFeatures> versionTable();

/// The newest row that is not newer than @p version; the newest row of all for text that is no version, because a
/// version that we do not know is a newer one. What a runtime announces (hello's protocol and methods, the fields of
/// an answer) goes before the table.
[[nodiscard]] const VersionFeatures& featuresOf(std::string_view version);

/// True if the version lies beyond the newest row, or is no version at all.
[[nodiscard]] bool isUntested(std::string_view version);

} // namespace fabric::openclaw
