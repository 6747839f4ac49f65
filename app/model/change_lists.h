// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/change_words.h"
#include "app/model/row_list_model.h"

#include <QSet>
#include <QStringList>

namespace fabric::model {

/// All plans, newest first. GUI thread.
class PlanListModel : public RowListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Changes")
    Q_PROPERTY(QString headline READ headline NOTIFY headlineChanged)
    Q_PROPERTY(QString headlineDetail READ headlineDetail NOTIFY headlineChanged)
    Q_PROPERTY(int openCount READ openCount NOTIFY headlineChanged)

public:
    /// planId: PLAN@RUNTIME.
    static inline const QList<QByteArray> kRoles{"planId", "title", "detail", "risk", "riskTone", "state", "spoken"};

    explicit PlanListModel(QObject* parent = nullptr);

    void setPlans(std::vector<wire::PlanSummary> plans, UnixMillis now);
    /// A rollout of one of them began, or moved.
    void setRollout(const wire::Rollout& rollout, UnixMillis now);
    void setNow(UnixMillis now);
    /// Plans that may still be used and were not rolled out yet.
    [[nodiscard]] int openCount() const { return m_openCount; }
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString headlineDetail() const;
    [[nodiscard]] const std::vector<wire::PlanSummary>& plans() const { return m_plans; }

Q_SIGNALS:
    void headlineChanged();

private:
    std::vector<wire::PlanSummary> m_plans;
    int m_openCount = 0;
};

/// The rollouts that pass two filters, newest first, and words about all of them. GUI thread.
class RolloutListModel : public RowListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Changes")
    Q_PROPERTY(QString runtimeFilter READ runtimeFilter WRITE setRuntimeFilter NOTIFY filterChanged)
    Q_PROPERTY(QString stateFilter READ stateFilter WRITE setStateFilter NOTIFY filterChanged)
    Q_PROPERTY(QStringList runtimes READ runtimes NOTIFY headlineChanged)
    Q_PROPERTY(QString headline READ headline NOTIFY headlineChanged)
    Q_PROPERTY(QString headlineDetail READ headlineDetail NOTIFY headlineChanged)
    Q_PROPERTY(int activeCount READ activeCount NOTIFY headlineChanged)
    Q_PROPERTY(int needsYouCount READ needsYouCount NOTIFY headlineChanged)
    Q_PROPERTY(int totalCount READ totalCount NOTIFY headlineChanged)

public:
    /// needsYou: it does, and its state does not say so by itself.
    static inline const QList<QByteArray> kRoles{"rolloutId", "title", "detail", "state", "tone", "needsYou", "spoken"};

    explicit RolloutListModel(QObject* parent = nullptr);

    void setRollouts(std::vector<wire::Rollout> rollouts, UnixMillis now);
    /// One that is new or another now.
    void setRollout(const wire::Rollout& rollout, UnixMillis now);
    void setNow(UnixMillis now);
    [[nodiscard]] const std::vector<wire::Rollout>& rollouts() const { return m_all; }
    [[nodiscard]] const wire::Rollout* find(const std::string& id) const; ///< null if absent

    /// A runtime's id; empty: all.
    [[nodiscard]] QString runtimeFilter() const { return m_runtimeFilter; }
    void setRuntimeFilter(const QString& runtime);
    /// active | succeeded | rolled-back | operator | cancelled; empty: all.
    [[nodiscard]] QString stateFilter() const { return m_stateFilter; }
    void setStateFilter(const QString& state);
    /// The runtimes that have rollouts, for the filter.
    [[nodiscard]] QStringList runtimes() const;
    [[nodiscard]] int activeCount() const;
    /// Those that wait for somebody: for a confirmation (one for all of a group), for a gate, for the operator.
    [[nodiscard]] int needsYouCount() const;
    [[nodiscard]] int totalCount() const { return static_cast<int>(m_all.size()); }
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString headlineDetail() const;

Q_SIGNALS:
    void filterChanged();
    void headlineChanged();

private:
    void show();
    [[nodiscard]] bool needsOperator(const wire::Rollout& rollout) const;
    [[nodiscard]] QSet<QString> toConfirm() const;

    std::vector<wire::Rollout> m_all;
    UnixMillis m_now;
    QString m_runtimeFilter;
    QString m_stateFilter;
};

} // namespace fabric::model
