// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/driver.h"

#include "agent/failpoints/failpoints.h"
#include "agent/rollouts/evidence.h"
#include "agent/rollouts/group_steps.h"

#include <algorithm>
#include <utility>

namespace fabric::rollouts {

using namespace rollout;

namespace {

constexpr const char* kActor = "agent";
constexpr int kMostRunning = 500;

Result<store::PlanRecord> planRow(store::Session& session, const RuntimeId& runtime, const Digest& id)
{
    return store::choosePlan(session.plans(), id, runtime, {});
}

/// @p request with what its plan says beside its body: a plan that is made again gets other words and another time.
Request withPlan(Request request, const store::PlanRecord& plan)
{
    request.planMadeAt = plan.createdAt;
    for (const auto& [text, name] : {std::pair(&request.title, "title"), std::pair(&request.reason, "reason")}) {
        if (text->empty())
            *text = plan.summary.value(name, std::string());
    }
    return request;
}

/// What a call that changes the runtime brought is kept, whether the record changes with it or not.
bool isEvidence(const Event& event)
{
    return std::holds_alternative<RestoreAnswered>(event) || std::holds_alternative<StartAnswered>(event);
}

struct Loaded
{
    Record record;
    std::int64_t version = 1;
    planning::Plan plan;
};

Result<std::vector<Loaded>> loadUnfinished(store::Session& session)
{
    FABRIC_TRY(const auto rows, session.rollouts().list({.isFinished = false, .limit = kMostRunning}));
    std::vector<Loaded> all;
    all.reserve(rows.size());
    for (const store::RolloutRecord& row : rows) {
        FABRIC_TRY(Record record, parseRecord(row.body, "rollout " + row.id.value()));
        FABRIC_TRY(const store::PlanRecord stored, planRow(session, row.runtime, row.plan));
        FABRIC_TRY(planning::Plan plan, planning::parsePlan(stored.body));
        all.push_back({std::move(record), row.version, std::move(plan)});
    }
    return all;
}

} // namespace

Driver::Driver(Ports ports, const Settings& settings)
    : m_ports(std::move(ports))
    , m_settings(settings)
{
}

Driver::~Driver()
{
    for (const auto& [id, running] : m_running) {
        m_ports.scheduler.cancel(running->wake);
        m_ports.scheduler.cancel(running->retry);
        m_ports.scheduler.cancel(running->timeout);
    }
}

Step Driver::decide(const Record& record, const Event& event, const Context& context) const
{
    return step(record, event, context);
}

Context Driver::contextOf(const Running& running) const
{
    Context context{m_ports.clock.now(), m_ports.clock.monotonic(), m_settings.limits, {}};
    if (const auto* writer = m_ports.writerOf(running.record.request.runtime); writer != nullptr)
        context.traits = writer->traits();
    return context;
}

std::vector<Record> Driver::running() const
{
    std::vector<Record> all;
    all.reserve(m_running.size());
    for (const auto& [id, running] : m_running)
        all.push_back(running->record);
    return all;
}

bool Driver::needsBackup(const std::string& id) const
{
    return std::any_of(m_running.begin(), m_running.end(), [&](const auto& one) {
        const Record& record = one.second->record;
        const bool isMade = record.backup && record.backup->id == id;
        return !isTerminal(record.state) && (isMade || id.starts_with(record.id.value() + "-"));
    });
}

// --- how rollouts come

void Driver::recover(Done<int> done)
{
    auto loaded = std::make_shared<std::vector<Loaded>>();
    m_ports.store.enqueue(
        {store::Access::Read,
         [loaded](store::Session& session) -> Result<> {
             FABRIC_TRY(*loaded, loadUnfinished(session));
             return {};
         },
         [this, loaded, done, alive = std::weak_ptr(m_alive)](Result<> outcome) {
             const auto lock = alive.lock();
             if (!lock)
                 return;
             m_ports.scheduler.post([this, loaded, done, outcome, alive] {
                 if (alive.expired())
                     return;
                 if (!outcome)
                     return done(tl::make_unexpected(outcome.error()));
                 for (Loaded& one : *loaded) {
                     auto running = std::make_shared<Running>();
                     running->record = std::move(one.record);
                     running->version = one.version;
                     running->plan = std::move(one.plan);
                     m_running.emplace(running->record.id, running);
                     put(running, {Recovered{provider::LeaseToken(m_ports.random.token(16))}, kActor, {}});
                 }
                 done(static_cast<int>(loaded->size()));
             });
         }});
}

void Driver::begin(const Request& request, Done<Record> done, store::Also<Record> also)
{
    begin(RolloutId(m_ports.random.token(16)), request, std::move(done), std::move(also));
}

void Driver::begin(const RolloutId& id, const Request& request, Done<Record> done, store::Also<Record> also)
{
    auto running = std::make_shared<Running>();
    const provider::LeaseToken lease(m_ports.random.token(16));
    running->record.request = request;
    const Context context = contextOf(*running);
    FABRIC_FAILPOINT(toText(State::Requested), "commit", "before");
    m_ports.store.enqueue(
        {store::Access::Write,
         [running, id, lease, request, context, also = std::move(also)](store::Session& session) -> Result<> {
             FABRIC_CHECK(checkMembership(session, request));
             FABRIC_TRY(const store::PlanRecord stored, planRow(session, request.runtime, request.plan));
             FABRIC_TRY(running->plan, planning::parsePlan(stored.body));
             FABRIC_CHECK(checkNoRollout(session, request.runtime));
             running->record = makeRecord(id, withPlan(request, stored), running->plan, lease, context);
             FABRIC_CHECK(commit(session,
                                 {.from = State::Requested,
                                  .record = running->record,
                                  .version = 1,
                                  .at = context.wall,
                                  .actor = request.actor,
                                  .step = "requested",
                                  .evidence = Json{{"plan", request.plan.text()}}}));
             return store::run(also, session, running->record);
         },
         [this, running, done = std::move(done), alive = std::weak_ptr(m_alive)](Result<> outcome) {
             const auto lock = alive.lock();
             if (!lock)
                 return;
             m_ports.scheduler.post([this, running, done, outcome, alive] {
                 if (alive.expired())
                     return;
                 if (!outcome)
                     return done(tl::make_unexpected(outcome.error()));
                 FABRIC_FAILPOINT(toText(State::Requested), "commit", "after");
                 adopt(running);
                 done(running->record);
             });
         }});
}

void Driver::adopt(const RunningPtr& running)
{
    m_running.emplace(running->record.id, running);
    if (m_listener)
        m_listener(running->record);
    if (m_watcher)
        m_watcher(running->record);
    put(running, {Woke{}, kActor, {}});
}

void Driver::cancel(const RolloutId& id, const std::string& actor, Done<Record> done)
{
    send(id, CancelAsked{actor}, actor, std::move(done));
}

void Driver::confirm(const RolloutId& id, const std::string& actor, Done<Record> done)
{
    send(id, ConfirmAsked{actor}, actor, std::move(done));
}

void Driver::rollBack(const RolloutId& id, const std::string& actor, Done<Record> done)
{
    send(id, RollbackAsked{actor}, actor, std::move(done));
}

void Driver::send(const RolloutId& id, Event event, const std::string& actor, Done<Record> done)
{
    const auto at = m_running.find(id);
    if (at != m_running.end())
        return put(at->second, {std::move(event), actor, std::move(done)});
    m_ports.scheduler.post([done = std::move(done), id] {
        if (done)
            done(fail(ErrorCode::NotFound, "the rollout " + id.value() + " is not running"));
    });
}

// --- one event after the other

void Driver::put(const RunningPtr& running, Message message)
{
    running->inbox.push_back(std::move(message));
    m_ports.scheduler.post([this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running)] {
        const auto still = weak.lock();
        if (!alive.expired() && still)
            process(still);
    });
}

