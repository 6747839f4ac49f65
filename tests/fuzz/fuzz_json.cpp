// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// What is taken as JSON has a text that is taken again as the same value; a canonical form is its own canonical form.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace fabric;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = parseJson(text, {.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000});
    if (!value)
        return 0;
    if (parseJson(dumpJson(*value)).value() != *value)
        std::abort();
    const auto canonical = canonicalJson(*value);
    if (!canonical) // an integer beyond 2^53
        return 0;
    const auto again = parseJson(*canonical);
    if (!again || canonicalJson(*again) != *canonical)
        std::abort();
    return 0;
}
