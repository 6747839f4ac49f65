// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/machine.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// One change over several runtimes as a pure function: step(group, members, event, context) -> (group, effects). The caller
// makes the new group durable before it runs the effects. Success is one unit of work for the group and all its members
// (GroupStep::together): there is no moment at which one member has succeeded and another can still go back. Everything
// else about a member is its own rollout. docs/rollout.md, "Groups", tells the whole.

namespace fabric::rollout {

/// Where a group is. Names (toText) are API.
enum class GroupState {
    Running, ///< waves are begun, one after the other
    AwaitingConfirmation, ///< every member awaits it; one confirmation is for all
    RollingBack, ///< halted: nothing is begun any more, everything begun goes back
    Cancelled, ///< no member wrote
    Succeeded,
    RolledBack,
    FailedOperatorNeeded,
};
[[nodiscard]] std::string_view toText(GroupState state);
[[nodiscard]] std::optional<GroupState> groupStateFrom(std::string_view text);
[[nodiscard]] constexpr bool isTerminal(GroupState state)
{
    return state >= GroupState::Cancelled;
}

inline constexpr std::size_t kMinMembers = 2;
inline constexpr std::size_t kMaxMembers = 100;

/// One runtime of the change.
struct GroupMember
{
    RuntimeId runtime;
    Digest plan;
    RolloutId rollout; ///< given before it exists, so that beginning it twice is beginning it once
    std::string typedDigits; ///< for the gate
    int wave = 0; ///< from 0; never less than that of the member before
    bool operator==(const GroupMember&) const = default;
};

/// What somebody asked for.
struct GroupRequest
{
    std::string actor;
    store::Role role = store::Role::Viewer;
    std::string reason; ///< may be empty
    std::chrono::milliseconds soak = std::chrono::seconds(60); ///< of each member
    std::chrono::milliseconds waveSoak{0}; ///< so long all that was begun must hold before the next wave
    std::optional<std::chrono::milliseconds> confirmWithin; ///< counts from the moment at which all members passed
    bool operator==(const GroupRequest&) const = default;
};

/// A group, as it is stored.
struct Group
{
    /// Of the stored form; an agent refuses a newer one.
    static constexpr int kFormat = 1;

    GroupId id;
    GroupRequest request;
    std::vector<GroupMember> members; ///< by wave; kMinMembers to kMaxMembers, of different runtimes
    GroupState state = GroupState::Running;
    UnixMillis createdAt;
    UnixMillis enteredAt; ///< the state
    /// Until then every member must have passed; each member keeps it for itself in `held` (Request::groupDeadline), so that
    /// a change of a group whose agent is dead for long goes back as soon as the agent is there again.
    UnixMillis deadline;
    int begun = 0; ///< waves
    std::optional<UnixMillis> confirmDeadline; ///< as shown to people; each member has its own
    std::string confirmedBy;
    std::string haltedBy; ///< who wanted it back; empty: a member failed
    std::string reason; ///< of halting
    std::string outcome; ///< of a terminal state
    std::string operatorAction; ///< of failed_operator_needed

    // What the agent knows only while it lives; no reason to store a group again.
    struct Transient
    {
        std::optional<std::chrono::milliseconds> passedSince; ///< monotonic: all that was begun is held
        bool operator==(const Transient&) const { return true; }
    } transient;
    bool operator==(const Group&) const = default;
};

/// `{"format":1,"id":...}`.
[[nodiscard]] Json toJson(const Group& group);
/// Strict. FailedPrecondition saying what to do for a newer format, DataLoss for one that makes no sense.
[[nodiscard]] Result<Group> parseGroup(const Json& value, const std::string& path = {});
/// The row of the store. @p version as RolloutGroupRecord::version.
[[nodiscard]] store::RolloutGroupRecord rowOf(const Group& group, std::int64_t version, UnixMillis changedAt);

[[nodiscard]] int wavesOf(const Group& group);
/// What the rollout of a member is asked for.
[[nodiscard]] Request requestOf(const Group& group, const GroupMember& member);

/// How long all members may take until the last one is held: for each wave the deadlines of all states from `requested` to
/// `soaking` but that of the gates (a gate that makes a later wave wait so long brings all back), and the soak between waves.
[[nodiscard]] std::chrono::milliseconds timeToHold(const GroupRequest& request, int waves, const Limits& limits);

/// A new group, not stored yet. @p members in the order in which they are begun.
[[nodiscard]] Group makeGroup(GroupId id, const GroupRequest& request, std::vector<GroupMember> members, UnixMillis now,
                              const Limits& limits);

/// What is known of a member.
struct Seen
{
    std::optional<State> state; ///< absent: it was never begun
    bool isStarting = false; ///< asked to begin, no answer yet
    bool isWell = false; ///< rollout::isWell()
    bool isConfirmed = false; ///< its confirmation is durable
    std::string detail; ///< outcome, or why it goes back
    std::string operatorAction;
};
[[nodiscard]] Seen seenOf(const Record& record);

// --- events

/// A member moved, a timer rang, or a new agent has the group.
struct GroupLooked
{
};
/// Somebody wants the old state on all runtimes.
struct GroupHaltAsked
{
    std::string actor;
    bool isCancel = false; ///< how the wish was called
};
struct GroupConfirmAsked
{
    std::string actor;
};
/// A rollout could not be begun, and trying again does not help.
struct MemberRefused
{
    std::size_t member = 0; ///< index
    std::string reason;
};
using GroupEvent = std::variant<GroupLooked, GroupHaltAsked, GroupConfirmAsked, MemberRefused>;
[[nodiscard]] std::string_view nameOf(const GroupEvent& event);

// --- effects

struct GroupEffect
{
    enum class Kind {
        Begin, ///< the member's rollout
        Confirm, ///< ConfirmAsked to the member
        Fail, ///< GroupFailed to the member
    } kind
        = Kind::Begin;
    std::size_t member = 0; ///< index
    bool operator==(const GroupEffect&) const = default;
};
[[nodiscard]] std::string_view toText(GroupEffect::Kind kind);

struct GroupContext
{
    UnixMillis wall;
    std::chrono::milliseconds monotonic{0};
};

struct GroupStep
{
    Group group;
    std::vector<GroupEffect>
        effects; ///< repeated with every look until the member shows them: doing one twice does no harm
    /// The event that every member must take in the same unit of work that makes `group` durable; if one does not take it,
    /// nothing has happened.
    std::optional<Event> together;
    /// How long until the group wants to look again, if no member moves before. Absent: no need.
    std::optional<std::chrono::milliseconds> wakeAfter;
    /// Why a person's wish was not followed; the group is as it was.
    std::optional<Error> refused;
};

/// @p members as group.members, one for each.
[[nodiscard]] GroupStep step(const Group& group, const std::vector<Seen>& members, const GroupEvent& event,
                             const GroupContext& context);

} // namespace fabric::rollout
