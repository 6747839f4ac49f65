// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/runtime_picture.h"

#include <algorithm>

namespace fabric::openclaw {

using provider::AccessMode;
using provider::HealthState;
using session::Reach;

Picture pictureOf(const Sight& sight)
{
    const bool isFile = sight.file == FileSight::Read;
    const AccessMode last = sight.hadGateway ? AccessMode::Gateway : isFile ? AccessMode::File : AccessMode::None;
    switch (sight.reach) {
    case Reach::Ready:
        if (sight.hasProblems)
            return {AccessMode::Gateway, HealthState::Degraded};
        return {AccessMode::Gateway, sight.hasSession ? HealthState::Live : HealthState::Connecting};
    case Reach::Restarting: return {last, HealthState::Restarting};
    case Reach::Connecting: return {last, HealthState::Connecting};
    case Reach::Refused: return {isFile ? AccessMode::File : AccessMode::None, HealthState::Refused};
    case Reach::Unreachable:
        return isFile ? Picture{AccessMode::File, HealthState::FileOnly} : Picture{AccessMode::None, HealthState::Down};
    case Reach::Stopped: break;
    }
    return {AccessMode::None, HealthState::Down};
}

bool wantsFile(Reach reach, bool hadGateway)
{
    switch (reach) {
    case Reach::Unreachable:
    case Reach::Refused: return true;
    case Reach::Restarting: return !hadGateway;
    case Reach::Stopped:
    case Reach::Connecting:
    case Reach::Ready: break;
    }
    return false;
}

bool hasRuntimeOnly(const topology::Graph& graph)
{
    const auto nodes = graph.nodes();
    return std::any_of(nodes.begin(), nodes.end(), [](const topology::Node& node) {
        return node.origin == topology::Origin::RuntimeOnly && !node.isDangling;
    });
}

Result<topology::Graph> withRuntimeOnly(const topology::Graph& configured, const topology::Graph& last)
{
    topology::GraphBuilder builder;
    // The dangling ones too: the mapping knows more of them (a parent, a name) than the builder, which would make them.
    for (const topology::Node& node : configured.nodes())
        builder.add(node);
    for (const topology::Edge& edge : configured.edges())
        builder.add(edge);
    for (const topology::Node& node : last.nodes()) {
        if (node.origin == topology::Origin::RuntimeOnly && !node.isDangling && !builder.has(node.id))
            builder.add(node);
    }
    for (const topology::Edge& edge : last.edges()) {
        if (edge.origin == topology::Origin::RuntimeOnly && configured.find(edge.id()) == nullptr)
            builder.add(edge);
    }
    return builder.build();
}

} // namespace fabric::openclaw
