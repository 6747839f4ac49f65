// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/gate.h"
#include "core/rollout/record.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

// A rollout as a pure function: step(record, event, context) -> (record, effects). The caller makes the new record durable
// before it runs the effects; what they bring back is the next event. docs/rollout.md tells the whole.

namespace fabric::rollout {

// --- events

/// The record was made, or a timer rang.
struct Woke
{
};
/// A new agent has the rollout: nothing that was asked before will be answered.
struct Recovered
{
    provider::LeaseToken lease; ///< the new one; the old one is dead
};
struct CancelAsked
{
    std::string actor;
};
struct ConfirmAsked
{
    std::string actor;
};
struct RollbackAsked
{
    std::string actor;
};
struct GateDecided
{
    GateDecision decision;
};
struct LookTaken
{
    std::int64_t serial = 0;
    Result<Look> look;
    /// Only while nothing is written (preflight, backing_up): what the plan would make of what was seen.
    Result<std::vector<ExpectedOperation>> expected;
};
struct BackedUp
{
    std::int64_t serial = 0;
    Result<provider::Backup> backup;
};
struct WriteAnswered
{
    std::int64_t serial = 0;
    Result<provider::WriteAnswer> answer;
};
struct RestoreAnswered
{
    std::int64_t serial = 0;
    Result<provider::WriteAnswer> answer;
};
struct RestoreChecked
{
    std::int64_t serial = 0;
    Result<bool> isRestored;
};
struct StartAnswered
{
    std::int64_t serial = 0;
    Result<bool> isStarted;
};
/// What the probes of kind http were answered, in their order; part probes are judged by the look before.
struct ProbesAnswered
{
    std::int64_t serial = 0;
    std::vector<Result<int>> statuses; ///< HTTP status codes
};
/// Every member of the group passed. Refused by one that is not held, or not well (isWell).
struct GroupReleased
{
};
/// Every member of the group was confirmed. Refused by one that was not, or is not well since then.
struct GroupConfirmed
{
};
/// One member did not: all go back.
struct GroupFailed
{
    std::string reason;
};

using Event = std::variant<Woke, Recovered, CancelAsked, ConfirmAsked, RollbackAsked, GateDecided, LookTaken, BackedUp,
                           WriteAnswered, RestoreAnswered, RestoreChecked, StartAnswered, ProbesAnswered, GroupReleased,
                           GroupFailed, GroupConfirmed>;
[[nodiscard]] std::string_view nameOf(const Event& event);

// --- effects

struct Effect
{
    enum class Kind {
        DecideGate,
        Read,
        BackUp, ///< of the last reading
        Write, ///< the operation in progress, with the record's lease and writeBase
        Restore,
        CheckRestored, ///< of the last reading
        StartRuntime,
        RunProbes, ///< those of kind http
        DropBackup, ///< gives no answer
        Report, ///< the rollout ended
    } kind
        = Kind::Read;
    std::int64_t serial = 0; ///< to be given back with the answer; 0: there is none
    bool operator==(const Effect&) const = default;
};
[[nodiscard]] std::string_view toText(Effect::Kind kind);

/// When a step happens, and for whom.
struct Context
{
    UnixMillis wall;
    std::chrono::milliseconds monotonic{0};
    Limits limits;
    provider::WriterTraits traits;
};

struct Step
{
    Record record;
    std::vector<Effect> effects;
    /// How long until the rollout wants a Woke; replaces what was wanted before. Absent: terminal.
    std::optional<std::chrono::milliseconds> wakeAfter;
    /// Why a person's wish was not followed; the record is as it was.
    std::optional<Error> refused;
};

/// A new rollout in `requested`, not stored yet.
[[nodiscard]] Record makeRecord(RolloutId id, const Request& request, const planning::Plan& plan,
                                provider::LeaseToken lease, const Context& context);

/// Has its runtime been seen as planned and no worse than before by the last look, in this state and by this agent? What is
/// asked of a member before its group succeeds.
[[nodiscard]] bool isWell(const Record& record);

[[nodiscard]] Step step(const Record& record, const Event& event, const Context& context);

} // namespace fabric::rollout
