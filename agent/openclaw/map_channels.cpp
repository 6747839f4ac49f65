// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

namespace fabric::openclaw {

using namespace topology;

namespace {

/// Members of `channels` that are no channel.
bool isChannelSetting(std::string_view name)
{
    return name == "defaults" || name == "modelByChannel";
}

Place firstOf(const Place& a, const Place& b)
{
    return a.exists() ? a : b;
}

/// What a channel and an account say about who may write. @p own goes before @p outer.
void setPolicies(Json& attributes, const Place& own, const Place& outer, const Place& defaults)
{
    const auto pick = [&](const char* name, const char* nested) {
        const Place here = firstOf(own[name], own["dm"][nested]);
        return here.exists() ? here : firstOf(outer[name], outer["dm"][nested]);
    };
    set(attributes, "dmPolicy", pick("dmPolicy", "policy").text());
    set(attributes, "groupPolicy",
        firstOf(firstOf(own["groupPolicy"], outer["groupPolicy"]), defaults["groupPolicy"]).text());
    set(attributes, "mode", firstOf(own["mode"], outer["mode"]).text());
    const Place allowFrom = pick("allowFrom", "allowFrom");
    if (allowFrom.isArray()) {
        const Json& list = *allowFrom.value();
        attributes["allowsAnyone"]
            = std::any_of(list.begin(), list.end(), [](const Json& item) { return item == "*"; });
    }
}

/// Ids of the groups or guilds that an account names.
std::optional<std::vector<std::string>> groupIds(const Place& account, const Place& channel)
{
    for (const char* name : {"groups", "guilds"}) {
        const Place groups = firstOf(account[name], channel[name]);
        if (!groups.isObject())
            continue;
        std::vector<std::string> ids;
        for (const auto& [id, group] : groups.members())
            ids.push_back(id);
        constexpr std::size_t kMaxShown = 1000; // a graph's bound on one set
        if (ids.size() <= kMaxShown)
            return ids;
        groups.note("there are too many groups to be shown");
    }
    return std::nullopt;
}

struct AccountPlace
{
    std::string id;
    Place place;
    Origin origin;
};

std::vector<AccountPlace> accountsOf(const Place& channel)
{
    std::vector<AccountPlace> out;
    for (const auto& [name, place] : channel["accounts"].members())
        out.push_back({canonicalAccountId(name), place, Origin::Configured});
    if (out.empty()) // the channel's own settings are those of one account
        out.push_back({"default", channel, Origin::Implied});
    return out;
}

void mapAccount(MapContext& context, const std::string& channelName, const Place& channel, bool isChannelEnabled,
                const AccountPlace& account, bool isDefault)
{
    Node node = nodeOf(NodeKind::Account, channelName + "/" + account.id, account.place.path(), account.origin);
    node.name = account.place["name"].text().value_or(account.id);
    node.parent = nodeId(NodeKind::Channel, channelName);
    const bool isEnabled = account.place["enabled"].boolean().value_or(true);
    node.attributes["enabled"] = isChannelEnabled && isEnabled;
    node.attributes["isDefault"] = isDefault;
    setPolicies(node.attributes, account.place, channel, context.root["channels"]["defaults"]);
    const Place allowFrom = firstOf(firstOf(account.place["allowFrom"], account.place["dm"]["allowFrom"]),
                                    firstOf(channel["allowFrom"], channel["dm"]["allowFrom"]));
    if (allowFrom.isArray())
        node.attributes["allowedSenders"] = allowFrom.value()->size();
    set(node.attributes, "groups", groupIds(account.place, channel));
    context.builder.add(edgeOf(EdgeKind::Owns, *node.parent, node.id, node.path, account.origin));
    context.builder.add(std::move(node));
}

void mapChannel(MapContext& context, const std::string& name, const Place& channel)
{
    Node node = nodeOf(NodeKind::Channel, name, channel.path());
    node.parent = nodeId(NodeKind::Gateway, {});
    const bool isEnabled = channel["enabled"].boolean().value_or(true);
    node.attributes["enabled"] = isEnabled;
    setPolicies(node.attributes, channel, channel, context.root["channels"]["defaults"]);
    const auto defaultAccount = channel["defaultAccount"].text();
    set(node.attributes, "defaultAccount", defaultAccount);
    context.builder.add(edgeOf(EdgeKind::Owns, *node.parent, node.id, channel.path()));
    context.builder.add(std::move(node));

    const auto accounts = accountsOf(channel);
    std::set<std::string> ids;
    for (const AccountPlace& account : accounts) {
        if (!ids.insert(account.id).second) {
            account.place.fail("two accounts have the same id");
            return;
        }
    }
    // OpenClaw: the named one, else `default`, else the first by name.
    std::string defaultId = defaultAccount ? canonicalAccountId(*defaultAccount) : "default";
    if (!ids.contains(defaultId))
        defaultId = *ids.begin();
    for (const AccountPlace& account : accounts)
        mapAccount(context, name, channel, isEnabled, account, account.id == defaultId);
}

/// `channels.modelByChannel.<channel>.<peer>`: the channel uses a model for some of its peers.
void mapModelByChannel(MapContext& context, const Place& place)
{
    for (const auto& [channel, peers] : place.members()) {
        const NodeId from = nodeId(NodeKind::Channel, lowerAscii(trimmedCopy(channel)));
        for (const auto& [peer, model] : peers.members()) {
            const auto name = model.reference();
            const auto to = name ? useModel(context, *name, model.path()) : std::nullopt;
            if (to)
                context.builder.add(
                    edgeOf(EdgeKind::UsesModel, from, *to, model.path(), Origin::Configured, "peer:" + peer));
        }
    }
}

} // namespace

void mapChannels(MapContext& context)
{
    std::set<std::string> names;
    for (const auto& [name, place] : context.root["channels"].members()) {
        if (isChannelSetting(name))
            continue;
        if (place.exists() && !place.isObject()) {
            place.fail("a channel is expected here");
            return;
        }
        const std::string id = lowerAscii(trimmedCopy(name));
        if (id.empty() || !names.insert(id).second) {
            place.fail("two channels have the same name, or one has none");
            return;
        }
        mapChannel(context, id, place);
    }
    mapModelByChannel(context, context.root["channels"]["modelByChannel"]);
}

} // namespace fabric::openclaw
