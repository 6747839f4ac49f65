// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/machine_run.h"
#include "core/rollout/parts.h"

#include <algorithm>
#include <utility>

namespace fabric::rollout {
namespace {

/// How often a write that was accepted is read again before it counts as not done.
constexpr int kPatience = 3;
/// So many bad looks, one after the other, mean that it is bad.
constexpr int kBadLooks = 2;
constexpr std::chrono::milliseconds kShortestWatch{500};
/// A write that its base hash stopped.
constexpr const char* kOvertaken = "somebody else changed the configuration at the moment of the write";

std::string listOf(const std::vector<provider::ResourceId>& ids)
{
    std::string text;
    for (const provider::ResourceId& id : ids)
        text += (text.empty() ? "" : ", ") + id.value();
    return text;
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : "; ") + text;
    return all;
}

/// A rollback needs one write for each operation, and one to spare.
int writesNeeded(std::size_t operations)
{
    return static_cast<int>(2 * operations + 1);
}

} // namespace

void Run::on(const LookTaken& event)
{
    if (!takeAnswer(event.serial))
        return;
    if (m_record.state == State::RollingBack)
        return onBackLook(event);
    if (m_record.state == State::Preflight || m_record.state == State::BackingUp)
        return onBaseLook(event);
    if (!event.look) {
        m_record.transient.greenSince.reset();
        return pollLater(event.look.error().message);
    }
    m_record.transient.look = *event.look;
    const Look& look = *event.look;
    switch (m_record.state) {
    case State::Writing: return onWritingLook(look);
    case State::Reloading: return onReloadingLook(look);
    case State::Verifying: return onVerifyingLook(look);
    case State::Soaking:
    case State::Held:
    case State::AwaitingConfirmation: return onWatchLook(look);
    default: return;
    }
}

// --- before anything is touched

void Run::onBaseLook(const LookTaken& event)
{
    if (!event.look)
        return pollLater("the runtime does not answer: " + event.look.error().message);
    const Look& look = *event.look;
    if (!look.exists || !look.isValid)
        return pollLater("the runtime has no valid configuration");
    if (!look.stale.empty())
        return giveUp("the plan is stale, these changed since: " + listOf(look.stale));
    if (!look.isApplied)
        return pollLater("what is written is not what runs");
    if (look.hash.empty())
        return pollLater("the runtime gave no hash to write against");
    if (!isReady(look.parts))
        return pollLater("the runtime is not healthy enough to judge a change");
    if (!event.expected)
        return giveUp("the plan does not fit the configuration: " + event.expected.error().message);
    if (look.writesLeft < writesNeeded(event.expected->size()))
        return pollLater("the runtime takes too few writes now to leave some for a rollback");
    base(look, *event.expected);
    if (m_record.state == State::Preflight)
        return enter(State::BackingUp);
    ask(Effect::Kind::BackUp);
}

void Run::base(const Look& look, const std::vector<ExpectedOperation>& expected)
{
    m_record.baseHash = look.hash;
    m_record.baseBoot = look.bootId;
    m_record.baseRest = look.rest;
    m_record.baseline = look.parts;
    for (const std::string& sentence : unwellParts(look.parts, look.touchedParts))
        note(sentence);
    m_record.operations = expected;
}

void Run::on(const BackedUp& event)
{
    if (!takeAnswer(event.serial) || m_record.state != State::BackingUp)
        return;
    if (!event.backup)
        return pollLater("the backup failed: " + event.backup.error().message);
    if (event.backup->hash != m_record.baseHash || event.backup->digest.isNull() || event.backup->id.empty())
        return pollLater("the backup is not of the state that was read");
    m_record.backup = *event.backup;
    if (m_record.operations.empty())
        return end(State::Cancelled, "the plan changes nothing");
    enter(State::Writing);
}

// --- the write

void Run::startWriting()
{
    // The members of a group begin to wait for their confirmation together, and until then the group's deadline is theirs.
    if (m_record.request.confirmWithin && !m_record.request.group)
        m_record.confirmDeadline = UnixMillis{safeNow().count + m_record.request.confirmWithin->count()};
    m_record.operation = 0;
    m_record.attempts = 0;
    m_record.writeBase = m_record.baseHash;
    m_record.isRestartExpected = false;
    intend();
}

void Run::intend()
{
    m_record.stage = Stage::Intended;
    ++m_record.attempts;
    m_record.verdict = Verdict::Unknown;
    m_record.saidHash.clear();
    m_record.transient.polls = 0;
    ask(Effect::Kind::Write);
}

