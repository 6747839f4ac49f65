// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/changes.h"

#include "app/model/error_words.h"
#include "app/model/plan_reader.h"
#include "app/model/runtime_notice.h"
#include "core/base/on_result.h"

#include <QJSEngine>

#include <utility>

namespace fabric::session {
namespace {

using model::Ui::PageState;

constexpr int kTickMs = 1'000;
constexpr int kRetryTicks = 3;
constexpr std::string_view kPlanEvents = "plan.";
constexpr std::string_view kRolloutEvents = "rollout.";
constexpr std::string_view kGroupSubject = "rollout-group:";

Changes* s_instance = nullptr;

bool mayPass(const std::optional<Error>& error)
{
    return error && model::mayPass(error->code);
}

} // namespace

Changes::Changes(Session& session, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_clock(clock)
{
    connect(&session, &Session::connectionChanged, this, &Changes::startOver);
    connect(&session, &Session::stateChanged, this, &Changes::onSession);
    connect(&session, &Session::runtimeChanged, this, &Changes::watchRuntime);
    connect(this, &Changes::statesChanged, this, &Changes::watchRuntime);
    connect(&session, &Session::selfChanged, this, &Changes::mayChanged);
    connect(&m_plan, &model::PlanModel::changed, this, &Changes::mayChanged);
    connect(&session, &Session::eventArrived, this, &Changes::onEvent);
    connect(&session, &Session::historyReset, this, [this] {
        if (m_isLive)
            loadAll();
    });
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &Changes::tick);
    m_tick.start();
}

void Changes::setInstance(Changes* changes)
{
    s_instance = changes;
}

Changes* Changes::create(QQmlEngine*, QJSEngine*)
{
    Q_ASSERT(s_instance);
    QJSEngine::setObjectOwnership(s_instance, QJSEngine::CppOwnership);
    return s_instance;
}

void Changes::startOver()
{
    ++m_generation;
    m_isLive = false;
    m_hasPlans = m_hasRollouts = m_isKeyTooWeak = false;
    for (auto* error : {&m_plansError, &m_rolloutsError, &m_planError, &m_textsError, &m_rolloutError, &m_groupError,
                        &m_evidenceError})
        error->reset();
    m_keys = {};
    m_loadingGroup.clear();
    m_plans.setPlans({}, m_clock.now());
    m_rollouts.setRollouts({}, m_clock.now());
    m_plan.clear();
    m_openRollout.reset();
    m_takenSince.clear();
    m_rollout.clear();
    setBusy(false, {});
    Q_EMIT statesChanged();
}

void Changes::onSession()
{
    const bool isLive = m_session.state() == Session::Live;
    m_rollout.setAgentAway(!isLive);
    if (isLive && !m_isLive)
        loadAll();
    m_isLive = isLive;
    Q_EMIT statesChanged();
    Q_EMIT mayChanged();
}

void Changes::loadAll()
{
    loadPlans();
    if (!m_planName.plan.empty())
        loadPlan();
    loadAllRollouts();
}

void Changes::loadAllRollouts()
{
    loadRollouts();
    if (!m_rolloutId.empty())
        loadRollout(m_rolloutId);
}

PageState Changes::stateOf(bool isLoaded, const std::optional<Error>& error, int count) const
{
    const Session::State state = m_session.state();
    if (!isLoaded) {
        if (error || state == Session::Offline || state == Session::Refused)
            return PageState::Failed;
        return state == Session::Cached ? PageState::Empty : PageState::Loading;
    }
    if (state != Session::Live)
        return PageState::Stale;
    return count == 0 ? PageState::Empty : PageState::Ready;
}

void Changes::loadPlans()
{
    onResult(backend()->plans(), this, [this, generation = m_generation](const auto& answer) {
        if (generation != m_generation)
            return;
        if (answer) {
            m_hasPlans = true;
            m_plansError.reset();
            std::vector<wire::PlanSummary> plans = *answer;
            for (wire::PlanSummary& plan : plans)
                plan.author = m_session.whoIs(plan.author, plan.authorName);
            m_plans.setPlans(std::move(plans), m_clock.now());
            for (const auto& [id, rollout] : m_takenSince)
                m_plans.setRollout(rollout, m_clock.now());
        } else {
            m_plansError = answer.error();
        }
        Q_EMIT statesChanged();
    });
}

void Changes::setPlanId(const QString& id)
{
    const wire::PlanName name = wire::planNameFrom(id.toStdString());
    if (name == m_planName)
        return;
    m_planName = name;
    m_planError.reset();
    m_textsError.reset();
    m_plan.clear();
    Q_EMIT planIdChanged();
    Q_EMIT statesChanged();
    if (!m_planName.plan.empty() && m_isLive)
        loadPlan();
}

void Changes::loadPlan()
{
    onResult(backend()->plan(m_planName), this,
             [this, generation = m_generation, name = m_planName](const Result<wire::PlanDocument>& answer) {
                 if (generation != m_generation || name != m_planName)
                     return;
                 m_planError.reset();
                 if (answer) {
                     wire::PlanDocument document = *answer;
                     document.summary.author = m_session.whoIs(document.summary.author, document.summary.authorName);
                     m_plan.setDocument(document, m_clock.now());
                     nameRuntime(document.summary.runtime);
                     loadTexts();
                     loadObserved();
                 } else {
                     m_planError = answer.error();
                 }
                 Q_EMIT statesChanged();
             });
}

/// Whoever opened the plan by its id alone has its runtime named from here on.
void Changes::nameRuntime(const std::string& runtime)
{
    if (!m_planName.runtime.empty())
        return;
    m_planName.runtime = runtime;
    Q_EMIT planIdChanged();
}

void Changes::loadTexts()
{
    onResult(backend()->planTexts(m_planName), this,
             [this, generation = m_generation, name = m_planName](const Result<wire::PlanTexts>& answer) {
                 if (generation != m_generation || name != m_planName)
                     return;
                 m_textsError.reset();
                 const Result<> shown = answer ? m_plan.setTexts(*answer) : tl::make_unexpected(answer.error());
                 if (!shown)
                     m_textsError = shown.error();
                 Q_EMIT statesChanged();
             });
}

/// The picture is drawn on the graph that the plan was made on, which may not be the newest one.
void Changes::loadObserved()
{
    const planning::Plan* plan = m_plan.plan();
    if (plan == nullptr)
        return;
    const wire::Topology* shown = m_session.topology();
    if (shown != nullptr && shown->graph.digest() == plan->observedGraph)
        return m_plan.setObserved(&shown->graph, {});
    onResult(backend()->revision(plan->observedGraph.text()), this,
             [this, generation = m_generation, name = m_planName](const Result<wire::Topology>& answer) {
                 if (generation != m_generation || name != m_planName)
                     return;
                 if (answer)
                     m_plan.setObserved(&answer->graph, {});
                 else
                     m_plan.setObserved(nullptr,
                                        tr("The graph that the plan was made on cannot be loaded: %1")
                                            .arg(QString::fromStdString(answer.error().message)));
             });
}

void Changes::loadRollouts()
{
    m_takenSince.clear();
    onResult(backend()->rollouts({}), this, [this, generation = m_generation](const auto& answer) {
        if (generation != m_generation)
            return;
        if (answer) {
            m_hasRollouts = true;
            m_rolloutsError.reset();
            std::vector<wire::Rollout> rollouts = *answer;
            for (wire::Rollout& rollout : rollouts)
                rollout.author = m_session.whoIs(rollout.author, rollout.authorName);
            m_rollouts.setRollouts(std::move(rollouts), m_clock.now());
            for (const auto& [id, rollout] : m_takenSince) // they are newer than the list
                m_rollouts.setRollout(rollout, m_clock.now());
            showRollout();
        } else {
            m_rolloutsError = answer.error();
        }
        Q_EMIT statesChanged();
    });
}

void Changes::setRolloutId(const QString& id)
{
    if (id.toStdString() == m_rolloutId)
        return;
    m_rolloutId = id.toStdString();
    m_openRollout.reset();
    m_rolloutError.reset();
    m_groupError.reset();
    m_evidenceError.reset();
    if (m_rollouts.find(m_rolloutId) == nullptr)
        m_rollout.clear();
    showRollout();
    Q_EMIT rolloutIdChanged();
    Q_EMIT statesChanged();
    if (!m_rolloutId.empty() && m_isLive)
        loadRollout(m_rolloutId);
}

void Changes::loadRollout(const std::string& id)
{
    onResult(backend()->rollout(id), this, [this, generation = m_generation, id](const Result<wire::Rollout>& answer) {
        if (generation != m_generation)
            return;
        if (answer)
            takeRollout(*answer);
        else if (id == m_rolloutId)
            m_rolloutError = answer.error();
        Q_EMIT statesChanged();
    });
}

void Changes::takeRollout(wire::Rollout rollout)
{
    rollout.author = m_session.whoIs(rollout.author, rollout.authorName);
    m_rollouts.setRollout(rollout, m_clock.now());
    m_plans.setRollout(rollout, m_clock.now());
    m_takenSince.insert_or_assign(rollout.id, rollout);
    if (rollout.id == m_rolloutId) {
        m_rolloutError.reset();
        m_openRollout = rollout;
    }
    showRollout();
    if (rollout.id == m_rolloutId && !m_rollout.isTouchedKnown())
        loadTouched();
    if (rollout.group && *rollout.group == m_rollout.groupId())
        loadGroup();
}

/// A row of the list has no steps and no checks: it is shown only until the rollout itself is there.
void Changes::showRollout()
{
    const wire::Rollout* open = m_openRollout ? &*m_openRollout : m_rollouts.find(m_rolloutId);
    if (open != nullptr)
        m_rollout.setRollout(*open, m_clock.now());
}

/// Which of its checks are about what the plan touches: said by the plan, which nothing else here needs.
void Changes::loadTouched()
{
    const wire::PlanName name = wire::planNameFrom(m_rollout.planId().toStdString());
    onResult(backend()->plan(name), this,
             [this, generation = m_generation, name](const Result<wire::PlanDocument>& answer) {
                 if (generation != m_generation || name != wire::planNameFrom(m_rollout.planId().toStdString()))
                     return;
                 const auto read = answer ? model::readPlan(answer->plan) : tl::make_unexpected(answer.error());
                 if (read && read->digest.text() == name.plan)
                     m_rollout.setTouched(rollout::TouchedParts(read->plan));
             });
}

/// Many members move at once: one question at a time, and once more if something happened meanwhile.
void Changes::loadGroup()
{
    const std::string id = m_rollout.groupId();
    m_isGroupOld = id == m_loadingGroup;
    if (id.empty() || m_isGroupOld)
        return;
    m_loadingGroup = id;
    onResult(backend()->rolloutGroup(id), this,
             [this, generation = m_generation, id](const Result<wire::RolloutGroup>& answer) {
                 if (generation != m_generation || id != m_loadingGroup)
                     return;
                 m_loadingGroup.clear();
                 if (id != m_rollout.groupId())
                     return;
                 m_groupError.reset();
                 if (answer)
                     m_rollout.setGroup(*answer, m_clock.now());
                 else
                     m_groupError = answer.error();
                 if (std::exchange(m_isGroupOld, false))
                     loadGroup();
                 Q_EMIT statesChanged();
             });
}

/// A rollout waits for its runtime: whoever looks at it sees that at once, not only when a step fails.
void Changes::watchRuntime()
{
    const wire::Runtime* runtime = m_session.runtimes()->find(m_rollout.runtimeId().toStdString());
    const auto notice = runtime != nullptr ? model::noticeOf(*runtime, m_clock.now()) : std::nullopt;
    m_rollout.setRuntimeTrouble(notice && notice->isStale ? notice->title : QString());
}

void Changes::loadEvidence()
{
    if (m_rolloutId.empty() || backend() == nullptr)
        return;
    onResult(backend()->evidence(m_rolloutId), this,
             [this, generation = m_generation, id = m_rolloutId](const Result<wire::Evidence>& answer) {
                 if (generation != m_generation || id != m_rolloutId)
                     return;
                 m_evidenceError.reset();
                 if (answer)
                     m_rollout.setEvidence(*answer);
                 else
                     m_evidenceError = answer.error();
                 Q_EMIT statesChanged();
             });
}

void Changes::onEvent(const wire::Event& event)
{
    if (!m_isLive)
        return; // everything is loaded when the session becomes live
    if (event.type.starts_with(kPlanEvents)) {
        loadPlans();
        if (!m_planName.plan.empty())
            loadPlan();
    } else if (event.type.starts_with(kRolloutEvents)) {
        if (!event.subject.starts_with(kGroupSubject)) // the members of a group tell of themselves
            loadRolloutOf(event);
        else if (event.subject.substr(kGroupSubject.size()) == m_rollout.groupId())
            loadGroup();
        if (m_rollout.evidence()->count() > 0)
            loadEvidence();
    } else if (event.type == events::type::kRuntimeStatusChanged && !m_rolloutId.empty() && !m_rollout.isOver()) {
        loadRollout(m_rolloutId); // it may wait for the runtime, or go on
    } else if (event.type == events::type::kRevisionObserved && m_plan.hasPlan()) {
        loadPlan(); // it may be overtaken now
    }
}

void Changes::loadRolloutOf(const wire::Event& event)
{
    const auto id = event.data.find("rollout");
    if (id != event.data.end() && id->is_string())
        loadRollout(id->get<std::string>());
    else
        loadAllRollouts();
}

void Changes::tick()
{
    const UnixMillis now = m_clock.now();
    m_plans.setNow(now);
    m_rollouts.setNow(now);
    m_plan.setNow(now);
    m_rollout.setNow(now);
    watchRuntime();
    if (++m_ticks % kRetryTicks == 0 && m_isLive)
        loadFailed();
}

/// The events go on, and nobody else would ask again.
void Changes::loadFailed()
{
    if (mayPass(m_plansError))
        loadPlans();
    if (mayPass(m_planError))
        loadPlan();
    else if (mayPass(m_textsError))
        loadTexts();
    if (mayPass(m_rolloutsError))
        loadRollouts();
    if (mayPass(m_rolloutError))
        loadRollout(m_rolloutId);
    if (mayPass(m_groupError))
        loadGroup();
    if (mayPass(m_evidenceError))
        loadEvidence();
}

} // namespace fabric::session
