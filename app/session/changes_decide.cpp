// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// What the user decides: each decision is sent with a key of its own, and never twice.

#include "app/model/error_words.h"
#include "app/model/role_words.h"
#include "app/session/changes.h"
#include "core/base/on_result.h"

namespace fabric::session {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

/// What became of a decision that was not taken, and what to do.
QString wordsForRefusal(const Error& error)
{
    const QString said = qt(error.message);
    if (client::IdempotencyKeys::isLost(error))
        return Changes::tr(
            "The answer was lost, so nobody knows yet whether it was done. Send it again: it is not done twice.");
    switch (error.code) {
    case ErrorCode::PermissionDenied:
        return Changes::tr("This key may not do that: %1. Ask an admin of the agent for a key with a higher role.")
            .arg(said);
    case ErrorCode::Conflict: return Changes::tr("Somebody else was faster: %1. Look at what is there now.").arg(said);
    case ErrorCode::FailedPrecondition:
        return Changes::tr("It was refused: %1. Make the plan again from what runs now.").arg(said);
    case ErrorCode::InvalidArgument: return Changes::tr("It was refused: %1.").arg(said);
    default: return Changes::tr("%1: %2").arg(model::wordsFor(error.code).what, said);
    }
}

QString whatOf(const std::optional<Error>& error)
{
    return error ? model::wordsFor(error->code).what : QString();
}

QString actionOf(const std::optional<Error>& error)
{
    return error ? model::wordsFor(error->code).action : QString();
}

QString detailOf(const std::optional<Error>& error)
{
    return error ? qt(error->message) : QString();
}

} // namespace

QString Changes::plansProblem() const
{
    return m_plansError ? whatOf(m_plansError) : m_session.problem();
}
QString Changes::plansProblemAction() const
{
    return m_plansError ? actionOf(m_plansError) : m_session.problemAction();
}
QString Changes::plansProblemDetail() const
{
    return m_plansError ? detailOf(m_plansError) : m_session.problemDetail();
}
QString Changes::rolloutsProblem() const
{
    return m_rolloutsError ? whatOf(m_rolloutsError) : m_session.problem();
}
QString Changes::rolloutsProblemAction() const
{
    return m_rolloutsError ? actionOf(m_rolloutsError) : m_session.problemAction();
}
QString Changes::rolloutsProblemDetail() const
{
    return m_rolloutsError ? detailOf(m_rolloutsError) : m_session.problemDetail();
}
QString Changes::planProblem() const
{
    return m_planError ? tr("%1: %2").arg(whatOf(m_planError), detailOf(m_planError)) : QString();
}
QString Changes::textsProblem() const
{
    return m_textsError ? tr("%1: %2").arg(whatOf(m_textsError), detailOf(m_textsError)) : QString();
}
QString Changes::rolloutProblem() const
{
    return m_rolloutError ? tr("%1: %2").arg(whatOf(m_rolloutError), detailOf(m_rolloutError)) : QString();
}
QString Changes::groupProblem() const
{
    return m_groupError ? tr("%1: %2").arg(whatOf(m_groupError), detailOf(m_groupError)) : QString();
}
QString Changes::evidenceProblem() const
{
    return m_evidenceError ? tr("%1: %2").arg(whatOf(m_evidenceError), detailOf(m_evidenceError)) : QString();
}

QString Changes::whyNotChange() const
{
    switch (m_session.state()) {
    case Session::Live: break;
    case Session::Cached: return tr("Offline: connect to the agent to change something.");
    case Session::Refused: return tr("The agent refuses the key.");
    default: return tr("The agent is not reachable.");
    }
    if (m_session.isAskingSelf())
        return tr("The agent is being asked what this key may do.");
    if (const QString why = model::whyRoleMayNotChange(m_session.self()); !why.isEmpty())
        return why;
    const bool isRefused = m_isKeyTooWeak && !m_session.self(); // else the refusal was about something else
    return isRefused ? tr("This key may only look. Ask an admin of the agent for a key with the role operator.")
                     : QString();
}

