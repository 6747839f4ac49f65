// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"
#include "agent/openclaw/version_table.h"

namespace fabric::openclaw {

using namespace topology;

namespace {

/// A setting of an agent: its own, else that of the defaults, which is then named in inheritedFields.
struct Setting
{
    Place place;
    bool isInherited = false;
};

Setting settingOf(const Place& own, const Place& defaults)
{
    return own.exists() ? Setting{own, false} : Setting{defaults, true};
}

/// Collects an agent's attributes and which of them are inherited.
class AgentAttributes
{
public:
    void text(const char* name, const Place& own, const Place& defaults)
    {
        const Setting setting = settingOf(own, defaults);
        take(name, setting.place.text(), setting.isInherited);
    }
    void integer(const char* name, const Place& own, const Place& defaults)
    {
        const Setting setting = settingOf(own, defaults);
        take(name, setting.place.integer(), setting.isInherited);
    }
    void texts(const char* name, const Place& own, const Place& defaults)
    {
        const Setting setting = settingOf(own, defaults);
        take(name, setting.place.texts(), setting.isInherited);
    }
    template <class T>
    void take(const char* name, const std::optional<T>& value, bool isInherited)
    {
        set(m_values, name, value);
        if (value && isInherited)
            m_inherited.emplace_back(name);
    }
    [[nodiscard]] bool has(const char* name) const { return m_values.contains(name); }

