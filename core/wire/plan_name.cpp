// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/plan_name.h"

namespace fabric::wire {
namespace {

constexpr char kMark = '@';

} // namespace

std::string toText(const PlanName& name)
{
    return name.runtime.empty() ? name.plan : name.plan + kMark + name.runtime;
}

PlanName planNameFrom(std::string_view text)
{
    const auto mark = text.find(kMark);
    if (mark == std::string_view::npos)
        return {std::string(text), {}};
    return {std::string(text.substr(0, mark)), std::string(text.substr(mark + 1))};
}

} // namespace fabric::wire
