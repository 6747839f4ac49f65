// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/change_words.h"
#include "app/model/check_rows.h"
#include "app/model/group_words.h"
#include "app/model/row_list_model.h"

#include <QObject>

#include <optional>
#include <string>

namespace fabric::model {

/// The rollout that is shown: where it is, what happens if nobody acts, what was observed. The member of a group cannot be
/// decided about alone: once its group is known, what can be decided, until when, what it waits for and what became of it
/// are those of the group. Until then a member still says that it can go back, which takes all others back too.
/// GUI thread.
class RolloutModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Changes")
    Q_PROPERTY(QString rolloutId READ rolloutId NOTIFY changed)
    Q_PROPERTY(QString runtimeId READ runtimeId NOTIFY changed)
    Q_PROPERTY(QString planId READ planId NOTIFY changed)
    Q_PROPERTY(QString planShort READ planShort NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString about READ about NOTIFY changed)
    Q_PROPERTY(QString reason READ reason NOTIFY changed)
    Q_PROPERTY(QString stateText READ stateText NOTIFY changed)
    Q_PROPERTY(fabric::model::Ui::Tone tone READ tone NOTIFY changed)
    Q_PROPERTY(QString bannerTitle READ bannerTitle NOTIFY tick)
    Q_PROPERTY(QString bannerText READ bannerText NOTIFY tick)
    Q_PROPERTY(fabric::model::Ui::Tone bannerTone READ bannerTone NOTIFY tick)
    Q_PROPERTY(double timeLeft READ timeLeft NOTIFY tick)
    Q_PROPERTY(QString deadlineText READ deadlineText NOTIFY tick)
    Q_PROPERTY(QString operatorAction READ operatorAction NOTIFY changed)
    Q_PROPERTY(QString checksTitle READ checksTitle NOTIFY changed)
    Q_PROPERTY(bool isTerminal READ isTerminal NOTIFY changed)
    Q_PROPERTY(bool isOver READ isOver NOTIFY changed)
    Q_PROPERTY(bool isInGroup READ isInGroup NOTIFY changed)
    Q_PROPERTY(bool isGroupKnown READ isGroupKnown NOTIFY changed)
    Q_PROPERTY(QString groupAbout READ groupAbout NOTIFY changed)
    Q_PROPERTY(QString groupRuntimes READ groupRuntimes NOTIFY changed)
    Q_PROPERTY(QString groupMembers READ groupMembers NOTIFY changed)
    Q_PROPERTY(bool isAgentAway READ isAgentAway NOTIFY tick)
    Q_PROPERTY(bool canCancel READ canCancel NOTIFY changed)
    Q_PROPERTY(bool canConfirm READ canConfirm NOTIFY changed)
    Q_PROPERTY(bool canRollBack READ canRollBack NOTIFY changed)
    Q_PROPERTY(bool canUndo READ canUndo NOTIFY changed)
    Q_PROPERTY(bool waitsForConfirmation READ waitsForConfirmation NOTIFY changed)
    Q_PROPERTY(bool isUnfolded READ isUnfolded WRITE setUnfolded NOTIFY changed)
    Q_PROPERTY(int currentStep READ currentStep NOTIFY changed)
    Q_PROPERTY(fabric::model::RowListModel* steps READ steps CONSTANT)
    Q_PROPERTY(fabric::model::RowListModel* checks READ checks CONSTANT)
    Q_PROPERTY(fabric::model::RowListModel* group READ group CONSTANT)
    Q_PROPERTY(fabric::model::RowListModel* evidence READ evidence CONSTANT)

public:
    static inline const QList<QByteArray> kStepRoles{"title", "detail", "time", "span", "progress", "spoken"};
    static inline const QList<QByteArray> kEvidenceRoles{"time",   "state", "step",    "actor",
                                                         "detail", "sent",  "received"};

    explicit RolloutModel(QObject* parent = nullptr);

    /// Keeps the group as it was seen last if @p rollout is of the same one.
    void setRollout(const wire::Rollout& rollout, UnixMillis now);
    /// Nothing happens unless it is the group of the rollout.
    void setGroup(const wire::RolloutGroup& group, UnixMillis now);
    /// The parts that the plan of the rollout touches: their checks are not folded.
    void setTouched(rollout::TouchedParts touched);
    [[nodiscard]] bool isTouchedKnown() const { return m_touched.has_value(); }
    /// Whether the checks that need no look are shown; not of the next rollout.
    [[nodiscard]] bool isUnfolded() const { return m_isUnfolded; }
    void setUnfolded(bool isUnfolded);
    void clear();
    void setEvidence(const wire::Evidence& evidence);
    void setNow(UnixMillis now);
    /// The line to the agent is broken: what is shown is what was seen last.
    void setAgentAway(bool isAway);
    /// The agent does not reach the runtime: what it says of that; empty: it does.
    void setRuntimeTrouble(const QString& trouble);

