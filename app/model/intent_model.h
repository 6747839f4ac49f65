// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/row_list_model.h"
#include "core/base/clock.h"
#include "core/wire/change_types.h"

#include <QObject>

#include <vector>

namespace fabric::model {

/// What is wanted of one runtime, next to what was applied and what runs; and how the wish came about. GUI thread.
class IntentModel : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with Intents")
    Q_PROPERTY(QString runtimeId READ runtimeId NOTIFY changed)
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY changed)
    Q_PROPERTY(bool isAdopted READ isAdopted NOTIFY changed)
    Q_PROPERTY(QString headline READ headline NOTIFY changed)
    Q_PROPERTY(QString headlineDetail READ headlineDetail NOTIFY changed)
    Q_PROPERTY(QString about READ about NOTIFY changed)
    Q_PROPERTY(int pendingCount READ pendingCount NOTIFY changed)
    Q_PROPERTY(int conflictCount READ conflictCount NOTIFY changed)
    Q_PROPERTY(QString whyNotPlan READ whyNotPlan NOTIFY changed)
    Q_PROPERTY(fabric::model::RowListModel* fields READ fields CONSTANT)
    Q_PROPERTY(fabric::model::RowListModel* history READ history CONSTANT)

public:
    static inline const QList<QByteArray> kFieldRoles{"path",     "word",    "tone",    "owner",   "applied",
                                                      "observed", "desired", "meaning", "isFirst", "spoken"};
    static inline const QList<QByteArray> kHistoryRoles{"title", "reason", "detail", "changes", "isCurrent", "spoken"};

    explicit IntentModel(QObject* parent = nullptr);

    void setIntent(const wire::Intent& intent, UnixMillis now);
    /// Every desired revision of the runtime, newest first.
    void setHistory(std::vector<wire::Revision> revisions, UnixMillis now);
    void clear();
    /// The ages in the history follow.
    void setNow(UnixMillis now);

    [[nodiscard]] QString runtimeId() const { return QString::fromStdString(m_intent.runtime); }
    [[nodiscard]] bool isLoaded() const { return !m_intent.runtime.empty(); }
    /// Something is wanted: an observed revision was adopted once.
    [[nodiscard]] bool isAdopted() const { return m_intent.desired.has_value(); }
    /// The newest desired revision; none: nothing was adopted yet.
    [[nodiscard]] std::optional<RevisionNumber> base() const;
    /// Whether what is wanted runs, in one sentence.
    [[nodiscard]] QString headline() const;
    /// What else differs, and whose it is.
    [[nodiscard]] QString headlineDetail() const;
    /// Which revisions are compared.
    [[nodiscard]] QString about() const;
    /// Fields that a plan would write.
    [[nodiscard]] int pendingCount() const { return m_pending; }
    /// Fields that the intent owns and somebody else changed.
    [[nodiscard]] int conflictCount() const { return m_conflicts; }
    /// Why a plan would do nothing; empty if it would do something.
    [[nodiscard]] QString whyNotPlan() const;
    /// A title for a plan of it: what it sets, in short.
    [[nodiscard]] QString planTitle() const;
    /// Fields that do not run as they are wanted.
    [[nodiscard]] RowListModel* fields() { return &m_fields; }
    [[nodiscard]] RowListModel* history() { return &m_history; }

Q_SIGNALS:
    void changed();

private:
    void describeFields();
    void describeHistory();

    wire::Intent m_intent;
    std::vector<wire::Revision> m_revisions;
    UnixMillis m_now;
    int m_pending = 0;
    int m_conflicts = 0;
    int m_arrived = 0; ///< wanted since it was last applied, and it runs
    int m_foreign = 0; ///< not owned by the intent
    RowListModel m_fields;
    RowListModel m_history;
};

/// `agents.entries.ops.model.primary` of a JSON pointer; a place in a list in brackets.
[[nodiscard]] QString pathOfPointer(const std::string& pointer);

} // namespace fabric::model
