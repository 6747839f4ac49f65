// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/memory_rollouts.h"

#include "core/store/checks.h"

#include <algorithm>
#include <tuple>

namespace fabric::test {

using namespace store;

// --- plans

Result<bool> MemoryPlans::add(const PlanRecord& record)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(check(record));
    FABRIC_CHECK(m_ledger.noteChange());
    for (PlanRecord& known : m_state.plans) {
        if (known.runtime == record.runtime && known.id == record.id) {
            known.createdAt = record.createdAt;
            known.author = record.author;
            known.reason = record.reason;
            known.summary = record.summary;
            return false;
        }
    }
    m_state.plans.push_back(record);
    return true;
}

Result<std::optional<PlanRecord>> MemoryPlans::find(const RuntimeId& runtime, const Digest& id)
{
    for (const PlanRecord& record : m_state.plans) {
        if (record.runtime == runtime && record.id == id)
            return record;
    }
    return std::nullopt;
}

Result<std::vector<RuntimeId>> MemoryPlans::runtimesOf(const Digest& id, int limit)
{
    FABRIC_CHECK(checkLimit(limit, 500));
    std::vector<RuntimeId> found;
    for (const PlanRecord& record : m_state.plans) {
        if (record.id == id)
            found.push_back(record.runtime);
    }
    std::sort(found.begin(), found.end());
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
}

Result<std::vector<PlanRecord>> MemoryPlans::list(const std::optional<RuntimeId>& runtime, int limit)
{
    FABRIC_CHECK(checkLimit(limit, 500));
    std::vector<PlanRecord> found;
    for (const PlanRecord& record : m_state.plans) {
        if (runtime.value_or(record.runtime) == record.runtime)
            found.push_back(record);
    }
    std::reverse(found.begin(), found.end());
    std::stable_sort(found.begin(), found.end(),
                     [](const PlanRecord& a, const PlanRecord& b) { return a.createdAt > b.createdAt; });
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
}

Result<> MemoryPlans::remove(const RuntimeId& runtime, const Digest& id)
{
    FABRIC_CHECK(m_ledger.noteChange());
    const bool isUsed = std::any_of(m_state.rollouts.begin(), m_state.rollouts.end(), [&](const auto& one) {
        return one.second.runtime == runtime && one.second.plan == id;
    });
    if (isUsed)
        return fail(ErrorCode::FailedPrecondition, "a rollout refers to the plan");
    const auto isMeant = [&](const PlanRecord& record) { return record.runtime == runtime && record.id == id; };
    if (std::erase_if(m_state.plans, isMeant) == 0)
        return fail(ErrorCode::NotFound, "no plan " + id.text() + " of the runtime " + runtime.value());
    return {};
}

// --- rollouts

Result<> MemoryRollouts::add(const RolloutRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(check(record));
    const bool hasPlan = std::any_of(m_state.plans.begin(), m_state.plans.end(), [&](const PlanRecord& plan) {
        return plan.runtime == record.runtime && plan.id == record.plan;
    });
    if (!hasPlan)
        return fail(ErrorCode::FailedPrecondition, "the plan is not stored");
    FABRIC_TRY(const auto other, active(record.runtime));
    if (other && !record.isFinished)
        return fail(ErrorCode::Conflict, "the runtime has a rollout that is not finished");
    RolloutRecord first = record;
    first.version = 1;
    if (!m_state.rollouts.emplace(record.id, std::move(first)).second)
        return fail(ErrorCode::Conflict, "the rollout exists");
    return {};
}

Result<> MemoryRollouts::put(const RolloutRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(check(record));
    const auto at = m_state.rollouts.find(record.id);
    if (at == m_state.rollouts.end())
        return fail(ErrorCode::NotFound, "no rollout " + record.id.value());
    if (at->second.isFinished || at->second.version + 1 != record.version)
        return fail(ErrorCode::Conflict, "the rollout was changed by somebody else, or is finished");
    at->second = record;
    return {};
}

Result<std::optional<RolloutRecord>> MemoryRollouts::find(const RolloutId& id)
{
    const auto at = m_state.rollouts.find(id);
    return at == m_state.rollouts.end() ? std::nullopt : std::optional(at->second);
}

Result<std::optional<RolloutRecord>> MemoryRollouts::active(const RuntimeId& runtime)
{
    for (const auto& [id, record] : m_state.rollouts) {
        if (record.runtime == runtime && !record.isFinished)
            return record;
    }
    return std::nullopt;
}

Result<std::vector<RolloutRecord>> MemoryRollouts::list(const RolloutQuery& query)
{
    FABRIC_CHECK(check(query));
    std::vector<RolloutRecord> found;
    for (const auto& [id, record] : m_state.rollouts) {
        if (query.runtime.value_or(record.runtime) == record.runtime && query.plan.value_or(record.plan) == record.plan
            && query.state.value_or(record.state) == record.state && query.group.value_or(record.group) == record.group
            && query.isFinished.value_or(record.isFinished) == record.isFinished
            && (!query.before || record.createdAt < *query.before))
            found.push_back(record);
    }
    std::sort(found.begin(), found.end(), [](const RolloutRecord& a, const RolloutRecord& b) {
        return std::tie(b.createdAt, b.id) < std::tie(a.createdAt, a.id);
    });
    found.resize(std::min(found.size(), static_cast<std::size_t>(query.limit)));
    return found;
}

