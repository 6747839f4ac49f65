// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/intent.h"

#include "core/planning/field_diff.h"
#include "core/planning/ownership.h"
#include "core/provider/field_edits.h"

#include <algorithm>
#include <map>

namespace fabric::planning {

using provider::Configuration;
using provider::ResourceId;
using provider::Source;
using Owned = std::map<std::string, Digest>;

namespace {

/// Takes the objects on the way to @p pointer out of @p document that are empty now and that @p before does not have.
Result<> dropEmptied(Json& document, std::string pointer, const Json& before)
{
    for (std::size_t slash = pointer.rfind('/'); slash != std::string::npos && slash > 0; slash = pointer.rfind('/')) {
        pointer.resize(slash);
        const Json* object = valueAt(document, pointer);
        if (object == nullptr || !object->is_object() || !object->empty() || valueAt(before, pointer) != nullptr)
            break;
        FABRIC_CHECK(setAt(document, pointer, nullptr));
    }
    return {};
}

/// Sets an owned field in @p document as @p desired has it. What lies between and is missing, or can hold no field because somebody
/// gave it another form, comes whole from the desired document, so that no half of an agent is made when somebody removed it.
Result<> carryOver(const Json& desired, const std::string& pointer, Json& document)
{
    for (std::size_t end = pointer.find('/', 1); end != std::string::npos; end = pointer.find('/', end + 1)) {
        const std::string above = pointer.substr(0, end);
        const Json* there = valueAt(document, above);
        if (there != nullptr && there->is_object())
            continue;
        const Json* whole = valueAt(desired, above);
        return whole == nullptr ? Result<>() : setAt(document, above, whole);
    }
    const Json* wanted = valueAt(desired, pointer);
    FABRIC_CHECK(setAt(document, pointer, wanted));
    return wanted == nullptr ? dropEmptied(document, pointer, desired) : Result<>();
}

/// True if @p owned has something in the field @p pointer, or the field itself.
bool ownsIn(const Owned& owned, const std::string& pointer)
{
    const auto below = owned.lower_bound(pointer + "/"); // names such as `ops-2` stand between the two
    return owned.contains(pointer) || (below != owned.end() && isWithin(below->first, pointer));
}

/// The observed document with everything that the intent owns: what nobody here owns is as it is on the runtime. What the intent
/// removed is gone whole, also if somebody else set more of it since: planning finds that.
Result<Json> rebased(const Content& desired, const Content& observed, const Configuration& configuration)
{
    const Owned& owned = desired.source.parts().owned;
    Json document = observed.source.document();
    FABRIC_TRY(const auto differences, compareSources(observed.source, desired.source, configuration));
    for (const ResourceDifference& difference : differences) {
        if (difference.desired == nullptr && ownsIn(owned, difference.pointer))
            FABRIC_CHECK(configuration.set(document, difference.id, std::nullopt));
    }
    for (const auto& [pointer, digest] : owned)
        FABRIC_CHECK(carryOver(desired.source.document(), pointer, document));
    return document;
}

/// A desired source and its graph for a document.
Result<Content> contentOf(Json document, Source::Parts parts, const Content& observed,
                          const Configuration& configuration)
{
    const Source::Parts& seen = observed.source.parts();
    parts.provider = seen.provider;
    parts.providerVersion = seen.providerVersion;
    parts.reloadKinds = seen.reloadKinds;
    parts.former = seen.former;
    FABRIC_TRY(parts.resources, configuration.resources(document));
    parts.document = std::move(document);
    Content out;
    FABRIC_TRY(out.source, Source::create(std::move(parts)));
    FABRIC_TRY(out.graph, configuration.graphOf(out.source, observed.graph));
    return out;
}

/// The intent's own part of a source: what it owns and what it renamed.
Source::Parts intentOf(const Source& desired)
{
    Source::Parts out;
    out.owned = desired.parts().owned;
    out.renames = desired.parts().renames;
    return out;
}

/// From now on the intent owns @p pointer, on top of what is observed there; if something there can hold no field, that is owned.
Result<> own(std::string pointer, const Source& observed, Owned& owned)
{
    if (std::string obstacle = obstacleTo(observed.document(), pointer); !obstacle.empty())
        pointer = std::move(obstacle);
    FABRIC_TRY(const Digest digest, digestOf(valueAt(observed.document(), pointer)));
    for (auto it = owned.lower_bound(pointer + "/"); it != owned.end() && isWithin(it->first, pointer);)
        it = owned.erase(it); // it is part of the field now
    owned[std::move(pointer)] = digest;
    return {};
}

/// Notes that an agent goes on in another resource. A chain of renames counts as one; only what the runtime has can be renamed.
void noteRename(const Content& before, const Content& after, const topology::NodeId& agent, const Content& observed,
                std::map<ResourceId, ResourceId>& renames)
{
    const topology::Node* old = before.graph.find(agent);
    const auto nodes = after.graph.nodes();
    const auto fresh = std::find_if(nodes.begin(), nodes.end(), [&](const topology::Node& node) {
        const topology::Node* earlier = before.graph.find(node.id); // dangling if somebody still refers to it
        return node.kind == topology::NodeKind::Agent && !node.isDangling
            && (earlier == nullptr || earlier->isDangling);
    });
    if (old == nullptr || fresh == nodes.end())
        return;
    ResourceId from(old->path);
    const ResourceId to(fresh->path);
    const auto chain
        = std::find_if(renames.begin(), renames.end(), [&](const auto& row) { return row.second == from; });
    if (chain != renames.end()) {
        from = chain->first;
        renames.erase(chain);
    }
    if (from != to && observed.source.find(from) != nullptr && after.source.find(to) != nullptr)
        renames[from] = to;
}

/// Carries edits out one after the other.
class Editor
{
public:
    Editor(const Content& observed, const Configuration& configuration)
        : m_observed(observed)
        , m_configuration(configuration)
    {
    }

