// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/idempotency_keys.h"
#include "app/model/change_lists.h"
#include "app/model/edit_draft.h"
#include "app/model/plan_model.h"
#include "app/model/rollout_model.h"
#include "app/session/session.h"
#include "core/wire/plan_name.h"

#include <functional>
#include <map>
#include <optional>

namespace fabric::session {

/// Plans and rollouts of the agent that the session is open on, and what the user decides about them. Loads the lists when
/// the session becomes live, follows plan.* and rollout.* of its stream, and keeps what it saw while the line is broken.
///
/// GUI thread. Borrows session and clock, which must outlive it.
class Changes : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(fabric::model::PlanListModel* plans READ plans CONSTANT)
    Q_PROPERTY(fabric::model::RolloutListModel* rollouts READ rollouts CONSTANT)
    Q_PROPERTY(fabric::model::PlanModel* plan READ plan CONSTANT)
    Q_PROPERTY(fabric::model::RolloutModel* rollout READ rollout CONSTANT)
    Q_PROPERTY(fabric::model::EditDraft* draft READ draft CONSTANT)
    Q_PROPERTY(fabric::model::Ui::PageState plansState READ plansState NOTIFY statesChanged)
    Q_PROPERTY(fabric::model::Ui::PageState rolloutsState READ rolloutsState NOTIFY statesChanged)
    Q_PROPERTY(QString plansProblem READ plansProblem NOTIFY statesChanged)
    Q_PROPERTY(QString plansProblemAction READ plansProblemAction NOTIFY statesChanged)
    Q_PROPERTY(QString plansProblemDetail READ plansProblemDetail NOTIFY statesChanged)
    Q_PROPERTY(QString rolloutsProblem READ rolloutsProblem NOTIFY statesChanged)
    Q_PROPERTY(QString rolloutsProblemAction READ rolloutsProblemAction NOTIFY statesChanged)
    Q_PROPERTY(QString rolloutsProblemDetail READ rolloutsProblemDetail NOTIFY statesChanged)
    Q_PROPERTY(QString planId READ planId WRITE setPlanId NOTIFY planIdChanged)
    Q_PROPERTY(QString rolloutId READ rolloutId WRITE setRolloutId NOTIFY rolloutIdChanged)
    Q_PROPERTY(QString planProblem READ planProblem NOTIFY statesChanged)
    Q_PROPERTY(QString textsProblem READ textsProblem NOTIFY statesChanged)
    Q_PROPERTY(QString rolloutProblem READ rolloutProblem NOTIFY statesChanged)
    Q_PROPERTY(QString groupProblem READ groupProblem NOTIFY statesChanged)
    Q_PROPERTY(QString evidenceProblem READ evidenceProblem NOTIFY statesChanged)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY busyChanged)
    Q_PROPERTY(QString decisionProblem READ decisionProblem NOTIFY busyChanged)
    Q_PROPERTY(QString whyNotChange READ whyNotChange NOTIFY mayChanged)
    /// What a page is to ask once it is there: confirm, cancel, rollback, plan; the page that asks empties it.
    Q_PROPERTY(QString question READ question WRITE setQuestion NOTIFY questionChanged)
    Q_PROPERTY(QString whyNotStart READ whyNotStart NOTIFY mayChanged)

public:
    Changes(Session& session, const Clock& clock, QObject* parent = nullptr);

    /// The object that QML gets; set once by main before the engine loads. Not owned.
    static void setInstance(Changes* changes);
    static Changes* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] model::PlanListModel* plans() { return &m_plans; }
    [[nodiscard]] model::RolloutListModel* rollouts() { return &m_rollouts; }
    [[nodiscard]] model::PlanModel* plan() { return &m_plan; }
    [[nodiscard]] model::RolloutModel* rollout() { return &m_rollout; }
    [[nodiscard]] model::EditDraft* draft() { return &m_draft; }

    [[nodiscard]] model::Ui::PageState plansState() const { return stateOf(m_hasPlans, m_plansError, m_plans.count()); }
    [[nodiscard]] model::Ui::PageState rolloutsState() const
    {
        return stateOf(m_hasRollouts, m_rolloutsError, m_rollouts.totalCount());
    }
    [[nodiscard]] QString plansProblem() const;
    [[nodiscard]] QString plansProblemAction() const;
    [[nodiscard]] QString plansProblemDetail() const;
    [[nodiscard]] QString rolloutsProblem() const;
    [[nodiscard]] QString rolloutsProblemAction() const;
    [[nodiscard]] QString rolloutsProblemDetail() const;

    /// The plan and the rollout that are open; empty: none. A plan as PLAN@RUNTIME; without its runtime only as long as
    /// the agent was not asked.
    [[nodiscard]] QString planId() const { return QString::fromStdString(wire::toText(m_planName)); }
    void setPlanId(const QString& id);
    [[nodiscard]] QString rolloutId() const { return QString::fromStdString(m_rolloutId); }
    void setRolloutId(const QString& id);
    /// Why the open one cannot be shown; empty: it is shown or on its way.
    [[nodiscard]] QString planProblem() const;
    [[nodiscard]] QString textsProblem() const;
    [[nodiscard]] QString rolloutProblem() const;
    /// Why the group of the open rollout is not shown; empty: it is shown, on its way, or there is none.
    [[nodiscard]] QString groupProblem() const;
    [[nodiscard]] QString evidenceProblem() const;

    /// A decision was sent and not answered yet.
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    /// What became of the last decision, if it was refused or lost, and what to do; empty otherwise.
    [[nodiscard]] QString decisionProblem() const { return m_decisionProblem; }
    /// Why nothing can be changed here now; empty if, as far as is known, it can.
    [[nodiscard]] QString whyNotChange() const;
    [[nodiscard]] QString question() const { return m_question; }
    void setQuestion(const QString& question);
    /// Why the open plan cannot be rolled out with this key, now; empty if, as far as is known, it can.
    [[nodiscard]] QString whyNotStart() const;

    /// Rolls out the open plan. @p confirmSeconds 0: it is not to be confirmed.
    Q_INVOKABLE void startRollout(const QString& reason, const QString& digits, int confirmSeconds);
    /// Of the member of a group: for all its runtimes.
    Q_INVOKABLE void cancelRollout() { decide(client::RolloutDecision::Cancel); }
    Q_INVOKABLE void confirmRollout() { decide(client::RolloutDecision::Confirm); }
    Q_INVOKABLE void rollBackRollout() { decide(client::RolloutDecision::RollBack); }
    /// Wants what runs on its runtime without what the open rollout did, makes a plan of that and opens it.
    Q_INVOKABLE void planUndo();
    /// Begins a change of a node of the topology that the session shows.
    Q_INVOKABLE void beginEdit(const QString& nodeId);
    /// Saves the draft as the next intent of the runtime, makes a plan of it and opens that.
    Q_INVOKABLE void planEdit(const QString& reason);
    /// Saves the next intent of a runtime.
    void changeIntent(const wire::IntentChange& change);
    /// Makes a plan and opens it.
    void planIntent(const wire::PlanRequest& request);
    /// Makes the open plan again, from what runs now.
    Q_INVOKABLE void replan();
    Q_INVOKABLE void loadEvidence();
    Q_INVOKABLE void forgetProblem();

    /// Brings all texts that hold a time up to date; called once a second.
    void tick();

