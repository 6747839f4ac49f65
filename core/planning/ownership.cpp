// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/ownership.h"

#include <algorithm>

namespace fabric::planning {

Ownership::Ownership(const Content& observed, const Content& desired)
    : m_owned(desired.source.parts().owned)
    , m_observed(observed.source.document())
    , m_desired(desired.source.document())
{
}

const std::string* Ownership::ownedAt(const std::string& pointer) const
{
    if (m_owned.empty())
        return nullptr;
    for (std::string at = pointer;; at.resize(at.rfind('/'))) {
        if (const auto found = m_owned.find(at); found != m_owned.end())
            return &found->first;
        if (at.rfind('/') == std::string::npos)
            break;
    }
    const auto below = m_owned.lower_bound(pointer + "/");
    return below != m_owned.end() && isWithin(below->first, pointer) ? &below->first : nullptr;
}

Result<bool> Ownership::isConflict(const std::string& ownedPointer)
{
    if (const auto known = m_conflicts.find(ownedPointer); known != m_conflicts.end())
        return known->second;
    FABRIC_TRY(const Digest observed, digestOf(valueAt(m_observed, ownedPointer)));
    bool isConflict = false;
    if (observed != m_owned.at(ownedPointer)) {
        FABRIC_TRY(const Digest desired, digestOf(valueAt(m_desired, ownedPointer)));
        isConflict = observed != desired;
    } else if (const std::string obstacle = obstacleTo(m_observed, ownedPointer); !obstacle.empty()) {
        isConflict = obstacleTo(m_desired, ownedPointer) != obstacle; // absent, but because of what somebody else set
    }
    m_conflicts.emplace(ownedPointer, isConflict);
    return isConflict;
}

bool Ownership::wantsPartOf(const ResourceDifference& resource) const
{
    const auto isOwned = [&](const FieldDifference& field) { return ownedAt(field.pointer) != nullptr; };
    return resource.observed == nullptr && std::any_of(resource.fields.begin(), resource.fields.end(), isOwned)
        && !std::all_of(resource.fields.begin(), resource.fields.end(), isOwned);
}

const char* Ownership::otherOwner(const Json* observed)
{
    return observed == nullptr ? kOwnerRuntime : kOwnerOther;
}

} // namespace fabric::planning
