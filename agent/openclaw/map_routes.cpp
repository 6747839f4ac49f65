// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

namespace fabric::openclaw {

using namespace topology;

namespace {

/// One item of `bindings`, as far as routing looks at it.
struct Route
{
    std::string agent;
    std::string channel;
    std::string account; ///< `*`: every account of the channel
    std::string type; ///< route | acp
    std::string tier;
    std::string selector; ///< what it matches beyond channel and account; equal text means equal match
    std::optional<std::string> dmScope;
    std::string path;
};

/// The most specific field decides the tier (OpenClaw's documentation, "Routing rules").
std::string tierOf(const std::optional<std::string>& peerId, const std::optional<std::string>& guild, bool hasRoles,
                   const std::optional<std::string>& team, const std::string& account)
{
    if (peerId)
        return *peerId == "*" ? "peer-wildcard" : "peer";
    if (guild)
        return hasRoles ? "guild+roles" : "guild";
    if (team)
        return "team";
    return account == "*" ? "channel" : "account";
}

/// Peers of kind `channel` are groups for routing.
std::string peerKind(std::string kind)
{
    kind = lowerAscii(trimmedCopy(kind));
    if (kind == "channel")
        return "group";
    return kind == "dm" ? "direct" : kind;
}

std::optional<std::string> nonEmpty(std::optional<std::string> text)
{
    if (text)
        *text = trimmedCopy(*text);
    return text && !text->empty() ? text : std::nullopt;
}

/// @return nothing for an item that OpenClaw skips as well; a failure is noted for one that cannot be understood.
std::optional<Route> readRoute(const Place& item)
{
    const Place match = item["match"];
    if (!item.isObject() || !match.isObject()) {
        item.fail("a route is expected here");
        return std::nullopt;
    }
    Route route;
    route.path = item.path();
    route.agent = canonicalAgentId(item["agentId"].reference().value_or(std::string()));
    route.channel = lowerAscii(match["channel"].reference().value_or(std::string()));
    if (route.agent.empty() || route.channel.empty()) {
        item.fail("a route names no agent or no channel");
        return std::nullopt;
    }
    const std::string account = match["accountId"].reference().value_or(std::string());
    route.account = account == "*" ? account : canonicalAccountId(account);
    route.type = item["type"].text().value_or("route");
    route.dmScope = item["session"]["dmScope"].text();

    const Place peer = match["peer"];
    const auto peerId = nonEmpty(peer["id"].id());
    const auto guild = nonEmpty(match["guildId"].id());
    const auto team = nonEmpty(match["teamId"].id());
    auto roles = match["roles"].texts().value_or(std::vector<std::string>{});
    if (peer.exists() && !peerId) {
        peer.note("a peer without an id matches nobody");
        return std::nullopt;
    }
    route.tier = tierOf(peerId, guild, !roles.empty(), team, route.account);
    std::vector<std::string> parts;
    if (peerId)
        parts.push_back("peer=" + peerKind(peer["kind"].text().value_or(std::string())) + ":" + *peerId);
    if (guild)
        parts.push_back("guild=" + *guild);
    if (team)
        parts.push_back("team=" + *team);
    std::sort(roles.begin(), roles.end());
    for (const std::string& role : roles)
        parts.push_back("role=" + role);
    for (const std::string& part : parts)
        route.selector += (route.selector.empty() ? "" : " ") + part;
    return route;
}

NodeId sourceOf(const Route& route)
{
    return route.account == "*" ? nodeId(NodeKind::Channel, route.channel)
                                : nodeId(NodeKind::Account, route.channel + "/" + route.account);
}

/// An account that a route names and no channel defines stays in its channel, so that it is drawn there.
void ensureSource(MapContext& context, const Route& route)
{
    if (route.account == "*" || context.builder.has(sourceOf(route)))
        return;
    const NodeId channel = nodeId(NodeKind::Channel, route.channel);
    Node node = nodeOf(NodeKind::Account, route.channel + "/" + route.account, route.path);
    node.name = route.account;
    node.isDangling = true;
    if (context.builder.has(channel))
        node.parent = channel;
    context.builder.add(std::move(node));
}

/// Order means something among the routes of one tier that one message can meet: those of the same account, and those
/// of the whole channel. The rank counts the ones before.
int rankOf(const Route& route, const std::vector<Route>& before)
{
    return static_cast<int>(std::count_if(before.begin(), before.end(), [&route](const Route& other) {
        return other.channel == route.channel && other.tier == route.tier
            && (other.account == route.account || other.account == "*" || route.account == "*");
    }));
}

/// What no route takes goes to the only agent, or to the one that an old configuration marks.
void mapFallback(MapContext& context)
{
    if (!context.soleAgent)
        return;
    for (const auto& [channel, place] : context.root["channels"].members()) {
        if (channel == "defaults" || channel == "modelByChannel")
            continue;
        Edge edge = edgeOf(EdgeKind::RoutesTo, nodeId(NodeKind::Channel, lowerAscii(trimmedCopy(channel))),
                           nodeId(NodeKind::Agent, *context.soleAgent), "agents", Origin::Implied, "fallback");
        edge.attributes[attribute::kTier] = "fallback";
        context.builder.add(std::move(edge));
    }
}

} // namespace

void mapBindings(MapContext& context)
{
    std::vector<Route> before;
    for (const Place& item : context.root["bindings"].items()) {
        auto route = readRoute(item);
        if (!route)
            continue;
        ensureSource(context, *route);
        Edge edge = edgeOf(EdgeKind::RoutesTo, sourceOf(*route), nodeId(NodeKind::Agent, route->agent), route->path,
                           Origin::Configured, route->selector);
        edge.attributes["type"] = route->type;
        edge.attributes[attribute::kSelector] = route->selector;
        set(edge.attributes, "dmScope", route->dmScope);
        if (route->type == "acp") {
            // Found by its exact conversation, not by tier and order.
            edge.key = "acp" + std::string(route->selector.empty() ? "" : " ") + route->selector;
        } else {
            edge.attributes[attribute::kTier] = route->tier;
            edge.order = rankOf(*route, before);
            before.push_back(*std::move(route));
        }
        context.builder.add(std::move(edge));
    }
    mapFallback(context);
}

void mapBroadcast(MapContext& context)
{
    const Place section = context.root["broadcast"];
    for (const auto& [name, place] : section.members()) {
        if (name == "strategy")
            continue;
        Node node = nodeOf(NodeKind::BroadcastGroup, name, place.path());
        const auto strategy = (place["strategy"].exists() ? place["strategy"] : section["strategy"]).text();
        set(node.attributes, "strategy", strategy);
        set(node.attributes, "maxRounds", place["maxRounds"].integer());
        if (const auto colon = name.find(':'); colon != std::string::npos)
            node.attributes["channel"] = name.substr(0, colon);
        const Place agents = place.isArray() ? place : place["agents"];
        const NodeId from = node.id;
        context.builder.add(std::move(node));
        std::set<std::string> seen;
        for (const auto& [agent, item] : agents.references()) {
            const std::string id = canonicalAgentId(agent);
            if (id.empty() || !seen.insert(id).second)
                continue;
            Edge edge = edgeOf(EdgeKind::FansOutTo, from, nodeId(NodeKind::Agent, id), item.path());
            if (strategy == "sequential") // only then the agents are asked one after the other
                edge.order = static_cast<int>(seen.size()) - 1;
            context.builder.add(std::move(edge));
        }
    }
}

} // namespace fabric::openclaw