    [[nodiscard]] Result<Content> apply(const provider::Edit& edit, const Content& desired) const
    {
        Json document = desired.source.document();
        FABRIC_TRY(std::vector<std::string> pointers, m_configuration.apply(edit, document, desired.graph));
        if (refresh(pointers, desired, document)) {
            FABRIC_TRY(pointers, m_configuration.apply(edit, document, desired.graph));
        }
        Source::Parts parts = intentOf(desired.source);
        for (const std::string& pointer : pointers) {
            FABRIC_TRY(const bool isContested, isContestedList(pointer, desired.source));
            if (!isContested)
                FABRIC_CHECK(own(pointer, m_observed.source, parts.owned));
        }
        FABRIC_TRY(Content out, contentOf(std::move(document), parts, m_observed, m_configuration));
        FABRIC_CHECK(ownWhatCameBack(pointers, desired.source, out));
        const auto* rename = std::get_if<provider::RenameAgent>(&edit);
        if (rename == nullptr)
            return out;
        noteRename(desired, out, rename->agent, m_observed, parts.renames);
        Source::Parts renamed = out.source.parts();
        renamed.renames = std::move(parts.renames);
        FABRIC_TRY(out.source, Source::create(std::move(renamed)));
        return out;
    }

private:
    /// A list that both sides changed: an edit of one item says nothing about those of the other, so that it stays a conflict.
    [[nodiscard]] Result<bool> isContestedList(const std::string& pointer, const Source& desired) const
    {
        const auto owned = desired.parts().owned.find(pointer);
        const Json* wanted = valueAt(desired.document(), pointer);
        if (owned == desired.parts().owned.end() || wanted == nullptr || !wanted->is_array())
            return false;
        FABRIC_TRY(const Digest seenDigest, digestOf(valueAt(m_observed.source.document(), pointer)));
        FABRIC_TRY(const Digest wantedDigest, digestOf(wanted));
        return seenDigest != owned->second && wantedDigest != owned->second && seenDigest != wantedDigest;
    }

