// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/search_model.h"
#include "core/wire/change_types.h"

#include <QStringList>

#include <vector>

namespace fabric::model {

/// What the search can find besides nodes and runtimes: plans, rollouts, the intent of each runtime, and what can be done
/// about them now. An action is only looked for, never done: its page asks first. Pure function.
/// @param mayChange this key may decide something now; else there are no actions.
[[nodiscard]] std::vector<SearchRow> changeRows(const std::vector<wire::PlanSummary>& plans,
                                                const std::vector<wire::Rollout>& rollouts,
                                                const std::vector<wire::Runtime>& runtimes, bool mayChange);

} // namespace fabric::model
