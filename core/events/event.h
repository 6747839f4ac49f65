// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <string>

namespace fabric::events {

/// Types that exist now. Names are API.
namespace type {
inline constexpr const char* kRuntimeAdded = "runtime.added";
inline constexpr const char* kRuntimeChanged = "runtime.changed"; ///< its settings did
inline constexpr const char* kRuntimeRemoved = "runtime.removed";
inline constexpr const char* kRuntimeStatusChanged = "runtime.status.changed";
inline constexpr const char* kRevisionObserved = "topology.revision.observed";
inline constexpr const char* kRevisionDesired = "topology.revision.desired";
inline constexpr const char* kApiKeyCreated = "apikey.created";
inline constexpr const char* kApiKeyRevoked = "apikey.revoked";
inline constexpr const char* kPlanCreated = "plan.created";
/// Followed by the state that a rollout entered: `rollout.requested`, `rollout.writing`, ... `rollout.rolled_back`.
inline constexpr const char* kRolloutPrefix = "rollout.";
/// A durable step within a state.
inline constexpr const char* kRolloutProgressed = "rollout.progressed";
/// Followed by the state that a group of rollouts entered, or `progressed`.
inline constexpr const char* kRolloutGroupPrefix = "rollout.group.";
} // namespace type

/// What happened, before the store gives it its sequence. Carries ids, digests and links, not bodies.
struct Draft
{
    UnixMillis at;
    std::string type;
    std::string subject; ///< `runtime:hq`; the ordering key: events of one subject keep their order
    Json data = Json::object();
};

/// One row of the outbox. Its place in the stream is `<epoch>-<sequence>`; the epoch changes when a history is restored.
struct Event
{
    std::string epoch;
    std::int64_t sequence = 0; ///< from 1, without a gap
    Draft what;

    [[nodiscard]] std::string id() const { return epoch + "-" + std::to_string(sequence); }
};

} // namespace fabric::events
