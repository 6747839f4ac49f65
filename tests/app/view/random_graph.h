// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"
#include "core/topology/graph.h"

#include <QFile>
#include <QString>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace fabric::tests {

/// How many of each a random graph has; edges follow from them.
struct GraphShape
{
    int channels = 3;
    int accountsPerChannel = 3;
    int triggers = 4;
    int agents = 9;
    int providers = 3;
    int modelsPerProvider = 3;
    int tools = 8;
    int mcpServers = 2;
    int edges = 40; ///< drawn ones, spread over all kinds
};

/// A graph of the given shape; equal for equal seed. std::uniform_int_distribution differs between libraries, so the
/// choice is a plain remainder of mt19937_64, which the standard fixes.
class GraphMaker
{
public:
    explicit GraphMaker(std::uint64_t seed)
        : m_random(seed)
    {
    }

    topology::Graph make(const GraphShape& shape)
    {
        using topology::EdgeKind;
        using topology::NodeKind;
        topology::GraphBuilder builder;
        add(builder, NodeKind::Gateway, "", "hq");
        std::vector<std::string> entries;
        std::vector<std::string> agents;
        std::vector<std::string> models;
        std::vector<std::string> tools;
        for (int c = 0; c < shape.channels; ++c) {
            const std::string channel = "channel-" + std::to_string(c);
            const std::string parent = add(builder, NodeKind::Channel, channel, channel);
            for (int a = 0; a < shape.accountsPerChannel; ++a)
                entries.push_back(
                    add(builder, NodeKind::Account, channel + "/" + std::to_string(a), "account", parent));
        }
        for (int t = 0; t < shape.triggers; ++t)
            entries.push_back(add(builder, NodeKind::Hook, std::to_string(t), "hook"));
        agents.reserve(static_cast<std::size_t>(shape.agents));
        for (int a = 0; a < shape.agents; ++a)
            agents.push_back(add(builder, NodeKind::Agent, std::to_string(a), "Agent " + std::to_string(a)));
        for (int p = 0; p < shape.providers; ++p) {
            const std::string provider = "provider-" + std::to_string(p);
            const std::string parent = add(builder, NodeKind::ModelProvider, provider, provider);
            for (int m = 0; m < shape.modelsPerProvider; ++m)
                models.push_back(add(builder, NodeKind::Model, provider + "/" + std::to_string(m), "model", parent));
        }
        tools.reserve(static_cast<std::size_t>(shape.tools));
        for (int t = 0; t < shape.tools; ++t)
            tools.push_back(add(builder, NodeKind::Tool, std::to_string(t), "tool"));
        for (int m = 0; m < shape.mcpServers; ++m)
            add(builder, NodeKind::McpServer, std::to_string(m), "server");
        for (int e = 0; e < shape.edges; ++e) {
            const std::string& agent = pick(agents);
            const std::string key = std::to_string(e);
            switch (choose(8)) {
            case 0:
            case 1: connect(builder, EdgeKind::RoutesTo, pick(entries), agent, key); break;
            case 2:
            case 3: connect(builder, EdgeKind::UsesModel, agent, pick(models), key); break;
            case 4: connect(builder, EdgeKind::ToolAllow, agent, pick(tools), key); break;
            case 5: connect(builder, EdgeKind::ToolDeny, agent, pick(tools), key); break;
            case 6: connect(builder, EdgeKind::MaySpawn, agent, pick(agents), key); break;
            default: {
                const std::string& other = pick(agents);
                if (agent != other)
                    connect(builder, EdgeKind::AgentToAgent, std::min(agent, other), std::max(agent, other), key);
            }
            }
        }
        return builder.build().value();
    }

    std::size_t choose(std::size_t n) { return m_random() % n; }
    const std::string& pick(const std::vector<std::string>& from) { return from[choose(from.size())]; }

    static void connect(topology::GraphBuilder& builder, topology::EdgeKind kind, const std::string& from,
                        const std::string& to, const std::string& key)
    {
        topology::Edge edge;
        edge.kind = kind;
        edge.from = topology::NodeId(from);
        edge.to = topology::NodeId(to);
        edge.key = key;
        builder.add(std::move(edge));
    }

    static std::string add(topology::GraphBuilder& builder, topology::NodeKind kind, const std::string& id,
                           const std::string& name, const std::string& parent = {})
    {
        topology::Node node;
        node.id = topology::nodeId(kind, id);
        node.kind = kind;
        node.name = name;
        if (!parent.empty())
            node.parent = topology::NodeId(parent);
        std::string result = node.id.value();
        builder.add(std::move(node));
        return result;
    }

private:
    std::mt19937_64 m_random;
};

/// About 10,000 nodes and 14,000 edges, or the like for other @p nodes: half of them entry points.
inline GraphShape largeShape(int nodes)
{
    GraphShape shape;
    shape.channels = nodes / 250;
    shape.accountsPerChannel = 125;
    shape.agents = nodes * 3 / 10;
    shape.providers = nodes / 500;
    shape.modelsPerProvider = 50;
    shape.tools = nodes / 20;
    shape.triggers = nodes / 20;
    shape.edges = nodes * 14 / 10;
    return shape;
}

/// The seven-agent OpenClaw configuration of the recorded samples, as a graph.
inline topology::Graph sevenAgents()
{
    QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/app/view/fixtures/seven_agents.graph.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto json = parseJson(file.readAll().toStdString());
    return json ? topology::parseGraph(*json).value_or(topology::Graph{}) : topology::Graph{};
}

} // namespace fabric::tests
