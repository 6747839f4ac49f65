// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/record.h"
#include "core/store/rollouts.h"
#include "core/wire/change_types.h"

#include <string>
#include <vector>

namespace fabric::rollouts {

/// A rollout as the API shows it; @p title is that of its plan, for one that has none of its own. Steps and checks come from the
/// evidence: none without it. A step is done if the rollout went on from it as intended, failed if it was left for the way back,
/// or gave up.
[[nodiscard]] wire::Rollout viewOf(const rollout::Record& record, const std::string& title,
                                   const std::vector<store::EvidenceRecord>& evidence);

[[nodiscard]] wire::EvidenceStep viewOf(const store::EvidenceRecord& record);

} // namespace fabric::rollouts
