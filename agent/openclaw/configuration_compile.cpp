// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/configuration_compile.h"

#include "agent/openclaw/agent_references.h"
#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/map_context.h"
#include "agent/openclaw/merge_patch.h"
#include "agent/openclaw/reload_table.h"
#include "agent/openclaw/source_document.h"
#include "agent/openclaw/version_table.h"
#include "agent/openclaw/widened_fields.h"
#include "core/provider/field_edits.h"

#include <algorithm>
#include <array>
#include <set>

namespace fabric::openclaw {

using provider::Compiled;
using provider::FieldEdit;
using provider::Operation;
using provider::ResourceId;

namespace {

const Segments kOwnership{"agents", "ownership"};

Segments placeOf(const FieldEdit& field)
{
    return segmentsOf(field.pointer).value_or(Segments{});
}

/// Puts what differs between @p from and @p to into @p document, which has at least what @p from has.
void transfer(Json& document, const Json& from, const Json& to)
{
    for (const auto& [name, value] : from.items()) {
        if (!to.contains(name))
            document.erase(name);
    }
    for (const auto& [name, value] : to.items()) {
        const auto old = from.find(name);
        if (old != from.end() && *old == value)
            continue;
        if (old != from.end() && old->is_object() && value.is_object() && document[name].is_object())
            transfer(document[name], *old, value);
        else
            document[name] = value;
    }
}

/// The form in which versions up to 2026.7 have the roster. The order is that of the ids: items are merged by id.
Json withRosterAsList(Json document)
{
    const Json* entries = findAt(std::as_const(document), Segments{"agents", "entries"});
    if (entries == nullptr || !entries->is_object())
        return document;
    Json list = Json::array();
    for (const auto& [key, entry] : entries->items()) {
        Json item = entry;
        if (!item.contains("id"))
            item["id"] = key;
        list.push_back(std::move(item));
    }
    document["agents"].erase("entries");
    document["agents"]["list"] = std::move(list);
    return document;
}

/// What of @p document compiling @p changes goes by.
Json concerned(const Json& document, const std::vector<provider::ResourceChange>& changes, RosterKey roster)
{
    if (roster == RosterKey::List) // a list is compared with all of its items
        return document;
    std::vector<Segments> places{kOwnership};
    std::vector<std::string> removed;
    for (const provider::ResourceChange& change : changes) {
        places.push_back(segmentsOfPath(change.id.value()));
        const Segments& place = places.back();
        if (!change.after && place.size() == 3 && place[0] == "agents" && place[1] == "entries")
            removed.push_back(canonicalAgentId(place[2]));
    }
    if (!removed.empty()) {
        const auto more = placesNaming(document, removed);
        places.insert(places.end(), more.begin(), more.end());
    }
    return excerptOf(document, std::move(places));
}

/// Everything that compiling one set of changes goes by.
class Compiler
{
public:
    Compiler(const provider::Source& source, const std::vector<provider::ResourceChange>& changes)
        : m_source(source)
        , m_features(featuresOf(source.parts().providerVersion))
        , m_before(concerned(source.document(), changes, m_features.roster))
        , m_after(m_before)
    {
    }

    Result<Compiled> run(const std::vector<provider::ResourceChange>& changes)
    {
        FABRIC_CHECK(takeChanges(changes));
        findAgents();
        splitOffDeletes();
        FABRIC_CHECK(checkFields());
        FABRIC_CHECK(addCreates());
        FABRIC_CHECK(addPatch());
        FABRIC_CHECK(addDeletes());
        addIrreversible();
        addWidened();
        return std::move(m_out);
    }

private:
    [[nodiscard]] bool hasEntries() const { return m_features.roster == RosterKey::Entries; }

    Result<> takeChanges(const std::vector<provider::ResourceChange>& changes)
    {
        // Removals first: a resource that stands for an empty object gives way to what is put there.
        for (const bool isRemoval : {true, false}) {
            for (const provider::ResourceChange& change : changes) {
                if (change.after.has_value() != isRemoval)
                    FABRIC_CHECK(setResource(m_after, change.id, change.after));
            }
        }
        return {};
    }

    void findAgents()
    {
        const auto before = agentIdsOf(m_before);
        const auto after = agentIdsOf(m_after);
        std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(m_deleted));
        std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(m_created));
        if (!hasEntries()) // no memory of deleted agents
            return;
        const auto& former = m_source.parts().former;
        for (const std::string& id : m_created) {
            if (std::find(former.begin(), former.end(), resourceId(Segments{"agents", "entries", id})) != former.end())
                m_recreated.push_back(id);
        }
    }

    /// `agents.delete` takes what names the agent with it; only the rest is for the patch, which goes before.
    void splitOffDeletes()
    {
        if (m_deleted.empty()) {
            m_middle = std::move(m_after);
        } else {
            Json pruned = m_before;
            for (const std::string& id : m_deleted)
                pruned = withoutAgent(std::move(pruned), id, m_features.roster);
            m_middle = m_before;
            transfer(m_middle, pruned, m_after);
        }
        m_fields = fieldsBetween(m_before, m_middle);
        m_isPatched = !m_fields.empty();
        if (m_isPatched && hasEntries() && agentIdsOf(m_middle).size() > 1
            && findAt(std::as_const(m_middle), kOwnership) == nullptr) {
            // A roster in the old form is rewritten by the first patch, which must say this.
            setAt(m_middle, kOwnership, "explicit");
            m_fields = fieldsBetween(m_before, m_middle);
        }
    }

