// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/protocol.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

// Everything that reads a gateway's frame takes any bytes without a crash, and leaves text that can be sent on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace fabric::openclaw;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto frame = parseFrame(text);
    if (!frame)
        return 0;
    if (const auto* event = std::get_if<EventFrame>(&*frame)) {
        (void)parseChallenge(event->payload);
    } else if (const auto* answer = std::get_if<ResponseFrame>(&*frame)) {
        if (answer->error) {
            (void)fabric::dumpJson({answer->error->code, answer->error->message, answer->error->reason});
            return 0;
        }
        (void)parseHello(*answer->payload);
        (void)parseConfigAnswer(*answer->payload);
    }
    return 0;
}
