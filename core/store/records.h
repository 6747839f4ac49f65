// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/provider/provider.h"
#include "core/provider/runtime_settings.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace fabric::store {

/// A runtime that Fabric knows, with the last status that was made durable.
struct RuntimeRecord
{
    RuntimeId id;
    std::string provider;
    std::string environment;
    UnixMillis addedAt;
    provider::RuntimeStatus status;
    std::optional<UnixMillis> lastObservedAt;
    std::optional<RevisionNumber> currentRevision; ///< newest observed revision
    bool runtimeOnlyIsStale = false;
    /// Of one that was added by the API; absent: the configuration file has them.
    std::optional<provider::RuntimeSettings> settings = {};
};

enum class RevisionKind { Observed, Desired };
[[nodiscard]] std::string_view toText(RevisionKind kind);
[[nodiscard]] std::optional<RevisionKind> revisionKindFrom(std::string_view text);

/// Sizes of the difference to the revision before.
struct ChangeCounts
{
    int added = 0;
    int removed = 0;
    int changed = 0;
    bool operator==(const ChangeCounts&) const = default;
};

/// One immutable, numbered snapshot; its graph and its source are stored once per digest.
struct RevisionRecord
{
    RevisionNumber number = 0;
    Digest digest;
    Digest configuredDigest;
    Digest sourceDigest; ///< of its provider::Source; null: stored without one
    RuntimeId runtime;
    RevisionKind kind = RevisionKind::Observed;
    UnixMillis createdAt;
    std::string author; ///< `agent` for observed revisions
    std::string reason;
    std::string providerVersion;
    std::optional<RevisionNumber> parent; ///< the revision of the same runtime and kind before it
    int nodeCount = 0;
    int edgeCount = 0;
    ChangeCounts changes; ///< to parent; all added if there is none
};

/// One unbroken run of looks that saw the same revision in the same mode.
struct ObservationRecord
{
    RuntimeId runtime;
    RevisionNumber revision = 0;
    provider::AccessMode mode = provider::AccessMode::None;
    UnixMillis firstAt;
    UnixMillis lastAt;
    std::int64_t count = 0;
};

enum class Role { Viewer, Operator, Approver, Admin, Service };
[[nodiscard]] std::string_view toText(Role role);
[[nodiscard]] std::optional<Role> roleFrom(std::string_view text);

/// An API key as it is stored: never the key itself. Key text: `fab_<8 hex prefix>_<256 bit base64url>`.
struct ApiKeyRecord
{
    std::string prefix; ///< 8 hex digits, unique
    std::string name; ///< given by its creator
    Role role = Role::Viewer;
    std::array<std::byte, 16> salt{};
    Digest hash; ///< SHA-256(salt || key text)
    UnixMillis createdAt;
    std::optional<UnixMillis> revokedAt;
};

/// A slice of a list. `after` is exclusive; lists of revisions run newest first, of events oldest first.
struct RevisionQuery
{
    std::optional<RuntimeId> runtime = {};
    std::optional<RevisionKind> kind = {};
    std::optional<UnixMillis> from = {}; ///< inclusive
    std::optional<UnixMillis> to = {}; ///< exclusive
    std::optional<RevisionNumber> before = {}; ///< cursor: only smaller numbers
    int limit = 50; ///< 1 to 500
};

struct EventQuery
{
    std::int64_t after = 0; ///< cursor: only larger sequences
    std::optional<std::string> subject = {};
    std::optional<std::string> typePrefix = {};
    int limit = 100; ///< 1 to 1,000
};

} // namespace fabric::store
