// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/writable_changes.h"

#include "core/planning/field_diff.h"
#include "core/planning/ownership.h"

#include <algorithm>
#include <set>

namespace fabric::planning {

using provider::ResourceId;

namespace {

/// One differing resource, and for each of its fields what keeps it from being written.
struct Decision
{
    ResourceDifference difference;
    std::vector<std::optional<NotWritten>> fields; ///< parallel to the fields; nothing: it is written

    /// Something in it is not written.
    [[nodiscard]] bool isHeld() const
    {
        return std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.has_value(); });
    }
    /// The intent has a hand in it: something is written, or would be but for a conflict.
    [[nodiscard]] bool isWanted() const
    {
        return std::any_of(fields.begin(), fields.end(), [](const auto& field) { return !field || field->isConflict; });
    }
};

Result<Decision> decide(ResourceDifference difference, Ownership& ownership)
{
    Decision out{std::move(difference), {}};
    out.fields.reserve(out.difference.fields.size());
    for (const FieldDifference& field : out.difference.fields) {
        const char* other = Ownership::otherOwner(field.observed);
        const std::string* owned = ownership.ownedAt(field.pointer);
        if (owned == nullptr) {
            out.fields.emplace_back(NotWritten{field.pointer, other, false,
                                               field.observed == nullptr
                                                   ? "it is not set on the runtime, and the intent does not own it"
                                                   : "somebody else set it, and the intent does not own it"});
            continue;
        }
        FABRIC_TRY(const bool isConflict, ownership.isConflict(*owned));
        if (isConflict)
            out.fields.emplace_back(
                NotWritten{field.pointer, other, true,
                           "the intent wants to change it, and somebody else changed it since it was last applied"});
        else
            out.fields.emplace_back();
    }
    return out;
}

/// Keeps everything in @p decision from being written that nothing kept from it yet. @return whether there was something.
bool holdBack(Decision& decision, const char* reason)
{
    bool isMore = false;
    for (std::size_t i = 0; i < decision.fields.size(); ++i) {
        const FieldDifference& field = decision.difference.fields[i];
        if (decision.fields[i])
            continue;
        decision.fields[i] = NotWritten{field.pointer, Ownership::otherOwner(field.observed), true, reason};
        isMore = true;
    }
    return isMore;
}

Decision* findDecision(std::vector<Decision>& decisions, const ResourceId& id)
{
    const auto found
        = std::lower_bound(decisions.begin(), decisions.end(), id,
                           [](const Decision& row, const ResourceId& wanted) { return row.difference.id < wanted; });
    return found != decisions.end() && found->difference.id == id ? &*found : nullptr;
}

/// Half a rename would leave two agents, or none.
bool holdBackRenames(const provider::Source& desired, std::vector<Decision>& decisions)
{
    constexpr const char* kReason = "it belongs to a rename that is held back by another conflict";
    bool isMore = false;
    for (const auto& [from, to] : desired.parts().renames) {
        Decision* old = findDecision(decisions, from);
        Decision* fresh = findDecision(decisions, to);
        if (old == nullptr || fresh == nullptr || !(old->isHeld() || fresh->isHeld()))
            continue;
        isMore = holdBack(*old, kReason) || isMore;
        isMore = holdBack(*fresh, kReason) || isMore;
    }
    return isMore;
}

/// A part of what somebody removed would make it anew, without what it had.
void holdBackRemnants(const Ownership& ownership, std::vector<Decision>& decisions)
{
    for (Decision& decision : decisions) {
        if (ownership.wantsPartOf(decision.difference))
            holdBack(decision, "somebody removed what it belongs to, and the intent wants this part of it only");
    }
}

/// Removes objects that writing left empty and that the desired value does not have.
void prune(Json& value, const Json* observed,
           const Json* desired) // NOLINT(misc-no-recursion): parsing bounds the depth
{
    for (auto it = value.begin(); it != value.end();) {
        const auto memberOf = [&](const Json* object) {
            return object != nullptr && object->is_object() && object->contains(it.key()) ? &object->at(it.key())
                                                                                          : nullptr;
        };
        const Json* before = memberOf(observed);
        const Json* after = memberOf(desired);
        if (it->is_object() && before != nullptr && *it != *before)
            prune(*it, before, after);
        const bool isEmptied
            = it->is_object() && it->empty() && after == nullptr && before != nullptr && !before->empty();
        it = isEmptied ? value.erase(it) : std::next(it);
    }
}

