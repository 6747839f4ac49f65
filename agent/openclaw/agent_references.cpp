// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/agent_references.h"

#include "agent/openclaw/map_context.h"

#include <algorithm>
#include <array>

namespace fabric::openclaw {
namespace {

bool isAgent(const Json& value, const std::string& agentId)
{
    return value.is_string() && canonicalAgentId(value.get_ref<const std::string&>()) == agentId;
}

/// @p visit(text) for the text @p name of an object; Value and all others here: Json or const Json.
template <class Value, class Visit>
void visitText(Value* parent, const char* name, const Visit& visit)
{
    if (parent == nullptr || !parent->is_object())
        return;
    const auto found = parent->find(name);
    if (found != parent->end() && found->is_string())
        visit(*found);
}

template <class Value, class Visit>
void visitList(Value* list, const Visit& visit)
{
    if (list == nullptr || !list->is_array())
        return;
    for (auto& item : *list) {
        if (item.is_string())
            visit(item);
    }
}

template <class Value, class Visit>
void visitItems(Value* list, const char* name, const Visit& visit)
{
    if (list == nullptr || !list->is_array())
        return;
    for (auto& item : *list)
        visitText(&item, name, visit);
}

template <class Value>
Value* at(Value& document, const Segments& segments)
{
    return findAt(document, segments);
}

const std::array<Segments, 5>& ownerPlaces()
{
    static const std::array<Segments, 5> places{{{"agents", "defaults", "systemAgent"},
                                                 {"agents", "defaults", "heartbeat"},
                                                 {"agents", "defaults", "sessionStore"},
                                                 {"agents", "defaults", "authInheritance"},
                                                 {"talk"}}};
    return places;
}

template <class Value, class Visit>
void eachPlace(Value& document, const Visit& visit)
{
    const Segments allowed{"subagents", "allowAgents"};
    visitList(at(document, {"agents", "defaults", "subagents", "allowAgents"}), visit);
    if (auto* entries = at(document, {"agents", "entries"}); entries != nullptr && entries->is_object()) {
        for (auto& entry : *entries)
            visitList(at(entry, allowed), visit);
    }
    for (const Segments& place : ownerPlaces())
        visitText(at(document, place), "agentId", visit);
    visitItems(at(document, {"bindings"}), "agentId", visit);
    visitList(at(document, {"tools", "agentToAgent", "allow"}), visit);
    if (auto* broadcast = at(document, {"broadcast"}); broadcast != nullptr && broadcast->is_object()) {
        for (auto& group : *broadcast)
            visitList(group.is_array() ? &group : at(group, {"agents"}), visit);
    }
    visitList(at(document, {"hooks", "allowedAgentIds"}), visit);
    visitItems(at(document, {"hooks", "mappings"}), "agentId", visit);
}

template <class Goes>
void dropItems(Json* list, const Goes& goes)
{
    if (list == nullptr || !list->is_array())
        return;
    Json kept = Json::array();
    for (Json& item : *list) {
        if (!goes(item))
            kept.push_back(std::move(item));
    }
    *list = std::move(kept);
}

void dropMember(Json& document, Segments parent, const char* name)
{
    if (Json* place = findAt(document, parent); place != nullptr && place->is_object())
        place->erase(name);
}

void dropIfEmpty(Json& document, const Segments& parent, const char* name)
{
    const Json* list = findAt(std::as_const(document), parent);
    if (list != nullptr && list->is_object() && list->contains(name) && (*list)[name].empty())
        dropMember(document, parent, name);
}

/// Surfaces that the agent owns, as 2026.8 and up leave them.
void dropOwners(Json& document, const std::string& agentId, bool areMoreAgents)
{
    for (const Segments& place : ownerPlaces()) {
        Json* value = findAt(document, place);
        if (value == nullptr || !value->is_object() || !value->contains("agentId")
            || !isAgent((*value)["agentId"], agentId) || place.back() == "sessionStore"
            || place.back() == "authInheritance")
            continue;
        value->erase("agentId");
        if (value->empty() || (place.back() == "heartbeat" && areMoreAgents))
            dropMember(document, Segments(place.begin(), place.end() - 1), place.back().c_str());
    }
}

void dropLinks(Json& document, const std::string& agentId)
{
    const auto goes = [&](const Json& item) { return isAgent(item, agentId); };
    const auto belongs
        = [&](const Json& item) { return item.is_object() && item.contains("agentId") && goes(item["agentId"]); };
    dropItems(at(document, {"agents", "defaults", "subagents", "allowAgents"}), goes);
    if (Json* entries = at(document, {"agents", "entries"}); entries != nullptr && entries->is_object()) {
        for (auto& [key, entry] : entries->items())
            dropItems(findAt(entry, Segments{"subagents", "allowAgents"}), goes);
    }
    if (Json* broadcast = at(document, {"broadcast"}); broadcast != nullptr && broadcast->is_object()) {
        for (auto& [key, group] : broadcast->items())
            dropItems(group.is_array() ? &group : findAt(group, Segments{"agents"}), goes);
    }
    dropItems(at(document, {"hooks", "allowedAgentIds"}), goes);
    dropItems(at(document, {"hooks", "mappings"}), belongs);
}

} // namespace

std::optional<std::string> entryKeyOf(const Json& document, const std::string& agentId)
{
    const Json* entries = findAt(document, Segments{"agents", "entries"});
    if (entries == nullptr || !entries->is_object())
        return std::nullopt;
    for (const auto& [key, entry] : entries->items()) {
        if (canonicalAgentId(key) == agentId)
            return key;
    }
    return std::nullopt;
}

std::vector<std::string> agentIdsOf(const Json& document)
{
    std::vector<std::string> out;
    const Json* entries = findAt(document, Segments{"agents", "entries"});
    if (entries == nullptr || !entries->is_object())
        return out;
    for (const auto& [key, entry] : entries->items())
        out.push_back(canonicalAgentId(key));
    std::sort(out.begin(), out.end());
    return out;
}

Json withoutAgent(Json document, const std::string& agentId, RosterKey roster)
{
    if (const auto key = entryKeyOf(document, agentId))
        document["agents"]["entries"].erase(*key);
    const std::size_t left = agentIdsOf(document).size();
    dropItems(at(document, {"bindings"}), [&](const Json& item) {
        return item.is_object() && item.contains("agentId") && isAgent(item["agentId"], agentId);
    });
    dropIfEmpty(document, {}, "bindings");
    dropItems(at(document, {"tools", "agentToAgent", "allow"}), [&](const Json& item) { return item == agentId; });
    dropIfEmpty(document, {"tools", "agentToAgent"}, "allow");
    if (roster == RosterKey::List)
        return document;
    dropLinks(document, agentId);
    dropOwners(document, agentId, left > 1);
    if (left <= 1)
        dropMember(document, {"agents"}, "ownership");
    return document;
}

std::vector<Segments> placesNaming(const Json& document, const std::vector<std::string>& agentIds)
{
    std::vector<Segments> out{
        {"agents", "ownership"}, {"bindings"}, {"tools", "agentToAgent"}, {"broadcast"}, {"hooks"},
        {"agents", "defaults"},  {"talk"}};
    const Json* entries = findAt(document, Segments{"agents", "entries"});
    if (entries == nullptr || !entries->is_object())
        return out;
    const Segments allowed{"subagents", "allowAgents"};
    for (const auto& [key, entry] : entries->items()) {
        const Json* list = findAt(entry, allowed);
        const bool isNaming
            = list != nullptr && list->is_array() && std::any_of(list->begin(), list->end(), [&](const Json& item) {
                  return std::any_of(agentIds.begin(), agentIds.end(),
                                     [&](const std::string& id) { return isAgent(item, id); });
              });
        const bool isOne = std::find(agentIds.begin(), agentIds.end(), canonicalAgentId(key)) != agentIds.end();
        if (isNaming || isOne)
            out.push_back({"agents", "entries", key});
    }
    return out;
}

void renameReferences(Json& document, const std::string& from, const std::string& to)
{
    eachPlace(document, [&](Json& place) {
        if (isAgent(place, from))
            place = to;
    });
}

void eachAgentName(const Json& document, const std::function<void(const std::string&)>& visit)
{
    eachPlace(document, [&](const Json& place) { visit(place.get_ref<const std::string&>()); });
}

} // namespace fabric::openclaw
