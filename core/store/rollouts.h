// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace fabric {

/// Name of one rollout: 16 random bytes as base64url.
using RolloutId = StrongId<struct RolloutIdTag>;

} // namespace fabric

namespace fabric::store {

/// A plan as it was shown to people; its id is the digest of its canonical form. It names no runtime, so that runtimes with
/// the same configuration have plans with the same id: one is known by its runtime and its id.
struct PlanRecord
{
    Digest id;
    RuntimeId runtime;
    UnixMillis createdAt;
    std::string author;
    std::string reason;
    Json body = Json::object(); ///< toJson(planning::Plan)
    Json summary = Json::object(); ///< what a list shows of it: wire::PlanSummary without its rollouts
};

/// A rollout. What a list needs are fields, all else is in the body.
struct RolloutRecord
{
    RolloutId id;
    std::int64_t version = 1; ///< 1 when added, one more with every put: who holds an older one has lost the rollout
    RuntimeId runtime;
    Digest plan;
    std::string group; ///< empty: of no group
    std::string state; ///< toText(rollout::State)
    bool isFinished = false; ///< at most one rollout per runtime is not
    UnixMillis createdAt;
    UnixMillis changedAt;
    Json body = Json::object(); ///< toJson(rollout::Record)
};

/// One step of a rollout as evidence. Append-only; holds no secret.
struct EvidenceRecord
{
    RolloutId rollout;
    std::int64_t sequence = 0; ///< from 1 in each rollout, without a gap; given by the store
    UnixMillis at;
    std::string actor; ///< agent, or who asked
    std::string step; ///< what happened: requested, read, answered, ...
    std::string state; ///< after the step
    Json body = Json::object(); ///< what came back, hashes, what is sent next
};

/// One change over several runtimes; its members are rollouts that name it.
struct RolloutGroupRecord
{
    std::string id; ///< 16 random bytes as base64url
    std::int64_t version = 1; ///< as RolloutRecord::version
    std::string state; ///< toText(rollout::GroupState)
    bool isFinished = false;
    UnixMillis createdAt;
    UnixMillis changedAt;
    Json body = Json::object(); ///< toJson(rollout::Group)
};

/// One step of a group as evidence. Append-only; holds no secret.
struct GroupEvidenceRecord
{
    std::string group;
    std::int64_t sequence = 0; ///< from 1 in each group, without a gap; given by the store
    UnixMillis at;
    std::string actor; ///< agent, or who asked
    std::string step;
    std::string state; ///< of the group, after the step
    Json body = Json::object(); ///< what came, the members' states, what is done next
};

/// The first answer to a POST with this key; a repetition gets it again.
struct IdempotencyRecord
{
    std::string principal;
    std::string route;
    std::string key;
    Digest body; ///< of the request
    int status = 0;
    std::string answer;
    UnixMillis expiresAt; ///< 24 h after the first
};

struct RolloutQuery
{
    std::optional<RuntimeId> runtime = {};
    std::optional<Digest> plan = {};
    std::optional<std::string> state = {};
    std::optional<std::string> group = {};
    std::optional<bool> isFinished = {};
    std::optional<UnixMillis> before = {}; ///< cursor: only those that were created earlier
    int limit = 50; ///< 1 to 500
};

struct RolloutGroupQuery
{
    std::optional<std::string> state = {};
    std::optional<bool> isFinished = {};
    std::optional<UnixMillis> before = {}; ///< cursor: only those that were created earlier
    int limit = 50; ///< 1 to 500
};

/// Called on the storage thread only, as every repository (store.h).
class PlanRepository
{
public:
    virtual ~PlanRepository() = default;
    /// The same plan of the same runtime again renews all but its body: when it was made (it expires), by whom, why, the
    /// summary. @return whether it is new.
    [[nodiscard]] virtual Result<bool> add(const PlanRecord& record) = 0;
    [[nodiscard]] virtual Result<std::optional<PlanRecord>> find(const RuntimeId& runtime, const Digest& id) = 0;
    /// The runtimes that have a plan with this id, by name; the first @p limit, 1 to 500.
    [[nodiscard]] virtual Result<std::vector<RuntimeId>> runtimesOf(const Digest& id, int limit) = 0;
    /// Newest first; limit 1 to 500.
    [[nodiscard]] virtual Result<std::vector<PlanRecord>> list(const std::optional<RuntimeId>& runtime, int limit) = 0;
    /// NotFound; FailedPrecondition while a rollout, finished or not, refers to it.
    [[nodiscard]] virtual Result<> remove(const RuntimeId& runtime, const Digest& id) = 0;
};

/// The plan with this id of @p runtime; if none is named, of the only runtime that has one.
/// @return at @p where: NotFound if there is no such plan, or none of that runtime; Conflict, which names the runtimes, if
/// several have one and none is named.
[[nodiscard]] Result<PlanRecord> choosePlan(PlanRepository& plans, const Digest& id,
                                            const std::optional<RuntimeId>& runtime, const std::string& where);

class RolloutRepository
{
public:
    virtual ~RolloutRepository() = default;
    /// With version 1. Conflict if the id exists, or the runtime has a rollout that is not finished; FailedPrecondition if
    /// the plan is not stored for its runtime.
    [[nodiscard]] virtual Result<> add(const RolloutRecord& record) = 0;
    /// Replaces the version before. NotFound; Conflict if another version is stored, or the rollout is finished.
    [[nodiscard]] virtual Result<> put(const RolloutRecord& record) = 0;
    [[nodiscard]] virtual Result<std::optional<RolloutRecord>> find(const RolloutId& id) = 0;
    /// The one that is not finished.
    [[nodiscard]] virtual Result<std::optional<RolloutRecord>> active(const RuntimeId& runtime) = 0;
    [[nodiscard]] virtual Result<std::vector<RolloutRecord>> list(const RolloutQuery& query) = 0; ///< newest first