Q_SIGNALS:
    void statesChanged();
    void planIdChanged();
    void rolloutIdChanged();
    void busyChanged();
    void mayChanged();
    void questionChanged();
    /// A plan was made, a rollout was started: the user wants to see it.
    void planOpened();
    void rolloutOpened();
    /// The last decision was taken by the agent.
    void decided();

private:
    void onSession();
    void startOver();
    void loadAll();
    void loadPlans();
    void loadPlan();
    void nameRuntime(const std::string& runtime);
    void loadTexts();
    void loadFailed();
    void loadTouched();
    void loadObserved();
    void loadRollouts();
    void loadAllRollouts(); ///< and the open one
    void loadRollout(const std::string& id);
    void loadRolloutOf(const wire::Event& event);
    void takeRollout(wire::Rollout rollout);
    void loadGroup();
    void showRollout();
    void watchRuntime();
    void onEvent(const wire::Event& event);
    void decide(client::RolloutDecision decision);
    void adoptThenEdit(const wire::IntentChange& edit, const QString& title);
    void sendEdit(const wire::IntentChange& change, const QString& title);
    void makePlan(const wire::PlanRequest& request);
    /// Sends a decision with its key, and tells what becomes of it. @p then gets the answer if there is one.
    template <class T>
    void send(const std::string& what, const Json& body,
              const std::function<QFuture<Result<T>>(client::Backend&, const std::string& key)>& call,
              std::function<void(const Result<T>&)> then);
    void setBusy(bool isBusy, const QString& problem);
    [[nodiscard]] client::Backend* backend() const { return m_session.backend(); }
    [[nodiscard]] model::Ui::PageState stateOf(bool isLoaded, const std::optional<Error>& error, int count) const;

    Session& m_session;
    const Clock& m_clock;
    int m_generation = 0; ///< answers to an earlier connection are dropped
    bool m_isLive = false;
    model::PlanListModel m_plans;
    model::RolloutListModel m_rollouts;
    model::PlanModel m_plan;
    model::RolloutModel m_rollout;
    std::optional<wire::Rollout> m_openRollout; ///< as it was last loaded on its own
    std::map<std::string, wire::Rollout> m_takenSince; ///< loaded on their own since the list was asked for
    model::EditDraft m_draft;
    std::string m_draftRuntime;
    std::optional<wire::IntentChange> m_sentEdit; ///< of the draft; its answer was lost, or did not come yet
    std::optional<wire::PlanRequest> m_savedEdit; ///< of the draft; it is saved, its plan is not made yet
    bool m_hasPlans = false;
    bool m_hasRollouts = false;
    std::optional<Error> m_plansError;
    std::optional<Error> m_rolloutsError;
    std::optional<Error> m_planError;
    std::optional<Error> m_textsError;
    std::optional<Error> m_rolloutError;
    std::optional<Error> m_groupError;
    std::optional<Error> m_evidenceError;
    wire::PlanName m_planName;
    std::string m_rolloutId;
    std::string m_loadingGroup; ///< the group that is being asked for; empty: none
    bool m_isGroupOld = false; ///< something happened to that group meanwhile
    client::IdempotencyKeys m_keys;
    bool m_isBusy = false;
    bool m_isKeyTooWeak = false; ///< the agent refused a decision of this key
    QString m_decisionProblem;
    QString m_question;
    QTimer m_tick;
    int m_ticks = 0;
};

} // namespace fabric::session
