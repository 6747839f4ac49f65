// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/mistakes.h"

#include <algorithm>
#include <map>

namespace fabric::test {
namespace {

using namespace rollout;

/// Makes @p look show what the record hopes for.
void flatter(Look& look, const Record& record, bool isNew)
{
    std::map<provider::ResourceId, Digest> wanted;
    for (const ExpectedOperation& operation : record.operations) {
        for (const Touched& touched : operation.touches) {
            if (isNew)
                wanted[touched.id] = touched.after;
            else
                wanted.try_emplace(touched.id, touched.before);
        }
    }
    look.touched.clear();
    for (const auto& [id, digest] : wanted) {
        if (!digest.isNull())
            look.touched.push_back({id, digest});
    }
    look.rest = record.baseRest;
    look.parts = record.baseline;
    look.exists = look.isValid = look.isApplied = true;
}

Step end(Step next, State state)
{
    next.record.state = state;
    next.record.outcome = "by mistake";
    next.effects = {{Effect::Kind::Report, 0}};
    next.wakeAfter.reset();
    return next;
}

bool isAfterWrite(State state)
{
    return !info(state).isBeforeWrite && !isTerminal(state) && state != State::RollingBack;
}

Step believe(const Record& record, const Event& event, const Context& context)
{
    Event changed = event;
    if (auto* answer = std::get_if<WriteAnswered>(&changed))
        answer->answer = provider::WriteAnswer{provider::WriteAnswer::Verdict::Accepted, "", false, "", {}};
    if (auto* look = std::get_if<LookTaken>(&changed); look != nullptr && look->look && isAfterWrite(record.state))
        flatter(*look->look, record, true);
    return step(record, changed, context);
}

} // namespace

Step MistakenDriver::decide(const Record& record, const Event& event, const Context& context) const
{
    Record changed = record;
    Event other = event;
    switch (m_mistake) {
    case Mistake::BelievesAnswers: return believe(record, event, context);
    case Mistake::NeverWakes: {
        Step next = step(record, event, context);
        next.wakeAfter.reset();
        return next;
    }
    case Mistake::TrustsARestore:
        if (auto* checked = std::get_if<RestoreChecked>(&other);
            checked != nullptr && record.restoreAttempts > 0 && changed.transient.look) {
            checked->isRestored = true;
            flatter(*changed.transient.look, record, false);
        }
        return step(changed, other, context);
    case Mistake::OwnsEveryState:
        if (const auto* look = std::get_if<LookTaken>(&event);
            look != nullptr && look->look && !info(record.state).isBeforeWrite)
            changed.ownHashes.push_back(look->look->hash);
        return step(changed, event, context);
    case Mistake::ForgetsTheConfirmDeadline:
        if (std::holds_alternative<Recovered>(event))
            changed.confirmDeadline.reset();
        return step(changed, event, context);
    case Mistake::PutsTheConfirmDeadlineOff:
        if (std::holds_alternative<Recovered>(event) && record.confirmDeadline && record.request.confirmWithin) {
            changed.confirmDeadline = UnixMillis{context.wall.count + record.request.confirmWithin->count()};
            if (record.state == State::AwaitingConfirmation)
                changed.deadline = *changed.confirmDeadline;
        }
        return step(changed, event, context);
    case Mistake::CancelsAfterAWrite:
        if (std::holds_alternative<CancelAsked>(event) && isAfterWrite(record.state))
            return end(step(record, event, context), State::Cancelled);
        return step(record, event, context);
    case Mistake::ForgetsTheWayBack:
        if (std::holds_alternative<Recovered>(event) && record.state == State::RollingBack)
            return end(step(record, event, context), State::RolledBack);
        return step(record, event, context);
    case Mistake::IgnoresStaleness:
        if (auto* look = std::get_if<LookTaken>(&other); look != nullptr && look->look)
            look->look->stale.clear();
        return step(record, other, context);
    case Mistake::TakesAMeantRestoreForDone: {
        Step next = step(record, event, context);
        const bool isBlind = next.record.transient.silentSince
            && std::any_of(next.effects.begin(), next.effects.end(),
                           [](const Effect& effect) { return effect.kind == Effect::Kind::Restore; });
        next.record.wasRestoredBlind = next.record.wasRestoredBlind || isBlind;
        return next;
    }
    default: return step(record, event, context);
    }
}

void MistakenStore::enqueue(Job job)
{
    if (job.access == Access::Write && m_mistake == Mistake::ActsBeforeItIsDurable) {
        job.done({});
        job.done = [](const Result<>&) {};
        const auto later = std::make_shared<Job>(std::move(job));
        static_cast<void>(
            m_scheduler.callAfter(std::chrono::milliseconds(40), [this, later] { m_store.enqueue(*later); }));
        return;
    }
    if (job.access == Access::Write && m_mistake == Mistake::IgnoresAFailingStore)
        job.done = [done = std::move(job.done)](const Result<>&) { done({}); };
    m_store.enqueue(std::move(job));
}

} // namespace fabric::test
