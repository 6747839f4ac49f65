// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

namespace fabric::openclaw {

using namespace topology;

namespace {

const NodeId kGateway = nodeId(NodeKind::Gateway, {});
constexpr std::int64_t kDefaultPort = 18789; // OpenClaw's own

/// Who answers on a surface of the gateway that no channel routes to.
void mapSurfaces(MapContext& context)
{
    const auto owns = [&](const Place& place, const std::string& surface) {
        const auto name = place["agentId"].reference();
        const std::string id = name ? canonicalAgentId(*name) : std::string();
        if (!id.empty())
            context.builder.add(edgeOf(EdgeKind::SurfaceOwner, kGateway, nodeId(NodeKind::Agent, id),
                                       place["agentId"].path(), Origin::Configured, surface));
    };
    const Place defaults = context.root["agents"]["defaults"];
    for (const char* surface : {"systemAgent", "heartbeat", "sessionStore", "authInheritance"})
        owns(defaults[surface], surface);
    owns(context.root["talk"], "talk");
}

/// A name for a mapping that does not depend on its place in the list.
std::string hookName(const Place& mapping)
{
    if (const auto id = mapping["id"].reference())
        return *id;
    const auto path = mapping["match"]["path"].text();
    const auto source = mapping["match"]["source"].text();
    if (path || source)
        return "match " + path.value_or("*") + (source ? " " + *source : "");
    return "unnamed";
}

void trigger(MapContext& context, const NodeId& hook, const std::string& agent, const std::string& path,
             bool isWildcard)
{
    Edge edge = edgeOf(EdgeKind::Triggers, hook, nodeId(NodeKind::Agent, agent), path);
    if (isWildcard) {
        edge.origin = Origin::Implied;
        edge.attributes[attribute::kWildcard] = true;
    }
    context.builder.add(std::move(edge));
}

/// The endpoint `POST <path>/agent` starts any agent that `allowedAgentIds` does not exclude.
void mapDirectHook(MapContext& context, const Place& hooks)
{
    Node node = nodeOf(NodeKind::Hook, "(direct)", hooks.path(), Origin::Implied);
    const NodeId id = node.id;
    node.name = "Any agent by web hook";
    node.attributes["enabled"] = true;
    node.attributes["matchPath"] = "agent";
    context.builder.add(std::move(node));
    const Place list = hooks["allowedAgentIds"];
    const auto allowed = list.references();
    bool isAny = !list.exists();
    std::set<std::string> named;
    for (const auto& [name, place] : allowed) {
        if (name == "*")
            isAny = true;
        else if (const std::string agent = canonicalAgentId(name); !agent.empty() && named.insert(agent).second)
            trigger(context, id, agent, place.path(), false);
    }
    for (const auto& agent : context.agents) {
        if (isAny && !named.contains(agent.id))
            trigger(context, id, agent.id, list.path(), true);
    }
}

void mapHook(MapContext& context, const Place& mapping, const std::string& name, bool isEnabled)
{
    Node node = nodeOf(NodeKind::Hook, name, mapping.path());
    node.attributes["enabled"] = isEnabled;
    set(node.attributes, "matchPath", mapping["match"]["path"].text());
    set(node.attributes, "matchSource", mapping["match"]["source"].text());
    set(node.attributes, "action", mapping["action"].text());
    set(node.attributes, "wakeMode", mapping["wakeMode"].text());
    set(node.attributes, "deliver", mapping["deliver"].boolean());
    set(node.attributes, "channel", mapping["channel"].text());
    const NodeId id = node.id;
    context.builder.add(std::move(node));
    const auto agent = mapping["agentId"].reference();
    if (const std::string target = agent ? canonicalAgentId(*agent) : std::string(); !target.empty())
        trigger(context, id, target, mapping["agentId"].path(), false);
    else if (context.soleAgent)
        context.builder.add(edgeOf(EdgeKind::Triggers, id, nodeId(NodeKind::Agent, *context.soleAgent), mapping.path(),
                                   Origin::Implied));
}

} // namespace

void mapGateway(MapContext& context)
{
    const Place& root = context.root;
    const Place gateway = root["gateway"];
    Node node = nodeOf(NodeKind::Gateway, {}, "gateway");
    node.name = "OpenClaw gateway";
    Json& out = node.attributes;
    out["port"] = gateway["port"].integer().value_or(kDefaultPort);
    out["bind"] = gateway["bind"].text().value_or("loopback");
    set(out, "mode", gateway["mode"].text());
    set(out, "authMode", gateway["auth"]["mode"].text());
    set(out, "reloadMode", gateway["reload"]["mode"].text());
    set(out, "controlUiEnabled", gateway["controlUi"]["enabled"].boolean());
    set(out, "toolsProfile", root["tools"]["profile"].text());
    set(out, "execMode", root["tools"]["exec"]["mode"].text());
    set(out, "agentToAgentEnabled", root["tools"]["agentToAgent"]["enabled"].boolean());
    set(out, "sessionsVisibility", root["tools"]["sessions"]["visibility"].text());
    set(out, "dmScope", root["session"]["dmScope"].text());
    out["hooksEnabled"] = root["hooks"]["enabled"].boolean().value_or(false);
    set(out, "hooksPath", root["hooks"]["path"].text());
    set(out, "cronEnabled", root["cron"]["enabled"].boolean());
    set(out, "broadcastStrategy", root["broadcast"]["strategy"].text());
    set(out, "agentOwnership", root["agents"]["ownership"].text());
    context.builder.add(std::move(node));
    mapSurfaces(context);
}

void mapHooks(MapContext& context)
{
    const Place hooks = context.root["hooks"];
    const bool isEnabled = hooks["enabled"].boolean().value_or(false);
    std::map<std::string, int> uses;
    for (const Place& mapping : hooks["mappings"].items()) {
        if (!mapping.isObject()) {
            mapping.fail("a hook is expected here");
            return;
        }
        const std::string name = hookName(mapping);
        const int count = ++uses[name];
        mapHook(context, mapping, count == 1 ? name : name + "#" + std::to_string(count), isEnabled);
    }
    if (isEnabled)
        mapDirectHook(context, hooks);
}

void mapMcp(MapContext& context)
{
    for (const auto& [name, place] : context.root["mcp"]["servers"].members()) {
        Node node = nodeOf(NodeKind::McpServer, name, place.path());
        node.attributes["enabled"] = place["enabled"].boolean().value_or(true);
        // OpenClaw's documentation, "Transports": a URL without a transport is server-sent events.
        const char* implied = place["url"].exists() ? "sse" : "stdio";
        node.attributes["transport"] = place["transport"].text().value_or(implied);
        set(node.attributes, "command", place["command"].text());
        if (const auto url = place["url"].text())
            set(node.attributes, "url", safeOrigin(*url));
        context.builder.add(edgeOf(EdgeKind::HasMcp, kGateway, node.id, place.path()));
        context.builder.add(std::move(node));
    }
}

void mapPlugins(MapContext& context)
{
    const Place plugins = context.root["plugins"];
    const bool areEnabled = plugins["enabled"].boolean().value_or(true);
    const auto listed = [&](const char* list, const std::string& name) {
        const auto names = plugins[list].references();
        return std::any_of(names.begin(), names.end(), [&](const auto& item) { return item.first == name; });
    };
    const bool hasAllowList = plugins["allow"].isArray() && !plugins["allow"].value()->empty();
    std::map<std::string, std::vector<std::string>> slots;
    for (const auto& [slot, place] : plugins["slots"].members()) {
        const auto plugin = place.reference();
        if (!plugin || *plugin == "none") // OpenClaw's word for an empty slot
            continue;
        slots[*plugin].push_back(slot);
        context.builder.add(edgeOf(EdgeKind::Slot, kGateway, nodeId(NodeKind::Plugin, *plugin), place.path(),
                                   Origin::Configured, slot));
    }
    const auto add = [&](const std::string& name, const Place& place, Origin origin) {
        if (!context.pluginsAdded.insert(name).second)
            return;
        Node node = nodeOf(NodeKind::Plugin, name, place.path(), origin);
        node.attributes["enabled"] = areEnabled && place["enabled"].boolean().value_or(true) && !listed("deny", name)
            && (!hasAllowList || listed("allow", name));
        if (const auto found = slots.find(name); found != slots.end())
            node.attributes["slots"] = found->second;
        context.builder.add(std::move(node));
    };
    for (const auto& [name, place] : plugins["entries"].members())
        add(name, place, Origin::Configured);
    for (const auto& [name, names] : slots) // a bundled plugin needs no entry
        add(name, plugins["slots"][names.front()], Origin::Implied);
}

} // namespace fabric::openclaw
