// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/wire/change_types.h"

#include <optional>
#include <string>
#include <vector>

// Groups of rollouts under /api/v1/rollout-groups. The rules of types.h; requests are strict: an unknown field is an error.

namespace fabric::wire {

/// `POST /api/v1/rollout-groups`: one change over several runtimes, all or nothing.
struct RolloutGroupRequest
{
    std::vector<std::string> plans; ///< 2 to 100, each of another runtime
    /// Whose plan each of them is, in their order; empty: of none this is said. Needed for those that several runtimes have,
    /// so that identical runtimes can run one plan; the same plan twice must name two runtimes.
    std::vector<std::optional<std::string>> runtimes;
    std::vector<std::vector<std::string>>
        waves; ///< runtime ids, each once; empty: the first plan's runtime, then the others
    std::string reason;
    std::string digits; ///< of each plan for which the gate asks for them, separated by spaces
    std::optional<int> soakSeconds; ///< of each runtime; 1 to 86,400
    std::optional<int> waveSoakSeconds; ///< between two waves; 0 to 86,400
    std::optional<int> confirmSeconds; ///< present: commit-confirmed, from when all passed; 10 to 86,400
};

/// One runtime of a group.
struct RolloutGroupMember
{
    std::string runtime;
    std::string plan;
    std::string title; ///< of the plan
    int wave = 0; ///< from 0
    std::optional<std::string> rollout; ///< absent: it was not begun
    std::optional<std::string> state; ///< of its rollout
    std::string outcome; ///< of its rollout, or why it goes back
};

/// One line of `GET /api/v1/rollout-groups`, and one group.
struct RolloutGroup
{
    std::string id;
    std::string state;
    bool isTerminal = false;
    std::string reason;
    std::string author;
    std::string authorName; ///< the author for people: a key by its name
    std::string createdAt;
    std::string enteredAt; ///< the state
    std::optional<std::string>
        deadlineAt; ///< until then all must have passed; absent when they have, or the group ended
    std::optional<std::string> confirmDeadlineAt; ///< it goes back then unless it is confirmed
    int waveCount = 0;
    int wavesBegun = 0;
    std::string waitsFor; ///< one sentence; empty: it goes on by itself
    std::string outcome; ///< one sentence, of a terminal one; while it goes back: why
    std::string operatorAction; ///< exactly what a person must do; empty: nothing
    bool canCancel = false;
    bool canConfirm = false;
    bool canRollBack = false;
    std::vector<RolloutGroupMember> members; ///< by wave
};

/// `GET /api/v1/rollout-groups/{id}/evidence`; each member's rollout has its own.
struct GroupEvidence
{
    RolloutGroup group;
    std::vector<EvidenceStep> steps;
};

[[nodiscard]] Json toJson(const RolloutGroupRequest& value);
[[nodiscard]] Json toJson(const RolloutGroupMember& value);
[[nodiscard]] Json toJson(const RolloutGroup& value);
[[nodiscard]] Json toJson(const GroupEvidence& value);

template <>
Result<RolloutGroupRequest> parse<RolloutGroupRequest>(const Json& value, const std::string& path);
template <>
Result<RolloutGroupMember> parse<RolloutGroupMember>(const Json& value, const std::string& path);
template <>
Result<RolloutGroup> parse<RolloutGroup>(const Json& value, const std::string& path);
template <>
Result<GroupEvidence> parse<GroupEvidence>(const Json& value, const std::string& path);

} // namespace fabric::wire