    Json finish()
    {
        if (!m_inherited.empty())
            m_values["inheritedFields"] = m_inherited;
        return std::move(m_values);
    }

private:
    Json m_values = Json::object();
    std::vector<std::string> m_inherited;
};

Json attributesOf(const MapContext& context, const MapContext::Agent& agent)
{
    const Place defaults = context.root["agents"]["defaults"];
    const Place& entry = agent.entry;
    const Place tools = context.root["tools"];
    const Place sandbox = entry["sandbox"];
    const Place defaultSandbox = defaults["sandbox"];
    AgentAttributes out;
    if (context.soleAgent == agent.id)
        out.take("isDefault", std::optional(true), false);
    out.text("workspace", entry["workspace"], defaults["workspace"]);
    out.text("sandboxMode", sandbox["mode"], defaultSandbox["mode"]);
    if (!out.has("sandboxMode"))
        out.take("sandboxMode", std::optional(std::string("off")), true); // OpenClaw's own default
    out.text("sandboxScope", sandbox["scope"], defaultSandbox["scope"]);
    out.text("sandboxBackend", sandbox["backend"], defaultSandbox["backend"]);
    out.text("workspaceAccess", sandbox["workspaceAccess"], defaultSandbox["workspaceAccess"]);
    out.text("toolsProfile", entry["tools"]["profile"], tools["profile"]);
    out.text("execMode", entry["tools"]["exec"]["mode"], tools["exec"]["mode"]);
    out.text("execHost", entry["tools"]["exec"]["host"], tools["exec"]["host"]);
    out.take("mayRunCommands", std::optional(mayRunCommands(context, agent)), false);
    out.texts("skills", entry["skills"], defaults["skills"]);
    out.texts("mentionPatterns", entry["groupChat"]["mentionPatterns"],
              context.root["messages"]["groupChat"]["mentionPatterns"]);
    out.text("delegationMode", entry["subagents"]["delegationMode"], defaults["subagents"]["delegationMode"]);
    out.integer("maxConcurrent", entry["subagents"]["maxConcurrent"], defaults["subagents"]["maxConcurrent"]);
    out.text("heartbeatEvery", entry["heartbeat"]["every"], defaults["heartbeat"]["every"]);
    out.text("thinking", entry["thinkingDefault"], defaults["thinkingDefault"]);
    out.text("runtime", entry["runtime"]["type"], defaults["runtime"]["type"]);
    return out.finish();
}

/// Which setting of an agent uses which models: `provider/model`, or {primary, fallbacks[]}.
void mapModelUse(MapContext& context, const NodeId& user, const Setting& setting, const std::string& role)
{
    const auto use = [&](const Place& place, const std::string& key, std::optional<int> order) {
        const auto name = place.reference();
        const auto model = name ? useModel(context, *name, place.path()) : std::nullopt;
        if (!model)
            return;
        Edge edge = edgeOf(EdgeKind::UsesModel, user, *model, place.path(), Origin::Configured, key);
        edge.order = order;
        if (setting.isInherited)
            edge.attributes[attribute::kInherited] = true;
        context.builder.add(std::move(edge));
    };
    if (!setting.place.isObject()) {
        use(setting.place, role, std::nullopt);
        return;
    }
    use(setting.place["primary"], role, std::nullopt);
    const std::string fallback = role == "primary" ? "fallback" : role + "-fallback";
    int rank = 0;
    for (const Place& item : setting.place["fallbacks"].items())
        use(item, fallback, rank++);
}

void mapSpawning(MapContext& context, const MapContext::Agent& agent)
{
    const Setting setting = settingOf(agent.entry["subagents"]["allowAgents"],
                                      context.root["agents"]["defaults"]["subagents"]["allowAgents"]);
    const NodeId from = nodeId(NodeKind::Agent, agent.id);
    const auto add = [&](const std::string& target, const std::string& path, bool isWildcard) {
        Edge edge = edgeOf(EdgeKind::MaySpawn, from, nodeId(NodeKind::Agent, target), path);
        if (isWildcard) {
            edge.origin = Origin::Implied;
            edge.attributes[attribute::kWildcard] = true;
        }
        if (setting.isInherited)
            edge.attributes[attribute::kInherited] = true;
        context.builder.add(std::move(edge));
    };
    std::set<std::string> named;
    const Place* wildcard = nullptr;
    const auto allowed = setting.place.references(); // unset: itself only, which is no relation
    for (const auto& [name, place] : allowed) {
        if (name == "*")
            wildcard = &place;
        else if (const std::string id = canonicalAgentId(name); !id.empty() && named.insert(id).second)
            add(id, place.path(), false);
    }
    if (wildcard == nullptr)
        return;
    for (const auto& other : context.agents) {
        if (!named.contains(other.id))
            add(other.id, wildcard->path(), true);
    }
}

void mapAgentToAgent(MapContext& context)
{
    const Place policy = context.root["tools"]["agentToAgent"];
    const Place visibility = context.root["tools"]["sessions"]["visibility"];
    const VersionFeatures& features = featuresOf(context.input.version);
    if (!policy["enabled"].boolean().value_or(features.agentToAgentByDefault))
        return;
    if (visibility.text().value_or(features.agentToAgentByDefault ? "all" : "tree") != "all")
        return;
    const Place allow = policy["allow"];
    const auto patterns = allow.references();
    const bool isOpen = !allow.exists() || (allow.isArray() && allow.value()->empty());
    std::vector<const MapContext::Agent*> named;
    std::set<std::string> exact;
    for (const auto& agent : context.agents) {
        bool isIn = isOpen;
        for (const auto& [pattern, place] : patterns) {
            isIn = isIn || matchesPattern(pattern, agent.id);
            if (pattern == agent.id)
                exact.insert(agent.id);
        }
        if (isIn)
            named.push_back(&agent);
    }
    for (std::size_t i = 0; i < named.size(); ++i) {
        for (std::size_t j = i + 1; j < named.size(); ++j) {
            Edge edge = edgeOf(EdgeKind::AgentToAgent, nodeId(NodeKind::Agent, named[i]->id),
                               nodeId(NodeKind::Agent, named[j]->id), isOpen ? policy.path() : allow.path());
            if (!exact.contains(named[i]->id) || !exact.contains(named[j]->id)) {
                edge.origin = Origin::Implied;
                edge.attributes[attribute::kWildcard] = true;
            }
            context.builder.add(std::move(edge));
        }
    }
}

/// `agents.list[]` of versions up to 2026.7. A repeated id gets a number, as OpenClaw gives it when it converts.
void readAgentList(MapContext& context, const Place& list)
{
    for (const Place& item : list.items()) {
        if (!item.isObject()) {
            item.fail("an agent is expected here");
            return;
        }
        const std::string base = canonicalAgentId(item["id"].reference().value_or("agent"));
        std::string id = base.empty() ? "main" : base;
        for (int suffix = 2; context.agentIds.contains(id); ++suffix)
            id = base + "-" + std::to_string(suffix);
        context.agentIds.insert(id);
        context.agents.push_back({id, item, Origin::Configured});
    }
}

void mapAgent(MapContext& context, const MapContext::Agent& agent)
{
    const Place defaults = context.root["agents"]["defaults"];
    Node node = nodeOf(NodeKind::Agent, agent.id, agent.entry.path(), agent.origin);
    node.name = agent.entry["name"].text().value_or(agent.id);
    node.attributes = attributesOf(context, agent);
    const auto allowed
        = settingOf(agent.entry["subagents"]["allowAgents"], defaults["subagents"]["allowAgents"]).place.references();
    if (std::any_of(allowed.begin(), allowed.end(), [](const auto& item) { return item.first == "*"; }))
        node.attributes["spawnsAny"] = true;
    const NodeId id = node.id;
    context.builder.add(std::move(node));

    mapModelUse(context, id, settingOf(agent.entry["model"], defaults["model"]), "primary");
    mapModelUse(context, id, settingOf(agent.entry["subagents"]["model"], defaults["subagents"]["model"]), "subagent");
    mapModelUse(context, id, settingOf(agent.entry["utilityModel"], defaults["utilityModel"]), "utility");

    const Setting machine = settingOf(agent.entry["tools"]["exec"]["node"], context.root["tools"]["exec"]["node"]);
    if (const auto name = machine.place.reference()) {
        const NodeId target = nodeId(NodeKind::Node, *name);
        if (!context.builder.has(target))
            context.builder.add(nodeOf(NodeKind::Node, *name, machine.place.path()));
        Edge edge = edgeOf(EdgeKind::RunsOn, id, target, machine.place.path());
        if (machine.isInherited)
            edge.attributes[attribute::kInherited] = true;
        context.builder.add(std::move(edge));
    }
}

} // namespace

void readAgents(MapContext& context)
{
    const Place section = context.root["agents"];
    if (section.exists() && !section.isObject()) {
        section.fail("a map is expected here");
        return;
    }
    const Place entries = section["entries"];
    const Place list = section["list"];
    if (entries.exists()) {
        for (const auto& [name, entry] : entries.members()) {
            if (entry.exists() && !entry.isObject()) {
                entry.fail("an agent is expected here");
                return;
            }
            const std::string id = canonicalAgentId(name);
            if (id.empty() || !context.agentIds.insert(id).second) {
                entry.fail("two agents have the same id, or one has none");
                return;
            }
            context.agents.push_back({id, entry, Origin::Configured});
        }
    } else {
        readAgentList(context, list);
    }
    if (context.agents.empty()) { // OpenClaw then runs one agent of this name
        context.agents.push_back({"main", Place(nullptr, "agents", context.notes), Origin::Implied});
        context.agentIds.insert("main");
    }
    if (context.agents.size() == 1)
        context.soleAgent = context.agents.front().id;
    for (const auto& agent : context.agents) {
        if (agent.entry["default"].boolean().value_or(false)) {
            context.soleAgent = agent.id;
            break;
        }
    }
}

void mapAgents(MapContext& context)
{
    for (const auto& agent : context.agents)
        mapAgent(context, agent);
}

void mapAgentLinks(MapContext& context)
{
    for (const auto& agent : context.agents)
        mapSpawning(context, agent);
    mapAgentToAgent(context);
}

} // namespace fabric::openclaw
