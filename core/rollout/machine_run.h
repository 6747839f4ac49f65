// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/machine.h"

namespace fabric::rollout {

/// One step in the making. Private to the machine; its functions are grouped by file: machine.cpp (time, people, dispatch),
/// machine_forward.cpp (to the new state), machine_back.cpp (to the old one).
class Run
{
public:
    Run(const Record& record, const Context& context);
    [[nodiscard]] Step finish();

    // machine.cpp
    void on(const Woke& event);
    void on(const Recovered& event);
    void on(const CancelAsked& event);
    void on(const ConfirmAsked& event);
    void on(const RollbackAsked& event);
    void on(const GateDecided& event);
    void on(const GroupReleased& event);
    void on(const GroupFailed& event);
    void on(const GroupConfirmed& event);
    // machine_forward.cpp
    void on(const LookTaken& event);
    void on(const BackedUp& event);
    void on(const WriteAnswered& event);
    // machine_probes.cpp
    void on(const ProbesAnswered& event);
    // machine_back.cpp
    void on(const RestoreAnswered& event);
    void on(const RestoreChecked& event);
    void on(const StartAnswered& event);

    /// Leaves the state if its time is over and the event did not leave it already.
    void expireUnlessMoved(State from);

private:
    using Millis = std::chrono::milliseconds;
    using Verdict = provider::WriteAnswer::Verdict;

    // --- machine.cpp
    void enter(State state);
    [[nodiscard]] UnixMillis steadyNow() const; ///< wall time as no setting of the clock has moved it since the anchor
    [[nodiscard]] UnixMillis
    safeNow() const; ///< the later of steady and wall time: a clock that jumps back prolongs nothing
    [[nodiscard]] UnixMillis deadlineOf(State state) const;
    [[nodiscard]] bool isOverdue() const;
    [[nodiscard]] bool isUnconfirmed() const; ///< the confirm deadline is over
    void refuse(ErrorCode code, std::string message);
    /// Before the first write: cancelled; after it: rolling back.
    void giveUp(const std::string& reason);
    void ask(Effect::Kind kind);
    void tell(Effect::Kind kind);
    /// False for an answer that nobody waits for any more.
    [[nodiscard]] bool takeAnswer(std::int64_t serial);
    void pollLater(std::string problem);
    void wakeIn(Millis delay);
    void note(std::string text);
    void end(State state, std::string outcome);

    // --- machine_forward.cpp
    void onBaseLook(const LookTaken& event);
    void base(const Look& look, const std::vector<ExpectedOperation>& expected);
    void startWriting();
    void intend();
    void onWritingLook(const Look& look);
    void onDone(const Look& look);
    void onNotDone(const Look& look);
    void onOther(const Look& look);
    void onReloadingLook(const Look& look);
    void onVerifyingLook(const Look& look);
    /// Of the touched parts those that got worse, as sentences; notes those of others.
    [[nodiscard]] std::vector<std::string> worseParts(const Look& look);
    void onWatchLook(const Look& look);
    void afterSoak();
    void release();
    /// Goes back for what no waiting can mend: other content, a start that nobody announced. @return true if it did.
    bool goesBackFor(const Look& look);
    [[nodiscard]] Millis watchDelay() const;
    [[nodiscard]] bool isAllAlone(const Look& look) const { return look.rest == m_record.baseRest; }
    /// Nothing differs from what was found but by our own operations: no resource that only a later one will touch either.
    [[nodiscard]] bool isOurs(const Look& look) const
    {
        return isAllAlone(look) && isOnTheWay(m_record.operations, look);
    }
    void own(const std::string& hash);

    // --- machine_probes.cpp
    /// The part probes of @p look, then those that must be asked.
    void probe(const Look& look);
    /// Confirms if all are green for long enough, else sleeps until they may be.
    void judgeProbes();
    [[nodiscard]] std::string unconfirmedReason() const;

    // --- machine_back.cpp
    void goBack(const std::string& reason);
    void startBack();
    void onBackLook(const LookTaken& event);
    void onSilence();
    [[nodiscard]] bool wasOvertaken() const;
    void restore();
    void needOperator(const std::string& why);

    Record m_record;
    const Context& m_context;
    std::vector<Effect> m_effects;
    std::optional<Millis> m_wake;
    std::optional<Error> m_refused;
};

} // namespace fabric::rollout
