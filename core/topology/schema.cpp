// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/schema.h"

#include "core/base/encoding.h"

#include <algorithm>
#include <array>

namespace fabric::topology {
namespace {

using enum AttributeRule::Type;

// The allow-list. To add an attribute, add a row to its kind. Nothing volatile (times, counters, connection states), for
// it would make a revision of every look; nothing whose value may be a secret or a message of a person.

constexpr auto kGateway = std::to_array<AttributeRule>({
    {"port", Integer, "TCP port it listens on"},
    {"bind", Text, "address it listens on"},
    {"mode", Text, "local or remote"},
    {"authMode", Text, "how clients prove who they are"},
    {"reloadMode", Text, "how it takes up a changed configuration"},
    {"controlUiEnabled", Boolean, "its own web page is served"},
    {"toolsProfile", Text, "tool set that agents start from"},
    {"execMode", Text, "how agents may run commands by default"},
    {"agentToAgentEnabled", Boolean, "agents may talk to each other"},
    {"sessionsVisibility", Text, "whose sessions an agent sees"},
    {"dmScope", Text, "how direct messages are split into sessions"},
    {"hooksEnabled", Boolean, "web hooks are served"},
    {"hooksPath", Text, "path below which web hooks are served"},
    {"cronEnabled", Boolean, "scheduled jobs run"},
    {"broadcastStrategy", Text, "how a broadcast group asks its agents"},
    {"agentOwnership", Text, "how the default agent is chosen"},
});

constexpr auto kAgent = std::to_array<AttributeRule>({
    {"isDefault", Boolean, "takes what no route matches"},
    {"workspace", Text, "its folder"},
    {"sandboxMode", Text, "which of its sessions are sandboxed"},
    {"sandboxScope", Text, "what shares one sandbox"},
    {"sandboxBackend", Text, "what the sandbox is made of"},
    {"workspaceAccess", Text, "access of the sandbox to its folder"},
    {"toolsProfile", Text, "tool set it starts from"},
    {"execMode", Text, "how it may run commands"},
    {"execHost", Text, "where it runs commands"},
    {"mayRunCommands", Boolean, "has a tool that runs commands: a shell"},
    {"skills", TextSet, "skills it may use; none if empty, all if absent"},
    {"mentionPatterns", TextSet, "texts in a group that call it"},
    {"delegationMode", Text, "whether it prefers to delegate"},
    {"maxConcurrent", Integer, "sub-agents at the same time"},
    {"heartbeatEvery", Text, "how often it wakes by itself"},
    {"thinking", Text, "reasoning effort"},
    {"runtime", Text, "what runs its turns"},
    {"spawnsAny", Boolean, "may spawn every agent"},
    {"inheritedFields", TextSet, "attributes above that come from defaults"},
});

constexpr auto kChannel = std::to_array<AttributeRule>({
    {"enabled", Boolean, "takes part"},
    {"dmPolicy", Text, "who may write to it directly"},
    {"groupPolicy", Text, "in which groups it answers"},
    {"allowsAnyone", Boolean, "no list limits who may write"},
    {"mode", Text, "how it connects"},
    {"defaultAccount", Text, "account of routes that name none"},
});

constexpr auto kAccount = std::to_array<AttributeRule>({
    {"enabled", Boolean, "it and its channel take part"},
    {"dmPolicy", Text, "who may write to it directly"},
    {"groupPolicy", Text, "in which groups it answers"},
    {"allowsAnyone", Boolean, "no list limits who may write"},
    {"allowedSenders", Integer, "length of the list of those who may write"},
    {"groups", TextSet, "ids of the groups that it names"},
    {"mode", Text, "how it connects"},
    {"isDefault", Boolean, "account of routes that name none"},
});

constexpr auto kModelProvider = std::to_array<AttributeRule>({
    {"enabled", Boolean, "takes part"},
    {"api", Text, "protocol it speaks"},
    {"baseUrl", Url, "where it is reached"},
    {"auth", Text, "kind of its credential"},
});

constexpr auto kModel = std::to_array<AttributeRule>({
    {"api", Text, "protocol it speaks"},
    {"contextWindow", Integer, "tokens it can read"},
    {"maxTokens", Integer, "tokens it can write"},
    {"reasoning", Boolean, "thinks before it answers"},
    {"input", TextSet, "what it understands"},
    {"alias", Text, "short name in the configuration"},
});

constexpr auto kTool = std::to_array<AttributeRule>({
    {"family", Text, "group that it belongs to"},
    {"isGroup", Boolean, "stands for several tools"},
    {"wildcard", Boolean, "stands for every tool"},
});

constexpr auto kPlugin = std::to_array<AttributeRule>({
    {"enabled", Boolean, "takes part"},
    {"slots", TextSet, "slots that it fills"},
});

constexpr auto kMcpServer = std::to_array<AttributeRule>({
    {"enabled", Boolean, "takes part"},
    {"transport", Text, "stdio, sse or streamable-http"},
    {"command", Text, "program that is started, without arguments"},
    {"url", Url, "scheme, host and port only"},
});

constexpr auto kHook = std::to_array<AttributeRule>({
    {"enabled", Boolean, "takes part"},
    {"matchPath", Text, "path that calls it"},
    {"matchSource", Text, "sender that calls it"},
    {"action", Text, "what it does"},
    {"wakeMode", Text, "when the agent starts"},
    {"deliver", Boolean, "the answer goes to a channel"},
    {"channel", Text, "channel of the answer"},
});

constexpr auto kBroadcastGroup = std::to_array<AttributeRule>({
    {"strategy", Text, "in which order its agents are asked"},
    {"maxRounds", Integer, "rounds of answers"},
    {"channel", Text, "channel of the group"},
});

constexpr auto kCronJob = std::to_array<AttributeRule>({
    {"enabled", Boolean, "takes part"},
    {"schedule", Text, "when it runs"},
    {"timezone", Text, "time zone of the schedule"},
    {"sessionTarget", Text, "session that it runs in"},
    {"wakeMode", Text, "when the agent starts"},
    {"payloadKind", Text, "what it does"},
    {"deliveryMode", Text, "where the answer goes"},
    {"declaredBy", Text, "the part of the runtime that made it by itself; absent for a person's jobs"},
});

constexpr auto kDevice = std::to_array<AttributeRule>({
    {"platform", Text, "operating system"},
    {"role", Text, "what it was paired as"},
    {"roles", TextSet, "everything it was paired as"},
    {"scopes", TextSet, "what it may do"},
    {"clientId", Text, "program"},
    {"clientMode", Text, "mode of the program"},
    {"approvedVia", Text, "how the pairing was approved"},
});

constexpr auto kNode = std::to_array<AttributeRule>({
    {"platform", Text, "operating system"},
    {"role", Text, "what it was paired as"},
    {"scopes", TextSet, "what it may do"},
    {"capabilities", TextSet, "what it offers"},
    {"commands", TextSet, "commands that it takes"},
    {"deviceFamily", Text, "kind of machine"},
});

constexpr auto kSession = std::to_array<AttributeRule>({
    {"kind", Text, "direct, group or other"},
    {"channel", Text, "channel that it belongs to"},
});

constexpr auto kAnyEdge = std::to_array<AttributeRule>({
    {attribute::kWildcard, Boolean, "stands for a set"},
    {attribute::kInherited, Boolean, "comes from defaults"},
    {attribute::kEnabled, Boolean, "takes part"},
});

constexpr auto kRoute = std::to_array<AttributeRule>({
    {attribute::kTier, Text, "how specific it is; more specific routes win"},
    {attribute::kSelector, Text, "what it matches"},
    {"type", Text, "kind of route"},
    {"dmScope", Text, "how direct messages are split into sessions"},
    {attribute::kWildcard, Boolean, "stands for a set"},
    {attribute::kInherited, Boolean, "comes from defaults"},
    {attribute::kEnabled, Boolean, "takes part"},
});

Error wrong(ErrorCode code, std::string_view name, std::string_view what)
{
    // Never the value: whoever sent a wrong one may have sent a secret.
    std::string shown(name.substr(0, 80));
    if (!isUtf8(shown))
        shown = "?";
    return {code, "the attribute '" + shown + "' " + std::string(what), pointerTo({}, shown)};
}

Result<> checkText(std::string_view name, const std::string& text)
{
    if (text.size() > kMaxTextBytes)
        return tl::make_unexpected(wrong(ErrorCode::TooLarge, name, "is longer than 4096 bytes"));
    if (!isCleanUtf8(text))
        return tl::make_unexpected(wrong(ErrorCode::InvalidArgument, name, "must be UTF-8 without NUL"));
    return {};
}

/// True if the part of @p url before the path names a user, or anything follows '?' or '#'.
bool canHoldSecret(std::string_view url)
{
    const auto slashes = url.find("//");
    const std::string_view rest = slashes == std::string_view::npos ? url : url.substr(slashes + 2);
    return rest.substr(0, rest.find('/')).find('@') != std::string_view::npos
        || url.find_first_of("?#") != std::string_view::npos;
}

Result<Json> checkedItems(const AttributeRule& rule, const Json& value)
{
    if (!value.is_array())
        return tl::make_unexpected(wrong(ErrorCode::InvalidArgument, rule.name, "must be an array of text"));
    if (value.size() > kMaxItems)
        return tl::make_unexpected(wrong(ErrorCode::TooLarge, rule.name, "has more than 1000 items"));
    std::vector<std::string> items;
    items.reserve(value.size());
    std::size_t bytes = 0;
    for (const Json& item : value) {
        if (!item.is_string())
            return tl::make_unexpected(wrong(ErrorCode::InvalidArgument, rule.name, "must be an array of text"));
        items.push_back(item.get<std::string>());
        FABRIC_CHECK(checkText(rule.name, items.back()));
        bytes += items.back().size();
    }
    if (bytes > kMaxItemsBytes)
        return tl::make_unexpected(wrong(ErrorCode::TooLarge, rule.name, "is longer than 64 KiB"));
    if (rule.type == TextSet) {
        std::sort(items.begin(), items.end());
        items.erase(std::unique(items.begin(), items.end()), items.end());
    }
    return Json(std::move(items));
}

Result<Json> checkedValue(const AttributeRule& rule, const Json& value)
{
    switch (rule.type) {
    case Text:
    case Url:
        if (!value.is_string())
            return tl::make_unexpected(wrong(ErrorCode::InvalidArgument, rule.name, "must be text"));
        FABRIC_CHECK(checkText(rule.name, value.get_ref<const std::string&>()));
        if (rule.type == Url && canHoldSecret(value.get_ref<const std::string&>()))
            return tl::make_unexpected(
                wrong(ErrorCode::InvalidArgument, rule.name, "must be a URL without user, query and fragment"));
        return value;
    case Boolean:
        if (!value.is_boolean())
            return tl::make_unexpected(wrong(ErrorCode::InvalidArgument, rule.name, "must be true or false"));
        return value;
    case Integer: {
        // The bound keeps the canonical form exact (RFC 8785 takes numbers as doubles).
        constexpr std::int64_t kMaxExact = std::int64_t{1} << 53;
        const bool isHuge
            = value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(kMaxExact);
        if (!value.is_number_integer() || isHuge || value.get<std::int64_t>() > kMaxExact
            || value.get<std::int64_t>() < -kMaxExact)
            return tl::make_unexpected(wrong(ErrorCode::InvalidArgument, rule.name, "must be an integer within 2^53"));
        return value;
    }
    case TextSet:
    case TextList: return checkedItems(rule, value);
    }
    return tl::make_unexpected(wrong(ErrorCode::Internal, rule.name, "has a rule of an unknown type"));
}

Result<Json> checked(std::span<const AttributeRule> rules, std::string_view kind, const Json& attributes)
{
    if (!attributes.is_object())
        return fail(ErrorCode::InvalidArgument, "attributes must be an object");
    Json out = Json::object();
    for (const auto& [name, value] : attributes.items()) {
        const auto rule = std::find_if(rules.begin(), rules.end(),
                                       [&wanted = name](const auto& row) { return row.name == wanted; });
        if (rule == rules.end())
            return tl::make_unexpected(
                wrong(ErrorCode::InvalidArgument, name, "is not on the list of the kind " + std::string(kind)));
        if (value.is_null())
            continue;
        FABRIC_TRY(out[name], checkedValue(*rule, value));
    }
    return out;
}

} // namespace

std::span<const AttributeRule> attributesOf(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Gateway: return kGateway;
    case NodeKind::Agent: return kAgent;
    case NodeKind::Channel: return kChannel;
    case NodeKind::Account: return kAccount;
    case NodeKind::ModelProvider: return kModelProvider;
    case NodeKind::Model: return kModel;
    case NodeKind::Tool: return kTool;
    case NodeKind::Plugin: return kPlugin;
    case NodeKind::McpServer: return kMcpServer;
    case NodeKind::Hook: return kHook;
    case NodeKind::BroadcastGroup: return kBroadcastGroup;
    case NodeKind::CronJob: return kCronJob;
    case NodeKind::Device: return kDevice;
    case NodeKind::Node: return kNode;
    case NodeKind::Session: return kSession;
    }
    return {};
}

std::span<const AttributeRule> attributesOf(EdgeKind kind)
{
    if (kind == EdgeKind::RoutesTo)
        return kRoute;
    return kAnyEdge;
}

Result<Json> checkedAttributes(NodeKind kind, const Json& attributes)
{
    return checked(attributesOf(kind), toText(kind), attributes);
}

Result<Json> checkedAttributes(EdgeKind kind, const Json& attributes)
{
    return checked(attributesOf(kind), toText(kind), attributes);
}

} // namespace fabric::topology
