// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/toy_configuration.h"

#include "core/planning/field_diff.h"
#include "tests/support/graph_parts.h"

#include <algorithm>
#include <set>

namespace fabric::test {

using namespace provider;
using namespace topology;

namespace {

constexpr std::array<const char*, 2> kMaps{"agents", "settings"};

/// `agents.a` -> (agents, a); `routes` -> (routes, "").
std::pair<std::string, std::string> partsOf(const ResourceId& id)
{
    const auto dot = id.value().find('.');
    return {id.value().substr(0, dot), dot == std::string::npos ? "" : id.value().substr(dot + 1)};
}

ResourceId agentResource(const std::string& id)
{
    return ResourceId("agents." + id);
}

/// The items of a list of text; none if it is absent.
std::vector<std::string> textsOf(const Json& object, const char* key)
{
    std::vector<std::string> out;
    for (const Json& item : object.value(key, Json::array()))
        out.push_back(item.get<std::string>());
    return out;
}

bool holds(const std::vector<std::string>& items, const std::string& item)
{
    return std::find(items.begin(), items.end(), item) != items.end();
}

/// Maps one document.
class Mapper
{
public:
    explicit Mapper(const Json& document)
        : m_agents(document.value("agents", Json::object()))
        , m_routes(document.value("routes", Json::array()))
        , m_settings(document.value("settings", Json::object()))
    {
    }

    Result<Graph> map(const Graph& observed)
    {
        add(node(NodeKind::Gateway, ""), "settings");
        for (const std::string& name : textsOf(m_settings, "models"))
            add(node(NodeKind::Model, name), "settings.models");
        for (const std::string& name : textsOf(m_settings, "mcp")) {
            add(node(NodeKind::McpServer, name), "settings.mcp");
            add(edge(EdgeKind::HasMcp, "gateway", "mcp:" + name), "settings.mcp");
        }
        for (const std::string& name : textsOf(m_settings, "deny"))
            addTool("gateway", EdgeKind::ToolDeny, name, "", "settings.deny");
        for (auto it = m_agents.begin(); it != m_agents.end(); ++it)
            addAgent(it.key(), it.value());
        addRoutes();
        takeOver(observed);
        return m_builder.build(observed);
    }

private:
    void add(Node item, std::string path)
    {
        item.path = std::move(path);
        if (!m_builder.has(item.id))
            m_builder.add(std::move(item));
    }

    void add(Edge item, std::string path)
    {
        item.path = std::move(path);
        m_builder.add(std::move(item));
    }

    void addTool(const std::string& from, EdgeKind kind, const std::string& tool, std::string key, std::string path)
    {
        Node item = node(NodeKind::Tool, tool);
        item.origin = Origin::Implied;
        if (tool == "*")
            item.attributes["wildcard"] = true;
        add(std::move(item), path);
        add(edge(kind, from, "tool:" + tool, std::move(key)), std::move(path));
    }

    void addAgent(const std::string& id, const Json& value)
    {
        const std::string path = "agents." + id;
        Node item = node(NodeKind::Agent, id);
        if (value.contains("sandbox"))
            item.attributes["sandboxMode"] = value["sandbox"];
        if (value.contains("shell"))
            item.attributes["mayRunCommands"] = value["shell"];
        add(std::move(item), path);
        const std::string from = "agent:" + id;
        if (value.contains("model"))
            add(edge(EdgeKind::UsesModel, from, "model:" + value["model"].get<std::string>(), "primary"), path);
        for (const std::string& tool : textsOf(value, "tools"))
            addTool(from, EdgeKind::ToolAllow, tool, "allow", path);
        for (const std::string& tool : textsOf(value, "deny"))
            addTool(from, EdgeKind::ToolDeny, tool, "", path);
        for (const std::string& other : textsOf(value, "spawns")) {
            if (other == "*")
                addAnySpawns(id);
            else
                add(edge(EdgeKind::MaySpawn, from, "agent:" + other), path);
        }
    }

    void addAnySpawns(const std::string& id)
    {
        for (auto it = m_agents.begin(); it != m_agents.end(); ++it) {
            if (it.key() == id)
                continue;
            Edge item = edge(EdgeKind::MaySpawn, "agent:" + id, "agent:" + it.key());
            item.origin = Origin::Implied;
            item.attributes[attribute::kWildcard] = true;
            add(std::move(item), "agents." + id);
        }
    }

    void addRoutes()
    {
        const auto open = textsOf(m_settings, "open");
        const auto off = textsOf(m_settings, "off");
        int order = 0;
        for (const Json& route : m_routes) {
            const auto from = route["from"].get<std::string>();
            const NodeId channel = nodeId(NodeKind::Channel, from.substr(0, from.find('/')));
            add(node(NodeKind::Channel, from.substr(0, from.find('/'))), "routes");
            Node account = node(NodeKind::Account, from);
            account.parent = channel;
            account.attributes["allowsAnyone"] = holds(open, from);
            account.attributes["enabled"] = !holds(off, from);
            add(std::move(account), "routes");
            Edge lead = edge(EdgeKind::RoutesTo, "account:" + from, "agent:" + route["to"].get<std::string>(), "any");
            lead.order = order++;
            add(std::move(lead), "routes");
        }
    }

