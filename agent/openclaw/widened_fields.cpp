// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/widened_fields.h"

#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/map_context.h"

#include <algorithm>
#include <array>
#include <optional>
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
    if (place.size() > 3 && place[0] == "mcp" && place[1] == "servers")
        return topology::nodeId(NodeKind::McpServer, place[2]);
    if (place.size() > 3 && place[0] == "plugins" && place[1] == "entries")
        return topology::nodeId(NodeKind::Plugin, place[2]);
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

/// What one name more of a list means, and several.
struct Words
{
    std::string_view one;
    std::string_view many;
    std::string_view names;
};

/// Nothing for what is no list of those who are let in.
std::optional<Words> wordsFor(const Segments& place)
{
    if (isSenderList(place))
        return Words{"sender is let in", "senders are let in", "senders"};
    if (place.size() == 2 && place[0] == "plugins" && place[1] == "allow")
        return Words{"plug-in may run", "plug-ins may run", "plug-ins"};
    if (place.size() == 2 && place[0] == "skills" && place[1] == "allowBundled")
        return Words{"skill may be used", "skills may be used", "skills"};
    return std::nullopt;
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

bool isChanged(const Json& before, const Json& after)
{
    return !after.is_null() && before != after;
}

bool isSet(const Json& before, const Json& after)
{
    return after == true && before != true;
}

/// Absent means on.
bool isNotOffAnyMore(const Json& before, const Json& after)
{
    return before == false && after != false;
}

/// From nobody to somebody; that anyone may write is the topology's to tell.
bool isOpened(const Json& before, const Json& after)
{
    return before == "disabled" && after != "disabled";
}

struct Setting
{
    std::string_view path; ///< as fitsPath() takes it
    bool (*isWider)(const Json& before, const Json& after);
    std::string_view reason;
};

constexpr std::array<Setting, 23> kSettings{{
    {"mcp.servers.*.command", isChanged, "it is another program now"},
    {"mcp.servers.*.args", isChanged, "its program is started in another way"},
    {"mcp.servers.*.env.**", isChanged, "its program is started in another way"},
    {"mcp.servers.*.url", isChanged, "it is at another address now"},
    {"mcp.servers.*.enabled", isNotOffAnyMore, "it is switched on"},
    {"plugins.entries.*.enabled", isNotOffAnyMore, "it is switched on"},
    {"plugins.enabled", isNotOffAnyMore, "plug-ins are switched on"},
    {"hooks.enabled", isSet, "hooks are taken now"},
    {"tools.elevated.enabled", isNotOffAnyMore, "elevated tools are switched on"},
    {"tools.elevated.enabled", isSet, "elevated tools are switched on"},
    {"agents.entries.*.tools.elevated.enabled", isNotOffAnyMore, "elevated tools are switched on"},
    {"agents.entries.*.tools.elevated.enabled", isSet, "elevated tools are switched on"},
    {"agents.defaults.sandbox.docker.**", isChanged, "the sandbox is set up in another way"},
    {"agents.entries.*.sandbox.docker.**", isChanged, "its sandbox is set up in another way"},
    {"agents.defaults.workspace", isChanged, "agents work in another folder"},
    {"agents.entries.*.workspace", isChanged, "it works in another folder"},
    {"gateway.**", isChanged, "the way to the gateway itself is set up in another way"},
    {"channels.*.dmPolicy", isOpened, "it takes direct messages now"},
    {"channels.*.groupPolicy", isOpened, "it answers in groups now"},
    {"channels.*.groups.*.groupPolicy", isChanged, "a group has another policy"},
    {"channels.*.accounts.*.dmPolicy", isOpened, "it takes direct messages now"},
    {"channels.*.accounts.*.groupPolicy", isOpened, "it answers in groups now"},
    {"channels.*.accounts.*.groups.*.groupPolicy", isChanged, "a group has another policy"},
}};

/// The agent, account, server or plug-in that a place is in was there before; the gateway always was.
bool wasThere(const Json& before, const Segments& place)
{
    const Segments owner = resourceSegments(place);
    const Json* there = findAt(before, owner);
    return !isEntry(owner) || (there != nullptr && !there->is_null());
}

} // namespace

std::vector<provider::Widening> widenedSettings(const std::vector<provider::FieldEdit>& changes, const Json& before)
{
    std::vector<provider::Widening> out;
    for (const provider::FieldEdit& change : changes) {
        const Segments place = segmentsOf(change.pointer).value_or(Segments{});
        const auto found = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& row) {
            return fitsPath(row.path, place) && row.isWider(change.before, change.after);
        });
        if (found != kSettings.end() && wasThere(before, place))
            out.push_back({subjectOf(place).value(), std::string(found->reason) + " (" + change.path + ")"});
    }
    return out;
}

std::vector<provider::Widening> widenedLists(const std::vector<provider::FieldEdit>& changes, const Json& after)
{
    std::vector<provider::Widening> out;
    for (const provider::FieldEdit& change : changes) {
        const Segments place = segmentsOf(change.pointer).value_or(Segments{});
        const auto words = place.empty() ? std::nullopt : wordsFor(place);
        if (!words)
            continue;
        if (change.before.is_array() && !change.before.empty() && isEmptyList(change.after) && hasOwner(after, place))
            out.push_back({subjectOf(place).value(),
                           "its list of " + std::string(words->names) + " is empty now (" + change.path + ")"});
        if (const std::size_t count = newItems(change.before, change.after); count > 0)
            out.push_back({subjectOf(place).value(),
                           (count == 1 ? "one more " + std::string(words->one)
                                       : std::to_string(count) + " more " + std::string(words->many))
                               + " (" + change.path + ")"});
    }
    return out;
}

} // namespace fabric::openclaw
