// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/group.h"
#include "core/store/store.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

// What groups do inside a unit of work. All of it runs on the storage thread.

namespace fabric::rollouts {

/// One durable step of a group.
struct DurableGroup
{
    rollout::GroupState from = rollout::GroupState::Running;
    rollout::Group group; ///< after the step
    std::int64_t version = 1; ///< of the row that is written
    UnixMillis at;
    std::string actor; ///< agent, or who asked
    std::string step; ///< nameOf(event), or `requested`
    Json evidence = Json::object();
};

/// The members' states and what is done next.
[[nodiscard]] Json evidenceOf(const std::vector<rollout::Seen>& members, const rollout::GroupStep& step);

/// State, audit row, event and evidence together.
[[nodiscard]] Result<> commit(store::Session& session, const DurableGroup& step);

/// May a rollout begin, as far as groups are concerned? FailedPrecondition if its own group is not running (any more), Conflict
/// if another group that is not finished has the runtime, also one that has not begun with it.
[[nodiscard]] Result<> checkMembership(store::Session& session, const rollout::Request& request);

/// Conflict, which names it, if the runtime has a rollout that is not finished. The store's own index makes sure of it.
[[nodiscard]] Result<> checkNoRollout(store::Session& session, const RuntimeId& runtime);

/// May a group begin? Conflict if one of its runtimes has a rollout that is not finished or is a member of such a group;
/// NotFound without one of its plans.
[[nodiscard]] Result<> checkFree(store::Session& session, const rollout::Group& group);

} // namespace fabric::rollouts