/// The resource's value with those fields set that are written.
Result<std::optional<Json>> resultOf(const Decision& decision)
{
    const ResourceDifference& difference = decision.difference;
    const auto copyOf = [](const Json* value) { return value == nullptr ? std::optional<Json>() : *value; };
    const bool isWhole = std::none_of(decision.fields.begin(), decision.fields.end(),
                                      [](const auto& field) { return field.has_value(); });
    if (isWhole)
        return copyOf(difference.desired);
    std::optional<Json> out = copyOf(difference.observed);
    for (std::size_t i = 0; i < decision.fields.size(); ++i) {
        if (decision.fields[i])
            continue;
        const FieldDifference& field = difference.fields[i];
        if (!out)
            out = Json::object();
        FABRIC_CHECK(setAt(*out, field.pointer.substr(difference.pointer.size()), field.desired));
    }
    if (out && out->is_object())
        prune(*out, difference.observed, difference.desired);
    return out;
}

/// True if what is written of @p decision takes away a mention of something in @p kept.
Result<bool> losesOne(const Decision& decision, const std::set<ResourceId>& kept,
                      const provider::Configuration& configuration)
{
    const ResourceDifference& difference = decision.difference;
    if (difference.observed == nullptr)
        return false;
    std::set<ResourceId> lost;
    for (ResourceId& id : configuration.references(difference.id, *difference.observed)) {
        if (kept.contains(id))
            lost.insert(std::move(id));
    }
    if (lost.empty())
        return false;
    FABRIC_TRY(const auto after, resultOf(decision));
    if (after) {
        for (const ResourceId& id : configuration.references(difference.id, *after))
            lost.erase(id);
    }
    return !lost.empty();
}

/// What goes away goes whole: a part that somebody else has a hand in would stay, without what went with it. And whatever relies on
/// it goes on doing so: an agent that stays keeps its routes.
/// @p kept: what stays; grows.
Result<bool> holdBackRemovals(const provider::Configuration& configuration, std::set<ResourceId>& kept,
                              std::vector<Decision>& decisions)
{
    const std::size_t known = kept.size();
    for (Decision& decision : decisions) {
        if (decision.difference.desired == nullptr && decision.isHeld() && decision.isWanted()
            && kept.insert(decision.difference.id).second)
            holdBack(decision, "it is to be removed with other fields that somebody else changed or added");
    }
    if (kept.size() == known)
        return false;
    for (Decision& decision : decisions) {
        FABRIC_TRY(const bool isLosing, losesOne(decision, kept, configuration));
        if (isLosing)
            holdBack(decision, "it goes with something that stays, because somebody else changed a part of that");
    }
    return true;
}

/// Until nothing that is held back holds anything else back.
Result<> holdBackAll(const Ownership& ownership, const provider::Source& desired,
                     const provider::Configuration& configuration, std::vector<Decision>& decisions)
{
    holdBackRemnants(ownership, decisions);
    std::set<ResourceId> kept;
    for (bool isMore = true; isMore;) {
        isMore = holdBackRenames(desired, decisions);
        FABRIC_TRY(const bool isMoreKept, holdBackRemovals(configuration, kept, decisions));
        isMore = isMore || isMoreKept;
    }
    return {};
}

} // namespace

Result<WritableChanges> writableChanges(const Content& observed, const Content& desired,
                                        const provider::Configuration& configuration)
{
    FABRIC_TRY(auto differences, compareSources(observed.source, desired.source, configuration));
    Ownership ownership(observed, desired);
    std::vector<Decision> decisions;
    decisions.reserve(differences.size());
    for (ResourceDifference& difference : differences) {
        FABRIC_TRY(Decision decision, decide(std::move(difference), ownership));
        decisions.push_back(std::move(decision));
    }
    FABRIC_CHECK(holdBackAll(ownership, desired.source, configuration, decisions));
    WritableChanges out;
    for (const Decision& decision : decisions) {
        bool isWritten = false;
        for (const auto& field : decision.fields) {
            isWritten = isWritten || !field;
            if (field)
                out.notWritten.push_back(*field);
        }
        if (!isWritten)
            continue;
        FABRIC_TRY(auto after, resultOf(decision));
        out.changes.push_back({decision.difference.id, std::move(after)});
    }
    std::sort(out.notWritten.begin(), out.notWritten.end(),
              [](const NotWritten& a, const NotWritten& b) { return a.pointer < b.pointer; });
    return out;
}

} // namespace fabric::planning
