// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/group_mistakes.h"

#include <algorithm>
#include <utility>

namespace fabric::test {

using namespace rollout;

Step LenientDriver::decide(const Record& record, const Event& event, const Context& context) const
{
    Record changed = record;
    if (m_mistake == GroupMistake::ConfirmsWithoutLooking && std::holds_alternative<GroupConfirmed>(event)) {
        changed.transient.look = Look();
        changed.transient.polls = 0;
        changed.transient.badLooks = 0;
    }
    Step next = step(changed, event, context);
    if (m_mistake == GroupMistake::ReleasesWhenOneIsNotHeld && std::holds_alternative<GroupReleased>(event))
        next.refused.reset();
    return next;
}

GroupStep MistakenGroupDriver::decide(const Group& group, const std::vector<Seen>& members, const GroupEvent& event,
                                      const GroupContext& context) const
{
    const bool isFirst = std::exchange(m_isFirst, false);
    Group changed = group;
    std::vector<Seen> seen = members;
    switch (m_mistake) {
    case GroupMistake::ReleasesWhenOneIsNotHeld:
        for (Seen& member : seen) {
            if (group.begun == wavesOf(group) && (member.state == State::Soaking || member.state == State::Verifying)) {
                member.state = State::Held;
                member.isWell = true;
            }
        }
        break;
    case GroupMistake::BeginsAWaveTooEarly:
        for (Seen& member : seen) {
            if (group.begun < wavesOf(group) && member.state == State::Soaking) {
                member.state = State::Held;
                member.isWell = true;
            }
        }
        break;
    case GroupMistake::ForgetsThatItHalted:
        if (isFirst && group.state == GroupState::RollingBack)
            changed.state = GroupState::Running;
        break;
    case GroupMistake::ConfirmsWithoutLooking:
        for (Seen& member : seen)
            member.isWell = member.isWell || member.isConfirmed;
        break;
    default: break;
    }
    GroupStep next = step(changed, seen, event, context);
    if (m_mistake == GroupMistake::TellsNobody)
        std::erase_if(next.effects, [](const GroupEffect& effect) { return effect.kind == GroupEffect::Kind::Fail; });
    return next;
}

} // namespace fabric::test
