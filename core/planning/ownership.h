// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/field_diff.h"
#include "core/planning/plan.h"

#include <map>
#include <string>
#include <string_view>

namespace fabric::planning {

/// Names of the owners of a field; API.
inline constexpr const char* kOwnerIntent = "intent";
inline constexpr const char* kOwnerRuntime = "runtime-default"; ///< nobody has set it
inline constexpr const char* kOwnerOther = "other"; ///< whoever set it since

/// Whose a field is. Borrows both revisions.
class Ownership
{
public:
    Ownership(const Content& observed, const Content& desired);

    /// The owned field that decides about @p pointer: the nearest that holds it, else the first one in it; null if the intent
    /// owns nothing there.
    [[nodiscard]] const std::string* ownedAt(const std::string& pointer) const;
    /// An owned field whose observed value is neither what was last applied nor what is desired. Remembered.
    [[nodiscard]] Result<bool> isConflict(const std::string& ownedPointer);
    /// True for a resource that is not there and of which the intent owns parts only: somebody removed it since.
    [[nodiscard]] bool wantsPartOf(const ResourceDifference& resource) const;
    /// Who else is behind the observed value.
    [[nodiscard]] static const char* otherOwner(const Json* observed);

private:
    const std::map<std::string, Digest>& m_owned;
    const Json& m_observed;
    const Json& m_desired;
    std::map<std::string, bool> m_conflicts;
};

} // namespace fabric::planning
