// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/meant.h"

#include "agent/composition/client_support.h"
#include "agent/composition/rollout_text.h"
#include "core/wire/change_types.h"
#include "core/wire/group_types.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::composition {
namespace {

constexpr std::size_t kLeast = 8;
constexpr std::size_t kWholeId = 22; ///< 16 bytes in base64url: nobody need be asked

template <class T>
Result<std::string> meantId(const std::string& text, const char* path, const AgentClient& agent)
{
    if (text.size() >= kWholeId)
        return text;
    FABRIC_CHECK(idNamed(text, {}));
    FABRIC_TRY(const Json list, agent.call("GET", std::string(path).append("?").append(kNewest)));
    const auto page = wire::parsePage<T>(list);
    if (!page)
        return tl::make_unexpected(notUnderstood(page.error()));
    std::vector<std::string> ids;
    ids.reserve(page->items.size());
    for (const T& item : page->items)
        ids.push_back(item.id);
    return idNamed(text, ids);
}

} // namespace

Result<std::string> idNamed(const std::string& text, const std::vector<std::string>& ids)
{
    if (text.size() < kLeast)
        return fail(ErrorCode::InvalidArgument, "it is named by its id or at least 8 characters of it", text);
    std::vector<std::string> found;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(found),
                 [&](const std::string& id) { return id.starts_with(text); });
    if (found.size() > 1)
        return fail(ErrorCode::InvalidArgument,
                    "several begin so, give more characters: " + found[0] + ", " + found[1]
                        + (found.size() > 2 ? ", ..." : ""),
                    text);
    return found.empty() ? text : found.front();
}

Result<wire::PlanName> meantPlan(const std::string& text, const AgentClient& agent)
{
    auto known = planNamed(text, {});
    if (known || known.error().code != ErrorCode::NotFound)
        return known; // a whole id, or none at all
    std::string path = std::string(kPlansPath).append("?").append(kNewest);
    if (const std::string runtime = wire::planNameFrom(text).runtime; !runtime.empty())
        path += "&runtime=" + escaped(runtime);
    FABRIC_TRY(const Json list, agent.call("GET", path));
    const auto plans = wire::parsePage<wire::PlanSummary>(list);
    if (!plans)
        return tl::make_unexpected(notUnderstood(plans.error()));
    return planNamed(text, plans->items);
}

Result<std::string> meantRollout(const std::string& text, const AgentClient& agent)
{
    return meantId<wire::Rollout>(text, kRolloutsPath, agent);
}

Result<std::string> meantGroup(const std::string& text, const AgentClient& agent)
{
    return meantId<wire::RolloutGroup>(text, kGroupsPath, agent);
}

} // namespace fabric::composition
