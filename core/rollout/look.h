// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/provider/runtime_writer.h"

#include <string>
#include <vector>

namespace fabric::rollout {

/// What one operation makes of one resource. Null digests: not there.
struct Touched
{
    provider::ResourceId id;
    Digest before;
    Digest after;
    bool operator==(const Touched&) const = default;
};

/// What the rollout must know of one operation of the plan to judge what it reads back.
struct ExpectedOperation
{
    provider::Operation::Kind kind = provider::Operation::Kind::Patch;
    std::vector<Touched> touches; ///< sorted by id
    bool operator==(const ExpectedOperation&) const = default;
};

/// One reading, reduced to what is judged: small, and without any configuration.
struct Look
{
    std::string hash;
    bool exists = false;
    bool isValid = false;
    bool isApplied = false;
    std::string bootId;
    std::vector<provider::PartState> parts;
    std::vector<std::string> touchedParts; ///< subjects of those that the plan touches, sorted
    std::vector<std::string> untoldModels; ///< untoldModels()
    int writesLeft = 0;
    std::vector<provider::Resource> touched; ///< of the plan's touched resources those that are there, sorted by id
    /// Every field that the plan changes is as it was, whatever else its resource holds by now.
    bool areFieldsUndone = false;
    Digest rest; ///< over all resources that the plan does not touch
    std::vector<provider::ResourceId> stale; ///< of the plan's resources those that are not as it found them
};

/// The expectations of @p plan on the configuration in @p base.
/// @return the provider's error for a change that does not fit the document.
[[nodiscard]] Result<std::vector<ExpectedOperation>>
expectations(const planning::Plan& plan, const provider::Source& base, const provider::Configuration& configuration);

[[nodiscard]] Look lookAt(const planning::Plan& plan, const provider::Reading& reading);

/// How the touched resources of one operation are, compared with what it wanted.
enum class Match { Done, NotDone, Other };
[[nodiscard]] Match matchOf(const ExpectedOperation& operation, const Look& look);
/// True if what operation @p next touches is as the ones before it leave it, and nothing changed that the plan only reads: its
/// base hash is a new one, so that the runtime's own check does not cover what happened since the first.
[[nodiscard]] bool isReadyFor(const std::vector<ExpectedOperation>& operations, std::size_t next, const Look& look);
/// True if every resource is as the last operation that touches it leaves it.
[[nodiscard]] bool isAllDone(const std::vector<ExpectedOperation>& operations, const Look& look);
/// True if every resource is as it was before the first operation that touches it: \c Whole; \c Fields if somebody else changed
/// other fields of one of them, and only ours are as they were.
enum class Undone { No, Fields, Whole };
[[nodiscard]] Undone undoneOf(const std::vector<ExpectedOperation>& operations, const Look& look);
/// True if every resource is in one of the states that our own operations go through.
[[nodiscard]] bool isOnTheWay(const std::vector<ExpectedOperation>& operations, const Look& look);

} // namespace fabric::rollout