    /// Whoever edits an entry that somebody else removed since wants it back, not a part of it.
    [[nodiscard]] Result<> ownWhatCameBack(const std::vector<std::string>& pointers, const Source& before,
                                           Content& out) const
    {
        FABRIC_TRY(const auto differences, compareSources(m_observed.source, out.source, m_configuration));
        const Ownership ownership(m_observed, out);
        Owned owned = out.source.parts().owned;
        for (const ResourceDifference& difference : differences) {
            const bool isMeant = std::any_of(pointers.begin(), pointers.end(), [&](const std::string& pointer) {
                return isWithin(pointer, difference.pointer);
            });
            if (isMeant && before.find(difference.id) != nullptr && ownership.wantsPartOf(difference))
                FABRIC_CHECK(own(difference.pointer, m_observed.source, owned));
        }
        if (owned == out.source.parts().owned)
            return {};
        Source::Parts parts = out.source.parts();
        parts.owned = std::move(owned);
        FABRIC_TRY(out.source, Source::create(std::move(parts)));
        return {};
    }

    /// A list that the intent owns and has no change pending for, and that somebody else changed: an edit starts from what is
    /// there, or it would drop the other's items.
    /// @return true if @p document was set back to before the edit, with such lists taken from the runtime.
    [[nodiscard]] bool refresh(const std::vector<std::string>& pointers, const Content& desired, Json& document) const
    {
        Json fresh = desired.source.document();
        bool isRefreshed = false;
        for (const std::string& pointer : pointers) {
            const auto owned = desired.source.parts().owned.find(pointer);
            const Json* seen = valueAt(m_observed.source.document(), pointer);
            const Json* wanted = valueAt(fresh, pointer);
            if (owned == desired.source.parts().owned.end() || seen == nullptr || wanted == nullptr || !seen->is_array()
                || *seen == *wanted || digestOf(wanted) != Result<Digest>(owned->second))
                continue;
            isRefreshed = setAt(fresh, pointer, seen).has_value() || isRefreshed;
        }
        if (isRefreshed)
            document = std::move(fresh);
        return isRefreshed;
    }

