// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/topology_details.h"

#include "core/topology/reachability.h"

#include <QCoreApplication>
#include <QStringList>

#include <set>

namespace fabric::model {

using topology::Edge;
using topology::EdgeKind;
using topology::Graph;
using topology::Node;
using topology::NodeId;
using topology::NodeKind;
using Type = DetailItem::Type;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Topology", text);
}
QString qs(const std::string& text)
{
    return QString::fromStdString(text);
}

/// "telegram / opsbot": a child with its owner, because "default" alone says nothing.
QString fullName(const Graph& graph, const Node& node)
{
    const Node* parent = node.parent ? graph.find(*node.parent) : nullptr;
    if (parent && node.kind == NodeKind::Account)
        return tr("%1 / %2").arg(titleOf(*parent), titleOf(node));
    if (node.kind == NodeKind::Hook || node.kind == NodeKind::CronJob || node.kind == NodeKind::BroadcastGroup)
        return tr("%1 %2").arg(wordFor(node.kind), titleOf(node));
    return titleOf(node);
}

class Builder
{
public:
    Builder(const Graph& graph, const Node& node, const QString& runtimeOnlyNote)
        : m_graph(graph)
        , m_node(node)
        , m_runtimeOnlyNote(runtimeOnlyNote)
    {
        for (const Edge& edge : graph.edges()) {
            if (edge.from == node.id || (edge.kind == EdgeKind::AgentToAgent && edge.to == node.id))
                m_out.push_back(&edge);
            else if (edge.to == node.id)
                m_in.push_back(&edge);
        }
    }

    NodeDetails build()
    {
        m_result.title = fullName(m_graph, m_node);
        m_result.kind = wordFor(m_node.kind);
        m_result.path = qs(m_node.path);
        m_result.group = groupOf(m_node.kind);
        addChips();
        addRows(tr("Reached from"), m_in, {EdgeKind::RoutesTo, EdgeKind::Triggers, EdgeKind::FansOutTo});
        addRows(tr("Used by"), m_in,
                {EdgeKind::UsesModel, EdgeKind::ToolAllow, EdgeKind::HasMcp, EdgeKind::RunsOn, EdgeKind::Slot});
        addRows(tr("Denied to"), m_in, {EdgeKind::ToolDeny});
        addRows(tr("Serves"), m_in, {EdgeKind::SurfaceOwner});
        addRows(tr("Sends to"), m_out, {EdgeKind::RoutesTo, EdgeKind::Triggers, EdgeKind::FansOutTo});
        addRows(tr("Holds"), m_out, {EdgeKind::Owns});
        addNames(tr("May spawn"), m_out, EdgeKind::MaySpawn);
        addNames(tr("May be spawned by"), m_in, EdgeKind::MaySpawn);
        addNames(tr("May talk to"), m_out, EdgeKind::AgentToAgent);
        addRows(tr("Uses"), m_out,
                {EdgeKind::UsesModel, EdgeKind::ToolAllow, EdgeKind::HasMcp, EdgeKind::RunsOn, EdgeKind::Slot});
        addRows(tr("Must not use"), m_out, {EdgeKind::ToolDeny});
        addReachable();
        return std::move(m_result);
    }

private:
    using Edges = std::vector<const Edge*>;

    [[nodiscard]] const NodeId& otherEnd(const Edge& edge) const
    {
        return edge.from == m_node.id ? edge.to : edge.from;
    }

    void addChip(const QString& text, Tone tone)
    {
        if (!text.isEmpty())
            m_result.chips.push_back({.type = Type::Chip, .text = text, .tone = tone});
    }

    void addChips()
    {
        const Phrase state = stateOf(m_node);
        addChip(state.text, state.tone);
        if (const QString profile = textAttribute(m_node.attributes, "toolsProfile"); !profile.isEmpty())
            addChip(tr("profile %1").arg(profile), Tone::Muted);
        if (isTrueAttribute(m_node.attributes, "isDefault"))
            addChip(m_node.kind == NodeKind::Agent ? tr("default agent") : tr("default"), Tone::Muted);
        for (const Edge* edge : m_out) {
            if (edge->kind == EdgeKind::ToolAllow && edge->key == "alsoAllow") {
                if (const Node* tool = m_graph.find(edge->to))
                    addChip(tr("+ %1").arg(titleOf(*tool)), Tone::Accent);
            }
        }
        if (m_node.origin == topology::Origin::Implied)
            addChip(tr("implied"), Tone::Muted);
        if (m_node.origin == topology::Origin::RuntimeOnly)
            addChip(tr("only while running"), Tone::Muted);
        if (m_node.origin == topology::Origin::RuntimeOnly)
            addChip(m_runtimeOnlyNote, Tone::Warn);
    }

    void addHeading(const QString& text, std::size_t count)
    {
        m_result.lines.push_back(
            {.type = Type::Heading, .text = text, .detail = count > 0 ? QString::number(count) : QString()});
    }

