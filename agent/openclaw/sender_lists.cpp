// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/sender_lists.h"

#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/map_context.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace fabric::openclaw {
namespace {

/// `allowFrom` and its kin anywhere, `allowFrom.<channel>` of elevated tools, users and roles of guilds.
bool isSenderList(const Segments& place)
{
    constexpr std::array<std::string_view, 3> kLists{"allowFrom", "groupAllowFrom", "ownerAllowFrom"};
    const std::string& last = place.back();
    if (std::find(kLists.begin(), kLists.end(), last) != kLists.end())
        return true;
    if (place.size() >= 3 && place[place.size() - 2] == "allowFrom" && place[place.size() - 3] == "elevated")
        return true;
    return place.front() == "channels" && (last == "users" || last == "roles");
}

/// Whose list it is: an account, a channel, an agent, else the gateway.
topology::NodeId subjectOf(const Segments& place)
{
    using topology::NodeKind;
    if (place.size() > 2 && place[0] == "channels") {
        const std::string channel = lowerAscii(trimmedCopy(place[1]));
        if (place.size() > 4 && place[2] == "accounts")
            return topology::nodeId(NodeKind::Account, channel + "/" + canonicalAccountId(place[3]));
        return topology::nodeId(NodeKind::Channel, channel);
    }
    if (place.size() > 3 && place[0] == "agents" && place[1] == "entries")
        return topology::nodeId(NodeKind::Agent, canonicalAgentId(place[2]));
    return topology::nodeId(NodeKind::Gateway, {});
}

/// Is what the list belongs to still there? With a group, a guild, an account or an agent its lists go too, and let nobody in.
bool hasOwner(const Json& document, const Segments& place)
{
    std::size_t owner = 0; // members of place that name it
    for (std::size_t i = 0; i + 2 < place.size(); ++i) {
        const bool isKeyed = place[i] == "groups" || place[i] == "guilds" || place[i] == "accounts"
            || place[i] == "entries" || (i == 0 && place[i] == "channels");
        if (isKeyed)
            owner = i + 2;
    }
    return findAt(document, std::span(place).first(owner)) != nullptr;
}

bool isEmptyList(const Json& list)
{
    return list.is_null() || (list.is_array() && list.empty());
}

/// Items of @p after that @p before has not. `*` is left out: the topology shows that anyone may write.
std::size_t newItems(const Json& before, const Json& after)
{
    if (!after.is_array())
        return 0;
    return static_cast<std::size_t>(std::count_if(after.begin(), after.end(), [&](const Json& item) {
        return item != "*" && !(before.is_array() && std::find(before.begin(), before.end(), item) != before.end());
    }));
}

} // namespace

std::vector<provider::Widening> widenedSenderLists(const std::vector<provider::FieldEdit>& changes, const Json& after)
{
    std::vector<provider::Widening> out;
    for (const provider::FieldEdit& change : changes) {
        const Segments place = segmentsOf(change.pointer).value_or(Segments{});
        if (place.empty() || !isSenderList(place))
            continue;
        if (change.before.is_array() && !change.before.empty() && isEmptyList(change.after) && hasOwner(after, place))
            out.push_back({subjectOf(place).value(), "its list of senders is empty now (" + change.path + ")"});
        if (const std::size_t count = newItems(change.before, change.after); count > 0)
            out.push_back(
                {subjectOf(place).value(),
                 (count == 1 ? "one more sender is let in (" : std::to_string(count) + " more senders are let in (")
                     + change.path + ")"});
    }
    return out;
}

} // namespace fabric::openclaw
