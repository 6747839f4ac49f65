// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/reload_kinds.h"

#include "agent/openclaw/version_table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace fabric::openclaw {
namespace {

using provider::ReloadKind;

struct Row
{
    std::string_view path;
    ReloadKind kind;
};

/// What 2026.9.6 answers (tests/fixtures/openclaw/rpc.config.schema.lookup-reload-kinds.json; tst_openclaw_live asks anew).
constexpr auto kTable = std::to_array<Row>({
    {"accessGroups", ReloadKind::None},
    {"acp", ReloadKind::Hot},
    {"acp.stream", ReloadKind::None},
    {"agents", ReloadKind::None},
    {"agents.defaults", ReloadKind::Hot},
    {"agents.entries", ReloadKind::Hot},
    {"agents.ownership", ReloadKind::Hot},
    {"approvals", ReloadKind::Restart},
    {"approvals.exec", ReloadKind::Hot},
    {"approvals.plugin", ReloadKind::Hot},
    {"attachments", ReloadKind::Restart},
    {"attachments.ttlHours", ReloadKind::Hot},
    {"auth", ReloadKind::Restart},
    {"auth.order", ReloadKind::Hot},
    {"auth.profiles", ReloadKind::Hot},
    {"bindings", ReloadKind::None},
    {"broadcast", ReloadKind::Hot},
    {"browser", ReloadKind::Restart},
    {"browser.allowSystemProfileImport", ReloadKind::Hot},
    {"browser.attachOnly", ReloadKind::Hot},
    {"browser.cdpUrl", ReloadKind::Hot},
    {"browser.defaultProfile", ReloadKind::Hot},
    {"browser.enabled", ReloadKind::Hot},
    {"browser.evaluateEnabled", ReloadKind::Hot},
    {"browser.executablePath", ReloadKind::Hot},
    {"browser.extraArgs", ReloadKind::Hot},
    {"browser.headless", ReloadKind::Hot},
    {"browser.noSandbox", ReloadKind::Hot},
    {"browser.profiles", ReloadKind::Hot},
    {"browser.snapshotDefaults", ReloadKind::Hot},
    {"browser.ssrfPolicy", ReloadKind::Hot},
    {"browser.tabCleanup", ReloadKind::Hot},
    {"channels", ReloadKind::Hot},
    {"channels.defaults", ReloadKind::None},
    {"channels.modelByChannel", ReloadKind::None},
    {"cloudWorkers", ReloadKind::Hot},
    {"commands", ReloadKind::None},
    {"cron", ReloadKind::Hot},
    {"desktop", ReloadKind::Restart},
    {"desktop.host", ReloadKind::Hot},
    {"diagnostics", ReloadKind::Restart},
    {"diagnostics.enabled", ReloadKind::Hot},
    {"diagnostics.flags", ReloadKind::None},
    {"discovery", ReloadKind::Restart},
    {"discovery.mdns.mode", ReloadKind::Hot},
    {"env", ReloadKind::Restart},
    {"gateway", ReloadKind::Restart},
    {"gateway.allowRealIpFallback", ReloadKind::Hot},
    {"gateway.auth.allowTailscale", ReloadKind::Hot},
    {"gateway.auth.identityScopes", ReloadKind::Hot},
    {"gateway.auth.rateLimit", ReloadKind::Hot},
    {"gateway.auth.trustedProxy", ReloadKind::Hot},
    {"gateway.cliAgents", ReloadKind::Hot},
    {"gateway.controlUi.allowExternalEmbedUrls", ReloadKind::Hot},
    {"gateway.controlUi.allowedOrigins", ReloadKind::Hot},
    {"gateway.controlUi.automaticallyFetchFavicons", ReloadKind::Hot},
    {"gateway.controlUi.communityInvite", ReloadKind::Hot},
    {"gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback", ReloadKind::Hot},
    {"gateway.controlUi.embedSandbox", ReloadKind::Hot},
    {"gateway.controlUi.enabled", ReloadKind::Hot},
    {"gateway.controlUi.environment", ReloadKind::Hot},
    {"gateway.controlUi.github", ReloadKind::Hot},
    {"gateway.controlUi.sessionObserver", ReloadKind::Hot},
    {"gateway.http.endpoints", ReloadKind::Hot},
    {"gateway.nodes.allowSkills", ReloadKind::Hot},
    {"gateway.nodes.browser", ReloadKind::Hot},
    {"gateway.nodes.commands", ReloadKind::Hot},
    {"gateway.nodes.pairing", ReloadKind::Hot},
    {"gateway.publicOrigin", ReloadKind::Hot},
    {"gateway.reload", ReloadKind::None},
    {"gateway.remote", ReloadKind::None},
    {"gateway.roles", ReloadKind::Hot},
    {"gateway.terminal", ReloadKind::Hot},
    {"gateway.tools", ReloadKind::Hot},
    {"gateway.trustedProxies", ReloadKind::Hot},
    {"hooks", ReloadKind::Hot},
    {"logging", ReloadKind::None},
    {"mcp", ReloadKind::Hot},
    {"mcp.apps", ReloadKind::Restart},
    {"mcp.apps.sandboxOrigin", ReloadKind::Hot},
    {"memory", ReloadKind::Restart},
    {"memory.citations", ReloadKind::Hot},
    {"messages", ReloadKind::None},
    {"meta", ReloadKind::None},
    {"models", ReloadKind::Hot},
    {"nodeHost", ReloadKind::Restart},
    {"plugins", ReloadKind::Hot},
    {"proxy", ReloadKind::Restart},
    {"secrets", ReloadKind::None},
    {"secrets.egressProxy", ReloadKind::Restart},
    {"security", ReloadKind::Restart},
    {"security.installPolicy", ReloadKind::Hot},
    {"session", ReloadKind::None},
    {"session.scope", ReloadKind::Hot},
    {"session.store", ReloadKind::Hot},
    {"skills", ReloadKind::None},
    {"surfaces", ReloadKind::None},
    {"talk", ReloadKind::None},
    {"talk.provider", ReloadKind::Hot},
    {"telemetry", ReloadKind::Restart},
    {"telemetry.consentedAt", ReloadKind::Hot},
    {"telemetry.enabled", ReloadKind::Hot},
    {"tools", ReloadKind::Hot},
    {"transcripts", ReloadKind::Hot},
    {"tts", ReloadKind::None},
    {"ui", ReloadKind::None},
    {"update", ReloadKind::Restart},
    {"update.channel", ReloadKind::Hot},
    {"update.checkOnStart", ReloadKind::Hot},
    {"wizard", ReloadKind::None},
    {"worktreeAcceleration", ReloadKind::Hot},
    {"worktreeRoot", ReloadKind::Hot},
});

constexpr std::size_t kMaxPathBytes = 256;
constexpr std::size_t kMaxChildren = 1000;

bool isPath(std::string_view text)
{
    constexpr std::string_view kKnown = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.*-[]/";
    return !text.empty() && text != "." && text.size() <= kMaxPathBytes
        && text.find_first_not_of(kKnown) == std::string_view::npos;
}

void take(const Json& item, ReloadKinds& kinds)
{
    if (!item.is_object())
        return;
    const auto path = item.find("path");
    const auto kind = item.find("reloadKind");
    if (path == item.end() || kind == item.end() || !path->is_string() || !kind->is_string())
        return;
    const auto known = provider::reloadKindFrom(kind->get_ref<const std::string&>());
    if (known && isPath(path->get_ref<const std::string&>()))
        kinds.insert_or_assign(path->get<std::string>(), *known);
}

/// The kind that the nearest path above has; null: there is none.
const ReloadKind* above(const ReloadKinds& kinds, std::string path)
{
    for (auto dot = path.rfind('.'); dot != std::string::npos; dot = path.rfind('.')) {
        path.erase(dot);
        if (const auto found = kinds.find(path); found != kinds.end())
            return &found->second;
    }
    return nullptr;
}

} // namespace

