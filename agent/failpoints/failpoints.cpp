// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/failpoints/failpoints.h"

#ifdef FABRIC_FAILPOINTS

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace fabric::failpoints {

void pass(std::string_view state, std::string_view effect, std::string_view moment)
{
    static const char* const kFile = std::getenv("FABRIC_FAILPOINT");
    if (kFile == nullptr || *kFile == '\0')
        return;
    std::string wanted;
    std::getline(std::ifstream(kFile), wanted);
    const std::string name = std::string(effect) + "." + std::string(moment);
    const std::string place = wanted.substr(0, wanted.find(':'));
    if (place != name && place != std::string(state) + "/" + name)
        return;
    std::remove(kFile);
    if (wanted == place + ":kill")
        std::raise(SIGKILL);
    if (wanted == place + ":stop")
        std::raise(SIGSTOP);
}

} // namespace fabric::failpoints

#endif
