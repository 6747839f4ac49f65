// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/look.h"

#include "core/provider/field_edits.h"
#include "core/rollout/parts.h"

#include <algorithm>
#include <map>

namespace fabric::rollout {
namespace {

using provider::ResourceId;

Digest digestIn(const std::vector<provider::Resource>& resources, const ResourceId& id)
{
    const auto at
        = std::lower_bound(resources.begin(), resources.end(), id,
                           [](const provider::Resource& one, const ResourceId& wanted) { return one.id < wanted; });
    return at != resources.end() && at->id == id ? at->digest : Digest();
}

bool isTouched(const planning::Plan& plan, const ResourceId& id)
{
    return std::any_of(plan.operations.begin(), plan.operations.end(), [&](const provider::Operation& operation) {
        return std::binary_search(operation.touches.begin(), operation.touches.end(), id);
    });
}

/// True if every field that the plan changes holds what it held before the first change.
bool areFieldsUndone(const planning::Plan& plan, const Json& document)
{
    std::map<std::string_view, const Json*> before;
    for (const provider::Operation& operation : plan.operations) {
        for (const provider::FieldEdit& edit : operation.changes) {
            if (!isEmptied(edit)) // what others put into it stays theirs
                before.try_emplace(edit.pointer, &edit.before);
        }
    }
    static const Json kAbsent;
    return std::all_of(before.begin(), before.end(), [&](const auto& one) {
        try {
            const Json::json_pointer pointer{std::string(one.first)};
            return (document.contains(pointer) ? document.at(pointer) : kAbsent) == *one.second;
        } catch (const Json::exception&) {
            return false;
        }
    });
}

/// A created agent gets fields of the runtime's own; that it is there is all that counts until the patch follows.
bool isAfter(provider::Operation::Kind kind, const Touched& touched, const Digest& now)
{
    return kind == provider::Operation::Kind::CreateAgent ? !now.isNull() : now == touched.after;
}

} // namespace

Result<std::vector<ExpectedOperation>> expectations(const planning::Plan& plan, const provider::Source& base,
                                                    const provider::Configuration& configuration)
{
    Json document = base.document();
    std::vector<provider::Resource> before(base.resources().begin(), base.resources().end());
    std::vector<ExpectedOperation> expected;
    expected.reserve(plan.operations.size());
    for (const provider::Operation& operation : plan.operations) {
        FABRIC_CHECK(applyEdits(document, operation.changes));
        FABRIC_TRY(auto after, configuration.resources(document));
        ExpectedOperation one;
        one.kind = operation.kind;
        one.touches.reserve(operation.touches.size());
        for (const ResourceId& id : operation.touches)
            one.touches.push_back({id, digestIn(before, id), digestIn(after, id)});
        expected.push_back(std::move(one));
        before = std::move(after);
    }
    return expected;
}

Look lookAt(const planning::Plan& plan, const provider::Reading& reading)
{
    Look look;
    look.hash = reading.hash;
    look.exists = reading.exists;
    look.isValid = reading.isValid;
    look.isApplied = reading.isApplied;
    look.bootId = reading.bootId;
    look.parts = reading.parts;
    const TouchedParts touched(plan);
    for (const provider::PartState& part : look.parts) {
        if (touched.contains(part.subject))
            look.touchedParts.push_back(part.subject);
    }
    look.untoldModels = untoldModels(plan, look.parts);
    look.writesLeft = reading.writesLeft;
    Sha256 rest;
    for (const provider::Resource& resource : reading.source.resources()) {
        if (isTouched(plan, resource.id)) {
            look.touched.push_back(resource);
        } else {
            rest.add(resource.id.value());
            rest.add(resource.digest.bytes());
        }
    }
    look.rest = rest.finish();
    look.areFieldsUndone = areFieldsUndone(plan, reading.source.document());
    look.stale = planning::staleResources(plan, reading.source);
    return look;
}

Match matchOf(const ExpectedOperation& operation, const Look& look)
{
    bool isDone = true;
    bool isUntouched = true;
    for (const Touched& touched : operation.touches) {
        const Digest now = digestIn(look.touched, touched.id);
        isDone = isDone && isAfter(operation.kind, touched, now);
        isUntouched = isUntouched && now == touched.before;
    }
    if (isDone)
        return Match::Done;
    return isUntouched ? Match::NotDone : Match::Other;
}

bool isReadyFor(const std::vector<ExpectedOperation>& operations, std::size_t next, const Look& look)
{
    std::map<ResourceId, bool> isTouched; // -> made by an operation before
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const bool isMade = i < next && operations[i].kind == provider::Operation::Kind::CreateAgent;
        for (const Touched& touched : operations[i].touches)
            isTouched[touched.id] |= isMade;
    }
    const auto& touches = operations[next].touches;
    return std::all_of(touches.begin(), touches.end(),
                       [&](const Touched& touched) {
                           const Digest now = digestIn(look.touched, touched.id);
                           return isTouched[touched.id] ? !now.isNull() : now == touched.before;
                       })
        && std::all_of(look.stale.begin(), look.stale.end(),
                       [&](const ResourceId& id) { return isTouched.contains(id); });
}

bool isAllDone(const std::vector<ExpectedOperation>& operations, const Look& look)
{
    std::map<ResourceId, bool> isDone;
    for (const ExpectedOperation& operation : operations) {
        for (const Touched& touched : operation.touches)
            isDone[touched.id] = isAfter(operation.kind, touched, digestIn(look.touched, touched.id));
    }
    return std::all_of(isDone.begin(), isDone.end(), [](const auto& one) { return one.second; });
}

Undone undoneOf(const std::vector<ExpectedOperation>& operations, const Look& look)
{
    std::map<ResourceId, Digest> before;
    for (const ExpectedOperation& operation : operations) {
        for (const Touched& touched : operation.touches)
            before.try_emplace(touched.id, touched.before);
    }
    Undone undone = Undone::Whole;
    for (const auto& [id, was] : before) {
        const Digest now = digestIn(look.touched, id);
        if (now == was)
            continue;
        if (now.isNull() || was.isNull() || !look.areFieldsUndone)
            return Undone::No;
        undone = Undone::Fields;
    }
    return undone;
}

bool isOnTheWay(const std::vector<ExpectedOperation>& operations, const Look& look)
{
    std::map<ResourceId, bool> isOurs;
    for (const ExpectedOperation& operation : operations) {
        for (const Touched& touched : operation.touches) {
            const Digest now = digestIn(look.touched, touched.id);
            isOurs[touched.id] |= now == touched.before || isAfter(operation.kind, touched, now);
        }
    }
    return std::all_of(isOurs.begin(), isOurs.end(), [](const auto& one) { return one.second; });
}

} // namespace fabric::rollout
