// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

#include <array>

namespace fabric::openclaw {

using namespace topology;

namespace {

void addProvider(MapContext& context, const std::string& name, Origin origin, const Place& place, Json attributes)
{
    const NodeId id = nodeId(NodeKind::ModelProvider, name);
    if (context.builder.has(id))
        return;
    Node node = nodeOf(NodeKind::ModelProvider, name, place.path(), origin);
    node.attributes = std::move(attributes);
    context.builder.add(std::move(node));
}

/// @p name is `provider/model`.
void addModel(MapContext& context, const std::string& name, Origin origin, const std::string& path, Json attributes,
              const std::string& shownName = {})
{
    if (!context.modelsAdded.insert(name).second)
        return;
    const std::string provider = name.substr(0, name.find('/'));
    addProvider(context, provider, Origin::Implied, Place(nullptr, path, context.notes), Json::object());
    const NodeId owner = nodeId(NodeKind::ModelProvider, provider);
    Node node = nodeOf(NodeKind::Model, name, path, origin);
    node.name = shownName.empty() ? name.substr(name.find('/') + 1) : shownName;
    node.parent = owner;
    node.attributes = std::move(attributes);
    context.builder.add(edgeOf(EdgeKind::Owns, owner, node.id, path, origin));
    context.builder.add(std::move(node));
}

void mapProviderModels(MapContext& context, const std::string& provider, const Place& models)
{
    for (const Place& item : models.items()) {
        const auto id = item["id"].reference();
        if (!id) {
            item.fail("a model with an id is expected here");
            return;
        }
        const std::string name = provider + "/" + *id;
        Json attributes = Json::object();
        set(attributes, "api", item["api"].text());
        set(attributes, "contextWindow", item["contextWindow"].integer());
        set(attributes, "maxTokens", item["maxTokens"].integer());
        set(attributes, "reasoning", item["reasoning"].boolean());
        set(attributes, "input", item["input"].texts());
        const Place settings = context.root["agents"]["defaults"]["models"][name];
        set(attributes, "alias", settings["alias"].text());
        addModel(context, name, Origin::Configured, models.path() + "[id=" + *id + "]", std::move(attributes),
                 item["name"].text().value_or(std::string()));
    }
}

} // namespace

std::optional<NodeId> useModel(MapContext& context, std::string_view reference, const std::string& path)
{
    std::string name = trimmedCopy(reference);
    if (name.empty())
        return std::nullopt;
    if (const auto alias = context.modelAliases.find(lowerAscii(name)); alias != context.modelAliases.end())
        name = alias->second;
    const auto slash = name.find('/');
    if (slash != std::string::npos && slash > 0 && slash + 1 < name.size()) {
        // Named, not defined: the runtime's own catalogue decides, which a configuration does not show.
        addModel(context, name, Origin::Implied, path, Json::object());
        return nodeId(NodeKind::Model, name);
    }
    return nodeId(NodeKind::Model, name); // no provider: stays a dangling node
}

void mapModels(MapContext& context)
{
    const Place settings = context.root["agents"]["defaults"]["models"];
    for (const auto& [name, place] : settings.members()) {
        if (const auto alias = place["alias"].text())
            context.modelAliases.emplace(lowerAscii(trimmedCopy(*alias)), name);
    }
    for (const auto& [name, place] : context.root["models"]["providers"].members()) {
        if (place.exists() && !place.isObject()) {
            place.fail("a provider of models is expected here");
            return;
        }
        Json attributes = Json::object();
        set(attributes, "enabled", place["enabled"].boolean());
        set(attributes, "api", place["api"].text());
        if (const auto url = place["baseUrl"].text())
            set(attributes, "baseUrl", safeOrigin(*url));
        if (place["auth"].isText())
            set(attributes, "auth", place["auth"].text());
        addProvider(context, name, Origin::Configured, place, std::move(attributes));
    }
    for (const auto& [name, place] : context.root["models"]["providers"].members())
        mapProviderModels(context, name, place["models"]);
    for (const auto& [name, place] : settings.members()) {
        const auto slash = name.find('/');
        if (slash == std::string::npos || slash == 0 || slash + 1 == name.size() || name.find('*') != std::string::npos)
            continue; // a pattern over models is no model
        Json attributes = Json::object();
        set(attributes, "alias", place["alias"].text());
        addModel(context, name, Origin::Configured, place.path(), std::move(attributes));
    }
}

} // namespace fabric::openclaw
