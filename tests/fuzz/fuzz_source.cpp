// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/json.h"
#include "core/provider/source.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The input is a source document. One that is taken is written as the same source.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace fabric;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = parseJson(text, {.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000});
    if (!json)
        return 0;
    const auto source = provider::parseSource(*json);
    if (!source)
        return 0;
    const auto again = provider::parseSource(provider::toJson(*source));
    if (!again || !(*again == *source) || again->isEmpty() != source->isEmpty())
        std::abort();
    return 0;
}
