// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/provider.h"

#include "core/base/names.h"

namespace fabric::provider {
namespace {

constexpr auto kAccessModes = std::to_array<Named<AccessMode>>({
    {AccessMode::None, "none"},
    {AccessMode::Gateway, "gateway"},
    {AccessMode::File, "file"},
});

constexpr auto kHealthStates = std::to_array<Named<HealthState>>({
    {HealthState::Connecting, "connecting"},
    {HealthState::Live, "live"},
    {HealthState::Restarting, "restarting"},
    {HealthState::Degraded, "degraded"},
    {HealthState::FileOnly, "file-only"},
    {HealthState::Down, "down"},
    {HealthState::Refused, "refused"},
});

} // namespace

std::string_view toText(AccessMode mode)
{
    return nameOf(kAccessModes, mode);
}

std::string_view toText(HealthState health)
{
    return nameOf(kHealthStates, health);
}

std::optional<AccessMode> accessModeFrom(std::string_view text)
{
    return valueOf(kAccessModes, text);
}

std::optional<HealthState> healthStateFrom(std::string_view text)
{
    return valueOf(kHealthStates, text);
}

} // namespace fabric::provider