    Result<> checkFields() const
    {
        constexpr std::array<std::string_view, 4> kOurWayIn{"/gateway/port", "/gateway/bind", "/gateway/auth",
                                                            "/gateway/mode"};
        for (const FieldEdit& field : m_fields) {
            const bool cutsOff = std::any_of(kOurWayIn.begin(), kOurWayIn.end(), [&](std::string_view place) {
                return field.pointer == place || field.pointer.starts_with(std::string(place) + "/")
                    || field.pointer == "/gateway";
            });
            if (cutsOff)
                return fail(ErrorCode::FailedPrecondition,
                            "this would cut Fabric off from the gateway, so it is changed by hand only", field.path);
            if (field.pointer == "/meta" || field.pointer.starts_with("/meta/"))
                return fail(ErrorCode::FailedPrecondition, "the gateway keeps this itself", field.path);
            const bool isOrigin = shownAt(placeOf(field)) == Shown::Origin;
            const bool isSeen = field.before.is_string() && isVariable(field.before.get_ref<const std::string&>());
            if (isOrigin && field.before.is_string() && field.after.is_string() && !isSeen)
                return fail(ErrorCode::FailedPrecondition,
                            "of this address only the origin is known here, so it could not be brought back",
                            field.path);
        }
        return {};
    }

    /// An id that the gateway may remember as deleted: its own call first, the details in the patch.
    Result<> addCreates()
    {
        for (const std::string& id : m_recreated) {
            const Segments place{"agents", "entries", *entryKeyOf(m_middle, id)};
            const Json& entry = *findAt(std::as_const(m_middle), place);
            if (holdsMask(entry))
                return fail(ErrorCode::FailedPrecondition, "the entry holds a text that is masked here", pathOf(place));
            Operation operation;
            operation.kind = Operation::Kind::CreateAgent;
            operation.payload = {{"name", id}};
            for (const char* name : {"workspace", "model"}) {
                const Json* value = findAt(entry, Segments{name});
                if (value == nullptr || !value->is_string()
                    || value->get_ref<const std::string&>().find("${") != std::string::npos)
                    continue;
                operation.payload[name] = *value;
                takeField(operation, pointerOf(below(place, name)));
            }
            finish(operation, {resourceId(place)});
            m_out.operations.push_back(std::move(operation));
        }
        return {};
    }

    static Segments below(Segments place, const char* name)
    {
        place.emplace_back(name);
        return place;
    }

    /// Moves a field from the patch to @p operation.
    void takeField(Operation& operation, const std::string& pointer)
    {
        const auto found = std::find_if(m_fields.begin(), m_fields.end(),
                                        [&](const FieldEdit& field) { return field.pointer == pointer; });
        if (found == m_fields.end())
            return;
        operation.changes.push_back(std::move(*found));
        m_fields.erase(found);
    }

    Result<> addPatch()
    {
        if (!m_isPatched)
            return {};
        MergePatchOptions options;
        options.canReplaceArrays = m_features.protocol > 3; // versions before 2026.5.12 do not know replacePaths
        auto made = hasEntries() ? mergePatchBetween(m_before, m_middle, options)
                                 : mergePatchBetween(withRosterAsList(m_before), withRosterAsList(m_middle), options);
        if (!made) {
            Error error = std::move(made).error();
            if (!options.canReplaceArrays)
                error.message += " (version " + m_source.parts().providerVersion + ")";
            return tl::make_unexpected(std::move(error));
        }
        for (const std::string& id : m_recreated)
            overwriteCreated(made->patch["agents"]["entries"][*entryKeyOf(m_middle, id)]);
        Operation operation;
        operation.payload = {{"patch", std::move(made->patch)}};
        if (options.canReplaceArrays)
            operation.payload["replacePaths"] = std::move(made->replacePaths);
        operation.changes = std::move(m_fields);
        std::set<ResourceId> touches;
        for (const std::string& id : m_recreated)
            touches.insert(resourceId(Segments{"agents", "entries", *entryKeyOf(m_middle, id)}));
        finish(operation, std::move(touches));
        m_out.operations.push_back(std::move(operation));
        return {};
    }

    /// What `agents.create` puts into the entry of its own accord goes, unless it is wanted.
    static void overwriteCreated(Json& entry)
    {
        for (const char* name : {"name", "workspace", "model", "agentDir"}) {
            if (!entry.contains(name))
                entry[name] = nullptr;
        }
        Json& identity = entry["identity"];
        if (identity.is_object() && !identity.contains("name"))
            identity["name"] = nullptr;
    }