    [[nodiscard]] bool hasRollout() const { return !m_rollout.id.empty(); }
    [[nodiscard]] QString rolloutId() const;
    [[nodiscard]] QString runtimeId() const;
    [[nodiscard]] QString planId() const; ///< PLAN@RUNTIME
    [[nodiscard]] QString planShort() const { return digestShort(m_rollout.plan); }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString about() const;
    [[nodiscard]] QString reason() const;
    /// Where it is; of a member, where its group is.
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] Ui::Tone tone() const;
    /// What happens if nobody acts.
    [[nodiscard]] QString bannerTitle() const { return m_banner.title; }
    [[nodiscard]] QString bannerText() const { return m_banner.text; }
    [[nodiscard]] Ui::Tone bannerTone() const { return m_banner.tone; }
    /// Share of the time until the deadline that the banner is about, 1 to 0; negative: there is none.
    [[nodiscard]] double timeLeft() const { return m_banner.timeLeft; }
    [[nodiscard]] QString deadlineText() const;
    [[nodiscard]] QString operatorAction() const;
    [[nodiscard]] QString checksTitle() const;
    [[nodiscard]] bool isTerminal() const { return m_rollout.isTerminal; }
    [[nodiscard]] bool isAgentAway() const { return m_isAgentAway; }
    /// Nothing will happen any more, neither to it nor to its group.
    [[nodiscard]] bool isOver() const { return m_knownGroup ? m_knownGroup->isTerminal : isTerminal(); }
    /// The id of its group; empty: it is alone.
    [[nodiscard]] std::string groupId() const { return m_rollout.group.value_or(std::string()); }
    [[nodiscard]] bool isInGroup() const { return m_rollout.group.has_value(); }
    [[nodiscard]] bool isGroupKnown() const { return m_knownGroup.has_value(); }
    /// `wave 1 of 2, all or nothing`.
    [[nodiscard]] QString groupAbout() const;
    /// About which runtimes a decision is: `all 3 runtimes`, `all runtimes of its group`; empty: it is alone.
    [[nodiscard]] QString groupRuntimes() const;
    /// Their names, as membersOf(); empty: they are not known.
    [[nodiscard]] QString groupMembers() const;
    [[nodiscard]] bool canCancel() const { return may(m_rollout.canCancel, &wire::RolloutGroup::canCancel); }
    [[nodiscard]] bool canConfirm() const { return may(m_rollout.canConfirm, &wire::RolloutGroup::canConfirm); }
    [[nodiscard]] bool canRollBack() const { return may(m_rollout.canRollBack, &wire::RolloutGroup::canRollBack); }
    /// It was kept: a plan takes it back, of a member of a group on its own runtime.
    [[nodiscard]] bool canUndo() const { return !m_isAgentAway && m_rollout.state == "succeeded"; }
    /// It will ask for a confirmation, now or after the soak; a group asks when all have passed.
    [[nodiscard]] bool waitsForConfirmation() const;
    /// The row of steps() that it is in; the last one of a terminal one; -1: there are none.
    [[nodiscard]] int currentStep() const;
    [[nodiscard]] RowListModel* steps() { return &m_steps; }
    [[nodiscard]] RowListModel* checks() { return &m_checks; }
    [[nodiscard]] RowListModel* group() { return &m_group; }
    [[nodiscard]] RowListModel* evidence() { return &m_evidence; }

Q_SIGNALS:
    void changed();
    /// Something that depends on the time or on the line to the agent is another.
    void tick();

private:
    using Words = BannerWords;

    /// Somebody confirmed it, and one more look at the runtime follows.
    [[nodiscard]] bool isConfirmed() const;
    [[nodiscard]] bool may(bool alone, bool wire::RolloutGroup::*inGroup) const
    {
        return !m_isAgentAway && (m_knownGroup ? *m_knownGroup.*inGroup : alone);
    }
    void describe();
    void describeChecks();
    void updateBanner();
    [[nodiscard]] Words bannerNow() const;
    [[nodiscard]] Words confirmBanner(UnixMillis deadline) const;
    [[nodiscard]] Words troubleBanner() const;
    [[nodiscard]] ShownRow stepRow(const wire::RolloutStep& step) const;

    wire::Rollout m_rollout;
    std::optional<wire::RolloutGroup> m_knownGroup; ///< of m_rollout
    std::optional<rollout::TouchedParts> m_touched; ///< by the plan of m_rollout
    bool m_isUnfolded = false;
    UnixMillis m_now;
    bool m_isAgentAway = false;
    QString m_runtimeTrouble;
    Words m_banner;
    RowListModel m_steps;
    RowListModel m_checks;
    RowListModel m_group;
    RowListModel m_evidence;
};

} // namespace fabric::model
