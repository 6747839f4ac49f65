// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/audit/record.h"
#include "core/events/event.h"
#include "core/store/records.h"
#include "core/store/rollouts.h"

namespace fabric::store {

/// The most bytes that one text field takes, and one JSON body. An event must fit into a NATS message of 1 MiB with
/// room to spare; audit details hold digests and short lists.
inline constexpr std::size_t kMaxTextBytes = 64 * 1024;
inline constexpr std::size_t kMaxBodyBytes = 256 * 1024;
/// A plan or a rollout of a large runtime; stays in the store.
inline constexpr std::size_t kMaxDocumentBytes = std::size_t{16} * 1024 * 1024;

// What every backend refuses alike, before it touches its database: text that is not clean UTF-8 (PostgreSQL cannot hold
// NUL), bodies without a canonical form, limits out of range. InvalidArgument or TooLarge; `where` is the field.
[[nodiscard]] Result<> check(const RuntimeRecord& record);
[[nodiscard]] Result<> check(const RevisionRecord& record);
[[nodiscard]] Result<> check(const ApiKeyRecord& record);
[[nodiscard]] Result<> check(const audit::Draft& draft);
[[nodiscard]] Result<> check(const events::Draft& draft);
[[nodiscard]] Result<> check(const PlanRecord& record);
[[nodiscard]] Result<> check(const RolloutRecord& record);
[[nodiscard]] Result<> check(const EvidenceRecord& record);
[[nodiscard]] Result<> check(const RolloutGroupRecord& record);
[[nodiscard]] Result<> check(const GroupEvidenceRecord& record);
[[nodiscard]] Result<> check(const IdempotencyRecord& record);
[[nodiscard]] Result<> check(const RolloutQuery& query);
[[nodiscard]] Result<> check(const RolloutGroupQuery& query);
[[nodiscard]] Result<> check(const RevisionQuery& query);
[[nodiscard]] Result<> check(const EventQuery& query);
/// @return InvalidArgument unless 1 <= @p limit <= @p max.
[[nodiscard]] Result<> checkLimit(int limit, int max);

} // namespace fabric::store
