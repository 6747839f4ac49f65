// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/reload_table.h"

#include "agent/openclaw/document_fields.h"

namespace fabric::openclaw {

using provider::ReloadKind;

namespace {

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

ReloadKind reloadKindOf(const ReloadKinds& kinds, std::span<const std::string> segments)
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