QString Changes::whyNotStart() const
{
    if (const QString why = m_plan.whyNotStart(); !why.isEmpty())
        return why;
    if (const QString why = whyNotChange(); !why.isEmpty())
        return why;
    return m_plan.needsDigits() ? model::whyRoleMayNotWiden(m_session.self()) : QString();
}

void Changes::setQuestion(const QString& question)
{
    if (question == m_question)
        return;
    m_question = question;
    Q_EMIT questionChanged();
}

void Changes::setBusy(bool isBusy, const QString& problem)
{
    if (isBusy == m_isBusy && problem == m_decisionProblem)
        return;
    m_isBusy = isBusy;
    m_decisionProblem = problem;
    Q_EMIT busyChanged();
}

void Changes::forgetProblem()
{
    setBusy(m_isBusy, {});
}

template <class T>
void Changes::send(const std::string& what, const Json& body,
                   const std::function<QFuture<Result<T>>(client::Backend&, const std::string& key)>& call,
                   std::function<void(const Result<T>&)> then)
{
    if (m_session.state() != Session::Live || backend() == nullptr)
        return setBusy(false, whyNotChange());
    const std::string decision = what + ' ' + dumpJson(body);
    setBusy(true, {});
    onResult(call(*backend(), m_keys.keyFor(decision)), this,
             [this, generation = m_generation, decision, then = std::move(then)](const Result<T>& answer) {
                 if (generation != m_generation)
                     return;
                 m_keys.answered(decision, answer ? nullptr : &answer.error());
                 if (!answer) {
                     if (!client::IdempotencyKeys::isLost(answer.error()))
                         m_sentEdit.reset();
                     m_isKeyTooWeak |= answer.error().code == ErrorCode::PermissionDenied;
                     setBusy(false, wordsForRefusal(answer.error()));
                     Q_EMIT mayChanged();
                     return;
                 }
                 then(answer);
             });
}

void Changes::startRollout(const QString& reason, const QString& digits, int confirmSeconds)
{
    if (m_isBusy)
        return;
    if (!whyNotStart().isEmpty())
        return setBusy(false, whyNotStart());
    wire::RolloutRequest request;
    request.plans.push_back(m_planName.plan);
    request.runtime = m_plan.runtimeId().toStdString(); // as it is shown
    request.reason = reason.toStdString();
    request.digits = digits.toStdString();
    if (confirmSeconds > 0)
        request.confirmSeconds = confirmSeconds;
    send<std::string>(
        "rollouts", wire::toJson(request),
        [request](client::Backend& to, const std::string& key) { return to.startRollout(request, key); },
        [this](const Result<std::string>& id) {
            setBusy(false, {});
            setRolloutId(qt(*id));
            loadRollouts();
            loadPlans();
            Q_EMIT decided();
            Q_EMIT rolloutOpened();
        });
}

void Changes::decide(client::RolloutDecision decision)
{
    if (m_isBusy || m_rolloutId.empty())
        return;
    const std::string group = m_rollout.groupId();
    send<void>(
        std::string(client::toText(decision)) + ' ' + (group.empty() ? m_rolloutId : "group " + group), Json::object(),
        [id = m_rolloutId, group, decision](client::Backend& to, const std::string& key) {
            return group.empty() ? to.decide(id, decision, key) : to.decideGroup(group, decision, key);
        },
        [this, id = m_rolloutId](const Result<>&) {
            setBusy(false, {});
            loadRollout(id);
            Q_EMIT decided();
        });
}

void Changes::beginEdit(const QString& nodeId)
{
    forgetProblem();
    m_sentEdit.reset();
    m_savedEdit.reset();
    const wire::Topology* shown = m_session.topology();
    m_draftRuntime = m_session.runtimeId().toStdString();
    m_draft.begin(shown != nullptr ? shown->graph : topology::Graph(), nodeId);
}