void Driver::process(const RunningPtr& running)
{
    if (running->isCommitting || running->retry != 0 || running->inbox.empty()
        || !m_running.contains(running->record.id))
        return;
    Message& message = running->inbox.front();
    Step next = decide(running->record, message.event, contextOf(*running));
    if (next.refused) {
        if (message.done)
            message.done(tl::make_unexpected(*next.refused));
        running->inbox.pop_front();
        return process(running);
    }
    if (next.record == running->record && !isEvidence(message.event))
        return accept(running, std::move(next), false);
    store(running, std::move(next));
}

void Driver::store(const RunningPtr& running, Step next)
{
    FABRIC_FAILPOINT(toText(next.record.state), "commit", "before");
    running->isCommitting = true;
    const Message& message = running->inbox.front();
    const auto durable = std::make_shared<const Durable>(Durable{
        .from = running->record.state,
        .record = next.record,
        .version = running->version + 1,
        .at = m_ports.clock.now(),
        .actor = message.actor,
        .step = std::string(nameOf(message.event)),
        .evidence = evidenceOf(message.event, next, running->plan),
    });
    auto held = std::make_shared<Step>(std::move(next)); // shared: the job's functions are copyable
    m_ports.store.enqueue(
        {store::Access::Write, [durable](store::Session& session) { return commit(session, *durable); },
         [this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running), held](Result<> outcome) {
             const auto lock = alive.lock();
             if (!lock)
                 return;
             m_ports.scheduler.post([this, alive, weak, held, outcome] {
                 const auto still = weak.lock();
                 if (!alive.expired() && still)
                     onStored(still, std::move(*held), outcome);
             });
         }});
}

