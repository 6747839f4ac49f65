// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/row_list_model.h"
#include "core/rollout/parts.h"
#include "core/wire/change_types.h"

#include <optional>
#include <vector>

namespace fabric::model {

/// Roles of checkRows(). isFold: the row stands for others and shows them.
inline const QList<QByteArray> kCheckRoles{"name", "value", "tone", "word", "isFold"};

/// What was observed: what does not hold, what was not seen yet, what holds; then probes and findings. Parts that are well and
/// that the plan does not touch are one row at the end; if @p isUnfolded they follow it.
///
/// @param touched by the plan; absent, it counts as touching none.
[[nodiscard]] std::vector<ShownRow> checkRows(const wire::Rollout& rollout,
                                              const std::optional<rollout::TouchedParts>& touched, bool isUnfolded);

} // namespace fabric::model
