// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/json5.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// Every JSON text is a JSON5 text of the same value, and what is taken as JSON5 has a JSON text that is taken again.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace fabric;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const JsonLimits limits{.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000};
    const auto value = openclaw::parseJson5(text, limits);
    const auto strict = parseJson(text, limits);
    if (!value) {
        if (value.error().where.empty() && value.error().code == ErrorCode::InvalidArgument
            && value.error().message != "the text is not UTF-8")
            std::abort(); // every error tells its place
        if (strict)
            std::abort();
        return 0;
    }
    if (strict && *strict != *value) {
        // An integer beyond 2^53 is one here, and a double in JSON5.
        const auto again = openclaw::parseJson5(dumpJson(*strict));
        if (!again || *again != *value)
            std::abort();
    }
    const auto again = openclaw::parseJson5(dumpJson(*value));
    if (!again || *again != *value)
        std::abort();
    return 0;
}
