// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/group.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fabric::rollout {
namespace {

using Millis = std::chrono::milliseconds;

constexpr std::array<std::string_view, std::variant_size_v<GroupEvent>> kEventNames{"looked", "halt-asked",
                                                                                    "confirm-asked", "member-refused"};

/// A member that will not reach the new state.
bool hasFailed(const Seen& member)
{
    return member.state
        && ((bit(*member.state)
             & (State::RollingBack | State::Cancelled | State::RolledBack | State::FailedOperatorNeeded))
            != 0);
}

bool isOver(const Seen& member)
{
    return !member.isStarting && (!member.state || isTerminal(*member.state));
}

std::string stateText(const Seen& member)
{
    return member.state ? std::string(toText(*member.state)) : "not started";
}

/// One step in the making.
class GroupRun
{
public:
    GroupRun(const Group& group, const std::vector<Seen>& members, const GroupContext& context)
        : m_group(group)
        , m_members(members)
        , m_context(context)
    {
    }

    GroupStep finish() { return {std::move(m_group), std::move(m_effects), m_together, m_wake, std::move(m_refused)}; }

    void on(const GroupLooked&) { goOn(); }
    void on(const MemberRefused& event)
    {
        if (m_group.state == GroupState::Running)
            halt(nameOf(event.member) + " could not be begun: " + event.reason);
        goOn();
    }
    void on(const GroupHaltAsked& event)
    {
        if (m_group.state == GroupState::RollingBack)
            return refuse(ErrorCode::FailedPrecondition, "the group is on its way back already");
        m_group.haltedBy = event.actor;
        halt((event.isCancel ? "cancelled by " : "rolled back by ") + event.actor);
        goOn();
    }
    void on(const GroupConfirmAsked& event)
    {
        if (m_group.state != GroupState::AwaitingConfirmation)
            return refuse(ErrorCode::FailedPrecondition,
                          "only a group that awaits confirmation can be confirmed, this one is "
                              + std::string(toText(m_group.state)));
        if (!m_group.confirmedBy.empty())
            return refuse(ErrorCode::Conflict, "the group was confirmed already");
        if (m_group.confirmDeadline && m_context.wall >= *m_group.confirmDeadline)
            return refuse(ErrorCode::FailedPrecondition, "the time to confirm is over");
        if (std::any_of(m_members.begin(), m_members.end(), &hasFailed))
            return refuse(ErrorCode::FailedPrecondition, "a member is on its way back");
        m_group.confirmedBy = event.actor;
        goOn();
    }

private:
    void goOn()
    {
        if (m_group.state == GroupState::Running || m_group.state == GroupState::AwaitingConfirmation)
            haltIfAnyFailed();
        switch (m_group.state) {
        case GroupState::Running: return goForward();
        case GroupState::AwaitingConfirmation: return goConfirm();
        case GroupState::RollingBack: return goBack();
        default: return;
        }
    }

    void haltIfAnyFailed()
    {
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            if (hasFailed(m_members[i]))
                return halt(nameOf(i) + " is " + stateText(m_members[i])
                            + (m_members[i].detail.empty() ? "" : ": " + m_members[i].detail));
        }
        if (m_group.state == GroupState::Running && m_context.wall >= m_group.deadline)
            halt("the group's time is over");
    }

    // --- to the new state

    void goForward()
    {
        if (!isAllBegunHeld()) {
            m_group.transient.passedSince.reset();
            return begin();
        }
        if (m_group.begun == wavesOf(m_group))
            return release();
        if (!m_group.transient.passedSince)
            m_group.transient.passedSince = m_context.monotonic;
        const Millis soaked = m_context.monotonic - *m_group.transient.passedSince;
        if (m_group.begun > 0 && soaked < m_group.request.waveSoak)
            return wakeIn(m_group.request.waveSoak - soaked);
        if (!isAllBegunWell())
            return; // it shows itself when a runtime answers again, or at the deadline
        m_group.transient.passedSince.reset();
        ++m_group.begun;
        begin();
    }