    /// Jobs whose agent is still there.
    void takeOver(const Graph& observed)
    {
        for (const Edge& edge : observed.edges()) {
            if (edge.kind != EdgeKind::Triggers || !m_builder.has(edge.to))
                continue;
            m_builder.add(*observed.find(edge.from));
            m_builder.add(edge);
        }
    }

    Json m_agents;
    Json m_routes;
    Json m_settings;
    GraphBuilder m_builder;
};

std::string nameOf(const NodeId& id)
{
    return id.value().substr(id.value().find(':') + 1);
}

using Pointers = Result<std::vector<std::string>>;

std::string agentPointer(const std::string& id)
{
    return pointerTo("/agents", id);
}

/// Carries one edit out on the document.
struct Applier
{
    Json& document;

    Result<Json*> agent(const NodeId& id) const
    {
        const auto found = document["agents"].find(nameOf(id));
        if (found == document["agents"].end())
            return fail(ErrorCode::NotFound, "there is no such agent", id.value());
        return &*found;
    }

    /// Adds to or removes from a list of an agent.
    Pointers setItem(const NodeId& id, const char* key, const std::string& item, bool isThere) const
    {
        FABRIC_TRY(Json* const value, agent(id));
        std::vector<std::string> items = textsOf(*value, key);
        std::erase(items, item);
        if (isThere)
            items.push_back(item);
        (*value)[key] = items;
        return Pointers{{agentPointer(nameOf(id)) + "/" + key}};
    }

    Pointers operator()(const AddAgent& edit) const
    {
        if (document["agents"].contains(edit.id))
            return fail(ErrorCode::FailedPrecondition, "the agent is there already", "id");
        Json value = {{"tools", Json::array()}};
        if (edit.model)
            value["model"] = nameOf(*edit.model);
        document["agents"][edit.id] = value;
        return Pointers{{agentPointer(edit.id)}};
    }

    Pointers operator()(const RemoveAgent& edit) const
    {
        FABRIC_CHECK(agent(edit.agent));
        std::vector<std::string> out{agentPointer(nameOf(edit.agent))};
        document["agents"].erase(nameOf(edit.agent));
        Json& routes = document["routes"];
        for (std::size_t i = routes.size(); i > 0; --i) {
            if (routes[i - 1]["to"] != nameOf(edit.agent))
                continue;
            routes.erase(i - 1);
            out.emplace_back("/routes");
        }
        return out;
    }

    Pointers operator()(const RenameAgent& edit) const
    {
        FABRIC_TRY(Json* const value, agent(edit.agent));
        const Json moved = *value;
        document["agents"].erase(nameOf(edit.agent));
        document["agents"][edit.to] = moved;
        std::vector<std::string> out{agentPointer(nameOf(edit.agent)), agentPointer(edit.to)};
        for (Json& route : document["routes"]) {
            if (route["to"] == nameOf(edit.agent)) {
                route["to"] = edit.to;
                out.emplace_back("/routes");
            }
        }
        return out;
    }

    Pointers operator()(const SetModel& edit) const
    {
        FABRIC_TRY(Json* const value, agent(edit.subject));
        if (edit.primary)
            (*value)["model"] = nameOf(*edit.primary);
        else
            value->erase("model");
        return Pointers{{agentPointer(nameOf(edit.subject)) + "/model"}};
    }

    Pointers operator()(const AddRoute& edit) const
    {
        document["routes"].push_back({{"from", nameOf(edit.from)}, {"to", nameOf(edit.agent)}});
        return Pointers{{"/routes"}};
    }

    Pointers operator()(const SetDelegation& edit) const
    {
        return setItem(edit.from, "spawns", nameOf(edit.to), edit.isAllowed);
    }

    Pointers operator()(const SetTool& edit) const
    {
        const bool isDenied = edit.permission == SetTool::Permission::Deny;
        return setItem(edit.subject, isDenied ? "deny" : "tools", nameOf(edit.tool),
                       edit.permission != SetTool::Permission::Inherit);
    }

    Pointers operator()(const SetAttribute& edit) const
    {
        FABRIC_TRY(Json* const value, agent(edit.node));
        (*value)[edit.name] = edit.value;
        return Pointers{{agentPointer(nameOf(edit.node)) + "/" + edit.name}};
    }

