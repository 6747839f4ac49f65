// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/provider/runtime_writer.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

// Whether the parts of a runtime (accounts, plug-ins, models) got worse by a change.

namespace fabric::rollout {

/// Which parts of a runtime a plan touches: `ready`; what its difference adds or changes and what a changed edge leads to; the
/// accounts of the channels that it affects; with a channel its accounts, with a model provider its models, and the other
/// way round. What it removes is none of them.
class TouchedParts
{
public:
    explicit TouchedParts(const planning::Plan& plan);
    [[nodiscard]] bool contains(std::string_view subject) const;

private:
    void add(const topology::NodeId& id);

    std::set<std::string, std::less<>> m_subjects;
    std::set<std::string, std::less<>> m_families; ///< `account:telegram/`, `model:openai/`
    std::set<std::string, std::less<>> m_removed;
};

/// What became of the parts since the baseline, as sentences that name part, present and former state.
struct PartChanges
{
    std::vector<std::string> worse; ///< of touched parts
    std::vector<std::string> elsewhere; ///< of all others: worth telling, not the plan's doing
};

/// @param touched sorted subjects; @param isAllTouched after a restart every part is.
[[nodiscard]] PartChanges comparedWith(const std::vector<provider::PartState>& baseline,
                                       const std::vector<provider::PartState>& now,
                                       const std::vector<std::string>& touched, bool isAllTouched);

/// The touched parts that are not well in @p parts, as sentences: findings that will be no fault of the change.
[[nodiscard]] std::vector<std::string> unwellParts(const std::vector<provider::PartState>& parts,
                                                   const std::vector<std::string>& touched);

/// The models that @p plan makes somebody use and that are none of @p parts, although those tell of models: the runtime may not
/// know them. Sorted node ids.
[[nodiscard]] std::vector<std::string> untoldModels(const planning::Plan& plan,
                                                    const std::vector<provider::PartState>& parts);

/// True if the part `ready` is Ok: else nothing can be judged.
[[nodiscard]] bool isReady(const std::vector<provider::PartState>& parts);

} // namespace fabric::rollout
