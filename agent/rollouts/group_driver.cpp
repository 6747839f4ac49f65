// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/group_driver.h"

#include "agent/failpoints/failpoints.h"
#include "agent/rollouts/group_steps.h"

#include <algorithm>

namespace fabric::rollouts {

using namespace rollout;

namespace {

constexpr const char* kActor = "agent";
constexpr int kMostGroups = 500; ///< that are not finished
/// A member that was not ready to take its part is asked again after so long, if it does not move before.
constexpr std::chrono::seconds kAgain{1};

/// May it be different in a second?
bool mayPass(const Error& error)
{
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded
        || error.code == ErrorCode::ResourceExhausted || error.code == ErrorCode::Internal;
}

} // namespace

struct GroupDriver::Loaded
{
    Group group;
    std::int64_t version = 1;
    std::map<RolloutId, Seen> members; ///< that have begun
};

GroupDriver::GroupDriver(Ports ports, Driver& driver, const Settings& settings)
    : m_ports(std::move(ports))
    , m_driver(driver)
    , m_settings(settings)
{
    m_driver.setWatcher([this](const Record& record) { onMember(record); });
}

GroupDriver::~GroupDriver()
{
    m_driver.setWatcher({});
    for (const auto& [id, running] : m_running) {
        m_ports.scheduler.cancel(running->wake);
        m_ports.scheduler.cancel(running->retry);
    }
}

GroupStep GroupDriver::decide(const Group& group, const std::vector<Seen>& members, const GroupEvent& event,
                              const GroupContext& context) const
{
    return step(group, members, event, context);
}

// --- how groups come

Result<std::vector<GroupDriver::Loaded>> GroupDriver::loadUnfinished(store::Session& session)
{
    FABRIC_TRY(const auto rows, session.rolloutGroups().list({.isFinished = false, .limit = kMostGroups}));
    std::vector<Loaded> all;
    all.reserve(rows.size());
    for (const store::RolloutGroupRecord& row : rows) {
        Loaded loaded;
        FABRIC_TRY(loaded.group, parseGroup(row.body, "group " + row.id));
        loaded.version = row.version;
        for (const GroupMember& member : loaded.group.members) {
            FABRIC_TRY(const auto known, session.rollouts().find(member.rollout));
            if (!known)
                continue;
            FABRIC_TRY(const Record record, parseRecord(known->body, "rollout " + member.rollout.value()));
            loaded.members.emplace(member.rollout, seenOf(record));
        }
        all.push_back(std::move(loaded));
    }
    return all;
}

void GroupDriver::recover(Done<int> done)
{
    auto loaded = std::make_shared<std::vector<Loaded>>();
    m_ports.store.enqueue({store::Access::Read,
                           [loaded](store::Session& session) -> Result<> {
                               FABRIC_TRY(*loaded, loadUnfinished(session));
                               return {};
                           },
                           [this, loaded, done = std::move(done), alive = std::weak_ptr(m_alive)](Result<> outcome) {
                               const auto lock = alive.lock();
                               if (!lock)
                                   return;
                               m_ports.scheduler.post([this, loaded, done, outcome, alive] {
                                   if (alive.expired())
                                       return;
                                   if (!outcome)
                                       return done(tl::make_unexpected(outcome.error()));
                                   for (Loaded& one : *loaded)
                                       adopt(std::move(one));
                                   done(static_cast<int>(loaded->size()));
                               });
                           }});
}

void GroupDriver::adopt(Loaded loaded)
{
    for (auto& [id, seen] : loaded.members)
        m_seen.try_emplace(id, std::move(seen)); // what the driver told meanwhile is newer
    auto running = std::make_shared<Running>();
    running->group = std::move(loaded.group);
    running->version = loaded.version;
    if (m_running.emplace(running->group.id, running).second)
        look(running);
}

void GroupDriver::begin(const GroupRequest& request, std::vector<GroupMember> members, Done<Group> done,
                        store::Also<Group> also)
{
    const GroupId id(m_ports.random.token(16));
    for (GroupMember& member : members)
        member.rollout = RolloutId(m_ports.random.token(16));
    const UnixMillis now = m_ports.clock.now();
    const auto group = std::make_shared<const Group>(
        makeGroup(id, request, std::move(members), now, m_settings.limits)); // shared: the job's functions are copyable
    FABRIC_FAILPOINT(toText(group->state), "group-commit", "before");
    m_ports.store.enqueue({store::Access::Write,
                           [group, now, also = std::move(also)](store::Session& session) -> Result<> {
                               FABRIC_CHECK(parseGroup(toJson(*group)));
                               FABRIC_CHECK(checkFree(session, *group));
                               FABRIC_CHECK(commit(session,
                                                   {.from = GroupState::Running,
                                                    .group = *group,
                                                    .version = 1,
                                                    .at = now,
                                                    .actor = group->request.actor,
                                                    .step = "requested",
                                                    .evidence = Json{{"request", toJson(*group)["request"]}}}));
                               return store::run(also, session, *group);
                           },
                           [this, group, done = std::move(done), alive = std::weak_ptr(m_alive)](Result<> outcome) {
                               const auto lock = alive.lock();
                               if (!lock)
                                   return;
                               m_ports.scheduler.post([this, group, done, outcome, alive] {
                                   if (alive.expired())
                                       return;
                                   if (!outcome)
                                       return done(tl::make_unexpected(outcome.error()));
                                   FABRIC_FAILPOINT(toText(group->state), "group-commit", "after");
                                   adopt({*group, 1, {}});
                                   done(*group);
                               });
                           }});
}

void GroupDriver::cancel(const GroupId& id, const std::string& actor, Done<Group> done)
{
    send(id, GroupHaltAsked{actor, true}, actor, std::move(done));
}

void GroupDriver::confirm(const GroupId& id, const std::string& actor, Done<Group> done)
{
    send(id, GroupConfirmAsked{actor}, actor, std::move(done));
}

void GroupDriver::rollBack(const GroupId& id, const std::string& actor, Done<Group> done)
{
    send(id, GroupHaltAsked{actor, false}, actor, std::move(done));
}

void GroupDriver::send(const GroupId& id, GroupEvent event, const std::string& actor, Done<Group> done)
{
    const auto at = m_running.find(id);
    if (at != m_running.end())
        return put(at->second, {std::move(event), actor, std::move(done)});
    m_ports.scheduler.post([done = std::move(done), id] {
        if (done)
            done(fail(ErrorCode::NotFound, "the group " + id.value() + " is not running"));
    });
}

// --- what the members do

void GroupDriver::onMember(const Record& record)
{
    if (!record.request.group)
        return;
    m_seen.insert_or_assign(record.id, seenOf(record));
    if (const auto at = m_running.find(*record.request.group); at != m_running.end())
        look(at->second);
}

std::vector<Seen> GroupDriver::membersOf(const Running& running) const
{
    std::vector<Seen> members;
    members.reserve(running.group.members.size());
    for (std::size_t i = 0; i < running.group.members.size(); ++i) {
        const auto at = m_seen.find(running.group.members[i].rollout);
        Seen seen = at == m_seen.end() ? Seen() : at->second;
        seen.isStarting = running.out.contains({GroupEffect::Kind::Begin, i});
        members.push_back(std::move(seen));
    }
    return members;
}

void GroupDriver::look(const RunningPtr& running)
{
    if (std::exchange(running->isLookDue, true))
        return; // the one that is due sees this too
    put(running, {GroupLooked{}, kActor, {}});
}

void GroupDriver::lookIn(const RunningPtr& running, std::chrono::milliseconds delay)
{
    m_ports.scheduler.cancel(std::exchange(running->wake, 0));
    running->wake = m_ports.scheduler.callAfter(delay, [this, weak = std::weak_ptr(running)] {
        if (const auto still = weak.lock()) {
            still->wake = 0;
            look(still);
        }
    });
}

// --- one event after the other

void GroupDriver::put(const RunningPtr& running, Message message)
{
    running->inbox.push_back(std::move(message));
    m_ports.scheduler.post([this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running)] {
        const auto still = weak.lock();
        if (!alive.expired() && still)
            process(still);
    });
}

