// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/machine.h"

#include "core/rollout/machine_run.h"

#include <algorithm>
#include <array>

namespace fabric::rollout {
namespace {

constexpr std::array<std::string_view, std::variant_size_v<Event>> kEventNames{
    "woke",
    "recovered",
    "cancel-asked",
    "confirm-asked",
    "rollback-asked",
    "gate-decided",
    "look-taken",
    "backed-up",
    "write-answered",
    "restore-answered",
    "restore-checked",
    "start-answered",
    "probes-answered",
    "group-released",
    "group-failed",
    "group-confirmed",
};

constexpr std::size_t kMaxNotes = 50;

} // namespace

std::string_view nameOf(const Event& event)
{
    return kEventNames.at(event.index());
}

std::string_view toText(Effect::Kind kind)
{
    switch (kind) {
    case Effect::Kind::DecideGate: return "decide-gate";
    case Effect::Kind::Read: return "read";
    case Effect::Kind::BackUp: return "back-up";
    case Effect::Kind::Write: return "write";
    case Effect::Kind::Restore: return "restore";
    case Effect::Kind::CheckRestored: return "check-restored";
    case Effect::Kind::StartRuntime: return "start-runtime";
    case Effect::Kind::RunProbes: return "run-probes";
    case Effect::Kind::DropBackup: return "drop-backup";
    case Effect::Kind::Report: return "report";
    }
    return {};
}

Record makeRecord(RolloutId id, const Request& request, const planning::Plan& plan, provider::LeaseToken lease,
                  const Context& context)
{
    Record record;
    record.id = std::move(id);
    record.request = request;
    record.lease = std::move(lease);
    record.createdAt = context.wall;
    record.enteredAt = context.wall;
    record.deadline = {context.wall.count + info(State::Requested).deadline.count()};
    record.isRestartPredicted = plan.reload == provider::ReloadKind::Restart;
    record.transient.anchorWall = context.wall;
    record.transient.anchorMonotonic = context.monotonic;
    record.transient.hasAnchor = true;
    return record;
}

bool isWell(const Record& record)
{
    const Transient& transient = record.transient;
    return transient.look && transient.polls == 0 && transient.badLooks == 0;
}

Step step(const Record& record, const Event& event, const Context& context)
{
    if (isTerminal(record.state)) {
        Step same{record, {}, {}, {}};
        if (std::holds_alternative<CancelAsked>(event) || std::holds_alternative<ConfirmAsked>(event)
            || std::holds_alternative<RollbackAsked>(event))
            same.refused = Error{ErrorCode::FailedPrecondition,
                                 "the rollout has ended: " + std::string(toText(record.state)), ""};
        return same;
    }
    Run run(record, context);
    std::visit([&](const auto& what) { run.on(what); }, event);
    run.expireUnlessMoved(record.state);
    return run.finish();
}

Run::Run(const Record& record, const Context& context)
    : m_record(record)
    , m_context(context)
{
    if (!m_record.transient.hasAnchor) {
        m_record.transient.anchorWall = context.wall;
        m_record.transient.anchorMonotonic = context.monotonic;
        m_record.transient.hasAnchor = true;
    }
}

Step Run::finish()
{
    if (isTerminal(m_record.state))
        return {std::move(m_record), std::move(m_effects), std::nullopt, std::move(m_refused)};
    // Never asleep beyond the moment at which something must happen.
    Millis left{m_record.deadline.count
                - (info(m_record.state).kind == DeadlineKind::Wall ? safeNow() : steadyNow()).count};
    if (m_record.confirmDeadline && m_record.state != State::RollingBack)
        left = std::min(left, Millis(m_record.confirmDeadline->count - safeNow().count));
    left = std::max(left, Millis(0));
    auto& wakeAt = m_record.transient.wakeAt;
    if (m_wake)
        wakeAt = m_context.monotonic + *m_wake;
    if (wakeAt)
        left = std::clamp(*wakeAt - m_context.monotonic, Millis(0), left);
    return {std::move(m_record), std::move(m_effects), left, std::move(m_refused)};
}

// --- time

UnixMillis Run::steadyNow() const
{
    const Transient& transient = m_record.transient;
    return {transient.anchorWall.count + (m_context.monotonic - transient.anchorMonotonic).count()};
}

UnixMillis Run::safeNow() const
{
    return std::max(steadyNow(), m_context.wall);
}

UnixMillis Run::deadlineOf(State state) const
{
    Millis limit = info(state).deadline;
    const Request& request = m_record.request;
    switch (state) {
    case State::WaitingGates: return {request.planMadeAt.value_or(m_record.createdAt).count + limit.count()};
    case State::Held: return request.groupDeadline.value_or(UnixMillis{safeNow().count + limit.count()});
    case State::AwaitingConfirmation:
        return m_record.confirmDeadline.value_or(UnixMillis{safeNow().count + limit.count()});
    case State::Reloading:
        if (m_record.isRestartExpected.value_or(m_record.isRestartPredicted))
            limit = m_context.limits.reloadWithRestart;
        break;
    case State::Soaking: limit = request.soak + m_context.limits.afterSoak; break;
    default: break;
    }
    return {steadyNow().count + limit.count()};
}

bool Run::isOverdue() const
{
    switch (info(m_record.state).kind) {
    case DeadlineKind::None: return false;
    case DeadlineKind::Elapsed: return steadyNow() >= m_record.deadline;
    case DeadlineKind::Wall: return safeNow() >= m_record.deadline;
    }
    return false;
}

bool Run::isUnconfirmed() const
{
    const bool isAfterWrite = !info(m_record.state).isBeforeWrite && m_record.state != State::RollingBack;
    return isAfterWrite && m_record.confirmDeadline && safeNow() >= *m_record.confirmDeadline;
}

void Run::expireUnlessMoved(State from)
{
    if (m_record.state != from)
        return; // one transition per step; the next Woke comes at once
    if (isUnconfirmed())
        return goBack(m_record.confirmedBy.empty() ? unconfirmedReason()
                                                   : "it was confirmed, but the runtime could not be read in time");
    if (!isOverdue())
        return;
    const State state = m_record.state;
    std::string reason = "the time for " + std::string(toText(state)) + " is over";
    if (!m_record.transient.problem.empty())
        reason += ": " + m_record.transient.problem;
    switch (info(state).atDeadline) {
    case State::Cancelled: return end(State::Cancelled, reason);
    case State::RollingBack: return goBack(reason);
    case State::FailedOperatorNeeded: return needOperator(reason);
    default: return enter(info(state).atDeadline);
    }
}

// --- moving on

void Run::enter(State state)
{
    m_record.state = state;
    m_record.enteredAt = m_context.wall;
    m_record.deadline = deadlineOf(state);
    Transient& transient = m_record.transient;
    transient.polls = 0;
    transient.badLooks = 0;
    transient.problem.clear();
    transient.look.reset();
    transient.wakeAt.reset();
    if (!transient.isWriteOut)
        transient.asked = 0;
    m_wake.reset();
    switch (state) {
    case State::WaitingGates:
        if (m_record.cancelledBy.empty())
            tell(Effect::Kind::DecideGate);
        wakeIn(m_record.cancelledBy.empty() ? m_context.limits.gatePoll : Millis(0));
        break;
    case State::Preflight: ask(Effect::Kind::Read); break;
    case State::BackingUp: ask(Effect::Kind::BackUp); break;
    case State::Writing: startWriting(); break;
    case State::Reloading:
    case State::Verifying: ask(Effect::Kind::Read); break;
    case State::Soaking: wakeIn(watchDelay()); break;
    case State::Held: ask(Effect::Kind::Read); break; // the group may wait for nothing but this
    case State::AwaitingConfirmation: wakeIn(watchDelay()); break;
    case State::RollingBack: startBack(); break;
    default: break;
    }
}

void Run::end(State state, std::string outcome)
{
    const bool isBackupOfNoUse = state == State::Cancelled || state == State::RolledBack;
    m_record.outcome = std::move(outcome);
    enter(state);
    m_record.deadline = m_record.enteredAt;
    m_effects.clear();
    if (isBackupOfNoUse && m_record.backup)
        tell(Effect::Kind::DropBackup);
    tell(Effect::Kind::Report);
    m_wake.reset();
}

void Run::giveUp(const std::string& reason)
{
    m_record.reason = reason;
    if (m_record.state == State::Requested)
        return enter(State::WaitingGates); // whose only business is then to end
    if (info(m_record.state).isBeforeWrite)
        return end(State::Cancelled, reason);
    goBack(reason);
}

void Run::ask(Effect::Kind kind)
{
    Transient& transient = m_record.transient;
    transient.asked = ++transient.serial;
    transient.isWriteOut = kind == Effect::Kind::Write;
    transient.wakeAt.reset();
    m_wake.reset();
    m_effects.push_back({kind, transient.asked});
}

void Run::tell(Effect::Kind kind)
{
    m_effects.push_back({kind, 0});
}

bool Run::takeAnswer(std::int64_t serial)
{
    Transient& transient = m_record.transient;
    if (serial == 0 || serial != transient.asked)
        return false;
    transient.asked = 0;
    transient.isWriteOut = false;
    return true;
}

void Run::pollLater(std::string problem)
{
    Transient& transient = m_record.transient;
    if (!problem.empty())
        transient.problem = std::move(problem);
    const int doublings = std::min(transient.polls++, 16);
    wakeIn(std::min(m_context.limits.firstPoll * (1 << doublings), m_context.limits.lastPoll));
}

void Run::wakeIn(Millis delay)
{
    m_wake = delay;
}

void Run::note(std::string text)
{
    if (m_record.notes.size() < kMaxNotes
        && std::find(m_record.notes.begin(), m_record.notes.end(), text) == m_record.notes.end())
        m_record.notes.push_back(std::move(text));
}

void Run::refuse(ErrorCode code, std::string message)
{
    m_refused = Error{code, std::move(message), ""};
}

// --- events of time and people

void Run::on(const Woke&)
{
    Transient& transient = m_record.transient;
    transient.wakeAt.reset();
    switch (m_record.state) {
    case State::Requested: return enter(State::WaitingGates);
    case State::WaitingGates:
        if (!m_record.cancelledBy.empty())
            return end(State::Cancelled, m_record.reason);
        tell(Effect::Kind::DecideGate);
        return wakeIn(m_context.limits.gatePoll);
    default:
        if (transient.asked == 0)
            ask(Effect::Kind::Read);
    }
}

void Run::on(const Recovered& event)
{
    const std::int64_t serial = m_record.transient.serial;
    m_record.transient = {};
    m_record.transient.serial = serial; // answers to dead calls stay dead
    m_record.transient.anchorWall = m_context.wall;
    m_record.transient.anchorMonotonic = m_context.monotonic;
    m_record.transient.hasAnchor = true;
    m_record.lease = event.lease;
    if (info(m_record.state).kind == DeadlineKind::Elapsed)
        m_record.deadline = deadlineOf(m_record.state);
    if (m_record.stage == Stage::Intended) {
        // It may have been sent, and nobody is left who could hear the answer.
        m_record.stage = Stage::Answered;
        m_record.verdict = Verdict::Unknown;
        m_record.saidHash.clear();
        m_record.isRestartExpected.reset();
        m_record.hasLostAnswer = true;
    }
    if (m_record.state == State::Requested || m_record.state == State::WaitingGates)
        return on(Woke{});
    ask(Effect::Kind::Read);
}

void Run::on(const CancelAsked& event)
{
    if (m_record.state == State::RollingBack)
        return refuse(ErrorCode::FailedPrecondition, "the rollout is on its way back already");
    m_record.cancelledBy = event.actor;
    giveUp("cancelled by " + event.actor);
}

void Run::on(const RollbackAsked& event)
{
    if (m_record.state == State::RollingBack)
        return refuse(ErrorCode::FailedPrecondition, "the rollout is on its way back already");
    m_record.rolledBackBy = event.actor;
    if (m_record.state == State::Requested)
        m_record.cancelledBy = event.actor;
    giveUp("rolled back by " + event.actor);
}

void Run::on(const ConfirmAsked& event)
{
    if (m_record.state != State::AwaitingConfirmation)
        return refuse(ErrorCode::FailedPrecondition,
                      "only a rollout that awaits confirmation can be confirmed, this one is "
                          + std::string(toText(m_record.state)));
    if (isUnconfirmed() || isOverdue())
        return refuse(ErrorCode::FailedPrecondition, "the time to confirm it is over");
    if (!m_record.confirmedBy.empty())
        return refuse(ErrorCode::Conflict, "the rollout was confirmed already");
    m_record.confirmedBy = event.actor;
    m_record.transient.polls = 0;
    m_record.transient.look.reset();
    ask(Effect::Kind::Read); // what is confirmed must be what is there
}

void Run::on(const GateDecided& event)
{
    if (m_record.state != State::WaitingGates || !m_record.cancelledBy.empty())
        return;
    const std::string why = "gate " + event.decision.rule + ": " + event.decision.reason;
    switch (event.decision.verdict) {
    case GateDecision::Verdict::Allowed: return enter(State::Preflight);
    case GateDecision::Verdict::Denied: m_record.reason = why; return end(State::Cancelled, why);
    case GateDecision::Verdict::Waiting: note(why); return wakeIn(m_context.limits.gatePoll);
    }
}

void Run::on(const GroupReleased&)
{
    if (m_record.state != State::Held || isOverdue() || !isWell(m_record))
        return refuse(ErrorCode::FailedPrecondition,
                      m_record.request.runtime.value() + " is not held, or was not seen well of late");
    if (m_record.request.confirmWithin)
        m_record.confirmDeadline = UnixMillis{safeNow().count + m_record.request.confirmWithin->count()};
    release();
}

void Run::on(const GroupConfirmed&)
{
    if (m_record.state != State::AwaitingConfirmation || m_record.confirmedBy.empty() || isUnconfirmed() || isOverdue()
        || !isWell(m_record))
        return refuse(ErrorCode::FailedPrecondition,
                      m_record.request.runtime.value() + " is not confirmed, or was not seen well since then");
    end(State::Succeeded, "applied, verified, and confirmed by " + m_record.confirmedBy);
}

void Run::on(const GroupFailed& event)
{
    if (m_record.state != State::RollingBack) {
        m_record.cancelledBy = m_record.state == State::Requested ? "agent" : m_record.cancelledBy;
        giveUp("the group failed: " + event.reason);
    }
}

} // namespace fabric::rollout
