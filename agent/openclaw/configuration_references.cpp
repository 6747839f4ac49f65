// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/agent_references.h"
#include "agent/openclaw/configuration_compile.h"
#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/map_context.h"

#include <set>

namespace fabric::openclaw {

using provider::ResourceId;

namespace {

class References
{
public:
    std::set<ResourceId> ids;

    void agent(const std::string& name)
    {
        if (!m_agents.insert(name).second)
            return;
        const std::string id = canonicalAgentId(name);
        if (!id.empty() && name.find('*') == std::string::npos && name.find("${") == std::string::npos)
            ids.insert(resourceId(Segments{"agents", "entries", id}));
    }
    void model(const std::string& name)
    {
        const auto slash = name.find('/');
        if (slash != std::string::npos && slash > 0 && name.find("${") == std::string::npos)
            ids.insert(resourceId(Segments{"models", "providers", trimmedCopy(name.substr(0, slash))}));
    }
    /// Text, or {primary, fallbacks[]}.
    void modelSetting(const Json* value)
    {
        if (value == nullptr)
            return;
        if (value->is_string()) {
            model(value->get<std::string>());
        } else if (value->is_array() || value->is_object()) {
            for (const Json& inner : *value)
                modelSetting(&inner);
        }
    }
    void agentSettings(const Json& settings)
    {
        modelSetting(findAt(settings, Segments{"model"}));
        modelSetting(findAt(settings, Segments{"utilityModel"}));
        modelSetting(findAt(settings, Segments{"subagents", "model"}));
    }
    /// The channel and the account that a route comes from.
    void source(const Json& binding)
    {
        const Json* match = findAt(binding, Segments{"match"});
        if (match == nullptr || !match->is_object() || !match->contains("channel") || !(*match)["channel"].is_string())
            return;
        const std::string channel = (*match)["channel"].get<std::string>();
        const auto account = match->find("accountId");
        const std::string name
            = account != match->end() && account->is_string() ? account->get<std::string>() : "default";
        if (!m_sources.emplace(channel, name).second)
            return;
        ids.insert(resourceId(Segments{"channels", channel, "enabled"}));
        if (name != "*")
            ids.insert(resourceId(Segments{"channels", channel, "accounts", name}));
    }

private:
    // What was seen already: a list names the same ones again and again.
    std::set<std::string> m_agents;
    std::set<std::pair<std::string, std::string>> m_sources;
};

} // namespace

std::vector<ResourceId> referencesOf(const ResourceId& id, Json content)
{
    const Segments at = segmentsOfPath(id.value());
    if (at.empty())
        return {};
    References out;
    Json document = Json::object();
    setAt(document, at, std::move(content));
    const Json& value = *findAt(std::as_const(document), at);
    eachAgentName(document, [&](const std::string& name) { out.agent(name); });
    if (const Json* defaults = findAt(std::as_const(document), Segments{"agents", "defaults"}))
        out.agentSettings(*defaults);
    if (at.size() > 2 && at[0] == "agents" && at[1] == "entries")
        out.agentSettings(value);
    if (at[0] == "bindings" && value.is_array()) {
        for (const Json& binding : value)
            out.source(binding);
    }
    if (at[0] == "channels" && at.size() > 1 && at[1] == "modelByChannel")
        out.modelSetting(&value);
    if (at[0] == "plugins" && at.size() > 1 && at[1] == "slots" && value.is_object()) {
        for (const Json& plugin : value) {
            if (plugin.is_string() && plugin != "none")
                out.ids.insert(resourceId(Segments{"plugins", "entries", plugin.get<std::string>()}));
        }
    }
    out.ids.erase(id);
    return {out.ids.begin(), out.ids.end()};
}

} // namespace fabric::openclaw