void Run::on(const WriteAnswered& event)
{
    if (!takeAnswer(event.serial))
        return;
    m_record.stage = Stage::Answered;
    provider::WriteAnswer answer;
    if (event.answer)
        answer = *event.answer;
    else
        answer.message = event.answer.error().message;
    m_record.verdict = answer.verdict;
    m_record.transient.problem = answer.message;
    if (answer.verdict == Verdict::Accepted) {
        m_record.saidHash = answer.hash;
        if (m_record.isRestartExpected)
            m_record.isRestartExpected = *m_record.isRestartExpected || answer.restarts;
    } else if (answer.verdict == Verdict::Unknown) {
        m_record.isRestartExpected.reset();
        m_record.hasLostAnswer = true;
    }
    if (m_record.state == State::Writing && answer.verdict == Verdict::Limited)
        return wakeIn(std::max(answer.retryAfter, m_context.limits.firstPoll));
    ask(Effect::Kind::Read);
}

void Run::onWritingLook(const Look& look)
{
    if (!look.exists || !look.isValid) {
        if (++m_record.transient.badLooks >= kBadLooks)
            return goBack("the configuration is not valid after the write");
        return pollLater("the configuration is not valid");
    }
    m_record.transient.badLooks = 0;
    switch (matchOf(m_record.operations[static_cast<std::size_t>(m_record.operation)], look)) {
    case Match::Done: return onDone(look);
    case Match::NotDone: return onNotDone(look);
    case Match::Other: return onOther(look);
    }
}

void Run::own(const std::string& hash)
{
    auto& all = m_record.ownHashes;
    if (hash != m_record.baseHash && std::find(all.begin(), all.end(), hash) == all.end())
        all.push_back(hash);
}

void Run::onDone(const Look& look)
{
    // Only a state without a foreign difference may ever be overwritten as a whole.
    const bool isAllOurs = isOurs(look);
    if (isAllOurs)
        own(look.hash);
    if (m_record.verdict == Verdict::Accepted && !m_record.saidHash.empty()) {
        if (look.hash == m_record.saidHash && !isAllOurs)
            return goBack("the runtime wrote over a change that its check should have seen");
        if (look.hash != m_record.saidHash && isAllOurs)
            return goBack("the runtime told another hash than the configuration has");
    }
    if (!isAllAlone(look))
        note("somebody else changed other parts of the configuration meanwhile; they were left alone");
    if (m_record.operation + 1 >= std::ssize(m_record.operations))
        return enter(State::Reloading);
    if (!look.isApplied)
        return pollLater("the operation is written, but not applied yet");
    const auto next = static_cast<std::size_t>(m_record.operation) + 1;
    if (!isReadyFor(m_record.operations, next, look))
        return goBack("somebody else changed between two operations what the next one touches or reads");
    ++m_record.operation;
    m_record.attempts = 0;
    m_record.writeBase = look.hash;
    intend();
}

void Run::onNotDone(const Look& look)
{
    const bool isUnchanged = look.hash == m_record.writeBase;
    const std::string said = m_record.transient.problem.empty() ? std::string() : ": " + m_record.transient.problem;
    switch (m_record.verdict) {
    case Verdict::Accepted:
        if (m_record.transient.polls < kPatience)
            return pollLater("the runtime said that it wrote, and did not");
        return goBack("the runtime said that it wrote, and did not");
    case Verdict::Stale: return goBack(kOvertaken);
    case Verdict::Refused: return goBack("the runtime refused the change" + said);
    case Verdict::Limited:
        if (isUnchanged && m_record.attempts < m_context.limits.writeAttempts)
            return intend();
        return goBack("the runtime takes no more writes" + said);
    case Verdict::Unknown:
        if (!isUnchanged)
            return goBack("the fate of the write was unknown; it was not done, and somebody else changed the "
                          "configuration");
        if (m_record.transient.polls < kPatience)
            return pollLater({});
        if (m_record.attempts < m_context.limits.writeAttempts)
            return intend();
        return goBack("the write was tried " + std::to_string(m_record.attempts) + " times, none was done" + said);
    }
}

void Run::onOther(const Look& look)
{
    if (look.hash == m_record.saidHash && isAllAlone(look))
        own(look.hash);
    goBack(m_record.verdict == Verdict::Stale ? kOvertaken : "what is there after the write is not what was planned");
}

// --- after the write

