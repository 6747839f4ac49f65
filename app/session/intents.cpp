// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/intents.h"

#include "app/model/error_words.h"
#include "core/base/on_result.h"

#include <QJSEngine>

namespace fabric::session {
namespace {

using model::Ui::PageState;

constexpr int kTickMs = 1'000;
constexpr std::string_view kRuntimeSubject = "runtime:";

Intents* s_instance = nullptr;

} // namespace

Intents::Intents(Session& session, Changes& changes, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_changes(changes)
    , m_clock(clock)
{
    connect(&session, &Session::connectionChanged, this, &Intents::startOver);
    connect(&session, &Session::stateChanged, this, [this] {
        const bool isLive = m_session.state() == Session::Live;
        if (isLive && !std::exchange(m_wasLive, isLive))
            load();
        m_wasLive = isLive;
        Q_EMIT stateChanged();
    });
    connect(&session, &Session::runtimeChanged, this, [this] {
        if (m_session.runtimeId() != m_runtime)
            startOver();
    });
    connect(&session, &Session::eventArrived, this, &Intents::onEvent);
    connect(&session, &Session::historyReset, this, &Intents::load);
    connect(&changes, &Changes::decided, this, &Intents::load);
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_intent.setNow(m_clock.now());
        const auto passes = [](const std::optional<Error>& error) { return error && model::mayPass(error->code); };
        if (!m_isLoading && (passes(m_error) || passes(m_historyError)))
            load(); // the events go on, and nobody else would ask again
    });
}

void Intents::setInstance(Intents* intents)
{
    s_instance = intents;
}

Intents* Intents::create(QQmlEngine*, QJSEngine*)
{
    Q_ASSERT(s_instance);
    QJSEngine::setObjectOwnership(s_instance, QJSEngine::CppOwnership);
    return s_instance;
}

void Intents::setWatched(bool isWatched)
{
    if (isWatched == m_isWatched)
        return;
    m_isWatched = isWatched;
    if (isWatched)
        m_tick.start();
    else
        m_tick.stop();
    Q_EMIT watchedChanged();
    load();
}

void Intents::startOver()
{
    ++m_generation;
    m_runtime = m_session.runtimeId();
    m_isLoading = m_isDirty = false;
    m_error.reset();
    m_historyError.reset();
    m_intent.clear();
    Q_EMIT stateChanged();
    load();
}

void Intents::load()
{
    if (!m_isWatched || m_session.state() != Session::Live || m_session.runtimeId().isEmpty())
        return;
    if (m_isLoading) {
        m_isDirty = true;
        return;
    }
    m_isLoading = true;
    m_isDirty = false;
    onResult(m_session.backend()->intent(m_session.runtimeId().toStdString()), this,
             [this, generation = m_generation](const Result<wire::Intent>& answer) {
                 if (generation != m_generation)
                     return;
                 m_isLoading = false;
                 m_error.reset();
                 if (answer)
                     m_intent.setIntent(*answer, m_clock.now());
                 else
                     m_error = answer.error();
                 Q_EMIT stateChanged();
                 if (m_isDirty)
                     load();
             });
    loadHistory();
}

void Intents::loadHistory()
{
    onResult(m_session.backend()->desiredRevisions(m_session.runtimeId().toStdString()), this,
             [this, generation = m_generation](const Result<std::vector<wire::Revision>>& answer) {
                 if (generation != m_generation)
                     return;
                 m_historyError.reset();
                 if (answer) {
                     std::vector<wire::Revision> revisions = *answer;
                     for (wire::Revision& revision : revisions)
                         revision.author = m_session.whoIs(revision.author, revision.authorName);
                     m_intent.setHistory(std::move(revisions), m_clock.now());
                 } else {
                     m_historyError = answer.error();
                 }
                 Q_EMIT stateChanged();
             });
}

void Intents::onEvent(const wire::Event& event)
{
    const bool isRevision
        = event.type == events::type::kRevisionObserved || event.type == events::type::kRevisionDesired;
    if (isRevision && event.subject == std::string(kRuntimeSubject) + m_session.runtimeId().toStdString())
        load();
}

PageState Intents::state() const
{
    const Session::State line = m_session.state();
    if (m_intent.isLoaded())
        return line == Session::Live ? PageState::Ready : PageState::Stale;
    if (m_error)
        return m_error->code == ErrorCode::NotFound ? PageState::Empty : PageState::Failed;
    if (line == Session::Offline || line == Session::Refused)
        return PageState::Failed;
    const bool hasNone = line == Session::Live && m_session.runtimeId().isEmpty();
    return line == Session::Cached || hasNone ? PageState::Empty : PageState::Loading;
}

QString Intents::problem() const
{
    return m_error ? model::wordsFor(m_error->code).what : m_session.problem();
}

QString Intents::problemAction() const
{
    return m_error ? model::wordsFor(m_error->code).action : m_session.problemAction();
}

QString Intents::problemDetail() const
{
    return m_error ? QString::fromStdString(m_error->message) : m_session.problemDetail();
}

QString Intents::historyProblem() const
{
    return m_historyError
        ? tr("%1: %2").arg(model::wordsFor(m_historyError->code).what, QString::fromStdString(m_historyError->message))
        : QString();
}

void Intents::adopt(const QString& reason)
{
    wire::IntentChange change;
    change.runtime = m_session.runtimeId().toStdString();
    change.base = m_intent.base();
    change.reason = reason.toStdString();
    change.adopt = true;
    m_changes.changeIntent(change);
}

void Intents::plan(const QString& reason)
{
    wire::PlanRequest request;
    request.runtime = m_session.runtimeId().toStdString();
    request.title = m_intent.planTitle().toStdString();
    request.reason = reason.toStdString();
    m_changes.planIntent(request);
}

} // namespace fabric::session