void Driver::onStored(const RunningPtr& running, Step next, const Result<>& outcome)
{
    running->isCommitting = false;
    if (outcome) {
        FABRIC_FAILPOINT(toText(next.record.state), "commit", "after");
        running->storeFailures = 0;
        ++running->version;
        return accept(running, std::move(next), true);
    }
    if (outcome.error().code == ErrorCode::Conflict || outcome.error().code == ErrorCode::NotFound)
        return drop(running); // somebody else has it now: this lease is dead
    retryLater(running, outcome.error());
}

void Driver::retryLater(const RunningPtr& running, const Error& error)
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

void Driver::accept(const RunningPtr& running, Step next, bool isDurable)
{
    const Done<Record> done = std::move(running->inbox.front().done);
    running->inbox.pop_front();
    settle(running, std::move(next), isDurable, done);
}

void Driver::settle(const RunningPtr& running, Step next, bool isDurable, const Done<Record>& done)
{
    running->record = std::move(next.record);
    armWake(running, next.wakeAfter);
    for (const Effect& effect : next.effects)
        run(running, effect);
    if (done)
        done(running->record);
    if (isDurable && m_listener)
        m_listener(running->record);
    if (m_watcher)
        m_watcher(running->record);
    if (isTerminal(running->record.state))
        return drop(running);
    process(running);
}

void Driver::drop(const RunningPtr& running)
{
    m_ports.scheduler.cancel(std::exchange(running->wake, 0));
    m_ports.scheduler.cancel(std::exchange(running->retry, 0));
    m_ports.scheduler.cancel(std::exchange(running->timeout, 0));
    m_running.erase(running->record.id);
    for (const Message& message : running->inbox) {
        if (message.done)
            message.done(fail(ErrorCode::FailedPrecondition, "the rollout has ended"));
    }
    running->inbox.clear();
}

void Driver::armWake(const RunningPtr& running, std::optional<std::chrono::milliseconds> after)
{
    m_ports.scheduler.cancel(std::exchange(running->wake, 0));
    if (!after)
        return;
    running->wake = m_ports.scheduler.callAfter(*after, [this, weak = std::weak_ptr(running)] {
        if (const auto still = weak.lock()) {
            still->wake = 0;
            put(still, {Woke{}, kActor, {}});
        }
    });
}

} // namespace fabric::rollouts