    [[nodiscard]] bool isBegun(std::size_t i) const { return m_group.members[i].wave < m_group.begun; }
    [[nodiscard]] bool isAllBegunHeld() const
    {
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            if (isBegun(i) && m_members[i].state != State::Held)
                return false;
        }
        return true;
    }
    [[nodiscard]] bool isAllBegunWell() const
    {
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            if (isBegun(i) && !m_members[i].isWell)
                return false;
        }
        return true;
    }

    void begin()
    {
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            if (isBegun(i) && !m_members[i].state && !m_members[i].isStarting)
                m_effects.push_back({GroupEffect::Kind::Begin, i});
        }
        wakeIn(Millis(m_group.deadline.count - m_context.wall.count));
    }

    void release()
    {
        wakeIn(Millis(m_group.deadline.count - m_context.wall.count));
        if (!isAllBegunWell())
            return;
        m_together = GroupReleased{};
        if (m_group.request.confirmWithin) {
            m_group.confirmDeadline = UnixMillis{m_context.wall.count + m_group.request.confirmWithin->count()};
            return enter(GroupState::AwaitingConfirmation);
        }
        succeed("applied and verified on all " + std::to_string(m_members.size()) + " runtimes");
    }

    void goConfirm()
    {
        if (m_group.confirmedBy.empty())
            return;
        bool isReady = true;
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            if (!m_members[i].isConfirmed)
                m_effects.push_back({GroupEffect::Kind::Confirm, i});
            isReady = isReady && m_members[i].isConfirmed && m_members[i].isWell;
        }
        if (!isReady)
            return; // a member that cannot be read again goes back at its deadline, and all others with it
        m_together = GroupConfirmed{};
        succeed("applied, verified, and confirmed by " + m_group.confirmedBy + " on all "
                + std::to_string(m_members.size()) + " runtimes");
    }

    void succeed(std::string outcome)
    {
        m_group.outcome = std::move(outcome);
        enter(GroupState::Succeeded);
    }

    // --- to the old state

    void halt(std::string reason)
    {
        m_group.reason = std::move(reason);
        enter(GroupState::RollingBack);
    }

    void goBack()
    {
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            const Seen& member = m_members[i];
            if (member.state && !isTerminal(*member.state) && *member.state != State::RollingBack)
                m_effects.push_back({GroupEffect::Kind::Fail, i});
        }
        if (!std::all_of(m_members.begin(), m_members.end(), &isOver))
            return;
        const auto isAny = [&](State state) {
            return std::any_of(m_members.begin(), m_members.end(),
                               [&](const Seen& member) { return member.state == state; });
        };
        if (isAny(State::FailedOperatorNeeded) || isAny(State::Succeeded))
            return needOperator();
        if (isAny(State::RolledBack)) {
            m_group.outcome = "the old state is back on every runtime: " + m_group.reason;
            return enter(GroupState::RolledBack);
        }
        m_group.outcome = "nothing was written: " + m_group.reason;
        enter(GroupState::Cancelled);
    }

    void needOperator()
    {
        std::string states;
        std::string action;
        for (std::size_t i = 0; i < m_members.size(); ++i) {
            states += (states.empty() ? "" : ", ") + nameOf(i) + " is " + stateText(m_members[i]);
            if (!m_members[i].operatorAction.empty())
                action += (action.empty() ? "" : " ") + nameOf(i) + ": " + m_members[i].operatorAction;
        }
        m_group.outcome = states + "; " + m_group.reason;
        m_group.operatorAction
            = action.empty() ? "Bring all runtimes to the same state with new plans." : std::move(action);
        enter(GroupState::FailedOperatorNeeded);
    }

    void enter(GroupState state)
    {
        m_group.state = state;
        m_group.enteredAt = m_context.wall;
        if (isTerminal(state))
            m_wake.reset();
    }
    void wakeIn(Millis delay) { m_wake = std::max(delay, Millis(0)); }
    void refuse(ErrorCode code, std::string message) { m_refused = Error{code, std::move(message), ""}; }
    [[nodiscard]] std::string nameOf(std::size_t member) const { return m_group.members.at(member).runtime.value(); }

    Group m_group;
    const std::vector<Seen>& m_members;
    const GroupContext& m_context;
    std::vector<GroupEffect> m_effects;
    std::optional<Event> m_together;
    std::optional<Millis> m_wake;
    std::optional<Error> m_refused;
};

} // namespace

std::string_view nameOf(const GroupEvent& event)
{
    return kEventNames.at(event.index());
}

std::string_view toText(GroupEffect::Kind kind)
{
    switch (kind) {
    case GroupEffect::Kind::Begin: return "begin";
    case GroupEffect::Kind::Confirm: return "confirm";
    case GroupEffect::Kind::Fail: return "fail";
    }
    return {};
}

int wavesOf(const Group& group)
{
    return group.members.empty() ? 0 : group.members.back().wave + 1;
}

Request requestOf(const Group& group, const GroupMember& member)
{
    Request request;
    request.plan = member.plan;
    request.runtime = member.runtime;
    request.actor = group.request.actor;
    request.role = group.request.role;
    request.typedDigits = member.typedDigits;
    request.reason = group.request.reason;
    request.soak = group.request.soak;
    request.confirmWithin = group.request.confirmWithin;
    request.group = group.id;
    request.groupDeadline = group.deadline;
    return request;
}

Millis timeToHold(const GroupRequest& request, int waves, const Limits& limits)
{
    Millis member = request.soak + limits.afterSoak;
    for (const State state : {State::Requested, State::Preflight, State::BackingUp, State::Writing, State::Verifying})
        member += info(state).deadline;
    member += std::max(limits.reloadWithRestart, info(State::Reloading).deadline);
    return waves * member + std::max(waves - 1, 0) * request.waveSoak;
}

Group makeGroup(GroupId id, const GroupRequest& request, std::vector<GroupMember> members, UnixMillis now,
                const Limits& limits)
{
    Group group;
    group.id = std::move(id);
    group.request = request;
    group.members = std::move(members);
    group.createdAt = now;
    group.enteredAt = now;
    group.deadline = {now.count + timeToHold(request, wavesOf(group), limits).count()};
    return group;
}

Seen seenOf(const Record& record)
{
    return {.state = record.state,
            .isStarting = false,
            .isWell = isWell(record),
            .isConfirmed = !record.confirmedBy.empty(),
            .detail = record.outcome.empty() ? record.reason : record.outcome,
            .operatorAction = record.operatorAction};
}

GroupStep step(const Group& group, const std::vector<Seen>& members, const GroupEvent& event,
               const GroupContext& context)
{
    if (isTerminal(group.state)) {
        GroupStep same{group, {}, {}, {}, {}};
        if (std::holds_alternative<GroupHaltAsked>(event) || std::holds_alternative<GroupConfirmAsked>(event))
            same.refused
                = Error{ErrorCode::FailedPrecondition, "the group has ended: " + std::string(toText(group.state)), ""};
        return same;
    }
    GroupRun run(group, members, context);
    std::visit([&](const auto& what) { run.on(what); }, event);
    return run.finish();
}

} // namespace fabric::rollout
