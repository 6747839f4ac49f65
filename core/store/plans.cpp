// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/store/rollouts.h"

namespace fabric::store {
namespace {

constexpr int kMostNamed = 8; ///< runtimes in a message

} // namespace

Result<PlanRecord> choosePlan(PlanRepository& plans, const Digest& id, const std::optional<RuntimeId>& runtime,
                              const std::string& where)
{
    std::optional<RuntimeId> chosen = runtime;
    if (!chosen) {
        FABRIC_TRY(const auto runtimes, plans.runtimesOf(id, kMostNamed + 1));
        if (runtimes.size() > 1) {
            std::string names;
            for (std::size_t i = 0; i < runtimes.size() && i < kMostNamed; ++i)
                names += (i == 0 ? "" : ", ") + runtimes[i].value();
            if (runtimes.size() > kMostNamed)
                names += " and more";
            return fail(ErrorCode::Conflict,
                        "the plan " + id.text() + " is one of several runtimes (" + names
                            + "): name the one that is meant",
                        where);
        }
        if (!runtimes.empty())
            chosen = runtimes.front();
    }
    if (chosen) {
        FABRIC_TRY(auto found, plans.find(*chosen, id));
        if (found)
            return *std::move(found);
    }
    return fail(ErrorCode::NotFound,
                runtime ? "the runtime '" + runtime->value() + "' has no plan " + id.text()
                        : "there is no plan " + id.text(),
                where);
}

} // namespace fabric::store