    Result<> addDeletes()
    {
        if (m_deleted.empty())
            return {};
        Json state = m_middle;
        for (const std::string& id : m_deleted) {
            Json next = withoutAgent(state, id, m_features.roster);
            Operation operation;
            operation.kind = Operation::Kind::DeleteAgent;
            operation.payload = {{"agentId", id}, {"deleteFiles", false}};
            operation.changes = fieldsBetween(state, next);
            finish(operation, {resourceId(Segments{"agents", "entries", entryKeyOf(state, id).value_or(id)})});
            m_out.operations.push_back(std::move(operation));
            m_out.irreversible.push_back({"agent-state", topology::nodeId(topology::NodeKind::Agent, id).value(),
                                          "The sessions of a deleted agent do not come back with it."});
            state = std::move(next);
        }
        for (const FieldEdit& field : fieldsBetween(state, m_after)) {
            if (field.path != pathOf(kOwnership)) // which the gateway sets by the number of agents
                return fail(ErrorCode::FailedPrecondition,
                            "this names an agent that is removed, and the gateway would take it away too", field.path);
        }
        return {};
    }

    /// Fills what follows from the fields of an operation.
    void finish(Operation& operation, std::set<ResourceId> touches) const
    {
        std::sort(operation.changes.begin(), operation.changes.end(),
                  [](const FieldEdit& a, const FieldEdit& b) { return a.pointer < b.pointer; });
        // A delete and a create are changes of the roster, whatever fields they carry.
        operation.reload = operation.kind == Operation::Kind::Patch
            ? provider::ReloadKind::None
            : reloadKindOf(m_source.parts().reloadKinds, Segments{"agents", "entries"});
        for (const FieldEdit& field : operation.changes) {
            const Segments place = placeOf(field);
            touches.insert(resourceId(resourceSegments(place)));
            // An agent's own list begins as that of the defaults (edit_links.cpp): a name that goes there must not stay here.
            if (field.before.is_null() && place.size() == 5 && place[3] == "subagents" && place[4] == "allowAgents")
                operation.reads = {resourceId(Segments{"agents", "defaults"})};
            operation.reload = std::max(operation.reload, reloadKindOf(m_source.parts().reloadKinds, place));
        }
        operation.touches.assign(touches.begin(), touches.end());
    }

    void addIrreversible()
    {
        std::set<std::string> entries; // where messages come in
        for (const Operation& operation : m_out.operations) {
            for (const FieldEdit& field : operation.changes) {
                if (holdsMask(field.before) && !isEmptied(field))
                    m_out.irreversible.push_back(
                        {"secret", field.path, "A text that is removed or replaced here is not known to Fabric."});
                const std::string section = placeOf(field).front();
                const bool isRoute
                    = section == "bindings" || section == "channels" || section == "broadcast" || section == "hooks";
                if (isRoute && operation.kind != Operation::Kind::DeleteAgent)
                    entries.insert(resourceId(resourceSegments(placeOf(field))).value());
            }
        }
        for (const std::string& entry : entries)
            m_out.irreversible.push_back(
                {"sent-messages", entry, "What agents answer to messages that come in meanwhile stays sent."});
    }

    void addWidened()
    {
        for (const Operation& operation : m_out.operations) {
            const auto lists = widenedLists(operation.changes, m_deleted.empty() ? m_middle : m_after);
            m_out.widened.insert(m_out.widened.end(), lists.begin(), lists.end());
            const auto settings = widenedSettings(operation.changes, m_before);
            m_out.widened.insert(m_out.widened.end(), settings.begin(), settings.end());
        }
    }

    const provider::Source& m_source;
    const VersionFeatures& m_features;
    const Json m_before; ///< what the changes concern of it, as the other two
    Json m_middle; ///< after the patch, before agents are deleted
    Json m_after; ///< if agents are deleted; else it is the middle one
    bool m_isPatched = false;
    std::vector<std::string> m_deleted;
    std::vector<std::string> m_created;
    std::vector<std::string> m_recreated;
    std::vector<FieldEdit> m_fields; ///< of the patch
    Compiled m_out;
};

} // namespace

Result<> setResource(Json& document, const ResourceId& id, std::optional<Json> value)
{
    const Segments place = segmentsOfPath(id.value());
    if (place.empty() || resourceSegments(place) != place)
        return fail(ErrorCode::InvalidArgument, "this is no resource of OpenClaw", id.value());
    const Json* now = findAt(std::as_const(document), place);
    // An object that is not empty is its members' resources, where members are resources of their own.
    bool isShallow = false;
    if (now != nullptr && now->is_object() && !now->empty()) {
        Segments inner = place;
        inner.push_back(now->begin().key());
        isShallow = resourceSegments(inner) != place;
    }
    if (value && !(isShallow && value->is_object() && value->empty()))
        setAt(document, place, *std::move(value));
    else if (!value && !isShallow)
        removeAt(document, place);
    return {};
}

Result<Compiled> compileChanges(const provider::Source& before, const std::vector<provider::ResourceChange>& changes)
{
    return Compiler(before, changes).run(changes);
}

} // namespace fabric::openclaw
