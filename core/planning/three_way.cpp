// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/field_diff.h"
#include "core/planning/intent.h"
#include "core/planning/ownership.h"

#include <map>

namespace fabric::planning {
namespace {

Json copyOf(const Json* value)
{
    return value == nullptr ? Json() : *value;
}

/// An owned field. Of what was applied only the digest is known, so the value is that of whoever still has it.
Result<FieldView> viewOf(const std::string& pointer, const Digest& applied, const Content& desired,
                         const Content& observed, Ownership& ownership)
{
    const Json* seen = valueAt(observed.source.document(), pointer);
    const Json* wanted = valueAt(desired.source.document(), pointer);
    FABRIC_TRY(const Digest seenDigest, digestOf(seen));
    FABRIC_TRY(const Digest wantedDigest, digestOf(wanted));
    FieldView out;
    out.pointer = pointer;
    out.owner = kOwnerIntent;
    out.observed = copyOf(seen);
    out.desired = copyOf(wanted);
    if (seenDigest == applied)
        out.applied = out.observed;
    else if (wantedDigest == applied)
        out.applied = out.desired;
    FABRIC_TRY(out.isConflict, ownership.isConflict(pointer));
    if (out.isConflict)
        out.owner = Ownership::otherOwner(seen);
    return out;
}

} // namespace

Result<std::vector<FieldView>> threeWay(const Content& desired, const Content& observed,
                                        const provider::Configuration& configuration)
{
    std::map<std::string, FieldView> views;
    Ownership ownership(observed, desired);
    for (const auto& [pointer, applied] : desired.source.parts().owned) {
        FABRIC_TRY(FieldView view, viewOf(pointer, applied, desired, observed, ownership));
        FABRIC_TRY(const Digest seen, digestOf(&view.observed));
        if (view.observed != view.desired || seen != applied)
            views.emplace(pointer, std::move(view));
    }
    FABRIC_TRY(const auto differences, compareSources(observed.source, desired.source, configuration));
    for (const ResourceDifference& difference : differences) {
        const bool isRemnant = ownership.wantsPartOf(difference);
        for (const FieldDifference& field : difference.fields) {
            if (const std::string* owned = ownership.ownedAt(field.pointer); owned != nullptr) {
                if (const auto told = views.find(*owned); isRemnant && told != views.end())
                    told->second.isConflict = true;
                continue; // told with the owned field
            }
            views.emplace(field.pointer,
                          FieldView{field.pointer, Ownership::otherOwner(field.observed), copyOf(field.desired),
                                    copyOf(field.observed), copyOf(field.desired), false});
        }
    }
    std::vector<FieldView> out;
    out.reserve(views.size());
    for (auto& [pointer, view] : views)
        out.push_back(std::move(view));
    return out;
}

} // namespace fabric::planning