    const Content& m_observed;
    const Configuration& m_configuration;
};

/// What becomes of a resource that @p difference changes, on a runtime that has @p now there: what somebody else changed in it
/// since stays.
Result<std::optional<Json>> merged(const ResourceDifference& difference, const Json* now)
{
    const Json* was = difference.observed;
    const bool isAsItWas = now == was || (now != nullptr && was != nullptr && *now == *was);
    if (difference.desired == nullptr)
        return std::optional<Json>();
    if (isAsItWas || now == nullptr)
        return std::optional<Json>(*difference.desired);
    Json out = *now;
    for (const FieldDifference& field : difference.fields)
        FABRIC_CHECK(carryOver(*difference.desired, field.pointer.substr(difference.pointer.size()), out));
    return std::optional<Json>(std::move(out));
}

/// The next desired revision: @p observed with all in which @p document differs from @p base, and owning that.
Result<Content> wanting(Json document, const Source& base, const Content& desired, const Content& observed,
                        const Configuration& configuration)
{
    Source::Parts parts = intentOf(desired.source);
    parts.renames.clear(); // a document says nothing about them
    FABRIC_TRY(const Content plain, contentOf(std::move(document), parts, observed, configuration));
    FABRIC_TRY(const auto differences, compareSources(base, plain.source, configuration));
    for (auto& [pointer, digest] : parts.owned) { // goes on from what is there
        FABRIC_TRY(digest, digestOf(valueAt(observed.source.document(), pointer)));
    }
    Json wanted = observed.source.document();
    for (const ResourceDifference& difference : differences) {
        FABRIC_TRY(auto value, merged(difference, configuration.value(wanted, difference.id)));
        FABRIC_CHECK(configuration.set(wanted, difference.id, std::move(value)));
        for (const FieldDifference& field : difference.fields)
            FABRIC_CHECK(own(field.pointer, base, parts.owned));
    }
    return contentOf(std::move(wanted), std::move(parts), observed, configuration);
}

} // namespace

Result<Content> adopt(const Content& observed)
{
    if (observed.source.isEmpty())
        return fail(ErrorCode::FailedPrecondition, "a revision without a configuration cannot be adopted", "/provider");
    Content out = observed;
    Source::Parts parts = observed.source.parts();
    parts.owned.clear();
    parts.renames.clear();
    FABRIC_TRY(out.source, Source::create(std::move(parts)));
    return out;
}

Result<Content> edited(const Content& desired, const Content& observed, const std::vector<provider::Edit>& edits,
                       const Configuration& configuration)
{
    if (edits.size() > provider::kMaxEdits)
        return fail(ErrorCode::TooLarge, "there are too many edits", "/edits");
    FABRIC_TRY(Json document, rebased(desired, observed, configuration));
    FABRIC_TRY(Content out, contentOf(std::move(document), intentOf(desired.source), observed, configuration));
    const Editor editor(observed, configuration);
    for (std::size_t i = 0; i < edits.size(); ++i) {
        auto next = editor.apply(edits[i], out);
        if (!next) {
            Error error = std::move(next).error();
            const bool isPointer = error.where.starts_with('/');
            error.where = "/edits/" + std::to_string(i) + (error.where.empty() || isPointer ? "" : "/") + error.where;
            return tl::make_unexpected(std::move(error));
        }
        out = *std::move(next);
    }
    return out;
}

Result<Content> imported(const Content& desired, const Source& exported, const Content& observed, std::string_view text,
                         const Configuration& configuration)
{
    FABRIC_TRY(Json document, configuration.import(text, exported.document()));
    return wanting(std::move(document), exported, desired, observed, configuration);
}

Result<Content> undone(const Plan& plan, const Json& before, const Content& desired, const Content& observed,
                       const Configuration& configuration)
{
    Json document = observed.source.document();
    bool isDone = false; // anything of it
    for (auto operation = plan.operations.rbegin(); operation != plan.operations.rend(); ++operation) {
        for (auto edit = operation->changes.rbegin(); edit != operation->changes.rend(); ++edit) {
            const Json* found = valueAt(document, edit->pointer);
            const Json now = found != nullptr ? *found : Json();
            if (provider::isEmptied(*edit) || now == edit->before) // an emptied object gets its members back one by one
                continue;
            if (now != edit->after)
                return fail(ErrorCode::Conflict, edit->path + " was changed since", edit->pointer);
            if (holdsMask(edit->before) || configuration.isShownInPart(edit->pointer, edit->before))
                return fail(ErrorCode::FailedPrecondition,
                            edit->path + " held a secret, or text that Fabric knows in part only", edit->pointer);
            FABRIC_CHECK(setAt(document, edit->pointer, edit->before.is_null() ? nullptr : &edit->before));
            if (edit->before.is_null())
                FABRIC_CHECK(dropEmptied(document, edit->pointer, before));
            isDone = true;
        }
    }
    if (!isDone)
        return fail(ErrorCode::FailedPrecondition,
                    "nothing of what it did is there: it is undone already, or was not observed yet", "/undo");
    return wanting(std::move(document), observed.source, desired, observed, configuration);
}

Result<Content> applied(const Content& desired, const Content& observed)
{
    Source::Parts parts = desired.source.parts();
    bool isReached = true;
    for (auto& [pointer, digest] : parts.owned) {
        FABRIC_TRY(const Digest seen, digestOf(valueAt(observed.source.document(), pointer)));
        FABRIC_TRY(const Digest wanted, digestOf(valueAt(desired.source.document(), pointer)));
        if (seen == wanted)
            digest = seen;
        else
            isReached = false; // a conflict that the plan did not write
    }
    std::erase_if(parts.renames, [&](const auto& row) {
        return observed.source.find(row.first) == nullptr && observed.source.find(row.second) != nullptr;
    });
    Content out = desired;
    if (isReached) { // nothing is left to do: the rest is as it is on the runtime
        out.graph = observed.graph;
        Source::Parts seen = observed.source.parts();
        seen.owned = std::move(parts.owned);
        seen.renames = std::move(parts.renames);
        parts = std::move(seen);
    }
    FABRIC_TRY(out.source, Source::create(std::move(parts)));
    return out;
}

} // namespace fabric::planning