    template <class Other>
    Pointers operator()(const Other&) const
    {
        return fail(ErrorCode::Unimplemented, "toys cannot do that");
    }
};

/// kMasked in @p value becomes what @p base has there.
void unmask(Json& value, const Json* base)
{
    if (value == kMasked && base != nullptr)
        value = *base;
    if (!value.is_object())
        return;
    for (auto it = value.begin(); it != value.end(); ++it)
        unmask(*it, base != nullptr && base->is_object() && base->contains(it.key()) ? &(*base)[it.key()] : nullptr);
}

std::string pointerOf(const ResourceId& id)
{
    const auto [map, key] = partsOf(id);
    return key.empty() ? "/" + map : pointerTo("/" + map, key);
}

ReloadKind reloadOf(const Source& source, const ResourceId& id)
{
    const auto& kinds = source.parts().reloadKinds;
    const auto found = kinds.find(id.value());
    return found == kinds.end() ? ReloadKind::Hot : found->second;
}

const Json* valueIn(const Source& source, const ResourceId& id)
{
    return planning::valueAt(source.document(), pointerOf(id));
}

/// One call that carries a list of fields.
Operation operationOf(Operation::Kind kind, const Source& before, const std::vector<const ResourceChange*>& changes)
{
    Operation out;
    out.kind = kind;
    out.payload = {{"set", Json::object()}, {"remove", Json::array()}};
    for (const ResourceChange* change : changes) {
        std::vector<planning::FieldDifference> fields;
        planning::compareFields(pointerOf(change->id), valueIn(before, change->id),
                                change->after ? &*change->after : nullptr, fields);
        for (const auto& field : fields) {
            out.changes.push_back({field.pointer, field.pointer.substr(1),
                                   field.observed == nullptr ? Json() : *field.observed,
                                   field.desired == nullptr ? Json() : *field.desired});
            if (field.desired == nullptr)
                out.payload["remove"].push_back(field.pointer);
            else
                out.payload["set"][field.pointer] = *field.desired;
        }
        out.touches.push_back(change->id);
        out.reload = std::max(out.reload, reloadOf(before, change->id));
    }
    std::sort(out.changes.begin(), out.changes.end(),
              [](const FieldEdit& a, const FieldEdit& b) { return a.pointer < b.pointer; });
    return out;
}

} // namespace

Result<std::vector<Resource>> ToyConfiguration::resources(const Json& document) const
{
    std::vector<Resource> out;
    const auto add = [&](std::string id, const Json& value) -> Result<> {
        FABRIC_TRY(const Digest digest, planning::digestOf(&value));
        out.push_back({ResourceId(std::move(id)), digest});
        return {};
    };
    for (const char* map : kMaps) {
        const auto found = document.find(map);
        if (found == document.end())
            continue;
        for (auto it = found->begin(); it != found->end(); ++it)
            FABRIC_CHECK(add(std::string(map) + "." + it.key(), it.value()));
    }
    if (const auto routes = document.find("routes"); routes != document.end())
        FABRIC_CHECK(add("routes", *routes));
    std::sort(out.begin(), out.end(), [](const Resource& a, const Resource& b) { return a.id < b.id; });
    return out;
}

const Json* ToyConfiguration::value(const Json& document, const ResourceId& id) const
{
    return planning::valueAt(document, pointerOf(id));
}

Result<> ToyConfiguration::set(Json& document, const ResourceId& id, std::optional<Json> value) const
{
    return planning::setAt(document, pointerOf(id), value ? &*value : nullptr);
}

Result<ResourceId> ToyConfiguration::resourceOf(const std::string& pointer) const
{
    const std::string rest = pointer.substr(1);
    const auto first = rest.find('/');
    if (rest.starts_with("routes"))
        return ResourceId("routes");
    if (first == std::string::npos)
        return fail(ErrorCode::InvalidArgument, "that is several resources", pointer);
    return ResourceId(rest.substr(0, first) + "." + rest.substr(first + 1, rest.find('/', first + 1) - first - 1));
}

Result<Graph> ToyConfiguration::graphOf(const Source& source, const Graph& observed) const
{
    return Mapper(source.document()).map(observed);
}

Result<std::vector<std::string>> ToyConfiguration::apply(const Edit& edit, Json& document, const Graph&) const
{
    return std::visit(Applier{document}, edit);
}

Result<Json> ToyConfiguration::import(std::string_view text, const Json& base) const
{
    FABRIC_TRY(Json out, parseJson(text));
    unmask(out, &base);
    return out;
}

std::vector<ResourceId> ToyConfiguration::references(const ResourceId& id, const Json& value) const
{
    std::vector<ResourceId> out;
    if (id.value() == "routes") {
        for (const Json& route : value)
            out.push_back(agentResource(route["to"].get<std::string>()));
    } else if (value.is_object()) {
        if (value.contains("model"))
            out.emplace_back("settings.models");
        for (const std::string& other : textsOf(value, "spawns")) {
            if (other != "*")
                out.push_back(agentResource(other));
        }
    }
    return out;
}

Result<Compiled> ToyConfiguration::compile(const Source& before, const std::vector<ResourceChange>& changes) const
{
    const auto& former = before.parts().former;
    std::vector<const ResourceChange*> created;
    std::vector<const ResourceChange*> patched;
    std::vector<const ResourceChange*> deleted;
    for (const ResourceChange& change : changes) {
        const bool isAgent = change.id.value().starts_with("agents.");
        if (isAgent && !change.after)
            deleted.push_back(&change);
        else if (isAgent && valueIn(before, change.id) == nullptr
                 && std::binary_search(former.begin(), former.end(), change.id))
            created.push_back(&change);
        else
            patched.push_back(&change);
    }
    Compiled out;
    for (const ResourceChange* change : created)
        out.operations.push_back(operationOf(Operation::Kind::CreateAgent, before, {change}));
    if (!patched.empty())
        out.operations.push_back(operationOf(Operation::Kind::Patch, before, patched));
    for (const ResourceChange* change : deleted) {
        out.operations.push_back(operationOf(Operation::Kind::DeleteAgent, before, {change}));
        out.irreversible.push_back({"agent-state", change->id.value(), "What the agent remembers is gone."});
    }
    return out;
}

std::vector<std::string> ToyConfiguration::restartInterrupts(const Graph&) const
{
    return {"Every chat is cut off for a moment."};
}

namespace {

template <class T>
T mustHave(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", result.error().message.c_str(), result.error().where.c_str());
    return *std::move(result);
}

} // namespace

Source toySource(Json document, Source::Parts parts)
{
    parts.provider = "toy";
    parts.providerVersion = "1";
    parts.resources = mustHave(ToyConfiguration().resources(document));
    parts.document = std::move(document);
    parts.reloadKinds.emplace("settings.port", ReloadKind::Restart);
    return mustHave(Source::create(std::move(parts)));
}

planning::Content toyContent(Json document, Source::Parts parts)
{
    planning::Content out;
    out.source = toySource(std::move(document), std::move(parts));
    out.graph = mustHave(ToyConfiguration().graphOf(out.source, {}));
    return out;
}

planning::Content owning(const planning::Content& desired, const planning::Content& observed,
                         const std::vector<std::string>& owned)
{
    Source::Parts parts = desired.source.parts();
    for (const std::string& pointer : owned)
        parts.owned[pointer] = planning::digestOf(planning::valueAt(observed.source.document(), pointer)).value();
    return {desired.graph, Source::create(std::move(parts)).value()};
}

Json toyDocument()
{
    return {{"agents",
             {{"ops", {{"model", "small"}, {"tools", {"read"}}, {"spawns", {"coder"}}, {"key", kMasked}}},
              {"coder", {{"model", "large"}, {"tools", {"read", "write"}}, {"sandbox", "all"}}},
              {"writer", {{"model", "small"}, {"tools", {"read"}}, {"deny", {"exec"}}}},
              {"idle", {{"model", "small"}}}}},
            {"routes", {{{"from", "chat/ops"}, {"to", "ops"}}, {{"from", "mail/all"}, {"to", "writer"}}}},
            {"settings", {{"models", {"small", "large"}}, {"off", {"mail/all"}}, {"port", 1}, {"note", "hello"}}}};
}

Json largeToyDocument(int resources, int agentCount)
{
    Json agents = Json::object();
    Json routes = Json::array();
    const int count = std::min(agentCount, resources - 3); // and routes, settings.models, settings.port
    const auto idOf = [](int i) { return "agent" + std::to_string(i); };
    for (int i = 0; i < count; ++i) {
        Json value = {{"model", "m" + std::to_string(i % 7)},
                      {"tools", {"tool" + std::to_string(i % 50)}},
                      {"sandbox", "all"},
                      {"workspace", "/srv/agents/" + std::to_string(i)},
                      {"limits", {{"turns", i % 100}, {"minutes", 10}}}};
        if (2 * i + 2 < count)
            value["spawns"] = {idOf(2 * i + 1), idOf(2 * i + 2)};
        agents[idOf(i)] = std::move(value);
        if (i % 20 == 0)
            routes.push_back({{"from", "chat/" + std::to_string(i)}, {"to", idOf(i)}});
    }
    Json models = Json::array();
    for (int i = 0; i < 7; ++i)
        models.push_back("m" + std::to_string(i));
    Json settings = {{"models", std::move(models)}, {"port", 1}};
    for (int i = count; i < resources - 3; ++i)
        settings["setting" + std::to_string(i)] = {{"name", "number " + std::to_string(i)}, {"value", i}};
    return {{"agents", std::move(agents)}, {"routes", std::move(routes)}, {"settings", std::move(settings)}};
}

} // namespace fabric::test
