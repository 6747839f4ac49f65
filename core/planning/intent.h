// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace fabric::planning {

/// The first desired revision of a runtime: what was observed, with nothing owned yet.
[[nodiscard]] Result<Content> adopt(const Content& observed);

/// The next desired revision: @p edits carried out on @p desired in order; the fields that they set are owned from now on, based
/// on what @p observed has there.
/// @return the edit's error with `where` = `/edits/<index>` and more.
[[nodiscard]] Result<Content> edited(const Content& desired, const Content& observed,
                                     const std::vector<provider::Edit>& edits,
                                     const provider::Configuration& configuration);

/// The next desired revision, from a document in the provider's own format that somebody made from @p exported, an observed
/// revision: every field that differs from that is owned, based on what is there. What changed between @p exported and @p observed
/// stays, and is a conflict where both changed it.
[[nodiscard]] Result<Content> imported(const Content& desired, const provider::Source& exported,
                                       const Content& observed, std::string_view text,
                                       const provider::Configuration& configuration);

/// The next desired revision: what is observed without what @p plan did. Every field that it changed must be as it left it, or as it
/// was before, and what was there before must be known whole. Objects that @p before, the document that the plan was made on, has
/// not go with their last member.
/// @return Conflict (where = its pointer) for a field that was changed since; FailedPrecondition for one that held a secret or was
/// known in part only, and if nothing of what the plan did is there.
[[nodiscard]] Result<Content> undone(const Plan& plan, const Json& before, const Content& desired,
                                     const Content& observed, const provider::Configuration& configuration);

/// After a rollout succeeded: the desired revision on the state that was applied, so that the next one starts from there.
[[nodiscard]] Result<Content> applied(const Content& desired, const Content& observed);

/// One field as three see it; JSON null: absent.
struct FieldView
{
    std::string pointer;
    std::string owner; ///< intent, runtime-default, other
    Json applied; ///< null also if it was never applied
    Json observed;
    Json desired;
    bool isConflict = false;
};

/// The fields about which last applied, observed and desired do not all agree, sorted by pointer.
[[nodiscard]] Result<std::vector<FieldView>> threeWay(const Content& desired, const Content& observed,
                                                      const provider::Configuration& configuration);

} // namespace fabric::planning