void GroupDriver::process(const RunningPtr& running)
{
    if (running->isCommitting || running->retry != 0 || running->inbox.empty()
        || !m_running.contains(running->group.id))
        return;
    const Message& message = running->inbox.front();
    if (std::holds_alternative<GroupLooked>(message.event))
        running->isLookDue = false;
    const std::vector<Seen> members = membersOf(*running);
    GroupStep next = decide(running->group, members, message.event, {m_ports.clock.now(), m_ports.clock.monotonic()});
    if (next.refused) {
        if (message.done)
            message.done(tl::make_unexpected(*next.refused));
        running->inbox.pop_front();
        return process(running);
    }
    if (next.group == running->group)
        return accept(running, std::move(next));
    store(running, std::move(next), members);
}

void GroupDriver::store(const RunningPtr& running, GroupStep next, const std::vector<Seen>& members)
{
    running->isCommitting = true;
    const Message& message = running->inbox.front();
    const auto durable = std::make_shared<const DurableGroup>(DurableGroup{
        .from = running->group.state,
        .group = next.group,
        .version = running->version + 1,
        .at = m_ports.clock.now(),
        .actor = message.actor,
        .step = std::string(nameOf(message.event)),
        .evidence = evidenceOf(members, next),
    });
    const auto held = std::make_shared<GroupStep>(std::move(next)); // shared: the job's functions are copyable
    FABRIC_FAILPOINT(toText(held->group.state), "group-commit", "before");
    const auto onDone = [this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running), held](Result<> outcome) {
        const auto still = weak.lock();
        if (!alive.expired() && still)
            onStored(still, *held, outcome);
    };
    const auto work = [durable](store::Session& session) { return commit(session, *durable); };
    if (held->together) {
        std::vector<RolloutId> ids;
        for (const GroupMember& member : running->group.members)
            ids.push_back(member.rollout);
        return m_driver.sendTogether(ids, *held->together, kActor, work, onDone);
    }
    m_ports.store.enqueue(
        {store::Access::Write, work, [this, alive = std::weak_ptr(m_alive), onDone](Result<> outcome) {
             const auto lock = alive.lock();
             if (lock)
                 m_ports.scheduler.post([onDone, outcome] { onDone(outcome); });
         }});
}

