// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/json.h"
#include "core/planning/plan.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The input is a plan. One that is taken is written as the same plan, so that its id says what is in it.

namespace {

using namespace fabric;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto json = parseJson(text, {.maxBytes = 65'536, .maxDepth = 32, .maxValues = 10'000});
    if (!json)
        return 0;
    const auto plan = planning::parsePlan(*json);
    if (!plan)
        return 0;
    require(toJson(*plan) == *json);
    const auto again = planning::parsePlan(toJson(*plan));
    require(again.has_value() && *again == *plan);
    const auto id = planning::planId(*plan);
    require(!id || *id == planning::planId(*again).value());
    (void)plan->widensAuthority();
    (void)planning::staleResources(*plan, {}).size();
    return 0;
}
