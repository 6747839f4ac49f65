// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/runtimes/runtime_directory.h"
#include "core/provider/provider.h"
#include "core/store/store.h"

#include <string>
#include <vector>

// What the runtime service does inside the store: each function is the body of one unit of work and runs on the storage
// thread. They change state, audit chain and outbox together.

namespace fabric::runtimes {

/// Who changes the set of runtimes if nobody asked for it by the API.
inline constexpr const char* kAgentActor = "agent";

/// Everything stored about one runtime: @p record brought up to date, its newest observed revision and graph.
[[nodiscard]] Result<RuntimeView> loadView(store::Session& session, store::RuntimeRecord record);

/// A runtime that is new, one that is reached in another way now, or one that is gone from the settings. Revisions stay.
/// @p actor: who does it (core/audit).
[[nodiscard]] Result<> recordAdded(store::Session& session, const store::RuntimeRecord& record,
                                   const std::string& actor = kAgentActor);
/// Takes provider, environment and settings of @p wanted; NotFound if it is not stored. @return the record as stored.
[[nodiscard]] Result<store::RuntimeRecord> recordChanged(store::Session& session, const store::RuntimeRecord& wanted,
                                                         UnixMillis at, const std::string& actor = kAgentActor);
[[nodiscard]] Result<> recordRemoved(store::Session& session, const RuntimeId& id, UnixMillis at,
                                     const std::string& actor = kAgentActor);

/// A change of the set of runtimes.
struct SetChange
{
    std::vector<store::RuntimeRecord> added;
    std::vector<store::RuntimeRecord> changed; ///< see recordChanged()
    std::vector<RuntimeId> removed;
    UnixMillis at;
    std::string actor;

    [[nodiscard]] bool isEmpty() const { return added.empty() && changed.empty() && removed.empty(); }
};
/// All of it, or an error. @return what is stored about those that were added or changed.
[[nodiscard]] Result<std::vector<RuntimeView>> recordSetChange(store::Session& session, const SetChange& change);

/// Sizes of the difference to the revision before; everything is added if there is none.
[[nodiscard]] Result<store::ChangeCounts>
countChanges(store::Session& session, const std::optional<store::RevisionRecord>& before, const topology::Graph& graph);

/// True if the difference is worth a durable status (anything but wording).
[[nodiscard]] bool isNotable(const provider::RuntimeStatus& before, const provider::RuntimeStatus& after);
[[nodiscard]] Result<> recordStatus(store::Session& session, store::RuntimeRecord& record,
                                    const provider::RuntimeStatus& status, UnixMillis at);

/// Adds a revision if the digest of graph or source differs from that of the newest one, else lengthens its observation. An
/// observation without a source says nothing about it: then only the graph counts.
/// @p record is brought up to date; it is stored and told of if the revision is new, or if its runtime-only elements
/// became stale or current again. Returns the revision that was observed.
[[nodiscard]] Result<store::RevisionRecord> recordObservation(store::Session& session, store::RuntimeRecord& record,
                                                              const provider::Observation& observation);

} // namespace fabric::runtimes