void GroupDriver::onStored(const RunningPtr& running, GroupStep next, const Result<>& outcome)
{
    running->isCommitting = false;
    if (outcome) {
        FABRIC_FAILPOINT(toText(next.group.state), "group-commit", "after");
        running->storeFailures = 0;
        ++running->version;
        return accept(running, std::move(next));
    }
    if (next.together) { // one of them did not take it: nothing has happened, look again
        Message message = std::move(running->inbox.front());
        running->inbox.pop_front();
        if (message.done)
            message.done(tl::make_unexpected(outcome.error()));
        lookIn(running, kAgain);
        return process(running);
    }
    if (outcome.error().code == ErrorCode::Conflict || outcome.error().code == ErrorCode::NotFound)
        return drop(running); // somebody else has it now
    retryLater(running, outcome.error());
}

void GroupDriver::retryLater(const RunningPtr& running, const Error& error)
{
    Message& message = running->inbox.front();
    if (message.done) { // a person is told at once and may ask again
        message.done(tl::make_unexpected(error));
        running->inbox.pop_front();
    }
    const int doublings = std::min(running->storeFailures++, 16);
    const auto delay = std::min(m_settings.firstStoreRetry * (1 << doublings), m_settings.lastStoreRetry);
    running->retry = m_ports.scheduler.callAfter(delay, [this, weak = std::weak_ptr(running)] {
        if (const auto still = weak.lock()) {
            still->retry = 0;
            process(still);
        }
    });
}

void GroupDriver::accept(const RunningPtr& running, GroupStep next)
{
    running->group = std::move(next.group);
    const Done<Group> done = std::move(running->inbox.front().done);
    running->inbox.pop_front();
    m_ports.scheduler.cancel(std::exchange(running->wake, 0));
    if (next.wakeAfter)
        lookIn(running, *next.wakeAfter);
    for (const GroupEffect& effect : next.effects)
        run(running, effect);
    if (done)
        done(running->group);
    if (isTerminal(running->group.state))
        return drop(running);
    process(running);
}

void GroupDriver::drop(const RunningPtr& running)
{
    m_ports.scheduler.cancel(std::exchange(running->wake, 0));
    m_ports.scheduler.cancel(std::exchange(running->retry, 0));
    m_running.erase(running->group.id);
    for (const GroupMember& member : running->group.members)
        m_seen.erase(member.rollout);
    for (const Message& message : running->inbox) {
        if (message.done)
            message.done(fail(ErrorCode::FailedPrecondition, "the group has ended"));
    }
    running->inbox.clear();
}

// --- effects

void GroupDriver::run(const RunningPtr& running, const GroupEffect& effect)
{
    const Wish wish{effect.kind, effect.member};
    if (!running->out.insert(wish).second)
        return; // its answer is waited for
    FABRIC_FAILPOINT(toText(running->group.state), "group-" + std::string(toText(effect.kind)), "before");
    const GroupMember& member = running->group.members.at(effect.member);
    if (effect.kind == GroupEffect::Kind::Begin) {
        m_driver.begin(member.rollout, requestOf(running->group, member),
                       [this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running),
                        index = effect.member](const Result<Record>& begun) {
                           const auto still = weak.lock();
                           if (!alive.expired() && still)
                               onBegun(still, index, begun);
                       });
    } else {
        const auto answered
            = [this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running), wish](const Result<Record>& taken) {
                  const auto still = weak.lock();
                  if (alive.expired() || !still)
                      return;
                  still->out.erase(wish);
                  if (!taken)
                      lookIn(still, kAgain);
              };
        if (effect.kind == GroupEffect::Kind::Confirm)
            m_driver.confirm(member.rollout, running->group.confirmedBy, answered);
        else
            m_driver.send(member.rollout, GroupFailed{running->group.reason}, kActor, answered);
    }
    FABRIC_FAILPOINT(toText(running->group.state), "group-" + std::string(toText(effect.kind)), "after");
}

void GroupDriver::onBegun(const RunningPtr& running, std::size_t member, const Result<Record>& begun)
{
    running->out.erase({GroupEffect::Kind::Begin, member});
    if (begun)
        return look(running);
    if (mayPass(begun.error()))
        return lookIn(running, kAgain);
    put(running, {MemberRefused{member, begun.error().message}, kActor, {}});
}

} // namespace fabric::rollouts
