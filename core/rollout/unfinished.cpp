// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/unfinished.h"

#include "core/rollout/group.h"

#include <algorithm>

namespace fabric::rollout {
namespace {

constexpr int kMostGroups = 500; ///< that are not finished

} // namespace

Result<std::optional<std::string>> unfinishedGroupOf(store::Session& session, const RuntimeId& runtime)
{
    FABRIC_TRY(const auto rows, session.rolloutGroups().list({.isFinished = false, .limit = kMostGroups}));
    for (const store::RolloutGroupRecord& row : rows) {
        FABRIC_TRY(const Group group, parseGroup(row.body, "group " + row.id));
        const bool hasIt = std::any_of(group.members.begin(), group.members.end(),
                                       [&](const GroupMember& member) { return member.runtime == runtime; });
        if (hasIt)
            return std::optional(row.id);
    }
    return std::nullopt;
}

Result<std::optional<std::string>> unfinishedChangeOf(store::Session& session, const RuntimeId& runtime)
{
    FABRIC_TRY(const auto active, session.rollouts().active(runtime));
    if (active)
        return std::optional("rollout " + active->id.value());
    FABRIC_TRY(const auto group, unfinishedGroupOf(session, runtime));
    if (!group)
        return std::nullopt;
    return std::optional("group " + *group);
}

} // namespace fabric::rollout
