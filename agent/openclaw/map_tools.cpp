// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

#include <algorithm>
#include <array>

namespace fabric::openclaw {

using namespace topology;

namespace {

/// Groups of OpenClaw 2026.9.6 (its documentation, "Tool groups"), so that the console can fold tools into families.
struct ToolFamily
{
    std::string_view name;
    std::array<std::string_view, 14> tools;
};
constexpr std::array<ToolFamily, 11> kFamilies{{
    {"runtime", {"exec", "process", "code_execution", "bash"}},
    {"fs", {"read", "write", "edit", "apply_patch"}},
    {"sessions",
     {"sessions", "sessions_list", "sessions_history", "sessions_search", "conversations_list", "conversations_send",
      "conversations_turn", "sessions_send", "sessions_spawn", "sessions_yield", "subagents", "session_status",
      "suggest_task", "dismiss_task"}},
    {"memory", {"memory_search", "memory_get"}},
    {"web", {"web_search", "x_search", "web_fetch"}},
    {"ui", {"browser", "screen", "theme", "dashboard", "terminal", "portal", "canvas", "show_widget"}},
    {"automation", {"heartbeat_respond", "automations", "cron", "gateway", "plugins", "openclaw"}},
    {"messaging", {"message"}},
    {"nodes", {"nodes", "computer"}},
    {"agents",
     {"agents_list", "get_goal", "create_goal", "update_goal", "progress_card", "ask_user", "skill_workshop"}},
    {"media", {"view_image", "image_generate", "music_generate", "video_generate", "tts", "pdf"}},
}};

std::optional<std::string> familyOf(std::string_view tool)
{
    for (const ToolFamily& family : kFamilies) {
        if (std::find(family.tools.begin(), family.tools.end(), tool) != family.tools.end())
            return std::string(family.name);
    }
    return std::nullopt;
}

/// The lists of one policy. @p user is the gateway for `tools`, an agent for its own; both apply, deny wins.
void mapPolicy(MapContext& context, const NodeId& user, const Place& tools)
{
    const auto add = [&](const char* list, EdgeKind kind, const std::string& key) {
        std::set<std::string> seen;
        for (const auto& [name, place] : tools[list].references()) {
            if (!seen.insert(lowerAscii(name)).second)
                continue;
            const NodeId tool = useTool(context, name, place.path());
            context.builder.add(edgeOf(kind, user, tool, place.path(), Origin::Configured, key));
        }
    };
    add("allow", EdgeKind::ToolAllow, "allow");
    add("alsoAllow", EdgeKind::ToolAllow, "alsoAllow");
    add("deny", EdgeKind::ToolDeny, "");
}

/// Whether a tool list names `exec`, the one tool that starts commands (`process` only minds those that run).
bool namesExec(const Place& list)
{
    const auto entries = list.references();
    return std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
        const std::string name = lowerAscii(entry.first);
        return name == "bash" || name == "group:runtime" || matchesPattern(name, "exec");
    });
}

/// One policy: deny wins, and an empty `allow` allows everything.
bool permitsExec(const Place& policy)
{
    if (namesExec(policy["deny"]))
        return false;
    return policy["allow"].references().empty() || namesExec(policy["allow"]) || namesExec(policy["alsoAllow"]);
}

/// `coding`, `full` and no profile at all hold `exec`; the two small ones only by `alsoAllow`.
bool profilePermitsExec(const Place& own, const Place& common)
{
    const auto profile = (own["profile"].exists() ? own : common)["profile"].text();
    if (profile != "minimal" && profile != "messaging")
        return true;
    return namesExec((own["alsoAllow"].exists() ? own : common)["alsoAllow"]);
}

} // namespace

bool mayRunCommands(const MapContext& context, const MapContext::Agent& agent)
{
    const Place common = context.root["tools"];
    const Place own = agent.entry["tools"];
    const auto mode = (own["exec"]["mode"].exists() ? own : common)["exec"]["mode"].text();
    return mode != "deny" && profilePermitsExec(own, common) && permitsExec(common) && permitsExec(own);
}

NodeId useTool(MapContext& context, std::string_view name, const std::string& path)
{
    const std::string tool = lowerAscii(name);
    NodeId id = nodeId(NodeKind::Tool, tool);
    if (!context.toolsAdded.insert(tool).second)
        return id;
    Node node = nodeOf(NodeKind::Tool, tool, path, Origin::Implied); // named, not defined: the runtime has it
    set(node.attributes, "family", familyOf(tool));
    if (tool.starts_with("group:"))
        node.attributes["isGroup"] = true;
    if (tool.find('*') != std::string::npos)
        node.attributes["wildcard"] = true;
    context.builder.add(std::move(node));
    return id;
}

void mapTools(MapContext& context)
{
    mapPolicy(context, nodeId(NodeKind::Gateway, {}), context.root["tools"]);
    for (const auto& agent : context.agents)
        mapPolicy(context, nodeId(NodeKind::Agent, agent.id), agent.entry["tools"]);
}

} // namespace fabric::openclaw
