// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/reload_table.h"

#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/version_table.h"

#include <array>

namespace fabric::openclaw {

using provider::ReloadKind;

namespace {

struct Row
{
    std::string_view path;
    ReloadKind kind;
};

// Measured with 2026.9.6. What is not here restarts.
constexpr std::array<Row, 31> kRows{{
    {"*", ReloadKind::Restart},
    {"agents", ReloadKind::Hot},
    {"bindings", ReloadKind::None},
    {"broadcast", ReloadKind::Hot},
    {"channels", ReloadKind::Hot},
    {"commands", ReloadKind::None},
    {"cron", ReloadKind::Hot},
    {"discovery.mdns.mode", ReloadKind::Hot},
    {"discovery.wideArea", ReloadKind::Restart},
    {"env.vars", ReloadKind::Restart},
    {"gateway", ReloadKind::Restart},
    {"gateway.auth.mode", ReloadKind::Restart},
    {"gateway.auth.token", ReloadKind::Hot}, // the lookup says restart, the change was hot
    {"gateway.bind", ReloadKind::Restart},
    {"gateway.http", ReloadKind::Restart},
    {"gateway.nodes", ReloadKind::Restart},
    {"gateway.port", ReloadKind::Restart},
    {"gateway.reload", ReloadKind::None},
    {"gateway.tailscale", ReloadKind::Restart},
    {"gateway.tls", ReloadKind::Restart},
    {"hooks", ReloadKind::Hot},
    {"logging.level", ReloadKind::None},
    {"mcp.servers", ReloadKind::Hot},
    {"memory.search", ReloadKind::Restart},
    {"models.providers", ReloadKind::Hot},
    {"plugins", ReloadKind::Hot},
    {"secrets.providers", ReloadKind::None},
    {"session", ReloadKind::None},
    {"skills", ReloadKind::None},
    {"talk", ReloadKind::None},
    {"tools", ReloadKind::Hot},
}};

/// How well a path fits: one per segment, more for a literal one; 0: not at all.
std::size_t fitOf(std::span<const std::string> path, std::span<const std::string> segments)
{
    if (path.empty() || path.size() > segments.size())
        return 0;
    constexpr std::size_t kPerSegment = 1000;
    std::size_t fit = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != "*" && path[i] != segments[i])
            return 0;
        fit += kPerSegment + (path[i] == "*" ? 0 : 1);
    }
    return fit;
}

/// `*` is no word for pathOf(), so the table's own notation is split here.
Segments split(std::string_view path)
{
    Segments out{{}};
    for (const char c : path) {
        if (c == '.')
            out.emplace_back();
        else
            out.back().push_back(c);
    }
    return out;
}

} // namespace

std::map<std::string, ReloadKind> builtInReloadKinds(std::string_view version)
{
    std::map<std::string, ReloadKind> out;
    constexpr int kFirstHotProtocol = 4;
    if (featuresOf(version).protocol < kFirstHotProtocol)
        return {{"*", ReloadKind::Restart}};
    for (const Row& row : kRows)
        out.emplace(row.path, row.kind);
    return out;
}

ReloadKind reloadKindOf(const std::map<std::string, ReloadKind>& kinds, std::span<const std::string> segments)
{
    std::size_t best = 0;
    ReloadKind out = ReloadKind::Restart;
    for (const auto& [path, kind] : kinds) {
        const std::size_t fit = fitOf(split(path), segments);
        if (fit > best) {
            best = fit;
            out = kind;
        }
    }
    return out;
}

} // namespace fabric::openclaw
