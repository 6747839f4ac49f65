// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/topology_map.h"

#include "agent/openclaw/map_context.h"

namespace fabric::openclaw {

Result<MappedTopology> mapTopology(const MapInput& input)
{
    if (input.config == nullptr || !input.config->is_object())
        return fail(ErrorCode::InvalidArgument, "a configuration must be a map");
    Place::Notes notes;
    topology::GraphBuilder builder;
    MapContext context{.root = Place(input.config, {}, notes),
                       .builder = builder,
                       .input = input,
                       .notes = notes,
                       .agents = {},
                       .agentIds = {},
                       .soleAgent = {},
                       .modelAliases = {},
                       .modelsAdded = {},
                       .toolsAdded = {},
                       .pluginsAdded = {}};
    // Later parts look at what earlier ones made: definitions come before uses, channels before routes, and what only
    // the runtime knows comes last.
    for (const auto part : {readAgents, mapGateway, mapModels, mapAgents, mapAgentLinks, mapTools, mapChannels,
                            mapBindings, mapBroadcast, mapHooks, mapMcp, mapPlugins, mapRuntime}) {
        part(context);
        if (notes.failure)
            return tl::make_unexpected(*notes.failure);
    }
    FABRIC_TRY(topology::Graph graph, builder.build());
    return MappedTopology{std::move(graph), std::move(notes.problems)};
}

} // namespace fabric::openclaw