ReloadKinds reloadKindsIn(const Json& payload)
{
    ReloadKinds kinds;
    take(payload, kinds);
    const auto children = payload.is_object() ? payload.find("children") : payload.end();
    if (children == payload.end() || !children->is_array())
        return kinds;
    for (std::size_t i = 0; i < std::min(children->size(), kMaxChildren); ++i)
        take((*children)[i], kinds);
    return kinds;
}

ReloadKinds minimal(const ReloadKinds& kinds)
{
    ReloadKinds out;
    for (const auto& [path, kind] : kinds) {
        const ReloadKind* nearest = above(kinds, path);
        if (nearest == nullptr || *nearest != kind)
            out.emplace(path, kind);
    }
    return out;
}

ReloadKinds builtInReloadKinds(std::string_view version)
{
    constexpr int kFirstHotProtocol = 4; // 2026.3 answers every write with a restart
    const VersionFeatures& features = featuresOf(version);
    const bool canBeHot = features.protocol >= kFirstHotProtocol;
    ReloadKinds kinds;
    for (const Row& row : kTable)
        kinds.emplace(row.path, canBeHot ? row.kind : ReloadKind::Restart);
    if (canBeHot && features.roster == RosterKey::List)
        kinds.emplace("agents.list", ReloadKind::Hot);
    return minimal(kinds);
}

} // namespace fabric::openclaw
