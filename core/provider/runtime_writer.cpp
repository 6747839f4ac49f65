// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/runtime_writer.h"

#include "core/base/names.h"

namespace fabric::provider {
namespace {

constexpr auto kPartHealths = std::to_array<Named<PartHealth>>({
    {PartHealth::Ok, "ok"},
    {PartHealth::Off, "off"},
    {PartHealth::Degraded, "degraded"},
    {PartHealth::Down, "down"},
    {PartHealth::Unknown, "unknown"},
});

constexpr auto kVerdicts = std::to_array<Named<WriteAnswer::Verdict>>({
    {WriteAnswer::Verdict::Accepted, "accepted"},
    {WriteAnswer::Verdict::Stale, "stale"},
    {WriteAnswer::Verdict::Refused, "refused"},
    {WriteAnswer::Verdict::Limited, "limited"},
    {WriteAnswer::Verdict::Unknown, "unknown"},
});

} // namespace

std::string_view toText(PartHealth health)
{
    return nameOf(kPartHealths, health);
}

std::optional<PartHealth> partHealthFrom(std::string_view text)
{
    return valueOf(kPartHealths, text);
}

std::string_view toText(WriteAnswer::Verdict verdict)
{
    return nameOf(kVerdicts, verdict);
}

} // namespace fabric::provider
