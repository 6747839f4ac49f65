// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/sse_parser.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The first byte says where the rest is cut: the answer must be the same for every cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const std::size_t cut = data[0] % text.size();

    fabric::client::SseParser whole;
    const auto expected = whole.feed(text);
    fabric::client::SseParser parts;
    auto first = parts.feed(text.substr(0, cut));
    auto second = first ? parts.feed(text.substr(cut)) : first;
    if (expected.has_value() != (first.has_value() && second.has_value()))
        std::abort();
    if (expected) {
        first->insert(first->end(), second->begin(), second->end());
        if (*first != *expected || whole.lastId() != parts.lastId())
            std::abort();
    }
    return 0;
}
