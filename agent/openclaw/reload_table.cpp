// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/reload_table.h"

namespace fabric::openclaw {

using provider::ReloadKind;

namespace {

/// How well a path fits: one per segment, more for a literal one; 0: not at all.
std::size_t fitOf(std::string_view path, std::span<const std::string> segments)
{
    constexpr std::size_t kPerSegment = 1000;
    std::size_t fit = 0;
    for (const std::string& segment : segments) {
        const auto dot = path.find('.');
        const std::string_view part = path.substr(0, dot);
        if (part != "*" && part != segment)
            return 0;
        fit += kPerSegment + (part == "*" ? 0 : 1);
        if (dot == std::string_view::npos)
            return fit;
        path.remove_prefix(dot + 1);
    }
    return 0; // it is longer
}

} // namespace

ReloadKind reloadKindOf(const ReloadKinds& kinds, std::span<const std::string> segments)
{
    std::size_t best = 0;
    ReloadKind out = ReloadKind::Restart;
    for (const auto& [path, kind] : kinds) {
        const std::size_t fit = fitOf(path, segments);
        if (fit > best) {
            best = fit;
            out = kind;
        }
    }
    return out;
}

} // namespace fabric::openclaw
