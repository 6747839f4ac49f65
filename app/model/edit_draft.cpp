// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/edit_draft.h"

#include "app/model/topology_words.h"
#include "core/planning/graph_facts.h"
#include "core/planning/model_edit.h"

namespace fabric::model {
namespace {

using topology::EdgeKind;
using topology::NodeId;
using topology::NodeKind;

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

constexpr auto kModel = "model";
constexpr auto kRoute = "route";
constexpr auto kDelegate = "delegate";
constexpr auto kForbid = "forbid";
constexpr auto kAllow = "allow";
constexpr auto kDeny = "deny";
constexpr QLatin1String kLead("lead:"); ///< and the id of the route

bool isEntry(NodeKind kind)
{
    return kind == NodeKind::Account || kind == NodeKind::Channel;
}

} // namespace

EditDraft::EditDraft(QObject* parent)
    : QObject(parent)
    , m_actions(kRoles)
    , m_targets(kRoles)
{
}

void EditDraft::begin(const topology::Graph& graph, const QString& nodeId)
{
    m_graph = graph;
    m_node = NodeId(nodeId.toStdString());
    const topology::Node* node = m_graph.find(m_node);
    m_subjectTitle = node != nullptr ? titleOf(*node) : QString();
    m_action.clear();
    m_target.clear();
    m_actions.setRows(node != nullptr && !node->isDangling ? actionsOf(*node) : std::vector<ShownRow>());
    m_targets.setRows({});
    Q_EMIT changed();
}

std::vector<ShownRow> EditDraft::actionsOf(const topology::Node& node) const
{
    std::vector<ShownRow> rows;
    const auto add = [&](const QString& key, const QString& title) {
        if (!targetsOf(key).empty())
            rows.push_back({key.toStdString(), {key, title, QString()}});
    };
    if (node.kind == NodeKind::Agent) {
        add(QLatin1String(kModel), tr("Change its model"));
        add(QLatin1String(kRoute), tr("Route something to it"));
        add(QLatin1String(kDelegate), tr("Let it delegate to an agent"));
        add(QLatin1String(kForbid), tr("Stop it from delegating to an agent"));
        add(QLatin1String(kAllow), tr("Let it use a tool"));
        add(QLatin1String(kDeny), tr("Take a tool away from it"));
    } else if (isEntry(node.kind)) {
        for (const topology::Edge& edge : m_graph.edges()) {
            if (edge.kind != EdgeKind::RoutesTo || edge.from != node.id)
                continue;
            const topology::Node* agent = m_graph.find(edge.to);
            add(kLead + qt(edge.id().value()),
                tr("Lead what goes to %1 to another agent").arg(agent ? titleOf(*agent) : QString()));
        }
        add(QLatin1String(kRoute), tr("Route it to an agent"));
    }
    return rows;
}

const topology::Edge* EditDraft::edgeTo(EdgeKind kind, const NodeId& to) const
{
    for (const topology::Edge& edge : m_graph.edges()) {
        if (edge.kind == kind && edge.from == m_node && edge.to == to)
            return &edge;
    }
    return nullptr;
}

ShownRow EditDraft::rowOf(const topology::Node& node, const QString& detail) const
{
    const topology::Node* parent = node.parent ? m_graph.find(*node.parent) : nullptr;
    QStringList words{parent != nullptr ? titleOf(*parent) : QString(), detail};
    words.removeAll(QString());
    return {node.id.value(), {qt(node.id.value()), titleOf(node), words.join(QStringLiteral(" · "))}};
}

std::vector<ShownRow> EditDraft::targetsOf(const QString& action) const
{
    std::vector<ShownRow> rows;
    const topology::Node* subject = m_graph.find(m_node);
    const bool isAgent = subject != nullptr && subject->kind == NodeKind::Agent;
    for (const topology::Node& node : m_graph.nodes()) {
        if (node.isDangling || node.id == m_node)
            continue;
        const bool isOtherAgent = node.kind == NodeKind::Agent;
        if (action == QLatin1String(kModel) && node.kind == NodeKind::Model) {
            const topology::Edge* edge = edgeTo(EdgeKind::UsesModel, node.id);
            if (edge == nullptr || edge->key != "primary")
                rows.push_back(rowOf(node, edge != nullptr ? tr("now: %1").arg(qt(edge->key)) : QString()));
        } else if (action == QLatin1String(kRoute) && (isAgent ? isEntry(node.kind) : isOtherAgent)) {
            rows.push_back(rowOf(node, {}));
        } else if (action.startsWith(kLead) && isOtherAgent) {
            const topology::Edge* edge = m_graph.find(topology::EdgeId(action.mid(kLead.size()).toStdString()));
            if (edge != nullptr && edge->to != node.id)
                rows.push_back(rowOf(node, {}));
        } else if (isOtherAgent && (action == QLatin1String(kDelegate) || action == QLatin1String(kForbid))) {
            const bool may = edgeTo(EdgeKind::MaySpawn, node.id) != nullptr;
            if (may == (action == QLatin1String(kForbid)))
                rows.push_back(rowOf(node, {}));
        } else if (node.kind == NodeKind::Tool && (action == QLatin1String(kAllow) || action == QLatin1String(kDeny))) {
            const bool isAllowed = edgeTo(EdgeKind::ToolAllow, node.id) != nullptr;
            const bool isDenied = edgeTo(EdgeKind::ToolDeny, node.id) != nullptr;
            if (action == QLatin1String(kAllow) ? !isAllowed : !isDenied)
                rows.push_back(rowOf(node, isDenied ? tr("denied now") : isAllowed ? tr("allowed now") : QString()));
        }
    }
    return rows;
}

void EditDraft::setAction(const QString& action)
{
    if (action == m_action)
        return;
    m_action = action;
    m_target.clear();
    m_targets.setRows(targetsOf(action));
    Q_EMIT changed();
}

void EditDraft::setTarget(const QString& target)
{
    if (target == m_target)
        return;
    m_target = target;
    Q_EMIT changed();
}

QString EditDraft::actionTitle() const
{
    for (const ShownRow& row : m_actions.rows()) {
        if (row.values[0] == m_action)
            return row.values[1].toString();
    }
    return {};
}

QString EditDraft::targetTitle() const
{
    const topology::Node* node = m_graph.find(NodeId(m_target.toStdString()));
    return node != nullptr ? titleOf(*node) : QString();
}

std::optional<provider::Edit> EditDraft::edit() const
{
    const NodeId target(m_target.toStdString());
    const bool isOffered = std::any_of(m_targets.rows().begin(), m_targets.rows().end(),
                                       [&](const ShownRow& row) { return row.key == target.value(); });
    if (m_action.isEmpty() || !isOffered)
        return std::nullopt;
    using Permission = provider::SetTool::Permission;
    if (m_action == QLatin1String(kModel))
        return planning::modelEdit(m_node, target, m_graph);
    if (m_action == QLatin1String(kRoute)) {
        const bool isFromHere = isEntry(m_graph.find(m_node)->kind);
        return provider::AddRoute{isFromHere ? m_node : target, isFromHere ? target : m_node, Json::object(),
                                  std::nullopt};
    }
    if (m_action.startsWith(kLead))
        return provider::ChangeRoute{topology::EdgeId(m_action.mid(kLead.size()).toStdString()), target};
    if (m_action == QLatin1String(kDelegate) || m_action == QLatin1String(kForbid))
        return provider::SetDelegation{m_node, target, m_action == QLatin1String(kDelegate)};
    if (m_action != QLatin1String(kAllow))
        return provider::SetTool{m_node, target, Permission::Deny};
    // A list of its own is made longer: there is no other beside it.
    const auto grants = planning::edgesOf(m_graph, topology::EdgeKind::ToolAllow, m_node);
    const bool hasList
        = std::any_of(grants.begin(), grants.end(), [](const topology::Edge& edge) { return edge.key == "allow"; });
    return provider::SetTool{m_node, target, hasList ? Permission::Allow : Permission::AlsoAllow};
}

QString EditDraft::sentence() const
{
    if (!isComplete())
        return {};
    const QString target = targetTitle();
    if (m_action == QLatin1String(kModel))
        return tr("%1 uses %2 as its model").arg(m_subjectTitle, target);
    if (m_action == QLatin1String(kRoute) && isEntry(m_graph.find(m_node)->kind))
        return tr("%1 is routed to %2").arg(m_subjectTitle, target);
    if (m_action == QLatin1String(kRoute))
        return tr("%2 is routed to %1").arg(m_subjectTitle, target);
    if (m_action.startsWith(kLead))
        return tr("A route of %1 leads to %2").arg(m_subjectTitle, target);
    if (m_action == QLatin1String(kDelegate))
        return tr("%1 may delegate to %2").arg(m_subjectTitle, target);
    if (m_action == QLatin1String(kForbid))
        return tr("%1 may not delegate to %2 any more").arg(m_subjectTitle, target);
    return m_action == QLatin1String(kAllow) ? tr("%1 may use %2").arg(m_subjectTitle, target)
                                             : tr("%1 may not use %2 any more").arg(m_subjectTitle, target);
}

} // namespace fabric::model