    void addRows(const QString& title, const Edges& edges, const std::set<EdgeKind>& kinds)
    {
        Edges sorted = edges;
        // Models before tools, the primary before its fallbacks, routes in their order.
        std::stable_sort(sorted.begin(), sorted.end(), [](const Edge* a, const Edge* b) {
            const auto rank = [](const Edge* edge) {
                return std::tuple(edge->kind, edge->key != "primary", edge->order.value_or(0));
            };
            return rank(a) < rank(b);
        });
        std::vector<DetailItem> rows;
        std::size_t count = 0;
        for (const Edge* edge : sorted) {
            const Node* other = kinds.contains(edge->kind) ? m_graph.find(otherEnd(*edge)) : nullptr;
            if (!other || ++count > kMaxDetailRows)
                continue;
            rows.push_back({.type = Type::Row,
                            .text = fullName(m_graph, *other),
                            .detail = edge->kind == EdgeKind::Owns ? stateOf(*other).text : detailOf(*edge),
                            .nodeId = qs(other->id.value()),
                            .group = groupOf(other->kind),
                            .tone = other->isDangling || edge->kind == EdgeKind::ToolDeny ? Tone::Bad : Tone::Plain,
                            .isMono = isMono(other->kind)});
        }
        if (rows.empty())
            return;
        if (count > kMaxDetailRows)
            rows.push_back(
                {.type = Type::Row, .text = tr("and %1 more").arg(count - kMaxDetailRows), .tone = Tone::Muted});
        rows.front().isFirst = true;
        rows.back().isLast = true;
        addHeading(title, count);
        m_result.lines.insert(m_result.lines.end(), rows.begin(), rows.end());
    }

    void addNames(const QString& title, const Edges& edges, EdgeKind kind)
    {
        QStringList names;
        bool isWildcard = false;
        for (const Edge* edge : edges) {
            const Node* other = edge->kind == kind ? m_graph.find(otherEnd(*edge)) : nullptr;
            if (!other)
                continue;
            isWildcard |= isTrueAttribute(edge->attributes, topology::attribute::kWildcard);
            names << (other->id == m_node.id ? tr("itself") : titleOf(*other));
        }
        if (names.isEmpty())
            return;
        const auto count = static_cast<std::size_t>(names.size());
        if (count > kMaxDetailRows) {
            names.erase(names.begin() + static_cast<qsizetype>(kMaxDetailRows), names.end());
            names << tr("and %1 more").arg(count - kMaxDetailRows);
        }
        addHeading(title, count);
        if (isWildcard && kind == EdgeKind::MaySpawn && &edges == &m_out)
            m_result.lines.back().tone = Tone::Bad; // the panel says "any, by wildcard"
        m_result.lines.push_back({.type = Type::Text, .text = names.join(tr(", "))});
    }

    /// Through others only: what is direct is listed above. What can do harm first: tools, machines, servers.
    void addReachable()
    {
        if (m_node.kind == NodeKind::Gateway)
            return;
        topology::ReachabilityQuery query;
        query.from = m_node.id;
        const auto reached = topology::reachableFrom(m_graph, query);
        if (!reached)
            return;
        struct Row
        {
            NodeKind kind;
            DetailItem item;
        };
        std::vector<Row> rows;
        for (const topology::ReachedNode& target : *reached) {
            const Node* node = m_graph.find(target.id);
            const bool isPower = node
                && (node->kind == NodeKind::Tool || node->kind == NodeKind::Node || node->kind == NodeKind::McpServer);
            if (!isPower || target.path.size() < 2)
                continue;
            rows.push_back({node->kind,
                            {.type = Type::Row,
                             .text = titleOf(*node),
                             .detail = tr("through %1").arg(way(target.path)),
                             .nodeId = qs(node->id.value()),
                             .group = groupOf(node->kind),
                             .isMono = isMono(node->kind)}});
        }
        if (rows.empty())
            return;
        addHeading(tr("Can finally reach"), rows.size());
        const std::size_t shown = std::min(rows.size(), kMaxDetailRows);
        const std::size_t first = m_result.lines.size();
        for (std::size_t i = 0; i < shown; ++i)
            m_result.lines.push_back(std::move(rows[i].item));
        if (shown < rows.size())
            m_result.lines.push_back(
                {.type = Type::Row, .text = tr("and %1 more").arg(rows.size() - shown), .tone = Tone::Muted});
        m_result.lines[first].isFirst = true;
        m_result.lines.back().isLast = true;
    }

    [[nodiscard]] QString way(const std::vector<topology::EdgeId>& path) const
    {
        QStringList names;
        NodeId at = m_node.id;
        for (std::size_t i = 0; i + 1 < path.size(); ++i) {
            const Edge* edge = m_graph.find(path[i]);
            if (!edge)
                continue;
            at = edge->from == at ? edge->to : edge->from;
            if (const Node* node = m_graph.find(at))
                names << titleOf(*node);
        }
        return names.join(tr(" → "));
    }

    const Graph& m_graph;
    const Node& m_node;
    const QString& m_runtimeOnlyNote;
    Edges m_in;
    Edges m_out;
    NodeDetails m_result;
};

} // namespace

NodeDetails detailsOf(const Graph& graph, const NodeId& id, const QString& runtimeOnlyNote)
{
    const Node* node = graph.find(id);
    return node ? Builder(graph, *node, runtimeOnlyNote).build() : NodeDetails{};
}

} // namespace fabric::model