Result<EvidenceRecord> MemoryRollouts::append(EvidenceRecord record)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(check(record));
    if (!m_state.rollouts.contains(record.rollout))
        return fail(ErrorCode::FailedPrecondition, "the rollout is not stored");
    record.sequence = 1
        + std::count_if(m_state.evidence.begin(), m_state.evidence.end(),
                        [&](const EvidenceRecord& one) { return one.rollout == record.rollout; });
    m_state.evidence.push_back(record);
    return record;
}

Result<std::vector<EvidenceRecord>> MemoryRollouts::evidence(const RolloutId& id, std::int64_t after, int limit)
{
    FABRIC_CHECK(checkLimit(limit, 1000));
    std::vector<EvidenceRecord> found;
    for (const EvidenceRecord& record : m_state.evidence) {
        if (record.rollout == id && record.sequence > after && std::ssize(found) < limit)
            found.push_back(record);
    }
    return found;
}

// --- groups

Result<> MemoryRolloutGroups::add(const RolloutGroupRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(check(record));
    RolloutGroupRecord first = record;
    first.version = 1;
    if (!m_state.groups.emplace(record.id, std::move(first)).second)
        return fail(ErrorCode::Conflict, "the group exists");
    return {};
}

Result<> MemoryRolloutGroups::put(const RolloutGroupRecord& record)
{
    FABRIC_CHECK(m_ledger.noteChange());
    FABRIC_CHECK(check(record));
    const auto at = m_state.groups.find(record.id);
    if (at == m_state.groups.end())
        return fail(ErrorCode::NotFound, "no group of rollouts " + record.id);
    if (at->second.isFinished || at->second.version + 1 != record.version)
        return fail(ErrorCode::Conflict, "the group was changed by somebody else, or is finished");
    at->second = record;
    return {};
}

Result<std::optional<RolloutGroupRecord>> MemoryRolloutGroups::find(const std::string& id)
{
    const auto at = m_state.groups.find(id);
    return at == m_state.groups.end() ? std::nullopt : std::optional(at->second);
}

Result<std::vector<RolloutGroupRecord>> MemoryRolloutGroups::list(const RolloutGroupQuery& query)
{
    FABRIC_CHECK(check(query));
    std::vector<RolloutGroupRecord> found;
    for (const auto& [id, record] : m_state.groups) {
        if (query.state.value_or(record.state) == record.state
            && query.isFinished.value_or(record.isFinished) == record.isFinished
            && (!query.before || record.createdAt < *query.before))
            found.push_back(record);
    }
    std::sort(found.begin(), found.end(), [](const RolloutGroupRecord& a, const RolloutGroupRecord& b) {
        return std::tie(b.createdAt, b.id) < std::tie(a.createdAt, a.id);
    });
    found.resize(std::min(found.size(), static_cast<std::size_t>(query.limit)));
    return found;
}

Result<GroupEvidenceRecord> MemoryRolloutGroups::append(GroupEvidenceRecord record)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(check(record));
    if (!m_state.groups.contains(record.group))
        return fail(ErrorCode::FailedPrecondition, "the group is not stored");
    record.sequence = 1
        + std::count_if(m_state.groupEvidence.begin(), m_state.groupEvidence.end(),
                        [&](const GroupEvidenceRecord& one) { return one.group == record.group; });
    m_state.groupEvidence.push_back(record);
    return record;
}

Result<std::vector<GroupEvidenceRecord>> MemoryRolloutGroups::evidence(const std::string& id, std::int64_t after,
                                                                       int limit)
{
    FABRIC_CHECK(checkLimit(limit, 1000));
    std::vector<GroupEvidenceRecord> found;
    for (const GroupEvidenceRecord& record : m_state.groupEvidence) {
        if (record.group == id && record.sequence > after && std::ssize(found) < limit)
            found.push_back(record);
    }
    return found;
}

// --- idempotency

Result<> MemoryIdempotency::add(const IdempotencyRecord& record, UnixMillis now)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    FABRIC_CHECK(check(record));
    FABRIC_TRY(const auto known, find(record.principal, record.route, record.key, now));
    if (known)
        return fail(ErrorCode::Conflict, "the key is in use");
    std::erase_if(m_state.idempotency, [&](const IdempotencyRecord& one) {
        return std::tie(one.principal, one.route, one.key) == std::tie(record.principal, record.route, record.key);
    });
    m_state.idempotency.push_back(record);
    return {};
}

Result<std::optional<IdempotencyRecord>> MemoryIdempotency::find(const std::string& principal, const std::string& route,
                                                                 const std::string& key, UnixMillis now)
{
    for (const IdempotencyRecord& record : m_state.idempotency) {
        if (std::tie(record.principal, record.route, record.key) == std::tie(principal, route, key)
            && record.expiresAt > now)
            return record;
    }
    return std::nullopt;
}

Result<int> MemoryIdempotency::removeExpired(UnixMillis now)
{
    FABRIC_CHECK(m_ledger.noteObservation());
    return static_cast<int>(
        std::erase_if(m_state.idempotency, [&](const IdempotencyRecord& one) { return one.expiresAt <= now; }));
}

} // namespace fabric::test
