// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/scene.h"

#include <QCoreApplication>
#include <QStringList>

namespace fabric::view {

using model::Tone;
using topology::EdgeKind;
using topology::NodeKind;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Topology", text);
}
/// Two texts instead of a plural form: without a translation file Qt would show "agent(s)".
QString counted(int n, const char* one, const char* many)
{
    return n == 1 ? tr(one) : tr(many).arg(n);
}

/// What an agent's edges say together.
struct AgentSets
{
    bool spawnsAny = false;
    bool spawnsInherited = false;
    bool usesModel = false;
    bool usesOwnModel = false;
    bool hasOwnTools = false; ///< a list of its own, not a profile
    int fallbacks = 0; ///< models that step in for the first one
    std::uint32_t model = kNone; ///< the first one
    bool isDenied = false; ///< a tool is taken from everybody
    std::string_view slot; ///< a plug-in fills it; borrowed from the edge
};

} // namespace

void Scene::buildFaces()
{
    const auto nodes = graph().nodes();
    const auto edges = graph().edges();
    std::vector<AgentSets> sets(nodes.size());
    for (std::size_t i = 0; i < edges.size(); ++i) {
        AgentSets& from = sets[m_layout.edges[i].from];
        const bool isInherited = model::isTrueAttribute(edges[i].attributes, topology::attribute::kInherited)
            || edges[i].origin == topology::Origin::Implied;
        if (edges[i].kind == EdgeKind::MaySpawn) {
            from.spawnsAny |= model::isTrueAttribute(edges[i].attributes, topology::attribute::kWildcard);
            from.spawnsInherited |= isInherited;
        } else if (edges[i].kind == EdgeKind::UsesModel) {
            from.usesModel = true;
            from.usesOwnModel |= !isInherited;
            if (edges[i].key == "primary")
                from.model = m_layout.edges[i].to;
            from.fallbacks += edges[i].key.starts_with("fallback") ? 1 : 0;
        } else if (edges[i].kind == EdgeKind::ToolAllow && edges[i].key == "allow") {
            from.hasOwnTools = true;
        } else if (edges[i].kind == EdgeKind::ToolDeny && nodes[m_layout.edges[i].from].kind == NodeKind::Gateway) {
            sets[m_layout.edges[i].to].isDenied = true;
        } else if (edges[i].kind == EdgeKind::Slot) {
            sets[m_layout.edges[i].to].slot = edges[i].key;
        }
    }
    m_faces.resize(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        NodeFace& face = m_faces[i];
        face.title = model::titleOf(nodes[i]);
        face.state = model::stateOf(nodes[i]);
        if (nodes[i].kind == NodeKind::Tool && sets[i].isDenied)
            face.state = {tr("denied for all"), Tone::Bad};
        if (face.state.text.isEmpty() && !sets[i].slot.empty())
            face.state = {
                tr("%1 slot").arg(QString::fromUtf8(sets[i].slot.data(), static_cast<qsizetype>(sets[i].slot.size()))),
                Tone::Accent};
        if (nodes[i].kind != NodeKind::Agent) {
            face.more = model::tellingOf(nodes[i]);
            continue;
        }
        face.detail = model::textAttribute(nodes[i].attributes, "toolsProfile");
        if (face.detail.isEmpty() && sets[i].hasOwnTools)
            face.detail = tr("custom");
        if (sets[i].model != kNone) {
            face.more = model::titleOf(nodes[sets[i].model]);
            if (sets[i].fallbacks > 0)
                face.more = tr("%1 +%2").arg(face.more).arg(sets[i].fallbacks);
        }
        if (sets[i].spawnsAny || model::isTrueAttribute(nodes[i].attributes, "spawnsAny"))
            face.badges.push_back({tr("spawns any"), Tone::Accent});
        if (model::isTrueAttribute(nodes[i].attributes, "isDefault"))
            face.badges.push_back({tr("default agent"), Tone::Muted});
        if (sets[i].usesModel && !sets[i].usesOwnModel)
            face.badges.push_back({tr("default model"), Tone::Muted});
        if (sets[i].spawnsInherited && !sets[i].spawnsAny)
            face.badges.push_back({tr("default spawns"), Tone::Muted});
    }
}

NodeKind Scene::kindOfBox(BoxKind kind)
{
    switch (kind) {
    case BoxKind::Channel: return NodeKind::Channel;
    case BoxKind::Triggers: return NodeKind::Hook;
    case BoxKind::Agents: return NodeKind::Agent;
    case BoxKind::Provider: return NodeKind::ModelProvider;
    case BoxKind::Tools: return NodeKind::Tool;
    case BoxKind::Gateway: return NodeKind::Gateway;
    case BoxKind::McpServers: return NodeKind::McpServer;
    case BoxKind::Plugins: return NodeKind::Plugin;
    case BoxKind::OwnJobs: return NodeKind::CronJob;
    case BoxKind::Devices: return NodeKind::Device;
    case BoxKind::Sessions: return NodeKind::Session;
    }
    Q_UNREACHABLE();
}

QString Scene::boxTitle(const Box& box) const
{
    if (box.owner != kNone)
        return m_faces[box.owner].title;
    if (box.kind == BoxKind::Triggers)
        return tr("Triggers");
    if (box.kind == BoxKind::OwnJobs)
        return tr("Jobs of its own");
    if (box.kind != BoxKind::Channel && box.kind != BoxKind::Provider)
        return model::pluralFor(kindOfBox(box.kind));
    return QString::fromStdString(box.key.substr(box.key.find(':') + 1)); // its owner is not in the graph
}

QString Scene::summary() const
{
    std::array<int, 15> counts{};
    for (const topology::Node& node : graph().nodes())
        ++counts[static_cast<std::size_t>(node.kind)];
    const auto of = [&counts](NodeKind kind) { return counts[static_cast<std::size_t>(kind)]; };
    QStringList parts;
    const auto add = [&parts](int n, const char* one, const char* many) {
        if (n > 0)
            parts << counted(n, one, many);
    };
    add(of(NodeKind::Agent), "1 agent", "%1 agents");
    add(of(NodeKind::Account), "1 account", "%1 accounts");
    add(of(NodeKind::Hook) + of(NodeKind::BroadcastGroup) + of(NodeKind::CronJob), "1 trigger", "%1 triggers");
    add(of(NodeKind::Model), "1 model", "%1 models");
    add(of(NodeKind::Tool), "1 tool", "%1 tools");
    add(of(NodeKind::McpServer), "1 MCP server", "%1 MCP servers");
    return parts.join(tr(", "));
}

} // namespace fabric::view
