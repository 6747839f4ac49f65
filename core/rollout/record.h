// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/look.h"
#include "core/rollout/probe.h"
#include "core/rollout/states.h"
#include "core/store/records.h"
#include "core/store/rollouts.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fabric::rollout {

/// Name of a group of rollouts that end all on the new state or all on the old one.
using GroupId = StrongId<struct GroupIdTag>;

/// How far the present operation is. Names are part of the stored format.
enum class Stage {
    None,
    Intended, ///< durable: it may have been sent from here on
    Answered, ///< the runtime said something; not believed before it is read back
};
[[nodiscard]] std::string_view toText(Stage stage);
[[nodiscard]] std::optional<Stage> stageFrom(std::string_view text);

/// What somebody asked for.
struct Request
{
    Digest plan;
    RuntimeId runtime;
    std::string actor;
    store::Role role = store::Role::Viewer;
    std::string typedDigits; ///< for the gate
    std::string
        title; ///< of the plan when it began: a plan that is made again may get another one. Empty before format 3
    std::string reason; ///< why the actor wants it, else why the plan was made; may be empty
    std::optional<UnixMillis> planMadeAt; ///< it expires kPlanExpiry later; absent before format 4
    std::chrono::milliseconds soak = std::chrono::seconds(60);
    std::optional<std::chrono::milliseconds> confirmWithin; ///< commit-confirmed; absent: nobody has to
    std::vector<Probe> probes; ///< that confirm it as a person does; none without confirmWithin
    std::chrono::milliseconds green = std::chrono::seconds(10); ///< how long all probes must be green for it
    std::optional<GroupId> group;
    std::optional<UnixMillis> groupDeadline; ///< of `held`; absent: the default
    bool operator==(const Request&) const = default;
};

/// What the agent knows only while it lives. Not stored, and no reason to store a record again.
struct Transient
{
    /// Wall and monotonic time at one moment of this process: the steady time that no setting of a clock moves.
    UnixMillis anchorWall;
    std::chrono::milliseconds anchorMonotonic{0};
    bool hasAnchor = false;
    std::int64_t serial = 0; ///< of the last effect that gives an answer
    std::int64_t asked = 0; ///< of the one whose answer is waited for; 0: none
    bool isWriteOut = false; ///< asked is a write
    std::optional<std::chrono::milliseconds> wakeAt; ///< monotonic: the next look
    int polls = 0; ///< in this state
    int badLooks = 0; ///< one after the other
    std::optional<Look> look; ///< the last good one in this state
    std::optional<std::chrono::milliseconds> silentSince; ///< monotonic
    bool hasBlindFailed = false; ///< the last restore while the runtime was down
    bool isRestoreDue = false; ///< the last restore had its time to show
    std::optional<std::chrono::milliseconds> backSince; ///< monotonic: the old state is there again
    std::optional<std::chrono::milliseconds> greenSince; ///< monotonic: all probes are, without a break
    std::string problem; ///< why it does not go on, for the outcome at the deadline
    /// Always equal, so that records compare by what is durable.
    bool operator==(const Transient&) const { return true; }
};

/// A rollout, as it is stored. What is durable here is all that a new agent needs to go on.
struct Record
{
    /// Of the stored form; an agent refuses a newer one.
    /// 2: probes. 3: title. 4: planMadeAt.
    static constexpr int kFormat = 4;

    RolloutId id;
    Request request;
    State state = State::Requested;
    UnixMillis createdAt;
    UnixMillis enteredAt; ///< the state
    UnixMillis deadline; ///< of the state
    bool isRestartPredicted = false; ///< by the plan

    // What was found before anything was touched.
    std::string baseHash;
    std::string baseBoot;
    Digest baseRest; ///< Look::rest
    std::vector<provider::PartState> baseline;
    std::vector<ExpectedOperation> operations;
    std::optional<provider::Backup> backup;

    // The write.
    provider::LeaseToken lease;
    std::optional<UnixMillis> confirmDeadline; ///< durable before the first write
    int operation = 0; ///< index of the one in progress
    Stage stage = Stage::None;
    int attempts = 0; ///< of this operation
    std::string writeBase; ///< base hash of this operation
    provider::WriteAnswer::Verdict verdict = provider::WriteAnswer::Verdict::Unknown;
    std::string saidHash; ///< by its answer; empty if it did not say
    std::optional<bool> isRestartExpected; ///< as the answers said; absent while an answer was lost
    bool hasLostAnswer = false; ///< some write's fate was unknown
    std::vector<std::string> ownHashes; ///< of states that hold nothing but our own writes
    std::string bootId; ///< after the reload

    // The way back.
    int restoreAttempts = 0;
    int startAttempts = 0;
    bool wasRestoredBlind = false; ///< while the runtime was down

    // People.
    std::string cancelledBy;
    std::string confirmedBy;
    std::string rolledBackBy;
    std::string reason; ///< of cancelling or going back
    std::string outcome; ///< one sentence, of a terminal state
    std::string operatorAction; ///< of failed_operator_needed: exactly what to do
    std::vector<ProbeState> probes; ///< of the request's probes, in their order; empty: never run
    std::vector<std::string> notes; ///< findings that are no failure

    Transient transient;
    bool operator==(const Record&) const = default;
};

/// `{"format":1,"id":...}`.
[[nodiscard]] Json toJson(const Record& record);
/// Strict; reads every format there was. FailedPrecondition saying what to do for a newer format.
[[nodiscard]] Result<Record> parseRecord(const Json& value, const std::string& path = {});

/// The row of the store. @p version as RolloutRecord::version.
[[nodiscard]] store::RolloutRecord rowOf(const Record& record, std::int64_t version, UnixMillis changedAt);

} // namespace fabric::rollout
