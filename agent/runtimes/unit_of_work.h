// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/provider.h"
#include "core/store/store.h"

// What the runtime service does inside the store: each function is the body of one unit of work and runs on the storage
// thread. They change state, audit chain and outbox together.

namespace fabric::runtimes {

/// A runtime that is new, or gone from the settings. Its revisions stay.
[[nodiscard]] Result<> recordAdded(store::Session& session, const store::RuntimeRecord& record);
[[nodiscard]] Result<> recordRemoved(store::Session& session, const RuntimeId& id, UnixMillis at);

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
