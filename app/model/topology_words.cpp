// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/topology_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace fabric::model {

using topology::Edge;
using topology::EdgeKind;
using topology::Node;
using topology::NodeKind;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Topology", text);
}

QString joined(const QStringList& parts)
{
    QStringList kept = parts;
    kept.removeAll(QString());
    return kept.join(tr(", "));
}

/// A missing sandbox is a danger only to an agent that may run commands; whoever does not say counts as one.
Phrase agentState(const Node& node)
{
    const QString mode = textAttribute(node.attributes, "sandboxMode");
    if (mode == QLatin1String("off"))
        return isFalseAttribute(node.attributes, "mayRunCommands") ? Phrase{tr("no shell"), Tone::Muted}
                                                                   : Phrase{tr("no sandbox"), Tone::Warn};
    if (mode == QLatin1String("all"))
        return {tr("sandboxed"), Tone::Ok};
    if (!mode.isEmpty())
        return {tr("partly"), Tone::Muted};
    return {};
}

Phrase quietWord(const Node& node)
{
    switch (node.kind) {
    case NodeKind::Gateway: return {textAttribute(node.attributes, "bind"), Tone::Muted};
    case NodeKind::McpServer: return {textAttribute(node.attributes, "transport"), Tone::Muted};
    case NodeKind::Device:
    case NodeKind::Node: return {textAttribute(node.attributes, "platform"), Tone::Muted};
    case NodeKind::CronJob: return {textAttribute(node.attributes, "schedule"), Tone::Muted};
    case NodeKind::Tool:
        if (isTrueAttribute(node.attributes, "isGroup"))
            return {tr("group"), Tone::Muted};
        return {};
    case NodeKind::Plugin: {
        const auto slots_ = node.attributes.find("slots");
        if (slots_ != node.attributes.end() && slots_->is_array() && !slots_->empty() && slots_->front().is_string())
            return {tr("%1 slot").arg(QString::fromStdString(slots_->front().get<std::string>())), Tone::Accent};
        return {};
    }
    default: return {};
    }
}

} // namespace

QString textAttribute(const Json& attributes, const char* name)
{
    const auto it = attributes.find(name);
    return it != attributes.end() && it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString();
}

bool isTrueAttribute(const Json& attributes, const char* name)
{
    const auto it = attributes.find(name);
    return it != attributes.end() && it->is_boolean() && it->get<bool>();
}

bool isFalseAttribute(const Json& attributes, const char* name)
{
    const auto it = attributes.find(name);
    return it != attributes.end() && it->is_boolean() && !it->get<bool>();
}

QString wordFor(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Gateway: return tr("gateway");
    case NodeKind::Agent: return tr("agent");
    case NodeKind::Channel: return tr("channel");
    case NodeKind::Account: return tr("account");
    case NodeKind::ModelProvider: return tr("model provider");
    case NodeKind::Model: return tr("model");
    case NodeKind::Tool: return tr("tool");
    case NodeKind::Plugin: return tr("plug-in");
    case NodeKind::McpServer: return tr("MCP server");
    case NodeKind::Hook: return tr("hook");
    case NodeKind::BroadcastGroup: return tr("broadcast group");
    case NodeKind::CronJob: return tr("scheduled job");
    case NodeKind::Device: return tr("device");
    case NodeKind::Node: return tr("paired machine");
    case NodeKind::Session: return tr("session");
    }
    Q_UNREACHABLE();
}

QString pluralFor(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Gateway: return tr("Gateway");
    case NodeKind::Agent: return tr("Agents");
    case NodeKind::Channel: return tr("Channels");
    case NodeKind::Account: return tr("Accounts");
    case NodeKind::ModelProvider: return tr("Model providers");
    case NodeKind::Model: return tr("Models");
    case NodeKind::Tool: return tr("Tools");
    case NodeKind::Plugin: return tr("Plug-ins");
    case NodeKind::McpServer: return tr("MCP servers");
    case NodeKind::Hook: return tr("Hooks");
    case NodeKind::BroadcastGroup: return tr("Broadcast groups");
    case NodeKind::CronJob: return tr("Scheduled jobs");
    case NodeKind::Device: return tr("Devices");
    case NodeKind::Node: return tr("Paired machines");
    case NodeKind::Session: return tr("Sessions");
    }
    Q_UNREACHABLE();
}

