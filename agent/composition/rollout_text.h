// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/states.h"
#include "core/wire/change_types.h"
#include "core/wire/plan_name.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace fabric::composition {

/// What a command wants of a rollout: the new state of the runtime, or the old one back.
enum class Wish { Forward, Back };

/// Is there nothing more to wait for? A rollout that awaits confirmation is done for whoever began it.
[[nodiscard]] bool isOver(rollout::State state, Wish wish);

/// Exit status for a rollout that was left in @p state; 0 as long as it goes on.
[[nodiscard]] int exitStatusOf(rollout::State state, Wish wish);

/// The state of @p rollout. @return Internal for one that this program does not know.
[[nodiscard]] Result<rollout::State> stateOf(const wire::Rollout& rollout);

/// A line for each step that began and is not among the @p shown ones, which are counted on.
[[nodiscard]] std::string newStepLines(const wire::Rollout& rollout, std::size_t& shown);

/// How it ended, or what has to be done now: how to confirm, what an operator must do. Empty while it goes on.
[[nodiscard]] std::string endText(const wire::Rollout& rollout);

/// The probes in a list that is parted by commas: URLs of http and https, and parts of the runtime.
/// @return InvalidArgument for an empty one; the agent knows what else is wrong.
[[nodiscard]] Result<std::vector<wire::Probe>> probesIn(const std::string& list);

/// Whether the plan of a rollout touches a part of its runtime.
using IsTouched = std::function<bool(const std::string& part)>;

/// All of one rollout. Parts that are well and that the plan does not touch are only counted, unless @p isTouched is empty.
[[nodiscard]] std::string rolloutText(const wire::Rollout& rollout, const IsTouched& isTouched = {});

/// What became of it when it was confirmed.
[[nodiscard]] std::string confirmText(const wire::Rollout& rollout);

/// What became of it when it was cancelled: nothing was written, or the change is taken back.
[[nodiscard]] std::string cancelText(const wire::Rollout& rollout);

/// That @p what goes on without this program, and by which commands of @p group ("rollouts") it is followed and ended.
[[nodiscard]] std::string goesOn(const std::string& what, const std::string& group, const std::string& id, Wish wish);

/// That a state is none of @p states.
[[nodiscard]] std::string noSuchState(const std::vector<std::string>& states);

/// One line each, newest first, as they came.
[[nodiscard]] std::string rolloutTable(const std::vector<wire::Rollout>& rollouts);

/// The plan that @p text names as PLAN or PLAN@RUNTIME. PLAN is its id or the beginning of that: at least 8 digits, with
/// `sha256:` or without.
/// @return the whole id, and the runtime if one is named; InvalidArgument if it is no such thing or fits several ids of
/// @p plans, NotFound if it fits none. A whole id need not be among them.
[[nodiscard]] Result<wire::PlanName> planNamed(const std::string& text, const std::vector<wire::PlanSummary>& plans);

} // namespace fabric::composition
