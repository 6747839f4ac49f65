// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/failpoints.h"

#ifdef FABRIC_FAILPOINTS

#include <csignal>
#include <cstdlib>
#include <string>

namespace fabric::rollouts {

void failpoint(std::string_view effect, std::string_view moment)
{
    static const std::string kWanted = [] {
        const char* text = std::getenv("FABRIC_FAILPOINT");
        return std::string(text == nullptr ? "" : text);
    }();
    if (kWanted.empty())
        return;
    if (kWanted == std::string(effect) + "." + std::string(moment) + ":kill")
        std::raise(SIGKILL);
}

} // namespace fabric::rollouts

#endif
