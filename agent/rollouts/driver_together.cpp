// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/driver.h"

#include "agent/failpoints/failpoints.h"
#include "agent/rollouts/evidence.h"

#include <utility>

namespace fabric::rollouts {

using namespace rollout;

struct Driver::Joint
{
    struct Part
    {
        RunningPtr running;
        Step next;
        Durable durable;
    };
    std::vector<Part> parts;
};

Result<std::shared_ptr<Driver::Joint>> Driver::join(const std::vector<RolloutId>& ids, const Event& event,
                                                    const std::string& actor)
{
    auto joint = std::make_shared<Joint>();
    for (const RolloutId& id : ids) {
        const auto at = m_running.find(id);
        if (at == m_running.end())
            return fail(ErrorCode::Unavailable, "the rollout " + id.value() + " is not running");
        const RunningPtr& running = at->second;
        if (running->isCommitting || running->retry != 0 || !running->inbox.empty())
            return fail(ErrorCode::Unavailable, "the rollout " + id.value() + " is not at rest");
        Step next = decide(running->record, event, contextOf(*running));
        if (next.refused)
            return tl::make_unexpected(*next.refused);
        Durable durable{.from = running->record.state,
                        .record = next.record,
                        .version = running->version + 1,
                        .at = m_ports.clock.now(),
                        .actor = actor,
                        .step = std::string(nameOf(event)),
                        .evidence = evidenceOf(event, next, running->plan)};
        joint->parts.push_back({running, std::move(next), std::move(durable)});
    }
    return joint;
}

void Driver::sendTogether(const std::vector<RolloutId>& ids, const Event& event, const std::string& actor,
                          std::function<Result<>(store::Session&)> also, std::function<void(Result<>)> done)
{
    const auto joined = join(ids, event, actor);
    if (!joined) {
        m_ports.scheduler.post([alive = std::weak_ptr(m_alive), done = std::move(done), error = joined.error()] {
            if (!alive.expired())
                done(tl::make_unexpected(error));
        });
        return;
    }
    const std::shared_ptr<Joint>& joint = *joined; // shared: the job's functions are copyable
    FABRIC_FAILPOINT(toText(joint->parts.front().durable.record.state), "commit", "before");
    for (const Joint::Part& part : joint->parts)
        part.running->isCommitting = true;
    m_ports.store.enqueue({store::Access::Write,
                           [joint, also = std::move(also)](store::Session& session) -> Result<> {
                               for (const Joint::Part& part : joint->parts)
                                   FABRIC_CHECK(commit(session, part.durable));
                               return also(session);
                           },
                           [this, joint, done = std::move(done), alive = std::weak_ptr(m_alive)](Result<> outcome) {
                               const auto lock = alive.lock();
                               if (!lock)
                                   return;
                               m_ports.scheduler.post([this, joint, done, outcome, alive] {
                                   if (alive.expired())
                                       return;
                                   onStored(*joint, outcome);
                                   done(outcome);
                               });
                           }});
}

void Driver::onStored(const Joint& joint, const Result<>& outcome)
{
    if (outcome)
        FABRIC_FAILPOINT(toText(joint.parts.front().durable.record.state), "commit", "after");
    for (const Joint::Part& part : joint.parts) {
        part.running->isCommitting = false;
        if (outcome) {
            ++part.running->version;
            settle(part.running, part.next, true, {});
        } else {
            process(part.running);
        }
    }
}

} // namespace fabric::rollouts
