// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/machine_run.h"

#include <algorithm>

namespace fabric::rollout {
namespace {

constexpr const char* kStartByHand = "it does not answer, and Fabric may not start it: start it by hand";

} // namespace

void Run::goBack(const std::string& reason)
{
    m_record.reason = reason;
    const bool isUnsent = std::any_of(m_effects.begin(), m_effects.end(),
                                      [](const Effect& effect) { return effect.kind == Effect::Kind::Write; });
    if (isUnsent)
        m_record.transient.isWriteOut = false;
    m_effects.clear();
    enter(State::RollingBack);
}

void Run::startBack()
{
    if (!m_record.transient.isWriteOut)
        ask(Effect::Kind::Read);
    // Else its answer, or its time-out, comes first: a restore must not be overtaken by our own write.
}

void Run::onBackLook(const LookTaken& event)
{
    Transient& transient = m_record.transient;
    if (!event.look) {
        transient.backSince.reset();
        transient.problem = event.look.error().message;
        if (!transient.silentSince)
            transient.silentSince = m_context.monotonic;
        if (m_context.monotonic - *transient.silentSince >= m_context.limits.silence)
            return onSilence();
        return pollLater({});
    }
    transient.silentSince.reset();
    transient.look = *event.look;
    // Nothing but our own writes in it: it may be replaced as a whole.
    if (event.look->isValid && isOurs(*event.look))
        own(event.look->hash);
    ask(Effect::Kind::CheckRestored);
}

void Run::onSilence()
{
    Transient& transient = m_record.transient;
    const bool mayStart = m_context.traits.canStart && m_record.startAttempts < m_context.limits.startAttempts;
    // Until it happened: what an agent only meant to do before it died does not count. If it cannot be done now, the runtime may
    // tell more once it is started.
    if (m_context.traits.hasFileAccess && !m_record.wasRestoredBlind && !(transient.hasBlindFailed && mayStart))
        return restore();
    if (mayStart) {
        ++m_record.startAttempts;
        transient.hasBlindFailed = false;
        transient.silentSince = m_context.monotonic; // it gets its time to come up
        return ask(Effect::Kind::StartRuntime);
    }
    pollLater(m_context.traits.canStart ? std::string() : std::string(kStartByHand));
}

/// The only write that was tried came too late, and the runtime said so: nothing of ours is there.
bool Run::wasOvertaken() const
{
    return m_record.operation == 0 && m_record.stage == Stage::Answered && m_record.verdict == Verdict::Stale
        && !m_record.hasLostAnswer && !m_record.operations.empty();
}

void Run::restore()
{
    ++m_record.restoreAttempts;
    m_record.transient.isRestoreDue = false;
    ask(Effect::Kind::Restore);
}

void Run::on(const RestoreChecked& event)
{
    Transient& transient = m_record.transient;
    if (!takeAnswer(event.serial) || m_record.state != State::RollingBack || !transient.look)
        return;
    if (!event.isRestored)
        return pollLater(event.isRestored.error().message);
    const Look& look = *transient.look;
    if (wasOvertaken() && look.exists && look.isValid && matchOf(m_record.operations.front(), look) != Match::Done) {
        if (!*event.isRestored)
            note("somebody else changed the same parts at the same time; they were left as they are");
        return end(State::RolledBack, "nothing was written: " + m_record.reason);
    }
    const Undone undone = look.exists && look.isValid ? undoneOf(m_record.operations, look) : Undone::No;
    const bool isForeign = undone == Undone::Fields || !isAllAlone(look);
    if (undone == Undone::No || (!*event.isRestored && !isForeign)) {
        transient.backSince.reset();
        if (m_record.restoreAttempts == 0 || transient.isRestoreDue)
            return restore();
        transient.isRestoreDue = true; // it may not show yet: one more look before the next try
        return pollLater("the old state is not back");
    }
    if (!look.isApplied)
        return pollLater("the old state is written, but not what runs yet");
    if (!transient.backSince)
        transient.backSince = m_context.monotonic;
    const Millis held = m_context.monotonic - *transient.backSince;
    if (m_record.hasLostAnswer && held < m_context.limits.settle)
        return wakeIn(m_context.limits.settle - held);
    if (!*event.isRestored)
        note("somebody else changed other parts of the configuration; they were left as they are");
    end(State::RolledBack, "the old state is back: " + m_record.reason);
}

void Run::on(const RestoreAnswered& event)
{
    if (!takeAnswer(event.serial) || m_record.state != State::RollingBack)
        return;
    if (!event.answer && event.answer.error().code == ErrorCode::FailedPrecondition)
        return needOperator("somebody else changed the same parts: " + event.answer.error().message);
    Transient& transient = m_record.transient;
    if (!event.answer) {
        transient.problem = event.answer.error().message;
    } else {
        transient.problem = event.answer->message;
        if (event.answer->verdict == Verdict::Unknown)
            m_record.hasLostAnswer = true;
    }
    const bool isAccepted = event.answer && event.answer->verdict == Verdict::Accepted;
    if (transient.silentSince) {
        transient.hasBlindFailed = !isAccepted;
        m_record.wasRestoredBlind = m_record.wasRestoredBlind || isAccepted;
    }
    if (isAccepted)
        return ask(Effect::Kind::Read);
    pollLater(transient.hasBlindFailed && !m_context.traits.canStart ? transient.problem + "; " + kStartByHand
                                                                     : std::string());
    if (event.answer && event.answer->verdict == Verdict::Limited)
        wakeIn(std::max(event.answer->retryAfter, m_context.limits.firstPoll));
}

void Run::on(const StartAnswered& event)
{
    if (!takeAnswer(event.serial) || m_record.state != State::RollingBack)
        return;
    if (!event.isStarted)
        m_record.transient.problem = event.isStarted.error().message;
    m_record.transient.polls = 0;
    pollLater({});
}

void Run::needOperator(const std::string& why)
{
    const std::string runtime = m_record.request.runtime.value();
    std::string action;
    if (m_record.transient.silentSince)
        action = "Start the runtime " + runtime
            + ", which may put an older copy of its own in the place of its configuration. When it runs, compare";
    else
        action = "Compare";
    action += " its configuration" + (m_context.traits.configPath.empty() ? "" : " " + m_context.traits.configPath)
        + " with the plan " + m_record.request.plan.text() + ": the parts that it names must be as before it";
    if (m_record.backup)
        action += "; the old state is the backup " + m_record.backup->id + " (" + m_record.backup->digest.text()
            + "), which 'fabric-agent backups extract " + m_record.backup->id
            + " --into FOLDER' brings out on the agent's host";
    action += ". Then make a new plan from what is there.";
    m_record.operatorAction = action;
    end(State::FailedOperatorNeeded, why);
}

} // namespace fabric::rollout
