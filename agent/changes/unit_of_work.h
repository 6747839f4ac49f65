// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/rollout/states.h"
#include "core/store/store.h"
#include "core/wire/types.h"

#include <optional>
#include <string>

// What the change service does inside the store: each function is a part of one unit of work and runs on the storage thread.

namespace fabric::changes {

/// A revision with what it holds.
struct Loaded
{
    store::RevisionRecord record;
    planning::Content content;
};

/// The newest revision of that runtime and kind; nothing if there is none.
/// The configuration of a revision.
/// @return FailedPrecondition for one that was stored without it.
[[nodiscard]] Result<provider::Source> sourceOf(store::Session& session, const store::RevisionRecord& record);
[[nodiscard]] Result<std::optional<Loaded>> loadNewest(store::Session& session, const RuntimeId& runtime,
                                                       store::RevisionKind kind);
/// The one of that number or digest. NotFound, or InvalidArgument if it is of another runtime; @p where for the error.
[[nodiscard]] Result<store::RevisionRecord> findRevision(store::Session& session, const RuntimeId& runtime,
                                                         const std::string& key, const std::string& where);

/// A revision as the API shows it.
[[nodiscard]] Result<wire::Revision> shownRevision(store::Session& session, const store::RevisionRecord& record);

/// What a plan is made of.
struct PlanInputs
{
    Loaded desired;
    Loaded observed;
    std::optional<planning::Plan> ofEqual; ///< there if all resources are equal: the topologies are not read then
};

/// Reads what two revisions hold; what both have, once.
[[nodiscard]] Result<PlanInputs> loadPlanInputs(store::Session& session, store::RevisionRecord observed,
                                                store::RevisionRecord desired,
                                                const provider::Configuration& configuration);

/// Adds the next desired revision with its audit row and event. Conflict if the newest one is not @p parent.
[[nodiscard]] Result<store::RevisionRecord> recordDesired(store::Session& session, const RuntimeId& runtime,
                                                          const planning::Content& content,
                                                          std::optional<RevisionNumber> parent,
                                                          const std::string& author, const std::string& reason,
                                                          UnixMillis at);

/// What a rollout did that succeeded.
struct Kept
{
    planning::Plan plan;
    provider::Source before; ///< what the plan was made on
};

/// @return NotFound if @p runtime has no such rollout, FailedPrecondition if it did not succeed (where = /undo).
[[nodiscard]] Result<Kept> keptBy(store::Session& session, const RuntimeId& runtime, const RolloutId& rollout);

/// Keeps a plan with its audit row and event. One that was made before is renewed, so that it does not expire, and gets the
/// new words: what was rolled out before has its own.
[[nodiscard]] Result<> recordPlan(store::Session& session, const store::PlanRecord& plan);

/// One stored plan with what is told about it.
struct StoredPlan
{
    store::PlanRecord record;
    std::vector<std::string> rollouts; ///< ids, newest first
    std::optional<std::string> rolloutState; ///< of the newest one
    std::string authorName; ///< for people
};

/// A plan that is stored, with its rollouts.
[[nodiscard]] Result<StoredPlan> withRollouts(store::Session& session, store::PlanRecord plan);

} // namespace fabric::changes
