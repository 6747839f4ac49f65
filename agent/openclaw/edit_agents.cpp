// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/agent_references.h"
#include "agent/openclaw/document_editor.h"
#include "agent/openclaw/map_context.h"
#include "agent/openclaw/source_document.h"

#include <algorithm>
#include <array>

// Edits of agents and of what single nodes are set to.

namespace fabric::openclaw {

using topology::NodeKind;

namespace {

const Segments kEntries{"agents", "entries"};
const Segments kOwnership{"agents", "ownership"};
const Segments kTalkPolicy{"tools", "agentToAgent"};

/// `^[a-z0-9_][a-z0-9_-]{0,63}$`, which is what 2026.9.6 takes.
bool isAgentId(const std::string& id)
{
    constexpr std::size_t kMaxBytes = 64;
    const auto isPlain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !id.empty() && id.size() <= kMaxBytes && isPlain(id.front())
        && std::all_of(id.begin(), id.end(), [&](char c) { return isPlain(c) || c == '-'; });
}

Result<> checkNewId(const Json& document, const std::string& id)
{
    if (!isAgentId(id))
        return fail(ErrorCode::InvalidArgument, "an agent's id has lower-case letters, digits, '_' and '-', at most 64",
                    "agents.entries");
    if (entryKeyOf(document, id))
        return fail(ErrorCode::Conflict, "there is an agent of this id", pathOf(Segments{"agents", "entries", id}));
    return {};
}

/// A second agent makes the configuration one of several agents, which must say who owns what one agent owned unsaid.
void prepareForSecondAgent(DocumentEditor& editor)
{
    const auto ids = agentIdsOf(editor.document());
    if (ids.size() > 1)
        return;
    const std::string sole = ids.empty() ? "main" : ids.front();
    if (ids.empty()) // OpenClaw runs one of this name without an entry; with entries only those that are there
        editor.set({"agents", "entries", sole}, Json::object());
    if (editor.find(kOwnership) == nullptr)
        editor.set(kOwnership, "explicit");
    if (editor.find({"agents", "defaults", "systemAgent", "agentId"}) == nullptr)
        editor.set({"agents", "defaults", "systemAgent", "agentId"}, sole);
}

/// A model setting is text or an object; what is there keeps its form.
Result<> setModel(DocumentEditor& editor, const Segments& place, const provider::SetModel& edit)
{
    if (!edit.primary) {
        if (!edit.fallbacks.empty())
            return fail(ErrorCode::InvalidArgument, "fallbacks need a model that they stand in for", pathOf(place));
        editor.remove(place);
        return {};
    }
    FABRIC_TRY(const std::string primary, modelOf(*edit.primary));
    Json fallbacks = Json::array();
    for (const topology::NodeId& model : edit.fallbacks) {
        FABRIC_TRY(std::string name, modelOf(model));
        fallbacks.push_back(std::move(name));
    }
    const Json* old = editor.find(place);
    if (old == nullptr || !old->is_object()) {
        if (fallbacks.empty())
            editor.set(place, primary);
        else
            editor.set(place, {{"primary", primary}, {"fallbacks", std::move(fallbacks)}});
        return {};
    }
    const bool hadFallbacks = old->contains("fallbacks");
    editor.set(below(place, {"primary"}), primary);
    if (hadFallbacks || !fallbacks.empty()) // an empty list says "none", no list says "those of the defaults"
        editor.set(below(place, {"fallbacks"}), std::move(fallbacks));
    return {};
}

enum class ValueType { Text, Boolean };

/// Where an attribute is written, below the node's own place.
struct AttributeRow
{
    NodeKind kind;
    std::string_view name;
    std::string_view path;
    ValueType type;
    std::string_view words; ///< that are allowed, parted by spaces; empty: any text
};
constexpr std::string_view kSandboxModes = "off non-main all";
constexpr std::string_view kProfiles = "minimal coding messaging full";
constexpr std::array<AttributeRow, 17> kAttributes{{
    {NodeKind::Agent, "name", "name", ValueType::Text, ""},
    {NodeKind::Agent, "workspace", "workspace", ValueType::Text, ""},
    {NodeKind::Agent, "sandbox", "sandbox.mode", ValueType::Text, kSandboxModes},
    {NodeKind::Agent, "sandboxMode", "sandbox.mode", ValueType::Text, kSandboxModes},
    {NodeKind::Agent, "toolsProfile", "tools.profile", ValueType::Text, kProfiles},
    {NodeKind::Gateway, "workspace", "agents.defaults.workspace", ValueType::Text, ""},
    {NodeKind::Gateway, "sandbox", "agents.defaults.sandbox.mode", ValueType::Text, kSandboxModes},
    {NodeKind::Gateway, "toolsProfile", "tools.profile", ValueType::Text, kProfiles},
    {NodeKind::Gateway, "sessionsVisibility", "tools.sessions.visibility", ValueType::Text, "self tree agent all"},
    {NodeKind::Gateway, "cronEnabled", "cron.enabled", ValueType::Boolean, ""},
    {NodeKind::Gateway, "hooksEnabled", "hooks.enabled", ValueType::Boolean, ""},
    {NodeKind::Channel, "enabled", "enabled", ValueType::Boolean, ""},
    {NodeKind::Account, "enabled", "enabled", ValueType::Boolean, ""},
    {NodeKind::Account, "name", "name", ValueType::Text, ""},
    {NodeKind::Plugin, "enabled", "enabled", ValueType::Boolean, ""},
    {NodeKind::McpServer, "enabled", "enabled", ValueType::Boolean, ""},
    {NodeKind::ModelProvider, "enabled", "enabled", ValueType::Boolean, ""},
}};

/// The key in an object whose canonical form is @p name.
template <class Canonical>
std::optional<std::string> keyOf(const Json* object, const std::string& name, Canonical canonical)
{
    if (object == nullptr || !object->is_object())
        return std::nullopt;
    for (const auto& [key, value] : object->items()) {
        if (canonical(key) == name)
            return key;
    }
    return std::nullopt;
}

Result<Segments> mapMember(const DocumentEditor& editor, Segments map, const std::string& name)
{
    map.push_back(name);
    if (editor.find(map) == nullptr)
        return fail(ErrorCode::NotFound, "the configuration has no such entry", pathOf(map));
    return map;
}

Result<Segments> channelPlace(const DocumentEditor& editor, const std::string& name)
{
    const auto key
        = keyOf(editor.find({"channels"}), name, [](const std::string& text) { return lowerAscii(trimmedCopy(text)); });
    return mapMember(editor, {"channels"}, key.value_or(name));
}

Result<Segments> accountPlace(const DocumentEditor& editor, const std::string& name)
{
    const auto slash = name.find('/');
    if (slash == std::string::npos)
        return fail(ErrorCode::InvalidArgument, "an account is named `channel/account`", name);
    FABRIC_TRY(Segments channel, channelPlace(editor, name.substr(0, slash)));
    const std::string account = name.substr(slash + 1);
    const Json* accounts = editor.find(below(channel, {"accounts"}));
    if (accounts == nullptr && account == "default") // the channel's own settings are those of one account
        return channel;
    const auto key = keyOf(accounts, account, [](const std::string& text) { return canonicalAccountId(text); });
    return mapMember(editor, below(channel, {"accounts"}), key.value_or(account));
}

Result<Segments> nodePlace(const DocumentEditor& editor, const topology::NodeId& node, NodeKind kind)
{
    if (kind == NodeKind::Gateway)
        return Segments{};
    if (kind == NodeKind::Agent)
        return entryOf(editor.document(), node);
    FABRIC_TRY(const std::string name, nameOf(node, kind));
    switch (kind) {
    case NodeKind::Channel: return channelPlace(editor, name);
    case NodeKind::Account: return accountPlace(editor, name);
    case NodeKind::McpServer: return mapMember(editor, {"mcp", "servers"}, name);
    case NodeKind::ModelProvider: return mapMember(editor, {"models", "providers"}, name);
    case NodeKind::Plugin: return Segments{"plugins", "entries", name}; // a bundled one has no entry yet
    default: break;
    }
    return fail(ErrorCode::InvalidArgument, "nothing of this kind of node can be set", node.value());
}

bool isWordOf(std::string_view words, const std::string& text)
{
    return words.empty()
        || (text.find(' ') == std::string::npos
            && (" " + std::string(words) + " ").find(" " + text + " ") != std::string::npos);
}

Result<> checkValue(const AttributeRow& row, const Segments& place, const Json& value)
{
    if (row.type == ValueType::Boolean)
        return value.is_boolean() ? Result<>()
                                  : fail(ErrorCode::InvalidArgument, "true or false is expected here", pathOf(place));
    if (!value.is_string())
        return fail(ErrorCode::InvalidArgument, "text is expected here", pathOf(place));
    const auto& text = value.get_ref<const std::string&>();
    FABRIC_CHECK(checkText(place, text));
    if (!isWordOf(row.words, text))
        return fail(ErrorCode::InvalidArgument, "one of these is expected here: " + std::string(row.words),
                    pathOf(place));
    return {};
}

} // namespace

Result<> applyTo(DocumentEditor& editor, const provider::AddAgent& edit)
{
    FABRIC_CHECK(checkNewId(editor.document(), edit.id));
    const Segments place = below(kEntries, {edit.id.c_str()});
    Json entry = Json::object();
    const auto text = [&](const Segments& at, const std::string& value) -> Result<> {
        if (value.empty())
            return {};
        FABRIC_CHECK(checkText(at, value));
        setAt(entry, std::span(at).subspan(place.size()), value);
        return {};
    };
    FABRIC_CHECK(text(below(place, {"name"}), edit.name == edit.id ? std::string() : edit.name));
    FABRIC_CHECK(text(below(place, {"workspace"}), edit.workspace));
    if (!isWordOf(kProfiles, edit.toolsProfile) && !edit.toolsProfile.empty())
        return fail(ErrorCode::InvalidArgument, "one of these is expected here: " + std::string(kProfiles),
                    pathOf(below(place, {"tools", "profile"})));
    FABRIC_CHECK(text(below(place, {"tools", "profile"}), edit.toolsProfile));
    if (edit.model) {
        FABRIC_TRY(entry["model"], modelOf(*edit.model));
    }
    prepareForSecondAgent(editor);
    if (entryKeyOf(editor.document(), edit.id)) // `main`, which ran without an entry
        return fail(ErrorCode::Conflict, "there is an agent of this id", pathOf(place));
    editor.set(place, std::move(entry));
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::RemoveAgent& edit)
{
    FABRIC_TRY(const Segments place, entryOf(editor.document(), edit.agent));
    const std::string id = canonicalAgentId(place.back());
    if (agentIdsOf(editor.document()).size() == 1)
        return fail(ErrorCode::FailedPrecondition, "the only agent cannot be removed", pathOf(place));
    const Json* owner = editor.find({"agents", "defaults", "authInheritance", "agentId"});
    if (owner != nullptr && owner->is_string() && canonicalAgentId(owner->get<std::string>()) == id)
        return fail(ErrorCode::FailedPrecondition,
                    "other agents inherit their credentials from this one: name another first",
                    "agents.defaults.authInheritance.agentId");
    const Json* allow = editor.list(below(kTalkPolicy, {"allow"}));
    const bool hadList = allow != nullptr && !allow->empty();
    editor.replace(withoutAgent(editor.document(), id, RosterKey::Entries));
    // Without the list everybody may talk to everybody; those that were on it are gone, so nobody may.
    if (hadList && editor.list(below(kTalkPolicy, {"allow"})) == nullptr)
        editor.set(below(kTalkPolicy, {"enabled"}), false);
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::RenameAgent& edit)
{
    FABRIC_TRY(const Segments place, entryOf(editor.document(), edit.agent));
    FABRIC_CHECK(checkNewId(editor.document(), edit.to));
    const Json entry = *editor.find(place);
    if (holdsMask(entry))
        return fail(ErrorCode::FailedPrecondition,
                    "the agent's entry holds a text that is masked here, so that it cannot be written under another id",
                    pathOf(place));
    Json document = editor.document();
    document["agents"]["entries"].erase(place.back());
    renameReferences(document, canonicalAgentId(place.back()), edit.to);
    Json renamed = entry;
    if (const Json* links = findAt(document, Segments{"agents", "entries"}); links != nullptr) {
        // Its own list may name itself.
        Json own{{"agents", {{"entries", {{"self", std::move(renamed)}}}}}};
        renameReferences(own, canonicalAgentId(place.back()), edit.to);
        renamed = std::move(own["agents"]["entries"]["self"]);
    }
    if (renamed.is_object())
        renamed.erase("id");
    document["agents"]["entries"][edit.to] = std::move(renamed);
    editor.replace(std::move(document));
    return {};
}

Result<> applyTo(DocumentEditor& editor, const provider::SetModel& edit)
{
    if (edit.subject == topology::nodeId(NodeKind::Gateway, {}))
        return setModel(editor, {"agents", "defaults", "model"}, edit);
    FABRIC_TRY(const Segments place, entryOf(editor.document(), edit.subject));
    return setModel(editor, below(place, {"model"}), edit);
}

Result<> applyTo(DocumentEditor& editor, const provider::SetAttribute& edit)
{
    const auto kind = topology::kindOf(edit.node);
    const auto row = std::find_if(kAttributes.begin(), kAttributes.end(), [&](const AttributeRow& candidate) {
        return kind == candidate.kind && candidate.name == edit.name;
    });
    if (row == kAttributes.end())
        return fail(ErrorCode::InvalidArgument, "this attribute cannot be set here",
                    edit.node.value() + " " + edit.name);
    FABRIC_TRY(Segments place, nodePlace(editor, edit.node, *kind));
    const Segments more = segmentsOfPath(row->path);
    place.insert(place.end(), more.begin(), more.end());
    if (edit.value.is_null()) {
        editor.remove(place);
        return {};
    }
    FABRIC_CHECK(checkValue(*row, place, edit.value));
    editor.set(place, edit.value);
    return {};
}

} // namespace fabric::openclaw