void Changes::planEdit(const QString& reason)
{
    const auto edit = m_draft.edit();
    if (m_isBusy || !edit)
        return;
    if (!whyNotChange().isEmpty())
        return setBusy(false, whyNotChange());
    const QString title = m_draft.sentence();
    wire::IntentChange change;
    change.runtime = m_draftRuntime;
    change.reason = reason.toStdString();
    change.edits.push_back(*edit);
    // Sent again after a lost answer it must be the very same, or it would be another decision.
    const bool isSame = m_sentEdit && m_sentEdit->reason == change.reason
        && provider::toJson(m_sentEdit->edits.front()) == provider::toJson(*edit);
    if (m_savedEdit && m_savedEdit->title == title.toStdString())
        return makePlan(*m_savedEdit);
    if (isSame)
        return sendEdit(*m_sentEdit, title);
    setBusy(true, {});
    onResult(backend()->intent(m_draftRuntime), this,
             [this, generation = m_generation, change, title](const Result<wire::Intent>& intent) mutable {
                 if (generation != m_generation)
                     return;
                 if (!intent)
                     return setBusy(false, wordsForRefusal(intent.error()));
                 if (!intent->desired)
                     return adoptThenEdit(change, title);
                 change.base = intent->desired->number;
                 sendEdit(change, title);
             });
}

/// Nothing was adopted yet: what runs becomes the intent first, so that the edit changes nothing but what it says.
void Changes::adoptThenEdit(const wire::IntentChange& edit, const QString& title)
{
    wire::IntentChange change;
    change.runtime = edit.runtime;
    change.adopt = true;
    change.reason = "adopted, before its first change";
    send<void>(
        "intent", wire::toJson(change),
        [change](client::Backend& to, const std::string& key) { return to.changeIntent(change, key); },
        [this, edit, title](const Result<>&) { sendEdit(edit, title); });
}

void Changes::sendEdit(const wire::IntentChange& change, const QString& title)
{
    m_sentEdit = change;
    wire::PlanRequest request;
    request.runtime = change.runtime;
    request.title = title.toStdString();
    request.reason = change.reason;
    send<void>(
        "intent", wire::toJson(change),
        [change](client::Backend& to, const std::string& key) { return to.changeIntent(change, key); },
        [this, request](const Result<>&) {
            m_sentEdit.reset();
            m_savedEdit = request;
            makePlan(request);
        });
}

void Changes::changeIntent(const wire::IntentChange& change)
{
    if (m_isBusy)
        return;
    if (!whyNotChange().isEmpty())
        return setBusy(false, whyNotChange());
    send<void>(
        "intent", wire::toJson(change),
        [change](client::Backend& to, const std::string& key) { return to.changeIntent(change, key); },
        [this](const Result<>&) {
            setBusy(false, {});
            Q_EMIT decided();
        });
}

void Changes::planIntent(const wire::PlanRequest& request)
{
    if (m_isBusy)
        return;
    if (!whyNotChange().isEmpty())
        return setBusy(false, whyNotChange());
    makePlan(request);
}

void Changes::planUndo()
{
    if (m_isBusy || !m_rollout.canUndo())
        return;
    if (!whyNotChange().isEmpty())
        return setBusy(false, whyNotChange());
    wire::IntentChange change;
    change.runtime = m_rollout.runtimeId().toStdString();
    change.undo = m_rolloutId;
    change.reason = tr("Undo: %1").arg(m_rollout.title()).toStdString();
    wire::PlanRequest request;
    request.runtime = change.runtime;
    request.title = change.reason;
    send<void>(
        "intent", wire::toJson(change),
        [change](client::Backend& to, const std::string& key) { return to.changeIntent(change, key); },
        [this, request](const Result<>&) { makePlan(request); });
}

void Changes::replan()
{
    if (m_isBusy || !m_plan.hasPlan())
        return;
    wire::PlanRequest request;
    request.runtime = m_plan.runtimeId().toStdString();
    request.title = m_plan.title().toStdString();
    request.reason = m_plan.reason().toStdString();
    makePlan(request);
}

void Changes::makePlan(const wire::PlanRequest& request)
{
    send<std::string>(
        "plans", wire::toJson(request),
        [request](client::Backend& to, const std::string& key) { return to.makePlan(request, key); },
        [this, runtime = request.runtime](const Result<std::string>& id) {
            setBusy(false, {});
            m_savedEdit.reset();
            loadPlans();
            const QString made = qt(wire::toText({*id, runtime}));
            if (made == planId())
                loadPlan();
            setPlanId(made);
            Q_EMIT decided();
            Q_EMIT planOpened();
        });
}

} // namespace fabric::session
