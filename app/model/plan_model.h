// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/plan_reader.h"
#include "app/model/plan_summary.h"
#include "app/model/text_diff_model.h"

#include <QObject>

namespace fabric::model {

/// The plan that is shown. What it says comes from the plan itself, parsed strictly and hashed here; runtime, title, reason,
/// author and times are the agent's words around it, which no digest covers. If the digests differ, nothing can be decided. GUI thread.
class PlanModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Changes")
    Q_PROPERTY(QString planId READ planId NOTIFY changed)
    Q_PROPERTY(QString runtimeId READ runtimeId NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
    Q_PROPERTY(QString about READ about NOTIFY changed)
    Q_PROPERTY(QString reason READ reason NOTIFY changed)
    Q_PROPERTY(QString status READ status NOTIFY changed)
    Q_PROPERTY(fabric::model::Ui::Tone statusTone READ statusTone NOTIFY changed)
    Q_PROPERTY(QString riskAnswer READ riskAnswer NOTIFY changed)
    Q_PROPERTY(QString riskDetail READ riskDetail NOTIFY changed)
    Q_PROPERTY(fabric::model::Ui::Tone riskTone READ riskTone NOTIFY changed)
    Q_PROPERTY(QString reloadAnswer READ reloadAnswer NOTIFY changed)
    Q_PROPERTY(QString reloadDetail READ reloadDetail NOTIFY changed)
    Q_PROPERTY(fabric::model::Ui::Tone reloadTone READ reloadTone NOTIFY changed)
    Q_PROPERTY(QString affectedAnswer READ affectedAnswer NOTIFY changed)
    Q_PROPERTY(QString affectedDetail READ affectedDetail NOTIFY changed)
    Q_PROPERTY(QString undoAnswer READ undoAnswer NOTIFY changed)
    Q_PROPERTY(QString undoDetail READ undoDetail NOTIFY changed)
    Q_PROPERTY(fabric::model::Ui::Tone undoTone READ undoTone NOTIFY changed)
    Q_PROPERTY(QString calloutTitle READ calloutTitle NOTIFY changed)
    Q_PROPERTY(QString calloutText READ calloutText NOTIFY changed)
    Q_PROPERTY(QString digest READ digest NOTIFY changed)
    Q_PROPERTY(QString digestWords READ digestText NOTIFY changed)
    Q_PROPERTY(QString digestVerdict READ digestVerdict NOTIFY changed)
    Q_PROPERTY(QString digits READ digits NOTIFY changed)
    Q_PROPERTY(bool isSound READ isSound NOTIFY changed)
    Q_PROPERTY(QString unsoundTitle READ unsoundTitle NOTIFY changed)
    Q_PROPERTY(QString unsoundText READ unsoundText NOTIFY changed)
    Q_PROPERTY(bool needsDigits READ needsDigits NOTIFY changed)
    Q_PROPERTY(bool canStart READ canStart NOTIFY changed)
    Q_PROPERTY(QString whyNotStart READ whyNotStart NOTIFY changed)
    Q_PROPERTY(QString staleText READ staleText NOTIFY changed)
    Q_PROPERTY(QString lastRollout READ lastRollout NOTIFY changed)
    Q_PROPERTY(QString payload READ payload NOTIFY changed)
    Q_PROPERTY(QString graphProblem READ graphProblem NOTIFY changed)
    Q_PROPERTY(bool isRestart READ isRestart NOTIFY changed)
    Q_PROPERTY(fabric::model::RowListModel* operations READ operations CONSTANT)
    Q_PROPERTY(fabric::model::RowListModel* findings READ findings CONSTANT)
    Q_PROPERTY(fabric::model::TextDiffModel* texts READ texts CONSTANT)

public:
    explicit PlanModel(QObject* parent = nullptr);

    /// Shows @p document, or nothing.
    void setDocument(const wire::PlanDocument& document, UnixMillis now);
    void clear();
    /// Shows nothing if they are not those of the plan, see checkTexts().
    Result<> setTexts(const wire::PlanTexts& texts);
    /// The graph that the plan was made on; nullptr: it is not there, @p problem says why. The picture is PlanGraph's.
    void setObserved(const topology::Graph* observed, const QString& problem);
    void setNow(UnixMillis now);

    [[nodiscard]] bool hasPlan() const { return !m_document.summary.id.empty(); }
    /// Of the plan that was read; null if it was not understood.
    [[nodiscard]] const planning::Plan* plan() const { return m_read ? &m_read->plan : nullptr; }

    /// PLAN@RUNTIME; empty: there is none.
    [[nodiscard]] QString planId() const;
    [[nodiscard]] QString runtimeId() const;
    [[nodiscard]] QString title() const;
    /// All that matters in one sentence.
    [[nodiscard]] QString sentence() const;
    /// Who made it and when, and until when it may be used.
    [[nodiscard]] QString about() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QString status() const { return m_status.text; }
    [[nodiscard]] Ui::Tone statusTone() const { return m_status.tone; }
    [[nodiscard]] QString riskAnswer() const { return m_risk.answer; }
    [[nodiscard]] QString riskDetail() const { return m_risk.detail; }
    [[nodiscard]] Ui::Tone riskTone() const { return m_risk.tone; }
    [[nodiscard]] QString reloadAnswer() const { return m_reload.answer; }
    [[nodiscard]] QString reloadDetail() const { return m_reload.detail; }
    [[nodiscard]] Ui::Tone reloadTone() const { return m_reload.tone; }
    [[nodiscard]] QString affectedAnswer() const { return m_affected.answer; }
    [[nodiscard]] QString affectedDetail() const { return m_affected.detail; }
    [[nodiscard]] QString undoAnswer() const { return m_undo.answer; }
    [[nodiscard]] QString undoDetail() const { return m_undo.detail; }
    [[nodiscard]] Ui::Tone undoTone() const { return m_undo.tone; }
    [[nodiscard]] QString calloutTitle() const { return m_callout.title; }
    [[nodiscard]] QString calloutText() const { return m_callout.text; }
    /// Computed here; empty if the plan was not understood.
    [[nodiscard]] QString digest() const;
    [[nodiscard]] QString digestText() const;
    [[nodiscard]] QString digestVerdict() const;
    /// The first digits, which a gate may ask for.
    [[nodiscard]] QString digits() const;
    /// The plan was understood, its digest is the agent's and its summary says the same.
    [[nodiscard]] bool isSound() const { return m_unsound.isEmpty(); }
    [[nodiscard]] QString unsoundTitle() const;
    [[nodiscard]] QString unsoundText() const { return m_unsound; }
    /// The built-in gate wants to see that an admin means this plan.
    [[nodiscard]] bool needsDigits() const;
    [[nodiscard]] bool canStart() const { return whyNotStart().isEmpty(); }
    /// Why it cannot be rolled out, as far as the plan says; empty if it can.
    [[nodiscard]] QString whyNotStart() const;
    /// What changed since it was made; empty: nothing.
    [[nodiscard]] QString staleText() const;
    /// Id of the newest rollout of this plan; empty if there is none.
    [[nodiscard]] QString lastRollout() const;
    /// What would be sent, as JSON for people.
    [[nodiscard]] QString payload() const { return m_payload; }
    /// Why there is no picture; empty if there is one.
    [[nodiscard]] QString graphProblem() const { return m_graphProblem; }
    [[nodiscard]] bool isRestart() const;
    [[nodiscard]] RowListModel* operations() { return &m_operations; }
    [[nodiscard]] RowListModel* findings() { return &m_findings; }
    [[nodiscard]] TextDiffModel* texts() { return &m_texts; }

Q_SIGNALS:
    void changed();

private:
    struct Status
    {
        QString text;
        Ui::Tone tone = Ui::Neutral;
    };

    void read();
    void describe();
    void draw();
    [[nodiscard]] Status statusNow() const;
    [[nodiscard]] bool isExpired() const;

    wire::PlanDocument m_document;
    std::optional<ReadPlan> m_read;
    QString m_unsound;
    topology::Graph m_observed; ///< empty: not there
    UnixMillis m_now;
    Status m_status;
    PlanCard m_risk;
    PlanCard m_reload;
    PlanCard m_affected;
    PlanCard m_undo;
    Callout m_callout;
    QString m_payload;
    QString m_graphProblem;
    RowListModel m_operations;
    RowListModel m_findings;
    TextDiffModel m_texts;
};

} // namespace fabric::model
