// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/intent_model.h"
#include "app/session/changes.h"

namespace fabric::session {

/// The intent of the runtime that the session shows. Loaded only while somebody looks at it, since the agent compares three
/// documents for each answer; followed by the stream meanwhile. Decisions about it go through Changes.
///
/// GUI thread. Borrows session, changes and clock, which must outlive it.
class Intents : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(bool isWatched READ isWatched WRITE setWatched NOTIFY watchedChanged)
    Q_PROPERTY(fabric::model::IntentModel* intent READ intent CONSTANT)
    Q_PROPERTY(fabric::model::Ui::PageState state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY stateChanged)
    Q_PROPERTY(QString problemAction READ problemAction NOTIFY stateChanged)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY stateChanged)
    Q_PROPERTY(QString historyProblem READ historyProblem NOTIFY stateChanged)

public:
    Intents(Session& session, Changes& changes, const Clock& clock, QObject* parent = nullptr);

    /// The object that QML gets; set once by main before the engine loads. Not owned.
    static void setInstance(Intents* intents);
    static Intents* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] bool isWatched() const { return m_isWatched; }
    void setWatched(bool isWatched);
    [[nodiscard]] model::IntentModel* intent() { return &m_intent; }
    /// Empty: there is no runtime, or it was not observed yet.
    [[nodiscard]] model::Ui::PageState state() const;
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString problemAction() const;
    [[nodiscard]] QString problemDetail() const;
    /// Why there is no history; empty: it is there or on its way.
    [[nodiscard]] QString historyProblem() const;

    /// Makes what is observed the intent, with nothing of Fabric's in it: to begin with, or to drop every change that is wanted.
    Q_INVOKABLE void adopt(const QString& reason);
    /// Makes a plan from what runs to what is wanted, and opens it.
    Q_INVOKABLE void plan(const QString& reason);

Q_SIGNALS:
    void watchedChanged();
    void stateChanged();

private:
    void load();
    void loadHistory();
    void startOver();
    void onEvent(const wire::Event& event);

    Session& m_session;
    Changes& m_changes;
    const Clock& m_clock;
    model::IntentModel m_intent;
    QTimer m_tick; ///< while it is watched
    QString m_runtime; ///< that it is, or will be, about
    bool m_isWatched = false;
    bool m_wasLive = false;
    bool m_isLoading = false;
    bool m_isDirty = false; ///< something changed while it was loading
    int m_generation = 0; ///< answers about an earlier connection or runtime are dropped
    std::optional<Error> m_error;
    std::optional<Error> m_historyError;
};

} // namespace fabric::session
