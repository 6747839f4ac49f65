// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/agent_references.h"
#include "agent/openclaw/document_editor.h"
#include "agent/openclaw/map_context.h"
#include "agent/openclaw/source_document.h"

#include <algorithm>
#include <array>
#include <charconv>

// Edits of routes, of who may spawn or write to whom, and of tools.

namespace fabric::openclaw {

using topology::NodeKind;

namespace {

const Segments kBindings{"bindings"};
const Segments kTalkPolicy{"tools", "agentToAgent"};
const Segments kTalkList{"tools", "agentToAgent", "allow"};
const Segments kTalkSwitch{"tools", "agentToAgent", "enabled"};
const Segments kVisibility{"tools", "sessions", "visibility"};

Json bindingsOf(const DocumentEditor& editor)
{
    const Json* list = editor.list(kBindings);
    return list == nullptr ? Json::array() : *list;
}

/// The place in `bindings` of a route as the mapping makes it of the present document.
Result<std::size_t> routeIndex(const DocumentEditor& editor, const topology::EdgeId& route)
{
    MapInput input;
    input.config = &editor.document();
    FABRIC_TRY(const MappedTopology mapped, mapTopology(input));
    const topology::Edge* edge = mapped.graph.find(route);
    if (edge == nullptr || edge->kind != topology::EdgeKind::RoutesTo)
        return fail(ErrorCode::NotFound, "the configuration has no such route", route.value());
    constexpr std::string_view kPrefix = "bindings[";
    std::size_t index = 0;
    const std::string_view path = edge->path;
    if (!path.starts_with(kPrefix)
        || std::from_chars(path.data() + kPrefix.size(), path.data() + path.size(), index).ec != std::errc{}
        || index >= bindingsOf(editor).size())
        return fail(ErrorCode::FailedPrecondition, "this route follows from other settings and is no entry of its own",
                    edge->path);
    return index;
}

bool isScalarText(const Json& value)
{
    return value.is_string() || value.is_number_integer();
}

Result<> checkMatch(const Json& match)
{
    const auto refuse = [](const std::string& name) {
        return fail(ErrorCode::InvalidArgument, "this is no selector of a route", "match." + name);
    };
    if (!match.is_object())
        return fail(ErrorCode::InvalidArgument, "a selector is an object", "match");
    for (const auto& [name, value] : match.items()) {
        if (name == "peer") {
            const bool isSound = value.is_object() && value.size() <= 2 && value.contains("id")
                && isScalarText(value["id"])
                && (value.size() == 1 || (value.contains("kind") && value["kind"].is_string()));
            if (!isSound)
                return refuse(name);
        } else if (name == "roles") {
            if (!value.is_array() || !std::all_of(value.begin(), value.end(), isScalarText))
                return refuse(name);
        } else if ((name != "guildId" && name != "teamId") || !isScalarText(value)) {
            return refuse(name);
        }
    }
    if (maskedDocument({{"bindings", {{{"match", match}}}}})["bindings"][0]["match"] != match || holdsMask(match))
        return fail(ErrorCode::InvalidArgument, "the selector holds a text that looks like a secret", "match");
    return {};
}

/// {channel, accountId} of the node that a route comes from; NotFound if the document has no such channel or account.
Result<Json> sourceOf(const DocumentEditor& editor, const topology::NodeId& from)
{
    const bool isChannel = topology::kindOf(from) == NodeKind::Channel;
    FABRIC_TRY(const std::string name, nameOf(from, isChannel ? NodeKind::Channel : NodeKind::Account));
    const auto slash = isChannel ? name.size() : name.find('/');
    if (slash == std::string::npos)
        return fail(ErrorCode::InvalidArgument, "an account is named `channel/account`", from.value());
    const std::string account = isChannel ? "*" : name.substr(slash + 1);
    const Json* channels = editor.find({"channels"});
    for (auto it = channels == nullptr ? Json::const_iterator() : channels->begin();
         channels != nullptr && channels->is_object() && it != channels->end(); ++it) {
        if (lowerAscii(trimmedCopy(it.key())) != name.substr(0, slash))
            continue;
        const Json* accounts = findAt(*it, Segments{"accounts"});
        const bool isImplied = accounts == nullptr || !accounts->is_object() || accounts->empty();
        if (isChannel || (isImplied && account == "default"))
            return Json{{"channel", it.key()}, {"accountId", account}};
        for (auto inner = isImplied ? Json::const_iterator() : accounts->begin();
             !isImplied && inner != accounts->end(); ++inner) {
            if (canonicalAccountId(inner.key()) == account)
                return Json{{"channel", it.key()}, {"accountId", inner.key()}};
        }
    }
    return fail(ErrorCode::NotFound, "the configuration has no such channel or account", from.value());
}

/// The patterns of a list that let @p id through without naming it.
std::optional<std::string> patternFor(const Json* list, const std::string& id)
{
    for (const Json& item : list == nullptr ? Json::array() : *list) {
        if (item.is_string() && item.get_ref<const std::string&>().find('*') != std::string::npos
            && matchesPattern(item.get_ref<const std::string&>(), id))
            return item.get<std::string>();
    }
    return std::nullopt;
}

bool namesAgent(const Json* list, const std::string& id)
{
    return list != nullptr && std::any_of(list->begin(), list->end(), [&](const Json& item) {
               return item.is_string() && canonicalAgentId(trimmedCopy(item.get_ref<const std::string&>())) == id;
           });
}

Json withoutName(const Json& list, const std::string& id)
{
    Json out = Json::array();
    for (const Json& item : list) {
        if (!item.is_string() || canonicalAgentId(trimmedCopy(item.get_ref<const std::string&>())) != id)
            out.push_back(item);
    }
    return out;
}

/// Whether agents may talk at all. A version's own default is what the graph shows.
bool isTalkOn(const DocumentEditor& editor)
{
    if (const Json* isOn = editor.find(kTalkSwitch); isOn != nullptr && isOn->is_boolean())
        return isOn->get<bool>();
    const auto edges = editor.graph().edges();
    return std::any_of(edges.begin(), edges.end(),
                       [](const topology::Edge& edge) { return edge.kind == topology::EdgeKind::AgentToAgent; });
}

Result<> allowTalk(DocumentEditor& editor, const std::string& one, const std::string& other)
{
    const Json* visibility = editor.find(kVisibility);
    if (visibility != nullptr && *visibility != "all")
        return fail(ErrorCode::FailedPrecondition, "agents do not see each other's sessions: set this to `all` first",
                    pathOf(kVisibility));
    const bool isOn = isTalkOn(editor);
    const Json* list = editor.list(kTalkList);
    const bool isOpen = list == nullptr || list->empty();
    if (!isOn) {
        // Whoever is on a list that is switched off was not asked for.
        editor.set(kTalkList, {one, other});
        editor.set(kTalkSwitch, true);
    } else if (!isOpen) {
        for (const std::string& id : {one, other}) {
            const Json* now = editor.list(kTalkList);
            if (std::find(now->begin(), now->end(), id) == now->end() && !patternFor(now, id))
                editor.append(kTalkList, id);
        }
    }
    if (visibility == nullptr && !isOn) // older versions show an agent its own sessions only
        editor.set(kVisibility, "all");
    return {};
}

/// The list is one group: who is taken out of it writes to nobody any more. An empty list would let everybody write.
Result<> forbidTalk(DocumentEditor& editor, const std::string& one, const std::string& other)
{
    if (!isTalkOn(editor))
        return {};
    const Json* list = editor.list(kTalkList);
    const bool isOpen = list == nullptr || list->empty();
    if (!isOpen && !patternFor(list, one) && std::find(list->begin(), list->end(), one) == list->end())
        return {};
    if (const auto pattern = patternFor(list, other))
        return fail(ErrorCode::FailedPrecondition, "a pattern on this list lets the agent through: replace it first",
                    pathOf(kTalkList));
    Json left = Json::array();
    if (isOpen) {
        for (const std::string& id : agentIdsOf(editor.document())) {
            if (id != other)
                left.push_back(id);
        }
    } else {
        for (const Json& item : *list) {
            if (item != other)
                left.push_back(item);
        }
        if (left.size() == list->size())
            return {};
    }
    // A list of one or none means that nobody may talk, which is what the switch says.
    if (left.size() < 2
        && !(left.size() == 1 && left[0].is_string() && left[0].get<std::string>().find('*') != std::string::npos))
        editor.set(kTalkSwitch, false);
    else
        editor.set(kTalkList, std::move(left));
    return {};
}

bool isTool(const Json& item, const std::string& tool)
{
    return item.is_string() && lowerAscii(item.get_ref<const std::string&>()) == tool;
}

bool holdsTool(const Json* list, const std::string& tool)
{
    return list != nullptr
        && std::any_of(list->begin(), list->end(), [&](const Json& item) { return isTool(item, tool); });
}

void dropTool(DocumentEditor& editor, const Segments& place, const std::string& tool)
{
    const Json* list = editor.list(place);
    if (!holdsTool(list, tool))
        return;
    Json left = Json::array();
    for (const Json& item : *list) {
        if (!isTool(item, tool))
            left.push_back(item);
    }
    editor.set(place, std::move(left));
}

Result<> setTool(DocumentEditor& editor, const Segments& policy, const std::string& tool,
                 provider::SetTool::Permission permission)
{
    using Permission = provider::SetTool::Permission;
    const Segments allow = below(policy, {"allow"});
    const Segments alsoAllow = below(policy, {"alsoAllow"});
    const Segments deny = below(policy, {"deny"});
    const Json* allowed = editor.list(allow);
    const bool hasAllow = allowed != nullptr && !allowed->empty();
    if (permission != Permission::Deny) {
        const Json* denied = editor.list(deny);
        if (permission != Permission::Inherit && patternFor(denied, tool))
            return fail(ErrorCode::FailedPrecondition, "a pattern on this list denies the tool: replace it first",
                        pathOf(deny));
        if (permission == Permission::Allow && !hasAllow && !holdsTool(denied, tool))
            return fail(ErrorCode::FailedPrecondition,
                        "there is no list here, and one with this tool would take all others away: use `also-allow`",
                        pathOf(allow));
        if (permission == Permission::AlsoAllow && hasAllow)
            return fail(ErrorCode::FailedPrecondition, "OpenClaw takes no `alsoAllow` beside an `allow`: use `allow`",
                        pathOf(alsoAllow));
        if (permission == Permission::Inherit && holdsTool(allowed, tool) && allowed->size() == 1)
            return fail(ErrorCode::FailedPrecondition,
                        "this is the last tool of the list, and an empty list allows every tool", pathOf(allow));
        dropTool(editor, deny, tool);
    }
    switch (permission) {
    case Permission::Allow:
        if (hasAllow && !holdsTool(editor.list(allow), tool))
            editor.append(allow, tool);
        break;
    case Permission::AlsoAllow:
        if (!holdsTool(editor.list(alsoAllow), tool))
            editor.append(alsoAllow, tool);
        break;
    case Permission::Deny:
        if (!holdsTool(editor.list(deny), tool))
            editor.append(deny, tool);
        break;
    case Permission::Inherit:
        dropTool(editor, allow, tool);
        dropTool(editor, alsoAllow, tool);
        break;
    }
    return {};
}

} // namespace

Result<> applyTo(DocumentEditor& editor, const provider::AddRoute& edit)
{
    FABRIC_TRY(const Segments entry, entryOf(editor.document(), edit.agent));
    FABRIC_CHECK(checkMatch(edit.match));
    FABRIC_TRY(Json match, sourceOf(editor, edit.from));
    match.update(edit.match);
    Json items = bindingsOf(editor);
    const auto twin = std::find_if(items.begin(), items.end(), [&](const Json& item) {
        return item.is_object() && item.value("type", "route") == "route" && item.contains("match")
            && item["match"] == match;
    });
    if (twin != items.end())
        return fail(ErrorCode::Conflict, "a route with this selector is there already: change that one",
                    "bindings[" + std::to_string(twin - items.begin()) + "]");
    const std::size_t position = edit.position ? static_cast<std::size_t>(*edit.position) : items.size();
    if (position > items.size())
        return fail(ErrorCode::InvalidArgument, "the position is behind the end of the list", "position");
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(position),
                 Json{{"agentId", canonicalAgentId(entry.back())}, {"match", std::move(match)}});
    editor.set(kBindings, std::move(items));
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::ChangeRoute& edit)
{
    FABRIC_TRY(const Segments entry, entryOf(editor.document(), edit.agent));
    FABRIC_TRY(const std::size_t index, routeIndex(editor, edit.route));
    Json items = bindingsOf(editor);
    items[index]["agentId"] = canonicalAgentId(entry.back());
    editor.set(kBindings, std::move(items));
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::RemoveRoute& edit)
{
    FABRIC_TRY(const std::size_t index, routeIndex(editor, edit.route));
    Json items = bindingsOf(editor);
    items.erase(index);
    editor.set(kBindings, std::move(items));
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::SetDelegation& edit)
{
    FABRIC_TRY(const Segments from, entryOf(editor.document(), edit.from));
    FABRIC_TRY(const Segments to, entryOf(editor.document(), edit.to));
    const std::string target = canonicalAgentId(to.back());
    const Segments own = below(from, {"subagents", "allowAgents"});
    const Json* ownList = editor.list(own);
    const Json* list = ownList != nullptr ? ownList : editor.list({"agents", "defaults", "subagents", "allowAgents"});
    Json items = list == nullptr ? Json::array() : *list; // an own list takes the place of the defaults' one
    const bool isAny = std::find(items.begin(), items.end(), "*") != items.end();
    if (edit.isAllowed) {
        if (!isAny && !namesAgent(&items, target))
            items.push_back(target);
    } else if (isAny) {
        Json named = Json::array();
        for (const std::string& id : agentIdsOf(editor.document())) {
            if (id != target)
                named.push_back(id);
        }
        items = std::move(named);
    } else {
        items = withoutName(items, target); // an empty list lets it spawn nobody
    }
    const bool isSame = list != nullptr ? items == *list : items.empty();
    if (ownList != nullptr || !isSame) // what it inherits and need not change stays inherited
        editor.set(own, std::move(items));
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::SetTalk& edit)
{
    FABRIC_TRY(const Segments first, entryOf(editor.document(), edit.one));
    FABRIC_TRY(const Segments second, entryOf(editor.document(), edit.other));
    const std::string one = canonicalAgentId(first.back());
    const std::string other = canonicalAgentId(second.back());
    if (one == other)
        return fail(ErrorCode::InvalidArgument, "two agents are expected here", edit.other.value());
    return edit.isAllowed ? allowTalk(editor, one, other) : forbidTalk(editor, one, other);
}

Result<> applyTo(DocumentEditor& editor, const provider::SetTool& edit)
{
    FABRIC_TRY(const std::string tool, nameOf(edit.tool, NodeKind::Tool));
    Segments policy{"tools"};
    if (edit.subject != topology::nodeId(NodeKind::Gateway, {})) {
        FABRIC_TRY(const Segments entry, entryOf(editor.document(), edit.subject));
        policy = below(entry, {"tools"});
    }
    FABRIC_CHECK(checkText(below(policy, {"allow"}), tool));
    return setTool(editor, policy, lowerAscii(tool), edit.permission);
}

} // namespace fabric::openclaw