QString wordFor(EdgeKind kind)
{
    switch (kind) {
    case EdgeKind::Owns: return tr("owns");
    case EdgeKind::RoutesTo: return tr("routes to");
    case EdgeKind::MaySpawn: return tr("may spawn");
    case EdgeKind::AgentToAgent: return tr("may talk to");
    case EdgeKind::UsesModel: return tr("uses");
    case EdgeKind::ToolAllow: return tr("may use");
    case EdgeKind::ToolDeny: return tr("denied");
    case EdgeKind::Slot: return tr("fills a slot with");
    case EdgeKind::SurfaceOwner: return tr("gives a surface to");
    case EdgeKind::Triggers: return tr("triggers");
    case EdgeKind::FansOutTo: return tr("fans out to");
    case EdgeKind::HasMcp: return tr("has MCP server");
    case EdgeKind::RunsOn: return tr("runs on");
    }
    Q_UNREACHABLE();
}

QString tellingOf(const Node& node)
{
    const auto text = [&node](const char* name) { return textAttribute(node.attributes, name); };
    const auto number = [&node](const char* name) {
        const auto it = node.attributes.find(name);
        return it != node.attributes.end() && it->is_number_integer() ? it->get<qlonglong>() : 0;
    };
    const auto in
        = [](const char* words, const QString& value) { return value.isEmpty() ? value : tr(words).arg(value); };
    switch (node.kind) {
    case NodeKind::Gateway: return number("port") > 0 ? tr("port %1").arg(number("port")) : QString();
    case NodeKind::Channel:
    case NodeKind::Account: return in("direct messages: %1", text("dmPolicy"));
    case NodeKind::Model:
        return number("contextWindow") > 0 ? tr("reads %1 tokens").arg(QLocale().toString(number("contextWindow")))
                                           : QString();
    case NodeKind::Tool: return in("%1 tools", text("family"));
    case NodeKind::McpServer: return text("command").isEmpty() ? text("url") : text("command");
    case NodeKind::Hook: return text("matchPath").isEmpty() ? text("action") : text("matchPath");
    case NodeKind::BroadcastGroup: return text("strategy");
    case NodeKind::CronJob: return text("payloadKind");
    case NodeKind::Device:
    case NodeKind::Node: return text("role");
    case NodeKind::Session: return text("kind");
    case NodeKind::Agent:
    case NodeKind::ModelProvider:
    case NodeKind::Plugin: return {};
    }
    Q_UNREACHABLE();
}

QString titleOf(const Node& node)
{
    QString name = QString::fromStdString(node.name);
    if (node.kind == NodeKind::Channel && !name.isEmpty())
        name[0] = name.at(0).toUpper();
    return name;
}

Phrase stateOf(const Node& node)
{
    if (node.isDangling)
        return {tr("missing"), Tone::Bad};
    if (isFalseAttribute(node.attributes, topology::attribute::kEnabled))
        return {tr("off"), Tone::Muted};
    if (isTrueAttribute(node.attributes, "allowsAnyone"))
        return {tr("open to anyone"), Tone::Warn};
    return node.kind == NodeKind::Agent ? agentState(node) : quietWord(node);
}

bool isMono(NodeKind kind)
{
    return kind == NodeKind::Model || kind == NodeKind::Tool || kind == NodeKind::McpServer || kind == NodeKind::Plugin
        || kind == NodeKind::Device || kind == NodeKind::Node || kind == NodeKind::Session;
}

QString detailOf(const Edge& edge)
{
    QStringList parts;
    switch (edge.kind) {
    case EdgeKind::RoutesTo:
        parts << textAttribute(edge.attributes, topology::attribute::kTier);
        if (edge.order)
            parts << tr("order %1").arg(*edge.order + 1);
        break;
    case EdgeKind::UsesModel:
        parts << (edge.key.empty() ? QString()
                                   : QString::fromStdString(edge.key).replace(u'-', u' ').replace(u'#', u' '));
        break;
    case EdgeKind::ToolAllow: parts << (edge.key == "alsoAllow" ? tr("also allowed") : tr("allowed")); break;
    case EdgeKind::Slot:
    case EdgeKind::SurfaceOwner: parts << QString::fromStdString(edge.key); break;
    default: parts << wordFor(edge.kind); break;
    }
    if (isTrueAttribute(edge.attributes, topology::attribute::kInherited))
        parts << tr("inherited");
    if (isTrueAttribute(edge.attributes, topology::attribute::kWildcard))
        parts << tr("by wildcard");
    if (isFalseAttribute(edge.attributes, topology::attribute::kEnabled))
        parts << tr("off");
    return joined(parts);
}

} // namespace fabric::model
