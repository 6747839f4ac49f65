// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/edit.h"
#include "core/wire/types.h"

#include <optional>
#include <string>
#include <vector>

// Intent, plans and rollouts under /api/v1. The rules of types.h; requests are strict: an unknown field is an error.

namespace fabric::wire {

/// One field as last applied, observed and desired; JSON null: absent.
struct IntentField
{
    std::string pointer; ///< RFC 6901, into the configuration
    std::string owner; ///< intent | runtime-default | other
    Json applied;
    Json observed;
    Json desired;
    bool isConflict = false;
};

/// `GET /api/v1/topology/intent?runtime=`.
struct Intent
{
    std::string runtime;
    std::optional<Revision> desired; ///< absent: nothing was adopted yet
    std::optional<Revision> observed;
    std::vector<IntentField> fields; ///< about which the three do not agree
};

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{8} << 20; ///< of a document that is imported

/// `POST /api/v1/topology/intent`: the next desired revision. Exactly one of adopt, edits, document, undo.
struct IntentChange
{
    std::string runtime;
    std::optional<RevisionNumber> base; ///< desired revision that it was made on; Conflict if there is a newer one
    std::string reason;
    bool adopt = false; ///< begin anew with what is observed
    std::vector<provider::Edit> edits;
    std::string document; ///< in the provider's own format
    std::optional<std::string> observed; ///< number or digest: what the document was made from; absent: the newest
    std::string undo; ///< id of a rollout that succeeded: what is observed without what it did
};

/// `POST /api/v1/plans`. Absent revisions: the newest ones.
struct PlanRequest
{
    std::string runtime;
    std::optional<std::string> observed; ///< number or digest
    std::optional<std::string> desired;
    std::string title;
    std::string reason;
};

/// One line of `GET /api/v1/plans`.
struct PlanSummary
{
    std::string id; ///< digest of the plan
    std::string runtime;
    std::string title;
    std::string reason;
    std::string author;
    std::string authorName; ///< the author for people: a key by its name
    std::string createdAt;
    std::string expiresAt;
    RevisionNumber observed = 0;
    RevisionNumber desired = 0;
    std::string risk; ///< low | medium | high | critical
    std::string reload; ///< none | hot | restart
    int operationCount = 0;
    int agentCount = 0; ///< affected
    int routeCount = 0;
    bool widensAuthority = false;
    std::vector<std::string> rollouts; ///< ids, newest first
    std::optional<std::string> rolloutState; ///< of the newest one
};

/// `GET /api/v1/plans/{id}`.
struct PlanDocument
{
    PlanSummary summary;
    Json plan = Json::object(); ///< planning::toJson(): whoever shows it parses it strictly and hashes what he shows
    std::vector<std::string> stale; ///< resources that changed since; not empty: it would be refused
    std::vector<std::string> notes; ///< sentences about this host: what a rollback can bring back here
};

/// `GET /api/v1/plans/{id}/texts`: the configuration before and after, masked, laid out for people.
struct PlanTexts
{
    std::string before;
    std::string after;
};

/// A check that may confirm a rollout in the place of a person.
struct Probe
{
    std::string kind; ///< http: a GET of target answers 2xx; part: the part named target is ok
    std::string target; ///< a URL without user, query and fragment; or `ready`, account:telegram/shop, plugin:mem0
    std::optional<int> withinSeconds; ///< of http: 1 to 30; absent: 5
};

/// How a probe of a rollout is.
struct ProbeStatus
{
    std::string kind;
    std::string target;
    std::string state; ///< waiting | green | red
    std::string detail; ///< what was answered
};

/// `POST /api/v1/rollouts`. Several plans are a group (group_types.h).
struct RolloutRequest
{
    std::vector<std::string> plans; ///< exactly one
    std::optional<std::string> runtime; ///< whose plan it is; needed where several runtimes have one with this id
    std::string reason;
    std::string digits; ///< the first 8 of the digest, where the gate asks for them
    std::optional<int> soakSeconds; ///< 1 to 86,400
    std::optional<int> confirmSeconds; ///< present: commit-confirmed; 10 to 86,400
    std::vector<Probe> probes; ///< at most 8; with any it is commit-confirmed; kind http only for an admin
    std::optional<int> greenSeconds; ///< how long all probes must be green to confirm it; 1 to 3,600; absent: 10
};

/// One state that a rollout was in, or will be in.
struct RolloutStep
{
    std::string state;
    std::string progress; ///< done | now | ahead | failed
    std::optional<std::string> startedAt;
    std::optional<std::string> endedAt;
    std::string summary; ///< one sentence
};

/// One thing that was looked at while verifying: observed, not assumed.
struct RolloutCheck
{
    std::string name;
    std::string value;
    std::string state; ///< ok | waiting | bad
};

/// One line of `GET /api/v1/rollouts`, and one rollout.
struct Rollout
{
    std::string id;
    std::string plan;
    std::string runtime;
    std::string title;
    std::string reason;
    std::string author;
    std::string authorName; ///< the author for people: a key by its name
    std::string state;
    bool isTerminal = false;
    std::string createdAt;
    std::string enteredAt; ///< the state
    std::optional<std::string> deadlineAt; ///< of the state
    std::optional<std::string> confirmDeadlineAt; ///< it reverts then unless it is confirmed
    std::string waitsFor; ///< one sentence if it does not go on by itself: the runtime, a gate, a person
    std::string outcome; ///< one sentence, of a terminal one
    std::string operatorAction; ///< exactly what a person must do; empty: nothing
    std::optional<std::string> group;
    bool canCancel = false;
    bool canConfirm = false;
    bool canRollBack = false;
    std::vector<RolloutStep> steps;
    std::vector<RolloutCheck> checks;
    std::vector<ProbeStatus> probes; ///< of this rollout, in the order of the request
    std::vector<std::string> findings; ///< sentences about what was no failure, but is worth knowing
};

/// One step of `GET /api/v1/rollouts/{id}/evidence`.
struct EvidenceStep
{
    std::int64_t sequence = 0;
    std::string at;
    std::string state;
    std::string step;
    std::string actor;
    Json sent; ///< redacted; null: nothing
    Json received; ///< redacted; null: nothing
    std::string detail;
};

struct Evidence
{
    Rollout rollout;
    Json plan = Json::object();
    std::vector<EvidenceStep> steps;
};

[[nodiscard]] Json toJson(const IntentField& value);
[[nodiscard]] Json toJson(const Intent& value);
[[nodiscard]] Json toJson(const IntentChange& value);
[[nodiscard]] Json toJson(const PlanRequest& value);
[[nodiscard]] Json toJson(const PlanSummary& value);
[[nodiscard]] Json toJson(const PlanDocument& value);
[[nodiscard]] Json toJson(const PlanTexts& value);
[[nodiscard]] Json toJson(const Probe& value);
[[nodiscard]] Json toJson(const ProbeStatus& value);
[[nodiscard]] Json toJson(const RolloutRequest& value);
[[nodiscard]] Json toJson(const RolloutStep& value);
[[nodiscard]] Json toJson(const RolloutCheck& value);
[[nodiscard]] Json toJson(const Rollout& value);
[[nodiscard]] Json toJson(const EvidenceStep& value);
[[nodiscard]] Json toJson(const Evidence& value);

template <>
Result<IntentField> parse<IntentField>(const Json& value, const std::string& path);
template <>
Result<Intent> parse<Intent>(const Json& value, const std::string& path);
template <>
Result<IntentChange> parse<IntentChange>(const Json& value, const std::string& path);
template <>
Result<PlanRequest> parse<PlanRequest>(const Json& value, const std::string& path);
template <>
Result<PlanSummary> parse<PlanSummary>(const Json& value, const std::string& path);
template <>
Result<PlanDocument> parse<PlanDocument>(const Json& value, const std::string& path);
template <>
Result<PlanTexts> parse<PlanTexts>(const Json& value, const std::string& path);
template <>
Result<Probe> parse<Probe>(const Json& value, const std::string& path);
template <>
Result<ProbeStatus> parse<ProbeStatus>(const Json& value, const std::string& path);
template <>
Result<RolloutRequest> parse<RolloutRequest>(const Json& value, const std::string& path);
template <>
Result<RolloutStep> parse<RolloutStep>(const Json& value, const std::string& path);
template <>
Result<RolloutCheck> parse<RolloutCheck>(const Json& value, const std::string& path);
template <>
Result<Rollout> parse<Rollout>(const Json& value, const std::string& path);
template <>
Result<EvidenceStep> parse<EvidenceStep>(const Json& value, const std::string& path);
template <>
Result<Evidence> parse<Evidence>(const Json& value, const std::string& path);

} // namespace fabric::wire
