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

    [[nodiscard]] bool hasConflict() const
    {
        return std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field && field->isConflict; });
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

/// Keeps everything in @p decision from being written that nothing kept from it yet.
void holdBack(Decision& decision, const char* reason)
{
    for (std::size_t i = 0; i < decision.fields.size(); ++i) {
        const FieldDifference& field = decision.difference.fields[i];
        if (!decision.fields[i])
            decision.fields[i] = NotWritten{field.pointer, Ownership::otherOwner(field.observed), true, reason};
    }
}

Decision* findDecision(std::vector<Decision>& decisions, const ResourceId& id)
{
    const auto found
        = std::lower_bound(decisions.begin(), decisions.end(), id,
                           [](const Decision& row, const ResourceId& wanted) { return row.difference.id < wanted; });
    return found != decisions.end() && found->difference.id == id ? &*found : nullptr;
}

/// Half a rename would leave two agents, or none.
void holdBackRenames(const provider::Source& desired, std::vector<Decision>& decisions)
{
    for (const auto& [from, to] : desired.parts().renames) {
        Decision* old = findDecision(decisions, from);
        Decision* fresh = findDecision(decisions, to);
        if (old == nullptr || fresh == nullptr || !(old->hasConflict() || fresh->hasConflict()))
            continue;
        holdBack(*old, "it belongs to a rename that is held back by another conflict");
        holdBack(*fresh, "it belongs to a rename that is held back by another conflict");
    }
}

/// A part of what somebody removed would make it anew, without what it had.
void holdBackRemnants(const Ownership& ownership, std::vector<Decision>& decisions)
{
    for (Decision& decision : decisions) {
        if (ownership.wantsPartOf(decision.difference))
            holdBack(decision, "somebody removed what it belongs to, and the intent wants this part of it only");
    }
}

/// True if @p difference takes away a mention of something in @p kept.
bool losesOne(const ResourceDifference& difference, const std::set<ResourceId>& kept,
              const provider::Configuration& configuration)
{
    if (difference.observed == nullptr)
        return false;
    std::set<ResourceId> lost;
    for (ResourceId& id : configuration.references(difference.id, *difference.observed)) {
        if (kept.contains(id))
            lost.insert(std::move(id));
    }
    if (difference.desired != nullptr && !lost.empty()) {
        for (const ResourceId& id : configuration.references(difference.id, *difference.desired))
            lost.erase(id);
    }
    return !lost.empty();
}

/// What goes away goes whole: a part that somebody else has a hand in would stay, without what went with it. And whatever relies on
/// it goes on doing so: an agent that stays keeps its routes.
void holdBackRemovals(const provider::Configuration& configuration, std::vector<Decision>& decisions)
{
    std::set<ResourceId> kept;
    for (std::size_t known = 0;; known = kept.size()) {
        for (Decision& decision : decisions) {
            if (decision.difference.desired != nullptr || kept.contains(decision.difference.id))
                continue;
            if (std::any_of(decision.fields.begin(), decision.fields.end(),
                            [](const auto& field) { return field.has_value(); })) {
                holdBack(decision, "it is to be removed with other fields that somebody else changed or added");
                kept.insert(decision.difference.id);
            }
        }
        if (kept.size() == known)
            return;
        for (Decision& decision : decisions) {
            if (losesOne(decision.difference, kept, configuration))
                holdBack(decision, "it goes with something that stays, because somebody else changed a part of that");
        }
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
    holdBackRenames(desired.source, decisions);
    holdBackRemnants(ownership, decisions);
    holdBackRemovals(configuration, decisions);
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