    /// FailedPrecondition if the rollout is not stored. @return with its sequence.
    [[nodiscard]] virtual Result<EvidenceRecord> append(EvidenceRecord record) = 0;
    /// Sequence > @p after, oldest first; limit 1 to 1,000.
    [[nodiscard]] virtual Result<std::vector<EvidenceRecord>> evidence(const RolloutId& id, std::int64_t after,
                                                                       int limit)
        = 0;
};

class RolloutGroupRepository
{
public:
    virtual ~RolloutGroupRepository() = default;
    /// With version 1. Conflict if the id exists.
    [[nodiscard]] virtual Result<> add(const RolloutGroupRecord& record) = 0;
    /// Replaces the version before. NotFound; Conflict if another version is stored, or the group is finished.
    [[nodiscard]] virtual Result<> put(const RolloutGroupRecord& record) = 0;
    [[nodiscard]] virtual Result<std::optional<RolloutGroupRecord>> find(const std::string& id) = 0;
    [[nodiscard]] virtual Result<std::vector<RolloutGroupRecord>> list(const RolloutGroupQuery& query)
        = 0; ///< newest first

    /// FailedPrecondition if the group is not stored. @return with its sequence.
    [[nodiscard]] virtual Result<GroupEvidenceRecord> append(GroupEvidenceRecord record) = 0;
    /// Sequence > @p after, oldest first; limit 1 to 1,000.
    [[nodiscard]] virtual Result<std::vector<GroupEvidenceRecord>> evidence(const std::string& id, std::int64_t after,
                                                                            int limit)
        = 0;
};

class IdempotencyRepository
{
public:
    virtual ~IdempotencyRepository() = default;
    /// Needs no audit row: what the request did has its own. Conflict if the key is there and not expired at @p now.
    [[nodiscard]] virtual Result<> add(const IdempotencyRecord& record, UnixMillis now) = 0;
    /// Nothing if it is expired.
    [[nodiscard]] virtual Result<std::optional<IdempotencyRecord>>
    find(const std::string& principal, const std::string& route, const std::string& key, UnixMillis now) = 0;
    /// @return how many were expired and are gone.
    [[nodiscard]] virtual Result<int> removeExpired(UnixMillis now) = 0;
};

} // namespace fabric::store