bool Run::goesBackFor(const Look& look)
{
    if (look.exists && look.isValid && !isAllDone(m_record.operations, look)) {
        goBack("the changed parts are not as they were planned any more");
        return true;
    }
    const bool isRestarted = look.bootId != (m_record.bootId.empty() ? m_record.baseBoot : m_record.bootId);
    const bool mayRestart = m_record.bootId.empty() && m_record.isRestartExpected.value_or(true);
    if (isRestarted && !mayRestart) {
        goBack(m_record.bootId.empty() ? "the runtime restarted, which its answer did not say"
                                       : "the runtime restarted again after the change");
        return true;
    }
    return false;
}

void Run::onReloadingLook(const Look& look)
{
    if (goesBackFor(look))
        return;
    if (!look.exists || !look.isValid) {
        if (++m_record.transient.badLooks >= kBadLooks)
            return goBack("the configuration is not valid after the write");
        return pollLater("the configuration is not valid");
    }
    m_record.transient.badLooks = 0;
    if (!look.isApplied)
        return pollLater("what is written is not what runs yet");
    if (m_record.isRestartExpected.value_or(false) && look.bootId == m_record.baseBoot)
        return pollLater("the restart that the runtime announced did not come yet");
    m_record.bootId = look.bootId;
    if (m_record.isRestartPredicted != (look.bootId != m_record.baseBoot))
        note(m_record.isRestartPredicted ? "the plan predicted a restart, there was none"
                                         : "the runtime restarted, which the plan did not predict");
    enter(State::Verifying);
}

void Run::onVerifyingLook(const Look& look)
{
    if (goesBackFor(look))
        return;
    if (!look.exists || !look.isValid || !look.isApplied)
        return pollLater("what is written is not what runs");
    if (const auto worse = worseParts(look); !worse.empty())
        return pollLater(joined(worse));
    for (const std::string& model : look.untoldModels)
        note(model + ": the runtime does not tell of it, so nothing shows that it works");
    enter(State::Soaking);
}

std::vector<std::string> Run::worseParts(const Look& look)
{
    const bool wasRestarted = look.bootId != m_record.baseBoot;
    PartChanges changes = comparedWith(m_record.baseline, look.parts, look.touchedParts, wasRestarted);
    for (const std::string& sentence : changes.elsewhere)
        note(sentence + "; the plan does not touch it");
    return std::move(changes.worse);
}

Run::Millis Run::watchDelay() const
{
    return std::clamp(m_record.request.soak / 4, kShortestWatch, m_context.limits.watchPoll);
}

void Run::onWatchLook(const Look& look)
{
    const auto greenSince = std::exchange(m_record.transient.greenSince, std::nullopt); // a bad look is a break
    if (goesBackFor(look))
        return;
    const auto worse = worseParts(look);
    if (!look.exists || !look.isValid || !worse.empty()) {
        const std::string why = worse.empty() ? "the configuration is not valid any more" : joined(worse);
        if (++m_record.transient.badLooks >= kBadLooks)
            return goBack(why);
        m_record.transient.problem = why;
        return wakeIn(watchDelay()); // a channel that reconnects is given the time of one look
    }
    m_record.transient.badLooks = 0;
    m_record.transient.polls = 0;
    m_record.transient.problem.clear();
    if (!look.isApplied)
        return pollLater("what is written is not what runs");
    if (!isAllAlone(look))
        note("somebody else changed other parts of the configuration meanwhile; they were left alone");
    wakeIn(watchDelay());
    if (m_record.state == State::Soaking) {
        const Millis left(m_record.deadline.count - m_context.limits.afterSoak.count() - steadyNow().count);
        if (left <= Millis(0))
            return afterSoak();
        wakeIn(std::min(watchDelay(), left));
    } else if (m_record.state == State::AwaitingConfirmation && !m_record.confirmedBy.empty()
               && !m_record.request.group) { // the members of a group succeed together
        end(State::Succeeded, "applied, verified, and confirmed by " + m_record.confirmedBy);
    } else if (m_record.state == State::AwaitingConfirmation && !m_record.request.probes.empty()) {
        m_record.transient.greenSince = greenSince;
        probe(look);
    }
}

void Run::afterSoak()
{
    if (m_record.request.group)
        return enter(State::Held);
    release();
}

void Run::release()
{
    if (m_record.confirmDeadline)
        return enter(State::AwaitingConfirmation);
    end(State::Succeeded, "applied and verified");
}

} // namespace fabric::rollout
