// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/version_table.h"

#include <charconv>

namespace fabric::openclaw {
namespace {

// Measured by running 2026.3.13, 2026.6.11 and 2026.9.6. The boundaries between them are those of OpenClaw's change
// log: protocol 4 is required since 2026.5.12, the roster is a map since 2026.8. A row holds until the next one.
constexpr std::array<VersionFeatures, 4> kTable{{
    {{2026, 3, 0}, 3, RosterKey::List, HashKind::FileSha256, false, false, false, false, false, false, false, 3},
    {{2026, 5, 12}, 4, RosterKey::List, HashKind::FileSha256, false, false, false, false, false, true, false, 3},
    {{2026, 8, 0}, 4, RosterKey::Entries, HashKind::KeyedHmac, true, true, true, true, true, true, true, 30},
    {{2026, 9, 6}, 4, RosterKey::Entries, HashKind::KeyedHmac, true, true, true, true, true, true, true, 30},
}};

constexpr std::size_t kMaxDigits = 4;

} // namespace

std::optional<Version> parseVersion(std::string_view text)
{
    Version version;
    const std::array<int*, 3> parts{&version.year, &version.month, &version.patch};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) {
            if (text.empty() || text.front() != '.')
                return std::nullopt;
            text.remove_prefix(1);
        }
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        if (digits == 0 || digits > kMaxDigits)
            return std::nullopt;
        std::from_chars(text.data(), text.data() + digits, *parts[i]);
        text.remove_prefix(digits);
    }
    return version;
}

std::span<const VersionFeatures> versionTable()
{
    return kTable;
}

const VersionFeatures& featuresOf(std::string_view version)
{
    const auto parsed = parseVersion(version);
    if (!parsed)
        return kTable.back();
    const VersionFeatures* found = &kTable.front();
    for (const VersionFeatures& row : kTable) {
        if (row.from <= *parsed)
            found = &row;
    }
    return *found;
}

bool isUntested(std::string_view version)
{
    const auto parsed = parseVersion(version);
    return !parsed || *parsed > kTable.back().from;
}

} // namespace fabric::openclaw
